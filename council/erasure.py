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

BATCH = 500
"""Rows in one transaction: who takes submissions in must not wait long."""


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
                    connection.execute(staff_audit.insert().values(_entry(which, some, who, now)))
            number += some
            if some < BATCH:
                break
        with self._database.read() as connection:
            left = connection.execute(
                select(func.count()).select_from(submissions).where(*chosen)
            ).scalar_one()
        return Erased(number, left)

    def _batch(self, connection: Connection, chosen: Sequence[ColumnElement[bool]], now: datetime) -> int:
        some = select(submissions.c.seq).where(*chosen).order_by(submissions.c.seq).limit(BATCH)
        emptied = dict.fromkeys(("sealed", "envelope", "reference", "bundle", "fault"))
        done = connection.execute(
            submissions.update()
            .where(submissions.c.seq.in_(some.scalar_subquery()))
            .values(**emptied, erased_at=iso(now))
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


def _entry(which: Which, number: int, who: str, now: datetime) -> dict[str, object]:
    parts = [
        f"{number}",
        f"received before {iso(which.before)}" if which.before else "",
        "by reference" if which.reference else "",
        which.service,
        " ".join(which.routes),
    ]
    about = ", ".join(part for part in parts if part)[:200]
    return {"at": iso(now), "actor": who, "event": Event.ERASED.value, "about": about, "address": ""}
