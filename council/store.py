"""The submissions in the council's database: each stored once, with what is to be handed on, in one
transaction; listed, counted, opened again, erased.

Nothing is held in memory between requests. What an arrival is, is `intake`; how a record is sealed before it
lies there, `vault`; what becomes of deliveries, `deliveries`; the database is `database`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct
from sqlalchemy import Connection, Select, func, select
from sqlalchemy.dialects import postgresql, sqlite

from council.alerts import AlertKind, raise_alert
from council.database import Database
from council.deliveries import plan
from council.intake import Arrival, Refusal, opened
from council.tables import submissions
from council.vault import Vault
from kiosk.clock import from_iso, iso
from kiosk.errors import BugError
from kiosk.submission import Record

Routing = Callable[[Record], tuple[str, ...]]
"""To which targets a record is handed on (`targets`)."""
PAGE = 50
"""Rows read at once: whoever reads longer holds up who writes."""
LONGEST = 200
"""Of a service's name and a route, which are a journey's."""


def nowhere(_: Record) -> tuple[str, ...]:
    """Nothing is handed on."""
    return ()


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

    def __init__(self, database: Database, vault: Vault | None = None, routing: Routing = nowhere) -> None:
        """Without a `vault` no record can be kept or read, only listed and counted."""
        self.database = database
        self._vault = vault
        self._routing = routing

    @classmethod
    def open(cls, url: str, vault: Vault | None = None, routing: Routing = nowhere) -> Self:
        """Open the database at `url`; SQLite is made or brought up to date. Raises CouncilError."""
        store = cls(Database.open(url, vault.seal if vault else None), vault, routing)
        try:
            store._check_vault()
        except BaseException:
            store.close()
            raise
        return store

    def keep(self, arrival: Arrival) -> Kept:
        """Store an arrival once, and its deliveries with it. For an id already held, what is held stays:
        other bytes than those raise an alert, and the caller compares.

        Durable when this returns.
        """
        row = self._row(arrival)
        with self.database.write() as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            # Where another process is at the same id, this waits until that one has ended.
            new = connection.execute(
                insert(submissions)
                .values(**row)
                .on_conflict_do_nothing(index_elements=["id"])
                .returning(submissions.c.seq)
            ).first()
            if new is not None:
                if arrival.record is not None:
                    plan(connection, arrival.id, self._routing(arrival.record), arrival.received_at)
                return Kept(arrival.sha256, arrival.received_at, new=True)
            held = self._held(connection, arrival.id)
            if held.sha256 != arrival.sha256:
                raise_alert(
                    connection,
                    AlertKind.OTHER_CONTENT,
                    arrival.id,
                    arrival.kiosk,
                    arrival.sha256,
                    arrival.received_at,
                )
            return held

    def refused(self, submission: str, refusal: Refusal, now: datetime) -> None:
        """Tell staff of a refusal that somebody should look into."""
        if refusal.kind.value == AlertKind.OTHER_KIOSK.value:
            with self.database.write() as connection:
                raise_alert(connection, AlertKind.OTHER_KIOSK, submission, refusal.kiosk, refusal.detail, now)

    def entries(self) -> tuple[Entry, ...]:
        """All submissions, in the order in which they came."""
        return tuple(self._entries(_COLUMNS))

    def unopened(self) -> tuple[Entry, ...]:
        """What is kept sealed because it did not open."""
        return tuple(self._entries(_COLUMNS.where(submissions.c.fault.is_not(None))))

    def records(self) -> Iterator[dict[str, Any]]:
        """Whole records with their answers, one after the other; of what did not open, what its envelope
        says outside. Raises CouncilError where one cannot be read."""
        for row in self._pages(select(submissions)):
            held = {"received_at": row.received_at, "sha256": row.sha256, "opened": row.sealed is not None}
            if row.sealed is not None:
                yield {**msgspec.json.decode(self._open(row.id, row.sealed)), **held}
            elif row.erased_at is not None:
                yield {"id": row.id, "kiosk": row.kiosk, **held, "erased_at": row.erased_at}
            else:
                yield {"id": row.id, "kiosk": row.kiosk, "kid": row.kid, **held, "fault": row.fault}

    def record(self, submission: str) -> tuple[Record, datetime] | None:
        """One record and when it was received; None where it is not held, not opened, or erased. Raises
        CouncilError where it cannot be read."""
        query = select(submissions.c.sealed, submissions.c.received_at).where(submissions.c.id == submission)
        with self.database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.sealed is None:
            return None
        return msgspec.json.decode(self._open(submission, row.sealed), type=Record), from_iso(row.received_at)

    def open_again(self, keys: Mapping[str, X25519PrivateKey], now: datetime) -> tuple[int, int]:
        """Try once more what did not open, with the `keys` there are now. Gives how many opened, and how
        many still do not."""
        done = left = 0
        for row in self._pages(select(submissions).where(submissions.c.fault.is_not(None))):
            record, fault = opened(bytes(row.envelope), keys)
            if record is None:
                left += 1
                if fault != row.fault:
                    self._change(row.id, fault=fault)
                continue
            with self.database.write() as connection:
                changed = connection.execute(
                    submissions.update()
                    .where(submissions.c.id == row.id, submissions.c.fault.is_not(None))
                    .values(**self._inside(row.id, record), fault=None, envelope=None)
                )
                if changed.rowcount:
                    done += 1
                    plan(connection, row.id, self._routing(record), now)
        return done, left

    def seal_again(self) -> int:
        """Seal what is not sealed with the vault's newest key; how many records that were."""
        number = 0
        for row in self._pages(select(submissions).where(submissions.c.sealed.is_not(None))):
            if self._safe.sealed_with(row.sealed) != self._safe.newest:
                self._change(row.id, sealed=self._safe.seal(row.id, self._open(row.id, row.sealed)))
                number += 1
        return number

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

    def _check_vault(self) -> None:
        """Raise CouncilError where the vault is another's than the database's: records would be sealed with
        a key that goes with neither."""
        last = select(submissions.c.id, submissions.c.sealed).where(submissions.c.sealed.is_not(None))
        with self.database.read() as connection:
            row = connection.execute(last.order_by(submissions.c.seq.desc()).limit(1)).one_or_none()
        if row is not None and self._vault is not None:
            self._open(row.id, row.sealed)

    @property
    def _safe(self) -> Vault:
        if self._vault is None:
            raise BugError("records are kept and read with their vault")
        return self._vault

    def _open(self, submission: str, sealed: bytes) -> bytes:
        return self._safe.open(submission, bytes(sealed))

    def _change(self, submission: str, **values: object) -> None:
        # Not what was erased or opened meanwhile.
        still = [submissions.c[name].is_not(None) for name in values]
        with self.database.write() as connection:
            connection.execute(
                submissions.update().where(submissions.c.id == submission, *still).values(**values)
            )

    def _pages(self, query: Select[Any]) -> Iterator[Any]:
        """Rows in the order in which they came, read page by page."""
        after = 0
        while True:
            page = query.where(submissions.c.seq > after).order_by(submissions.c.seq).limit(PAGE)
            with self.database.read() as connection:
                rows = connection.execute(page).all()
            yield from rows
            if len(rows) < PAGE:
                return
            after = rows[-1].seq

    def _entries(self, query: Select[Any]) -> Iterator[Entry]:
        for row in self._pages(query):
            yield msgspec.convert({name: getattr(row, name) for name in Entry.__struct_fields__}, Entry)

    def _held(self, connection: Connection, submission_id: str) -> Kept:
        query = select(submissions.c.sha256, submissions.c.received_at).where(
            submissions.c.id == submission_id
        )
        row = connection.execute(query).one()
        return Kept(row.sha256, from_iso(row.received_at), new=False)

    def _row(self, arrival: Arrival) -> dict[str, object]:
        record = arrival.record
        return {
            "id": arrival.id,
            "sha256": arrival.sha256,
            "kiosk": arrival.kiosk,
            "kid": arrival.kid,
            "size": len(arrival.data),
            "received_at": iso(arrival.received_at),
            "fault": None if record else arrival.fault,
            "envelope": None if record else arrival.data,
            **(self._inside(arrival.id, record) if record else {}),
        }

    def _inside(self, submission: str, record: Record) -> dict[str, object]:
        return {
            "reference": record.reference,
            "service": _text(record.service),
            "route": _text(record.route),
            "bundle": record.bundle or None,
            "sealed": self._safe.seal(submission, msgspec.json.encode(record)),
        }


_COLUMNS = select(submissions.c.seq, *[submissions.c[name] for name in Entry.__struct_fields__])


def _text(text: str) -> str:
    """As PostgreSQL can store it."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")[:LONGEST]
