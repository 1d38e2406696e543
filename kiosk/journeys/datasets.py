"""Reference data for a walk: addresses, collections, holidays. The `Data` protocol, and CSV files.

A dataset is `NAME.csv`, whose header has at least the declared columns, beside `NAME.toml` with `made`
(the day the data was true), `source` and `verified_on`. A file is read when first asked for and checked
whole: one bad row refuses it, and the walk goes on as if it were absent. Whether it is too old for a
journey is decided by the walk.
"""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Protocol, TypeAlias

import msgspec
from msgspec import Struct

from kiosk.errors import DatasetError
from kiosk.journeys.definition import Dataset
from kiosk.journeys.values import Chosen

Row: TypeAlias = Mapping[str, object]
"""Column to value: text, Decimal, bool, date, time or Chosen; None where the column is empty."""


class Data(Protocol):
    """What a walk may ask. Never raises; a dataset that is absent has no rows and no date."""

    def row(self, dataset: str, *key: object) -> Row | None:
        """The row with these values in its key columns, in their order: values, or what `str` makes of
        them (`2026-11-20`, `10:00:00`), as a `Picked.key` holds them."""
        ...

    def find(self, dataset: str, text: str, equal: Mapping[str, object], limit: int) -> Sequence[Row]:
        """Rows whose search columns fit the typed text and whose columns equal these values.

        An empty text fits every row. Rows come in natural order of their text (2 before 10); where key
        columns are dates or times, in the order of those.
        """
        ...

    def made(self, dataset: str) -> date | None:
        """The day on which the data was true; None if absent."""
        ...


class Sidecar(Struct, frozen=True):
    """NAME.toml."""

    made: date
    source: str = ""
    verified_on: date | None = None


class Sheet:
    """One dataset in memory, found by key and by typed text."""

    def __init__(self, definition: Dataset, made: date, rows: Sequence[Row]) -> None:
        self.made = made
        by_time = timed(definition)
        self._rows = sorted(
            rows,
            key=lambda row: (
                [str(row[column]) for column in by_time],
                _natural(str(row.get("text") or "")),
            ),
        )
        self._search = definition.search
        self._by_key = {tuple(str(row[column]) for column in definition.key): row for row in self._rows}
        self._hay: list[str] = []
        self._texts: list[str] = []
        self._packed: dict[str, list[Row]] = {}

    def row(self, key: tuple[object, ...]) -> Row | None:
        """The row with this key."""
        return self._by_key.get(tuple(map(str, key)))

    def find(self, text: str, equal: Mapping[str, object], limit: int) -> Sequence[Row]:
        """See `Data.find`. A whole postcode finds just its rows; else every word typed must begin a word
        of the row, and rows that begin with the text come first."""
        self._index()
        tokens = _folded(text).split()
        packed = "".join(tokens)
        exact = self._packed.get(packed) if packed else None
        found: list[Row] = []
        for row in exact if exact is not None else self._fitting(tokens, packed):
            if all(row.get(column) == value for column, value in equal.items()):
                found.append(row)
                if len(found) >= limit:
                    break
        return found

    def _fitting(self, tokens: list[str], packed: str) -> Iterator[Row]:
        """Rows that begin with what was typed, then those that hold it."""
        typed = " ".join(tokens)
        begins = [text.startswith(typed) for text in self._texts] if typed else [True] * len(self._rows)
        yield from (row for row, first in zip(self._rows, begins, strict=True) if first)
        for row, hay, first in zip(self._rows, self._hay, begins, strict=True):
            if not first and (f" {packed}" in hay or all(f" {token}" in hay for token in tokens)):
                yield row

    def _index(self) -> None:
        if self._hay:
            return
        for row in self._rows:
            self._texts.append(_folded(str(row.get("text") or "")))
            words = [_folded(str(row.get(column) or "")) for column in self._search]
            self._hay.append(" " + " ".join([*words, *(word.replace(" ", "") for word in words)]))
            for word in words:
                if word:
                    self._packed.setdefault(word.replace(" ", ""), []).append(row)


