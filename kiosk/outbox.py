"""What waits to be sent, and how far each item has come. Items are sealed: the kiosk cannot read them.

The states and events are one table; an event it does not list raises and changes nothing. Every method is
one durable transaction. Who sends, when and with what result is `sync`.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from kiosk.clock import Moment, from_iso, iso
from kiosk.envelope import Envelope
from kiosk.errors import BugError, IllegalTransitionError, StoreFullError
from kiosk.receipt import State
from kiosk.store import Store

if TYPE_CHECKING:
    from sqlite_utils.db import Table

CRASHES_BEFORE_LAST = 3
"""An item during whose sending the agent died this often goes after all others."""
KEPT_DAYS = 30
"""How long the row of a delivered or discarded item, without its envelope, is kept."""


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


TRANSITIONS: dict[tuple[OutboxState, Event], OutboxState] = {
    (OutboxState.QUEUED, Event.START): OutboxState.SENDING,
    (OutboxState.SENDING, Event.ACKNOWLEDGE): OutboxState.DELIVERED,
    (OutboxState.SENDING, Event.PUT_BACK): OutboxState.QUEUED,
    (OutboxState.SENDING, Event.REJECT): OutboxState.QUARANTINED,
    (OutboxState.SENDING, Event.RECOVER): OutboxState.QUEUED,
    (OutboxState.QUARANTINED, Event.RETRY): OutboxState.QUEUED,
    (OutboxState.QUARANTINED, Event.DISCARD): OutboxState.DISCARDED,
}


class ItemState(Struct, frozen=True, kw_only=True):
    """One item without its envelope. Times are UTC.

    `sent_at` is when the kiosk stored the acknowledgement, `received_at` what the council's clock said.
    `reason` is a short code for why it was last put back or refused.
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
        """The honest state for people: sent once the council's acknowledgement is stored, else saved."""
        return State.SENT if self.state is OutboxState.DELIVERED else State.SAVED

    @property
    def shown_at(self) -> datetime:
        """The time that belongs to `shown`, UTC."""
        return self.sent_at or self.saved_at


class Parcel(Struct, frozen=True, kw_only=True):
    """An item on its way: what is sent, and what the acknowledgement must echo."""

    seq: int
    id: str
    sha256: str
    attempts: int
    data: bytes


_COLUMNS = ", ".join(ItemState.__struct_fields__)
_ITEMS = f"SELECT {_COLUMNS} FROM outbox"  # noqa: S608  only names of this module's struct go in
# Plain SQL here: this is what a resident waits for, and sqlite-utils costs its import and 0.1 ms more.
_ADD = """
    INSERT INTO outbox (id, reference, priority, kid, sha256, size, state, saved_at, saved_monotonic,
        saved_boot, envelope)
    VALUES (:id, :reference, :priority, :kid, :sha256, :size, :state, :saved_at, :saved_monotonic,
        :saved_boot, :envelope)
"""
_DUE = """
    SELECT id FROM outbox WHERE state = 'queued'
    AND (:everything OR due_boot IS NULL OR due_boot != :boot OR due_monotonic <= :monotonic)
    ORDER BY crashes >= :crashes, priority DESC, seq LIMIT :limit
"""


