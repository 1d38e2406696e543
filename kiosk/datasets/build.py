"""Making a dataset's SQLite file: rows in the order in which they are shown, indexed by key and by words.

    about    one row for each fact about the whole
    rows     the table; `_id` counts in the order in which rows are shown, `_folded` is the folded text
    packed   each search column of each row, folded and without spaces: a postcode finds its rows
    words    full-text index over the folded search columns: the beginnings of words find their rows

The file is made beside its place and put there whole. Reading it is `file`.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from kiosk.datasets.cells import stored
from kiosk.datasets.folding import folded, in_order
from kiosk.datasets.table import About, Row
from kiosk.durable import place
from kiosk.errors import DatasetError
from kiosk.journeys.definition import Dataset

FORMAT = 1
"""Raised when an older kiosk could not read the file any more."""
APPLICATION_ID = 0x4B445331
"""Marks the file as ours, in SQLite's header."""
BATCH = 5000

Progress = Callable[[int, int], None]
"""Told how many rows are written, and of how many."""


def build_file(
    path: Path, definition: Dataset, about: About, rows: Sequence[Row], progress: Progress | None = None
) -> None:
    """Write `rows` as the dataset's file at `path`, in place of an earlier one: whole, or not at all.

    `rows` are checked rows (see `table`). Raises DatasetError where the file cannot be written.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            _fill(connection, definition, about, in_order(definition, rows), progress)
        place(fresh, path)
    except OSError as error:
        raise DatasetError(f"{path}: cannot be written: {error.strerror}") from None
    except sqlite3.Error as error:
        raise DatasetError(f"{path}: cannot be written: {error}") from None
    finally:
        fresh.unlink(missing_ok=True)


def _fill(
    connection: sqlite3.Connection,
    definition: Dataset,
    about: About,
    rows: list[Row],
    progress: Progress | None,
) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    # Nobody reads the file before it is whole, and a half one is thrown away.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    others = {column for row in rows for column in row} - definition.columns.keys()
    columns = [*definition.columns, *sorted(others)]
    named = ", ".join(f'"{column}" TEXT' for column in columns)
    key = ", ".join(f'"{column}"' for column in definition.key)
    connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    connection.execute(f"CREATE TABLE rows (_id INTEGER PRIMARY KEY, _folded TEXT NOT NULL, {named})")
    connection.execute(
        "CREATE TABLE packed (word TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (word, row)) "
        "WITHOUT ROWID"
    )
    # The ASCII tokenizer parts at spaces only and takes all else as it is: the words are folded already.
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 "
        "(folded, content='', detail=none, columnsize=0, tokenize='ascii', prefix='1 2 3 4')"
    )
    connection.execute("BEGIN")
    places = ", ".join("?" * (len(columns) + 2))
    for start in range(0, len(rows), BATCH):
        batch = list(enumerate(rows[start : start + BATCH], start=start + 1))
        connection.executemany(
            f"INSERT INTO rows VALUES ({places})",  # noqa: S608  only question marks
            [(number, folded(str(row.get("text") or "")), *_cells(row, columns)) for number, row in batch],
        )
        searched = [(number, words) for number, row in batch if (words := _searched(definition, row))]
        connection.executemany(
            "INSERT OR IGNORE INTO packed VALUES (?, ?)",
            [(word.replace(" ", ""), number) for number, words in searched for word in words],
        )
        connection.executemany(
            "INSERT INTO words (rowid, folded) VALUES (?, ?)",
            [(number, " ".join(words)) for number, words in searched],
        )
        if progress:
            progress(min(start + BATCH, len(rows)), len(rows))
    connection.execute(f"CREATE UNIQUE INDEX rows_key ON rows ({key})")
    connection.execute("CREATE INDEX rows_folded ON rows (_folded)")
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    connection.executemany("INSERT INTO about VALUES (?, ?)", _facts(definition, about, len(rows)))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def _cells(row: Row, columns: list[str]) -> Iterator[str | None]:
    for column in columns:
        value = row.get(column)
        yield None if value is None else stored(value)


def _searched(definition: Dataset, row: Row) -> list[str]:
    found = (folded(str(row.get(column) or "")) for column in definition.search)
    return [words for words in found if words]


def _facts(definition: Dataset, about: About, rows: int) -> list[tuple[str, str]]:
    facts = {
        "name": definition.name,
        "made": about.made.isoformat(),
        "source": about.source,
        "verified_on": about.verified_on.isoformat() if about.verified_on else "",
        "rows": str(rows),
        "key": msgspec.json.encode(definition.key).decode(),
        "search": msgspec.json.encode(definition.search).decode(),
        "columns": msgspec.json.encode(definition.columns).decode(),
    }
    return sorted(facts.items())
