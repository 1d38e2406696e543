"""Waiting: doubled up to five minutes, spread from 0 to the limit, never endless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.backoff import Backoff

chances = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("failures", "limit"), [(0, 0), (1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (10, 300), (10**9, 300)]
)
def test_the_limit_doubles_up_to_five_minutes(failures: int, limit: float) -> None:
    assert Backoff().limit(failures) == limit


@given(st.integers(0, 10**6), chances)
def test_a_wait_lies_between_nothing_and_the_limit(failures: int, chance: float) -> None:
    backoff = Backoff()
    assert 0 <= backoff.wait(failures, chance) <= backoff.limit(failures) <= 300


@given(st.integers(1, 100), chances, chances)
def test_waits_are_spread_over_the_whole_range(failures: int, one: float, other: float) -> None:
    backoff = Backoff()
    low, high = sorted((one, other))
    assert backoff.wait(failures, low) <= backoff.wait(failures, high)
    # Neighbours among floating numbers may come out the same.
    if high - low > 1e-9:
        assert backoff.wait(failures, low) < backoff.wait(failures, high)
