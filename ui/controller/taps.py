"""What a finger on the glass does: feels its way, taps, or taps twice. Pure: times in seconds, places in
pixels."""

from enum import StrEnum
from math import hypot

TAP_S = 0.35
"""A finger that leaves the glass sooner has tapped."""
PAUSE_S = 0.6
"""Two taps with no more between them are a double tap. Long, for slow hands."""


class Did(StrEnum):
    """What came of a finger leaving the glass."""

    FELT = "felt"
    TAPPED = "tapped"
    TWICE = "twice"


class Taps:
    """Told of one finger. `reach` is how far it may move and still tap, in pixels."""

    def __init__(self, reach: float) -> None:
        self._reach = reach
        self._began: tuple[float, float, float] = (0.0, 0.0, 0.0)
        self._still = False
        self._tapped_at: float | None = None

    def down(self, now: float, x: float, y: float) -> None:
        """The finger touches."""
        self._began, self._still = (now, x, y), True

    def move(self, x: float, y: float) -> bool:
        """It moves. Whether it feels its way by now, and cannot tap any more."""
        if hypot(x - self._began[1], y - self._began[2]) > self._reach:
            self._still = False
        return not self._still

    def rest(self) -> None:
        """It has rested in its place for longer than a tap: it feels what is there."""
        self._still = False

    def up(self, now: float) -> Did:
        """It leaves the glass."""
        before, self._tapped_at = self._tapped_at, None
        if not self._still or now - self._began[0] > TAP_S:
            return Did.FELT
        if before is not None and self._began[0] - before <= PAUSE_S:
            return Did.TWICE
        self._tapped_at = now
        return Did.TAPPED
