"""The one door for keys: a tremble goes no further, switches go to the scan, commands to the screen, and what
is left is typed.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from ui.controller.bounce import Bounce
from ui.controller.commands import Commands
from ui.controller.mapping import KeyMap, Press
from ui.controller.switches import Switches


class Keys:
    """Asked by the guard about each key. `least_s` gives how soon the same key again is a tremble, `now`
    monotonic seconds."""

    def __init__(
        self,
        table: KeyMap,
        commands: Commands,
        switches: Switches,
        least_s: Callable[[], float],
        now: Callable[[], float],
    ) -> None:
        self._table, self._commands, self._switches = table, commands, switches
        self._least_s, self._now = least_s, now
        self._bounce = Bounce()
        self._kept: set[Press] = set()
        """Keys that are down and of which no widget has heard: nor is their release for one."""

    def taken(self, event: QKeyEvent) -> bool:
        """Whether the key is dealt with here."""
        press = Press(int(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier))
        match event.type():
            case QEvent.Type.KeyPress:
                self._kept.discard(press)
                if self._pressed(press):
                    self._kept.add(press)
                    return True
            case QEvent.Type.KeyRelease:
                self._bounce.let_go(press, self._now(), self._least_s())
                if press in self._kept:
                    self._kept.discard(press)
                    return True
            case _:
                pass
        return False

    def _pressed(self, press: Press) -> bool:
        if not self._bounce.accepts(press, self._now(), self._least_s()):
            return True
        if self._switches.pressed(press):
            return True
        mirrored = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        command = self._table.command(press, mirrored=mirrored)
        return command is not None and self._commands.do(command, mirrored=mirrored)
