"""Erases what was received, and keeps of it what recognises a late second delivery: id, hash, kiosk, service
and times. What is not settled yet (not handed on, not opened) is kept back and counted.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from council.database import Database
from council.delivery import State
from council.desk.audit import Event
from council.tables import deliveries, staff_audit, submissions
from kiosk.clock import iso
from kiosk.given_up import GivenUp

BATCH = 500
"""Rows in one transaction: who takes submissions in must not wait long."""


_EMPTIED = dict.fromkeys(("sealed", "envelope", "reference", "bundle", "fault"))


class Which(Struct, frozen=True, kw_only=True):
    """Which submissions: received before a time, of a service, with a reference, with one of some routes (`*`
    stands for anything); whatever of these is given."""

    before: datetime | None = None
    service: str = ""
    reference: str = ""
    routes: tuple[str, ...] = ()


class Erased(Struct, frozen=True):
    """How many were erased, and how many kept back."""

    number: int
    kept_back: int


class Erasure:
    """Erases in `database`, and writes down who did."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def erase(self, which: Which, who: str, now: datetime) -> Erased:
        """Erase them, batch by batch, each with its entry in the audit."""
        chosen = [submissions.c.erased_at.is_(None), *_conditions(which)]
        number = 0
        while True:
            with self._database.write() as connection:
                some = self._batch(connection, [*chosen, ~_unsettled()], now)
                if some:
                    _note(connection, Event.ERASED, _about(which, some), who, now)
            number += some
            if some < BATCH:
                break
        with self._database.read() as connection:
            left = connection.execute(
                select(func.count()).select_from(submissions).where(*chosen)
            ).scalar_one()
        return Erased(number, left)

    def give_up(self, submission: str, reason: GivenUp, who: str, now: datetime, address: str = "") -> bool:
        """Erase one that could not be opened, for a reason. False where it is not there (any more)."""
        about = f"{submission}: {reason.value}"
        return self._unopened([submissions.c.id == submission], about, who, now, address) > 0

    def give_up_older(self, before: datetime, who: str, now: datetime) -> int:
        """Erase what was received before that time and could not be opened since; how many."""
        about = f"received before {iso(before)}"
        return self._unopened([submissions.c.received_at < iso(before)], about, who, now)

    def shorten_audit(self, before: datetime, who: str, now: datetime) -> int:
        """Remove entries of the audit from before that time; how many. The database refuses those younger
        than 13 months. That it was done is an entry itself."""
        with self._database.write() as connection:
            gone = connection.execute(staff_audit.delete().where(staff_audit.c.at < iso(before))).rowcount
            if gone:
                _note(connection, Event.AUDIT_SHORTENED, f"{gone}, before {iso(before)}", who, now)
        return gone

    def _unopened(
        self, chosen: Sequence[ColumnElement[bool]], about: str, who: str, now: datetime, address: str = ""
    ) -> int:
        with self._database.write() as connection:
            done = connection.execute(
                submissions.update()
                .where(submissions.c.fault.is_not(None), *chosen)
                .values(**_EMPTIED, erased_at=iso(now))
            )
            if done.rowcount:
                _note(connection, Event.QUARANTINE_DISCARDED, about, who, now, address)
        return done.rowcount

    def _batch(self, connection: Connection, chosen: Sequence[ColumnElement[bool]], now: datetime) -> int:
        some = select(submissions.c.seq).where(*chosen).order_by(submissions.c.seq).limit(BATCH)
        done = connection.execute(
            submissions.update()
            .where(submissions.c.seq.in_(some.scalar_subquery()))
            .values(**_EMPTIED, erased_at=iso(now))
        )
        return done.rowcount


def _conditions(which: Which) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if which.before is not None:
        found.append(submissions.c.received_at < iso(which.before))
    if which.service:
        found.append(submissions.c.service == which.service)
    if which.reference:
        found.append(submissions.c.reference == which.reference)
    if which.routes:
        found.append(or_(*(submissions.c.route.like(_like(route), escape="\\") for route in which.routes)))
    return found


def _like(route: str) -> str:
    for sign in "\\%_":
        route = route.replace(sign, f"\\{sign}")
    return route.replace("*", "%")


def _unsettled() -> ColumnElement[bool]:
    open_ = exists().where(
        deliveries.c.submission == submissions.c.id,
        deliveries.c.state.in_([State.WAITING.value, State.HELD.value]),
    )
    return or_(submissions.c.fault.is_not(None), open_)


def _about(which: Which, number: int) -> str:
    parts = [
        f"{number}",
        f"received before {iso(which.before)}" if which.before else "",
        "by reference" if which.reference else "",
        which.service,
        " ".join(which.routes),
    ]
    return ", ".join(part for part in parts if part)


def _note(
    connection: Connection, event: Event, about: str, who: str, now: datetime, address: str = ""
) -> None:
    entry = {"at": iso(now), "actor": who, "event": event.value, "about": about[:200], "address": address}
    connection.execute(staff_audit.insert().values(entry))
