"""One dataset in its SQLite file: opened for reading only, found by key, by postcode and by typed words.

It finds what `kiosk.journeys.datasets.Sheet` finds, in the same order, without reading the whole. Making
the file is `build`. May be used by several threads.
"""

import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import Lock
from urllib.parse import quote

import msgspec
from msgspec import Struct

from kiosk.datasets.build import APPLICATION_ID, FORMAT
from kiosk.datasets.cells import NOT_A_VALUE, reader, stored
from kiosk.datasets.folding import folded
from kiosk.datasets.table import About, Row
from kiosk.errors import DatasetError
from kiosk.journeys.definition import Dataset
from kiosk.journeys.source import Mark

TRIED = 1000
"""Rows that are read when a file is looked through."""
LAST = "\U0010ffff"
"""Sorts after every text that goes on."""


class Told(Struct, frozen=True, kw_only=True):
    """What the file says of itself. `columns`, `key` and `search` are as declared when it was made."""

    name: str
    about: About
    rows: int
    key: tuple[str, ...]
    search: tuple[str, ...]
    columns: dict[str, str]


class DatasetFile:
    """An open file, read by the columns of `definition`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, told: Told, definition: Dataset) -> None:
        self.path = path
        self.told = told
        self._connection = connection
        self._lock = Lock()
        self.definition = definition
        there = [str(row[1]) for row in connection.execute("PRAGMA table_info(rows)")]
        self._columns = [column for column in there if not column.startswith("_")]
        self._readers = [reader(definition, column) for column in self._columns]
        self._select = "SELECT " + ", ".join(f'rows."{column}"' for column in self._columns)

    @classmethod
    def open(cls, path: Path, definition: Dataset) -> "DatasetFile":
        """Open the file and see that it fits what is declared. Raises DatasetError."""
        connection, told = _connect(path)
        try:
            _fit(path, told, definition)
            return cls(path, connection, told, definition)
        except BaseException:
            connection.close()
            raise

    @classmethod
    def as_told(cls, path: Path) -> "DatasetFile":
        """Open the file by the columns that it names itself; values of lists come as their texts."""
        connection, told = _connect(path)
        mark = Mark(path.name, 1)
        return cls(
            path,
            connection,
            told,
            Dataset(name=told.name, key=told.key, search=told.search, columns=told.columns, mark=mark),
        )

    @property
    def made(self) -> date:
        """The day on which it was true."""
        return self.told.about.made

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._connection.close()

    def row(self, key: tuple[object, ...]) -> Row | None:
        """The row with this key."""
        if len(key) != len(self.definition.key):
            return None
        matched = " AND ".join(f'"{column}" = ?' for column in self.definition.key)
        found = list(self._rows(f"FROM rows WHERE {matched}", [stored(value) for value in key]))
        return found[0] if found else None

    def rows(self) -> list[Row]:
        """All of them, in order."""
        return list(self._rows("FROM rows ORDER BY _id", []))

    def find(self, text: str, equal: Mapping[str, object], limit: int) -> Sequence[Row]:
        """See `kiosk.journeys.datasets.Data.find`."""
        if any(column not in self._columns for column in equal):
            return ()
        where, values = self._equal(equal)
        typed = folded(text)
        if not typed:
            return list(self._rows(f"FROM rows WHERE {where} ORDER BY _id LIMIT ?", [*values, limit]))
        packed = typed.replace(" ", "")
        if self._ask("SELECT 1 FROM packed WHERE word = ? LIMIT 1", [packed]):
            whole = f"FROM packed JOIN rows ON rows._id = packed.row WHERE packed.word = ? AND {where}"
            return list(self._rows(f"{whole} ORDER BY packed.row LIMIT ?", [packed, *values, limit]))
        begins = f"FROM rows WHERE _folded >= ? AND _folded < ? AND {where} ORDER BY _id LIMIT ?"
        found = list(self._rows(begins, [typed, typed + LAST, *values, limit]))
        if len(found) < limit:
            found += self._holding(typed, packed, where, values, limit - len(found))
        return found

    def _holding(self, typed: str, packed: str, where: str, values: list[object], limit: int) -> list[Row]:
        """Rows that do not begin with what was typed, but hold it."""
        rest = f"NOT (rows._folded >= ? AND rows._folded < ?) AND {where}"
        values = [typed, typed + LAST, *values]
        tokens = " ".join(f'"{token}"*' for token in typed.split())
        words = f"FROM words JOIN rows ON rows._id = words.rowid WHERE words MATCH ? AND {rest}"
        found = self._numbered(f"{words} ORDER BY words.rowid LIMIT ?", [tokens, *values, limit])
        # What was typed without its spaces may begin a column: a postcode. Only earlier rows still matter.
        before = max(found) if len(found) == limit else sys.maxsize
        run = "SELECT row FROM packed WHERE word >= ? AND word < ? AND row < ?"
        runs = f"FROM rows WHERE _id IN ({run}) AND {rest} ORDER BY _id LIMIT ?"
        found |= self._numbered(runs, [packed, packed + LAST, before, *values, limit])
        return [found[number] for number in sorted(found)][:limit]

    def _equal(self, equal: Mapping[str, object]) -> tuple[str, list[object]]:
        """A condition on the columns that are fixed. Numbers are compared as numbers: 3.5 is 3.50."""
        parts, values = ["1"], list[object]()
        for column, value in equal.items():
            if self.definition.columns.get(column) == "number":
                parts.append(f'CAST(rows."{column}" AS REAL) = CAST(? AS REAL)')
            else:
                parts.append(f'rows."{column}" = ?')
            values.append(stored(value))
        return " AND ".join(parts), values

    def _numbered(self, rest: str, values: Sequence[object]) -> dict[int, Row]:
        found = self._ask(f"{self._select}, rows._id {rest}", values)
        return {int(str(cells[-1])): self._row(cells) for cells in found}

    def _rows(self, rest: str, values: Sequence[object]) -> Iterator[Row]:
        return map(self._row, self._ask(f"{self._select} {rest}", values))

    def _row(self, cells: Sequence[object]) -> Row:
        return {
            column: None if cell is None else read(str(cell))
            for column, read, cell in zip(self._columns, self._readers, cells, strict=False)
        }

    def _ask(self, sql: str, values: Sequence[object]) -> list[tuple[object, ...]]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()


def told_of(path: Path) -> Told:
    """What a dataset's file says of itself. Raises DatasetError."""
    connection, told = _connect(path)
    connection.close()
    return told


