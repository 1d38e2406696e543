"""Reference data for a walk: addresses, collections, holidays. The `Data` protocol, and CSV files.

A dataset is `NAME.csv`, whose header has at least the declared columns, beside `NAME.toml` with `made`
(the day the data was true), `source` and `verified_on`. A file is read when first asked for and checked
whole: one bad row refuses it, and the walk goes on as if it were absent. Whether it is too old for a
journey is decided by the walk.

CSV files are what people write, and hold some thousand rows well. A district's addresses come as SQLite
files, which are `kiosk.datasets`; both find the same rows in the same order.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

import msgspec

from kiosk.datasets.cells import stored
from kiosk.datasets.folding import folded, in_order
from kiosk.datasets.table import About, BadRow, Row, csv_rows
from kiosk.errors import DatasetError
from kiosk.journeys.definition import Dataset


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


class Sheet:
    """One dataset in memory, found by key and by typed text."""

    def __init__(self, definition: Dataset, about: About, rows: Sequence[Row]) -> None:
        self.about = about
        self.made = about.made
        self.rows = in_order(definition, rows)
        self._search = definition.search
        self._by_key = {tuple(stored(row[column]) for column in definition.key): row for row in self.rows}
        self._hay: list[str] = []
        self._texts: list[str] = []
        self._packed: dict[str, list[Row]] = {}

    def row(self, key: tuple[object, ...]) -> Row | None:
        """The row with this key."""
        return self._by_key.get(tuple(map(stored, key)))

    def find(self, text: str, equal: Mapping[str, object], limit: int) -> Sequence[Row]:
        """See `Data.find`. A whole postcode finds just its rows; else every word typed must begin a word
        of the row, and rows that begin with the text come first."""
        self._index()
        tokens = folded(text).split()
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
        begins = [text.startswith(typed) for text in self._texts] if typed else [True] * len(self.rows)
        yield from (row for row, first in zip(self.rows, begins, strict=True) if first)
        for row, hay, first in zip(self.rows, self._hay, begins, strict=True):
            if not first and (f" {packed}" in hay or all(f" {token}" in hay for token in tokens)):
                yield row

    def _index(self) -> None:
        if self._hay:
            return
        for row in self.rows:
            self._texts.append(folded(str(row.get("text") or "")))
            words = [folded(str(row.get(column) or "")) for column in self._search]
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
    path = folder / f"{definition.name}.csv"
    about = read_about(folder / f"{definition.name}.toml")
    rows: list[Row] = []
    for row in csv_rows(path, definition):
        if isinstance(row, BadRow):
            raise DatasetError(f"{path}:{row.line}: {row.why}")
        rows.append(row)
    return Sheet(definition, about, rows)


def read_about(path: Path) -> About:
    """NAME.toml, which stands beside NAME.csv. Raises DatasetError."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), About)
    except OSError as error:
        raise DatasetError(
            f"{path}: cannot be read: {error.strerror}. It says when the data was made."
        ) from None
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise DatasetError(f"{path}: {error}") from None
