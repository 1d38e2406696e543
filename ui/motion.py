"""What moves or lights up on the screen: a catalogue, and the one movement that only shows where something
went.

Nothing flashes (WCAG 2.3.1), and whoever wants nothing to move turns it off: `Preferences.still`. What is
listed as `needed` says something by coming and going, and stays.
"""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation
from PySide6.QtWidgets import QScrollBar

MOST_MS = 150
"""A movement that only shows where something went lasts no longer."""
MOST_A_SECOND = 3
"""EN 301 549 4.2.9 and WCAG 2.3.1: nothing flashes more often."""


class Movement(Struct, frozen=True):
    """`ms`: how long it moves, 0 where it comes and goes at once. `least_ms`: so long it stays as it is
    before it changes again. `needed`: it says something, so it stays with motion turned off. `where` is its
    module."""

    where: str
    ms: int
    least_ms: int
    needed: bool


MOVEMENTS = {
    "read-on": Movement("ui.motion", MOST_MS, 0, needed=False),
    "scan-mark": Movement("ui.controller.scanner", 0, 800, needed=True),
    "switch-sign": Movement("ui.controller.calibration", 0, 1500, needed=True),
}
"""All there is. The caret in a box is Qt's and blinks once a second."""


class Glide(QObject):
    """Moves a scroll bar. `moves` says whether it may be seen to move; else it is there at once."""

    def __init__(self, bar: QScrollBar, moves: Callable[[], bool]) -> None:
        super().__init__(bar)
        self._bar, self._moves = bar, moves
        self._run = QVariantAnimation(self)
        self._run.setDuration(MOVEMENTS["read-on"].ms)
        self._run.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._run.valueChanged.connect(self._at)

    def to(self, value: int) -> None:
        """Go to `value`, pixels of the page."""
        self.finish()
        if self._moves():
            self._run.setStartValue(self._bar.value())
            self._run.setEndValue(value)
            self._run.start()
        else:
            self._bar.setValue(value)

    def finish(self) -> None:
        """Be where it was going, for what comes next."""
        if self.moving:
            self._run.stop()
            self._bar.setValue(int(self._run.endValue()))

    @property
    def moving(self) -> bool:
        """Whether it is on its way."""
        return self._run.state() == QVariantAnimation.State.Running

    def _at(self, value: object) -> None:
        self._bar.setValue(int(str(value)))
