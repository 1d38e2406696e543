"""The deliveries in the council's database: who works at which, and what became of them.

One row for each submission and target, made in the transaction that took the submission in, so that a
target that fails says nothing of the others. Several processes may work: each row is leased, and only who
holds the lease may end it. What follows from an outcome is `delivery`.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Connection, func, or_, select

from council.database import Database
from council.delivery import TABLE, Event, State, Step
from council.tables import deliveries, submissions
from kiosk.clock import from_iso, iso
from kiosk.given_up import GivenUp
from kiosk.transitions import after

LEASE = timedelta(minutes=5)
"""Longer than any one exchange may take (`adapters.door`)."""


class Leased(Struct, frozen=True, kw_only=True):
    """One delivery that is ours until the lease ends. `attempts` counts this try; `receipt` is what the
    target said in an earlier one."""

    seq: int
    submission: str
    target: str
    attempts: int
    receipt: str
    lease: str


class Shown(Struct, frozen=True, kw_only=True):
    """One delivery as staff may see it: nothing of its content."""

    seq: int
    submission: str
    reference: str | None
    service: str | None
    target: str
    state: State
    attempts: int
    due_at: datetime
    changed_at: datetime
    receipt: str
    reason: str
    decided_by: str


class TargetCount(Struct, frozen=True, kw_only=True):
    """How many deliveries of a target are in a state, and since when the oldest is."""

    target: str
    state: State
    number: int
    oldest: datetime


def plan(connection: Connection, submission: str, targets: Collection[str], now: datetime) -> None:
    """Add the rows of a submission, in the caller's transaction."""
    rows = [
        {
            "submission": submission,
            "target": target,
            "state": State.WAITING.value,
            "attempts": 0,
            "due_at": iso(now),
            "changed_at": iso(now),
            "receipt": "",
            "reason": "",
            "decided_by": "",
        }
        for target in sorted(targets)
    ]
    if rows:
        connection.execute(deliveries.insert(), rows)


class Deliveries:
    """The deliveries in `database`. May be used by several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lease(self, targets: Collection[str], now: datetime) -> Leased | None:
        """Take the delivery that is due longest among those of `targets`, or None. The try is counted
        before a byte leaves, so that whoever dies over it leaves a trace."""
        free = or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= iso(now))
        # PostgreSQL steps over rows that another process is at; SQLite knows one writer at a time.
        due = (
            select(deliveries.c.seq)
            .where(
                deliveries.c.state == State.WAITING.value,
                deliveries.c.due_at <= iso(now),
                deliveries.c.target.in_(sorted(targets)),
                free,
            )
            .order_by(deliveries.c.due_at, deliveries.c.seq)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        names = Leased.__struct_fields__
        taken = (
            deliveries.update()
            .where(deliveries.c.seq == due)
            .values(
                attempts=deliveries.c.attempts + 1,
                lease=secrets.token_hex(16),
                leased_until=iso(now + LEASE),
                changed_at=iso(now),
            )
            .returning(*[deliveries.c[name] for name in names])
        )
        with self._database.write() as connection:
            row = connection.execute(taken).one_or_none()
        return None if row is None else Leased(**dict(zip(names, row, strict=True)))

    def end(self, leased: Leased, step: Step, now: datetime, *, receipt: str = "", reason: str = "") -> bool:
        """Write down what became of it, and give up the lease. False where the lease is another's by now:
        then nothing is changed."""
        done = (
            deliveries.update()
            .where(deliveries.c.seq == leased.seq, deliveries.c.lease == leased.lease)
            .where(deliveries.c.state == State.WAITING.value)
            .values(
                state=after(TABLE, State.WAITING, step.event).value,
                attempts=step.attempts,
                due_at=iso(step.due_at),
                lease=None,
                leased_until=None,
                changed_at=iso(now),
                receipt=(receipt or leased.receipt)[:200],
                reason=reason[:200],
            )
        )
        with self._database.write() as connection:
            return connection.execute(done).rowcount == 1

    def retry(self, seq: int, who: str, now: datetime) -> bool:
        """Let a held delivery go on. False where it is not held (any more)."""
        return self._decide(seq, Event.RETRY, who, now, {"attempts": 0, "due_at": iso(now)})

    def discard(self, seq: int, who: str, reason: GivenUp, now: datetime) -> bool:
        """Give a held delivery up, for a reason. False where it is not held (any more)."""
        return self._decide(seq, Event.DISCARD, who, now, {"reason": reason.value})

    def shown(self, state: State, most: int = 200, before: int | None = None) -> tuple[Shown, ...]:
        """Those in a state, the newest first; `before` is the seq from which on they are left out."""
        theirs = {"reference", "service"}
        columns = [
            (submissions if name in theirs else deliveries).c[name] for name in Shown.__struct_fields__
        ]
        query = (
            select(*columns)
            .join(submissions, submissions.c.id == deliveries.c.submission)
            .where(deliveries.c.state == state.value)
            .order_by(deliveries.c.seq.desc())
            .limit(most)
        )
        if before is not None:
            query = query.where(deliveries.c.seq < before)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(
            Shown(
                **{
                    **row,
                    "state": State(row["state"]),
                    "due_at": from_iso(row["due_at"]),
                    "changed_at": from_iso(row["changed_at"]),
                }
            )
            for row in rows
        )

    def counts(self) -> tuple[TargetCount, ...]:
        """How many there are of each target and state."""
        query = (
            select(deliveries.c.target, deliveries.c.state, func.count(), func.min(deliveries.c.changed_at))
            .group_by(deliveries.c.target, deliveries.c.state)
            .order_by(deliveries.c.target, deliveries.c.state)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            TargetCount(target=target, state=State(state), number=number, oldest=from_iso(oldest))
            for target, state, number, oldest in rows
        )

    def _decide(self, seq: int, event: Event, who: str, now: datetime, values: dict[str, object]) -> bool:
        state = after(TABLE, State.HELD, event)
        change = (
            deliveries.update()
            .where(deliveries.c.seq == seq, deliveries.c.state == State.HELD.value)
            .values(state=state.value, changed_at=iso(now), decided_by=who[:120], **values)
        )
        with self._database.write() as connection:
            return connection.execute(change).rowcount == 1