class Outbox:
    """The queue in `store`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def check_room(self) -> None:
        """Raise StoreFullError when another submission could not be kept safely. Ask before a form starts."""
        self._store.check_disk()
        limits = self._store.limits
        ((waiting, size),) = self._store.rows(
            "SELECT count(*), total(size) FROM outbox WHERE envelope IS NOT NULL"
        )
        if waiting >= limits.items or size >= limits.waiting_bytes:
            raise StoreFullError(
                f"{self._store.path}: {waiting} submissions wait to be sent, and no more can be kept. "
                "Check the connection to the council"
            )

    def add(self, sealed: Sequence[tuple[Envelope, str]], now: Moment, priority: int = 0) -> None:
        """Store sealed submissions, each with its reference, as queued: all of them or none. They are
        durable when this returns."""
        rows = [
            {
                "id": envelope.header.id,
                "reference": reference,
                "priority": priority,
                "kid": envelope.header.kid,
                "sha256": envelope.sha256,
                "size": len(envelope.data),
                "state": OutboxState.QUEUED,
                "saved_at": iso(now.utc),
                "saved_monotonic": now.monotonic,
                "saved_boot": now.boot,
                "envelope": envelope.data,
            }
            for envelope, reference in sealed
        ]
        with self._store.write():
            for row in rows:
                self._store.connection.execute(_ADD, row)

    def due(self, now: Moment, *, everything: bool = False, limit: int = 100) -> tuple[str, ...]:
        """Ids of the items to send now, in order. `everything` disregards the times they wait for."""
        rows = self._store.rows(
            _DUE,
            everything=everything,
            boot=now.boot,
            monotonic=now.monotonic,
            crashes=CRASHES_BEFORE_LAST,
            limit=limit,
        )
        return tuple(item_id for (item_id,) in rows)

    def next_due(self, now: Moment) -> float | None:
        """Seconds until a queued item is due, 0 when one is, None when none waits."""
        if self.due(now, limit=1):
            return 0.0
        ((at,),) = self._store.rows(
            "SELECT min(due_monotonic) FROM outbox WHERE state = 'queued' AND due_boot = :boot", boot=now.boot
        )
        return None if at is None else max(0.0, at - now.monotonic)

    def start(self, item_id: str, now: Moment) -> Parcel:
        """Mark an item as being sent, before any byte leaves, and hand it over."""
        with self._store.write():
            self._move(item_id, Event.START, attempts=1, started_boot=now.boot)
            ((seq, sha256, attempts, data),) = self._store.rows(
                "SELECT seq, sha256, attempts, envelope FROM outbox WHERE id = :id", id=item_id
            )
        return Parcel(seq=seq, id=item_id, sha256=sha256, attempts=attempts, data=data)

    def delivered(self, item_id: str, now: Moment, received_at: str) -> None:
        """Store the council's acknowledgement, already compared with the parcel, and erase the envelope."""
        sent_at = iso(now.utc)
        with self._store.write():
            self._move(
                item_id,
                Event.ACKNOWLEDGE,
                sent_at=sent_at,
                received_at=received_at,
                closed_at=sent_at,
                reason=None,
                envelope=None,
            )

    def put_back(
        self, item_id: str, now: Moment, *, reason: str, wait: float = 0.0, counted: bool = True
    ) -> None:
        """Back in line, to be tried again in `wait` seconds. `counted` False: it was no attempt at all."""
        with self._store.write():
            self._move(
                item_id,
                Event.PUT_BACK,
                attempts=0 if counted else -1,
                reason=reason,
                due_boot=now.boot,
                due_monotonic=now.monotonic + wait,
            )

    def quarantine(self, item_id: str, reason: str) -> None:
        """The council refused this item by name: staff decide what becomes of it."""
        with self._store.write():
            self._move(item_id, Event.REJECT, reason=reason)

    def retry(self, item_id: str, by: str) -> None:
        """Staff send a quarantined item again."""
        with self._store.write():
            self._move(item_id, Event.RETRY, closed_by=by, due_boot=None, due_monotonic=None)

    def discard(self, item_id: str, now: Moment, by: str, reason: str) -> None:
        """Staff give a quarantined item up; its envelope is erased."""
        with self._store.write():
            self._move(
                item_id, Event.DISCARD, closed_at=iso(now.utc), closed_by=by, reason=reason, envelope=None
            )

    def recover(self) -> int:
        """At the agent's start: whatever was being sent when it died goes back in line. How many."""
        with self._store.write():
            found = self._store.rows("SELECT id FROM outbox WHERE state = 'sending'")
            for (item_id,) in found:
                self._move(item_id, Event.RECOVER, crashes=1, due_boot=None, due_monotonic=None)
        return len(found)

    def forget(self, before: datetime) -> int:
        """Remove the rows of items that were delivered or discarded before that time. How many."""
        with self._store.write():
            removed = self._store.connection.execute("DELETE FROM outbox WHERE closed_at < ?", (iso(before),))
        return removed.rowcount

    def items(self) -> tuple[ItemState, ...]:
        """All items, in the order in which they were saved."""
        return _states(self._store.rows(f"{_ITEMS} ORDER BY seq"))

    def state(self, item_id: str) -> ItemState | None:
        """One item, or None where there is none of that id."""
        found = _states(self._store.rows(f"{_ITEMS} WHERE id = :id", id=item_id))
        return found[0] if found else None

    def oldest_unsent_age(self, now: Moment) -> float | None:
        """Seconds since the oldest item was saved that the council has not received; None without any.

        Quarantined items count: the council does not have them either.
        """
        found = self._store.rows(
            "SELECT saved_at, saved_monotonic, saved_boot FROM outbox "
            "WHERE envelope IS NOT NULL ORDER BY seq LIMIT 1"
        )
        return now.seconds_since(from_iso(found[0][0]), *found[0][1:]) if found else None

    def _move(
        self, item_id: str, event: Event, *, attempts: int = 0, crashes: int = 0, **changes: object
    ) -> None:
        """One event, inside a transaction. Raises IllegalTransitionError, having changed nothing."""
        found = self._store.rows(
            "SELECT seq, state, attempts, crashes FROM outbox WHERE id = :id", id=item_id
        )
        if not found:
            raise BugError("the outbox has no such item")
        seq, state, attempts_before, crashes_before = found[0]
        after = TRANSITIONS.get((OutboxState(state), event))
        if after is None:
            raise IllegalTransitionError(f"an outbox item that is {state} cannot {event}")
        counts = {"attempts": attempts_before + attempts, "crashes": crashes_before + crashes}
        self._table().update(seq, {**changes, **counts, "state": after})

    def _table(self) -> "Table":
        return self._store.db.table("outbox")


def _states(rows: list[tuple[object, ...]]) -> tuple[ItemState, ...]:
    fields = ItemState.__struct_fields__
    return tuple(msgspec.convert(dict(zip(fields, row, strict=True)), ItemState) for row in rows)
