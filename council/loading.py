"""Taking a file with data in: every row looked at, all that is wrong with it told, then loaded whole or not.

What a format's rows come to is `extracts`, `gov_uk_holidays` and `kiosk.datasets.table`; the file that is
made of them is `kiosk.datasets.build`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from council.extracts import EXTRACTS, Extracted, Left
from council.gov_uk_holidays import holiday_rows
from kiosk.datasets.build import build_file
from kiosk.datasets.table import About, BadRow, Row, csv_rows, lines
from kiosk.errors import DatasetError
from kiosk.journeys.definition import Dataset

PLAIN = "plain"
FORMATS = (PLAIN, *EXTRACTS)
NOTE_EVERY = 5000

Progress = Callable[[str, int], None]
"""Told what is being done, and how many rows of it are done."""


class Loaded(Struct, frozen=True, kw_only=True):
    """What came of it. `loaded` rows are in the dataset, or none when `refused`; `left_out` counts by
    reason; `bad` are the rows that cannot be used."""

    dataset: str
    loaded: int
    refused: bool
    read: int
    left_out: dict[str, int]
    bad: tuple[BadRow, ...]


def load(
    definition: Dataset,
    file: Path,
    out: Path,
    about: About,
    *,
    form: str = PLAIN,
    districts: frozenset[str] = frozenset(),
    skip_bad: int = 0,
    empty: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Load `file` as the dataset's SQLite file `out`, unless more than `skip_bad` rows are bad.

    Raises DatasetError when the file as a whole cannot be used, or has no rows and may not be `empty`.
    """
    tell = progress or (lambda _what, _rows: None)
    rows: list[Row] = []
    bad: list[BadRow] = []
    left: Counter[str] = Counter()
    for number, one in enumerate(_read(definition, file, form, districts), start=1):
        if isinstance(one, BadRow):
            bad.append(one)
        elif isinstance(one, Left):
            left[one.value] += 1
        else:
            rows.append(one)
        if number % NOTE_EVERY == 0:
            tell("read", number)
    refused = len(bad) > skip_bad
    if not refused and not rows and not empty:
        raise DatasetError(f"{file}: has no rows to load; if it should have none, give --empty")
    if not refused:
        build_file(out, definition, about, rows, lambda done, _: tell("written", done))
    return Loaded(
        dataset=definition.name,
        loaded=0 if refused else len(rows),
        refused=refused,
        read=len(rows) + len(bad) + sum(left.values()),
        left_out=dict(left),
        bad=tuple(bad),
    )


def _read(
    definition: Dataset, file: Path, form: str, districts: frozenset[str]
) -> Iterable[Row | BadRow | Left]:
    if form == PLAIN and file.suffix.lower() == ".json":
        if definition.name != "holidays":
            raise DatasetError(f"{file}: only holidays are read from JSON; write the others as CSV")
        return holiday_rows(file)
    if form == PLAIN:
        return csv_rows(file, definition)
    if definition.name != "addresses":
        raise DatasetError(f"--format {form} is for addresses, not for {definition.name}")
    return _extracted(file, form, districts)


def _extracted(file: Path, form: str, districts: frozenset[str]) -> Iterator[Row | BadRow | Left]:
    found = lines(file)
    _, header = next(found, (0, []))
    try:
        extract = Extracted(EXTRACTS[form], header, districts)
    except DatasetError as error:
        raise DatasetError(f"{file}: {error}") from None
    for line, cells in found:
        if cells:
            yield extract.row(line, cells)
