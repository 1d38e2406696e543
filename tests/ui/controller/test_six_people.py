"""People who come alone, each from the first screen to "saved": one who cannot see, one in a wheelchair, one
who reads only large yellow letters on black, and one who has never touched a computer.

Who does not see chooses by what is heard alone; who sits touches nothing above what an arm reaches. Who
presses switches is in `test_journeys`, who reads only Polish or Arabic in `stories/test_in_every_language`.
"""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from kiosk.settings import Controller, Panel
from kiosk.visit import Stage
from ui.robot import Robot
from ui.speech.jack import Headphones
from ui.speech.voice import RecordingVoice
from ui.theme.metrics import HIGHEST, REACH_MM

K = Qt.Key
PANEL = Panel(1080, 1920, 268.0, 476.0)
PIXELS_PER_MM = PANEL.width_px / PANEL.width_mm
HEARD = {
    "was it out on time": "Yes",
    "which day": "Friday",
    "tag or sticker on it": "No",
    "neighbours": "theirs were emptied",
    "where is it now": "At the front",
    "fetch your bins": "No",
    "tell you what happens": "By letter",
}
"""What is heard of a question, and the answer to it."""
TOLD = {
    "bins": "refuse",
    "note_right": "no",
    "out_in_time": "yes",
    "tag": "no",
    "neighbours": "emptied",
    "left_at": "front",
    "assisted": "no",
    "update_by": "letter",
}
"""Pages of the journey, and what is touched there."""


class Listening:
    """Somebody who does not see: hears, and presses the keys of the pad. Knows no names of widgets."""

    def __init__(self, make_kiosk: Callable, shipped: object) -> None:
        self.voice, self.ears = RecordingVoice(quick=True), Headphones(plugged=False, speaker=False)
        profile = Controller(profile="nine-key")
        self.rig = make_kiosk(desk=shipped, controller=profile, sound=lambda: (self.voice, self.ears))
        self.rig.start()
        self.speaker = self.rig.app.speech.get_ready()
        self.ears.put(True)
        self.hear()

    def hear(self) -> str:
        """All that is said until it is silent again."""
        robot = self.rig.robot
        robot.settle()
        robot.until(lambda: not self.speaker._queue.speaking, "silence")
        heard = " ".join(self.voice.texts)
        self.voice.said.clear()
        return heard

    def press(self, key: Qt.Key) -> str:
        self.rig.robot.key(key)
        return self.hear()

    def go(self, words: str) -> None:
        """Down until these words are heard."""
        heard = []
        for _ in range(80):
            heard.append(self.press(K.Key_Down))
            if re.search(rf"\b{re.escape(words)}\b", heard[-1], re.IGNORECASE):
                return
        raise AssertionError(f"'{words}' is never heard, only {heard}")

    def choose(self, words: str) -> str:
        self.go(words)
        return self.press(K.Key_Return)

    def type(self, text: str) -> None:
        """On the on-screen keyboard, from its upper left corner row by row, by ear; then up to the box."""
        heard = self.press(K.Key_Return)
        for sign in text:
            name = "Space" if sign == " " else f"Digit {sign}" if sign.isdigit() else f"Letter {sign}"
            heard = self.to_key(name, heard)
            self.press(K.Key_Return)
        while "box to type in" not in heard:
            heard = self.press(K.Key_Up)

    def to_key(self, name: str, heard: str) -> str:
        for way in (K.Key_Up, K.Key_Left):
            heard = self.end_of(way, heard)
        for _ in range(8):
            row = heard
            while heard != name:
                before, heard = heard, self.press(K.Key_Right)
                if heard == before:
                    break
            if heard == name:
                return heard
            assert self.end_of(K.Key_Left, heard) == row, "a row is left sideways"
            heard = self.press(K.Key_Down)
        raise AssertionError(f"the key '{name}' is never heard")

    def end_of(self, way: Qt.Key, heard: str) -> str:
        """The last key that way. Above the top row one hears the box, and goes back in."""
        for _ in range(20):
            before, heard = heard, self.press(way)
            if heard == before:
                return heard
            if "box to type in" in heard:
                return self.press(K.Key_Return)
        raise AssertionError("a row of keys has no end")


class Seated(Robot):
    """Somebody in a wheelchair: an arm that does not reach the upper part of a tall panel."""

    def __init__(self, rig: object, highest: int) -> None:
        super().__init__(rig.window, rig.clock.wait)
        self.highest = highest

    def _press(self, widget: QWidget) -> None:
        top = widget.mapTo(self.window, QPoint(0, 0)).y()
        assert top >= self.highest, f"'{widget.objectName()}' is {self.highest - top} pixels too high"
        super()._press(widget)


def come_to_missed_bin(robot: Robot) -> None:
    robot.touch("group:recycling")
    robot.touch("service:missed-bin")
    robot.touch("main")
    robot.until(lambda: robot.has("address:find"), "the first question")
    robot.type("ZZ9 1AA")
    robot.touch("address:find")
    robot.touch("option:100000000001")
    robot.touch("main")


def answer_on(rig: object, robot: Robot, look: Callable[[], None] = lambda: None) -> None:
    """Touch the answers page by page until all are told."""
    for _ in range(15):
        look()
        if rig.visit.page.kind == "check":
            return
        page = rig.page.partition("[")[0]
        # Which collection was missed depends on the day.
        robot.touch(next(options_of(robot)) if page == "due" else f"option:{TOLD[page]}")
        robot.touch("main")
    raise AssertionError("there is no end to the questions")