def verify(path: Path, definition: Dataset) -> None:
    """Look through the file, once, before it is taken into use. Raises DatasetError.

    Its rows were checked one by one when it was made; a number of them is read to see that they still can be.
    """
    opened = DatasetFile.open(path, definition)
    try:
        sound = opened._ask("PRAGMA quick_check(1)", []) == [("ok",)]
        counted = opened._ask("SELECT count(*) FROM rows", [])
        tried = len(opened.find("", {}, TRIED))
        if not sound or counted != [(opened.told.rows,)] or tried != min(TRIED, opened.told.rows):
            raise DatasetError(f"{path}: is damaged: make it again")
    except (sqlite3.Error, *NOT_A_VALUE):
        raise DatasetError(f"{path}: is damaged: make it again") from None
    finally:
        opened.close()


def _connect(path: Path) -> tuple[sqlite3.Connection, Told]:
    if not path.is_file():
        raise DatasetError(f"{path}: there is no such file")
    # Nobody ever writes to it once it stands in its place: no locks, no journal.
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
    try:
        if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise DatasetError(f"{path}: is not a dataset")
        if connection.execute("PRAGMA user_version").fetchone() != (FORMAT,):
            raise DatasetError(f"{path}: is a dataset in a form that this release does not know")
        facts = dict(connection.execute("SELECT name, value FROM about").fetchall())
        return connection, _told(facts)
    except (sqlite3.Error, KeyError, ValueError, msgspec.MsgspecError):
        connection.close()
        raise DatasetError(f"{path}: is damaged or not a dataset: make it again") from None
    except BaseException:
        connection.close()
        raise


def _told(facts: Mapping[str, str]) -> Told:
    verified = facts["verified_on"]
    return Told(
        name=facts["name"],
        about=About(
            made=date.fromisoformat(facts["made"]),
            source=facts["source"],
            verified_on=date.fromisoformat(verified) if verified else None,
        ),
        rows=int(facts["rows"]),
        key=msgspec.json.decode(facts["key"], type=tuple[str, ...]),
        search=msgspec.json.decode(facts["search"], type=tuple[str, ...]),
        columns=msgspec.json.decode(facts["columns"], type=dict[str, str]),
    )


def _fit(path: Path, told: Told, definition: Dataset) -> None:
    """The file must have what the journeys' shared.yaml declares, and be searched by the same columns."""
    if told.name != definition.name:
        raise DatasetError(f"{path}: holds the dataset '{told.name}', not '{definition.name}'")
    for column, kind in definition.columns.items():
        if told.columns.get(column) != kind:
            raise DatasetError(
                f"{path}: the column '{column}' is not there as declared ({kind}): load the dataset again"
            )
    if (told.key, told.search) != (definition.key, definition.search):
        raise DatasetError(f"{path}: is indexed by other columns than declared: load the dataset again")
