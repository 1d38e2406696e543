"""Residents who work the kiosk with one kind of device alone, and journeys as they really ship."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.commands.parts import ServiceDesk
from kiosk.journeys.pages import Field
from kiosk.settings import Controller, Settings
from kiosk.visit import Stage
from ui.controller.commands import is_key
from ui.controller.pace import ROUNDS

K = Qt.Key
PATIENCE = 300
"""More presses than this for one thing, and it cannot be reached."""


class Hands:
    """What every device can do: reach a thing by its name and act on it; type. Sees where the focus or the
    mark is, and presses keys. Nothing else."""

    profile = Controller()

    def __init__(self, rig) -> None:
        self.rig, self.robot = rig, rig.robot
        self.presses = 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.presses += 1
        QTest.keyClick(self.rig.window.windowHandle(), key, modifier)
        self.robot.settle()

    def get_ready(self) -> None:
        """What this device needs before the first screen can be left."""

    def press(self, name: str) -> None:
        raise NotImplementedError

    def type(self, name: str, text: str) -> None:
        raise NotImplementedError


class Keys(Hands):
    """A full keyboard, no touch."""

    def press(self, name: str) -> None:
        self.go(name)
        self.key(K.Key_Return)

    def go(self, name: str) -> None:
        for _ in range(PATIENCE):
            if self.rig.focus == name:
                return
            self.key(K.Key_Tab)
        raise AssertionError(f"Tab never comes to '{name}'")

    def type(self, name: str, text: str) -> None:
        self.go(name)
        for letter in text:
            QTest.keyClick(self.rig.window.windowHandle(), letter)
        self.robot.settle()


class Pad(Hands):
    """The tactile pad: up, down, left, right, select."""

    profile = Controller(profile="nine-key")
    up, down, left, right, select = K.Key_Up, K.Key_Down, K.Key_Left, K.Key_Right, K.Key_Return
    modifier = Qt.KeyboardModifier.NoModifier

    def pad(self, key: Qt.Key) -> None:
        self.key(key, self.modifier)

    def press(self, name: str) -> None:
        if name == "main":
            # Pages turn by a key of their own.
            self.pad(self.right)
            return
        self.go(name)
        self.pad(self.select)

    def go(self, name: str) -> None:
        for _ in range(PATIENCE):
            if self.rig.focus == name:
                return
            self.pad(self.down)
        raise AssertionError(f"down never comes to '{name}'")

    def type(self, name: str, text: str) -> None:
        self.go(name)
        self.pad(self.select)
        assert is_key(QApplication.focusWidget()), "select leads into the keyboard"
        for letter in text:
            for key in self.rig.window.keyboard.keys_for(letter):
                self.to_key(key)
                self.pad(self.select)
        while is_key(QApplication.focusWidget()):
            self.pad(self.up)
        assert self.rig.focus == name, "up leads back to the field"

    def to_key(self, name: str) -> None:
        """Row first, then along it."""
        wanted = self.robot.find(name)
        for _ in range(60):
            focused = QApplication.focusWidget()
            if focused is wanted:
                return
            way = middle(wanted, self.rig.window) - middle(focused, self.rig.window)
            if abs(way.y()) > focused.height() // 2:
                self.pad(self.down if way.y() > 0 else self.up)
            else:
                self.pad(self.right if way.x() > 0 else self.left)
        raise AssertionError(f"the arrows never come to '{name}'")


class NumberPad(Pad):
    """The same on a number pad with its number lock on."""

    profile = Controller(profile="number-pad")
    up, down, left, right, select = K.Key_8, K.Key_2, K.Key_4, K.Key_6, K.Key_5
    modifier = Qt.KeyboardModifier.KeypadModifier


class TwoSwitches(Hands):
    """Space and Return; first the resident says which is which: here Return moves and Space chooses."""

    profile = Controller(switches=2)
    move, select = K.Key_Return, K.Key_Space

    def get_ready(self) -> None:
        self.key(K.Key_Space)
        assert self.rig.window.dialog.objectName() == "calibration"
        self.key(self.move)
        self.key(self.select)
        assert self.rig.window.dialog is None

    @property
    def marked(self) -> list[str]:
        return [one.objectName() for one in self.rig.app.devices.switches.scanner.marked]

    def next(self) -> None:
        self.key(self.move)

    def press(self, name: str) -> None:
        for _ in range(PATIENCE):
            marked = self.marked
            if name not in marked:
                self.next()
                continue
            self.key(self.select)
            if marked == [name]:
                return
        raise AssertionError(f"the scan never comes to '{name}'; it is at {self.marked}")

    def type(self, name: str, text: str) -> None:
        if self.rig.focus != name:
            self.press(name)
        for letter in text:
            for key in self.rig.window.keyboard.keys_for(letter):
                self.press(key)


class OneSwitch(TwoSwitches):
    """Space alone; the mark moves by itself."""

    profile = Controller(switches=1)
    select = K.Key_Space

    def get_ready(self) -> None:
        self.key(self.select)
        dialog = self.rig.window.dialog
        assert dialog.objectName() == "calibration"
        for _ in range(ROUNDS):
            assert not dialog.sign.lit
            dialog._wait.timeout.emit()
            assert dialog.sign.lit
            self.rig.clock.now += 0.9
            self.key(self.select)
        assert self.rig.window.dialog is None
        assert self.rig.visit.preferences.dwell_ms == 1400

    def next(self) -> None:
        dwell = self.rig.app.devices.switches.scanner._dwell
        assert dwell.isActive(), "the mark would stand still for ever"
        assert dwell.interval() == self.rig.visit.preferences.dwell_ms
        dwell.timeout.emit()
        self.robot.settle()


def middle(widget: QWidget, window: QWidget) -> QPoint:
    return widget.mapTo(window, widget.rect().center())


DEVICES = {one.__name__: one for one in (Keys, Pad, NumberPad, TwoSwitches, OneSwitch)}


@pytest.fixture(scope="session")
def shipped(tmp_path_factory) -> ServiceDesk:
    """The journeys and sample data that come with the kiosk."""
    settings = Settings()
    state = tmp_path_factory.mktemp("state")
    made = ServiceDesk(replace(settings, site=replace(settings.site, state_dir=str(state))))
    made.prepare()
    return made


@pytest.fixture
def come_with(make_kiosk) -> Callable:
    """Somebody comes with one device to a kiosk that shows its first screen."""

    def come(device: str, **facts) -> Hands:
        kind = DEVICES[device]
        rig = make_kiosk(controller=kind.profile, **facts)
        rig.start()
        hands = kind(rig)
        hands.get_ready()
        return hands

    return come


class Errand:
    """One journey from the first screen to its last page."""

    def __init__(self, hands: Hands) -> None:
        self.hands, self.rig, self.robot = hands, hands.rig, hands.robot

    def begin(self, group: str, journey: str) -> None:
        self.hands.press("begin")
        if not self.robot.has(f"group:{group}"):
            self.hands.press("open:more")
        self.hands.press(f"group:{group}")
        self.hands.press(f"service:{journey}")
        self.hands.press("main")
        self.robot.until(lambda: self.rig.stage is Stage.ANSWERING, "the first question")
        self.robot.settle()

    def answer(self, answers: dict[str, object]) -> None:
        """Page by page until the check page or the end."""
        for _ in range(40):
            page = self.rig.visit.page
            if page.kind in ("check", "done", "exit"):
                return
            for field in page.fields:
                name = field.name.partition("[")[0]
                if isinstance(field, Field) and (name in answers or not field.optional):
                    self.fill(field, answers[name])
            self.hands.press("main")
            assert self.rig.visit.page != page, f"'{page.name}' did not go on: {self.robot.text()[:300]}"

    def fill(self, field: Field, answer: object) -> None:
        hands = self.hands
        if field.type == "address":
            postcode, option = answer
            hands.type(f"input:{field.name}", postcode)
            hands.press("address:find")
            hands.press(f"option:{option}")
        elif isinstance(answer, bool):
            hands.press(f"option:{'yes' if answer else 'no'}")
        elif isinstance(answer, list):
            for one in answer:
                hands.press(f"option:{one}")
        elif field.type == "choice":
            hands.press(f"option:{answer}")
        else:
            hands.type(f"input:{field.name}", str(answer))

    def send(self) -> None:
        self.hands.press("main")
        self.robot.until(lambda: self.rig.stage is Stage.FINISHED, "saved")
        self.robot.settle()


@pytest.fixture
def errand(come_with) -> Callable[..., Errand]:
    return lambda device, **facts: Errand(come_with(device, **facts))
