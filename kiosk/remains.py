"""What can be read of a damaged database: rows in ranges of their numbers, so that a torn page costs its own
rows only. What is kept of them is `salvage`'s to decide. Nothing here raises for what cannot be read.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Self

Row = dict[str, object]

RANGE = 64
"""Rows read at once: at most so many envelopes are in memory."""
LEAST_ROW_BYTES = 32
"""No row of an item is smaller: where the last number is unknown, this bounds it."""


class Remains:
    """A damaged file, opened. It is changed by that: a hot journal is rolled back. So open a copy."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._most = path.stat().st_size // LEAST_ROW_BYTES
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """The file at `path`, whatever state it is in."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.row_factory = sqlite3.Row
        return cls(path, connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns that the file says the table has; none where it cannot be read."""
        return tuple(str(row["name"]) for row in self._read(f"PRAGMA table_info({table})") or ())

    def ids(self) -> tuple[frozenset[str], bool]:
        """The ids of all items by the index of them, which lies on other pages than the items, and whether it
        could be read to its end."""
        by_index = "SELECT id FROM outbox INDEXED BY sqlite_autoindex_outbox_1 ORDER BY id"
        ids, whole = self._until_torn(by_index)
        # What lies behind a torn page is reached from the other side.
        return frozenset(ids if whole else ids + self._until_torn(f"{by_index} DESC")[0]), whole

    def rows(self, table: str, columns: tuple[str, ...]) -> Iterator[Row]:
        """Those rows that can be read, by their number."""
        names = ", ".join(columns)
        sql = f"SELECT {names} FROM {table} WHERE rowid BETWEEN ? AND ?"  # noqa: S608  names of our own schema
        last = self._last(table)
        for start in range(1, last + 1, RANGE):
            yield from self._range(sql, start, min(start + RANGE - 1, last))

    def _range(self, sql: str, first: int, last: int) -> Iterator[Row]:
        found = self._read(sql, first, last)
        if found is not None:
            yield from found
        elif first < last:
            middle = (first + last) // 2
            yield from self._range(sql, first, middle)
            yield from self._range(sql, middle + 1, last)

    def _last(self, table: str) -> int:
        found = self._read(f"SELECT max(rowid) AS last FROM {table}")  # noqa: S608  a name of our own schema
        last = found[0]["last"] if found else self._most
        return int(str(last or 0))

    def _read(self, sql: str, *values: int) -> list[Row] | None:
        try:
            return [dict(row) for row in self._connection.execute(sql, values).fetchall()]
        except sqlite3.Error:
            return None

    def _until_torn(self, sql: str) -> tuple[list[str], bool]:
        found: list[str] = []
        try:
            for row in self._connection.execute(sql):
                found.append(str(row["id"]))
        except sqlite3.Error:
            return found, False
        return found, True
