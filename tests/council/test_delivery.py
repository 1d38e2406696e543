"""What follows from the outcome of a delivery: the table, the waits, and who must look."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from council.delivery import (
    CLOSED_WAIT_S,
    MOST_ASKED_S,
    MOST_ATTEMPTS,
    MOST_WAIT_S,
    TABLE,
    Event,
    Kind,
    Outcome,
    State,
    step,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def follows(outcome: Outcome, attempts: int = 1):
    return step(outcome, attempts, NOW, Random(7))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_outcome_leads_out_of_waiting_as_the_table_allows(kind: Kind) -> None:
    assert (State.WAITING, follows(Outcome(kind)).event) in TABLE


@pytest.mark.parametrize("kind", [Kind.BUSY, Kind.PENDING])
def test_what_does_not_work_is_tried_less_and_less_often_and_then_held(kind: Kind) -> None:
    waits = []
    for attempts in range(1, MOST_ATTEMPTS):
        found = follows(Outcome(kind), attempts)
        assert (found.event, found.attempts) == (Event.POSTPONE, attempts)
        waits.append((found.due_at - NOW).total_seconds())
    assert 15 <= waits[0] <= 30
    assert max(waits) <= MOST_WAIT_S
    assert min(waits[8:]) >= MOST_WAIT_S / 2
    assert follows(Outcome(kind), MOST_ATTEMPTS).event is Event.HOLD


@pytest.mark.parametrize("kind", [Kind.AWAY, Kind.CLOSED])
def test_a_target_that_is_not_there_costs_no_attempt_and_rests_as_a_whole(kind: Kind) -> None:
    found = follows(Outcome(kind), MOST_ATTEMPTS + 1)
    assert (found.event, found.attempts) == (Event.POSTPONE, MOST_ATTEMPTS)
    assert found.rest_s == (found.due_at - NOW).total_seconds() > 0
    assert (found.rest_s == CLOSED_WAIT_S) == (kind is Kind.CLOSED)


def test_what_the_other_side_asks_to_wait_is_waited_within_reason() -> None:
    assert follows(Outcome(Kind.BUSY, wait_s=500.0)).due_at == NOW + timedelta(seconds=500)
    assert follows(Outcome(Kind.BUSY, wait_s=500.0)).rest_s == 500
    assert follows(Outcome(Kind.BUSY, wait_s=1e9)).due_at == NOW + timedelta(seconds=MOST_ASKED_S)
    assert follows(Outcome(Kind.BUSY)).rest_s == 0
