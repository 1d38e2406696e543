"""The time, taken once and handed on: pure code gets a `Moment` and asks no clock itself.

The wall clock of a kiosk may be wrong or may jump; how long something took or waited is measured by the
monotonic clock, which is comparable only within one boot of the machine.
"""

import time
import uuid
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from kiosk import __released__

BUILT = datetime.fromisoformat(__released__).replace(tzinfo=UTC)
"""No clock that shows an earlier time is right."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Moment(Struct, frozen=True):
    """One instant: `utc` by the wall clock, `monotonic` in seconds since this `boot` began."""

    utc: datetime
    monotonic: float
    boot: str

    def seconds_since(self, utc: datetime, monotonic: float, boot: str) -> float:
        """How long ago that was, at least 0: by the monotonic clock within a boot, else by the wall."""
        passed = self.monotonic - monotonic if boot == self.boot else (self.utc - utc).total_seconds()
        return max(0.0, passed)


def moment() -> Moment:
    """Now."""
    return Moment(datetime.now(UTC), _since_boot(), boot_id())


def _since_boot() -> float:
    """Seconds that also count while the machine sleeps, where the system offers such a clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


@lru_cache(maxsize=1)
def boot_id() -> str:
    """Names this boot of the machine. Where the system has no such name, this process stands for it."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return uuid.uuid4().hex


def iso(utc: datetime) -> str:
    """`utc` as it is stored and sent: ISO 8601, seconds, Z."""
    return f"{utc.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def from_iso(text: str) -> datetime:
    """The aware time that `iso` wrote."""
    return datetime.fromisoformat(text)


def local_now() -> datetime:
    """Now, in the zone where the kiosk stands: what residents and receipts are told."""
    return datetime.now().astimezone()


def today() -> date:
    """The local day."""
    return local_now().date()
