"""Watches every key and touch where they come in, before any widget hears of them.

What a key means on a tactile pad or a switch is the business of `ui.controller`; it is asked first.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from ui.window import KioskWindow


class Guard(QObject):
    """At the native window: lets through what a resident needs, drops what would lead out of the app, and
    tells that somebody is there. `taken` is asked about each key that may come in and says whether it was
    a command.

    An event filter for the window's handle. One for the whole application would be asked about every event
    of every widget, a thousand for each page. A key that is held down acts once (EN 301 549 5.7).
    """

    active = Signal()
    escape = Signal()

    ALLOWED = frozenset(
        {
            Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space,
            Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home,
            Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Backspace, Qt.Key.Key_Delete,
            Qt.Key.Key_Shift,
        }
    )  # fmt: skip
    FORBIDDEN = (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )
    TOUCHES = frozenset(
        {QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.Wheel}
    )
    KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})

    def __init__(self, window: KioskWindow, taken: Callable[[QKeyEvent], bool] = lambda _: False) -> None:
        super().__init__(window)
        self._window, self._taken = window, taken

    BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton)
    """Of a mouse. The others open menus, paste, or go back."""
    MOUSE = frozenset(
        {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick}
    )
    NEVER = frozenset(
        {
            QEvent.Type.ContextMenu, QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop,
            QEvent.Type.NativeGesture, QEvent.Type.TabletPress, QEvent.Type.TabletMove,
            QEvent.Type.TabletRelease,
        }
    )  # fmt: skip

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in self.MOUSE and isinstance(event, QMouseEvent) and event.button() not in self.BUTTONS:
            return True
        if kind in self.TOUCHES:
            if kind != QEvent.Type.Wheel:
                self._window.keys_used(False)
            self.active.emit()
            return False
        if kind in self.KEYS and isinstance(event, QKeyEvent):
            return self._key(event)
        return kind in self.NEVER

    def _key(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() or event.modifiers() & self.FORBIDDEN:
            return True
        if event.type() == QEvent.Type.KeyPress:
            self.active.emit()
            if event.spontaneous():
                self._window.keys_used(True)
        if self._taken(event):
            return True
        if event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self.escape.emit()
            return True
        text = event.text()
        return not (event.key() in self.ALLOWED or (text and text.isprintable()))
