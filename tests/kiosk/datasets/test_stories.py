"""Stories of the shipped journeys end the same with datasets as SQLite files as with CSV files."""

from datetime import date

import pytest

from kiosk.assets import assets_dir
from kiosk.datasets.build import build_file
from kiosk.datasets.folder import SUFFIX, SqliteData
from kiosk.journeys.datasets import CsvData, read_sheet
from kiosk.journeys.load import Catalogue, load_folder
from kiosk.journeys.stories import Story, told

TODAY = date(2026, 11, 20)
STORIES = sorted((assets_dir() / "examples").glob("*/*.json"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_folder(assets_dir() / "journeys")


@pytest.fixture(scope="module")
def indexed(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> SqliteData:
    folder = tmp_path_factory.mktemp("datasets")
    for name, definition in catalogue.datasets.items():
        sheet = read_sheet(assets_dir() / "datasets", definition)
        build_file(folder / f"{name}{SUFFIX}", definition, sheet.about, sheet.rows)
    return SqliteData(folder, catalogue.datasets)


def test_every_shipped_dataset_opens(catalogue: Catalogue, indexed: SqliteData) -> None:
    assert all(indexed.made(name) == TODAY for name in catalogue.datasets)
    assert indexed.problems == {}


def test_stories_end_the_same(catalogue: Catalogue, indexed: SqliteData) -> None:
    plain = CsvData(assets_dir() / "datasets", catalogue.datasets)
    sent = 0
    for path in STORIES:
        journey, story = catalogue.journeys[path.parent.name], Story(path)
        one, other = (told(story, journey, data, TODAY, "en") for data in (plain, indexed))
        assert one == other, path
        sent += one.submission is not None
    assert sent > 50


def test_every_row_is_the_same(catalogue: Catalogue, indexed: SqliteData) -> None:
    plain = CsvData(assets_dir() / "datasets", catalogue.datasets)
    for name in catalogue.datasets:
        assert list(indexed.find(name, "", {}, 100_000)) == list(plain.find(name, "", {}, 100_000)), name
