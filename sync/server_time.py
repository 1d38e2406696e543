"""What time it is at the council, learnt from the header Date of its own replies. No network here.

A kiosk's clock may be years off, and nobody may be kept out for that. Only replies whose sender is certain
(TLS, or this machine) are learnt from, which is for `client` to see to. What was learnt is carried on by the
monotonic clock, so a wall clock that jumps afterwards changes nothing; it ends with the boot. TLS itself goes
by the wall clock: it is never corrected for that.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from kiosk.clock import Moment, moment

HALF = timedelta(seconds=0.5)
"""A Date is cut to the second (RFC 9110, 5.6.7); on average half of one is gone."""


def read_date(header: str) -> datetime | None:
    """The time in a header Date, UTC; None where it holds none."""
    try:
        found = parsedate_to_datetime(header)
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class ServerTime:
    """The council's time as far as this process knows it. Belongs to one thread."""

    def __init__(self, clock: Callable[[], Moment] = moment) -> None:
        self._clock = clock
        self._learnt: tuple[datetime, Moment] | None = None

    def learn(self, date: str) -> None:
        """Take note of the Date of a reply that has just come. One that cannot be read is passed over."""
        found = read_date(date)
        if found is not None:
            self._learnt = (found + HALF, self._clock())

    def now(self) -> datetime:
        """The council's time, UTC; this kiosk's own where nothing was learnt yet."""
        now = self._clock()
        if self._learnt is None or self._learnt[1].boot != now.boot:
            return now.utc
        there, then = self._learnt
        return there + timedelta(seconds=now.monotonic - then.monotonic)

    @property
    def offset(self) -> float | None:
        """Seconds that this kiosk's clock is behind the council's (below 0: ahead); None where unknown."""
        if self._learnt is None:
            return None
        return (self.now() - self._clock().utc).total_seconds()
