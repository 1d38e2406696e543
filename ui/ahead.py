"""What the screens to come will need, brought in a piece at a time while nobody waits for it.

Only what must happen in the UI thread; journeys and data load in a thread of their own (`Background`).
"""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from ui.drawing import SCREENS
from ui.window import KioskWindow

PAUSE_MS = 5
"""Between two pieces, so that a touch and the loading thread get their turn."""

Piece = Callable[[], object]


class Ahead(QObject):
    """Does pieces of work one by one. What is needed sooner is simply made sooner, by who needs it."""

    def __init__(self, pieces: Iterator[Piece], parent: QObject) -> None:
        super().__init__(parent)
        self._pieces = pieces
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        """Begin, or go on."""
        self._timer.start()

    def stop(self) -> None:
        """Leave the rest undone."""
        self._timer.stop()

    @property
    def busy(self) -> bool:
        """Whether pieces are still being done."""
        return self._timer.isActive()

    def _next(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            self._timer.stop()
        else:
            piece()


def pieces(window: KioskWindow) -> Iterator[Piece]:
    """The modules of all screens, and the keyboard."""
    for name in SCREENS:
        yield partial(import_module, f"ui.screens.{name}")
    yield lambda: window.keyboard
