"""The kiosk's one SQLite file: opened with settings that survive a power cut, checked, moved forward.

The screen and the agent are two processes that meet only in this file. A rollback journal and EXTRA
synchronisation make a commit durable when it returns; a write-ahead log is not used, because SQLite
before 3.51.3 can corrupt it with two processes. Its tables are `schema`, what they mean `outbox`, `contact`
and `audit`; a damaged file is `salvage`'s.

A `Store` belongs to the thread that opened it.
"""

import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from msgspec import Struct

from kiosk import schema
from kiosk.ballast import Ballast
from kiosk.clock import Moment, from_iso, iso
from kiosk.errors import BugError, StoreDamagedError, StoreError, StoreFullError, StoreNewerError
from kiosk.room import Limits, Space, shortage
from kiosk.store_files import damaged, half_salvaged, hold, let_go, mark, marker, prepare, unusable

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["Check", "Limits", "Store", "marker"]

BUSY_SECONDS = 5.0
JOURNAL_MODE = "truncate"
PRAGMAS = ("synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY", "mmap_size=0")
_HASHED = """
    SELECT max(seq), total(sha256_of(envelope) != sha256)
    FROM (SELECT seq, sha256, envelope FROM outbox
          WHERE seq > :after AND envelope IS NOT NULL ORDER BY seq LIMIT 100)
"""
_T = TypeVar("_T")


class Check(Struct, frozen=True):
    """A check of the whole file: when (UTC), and whether it was sound."""

    at: datetime
    sound: bool


