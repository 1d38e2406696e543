"""The end of a visit, whatever lies over the page and however it comes: the warning is seen long enough, the
wipe is not late, and what one resident chose is not there for the next (EN 301 549 5.1.3.13, WCAG 2.2.1).
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import ui
from kiosk.visit import Preferences, Stage
from ui import intents

IDLE, QUESTION = 90, 60
CHANGED = Preferences(
    language="cy",
    size=3,
    theme="yellow",
    speech=True,
    rate=4,
    volume=3,
    order="az",
    reach=True,
    switches=2,
    bounce_ms=500,
    dwell_ms=4000,
    still=True,
    quiet=True,
)


def asking(kiosk) -> bool:
    return kiosk.window.dialog is not None and kiosk.window.dialog.objectName() == "idle-dialog"


def three_languages(make_kiosk):
    kiosk = make_kiosk(languages=("en", "cy", "pl"))
    kiosk.start()
    return kiosk


def typing(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.type("Tib")
    assert kiosk.window.keyboard.isVisible()


def stopping(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.touch("stop")
    assert kiosk.robot.has("stop-dialog")


def stopping_over_the_keyboard(kiosk) -> None:
    typing(kiosk)
    kiosk.robot.touch("stop")
    assert kiosk.window.keyboard.isVisible()


def choosing_a_language(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.touch("tool:language")
    assert kiosk.window.dialog is not None


def reading_help(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.touch("tool:help")
    assert kiosk.robot.has("step:0")


def setting_it_up(kiosk) -> None:
    reading_help(kiosk)
    kiosk.robot.touch("show:options")
    assert kiosk.robot.has("way:size")


def scanning(kiosk) -> None:
    kiosk.begin()
    kiosk.visit.prefer(switches=1)


def calibrating(kiosk) -> None:
    kiosk.begin()
    kiosk.look(switches=2)
    assert kiosk.robot.has("calibration")


def failed_to_save(kiosk) -> None:
    kiosk.to_check()
    kiosk.counter.failures.append(RuntimeError("disk"))
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.NOT_SAVED, "not saved")


LAYERS = [
    typing,
    stopping,
    stopping_over_the_keyboard,
    choosing_a_language,
    reading_help,
    setting_it_up,
    scanning,
    calibrating,
    failed_to_save,
    lambda kiosk: kiosk.to_list(),
    lambda kiosk: kiosk.to_check(),
    lambda kiosk: kiosk.to_finished(),
]


@pytest.mark.parametrize("layer", LAYERS)
def test_whatever_lies_over_the_page_the_warning_shows_for_a_minute_and_the_wipe_is_within_a_second(
    make_kiosk, layer: Callable
) -> None:
    kiosk = three_languages(make_kiosk)
    layer(kiosk)
    while not asking(kiosk):
        kiosk.wait_out(1)
    assert kiosk.robot.sees("Are you still there?")
    kiosk.wait_out(QUESTION - 1)
    assert asking(kiosk), "the whole minute"
    kiosk.wait_out(1)
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.window.dialog is None
    assert kiosk.visit.walk is None
    assert kiosk.visit.preferences == Preferences()


def test_the_warning_shows_for_a_minute_though_the_machine_stood_still(kiosk) -> None:
    kiosk.begin()
    kiosk.clock.now += 3600
    kiosk.app.presence.tick()
    assert asking(kiosk)
    assert "60" in kiosk.robot.find("idle-dialog:body").accessibleName()
    kiosk.wait_out(QUESTION - 1)
    assert asking(kiosk)
    kiosk.wait_out(1)
    assert kiosk.stage is Stage.ATTRACT


def test_nothing_in_the_screens_stops_the_clock_by_a_loop_of_its_own() -> None:
    for path in Path(ui.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(?:QDialog|QMessageBox|QMenu|QFileDialog|QInputDialog)\b", source), path
        assert not re.search(r"\.exec\(", source) or path.name.startswith("preview"), path


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Space])
def test_a_key_of_a_pad_or_a_switch_is_somebody(kiosk, key: Qt.Key) -> None:
    kiosk.home()
    kiosk.wait_out(IDLE - 1)
    QTest.keyClick(kiosk.window.windowHandle(), key)
    kiosk.robot.settle()
    kiosk.wait_out(IDLE - 1)
    assert not asking(kiosk)


def test_while_the_kiosk_speaks_it_does_not_ask_and_the_time_begins_after_it(kiosk, monkeypatch) -> None:
    speaking = True
    monkeypatch.setattr(type(kiosk.app.speech), "speaking", property(lambda _: speaking))
    kiosk.begin()
    kiosk.wait_out(IDLE * 3)
    assert not asking(kiosk)
    speaking = False
    kiosk.wait_out(IDLE)
    assert not asking(kiosk), "the count begins when it has ended"
    kiosk.wait_out(2)
    assert asking(kiosk)


def test_while_the_attract_screen_is_read_out_the_voice_is_not_taken_away(kiosk, monkeypatch) -> None:
    speaking = True
    monkeypatch.setattr(type(kiosk.app.speech), "speaking", property(lambda _: speaking))
    kiosk.visit.prefer(size=2)
    kiosk.wait_out(IDLE * 2)
    assert kiosk.visit.preferences.size == 2
    speaking = False
    kiosk.wait_out(IDLE + 1)
    assert kiosk.visit.preferences == Preferences()


# -- what lay over the page before -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "other"),
    [
        (stopping, "stop-dialog:go"),
        (stopping_over_the_keyboard, "stop-dialog:go"),
        (choosing_a_language, "language:pl"),
        (typing, "main"),
    ],
)
def test_who_is_still_there_finds_what_lay_over_the_page_with_the_focus_where_it_was(
    make_kiosk, layer: Callable, other: str
) -> None:
    kiosk = three_languages(make_kiosk)
    layer(kiosk)
    kiosk.robot.find(other).setFocus()
    kiosk.robot.settle()
    lay, keyboard = kiosk.window.dialog, kiosk.window.keyboard.isVisible()
    kiosk.wait_out(IDLE + 1)
    assert asking(kiosk)
    assert kiosk.focus == "idle-dialog:stay"
    assert lay is None or not lay.isVisible(), "one question at a time"
    kiosk.robot.touch("idle-dialog:stay")
    assert kiosk.window.dialog is lay
    assert lay is None or lay.isVisible()
    assert kiosk.focus == other
    assert kiosk.window.keyboard.isVisible() == keyboard
    if lay is not None:
        lay.escape()
        kiosk.robot.settle()
        assert kiosk.window.dialog is None
        assert kiosk.stage is Stage.ANSWERING


def test_a_question_that_came_back_still_does_what_it_says(make_kiosk) -> None:
    kiosk = three_languages(make_kiosk)
    stopping(kiosk)
    kiosk.wait_out(IDLE + 1)
    kiosk.robot.touch("idle-dialog:stay")
    kiosk.robot.touch("stop-dialog:go")
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.window.dialog is None


def test_who_sets_up_a_switch_answers_by_it_and_goes_on_with_it(make_kiosk) -> None:
    kiosk = three_languages(make_kiosk)
    calibrating(kiosk)
    kiosk.wait_out(IDLE + 1)
    assert asking(kiosk)
    kiosk.robot.key(Qt.Key.Key_Space)
    assert not asking(kiosk)
    assert kiosk.robot.has("calibration")
    assert kiosk.window.dialog.objectName() == "calibration"


# -- somebody of the staff is there ------------------------------------------------------------------------


def test_while_staff_help_it_does_not_ask_and_the_time_begins_after_them(make_kiosk) -> None:
    here = True
    kiosk = make_kiosk(assisted=lambda: here)
    kiosk.start()
    kiosk.begin()
    kiosk.wait_out(IDLE * 20)
    assert not asking(kiosk)
    here = False
    kiosk.wait_out(IDLE)
    assert not asking(kiosk), "the count begins when they have gone"
    kiosk.wait_out(1)
    assert asking(kiosk)


def test_who_is_helped_while_the_question_shows_gets_rid_of_it(make_kiosk) -> None:
    here = False
    kiosk = make_kiosk(assisted=lambda: here)
    kiosk.start()
    kiosk.begin()
    kiosk.wait_out(IDLE + 1)
    assert asking(kiosk)
    here = True
    kiosk.wait_out(1)
    assert kiosk.window.dialog is None
    assert kiosk.focus == "input:cat_name"


# -- one reset for everything ------------------------------------------------------------------------------


def by_finishing(kiosk) -> None:
    kiosk.app.navigator.wanted(intents.Finishes())


def by_leaving(kiosk) -> None:
    kiosk.window.leave_pressed.emit()


def by_stopping(kiosk) -> None:
    # Where switches were chosen their calibration lies over the button.
    kiosk.window.stop_pressed.emit()
    kiosk.robot.touch("stop-dialog:go")


def by_going_away(kiosk) -> None:
    while kiosk.stage is not Stage.ATTRACT:
        kiosk.wait_out(1)


def by_an_error(kiosk) -> None:
    kiosk.app.failed(KeyError, KeyError("x"), None)


def test_every_preference_is_changed_here() -> None:
    assert {
        name
        for name in Preferences.__struct_fields__
        if getattr(CHANGED, name) == getattr(Preferences(), name)
    } == set()


@pytest.mark.parametrize("way", [by_finishing, by_leaving, by_stopping, by_going_away, by_an_error])
def test_everything_that_a_resident_chose_is_gone_however_the_visit_ends(kiosk, way: Callable) -> None:
    before = kiosk.robot.text(), kiosk.window.top.height(), QApplication.layoutDirection()
    kiosk.to_finished() if way is by_finishing else kiosk.begin()
    kiosk.look(**{name: getattr(CHANGED, name) for name in Preferences.__struct_fields__})
    kiosk.robot.settle()
    assert kiosk.visit.preferences == CHANGED
    way(kiosk)
    kiosk.robot.settle()
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.visit.preferences == Preferences()
    scene = kiosk.app.navigator.scene
    assert (scene.words.language, scene.look.tokens.name, scene.look.metrics.size) == ("en", "default", 0)
    assert not scene.look.metrics.reach
    assert not kiosk.app.speech.on
    assert (kiosk.robot.text(), kiosk.window.top.height(), QApplication.layoutDirection()) == before
