"""What moves: little, briefly, never flashing, and not at all for who wants it still."""

from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

import ui
from kiosk.visit import Preferences
from ui import intents
from ui.controller.calibration import WAIT_MS
from ui.controller.pace import LEAST_MS
from ui.motion import MOST_A_SECOND, MOST_MS, MOVEMENTS
from ui.screens.options import WAYS

ANIMATES = ("QPropertyAnimation", "QVariantAnimation", "QSequentialAnimation", "QTimeLine", "QMovie")


def test_the_catalogue_is_all_there_is() -> None:
    folder = Path(ui.__file__).parent
    found = {
        ".".join(("ui", *path.relative_to(folder).with_suffix("").parts))
        for path in folder.rglob("*.py")
        if any(one in path.read_text(encoding="utf-8") for one in ANIMATES)
    }
    assert found == {"ui.motion"}
    for movement in MOVEMENTS.values():
        import_module(movement.where)


def test_nothing_flashes_and_nothing_moves_for_long() -> None:
    for movement in MOVEMENTS.values():
        if movement.least_ms:
            assert 1000 / movement.least_ms <= MOST_A_SECOND
        assert movement.needed or movement.ms <= MOST_MS
    assert MOVEMENTS["scan-mark"].least_ms == LEAST_MS
    assert MOVEMENTS["switch-sign"].least_ms == WAIT_MS


@pytest.fixture
def long_page(make_kiosk):
    """The page of ways in the largest letters, which is longer than the panel."""
    kiosk = make_kiosk("tablet")
    kiosk.start()
    kiosk.home()
    kiosk.look(size=3)
    kiosk.app.navigator.wanted(intents.Shows("options"))
    kiosk.robot.settle()
    return kiosk


def test_reading_on_glides_and_comes_to_where_it_went(long_page) -> None:
    bar, more = long_page.window.area.verticalScrollBar(), long_page.robot.find("more")
    more.click()
    assert long_page.window.bar.glide.moving
    assert bar.value() < 20
    QTest.qWait(MOST_MS + 150)
    first = bar.value()
    assert first > 100
    # Who does not wait is not held up.
    more.click()
    more.click()
    assert bar.value() >= min(bar.maximum(), first + (first - 8))


def test_with_movement_off_the_page_is_there_at_once(long_page) -> None:
    long_page.app.navigator.wanted(intents.Prefers({"still": True}))
    long_page.robot.settle()
    bar = long_page.window.area.verticalScrollBar()
    long_page.robot.find("more").click()
    assert not long_page.window.bar.glide.moving
    assert bar.value() > 100
    long_page.app.navigator.wipe()
    long_page.robot.settle()
    assert not long_page.window.still


def test_the_page_of_ways_turns_movement_off_and_a_wipe_turns_it_on(long_page) -> None:
    way = next(one for one in WAYS if one.field == "still")
    assert way.state(Preferences()) == "On"
    assert way.following(Preferences()) is True
    long_page.robot.touch("way:still")
    assert long_page.visit.preferences.still
    long_page.app.navigator.wipe()
    assert long_page.visit.preferences == Preferences()
