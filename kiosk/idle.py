"""How long nobody has touched the kiosk, and what follows: nothing, the question, the wipe.

Pure: the time is an argument, monotonic seconds. Source: WCAG 2.2.1 (a warning of at least 20 s, and
extension); ours is at least 60 s, without limit to extensions. Work that must not be cut short (printing,
saving, speaking, staff who help) holds the clock.
"""

from enum import StrEnum
from math import ceil


class Idle(StrEnum):
    """What the clock says."""

    ACTIVE = "active"
    ASKING = "asking"
    EXPIRED = "expired"


class IdleClock:
    """Counts from the last activity. `idle_s` until the question, then `question_s` until the wipe.

    The question's time begins when `state` first says that it is due: it is shown for so long even where
    the whole machine stood still in between.
    """

    def __init__(self, idle_s: float, question_s: float, now: float) -> None:
        self.idle_s = idle_s
        self.question_s = question_s
        self._last = now
        self._asked: float | None = None
        self._holds: set[str] = set()

    def active(self, now: float) -> None:
        """The resident did something: any key, touch or switch."""
        self._last = now
        self._asked = None

    def hold(self, reason: str) -> None:
        """Stop the clock while `reason` lasts."""
        self._holds.add(reason)

    def release(self, reason: str, now: float) -> None:
        """`reason` is over; the count begins anew."""
        if reason in self._holds:
            self._holds.remove(reason)
            self.active(now)

    def state(self, now: float) -> Idle:
        """What is to be shown now."""
        if self._holds:
            self.active(now)
        if now - self._last < self.idle_s:
            self._asked = None
            return Idle.ACTIVE
        if self._asked is None:
            self._asked = now
        return Idle.ASKING if now - self._asked < self.question_s else Idle.EXPIRED

    def seconds_left(self, now: float) -> int:
        """Whole seconds until the wipe."""
        asked = self._asked if self._asked is not None else self._last + self.idle_s
        return max(0, ceil(asked + self.question_s - now))
