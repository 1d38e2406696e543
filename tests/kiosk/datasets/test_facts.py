"""Facts and who vouches for them."""

from datetime import date

import pytest

from kiosk.datasets.facts import State, counted, facts_of, has_facts
from kiosk.journeys.definition import Dataset
from kiosk.journeys.source import Mark

RULES = Dataset(
    name="rules",
    key=("rule",),
    columns={"rule": "text", "number": "number", "text": "text", "source": "text", "verified_on": "date"},
    mark=Mark("shared.yaml", 1),
)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("verified", "state"),
    [
        (None, State.OPEN),
        (date(2026, 11, 22), State.CONFIRMED),
        (date(2025, 11, 22), State.CONFIRMED),
        (date(2025, 11, 21), State.OLD),
    ],
)
def test_a_fact_is_open_confirmed_or_old(verified: date | None, state: State) -> None:
    row = {
        "rule": "days",
        "number": 2,
        "text": "2 days",
        "text_cy": "2 ddiwrnod",
        "source": "Waste team",
        "verified_on": verified,
    }
    (fact,) = facts_of(RULES, [row], TODAY)
    assert (fact.fact, fact.says, fact.source, fact.state) == ("days", "2; 2 days", "Waste team", state)
    assert counted([fact])[state] == 1


def test_only_datasets_with_a_source_and_a_day_for_each_row_are_facts(
    definitions: dict[str, Dataset],
) -> None:
    assert has_facts(RULES)
    assert not any(map(has_facts, definitions.values()))
