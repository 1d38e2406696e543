"""A finger that trembles touches the same thing twice: the second touch is left out, for who wants that.

The same filter as for keys (`bounce`), for the glass. While a finger feels its way, with speech on, two taps
mean to choose, and `explore` has taken them before they come here.
"""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.controller.bounce import Bounce


class Tremble(QObject):
    """An event filter for the window's handle, to be asked before those that act. `least_s` gives how soon
    the same again is a tremble, 0 for never; `now` monotonic seconds."""

    def __init__(self, window: QWidget, *, least_s: Callable[[], float], now: Callable[[], float]) -> None:
        super().__init__(window)
        self._window, self._least_s, self._now = window, least_s, now
        self._bounce = Bounce()
        self._touched: Hashable = None
        self._left_out = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or not self._least_s():
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress:
                under = self._window.childAt(event.position().toPoint())
                # By its name: the page may have been put up anew by the first touch.
                self._touched = (under.objectName() or id(under)) if under is not None else None
                self._left_out = not self._bounce.accepts(self._touched, self._now(), self._least_s())
                return self._left_out
            case QEvent.Type.MouseButtonRelease:
                self._bounce.let_go(self._touched, self._now(), self._least_s())
                left_out, self._left_out = self._left_out, False
                return left_out
            case _:
                # A second press soon after the first comes twice: as a press, and as a double click.
                return self._left_out