class CsvData:
    """Datasets as CSV files in one folder. `definitions` come from the journeys' shared.yaml."""

    def __init__(self, folder: Path, definitions: Mapping[str, Dataset]) -> None:
        self._folder = folder
        self._definitions = definitions
        self._sheets: dict[str, Sheet | None] = {}
        self.problems: dict[str, str] = {}
        """Dataset: why it is treated as absent, for the log. No row's content is in it."""

    def row(self, dataset: str, *key: object) -> Row | None:
        """See `Data`."""
        sheet = self._sheet(dataset)
        return sheet.row(key) if sheet is not None else None

    def find(self, dataset: str, text: str, equal: Mapping[str, object], limit: int) -> Sequence[Row]:
        """See `Data`."""
        sheet = self._sheet(dataset)
        return sheet.find(text, equal, limit) if sheet is not None else ()

    def made(self, dataset: str) -> date | None:
        """See `Data`."""
        sheet = self._sheet(dataset)
        return sheet.made if sheet is not None else None

    def _sheet(self, dataset: str) -> Sheet | None:
        if dataset not in self._sheets:
            self._sheets[dataset] = self._read(dataset)
        return self._sheets[dataset]

    def _read(self, dataset: str) -> Sheet | None:
        definition = self._definitions.get(dataset)
        if definition is None or not (self._folder / f"{dataset}.csv").exists():
            return None
        try:
            return read_sheet(self._folder, definition)
        except DatasetError as error:
            self.problems[dataset] = str(error)
            return None


def read_sheet(folder: Path, definition: Dataset) -> Sheet:
    """Read and check one dataset. Raises DatasetError naming file, line and column, never the content."""
    path, beside = folder / f"{definition.name}.csv", folder / f"{definition.name}.toml"
    try:
        sidecar = msgspec.convert(tomllib.loads(beside.read_text(encoding="utf-8")), Sidecar)
    except OSError as error:
        raise DatasetError(
            f"{beside}: cannot be read: {error.strerror}. It says when the data was made."
        ) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise DatasetError(f"{beside}: {error}") from None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return Sheet(definition, sidecar.made, _rows(csv.reader(file, strict=True), definition, path))
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read: {error.strerror}") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: is not CSV in UTF-8: {error}") from None


def timed(definition: Dataset) -> list[str]:
    """The key columns that are dates or times: a timetable is read in their order."""
    return [column for column in definition.key if definition.columns[column] in ("date", "time")]


Reader = Callable[[str], object]


def _rows(reader: Iterator[list[str]], definition: Dataset, path: Path) -> list[Row]:
    header = next(reader, [])
    missing = [column for column in definition.columns if column not in header]
    if missing:
        raise DatasetError(f"{path}: the column '{missing[0]}' is missing")
    # Columns that are not declared belong to newer journeys; texts in other languages need no declaring.
    wanted = [
        (at, column, _reader(definition, column))
        for at, column in enumerate(header)
        if column in definition.columns or re.fullmatch(r"text_[a-z]{2,3}", column)
    ]
    rows: list[Row] = []
    seen: set[tuple[object, ...]] = set()
    for number, cells in enumerate(reader, start=2):
        if not cells:
            continue
        if len(cells) != len(header):
            raise DatasetError(
                f"{path}:{number}: has {len(cells)} columns where the header has {len(header)}"
            )
        row: dict[str, object] = {}
        for at, column, read in wanted:
            text = cells[at].strip()
            try:
                row[column] = read(text) if text else None
            except (ValueError, InvalidOperation):
                kind = definition.columns[column]
                raise DatasetError(f"{path}:{number}: '{column}' is not a {kind}") from None
        key = tuple(row[column] for column in definition.key)
        if None in key:
            raise DatasetError(f"{path}:{number}: a key column is empty")
        if key in seen:
            raise DatasetError(f"{path}:{number}: its key stands in an earlier row")
        seen.add(key)
        rows.append(row)
    return rows


def _reader(definition: Dataset, column: str) -> Reader:
    kind = definition.columns.get(column, "text")
    plain: dict[str, Reader] = {
        "text": str,
        "number": Decimal,
        "yesno": _yesno,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
    }
    if kind in plain:
        return plain[kind]
    made = {value: Chosen(value, kind) for value in definition.values.get(kind, ())}

    def read(text: str) -> object:
        if text not in made:
            raise ValueError
        return made[text]

    return read


def _yesno(text: str) -> bool:
    if text.lower() in ("true", "yes"):
        return True
    if text.lower() in ("false", "no"):
        return False
    raise ValueError


def _folded(text: str) -> str:
    """Lower case without accents; everything but letters and digits is a space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        re.sub(r"[^\w]|_", " ", "".join(one for one in plain if not unicodedata.combining(one))).split()
    )


def _natural(text: str) -> list[tuple[int, int, str]]:
    """A key that sorts 2 before 10."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"([0-9]+)", text.casefold())
        if part
    ]
