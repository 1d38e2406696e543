"""A journey that uses every feature, its data, and a walk through it."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from kiosk.journeys.datasets import CsvData
from kiosk.journeys.definition import Journey
from kiosk.journeys.load import Catalogue, load_folder
from kiosk.journeys.pages import Accepted
from kiosk.journeys.walk import Walk
from kiosk.language import words_for

FIXTURES = Path(__file__).parent / "fixtures"
SHIPPED = Path(__file__).parents[3] / "assets"
TODAY = date(2026, 11, 23)

ANSWERS: dict[str, object] = {
    "behalf": "self",
    "address": "1",
    "bins": ["refuse", "recycling"],
    "due[refuse]": "2026-11-20",
    "out_early[refuse]": False,
    "out_at[refuse]": "8:15am",
    "due[recycling]": {"day": "19", "month": "11", "year": "2026"},
    "out_early[recycling]": True,
    "why": "broken",
    "rooms": "4",
    "rent": "£1,250.50",
    "moved": {"month": "June", "year": "2026"},
    "claim": "12345678",
    "ni_number": "ab 12 34 56 c",
    "tell": "First line\n\nSecond line",
    "people": 2,
    "person_name[1]": "Sam Example",
    "born[1]": "1980-02-29",
    "income[1]": "100",
    "person_name[2]": "Alex Example",
    "born[2]": "2020-01-31",
    "income[2]": "20.25",
    "place": {"text": "Behind the shops"},
    "office": "north",
    "visit": ["other", "late"],
    "full_name": "Sam Example",
    "email": "sam@example.com",
    "phone": None,
    "crew": "Ring the bell",
    "agreed": True,
}
"""An answer to every question of the journey, for a walk to its end."""


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


def until(walk: Walk, name: str, answers: Mapping[str, object] = ANSWERS) -> Walk:
    """Answer pages from `answers` until the page `name` is shown."""
    for _ in range(100):
        page = walk.page()
        if page.name == name:
            return walk
        value: object = True
        if page.kind == "ask":
            value = answers[page.name]
        elif page.kind == "page":
            value = {field.name: answers.get(field.name) for field in page.fields}
        elif page.kind == "list":
            wanted = answers[page.name]
            value = "add" if isinstance(wanted, int) and len(page.rows) < wanted else "done"
        outcome = walk.answer(page.name, value)
        assert isinstance(outcome, Accepted), (page.name, outcome)
        if walk.page() == page:
            break
    raise AssertionError(f"{name} was never shown; the walk stands at {walk.page().name}")


@pytest.fixture
def walk_to(walk: Walk) -> Callable[[str], Walk]:
    return lambda name: until(walk, name)
