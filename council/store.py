"""The submissions in the council's database: each stored once, listed and counted.

Nothing is held in memory between requests. What an arrival is, is `intake`; the database is `database`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Self

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from council.database import Database
from council.intake import Arrival
from council.tables import submissions
from kiosk.clock import from_iso, iso


class Kept(Struct, frozen=True):
    """What the database holds for an id: since when, the hash of its bytes, and whether it is new."""

    sha256: str
    received_at: datetime
    new: bool


class Count(Struct, frozen=True):
    """A service or a kiosk, how many submissions, and when the last came."""

    name: str
    number: int
    last: datetime


class Entry(Struct, frozen=True, kw_only=True):
    """One submission as a list may show it: never who sent it. `bundle` is the id of the one that ties it
    to others, `fault` why it was not opened."""

    id: str
    reference: str | None
    service: str | None
    kiosk: str
    received_at: datetime
    bundle: str | None
    fault: str | None


class CouncilStore:
    """The submissions in `database`. May be used by several threads."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the database at `url`, made or brought up to date. Raises CouncilError."""
        return cls(Database.open(url))

    def keep(self, arrival: Arrival) -> Kept:
        """Store an arrival once. For an id already held, what is held stays; the caller compares."""
        try:
            with self.database.write() as connection:
                return self._held(connection, arrival.id) or self._insert(connection, arrival)
        except IntegrityError:
            # Another process was faster.
            with self.database.read() as connection:
                held = self._held(connection, arrival.id)
            if held is None:
                raise
            return held

    def entries(self) -> tuple[Entry, ...]:
        """All submissions, in the order in which they came."""
        columns = [submissions.c[name] for name in Entry.__struct_fields__]
        query = select(*columns).order_by(submissions.c.seq)
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        names = Entry.__struct_fields__
        return tuple(msgspec.convert(dict(zip(names, row, strict=True)), Entry) for row in rows)

    def unopened(self) -> tuple[Entry, ...]:
        """What is kept sealed because it did not open."""
        return tuple(entry for entry in self.entries() if entry.fault is not None)

    def records(self) -> Iterator[dict[str, Any]]:
        """Whole records with their answers; of what did not open, what its envelope says outside."""
        query = select(submissions).order_by(submissions.c.seq)
        with self.database.read() as connection:
            for row in connection.execute(query):
                held = {"received_at": row.received_at, "sha256": row.sha256, "opened": row.fault is None}
                if row.record is not None:
                    yield {**msgspec.json.decode(row.record), **held}
                else:
                    yield {"id": row.id, "kiosk": row.kiosk, "kid": row.kid, **held, "fault": row.fault}

    def by_service(self) -> tuple[Count, ...]:
        """How many of each service were opened."""
        return self._counts("service", submissions.c.service.is_not(None))

    def by_kiosk(self) -> tuple[Count, ...]:
        """How many came from each kiosk, opened or not."""
        return self._counts("kiosk", submissions.c.id.is_not(None))

    def close(self) -> None:
        """Close all connections."""
        self.database.close()

    def _counts(self, column: str, condition: Any) -> tuple[Count, ...]:
        name = submissions.c[column]
        query = (
            select(name, func.count(), func.max(submissions.c.received_at))
            .where(condition)
            .group_by(name)
            .order_by(func.count().desc(), name)
        )
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(Count(text, number, from_iso(last)) for text, number, last in rows)

    def _held(self, connection: Connection, submission_id: str) -> Kept | None:
        query = select(submissions.c.sha256, submissions.c.received_at).where(
            submissions.c.id == submission_id
        )
        row = connection.execute(query).one_or_none()
        return None if row is None else Kept(row.sha256, from_iso(row.received_at), new=False)

    def _insert(self, connection: Connection, arrival: Arrival) -> Kept:
        record = arrival.record
        connection.execute(
            submissions.insert().values(
                id=arrival.id,
                sha256=arrival.sha256,
                kiosk=arrival.kiosk,
                kid=arrival.kid,
                size=len(arrival.data),
                received_at=iso(arrival.received_at),
                reference=record and record.reference,
                service=record and record.service,
                route=record and record.route,
                bundle=(record and record.bundle) or None,
                record=record and msgspec.json.encode(record).decode("utf-8"),
                fault=None if record else arrival.fault,
                envelope=None if record else arrival.data,
            )
        )
        return Kept(arrival.sha256, arrival.received_at, new=True)
