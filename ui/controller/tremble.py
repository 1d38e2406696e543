"""A finger that touches twice: the second touch is left out where it was not meant.

For everybody, where the first has turned the page: what now stands in the same place is another thing, which
nobody can have read. For who wants that, of every thing: the same filter as for keys (`bounce`).

While a finger feels its way, with speech on, two taps mean to choose, and `explore` has taken them before
they come here.
"""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QMouseEvent

from ui.controller.bounce import Bounce
from ui.window import KioskWindow

TURNED_S = 0.4
"""Nobody has read a page and found its button so soon after the one before."""
TOOLS = "tool:"
"""These stand in the same place on every page, and change how it looks with each touch."""


class Tremble(QObject):
    """An event filter for the window's handle, to be asked before those that act. `least_s` gives how soon
    the same again is a tremble, 0 for never; `now` monotonic seconds."""

    def __init__(
        self, window: KioskWindow, *, least_s: Callable[[], float], now: Callable[[], float]
    ) -> None:
        super().__init__(window)
        self._window, self._least_s, self._now = window, least_s, now
        self._bounce = Bounce()
        self._touched: Hashable = None
        self._touched_at = -TURNED_S
        self._screen: object = None
        self._left_out = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._left_out = not self._meant(event)
                return self._left_out
            case QEvent.Type.MouseButtonRelease:
                self._bounce.let_go(self._touched, self._now(), self._least_s())
                left_out, self._left_out = self._left_out, False
                return left_out
            case _:
                # A second press soon after the first comes twice: as a press, and as a double click.
                return self._left_out

    def _meant(self, event: QMouseEvent) -> bool:
        under = self._window.childAt(event.position().toPoint())
        # By its name: the page may have been put up anew by the first touch.
        touched = (under.objectName() or id(under)) if under is not None else None
        now, screen = self._now(), self._window.screen_shown
        turned = screen is not self._screen and not str(touched).startswith(TOOLS)
        again = touched == self._touched and turned and now - self._touched_at < TURNED_S
        self._touched, self._touched_at, self._screen = touched, now, screen
        return self._bounce.accepts(touched, now, self._least_s()) and not again