class Store:
    """An open, checked and current file. `db` is the same connection through sqlite-utils."""

    def __init__(self, path: Path, connection: sqlite3.Connection, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.connection = connection
        self.ballast = Ballast(path.with_name(path.name + ".ballast"), limits.ballast_bytes)
        self._held = -1

    @classmethod
    def open(cls, path: Path, limits: Limits | None = None) -> Self:
        """Open the file, or make it on a kiosk that never had one.

        Raises StoreDamagedError (fails its check, or gone where it must exist), StoreNewerError, StoreError.
        """
        # Looked for first: another process may be making both files at this moment, the marker last.
        had_one = marker(path).exists()
        held = -1
        try:
            if had_one:
                held = hold(path)
            if half_salvaged(path).exists():
                raise damaged(path, "its salvage was begun and not finished")
            prepare(path, had_one)
            store = cls.at(path, had_one=had_one, limits=limits)
        except OSError as error:
            let_go(held)
            raise unusable(path, error) from None
        except BaseException:
            let_go(held)
            raise
        store._held = held
        if not had_one:
            try:
                mark(path)
                store._held = hold(path)
            except OSError as error:
                store.close()
                raise unusable(path, error) from None
        return store

    @classmethod
    def at(cls, path: Path, *, had_one: bool, limits: Limits | None = None) -> Self:
        """The file at `path` set up, checked and current, whether it is in service or not."""
        try:
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        except sqlite3.Error as error:
            raise unusable(path, error) from None
        store = cls(path, connection, limits or Limits())
        try:
            with _explained(path):
                _set_up(connection, path)
                _check(connection, path, had_one)
                store._migrate()
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

    @cached_property
    def _page_size(self) -> int:
        return int(self.rows("PRAGMA page_size")[0][0])

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

    def write_in_need(self, work: Callable[[], _T]) -> _T:
        """As `write`, for what must also work on a full disk: then the ballast is given up, and `work` is
        done once more. For whatever empties the queue; never for what fills it."""
        try:
            done = self._written(work)
        except StoreFullError:
            if not self.ballast.release():
                raise
            done = self._written(work)
        self.ballast.restore()
        return done

    def _written(self, work: Callable[[], _T]) -> _T:
        with self.write():
            return work()

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """All rows of a query at once: a reader left half-way would hold off the other process's commits."""
        with _explained(self.path):
            return self.connection.execute(sql, values).fetchall()

    def version_of_data(self) -> int:
        """A number that changes when another connection has written: cheap to ask again and again."""
        return int(self.rows("PRAGMA data_version")[0][0])

    def space(self) -> Space:
        """How much of its disk is free, and how much of the file itself."""
        found = shutil.disk_usage(self.path.parent)
        ((pages,),) = self.rows("PRAGMA freelist_count")
        return Space(found.free, found.total, pages * self._page_size)

    def check_disk(self) -> None:
        """Raise StoreFullError when the disk has less free than the floor."""
        self.ballast.restore()
        if why := shortage(self.space(), self.limits):
            raise StoreFullError(f"{self.path.parent}: {why}")

    def check_writing(self) -> None:
        """Raise StoreError when nothing can be made durable now: the disk fails, or can only be read."""
        with self.write():
            # Even what is there already is written again.
            self.connection.execute(f"PRAGMA user_version = {_version(self.connection)}")

    def check_integrity(self, now: Moment) -> bool:
        """Check the whole file, and each sealed envelope against its hash; keep the result with its time.

        It reads all there is, so once a day is enough. While SQLite checks its pages (2 s for 1 GiB on a
        fast disk) a commit of the other process waits.
        """
        try:
            sound = self._sound()
        except StoreDamagedError:
            sound = False
        try:
            self.write_in_need(lambda: self._keep_check(Check(now.utc, sound)))
        except StoreError:
            # A file so damaged that this cannot be written is no reason to claim that it was sound.
            if sound:
                raise
        return sound

    def last_check(self) -> Check | None:
        """What `check_integrity` last found; None before the first."""
        rows = self.rows("SELECT at, sound FROM store_check")
        return Check(from_iso(rows[0][0]), bool(rows[0][1])) if rows else None

    def close(self) -> None:
        """Give the file back."""
        self.connection.close()
        let_go(self._held)
        self._held = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _sound(self) -> bool:
        if self.rows("PRAGMA integrity_check(1)") != [("ok",)]:
            return False
        self.connection.create_function("sha256_of", 1, _sha256_of, deterministic=True)
        seq, torn = 0, 0
        while not torn:
            # A few at a time: a commit of the other process gets in between.
            ((last, torn),) = self.rows(_HASHED, after=seq)
            if last is None:
                return True
            seq = last
        return False

    def _keep_check(self, check: Check) -> None:
        self.connection.execute(
            "INSERT INTO store_check (id, at, sound) VALUES (1, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET at = excluded.at, sound = excluded.sound",
            (iso(check.at), check.sound),
        )

    def _migrate(self) -> None:
        # A file that is just being made holds nothing yet that would have to be delivered in need.
        write = self.write_in_need if _version(self.connection) else self._written
        while _version(self.connection) < len(schema.MIGRATIONS):
            write(self._step_forward)

    def _step_forward(self) -> None:
        # Asked again under the lock: the other process may have moved it meanwhile.
        version = _version(self.connection)
        if version < len(schema.MIGRATIONS):
            for statement in schema.MIGRATIONS[version]:
                self.connection.execute(statement)
            self.connection.execute(f"PRAGMA user_version = {version + 1}")
            if version + 1 >= schema.DRAINED_BY_SINCE:
                self.connection.execute(
                    "INSERT OR REPLACE INTO drained_by (id, version) VALUES (1, ?)", (schema.DRAINED_BY,)
                )


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """SQLite's faults as ours. A broken constraint is our own mistake and stays what it is."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            # Python's own: bytes that are no text where only text was written. Its words would quote them.
            raise damaged(path, "it holds text that cannot be read") from None
        if code == sqlite3.SQLITE_FULL:
            raise StoreFullError(f"{path}: the disk is full. Free some space") from None
        if code == sqlite3.SQLITE_IOERR_WRITE:
            # So a quota ends: SQLite calls a disk full only when the system says so in that word.
            raise StoreFullError(
                f"{path}: the disk takes nothing more: it is over its quota, can only be read, or fails. "
                "Free some space, or look at the disk"
            ) from None
        raise StoreError(f"{path}: cannot be used: {error}") from None
    except sqlite3.DatabaseError as error:
        raise damaged(path, str(error)) from None


def _set_up(connection: sqlite3.Connection, path: Path) -> None:
    mode = connection.execute(f"PRAGMA journal_mode={JOURNAL_MODE}").fetchone()[0]
    if mode != JOURNAL_MODE:
        raise StoreError(f"{path}: journal mode is '{mode}' and cannot be changed; is the file in use?")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _check(connection: sqlite3.Connection, path: Path, had_one: bool) -> None:
    version, known = _version(connection), len(schema.MIGRATIONS)
    if version > known and _drained_by(connection, version) > known:
        raise StoreNewerError(
            f"{path}: was written by a newer release (its version is {version}, this one knows "
            f"{known}). Install the newer release again"
        )
    if version == 0 and had_one:
        raise damaged(path, "it is empty, but this kiosk had one")
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged(path, "it fails SQLite's check")


def _drained_by(connection: sqlite3.Connection, version: int) -> int:
    """The oldest version whose release may use this file."""
    if version < schema.DRAINED_BY_SINCE:
        return version
    row = connection.execute("SELECT version FROM drained_by").fetchone()
    return int(row[0]) if row else version


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
