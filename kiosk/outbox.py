"""What waits to be sent, and how far each item has come. Items are sealed: the kiosk cannot read them.

The states and events are the table of `item`; an event it does not list raises and changes nothing. Every
method is one durable transaction. What is kept of delivered items, and why, is `kept`; who sends, when and
with what result is `sync`.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from kiosk.audit import Audit
from kiosk.clock import Moment, from_iso, iso
from kiosk.envelope import Envelope
from kiosk.errors import StoreError, StoreFullError
from kiosk.given_up import GivenUp
from kiosk.item import (
    DUE_AT_ONCE,
    UNSENT,
    Counts,
    Event,
    ItemState,
    OutboxState,
    Parcel,
    Resent,
)
from kiosk.kept import Kept
from kiosk.moves import move
from kiosk.room import crowding
from kiosk.store import Store

CRASHES_BEFORE_LAST = 3
"""An item during whose sending the agent died this often goes after all others."""
KEPT_DAYS = 30
"""How long the row of a delivered or discarded item, without its envelope, is kept."""

_UNSENT = ", ".join(f"'{state}'" for state in UNSENT)
_COLUMNS = ", ".join(ItemState.__struct_fields__)
_ITEMS = f"SELECT {_COLUMNS} FROM outbox"  # noqa: S608  only names of this module's struct go in
# Without GROUP BY, whose sorter would read every envelope.
_COUNTS = f"""
    SELECT total(state IN ('queued', 'sending')), total(state = 'quarantined'),
        total(state = 'delivered' AND envelope IS NOT NULL), total(size * (state IN ({_UNSENT})))
    FROM outbox
