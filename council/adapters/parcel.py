"""What an adapter is given, and what it is asked to do."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from council.delivery import Outcome
from kiosk.submission import Record


class Parcel(Struct, frozen=True, kw_only=True):
    """One record for one target. `received_at` is UTC. `attempts` counts this try, and not those in which
    the target was not reached; `receipt` is what the target called it in an earlier one."""

    record: Record
    received_at: datetime
    attempts: int
    receipt: str = ""


class Adapter(Protocol):
    """One configured target."""

    def send(self, parcel: Parcel, now: datetime) -> Outcome:
        """Hand a record on. What the other side or the network does becomes an outcome."""

    def close(self) -> None:
        """Close its connections."""
