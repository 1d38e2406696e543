"""A dataset's table in text: rows checked one by one against the declared columns.

What is wrong with a row is said with its line and column, never with its content. Whether one bad row
refuses the whole is for the caller. The first line of a file is line 1.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from kiosk.datasets.cells import NOT_A_VALUE, TRANSLATED, Reader, reader
from kiosk.errors import DatasetError
from kiosk.journeys.definition import Dataset

Row: TypeAlias = Mapping[str, object]
"""Column to value: text, Decimal, bool, date, time or Chosen; None where the column is empty."""


class About(Struct, frozen=True, kw_only=True):
    """What is known of a dataset as a whole: `made` is the day on which it was true."""

    made: date
    source: str = ""
    verified_on: date | None = None


class BadRow(Struct, frozen=True):
    """A row that cannot be used, and why, without its content."""

    line: int
    why: str


class Cells:
    """Makes rows of texts, by the columns of one header. Raises DatasetError for a missing column."""

    def __init__(self, definition: Dataset, header: Sequence[str]) -> None:
        self._definition = definition
        missing = [column for column in definition.columns if column not in header]
        if missing:
            raise DatasetError(
                f"the column '{missing[0]}' is missing; the first line must name "
                f"{', '.join(definition.columns)}"
            )
        doubled = [column for column in definition.columns if list(header).count(column) > 1]
        if doubled:
            raise DatasetError(f"the first line names the column '{doubled[0]}' twice")
        # Columns that are not declared belong to newer journeys; texts in other languages need no declaring.
        self._wanted: list[tuple[int, str, Reader]] = [
            (at, column, reader(definition, column))
            for at, column in enumerate(header)
            if column in definition.columns or TRANSLATED.fullmatch(column)
        ]
        self._width = len(header)
        self._seen: set[tuple[object, ...]] = set()

    def row(self, line: int, cells: Sequence[str]) -> Row | BadRow:
        """One row; its key must be whole, and no earlier row's."""
        if len(cells) != self._width:
            return BadRow(line, f"has {len(cells)} columns where the header has {self._width}")
        row: dict[str, object] = {}
        for at, column, read in self._wanted:
            text = cells[at].strip()
            try:
                row[column] = read(text) if text else None
            except NOT_A_VALUE:
                return BadRow(line, f"'{column}' is not a {self._definition.columns[column]}")
        key = tuple(row[column] for column in self._definition.key)
        if None in key:
            return BadRow(line, "a key column is empty")
        if key in self._seen:
            return BadRow(line, "its key stands in an earlier row")
        self._seen.add(key)
        return row


def lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The number and cells of each line of a CSV file in UTF-8. Raises DatasetError naming the file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = csv.reader(file, strict=True)
            for cells in found:
                yield found.line_num, cells
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read: {error.strerror}") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: is not CSV in UTF-8: {error}") from None


def csv_rows(path: Path, definition: Dataset) -> Iterator[Row | BadRow]:
    """The rows of a CSV file whose first line names the columns. Raises DatasetError naming the file."""
    found = lines(path)
    _, header = next(found, (0, []))
    try:
        cells = Cells(definition, [name.strip() for name in header])
    except DatasetError as error:
        raise DatasetError(f"{path}: {error}") from None
    for line, texts in found:
        if texts:
            yield cells.row(line, texts)