def options_of(robot: Robot):
    return (
        one.objectName()
        for one in robot.window.area.findChildren(QWidget)
        if one.objectName().startswith("option:") and one.isVisible()
    )


def save(rig: object, robot: Robot) -> None:
    robot.touch("main")
    robot.until(lambda: rig.stage is Stage.FINISHED, "saved")
    robot.settle()


def test_one_who_cannot_see_hears_all_that_is_needed(make_kiosk: Callable, shipped: object) -> None:
    one = Listening(make_kiosk, shipped)
    one.choose("Touch to start")
    one.choose("Bins and recycling")
    one.choose("Report a missed bin")
    one.press(K.Key_Right)
    one.go("box to type in")
    one.type("ZZ9 1AA")
    assert "addresses found" in one.choose("Find")
    one.go("3 High Street")
    assert "chosen" in one.press(K.Key_Return)
    heard = one.press(K.Key_Right)
    assert "What did we miss?" in heard
    if "Black bin" not in heard:
        one.go("Black bin")
    one.press(K.Key_Return)
    heard = one.press(K.Key_Right)
    for _ in range(12):
        if "Check your answers" in heard:
            break
        answer = next(answer for question, answer in HEARD.items() if question in heard.casefold())
        if not re.search(rf"\b{answer}\b[^.]*\. choice 1 of", heard):
            one.go(answer)
        one.press(K.Key_Return)
        heard = one.press(K.Key_Right)
    heard = one.press(K.Key_Right)
    one.rig.robot.until(lambda: one.rig.stage is Stage.FINISHED, "saved")
    heard += one.hear()
    assert "Saved on this kiosk" in heard
    assert "K7MF" in heard.replace(" ", "").replace(",", "").upper()
    (sent,) = one.rig.counter.saved
    assert "100000000003" in repr(sent)


def test_one_in_a_wheelchair_touches_nothing_that_is_out_of_reach(
    make_kiosk: Callable, shipped: object
) -> None:
    rig = make_kiosk(desk=shipped)
    rig.start()
    robot = Seated(rig, round(PANEL.height_px * HIGHEST))
    for name in ("show:help", "show:options", "way:reach"):
        robot.touch(name)
    robot.highest = round(PANEL.height_px * (1 - REACH_MM / PANEL.height_mm))
    while not robot.has("group:recycling"):
        robot.touch("back")
    come_to_missed_bin(robot)
    answer_on(rig, robot)
    save(rig, robot)
    assert len(rig.counter.saved) == 1
    robot.touch("main")
    assert rig.stage is Stage.ATTRACT
    assert not rig.visit.preferences.reach
    with pytest.raises(AssertionError, match="pixels too high"):
        robot.touch("tool:size")


def test_one_who_reads_only_large_yellow_letters_on_black(make_kiosk: Callable, shipped: object) -> None:
    rig = make_kiosk(desk=shipped)
    rig.start()
    robot = rig.robot
    for tool, wanted in (("size", 3), ("theme", "yellow")):
        for _ in range(5):
            if getattr(rig.visit.preferences, tool) != wanted:
                robot.touch(f"tool:{tool}")
    robot.touch("begin")

    def look() -> None:
        """All that is to be read is large, and yellow on black."""
        labels = [one for one in rig.window.area.findChildren(QLabel) if one.isVisible() and one.text()]
        assert labels
        for one in labels:
            metrics = QFontMetricsF(one.font())
            assert metrics.capHeight() / PIXELS_PER_MM >= 9, one.text()
        shot = rig.window.area.grab().toImage()
        colours = Counter(
            QColor(shot.pixel(x, y)).name()
            for x in range(0, shot.width(), 7)
            for y in range(0, shot.height(), 7)
        )
        assert colours.most_common(1)[0][0] == "#000000"

    rig.window.setUpdatesEnabled(True)
    come_to_missed_bin(robot)
    answer_on(rig, robot, look)
    save(rig, robot)
    look()
    assert len(rig.counter.saved) == 1


def test_one_who_has_never_touched_a_computer_is_led_back_each_time(
    make_kiosk: Callable, shipped: object
) -> None:
    rig = make_kiosk(desk=shipped)
    rig.start()
    robot = rig.robot
    robot.touch("begin")
    # Wanders off, comes back, thinks for a long time.
    robot.touch("group:benefits")
    robot.touch("back")
    rig.wait_out(95)
    assert robot.sees("Are you still there?")
    robot.touch("idle-dialog:stay")
    come_to_missed_bin(robot)
    # Presses on without an answer, and is told what to do.
    robot.touch("main")
    assert rig.page == "bins"
    assert robot.sees("There is a problem")
    robot.touch("option:refuse")
    # Hits the button twice in fright: the page goes on by one, and the next is not scolded.
    twice(robot, "main")
    page = rig.page
    assert page != "bins"
    assert not robot.sees("There is a problem")
    # Goes back by mistake: what was chosen is still there.
    robot.touch("back")
    assert robot.find("option:refuse").isChecked()
    robot.touch("main")
    assert rig.page == page
    answer_on(rig, robot)
    save(rig, robot)
    assert robot.sees("Saved on this kiosk")
    assert len(rig.counter.saved) == 1


def twice(robot: Robot, name: str) -> None:
    """Two touches at one place, as quick as a hand that trembles."""
    widget = robot.find(name)
    point = widget.mapTo(robot.window, widget.rect().center())
    handle = robot.window.windowHandle()
    for _ in range(2):
        QTest.touchEvent(handle, robot.finger).press(0, point, handle).commit()
        QTest.touchEvent(handle, robot.finger).release(0, point, handle).commit()
    robot.settle()
