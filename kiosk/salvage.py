"""What can still be read of a damaged database goes into a new one; the damaged files are kept as they were.

The database and its journal are moved together, because a hot journal is half of the database. An item is
kept when its envelope still has its hash. The last step puts the new file in its place; until then the
kiosk refuses to start, also after a power cut, and the same command goes on where it was.

Only an operator asks for it: a kiosk never makes itself a new queue.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.audit import Audit
from kiosk.clock import Moment
from kiosk.durable import place, sync, write_whole
from kiosk.errors import StoreError, StoreFullError, StoreNewerError
from kiosk.item import UNSENT, ItemState
from kiosk.remains import Remains, Row
from kiosk.room import MIB, Limits
from kiosk.schema import MIGRATIONS
from kiosk.store import Store
from kiosk.store_files import half_salvaged, mark, marker

FOLDER = "salvage"
_EVENT = "store-salvaged"
_MAGIC = b"SQLite format 3\0"
_VERSION_AT = slice(60, 64)
"""Where the header of an SQLite file has its `user_version` (sqlite.org/fileformat.html, 1.3)."""
_WITHOUT_BALLAST = Limits(ballast_bytes=0)


class Salvaged(Struct, frozen=True, kw_only=True):
    """What came of it: items that could be read, that were kept because they are whole, and that are known
    to be lost. `exact` False: there may be more that are lost. `folder` has the damaged files."""

    folder: str
    read: int
    kept: int
    lost: int
    exact: bool

    @property
    def whole(self) -> bool:
        """Whether certainly nothing was lost."""
        return self.exact and self.lost == 0


def salvage(path: Path, now: Moment, by: str) -> Salvaged:
    """Make a new database at `path` from what the damaged one still holds. `by` is who asked for it.

    Raises StoreError when the kiosk or its agent has the file open, or there never was one; StoreFullError
    without room for a copy and a new file; StoreNewerError. Then nothing was changed.
    """
    with _alone(path):
        _check_version(path)
        folder = _moved_aside(path, now)
        fresh = path.with_name(path.name + ".fresh")
        if (folder / path.name).exists() and path.exists():
            # The new file was in its place already when the power went.
            fresh = path
        else:
            for left in (fresh, _journal(fresh)):
                left.unlink(missing_ok=True)
            os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with Store.at(fresh, had_one=False, limits=_WITHOUT_BALLAST) as store:
            if fresh != path:
                _carry_over(folder / path.name, store, now, by)
            found = _told(store, folder)
        if fresh != path:
            place(fresh, path)
        half_salvaged(path).unlink(missing_ok=True)
        sync(path.parent)
        return found


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock that everybody who has the file open shares."""
    if path.parent.exists() and path.parent.stat().st_uid != os.geteuid():
        # The new file would be the administrator's, and the kiosk could not open it.
        raise StoreError(
            f"{path.parent}: belongs to another user. Salvage as that user, the one the kiosk runs as"
        )
    if not marker(path).exists():
        if not path.exists():
            raise StoreError(f"{path}: there is no database, and this kiosk never had one")
        mark(path)
    descriptor = os.open(marker(path), os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{path}: is in use. Stop the kiosk and its agent first") from None
        yield
    finally:
        os.close(descriptor)


def _check_version(path: Path) -> None:
    """Refuse what a newer release wrote, before anything is moved."""
    if not path.exists():
        return
    with path.open("rb") as file:
        header = file.read(100)
    if header.startswith(_MAGIC) and int.from_bytes(header[_VERSION_AT]) > len(MIGRATIONS):
        raise StoreNewerError(
            f"{path}: was written by a newer release. Install that release again and salvage with it"
        )


def _moved_aside(path: Path, now: Moment) -> Path:
    """The folder into which the damaged files were moved, now or by a salvage that was cut off."""
    sign, parent = half_salvaged(path), path.parent / FOLDER
    if sign.exists():
        folder = parent / sign.read_text(encoding="ascii")
    else:
        _check_space(path)
        parent.mkdir(mode=0o700, exist_ok=True)
        folder = _unused(parent, f"{now.utc:%Y%m%dT%H%M%SZ}")
        write_whole(sign, folder.name.encode("ascii"))
    folder.mkdir(mode=0o700, exist_ok=True)
    # The folder is there for certain before anything is in it.
    for made_in in (parent, path.parent):
        sync(made_in)
    if not (folder / path.name).exists():
        # The journal first: once the database is there, both are.
        for one in (_journal(path), path):
            if one.exists():
                one.rename(folder / one.name)
    for touched in (folder, path.parent):
        sync(touched)
    return folder


def _unused(parent: Path, time: str) -> Path:
    """A name of its own, also for two in one second and for a clock that was set back."""
    number, name = 1, time
    while (parent / name).exists():
        number += 1
        name = f"{time}-{number}"
    return parent / name


def _check_space(path: Path) -> None:
    needed = 2 * (path.stat().st_size if path.exists() else 0) + MIB
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise StoreFullError(
            f"{path.parent}: {-(-needed // MIB)} MB are needed for a copy and a new file, and "
            f"{free // MIB} MB are free on this disk. Free some space"
        )


def _carry_over(damaged: Path, store: Store, now: Moment, by: str) -> None:
    """Fill the new file in one transaction, with the line in its audit that tells of it."""
    read, exact = 0, False
    known: set[str] = set()
    kept: set[str] = set()
    with store.write():
        if damaged.exists():
            with _opened_copy(damaged) as remains:
                ids, exact = remains.ids()
                known.update(ids)
                for row in _shared(remains, store, "outbox"):
                    read += 1
                    known.add(str(row["id"]))
                    if _is_whole(row) and _inserted(store, "outbox", row):
                        kept.add(str(row["id"]))
                for table in _other_tables(store):
                    for row in _shared(remains, store, table):
                        _inserted(store, table, row)
        Audit(store).record(
            _EVENT,
            now,
            who=by,
            folder=damaged.parent.name,
            read=read,
            kept=len(kept),
            lost=len(known - kept),
            exact=int(exact),
        )


@contextmanager
def _opened_copy(damaged: Path) -> Iterator[Remains]:
    """A copy with its journal, so that a half-done transaction is rolled back in the copy."""
    working = damaged.with_name("working.db")
    pairs = ((damaged, working), (_journal(damaged), _journal(working)))
    try:
        for original, copy in pairs:
            copy.unlink(missing_ok=True)
            if original.exists():
                shutil.copyfile(original, copy)
        with closing(Remains.open(working)) as remains:
            yield remains
    finally:
        for _, copy in pairs:
            copy.unlink(missing_ok=True)


def _shared(remains: Remains, store: Store, table: str) -> Iterator[Row]:
    """The rows of a table, with those columns that the old file and today's both have."""
    today = {name for (name,) in store.rows(f"SELECT name FROM pragma_table_info('{table}')")}  # noqa: S608  own
    columns = tuple(name for name in remains.columns(table) if name in today)
    return remains.rows(table, columns) if columns else iter(())


def _other_tables(store: Store) -> list[str]:
    return [
        name
        for (name,) in store.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if name != "outbox"
    ]


def _is_whole(row: Row) -> bool:
    """Whether an item can go on: its facts make sense, and its envelope, if it has to have one, is sound."""
    try:
        item = msgspec.convert({name: row.get(name) for name in ItemState.__struct_fields__}, ItemState)
    except msgspec.ValidationError:
        return False
    data = row["envelope"]
    if data is None:
        return item.state not in UNSENT
    return isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == item.sha256


def _inserted(store: Store, table: str, row: Row) -> bool:
    """Whether the row could be put in: a torn index may show the same one twice."""
    names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
    done = store.connection.execute(
        f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})",  # noqa: S608  names of our own schema
        row,
    )
    return done.rowcount == 1


def _told(store: Store, folder: Path) -> Salvaged:
    """What the audit says of the last salvage."""
    fields = next(one.fields for one in reversed(Audit(store).entries()) if one.event == _EVENT)
    read, kept, lost = (int(fields[name]) for name in ("read", "kept", "lost"))
    return Salvaged(folder=str(folder), read=read, kept=kept, lost=lost, exact=bool(fields["exact"]))


def _journal(path: Path) -> Path:
    return path.with_name(path.name + "-journal")
