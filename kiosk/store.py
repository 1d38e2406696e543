"""The kiosk's one SQLite file: opened with settings that survive a power cut, checked, moved forward.

The screen and the agent are two processes that meet only in this file. A rollback journal and EXTRA
synchronisation make a commit durable when it returns; a write-ahead log is not used, because SQLite
before 3.51.3 can corrupt it with two processes. What the tables mean is `outbox` and `contact`.

A `Store` belongs to the thread that opened it.
"""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from msgspec import Struct

from kiosk.errors import BugError, StoreDamagedError, StoreError, StoreFullError, StoreNewerError

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            reference TEXT NOT NULL,
            priority INTEGER NOT NULL,
            kid TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            size INTEGER NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            crashes INTEGER NOT NULL DEFAULT 0,
            saved_at TEXT NOT NULL,
            saved_monotonic REAL NOT NULL,
            saved_boot TEXT NOT NULL,
            started_boot TEXT,
            due_monotonic REAL,
            due_boot TEXT,
            reason TEXT,
            sent_at TEXT,
            received_at TEXT,
            closed_at TEXT,
            closed_by TEXT,
            envelope BLOB
        )
        """,
    ),
    (
        """
        CREATE TABLE contact (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            reached_at TEXT NOT NULL,
            monotonic REAL NOT NULL,
            boot TEXT NOT NULL
        )
        """,
    ),
)
"""Each entry moves the file one version forward, in one transaction. Entries are only ever added."""

SCHEMA_VERSION = len(MIGRATIONS)
BUSY_SECONDS = 5.0


class Limits(Struct, frozen=True):
    """When the kiosk refuses to save: bytes free on its disk, items waiting, bytes waiting."""

    free_bytes: int = 64 * 1024 * 1024
    items: int = 10_000
    waiting_bytes: int = 1024 * 1024 * 1024


class Store:
    """An open, checked and current file. `db` is the same connection through sqlite-utils."""

    def __init__(self, path: Path, connection: sqlite3.Connection, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.connection = connection

    @classmethod
    def open(cls, path: Path, limits: Limits | None = None) -> Self:
        """Open the file, or make it on a kiosk that never had one.

        Raises StoreDamagedError (fails its check, or gone where it must exist), StoreNewerError, StoreError.
        """
        # Looked for first: another process may be making both files at this moment, the marker last.
        had_one = marker(path).exists()
        try:
            _prepare(path, had_one)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path}: cannot be opened: {error}. Check the folder and who owns it") from None
        store = cls(path, connection, limits or Limits())
        try:
            with _explained(path):
                _set_up(connection, path)
                _check(connection, path, had_one)
                store._migrate()
                _mark(path)
        except BaseException:
            connection.close()
            raise
        return store

    @cached_property
    def db(self) -> "Database":
        """sqlite-utils over this connection. Fetch all rows at once: an open reader holds off commits."""
        import sqlite_utils

        # sqlite-utils prefers pysqlite3 where that is installed, and then raises that module's errors.
        if "pysqlite3" in sys.modules:
            raise BugError("sqlite-utils uses another SQLite module than the kiosk: remove pysqlite3")
        return sqlite_utils.Database(self.connection)

    @contextmanager
    def write(self) -> Iterator[None]:
        """One durable transaction that takes the write lock at once: committed at the end, or nothing.

        Raises StoreFullError when the disk is full, StoreError when the file stays locked or fails.
        """
        try:
            with _explained(self.path):
                self.connection.execute("BEGIN IMMEDIATE")
                yield
                self.connection.execute("COMMIT")
        except BaseException:
            # After some faults SQLite has rolled back by itself.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """All rows of a query at once: a reader left half-way would hold off the other process's commits."""
        with _explained(self.path):
            return self.connection.execute(sql, values).fetchall()

    def version_of_data(self) -> int:
        """A number that changes when another connection has written: cheap to ask again and again."""
        return int(self.rows("PRAGMA data_version")[0][0])

    def check_disk(self) -> None:
        """Raise StoreFullError when the disk has less free than the floor."""
        free = shutil.disk_usage(self.path.parent).free
        if free < self.limits.free_bytes:
            raise StoreFullError(
                f"{self.path.parent}: only {free // 1024**2} MB are free on this disk, and "
                f"{self.limits.free_bytes // 1024**2} MB are needed. Free some space"
            )

    def close(self) -> None:
        """Give the file back."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _migrate(self) -> None:
        if _version(self.connection) == SCHEMA_VERSION:
            return
        while True:
            with self.write():
                # Asked again under the lock: the other process may have moved it meanwhile.
                version = _version(self.connection)
                if version >= SCHEMA_VERSION:
                    return
                for statement in MIGRATIONS[version]:
                    self.connection.execute(statement)
                self.connection.execute(f"PRAGMA user_version = {version + 1}")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """SQLite's faults as ours. A broken constraint is our own mistake and stays what it is."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise StoreFullError(f"{path}: the disk is full. Free some space") from None
        raise StoreError(f"{path}: cannot be used: {error}") from None
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from None


def marker(path: Path) -> Path:
    """The file beside the database that says: this kiosk has had one."""
    return path.with_name(path.name + ".made")


def _prepare(path: Path, had_one: bool) -> None:
    """The folder for this user alone, the file for this user alone, and no silent second first time."""
    folder = path.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A folder that holds other people's things as well is not ours to close.
    if had_one or not any(folder.iterdir()):
        folder.chmod(0o700)
    if path.exists():
        return
    if had_one:
        raise _damaged(path, "it is gone, but this kiosk had one")
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _set_up(connection: sqlite3.Connection, path: Path) -> None:
    mode = connection.execute("PRAGMA journal_mode=TRUNCATE").fetchone()[0]
    if mode != "truncate":
        raise StoreError(f"{path}: journal mode is '{mode}' and cannot be changed; is the file in use?")
    for pragma in ("synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}")


def _check(connection: sqlite3.Connection, path: Path, had_one: bool) -> None:
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise StoreNewerError(
            f"{path}: was written by a newer release (its version is {version}, this one knows "
            f"{SCHEMA_VERSION}). Install the newer release again"
        )
    if version == 0 and had_one:
        raise _damaged(path, "it is empty, but this kiosk had one")
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise _damaged(path, "it fails SQLite's check")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _mark(path: Path) -> None:
    made = marker(path)
    if made.exists():
        return
    descriptor = os.open(made, os.O_CREAT | os.O_WRONLY, 0o600)
    os.fsync(descriptor)
    os.close(descriptor)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _damaged(path: Path, why: str) -> StoreDamagedError:
    return StoreDamagedError(
        f"{path}: the kiosk's database is damaged: {why}. Take the kiosk out of service, keep every file "
        "of this folder, and restore it or ask for help"
    )
