"""The facts that this council's services rest on, from the datasets that are loaded; before any is loaded,
the samples that came with the program.
"""

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from council.loaded import loaded_in
from kiosk.assets import assets_dir
from kiosk.datasets.declared import declared
from kiosk.datasets.facts import COLUMNS, Fact, State, counted, facts_of, has_facts
from kiosk.datasets.file import DatasetFile
from kiosk.journeys.datasets import read_sheet


class FactTable(Struct, frozen=True, kw_only=True):
    """The facts of one dataset, which as a whole was true on `made`."""

    dataset: str
    made: date
    facts: tuple[Fact, ...]


class FactSheet(Struct, frozen=True, kw_only=True):
    """All facts. `sample`: none of them is the council's own yet."""

    tables: tuple[FactTable, ...]
    sample: bool

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of all tables."""
        return tuple(fact for table in self.tables for fact in table.facts)

    @property
    def counts(self) -> Mapping[State, int]:
        """How many there are in each state."""
        return counted(self.facts)


def fact_sheet(data: Path, today: date) -> FactSheet:
    """What is loaded in the council's folder. Raises DatasetError when a dataset cannot be read."""
    loaded = loaded_in(data)
    if not loaded:
        return FactSheet(tables=_sample(today), sample=True)
    tables = []
    for path in loaded.values():
        file = DatasetFile.as_told(path)
        if has_facts(file.definition):
            facts = facts_of(file.definition, file.rows(), today)
            tables.append(FactTable(dataset=path.stem, made=file.made, facts=facts))
        file.close()
    return FactSheet(tables=tuple(tables), sample=False)


def as_csv(facts: tuple[Fact, ...]) -> str:
    """Facts as CSV, for a spreadsheet."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for fact in facts:
        rows.writerow([_safe(str(getattr(fact, name) or "")) for name in COLUMNS])
    return out.getvalue()


def _safe(cell: str) -> str:
    """A spreadsheet takes such a cell for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


def _sample(today: date) -> tuple[FactTable, ...]:
    folder = assets_dir() / "datasets"
    found = []
    for name, definition in declared(assets_dir() / "journeys").items():
        if has_facts(definition) and (folder / f"{name}.csv").exists():
            sheet = read_sheet(folder, definition)
            facts = facts_of(definition, sheet.rows, today)
            found.append(FactTable(dataset=name, made=sheet.made, facts=facts))
    return tuple(found)
