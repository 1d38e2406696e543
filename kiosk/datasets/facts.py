"""The facts that a council must vouch for: each with its source and the day somebody last confirmed it.

Facts are the rows of every dataset that has the columns `source` and `verified_on` (rules, contacts,
places). Pure. The council's page and `kiosk datasets facts` show them.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from kiosk.datasets.cells import TRANSLATED, stored
from kiosk.datasets.table import Row
from kiosk.journeys.definition import Dataset

YEAR = timedelta(days=365)
COLUMNS = ("dataset", "fact", "says", "source", "verified_on", "state")


class State(StrEnum):
    """How far a fact can be relied on."""

    CONFIRMED = "confirmed"
    OLD = "older than a year"
    OPEN = "not yet confirmed"


class Fact(Struct, frozen=True, kw_only=True):
    """One row that somebody must vouch for. `says` is what residents are told, in short."""

    dataset: str
    fact: str
    says: str
    source: str
    verified_on: date | None
    state: State


def has_facts(definition: Dataset) -> bool:
    """Whether a dataset's rows are facts."""
    return {"source", "verified_on"} <= definition.columns.keys()


def facts_of(definition: Dataset, rows: Iterable[Row], today: date) -> tuple[Fact, ...]:
    """The facts in the rows of one dataset, in their order."""
    return tuple(_fact(definition, row, today) for row in rows)


def counted(facts: Iterable[Fact]) -> Mapping[State, int]:
    """How many facts there are in each state."""
    found = dict.fromkeys(State, 0)
    for fact in facts:
        found[fact.state] += 1
    return found


def _fact(definition: Dataset, row: Row, today: date) -> Fact:
    verified = row.get("verified_on")
    day = verified if isinstance(verified, date) else None
    told = [
        stored(value)
        for column, value in row.items()
        if value is not None
        and column not in (*definition.key, "source", "verified_on")
        and not TRANSLATED.fullmatch(column)
    ]
    return Fact(
        dataset=definition.name,
        fact=" ".join(stored(row[column]) for column in definition.key),
        says="; ".join(dict.fromkeys(told)),
        source=str(row.get("source") or ""),
        verified_on=day,
        state=_state(day, today),
    )


def _state(day: date | None, today: date) -> State:
    if day is None:
        return State.OPEN
    return State.OLD if today - day > YEAR else State.CONFIRMED
