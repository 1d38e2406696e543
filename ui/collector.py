"""Collects unreachable objects on the UI thread, and nowhere else.

Python's collector runs in whichever thread happens to make the next object. In a worker it may take away
widgets, which Qt allows on their own thread only: the process then hangs or dies, seldom and anywhere.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500
OLDEST = 2
MOST_PUT_OFF = 100
"""How often the oldest generation may have been put off before it is collected while somebody is there."""


class Collector(QObject):
    """From `start` to `stop` the automatic collector is off, and this does its work now and then. The oldest
    generation takes longest: it waits until `idle` says that nobody is there."""

    def __init__(self, idle: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._idle = idle
        self._was_on = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take over."""
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give back."""
        self._timer.stop()
        if self._was_on:
            gc.enable()

    def look(self) -> None:
        """Collect the oldest generation that is due by the interpreter's own thresholds."""
        counts = gc.get_count()
        due = [n for n, most in enumerate(gc.get_threshold()) if counts[n] > most]
        if OLDEST in due and not self._idle() and counts[OLDEST] < MOST_PUT_OFF:
            due.remove(OLDEST)
        if due:
            gc.collect(due[-1])
