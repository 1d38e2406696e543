"""The council's database: opened, brought to today's shape, read and written in transactions.

SQLAlchemy Core, so that another database can take SQLite's place. What its tables mean is `store` and the
other modules that are handed a `Database`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from kiosk.errors import CouncilError

MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = ("journal_mode=TRUNCATE", "synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY")


class Database:
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
        database = cls(engine)
        try:
            database._migrate()
        except DBAPIError as error:
            raise CouncilError(f"{parsed.render_as_string()}: cannot be used: {error.orig}") from None
        return database

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that only reads."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write, committed when the block ends."""
        with self._turn, self._engine.connect() as connection:
            writing = connection.execution_options(writes=True)
            with writing.begin():
                yield writing

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _migrate(self) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.util.exc import CommandError

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.write() as connection:
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
