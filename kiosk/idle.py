"""How long nobody has touched the kiosk, and what follows: nothing, the question, the wipe.

Pure: the time is an argument, monotonic seconds. Source: WCAG 2.2.1 (a warning of at least 20 s, and
extension); ours is at least 60 s, without limit to extensions. Work that must not be cut short (printing,
saving, speaking) holds the clock.
"""

from enum import StrEnum
from math import ceil


class Idle(StrEnum):
    """What the clock says."""

    ACTIVE = "active"
    ASKING = "asking"
    EXPIRED = "expired"


class IdleClock:
    """Counts from the last activity. `idle_s` until the question, then `question_s` until the wipe."""

    def __init__(self, idle_s: float, question_s: float, now: float) -> None:
        self.idle_s = idle_s
        self.question_s = question_s
        self._last = now
        self._holds: set[str] = set()

    def active(self, now: float) -> None:
        """The resident did something: any key, touch or switch."""
        self._last = now

    def hold(self, reason: str) -> None:
        """Stop the clock while `reason` lasts."""
        self._holds.add(reason)

    def release(self, reason: str, now: float) -> None:
        """`reason` is over; the count begins anew."""
        if reason in self._holds:
            self._holds.remove(reason)
            self._last = now

    def state(self, now: float) -> Idle:
        """What is to be shown now."""
        if self._holds:
            self._last = now
            return Idle.ACTIVE
        quiet = now - self._last
        if quiet < self.idle_s:
            return Idle.ACTIVE
        return Idle.ASKING if quiet < self.idle_s + self.question_s else Idle.EXPIRED

    def seconds_left(self, now: float) -> int:
        """Whole seconds until the wipe."""
        return max(0, ceil(self.idle_s + self.question_s - (now - self._last)))
