"""Fingers: without speech a touch acts on release; with it a finger feels its way and enters nothing."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk.settings import Controller
from kiosk.visit import Stage

K = Qt.Key


class Heard:
    """A voice that is on and notes what it says."""

    on = True

    def __init__(self) -> None:
        self.said: list[str] = []

    def say_widget(self, widget) -> None:
        self.said.append(widget.objectName() or widget.accessibleName())

    def say_text(self, text: str) -> None:
        self.said.append(text)

    def __getattr__(self, name: str):
        return lambda *_: None


class Finger:
    """One finger on the glass."""

    def __init__(self, rig) -> None:
        self.rig, self.window, self.robot = rig, rig.window, rig.robot

    def spot(self, name: str) -> QPoint:
        self.robot.settle()
        widget = self.robot.find(name)
        return widget.mapTo(self.window, widget.rect().center())

    def slide(self, *path: QPoint) -> None:
        """Down at the first point, over the others, up at the last."""
        handle, device = self.window.windowHandle(), self.robot.finger
        QTest.touchEvent(handle, device).press(0, path[0], handle).commit()
        for begin, end in pairwise(path):
            for part in range(1, 9):
                at = begin + (end - begin) * part / 8
                QTest.touchEvent(handle, device).move(0, at, handle).commit()
        QTest.touchEvent(handle, device).release(0, path[-1], handle).commit()
        self.robot.settle()

    def tap(self, at: QPoint, *, later: float = 0.1) -> None:
        self.rig.clock.now += later
        self.slide(at)


@pytest.fixture
def finger(kiosk) -> Finger:
    kiosk.begin()
    return Finger(kiosk)


@pytest.fixture
def heard(kiosk, finger) -> Heard:
    voice = Heard()
    kiosk.app.devices.explore._speech = voice
    return voice


EMPTY = QPoint(3, 400)


# -- without speech --------------------------------------------------------------------------------------


def test_a_touch_acts_on_release_inside_what_was_pressed(finger) -> None:
    box = finger.robot.find("input:cat_name")
    key = finger.spot("key:t")
    handle = finger.window.windowHandle()
    QTest.touchEvent(handle, finger.robot.finger).press(0, key, handle).commit()
    finger.robot.settle()
    assert box.text() == ""
    QTest.touchEvent(handle, finger.robot.finger).release(0, key, handle).commit()
    finger.robot.settle()
    assert box.text() == "T"


@pytest.mark.parametrize("name", ["stop", "back", "main", "key:t", "tool:size"])
def test_sliding_off_cancels(finger, name: str) -> None:
    rig = finger.rig
    before = (rig.page, rig.visit.preferences, rig.robot.find("input:cat_name").text())
    finger.slide(finger.spot(name), EMPTY)
    assert (rig.page, rig.visit.preferences, rig.robot.find("input:cat_name").text()) == before
    assert rig.window.dialog is None
    assert rig.stage is Stage.ANSWERING
    assert not rig.robot.has("error-summary")


def test_a_touch_that_began_elsewhere_does_nothing(finger) -> None:
    finger.slide(EMPTY, finger.spot("stop"))
    assert finger.window.dialog is None


# -- with speech -----------------------------------------------------------------------------------------


def test_sliding_says_what_is_under_the_finger_and_enters_nothing(finger, heard) -> None:
    finger.slide(finger.spot("key:q"), finger.spot("key:p"))
    assert heard.said[-1] == "key:p"
    assert len(set(heard.said)) == len(heard.said) >= 6
    assert finger.robot.find("input:cat_name").text() == ""


def test_each_thing_is_said_once_while_the_finger_is_on_it(finger, heard) -> None:
    stop = finger.spot("stop")
    finger.slide(stop, stop + QPoint(40, 0), stop - QPoint(40, 0), stop)
    assert heard.said == ["stop"]
    assert finger.window.dialog is None


def test_a_double_tap_anywhere_acts_on_what_was_heard_last(finger, heard) -> None:
    finger.slide(EMPTY, finger.spot("key:t"))
    finger.tap(EMPTY)
    finger.tap(EMPTY)
    assert finger.robot.find("input:cat_name").text() == "T"


def test_the_select_key_acts_on_what_was_heard_last(make_kiosk) -> None:
    rig = make_kiosk(controller=Controller(profile="nine-key"))
    rig.start()
    rig.begin()
    rig.app.devices.explore._speech = Heard()
    finger = Finger(rig)
    finger.slide(EMPTY, finger.spot("key:t"))
    rig.robot.key(K.Key_Return)
    assert rig.robot.find("input:cat_name").text() == "T"


def test_one_tap_says_and_does_not_act(kiosk, finger, heard) -> None:
    finger.tap(finger.spot("stop"))
    assert kiosk.window.dialog is None
    kiosk.robot.until(lambda: heard.said == ["stop"], "what the tap fell on")
    assert kiosk.window.dialog is None


def test_the_same_tap_again_is_told_how_to_choose(kiosk, finger, heard) -> None:
    for said in (["stop"], ["stop", "Tap twice, quickly, to choose what you heard."]):
        finger.tap(finger.spot("stop"), later=2.0)
        kiosk.robot.until(lambda said=said: heard.said == said, "what is said of it")
    assert kiosk.window.dialog is None


def test_a_finger_that_rests_hears_what_it_rests_on(kiosk, finger, heard) -> None:
    handle = kiosk.window.windowHandle()
    stop = finger.spot("stop")
    QTest.touchEvent(handle, kiosk.robot.finger).press(0, stop, handle).commit()
    kiosk.robot.until(lambda: heard.said == ["stop"], "what it rests on")
    kiosk.clock.now += 1
    QTest.touchEvent(handle, kiosk.robot.finger).release(0, stop, handle).commit()
    kiosk.robot.settle()
    assert kiosk.window.dialog is None


def test_a_heard_choice_is_chosen_by_a_double_tap(kiosk, finger, heard) -> None:
    kiosk.tell(cat_name="Tibbles")
    finger.slide(EMPTY, finger.spot("option:ginger"))
    assert not kiosk.robot.find("option:ginger").isChecked()
    finger.tap(EMPTY)
    finger.tap(EMPTY)
    assert kiosk.robot.find("option:ginger").isChecked()


def test_headings_are_heard_and_keep_what_can_be_acted_on(kiosk, finger, heard) -> None:
    kiosk.tell(cat_name="Tibbles")
    heading = kiosk.robot.find("heading")
    at = heading.mapTo(kiosk.window, QPoint(10, heading.height() // 2))
    ginger = finger.spot("option:ginger")
    finger.slide(ginger + QPoint(0, 30), ginger, ginger - QPoint(0, 25))
    heard.said.clear()
    finger.slide(EMPTY, at)
    assert heard.said[-1] == "heading"
    finger.tap(EMPTY)
    finger.tap(EMPTY)
    assert kiosk.robot.find("option:ginger").isChecked()


def test_after_a_key_moved_the_focus_a_double_tap_acts_there(kiosk, finger, heard) -> None:
    kiosk.tell(cat_name="Tibbles")
    finger.slide(EMPTY, finger.spot("option:ginger"))
    kiosk.robot.find("option:other").setFocus()
    finger.tap(EMPTY)
    finger.tap(EMPTY)
    assert kiosk.robot.find("option:other").isChecked()
    assert not kiosk.robot.find("option:ginger").isChecked()


def test_swiping_does_not_scroll_while_a_finger_feels(make_kiosk) -> None:
    rig = make_kiosk("tablet")
    rig.start()
    rig.home()
    rig.app.devices.explore._speech = Heard()
    finger = Finger(rig)
    bar = rig.window.area.verticalScrollBar()
    middle = rig.window.area.mapTo(rig.window, rig.window.area.rect().center())
    finger.slide(middle, middle - QPoint(0, 200))
    assert bar.value() == 0


def test_once_speech_is_off_touches_act_again(kiosk, finger, heard) -> None:
    finger.slide(EMPTY, finger.spot("stop"))
    heard.on = False
    kiosk.robot.touch("stop")
    assert kiosk.window.dialog.objectName() == "stop-dialog"
