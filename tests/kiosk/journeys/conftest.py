"""A journey that uses every feature, its data, and a walk through it; and every shipped journey in turn.

`SOAK=10 pytest -m soak` (or `make soak`) tries ten times as much, and new things each time.
"""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kiosk.journeys.datasets import CsvData
from kiosk.journeys.definition import Journey
from kiosk.journeys.load import Catalogue, load_folder
from kiosk.journeys.walk import Walk
from kiosk.language import words_for

FIXTURES = Path(__file__).parent / "fixtures"
SHIPPED = Path(__file__).parents[3] / "assets" / "journeys"
TODAY = date(2026, 11, 23)
TIMES = int(os.environ.get("SOAK", "1"))

for name, examples in (("each journey", 5), ("many", 80)):
    settings.register_profile(
        name,
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


@pytest.fixture(scope="session")
def times() -> int:
    """How much more than usual is tried."""
    return TIMES


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


@pytest.fixture(scope="session")
def everything(catalogue: Catalogue) -> dict[str, Journey]:
    """The journeys of the fixtures, which use every feature, and all that are shipped, by id."""
    return {**catalogue.journeys, **load_folder(SHIPPED).journeys}


@pytest.fixture(
    scope="session",
    params=[
        "clean",
        "change",
        *sorted(
            path.stem for path in SHIPPED.glob("*.yaml") if "." not in path.stem and path.stem != "shared"
        ),
    ],
)
def each(request: pytest.FixtureRequest, everything: dict[str, Journey]) -> Journey:
    """Each of them."""
    assert request.param in everything, f"{request.param} has mistakes: run `kiosk journeys check`"
    return everything[request.param]
