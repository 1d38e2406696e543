"""The council's database: opened, brought to today's shape, written in one transaction an arrival.

SQLAlchemy Core, so that another database can take SQLite's place. Nothing is held in memory between
requests. What an arrival is, is `intake`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Self

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from council.intake import Arrival
from council.tables import submissions
from kiosk.clock import from_iso, iso
from kiosk.errors import CouncilError

MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = ("journal_mode=TRUNCATE", "synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY")


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
    """The open database. May be used by several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite takes one writer at a time; waiting in line here is fairer than in its busy handler.
        self._turn: AbstractContextManager[Any] = Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the database at `url`, made or brought up to date. Raises CouncilError."""
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise CouncilError(
                "--database: is not a database address; write sqlite:////folder/file.db"
            ) from None
        if parsed.get_backend_name() != "sqlite":
            raise CouncilError(
                f"--database: only sqlite is supported so far, not {parsed.get_backend_name()}"
            )
        if parsed.database:
            Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # hide_parameters: an error's text would otherwise quote the answers.
        engine = create_engine(parsed, hide_parameters=True)
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        store = cls(engine)
        try:
            store._migrate()
        except DBAPIError as error:
            raise CouncilError(f"{parsed.render_as_string()}: cannot be used: {error.orig}") from None
        return store

    def keep(self, arrival: Arrival) -> Kept:
        """Store an arrival once. For an id already held, what is held stays; the caller compares."""
        try:
            with self._write() as connection:
                return self._held(connection, arrival.id) or self._insert(connection, arrival)
        except IntegrityError:
            # Another process was faster.
            with self._engine.connect() as connection:
                held = self._held(connection, arrival.id)
            if held is None:
                raise
            return held

    def entries(self) -> tuple[Entry, ...]:
        """All submissions, in the order in which they came."""
        columns = [submissions.c[name] for name in Entry.__struct_fields__]
        query = select(*columns).order_by(submissions.c.seq)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        names = Entry.__struct_fields__
        return tuple(msgspec.convert(dict(zip(names, row, strict=True)), Entry) for row in rows)

    def unopened(self) -> tuple[Entry, ...]:
        """What is kept sealed because it did not open."""
        return tuple(entry for entry in self.entries() if entry.fault is not None)

    def records(self) -> Iterator[dict[str, Any]]:
        """Whole records with their answers; of what did not open, what its envelope says outside."""
        query = select(submissions).order_by(submissions.c.seq)
        with self._engine.connect() as connection:
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
        self._engine.dispose()

    def _counts(self, column: str, condition: Any) -> tuple[Count, ...]:
        name = submissions.c[column]
        query = (
            select(name, func.count(), func.max(submissions.c.received_at))
            .where(condition)
            .group_by(name)
            .order_by(func.count().desc(), name)
        )
        with self._engine.connect() as connection:
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

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """One transaction that may write, committed when the block ends."""
        with self._turn, self._engine.connect() as connection:
            writing = connection.execution_options(writes=True)
            with writing.begin():
                yield writing

    def _migrate(self) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.util.exc import CommandError

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self._write() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError:
                raise CouncilError(
                    "the council's database was written by a newer release: install the newer release again"
                ) from None


def _on_connect(connection: sqlite3.Connection, _: object) -> None:
    # The driver would begin transactions by itself, too late and in the wrong mode.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _on_begin(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once where another writes.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
