"""A journey that uses every feature, its data, and a walk through it."""

from datetime import date
from pathlib import Path

import pytest

from kiosk.journeys.datasets import CsvData
from kiosk.journeys.definition import Journey
from kiosk.journeys.load import Catalogue, load_folder
from kiosk.journeys.walk import Walk
from kiosk.language import words_for

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_folder(FIXTURES)


@pytest.fixture(scope="session")
def journey(catalogue: Catalogue) -> Journey:
    assert catalogue.problems == ()
    return catalogue.journeys["clean"]


@pytest.fixture(scope="session")
def data(catalogue: Catalogue) -> CsvData:
    return CsvData(FIXTURES / "data", catalogue.datasets)


@pytest.fixture
def walk(journey: Journey, data: CsvData) -> Walk:
    return Walk(journey, data, TODAY, words=words_for("en"))
