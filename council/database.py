"""The council's database: opened, brought to today's shape, read and written in transactions.

SQLAlchemy Core over SQLite, which needs nothing and brings itself up to date, or PostgreSQL, which several
servers may share and which `council migrate` brings up to date. What its tables mean is `store` and the
other modules that are handed a `Database`.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Condition, Lock, local
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from kiosk.errors import BugError, CouncilError

MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = ("journal_mode=TRUNCATE", "synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY")
SESSION = "-c synchronous_commit=on -c idle_in_transaction_session_timeout=60s -c lock_timeout=20s"
"""Of each PostgreSQL session: an acknowledged commit is on the disk, whatever the server's own setting."""
MIGRATING = 8_321_000_001
"""The advisory lock of PostgreSQL under which one process at a time migrates."""
CONNECTIONS = 20
"""Of one process at most: a PostgreSQL server allows some hundred in all, and a request needs one briefly."""

Seal = Callable[[str, bytes], bytes]
"""(id, record) to what may lie in the database; given to migrations that find records lying open."""


class _Turns:
    """Many threads that read, or one that writes. SQLite sees to that too, but whoever is in the way there
    sleeps and looks again, up to a tenth of a second longer than needed; here they wait in line."""

    def __init__(self) -> None:
        self._line = Lock()
        self._left = Condition()
        self._readers = 0
        self._mine = local()

    @contextmanager
    def shared(self) -> Iterator[None]:
        """While others may read."""
        with self._once():
            with self._line, self._left:
                self._readers += 1
            try:
                yield
            finally:
                with self._left:
                    self._readers -= 1
                    self._left.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While nobody else does anything. Whoever comes next, to read or to write, stands in line."""
        with self._once(), self._line:
            with self._left:
                self._left.wait_for(lambda: self._readers == 0)
            yield

    @contextmanager
    def _once(self) -> Iterator[None]:
        """A thread that waits for itself would wait for ever."""
        if getattr(self._mine, "has_turn", False):
            raise BugError("a transaction was asked for inside another one")
        self._mine.has_turn = True
        try:
            yield
        finally:
            self._mine.has_turn = False


class Database:
    """The open database. May be used by several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turns = _Turns() if engine.dialect.name == "sqlite" else None

    @classmethod
    def open(cls, url: str, seal: Seal | None = None) -> Self:
        """Open the database at `url`; SQLite is made or brought up to date. Raises CouncilError.

        PostgreSQL must have been brought up to date by `council migrate`.
        """
        parsed = _parsed(url)
        database = cls(_engine(parsed))
        with database._speaking_of(parsed):
            if parsed.get_backend_name() == "sqlite":
                database._migrate(seal)
            else:
                database._check()
        return database

    @classmethod
    def migrate(cls, url: str, seal: Seal | None = None) -> tuple[str, str]:
        """Bring the database at `url` to today's shape. Gives its revision before ("" for none) and after.

        Raises CouncilError.
        """
        parsed = _parsed(url)
        database = cls(_engine(parsed))
        try:
            with database._speaking_of(parsed):
                return database._migrate(seal)
        finally:
            database.close()

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that only reads. Keep it short: a reader of SQLite holds up who writes. Never ask for
        another one inside."""
        with self._turns.shared() if self._turns else nullcontext(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write, committed when the block ends. Never ask for another one inside."""
        with self._turns.alone() if self._turns else nullcontext(), self._engine.connect() as connection:
            writing = connection.execution_options(writes=True)
            with writing.begin():
                yield writing

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _speaking_of(self, url: URL) -> Iterator[None]:
        """Say faults of the database in one line that names it, without any password."""
        try:
            yield
        except DBAPIError as error:
            self.close()
            reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no answer"
            raise CouncilError(f"{url.render_as_string()}: cannot be used: {reason}") from None
        except PoolTimeoutError:
            self.close()
            raise CouncilError(f"{url.render_as_string()}: cannot be used: no connection is free") from None
        except BaseException:
            self.close()
            raise

    def _migrate(self, seal: Seal | None) -> tuple[str, str]:
        from alembic import command
        from alembic.config import Config
        from alembic.migration import MigrationContext
        from alembic.util.exc import CommandError

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.write() as connection:
            if self.kind == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (MIGRATING,))
            context = MigrationContext.configure(connection)
            before = context.get_current_revision() or ""
            config.attributes["connection"] = connection
            config.attributes["seal"] = seal
            try:
                command.upgrade(config, "head")
            except CommandError:
                raise CouncilError(
                    "the council's database was written by a newer release: install the newer release again"
                ) from None
            return before, context.get_current_revision() or ""

    def _check(self) -> None:
        """Refuse a database of another release, and a server that does not wait for its disk."""
        from alembic.migration import MigrationContext
        from alembic.script import ScriptDirectory

        scripts = ScriptDirectory(str(MIGRATIONS))
        with self.read() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            waits = connection.exec_driver_sql("SHOW fsync").scalar()
        known = {script.revision for script in scripts.walk_revisions()}
        if found is not None and found not in known:
            raise CouncilError(
                "the council's database was written by a newer release: install the newer release again"
            )
        if found != scripts.get_current_head():
            raise CouncilError(
                "the council's database has not the shape that this release needs: make a backup, then run "
                "council migrate with the same --database"
            )
        if waits != "on":
            raise CouncilError(
                "the PostgreSQL server has fsync off, so a power cut would lose what was acknowledged: "
                "switch it on in postgresql.conf"
            )


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise CouncilError(
            "--database: is not a database address; write sqlite:////folder/file.db or "
            "postgresql://user@host/name"
        ) from None
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise CouncilError(f"--database: sqlite and postgresql are supported, not {kind}")
    return parsed


def _engine(url: URL) -> Engine:
    # hide_parameters: an error's text would otherwise quote the answers.
    if url.get_backend_name() == "postgresql":
        return create_engine(
            url,
            hide_parameters=True,
            # A connection that died with the server's restart is found out before it is used.
            pool_pre_ping=True,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=20,
            connect_args={"options": SESSION, "connect_timeout": 10, "application_name": "council"},
        )
    if url.database:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # For this user alone, whoever opens it first; its journal gets the same mode. What stands in the way
        # is SQLite's to say.
        with suppress(OSError):
            os.close(os.open(url.database, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _: object) -> None:
    # The driver would begin transactions by itself, too late and in the wrong mode.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _on_begin(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once where another writes.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
