"""An item of the outbox: its states as one table, and its facts. An event that the table does not list is a
mistake. Where items are kept is `outbox`.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from kiosk.receipt import State


class OutboxState(StrEnum):
    """Where an item is."""

    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    QUARANTINED = "quarantined"
    """The council's own answer refused it; staff decide."""
    DISCARDED = "discarded"


class Event(StrEnum):
    """What can happen to an item."""

    START = "start"
    ACKNOWLEDGE = "acknowledge"
    PUT_BACK = "put-back"
    REJECT = "reject"
    RECOVER = "recover"
    RETRY = "retry"
    DISCARD = "discard"
    RESTORE = "restore"
    """The council came back from a backup that is older than its acknowledgement."""


TRANSITIONS: dict[tuple[OutboxState, Event], OutboxState] = {
    (OutboxState.QUEUED, Event.START): OutboxState.SENDING,
    (OutboxState.SENDING, Event.ACKNOWLEDGE): OutboxState.DELIVERED,
    (OutboxState.SENDING, Event.PUT_BACK): OutboxState.QUEUED,
    (OutboxState.SENDING, Event.REJECT): OutboxState.QUARANTINED,
    (OutboxState.SENDING, Event.RECOVER): OutboxState.QUEUED,
    (OutboxState.QUARANTINED, Event.RETRY): OutboxState.QUEUED,
    (OutboxState.QUARANTINED, Event.DISCARD): OutboxState.DISCARDED,
    (OutboxState.DELIVERED, Event.RESTORE): OutboxState.QUEUED,
}
UNSENT = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.QUARANTINED)
"""What the council does not have."""
DUE_AT_ONCE: dict[str, object] = {"due_boot": None, "due_monotonic": None}
"""The columns of an item that waits for no time of its own."""


class ItemState(Struct, frozen=True, kw_only=True):
    """One item without its envelope. Times are UTC.

    `sent_at` is when the kiosk stored the acknowledgement, `received_at` what the council's clock said.
    `reason` is a short code for why it was last put back or refused, or why staff gave it up.
    """

    seq: int
    id: str
    reference: str
    priority: int
    kid: str
    sha256: str
    size: int
    state: OutboxState
    attempts: int
    crashes: int
    saved_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    reason: str | None

    @property
    def shown(self) -> State:
        """The honest state for people: sent once the council's acknowledgement is stored, else saved.

        An item that the council lost with a restored backup is saved again, not sent, until it has it back.
        """
        return State.SENT if self.state is OutboxState.DELIVERED else State.SAVED


class Parcel(Struct, frozen=True, kw_only=True):
    """An item on its way: what is sent, and what the acknowledgement must echo."""

    seq: int
    id: str
    sha256: str
    attempts: int
    data: bytes


class Counts(Struct, frozen=True, kw_only=True):
    """How many items: waiting (queued or being sent), quarantined, and kept after delivery; and how many
    bytes the council does not have."""

    waiting: int
    quarantined: int
    kept: int
    unsent_bytes: int

    @property
    def unsent(self) -> int:
        """Items that the council does not have."""
        return self.waiting + self.quarantined


class Resent(Struct, frozen=True):
    """After the council's restore: items that go again, and items whose envelope was erased already."""

    again: int
    gone: int
