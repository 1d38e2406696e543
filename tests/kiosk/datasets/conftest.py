"""Datasets of a made-up district, as definitions and as files of either kind."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from kiosk.datasets.build import build_file
from kiosk.datasets.folder import SqliteData
from kiosk.datasets.table import About, BadRow, Row, csv_rows
from kiosk.journeys.datasets import CsvData, Data
from kiosk.journeys.definition import Dataset
from kiosk.journeys.source import Mark

MADE = About(made=date(2026, 11, 20), source="Made by a test.", verified_on=date(2026, 11, 19))
DEFINITIONS = {
    one.name: one
    for one in (
        Dataset(
            name="addresses",
            key=("uprn",),
            search=("postcode", "text"),
            columns={
                "uprn": "text",
                "text": "text",
                "postcode": "text",
                "in_district": "yesno",
                "size": "number",
            },
            mark=Mark("shared.yaml", 1),
        ),
        Dataset(
            name="sessions",
            key=("place", "day", "opens"),
            search=("text",),
            columns={"place": "text", "day": "date", "opens": "time", "bin": "bin", "text": "text"},
            values={"bin": ("refuse", "garden")},
            mark=Mark("shared.yaml", 9),
        ),
    )
}


def good(rows: Sequence[Row | BadRow]) -> list[Row]:
    assert not [row for row in rows if isinstance(row, BadRow)]
    return [row for row in rows if not isinstance(row, BadRow)]


@pytest.fixture
def definitions() -> dict[str, Dataset]:
    return DEFINITIONS


@pytest.fixture(params=["csv", "sqlite"])
def data_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[dict[str, str]], Data]:
    """The same rows behind either kind of dataset: what holds for one must hold for the other."""

    def make(tables: dict[str, str]) -> Data:
        for name, text in tables.items():
            path = tmp_path / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            (tmp_path / f"{name}.toml").write_text(
                'made = "2026-11-20"\nsource = "Made by a test."\nverified_on = "2026-11-19"\n',
                encoding="utf-8",
            )
            if request.param == "sqlite":
                definition = DEFINITIONS[name]
                build_file(
                    tmp_path / f"{name}.sqlite", definition, MADE, good(list(csv_rows(path, definition)))
                )
        if request.param == "csv":
            return CsvData(tmp_path, DEFINITIONS)
        data = SqliteData(tmp_path, DEFINITIONS)
        request.addfinalizer(data.close)
        return data

    return make