"""  # noqa: S608  only our own states go in
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
_LEAST_TRIED = _DUE.replace("ORDER BY", "ORDER BY attempts,").replace(":limit", "1")


class Outbox:
    """The queue in `store`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._audit = Audit(store)

    def check_room(self) -> None:
        """Raise StoreFullError when another submission could not be kept safely, StoreError when nothing can
        be written. Ask before a form starts."""
        self._store.check_disk()
        counts = self.counts()
        if why := crowding(counts.unsent, counts.unsent_bytes, self._store.limits):
            raise StoreFullError(f"{self._store.path}: {why}")
        self._store.check_writing()

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
        try:
            with self._store.write():
                for row in rows:
                    self._store.connection.execute(_ADD, row)
        except StoreError:
            self._take_back([envelope.header.id for envelope, _ in sealed])
            raise

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

    def least_tried(self, now: Moment, *, everything: bool = False) -> str | None:
        """Of the items to send now, the first of those that were tried least; None where there is none."""
        rows = self._store.rows(
            _LEAST_TRIED,
            everything=everything,
            boot=now.boot,
            monotonic=now.monotonic,
            crashes=CRASHES_BEFORE_LAST,
        )
        return str(rows[0][0]) if rows else None

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
        return self._store.write_in_need(lambda: self._started(item_id, now))

    def delivered(
        self, item_id: str, now: Moment, received_at: str, *, then: str | None = None
    ) -> Parcel | None:
        """Store the council's acknowledgement, already compared with the parcel, and start the item `then` in
        the same commit: of what a delivery costs a kiosk, commits are the most.

        The envelope is kept for `lost_since`, or erased at once where the disk runs low.
        """
        sent_at = iso(now.utc)
        changes: dict[str, object] = {
            "sent_at": sent_at,
            "sent_monotonic": now.monotonic,
            "sent_boot": now.boot,
            "received_at": received_at,
            "closed_at": sent_at,
            "reason": None,
        }
        if self._store.space().share < self._store.limits.warn_share or not self._store.ballast.whole():
            changes["envelope"] = None

        def work() -> Parcel | None:
            move(self._store, item_id, Event.ACKNOWLEDGE, changes)
            return self._started(then, now) if then is not None else None

        return self._store.write_in_need(work)

    def put_back(
        self, item_id: str, now: Moment, *, reason: str, wait: float = 0.0, counted: bool = True
    ) -> None:
        """Back in line, to be tried again in `wait` seconds. `counted` False: it was no attempt at all."""
        self._store.write_in_need(
            lambda: move(
                self._store,
                item_id,
                Event.PUT_BACK,
                {"reason": reason, "due_boot": now.boot, "due_monotonic": now.monotonic + wait},
                attempts=0 if counted else -1,
            )
        )

    def quarantine(self, item_id: str, reason: str) -> None:
        """The council refused this item by name: staff decide what becomes of it."""
        self._store.write_in_need(lambda: move(self._store, item_id, Event.REJECT, {"reason": reason}))

    def retry(self, item_id: str, now: Moment, by: str) -> None:
        """Staff send a quarantined item again."""

        def work() -> None:
            refused = self._reason(item_id)
            move(self._store, item_id, Event.RETRY, {"closed_by": by, **DUE_AT_ONCE})
            self._audit.record("outbox-retried", now, who=by, item=item_id, refused=refused)

        self._store.write_in_need(work)

    def discard(self, item_id: str, now: Moment, by: str, reason: GivenUp) -> None:
        """Staff give a quarantined item up; its envelope is erased."""

        def work() -> None:
            refused = self._reason(item_id)
            closed = {"closed_at": iso(now.utc), "closed_by": by, "reason": reason.value, "envelope": None}
            move(self._store, item_id, Event.DISCARD, closed)
            self._audit.record(
                "outbox-discarded", now, who=by, item=item_id, refused=refused, reason=reason.value
            )

        self._store.write_in_need(work)

    def recover(self) -> int:
        """At the agent's start: whatever was being sent when it died goes back in line. How many."""

        def work() -> int:
            found = self._store.rows("SELECT id FROM outbox WHERE state = 'sending'")
            for (item_id,) in found:
                move(self._store, item_id, Event.RECOVER, DUE_AT_ONCE, crashes=1)
            return len(found)

        return self._store.write_in_need(work)

    def backed_up(self, until: datetime | None, now: Moment) -> int:
        """See `kept`: the council holds what it received up to `until` in a backup."""
        return Kept(self._store).backed_up(until, now)

    def lost_since(self, until: datetime, now: Moment, *, restored_at: datetime) -> Resent:
        """See `kept`: the council came back from a backup that holds what it received up to `until`."""
        return Kept(self._store).lost_since(until, now, restored_at=restored_at)

    def forget(self, before: datetime) -> int:
        """Remove the rows of items that were delivered or discarded before that time. How many."""

        def work() -> int:
            removed = self._store.connection.execute(
                "DELETE FROM outbox WHERE closed_at < ? AND envelope IS NULL", (iso(before),)
            )
            return removed.rowcount

        return self._store.write_in_need(work)

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
            "SELECT saved_at, saved_monotonic, saved_boot FROM outbox "  # noqa: S608  our own states go in
            f"WHERE state IN ({_UNSENT}) ORDER BY seq LIMIT 1"
        )
        return now.seconds_since(from_iso(found[0][0]), *found[0][1:]) if found else None

    def last_received_at(self) -> datetime | None:
        """When the council received the newest item, by its clock; None before the first."""
        ((found,),) = self._store.rows("SELECT max(received_at) FROM outbox WHERE state = 'delivered'")
        return from_iso(found) if found else None

    def counts(self) -> Counts:
        """How many items wait, are held by staff, or are kept after their delivery."""
        ((waiting, quarantined, kept, unsent_bytes),) = self._store.rows(_COUNTS)
        return Counts(
            waiting=int(waiting),
            quarantined=int(quarantined),
            kept=int(kept),
            unsent_bytes=int(unsent_bytes),
        )

    def _started(self, item_id: str, now: Moment) -> Parcel:
        move(self._store, item_id, Event.START, {"started_boot": now.boot}, attempts=1)
        ((seq, sha256, attempts, data),) = self._store.rows(
            "SELECT seq, sha256, attempts, envelope FROM outbox WHERE id = :id", id=item_id
        )
        return Parcel(seq=seq, id=item_id, sha256=sha256, attempts=attempts, data=data)

    def _take_back(self, ids: list[str]) -> None:
        """When the last sync of a commit fails, all is written already. Whoever is told that it is not saved
        sends it again, and the council would have it twice."""
        with suppress(StoreError):
            if any(self.state(item_id) for item_id in ids):
                with self._store.write():
                    self._store.connection.executemany(
                        "DELETE FROM outbox WHERE id = ? AND state = 'queued'",
                        [(item_id,) for item_id in ids],
                    )

    def _reason(self, item_id: str) -> str:
        found = self.state(item_id)
        return (found.reason or "") if found else ""


def _states(rows: list[tuple[object, ...]]) -> tuple[ItemState, ...]:
    fields = ItemState.__struct_fields__
    return tuple(msgspec.convert(dict(zip(fields, row, strict=True)), ItemState) for row in rows)
