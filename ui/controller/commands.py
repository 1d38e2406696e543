"""What each command does on the screen that shows. Which key asks for it is `ui.controller.mapping`.

Source: A-35 of the tactile keypad. Up and down go from item to item, in the order of reading, through tools,
page, keyboard and control bar. Left and right turn pages: Back, and the one main action; never out of an open
dialog. On the keyboard all four go from key to key, up from its top row to the field one types in, down from
its lowest to the control bar.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ui.controller.mapping import Command
from ui.focus import stops
from ui.window import KioskWindow

if TYPE_CHECKING:
    from ui.controller.speech import Speech

ONWARD = ("main", "begin")
"""The main action: in the control bar, and on the first screen, which has no bar."""
BACKWARD = ("back",)
ENDINGS = ("stop", "leave")
HELP = ("tool:help",)
ARROWS = {
    Command.PREVIOUS: Qt.Key.Key_Up,
    Command.NEXT: Qt.Key.Key_Down,
    Command.BACKWARD: Qt.Key.Key_Left,
    Command.FORWARD: Qt.Key.Key_Right,
}


class Commands:
    """Acts on one window. `heard` gives what a feeling finger heard last, if that is still there."""

    def __init__(
        self, window: KioskWindow, speech: "Speech", heard: Callable[[], QWidget | None] = lambda: None
    ) -> None:
        self._window, self._speech, self._heard = window, speech, heard
        self._does: dict[Command, Callable[[], object]] = {
            Command.PREVIOUS: lambda: self._move(forward=False),
            Command.NEXT: lambda: self._move(forward=True),
            Command.BACKWARD: lambda: self._turn(BACKWARD),
            Command.FORWARD: lambda: self._turn(ONWARD),
            Command.SELECT: self._select,
            Command.REPEAT: speech.repeat,
            Command.REPEAT_PAGE: speech.repeat_page,
            Command.PAUSE: speech.pause,
            Command.SLOWER: speech.slower,
            Command.FASTER: speech.faster,
            Command.SOFTER: speech.softer,
            Command.LOUDER: speech.louder,
            Command.SPEECH: speech.toggle,
            Command.HELP: lambda: self._turn(HELP),
            Command.STOP: lambda: self._turn(ENDINGS),
        }

    def do(self, command: Command, *, mirrored: bool = False) -> bool:
        """Act on a command. False where the key that asked for it is to reach what has the focus.

        `mirrored`: the page is read from right to left, so the table has turned its sides round. Keys of the
        keyboard stand as they stand in every language.
        """
        focused = QApplication.focusWidget()
        if command is Command.PRESS:
            return self._press(focused)
        if focused is not None and is_key(focused) and command in ARROWS:
            self._among_keys(focused, command, mirrored=mirrored)
        else:
            self._does[command]()
        return True

    # -- moving --------------------------------------------------------------------------------------

    def _move(self, *, forward: bool) -> None:
        around: QWidget = self._window.dialog or self._window
        around.focusNextPrevChild(forward)

    def _among_keys(self, focused: QWidget, command: Command, *, mirrored: bool) -> None:
        """To the key beside; past the upper or lower edge off the keyboard."""
        arrow = ARROWS[command]
        if mirrored and arrow in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            arrow = Qt.Key.Key_Right if arrow == Qt.Key.Key_Left else Qt.Key.Key_Left
        event = QKeyEvent(QEvent.Type.KeyPress, arrow, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(focused, event)
        if QApplication.focusWidget() is not focused:
            return
        if arrow == Qt.Key.Key_Up:
            field = self._window.keyboard.field
            if field is not None:
                field.setFocus(Qt.FocusReason.BacktabFocusReason)
        elif arrow == Qt.Key.Key_Down:
            below = stops(self._window.bar)
            if below:
                below[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._speech.repeat()

    # -- acting --------------------------------------------------------------------------------------

    def _turn(self, names: tuple[str, ...]) -> None:
        """Press the button of that name. Where there is none, or a question lies over the page, nothing
        happens but that one hears again where one is."""
        button = None if self._window.dialog is not None else self._button(names)
        if button is not None:
            button.click()
        else:
            self._speech.repeat()

    def _button(self, names: tuple[str, ...]) -> QAbstractButton | None:
        for name in names:
            for found in self._window.findChildren(QAbstractButton, name):
                if found.isVisible() and found.isEnabled():
                    return found
        return None

    def _press(self, focused: QWidget | None) -> bool:
        """Return on a button presses it, as on every key of the keyboard; elsewhere it is a key to type."""
        if not isinstance(focused, QAbstractButton) or is_key(focused):
            return False
        focused.click()
        return True

    def _select(self) -> None:
        """Press what a finger heard last or what has the focus; from a field into its keyboard."""
        target = self._heard() or QApplication.focusWidget()
        if target is None or target is self._window:
            self._move(forward=True)
        else:
            activate(target, self._window)


def is_key(widget: QWidget) -> bool:
    """Whether this is a key of the on-screen keyboard."""
    return widget.objectName().startswith("key:")


def activate(target: QWidget, window: KioskWindow) -> None:
    """Do what a touch on `target` would. A field that has the focus already leads into its keyboard."""
    if isinstance(target, QAbstractButton):
        if not is_key(target):
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        target.click()
    elif target.property("keyboard") and target.hasFocus() and window.keyboard.isVisible():
        keys = stops(window.keyboard)
        if keys:
            keys[0].setFocus(Qt.FocusReason.TabFocusReason)
    elif target.hasFocus():
        window.typing.again()
    else:
        target.setFocus(Qt.FocusReason.OtherFocusReason)
