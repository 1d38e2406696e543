"""A second touch of the same thing, too soon: left out for who wants that, on the keyboard too."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def tap(kiosk, name: str, after_s: float) -> None:
    """Touch a thing, so long after the last touch."""
    kiosk.clock.now += after_s
    widget = kiosk.robot.find(name)
    place = widget.mapTo(kiosk.window, widget.rect().center())
    QTest.mouseClick(kiosk.window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    kiosk.robot.settle()


@pytest.fixture
def typing(kiosk):
    kiosk.begin()
    kiosk.robot.type("T")
    return kiosk


def typed(kiosk) -> str:
    return kiosk.robot.find("input:cat_name").text()


def test_without_the_filter_every_touch_counts(typing) -> None:
    for _ in range(3):
        tap(typing, "key:l", 0.05)
    assert typed(typing) == "Tlll"


@pytest.mark.parametrize("bounce_ms", [500, 1000, 2000])
def test_a_tremble_counts_once_and_a_meant_touch_again(typing, bounce_ms: int) -> None:
    typing.visit.prefer(bounce_ms=bounce_ms)
    tap(typing, "key:l", 5)
    tap(typing, "key:l", 0.1)
    tap(typing, "key:l", bounce_ms / 1000 - 0.05)
    assert typed(typing) == "Tl"
    tap(typing, "key:l", bounce_ms / 1000 + 0.05)
    assert typed(typing) == "Tll"
    tap(typing, "key:o", 0.05)
    assert typed(typing) == "Tllo"


def test_two_touches_of_continue_do_not_answer_the_next_page(typing) -> None:
    typing.visit.prefer(bounce_ms=500)
    tap(typing, "main", 5)
    page = typing.page
    assert page != "cat_name"
    tap(typing, "main", 0.1)
    assert not typing.robot.has("error-summary")
    tap(typing, "main", 2)
    assert typing.robot.has("error-summary")


def test_the_way_is_offered_on_every_kiosk_and_goes_with_the_visit(kiosk) -> None:
    kiosk.home()
    kiosk.robot.touch("tool:help")
    kiosk.robot.touch("show:options")
    kiosk.robot.touch("way:bounce_ms")
    assert kiosk.visit.preferences.bounce_ms == 500
    kiosk.app.navigator.wipe()
    assert kiosk.visit.preferences.bounce_ms == 0
