"""The idle clock: when it asks, when it ends a visit, and what makes it wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.idle import Idle, IdleClock

START = 5000.0


@pytest.fixture
def clock() -> IdleClock:
    """Asks after 90 s, ends after 60 s more."""
    return IdleClock(90, 60, START)


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (0, Idle.ACTIVE),
        (89.9, Idle.ACTIVE),
        (90, Idle.ASKING),
        (149.9, Idle.ASKING),
        (150, Idle.EXPIRED),
        (9000, Idle.EXPIRED),
    ],
)
def test_asks_after_the_idle_time_and_ends_after_the_question(
    clock: IdleClock, after: float, state: Idle
) -> None:
    clock.state(START + min(after, 90))
    assert clock.state(START + after) is state


def test_the_question_is_shown_for_all_its_time_though_the_machine_stood_still(clock: IdleClock) -> None:
    assert clock.state(START + 9000) is Idle.ASKING
    assert clock.seconds_left(START + 9000) == 60
    assert clock.state(START + 9059.9) is Idle.ASKING
    assert clock.state(START + 9060) is Idle.EXPIRED


def test_a_hold_takes_the_question_back(clock: IdleClock) -> None:
    assert clock.state(START + 120) is Idle.ASKING
    clock.hold("assisted")
    assert clock.state(START + 150) is Idle.ACTIVE
    clock.release("assisted", START + 900)
    assert clock.state(START + 989) is Idle.ACTIVE
    assert clock.state(START + 990) is Idle.ASKING
    assert clock.seconds_left(START + 990) == 60


@pytest.mark.parametrize(("after", "left"), [(90, 60), (90.25, 60), (91, 59), (149.5, 1), (150, 0), (999, 0)])
def test_counts_whole_seconds_and_never_says_fewer_than_are_left(
    clock: IdleClock, after: float, left: int
) -> None:
    assert clock.seconds_left(START + after) == left


def test_activity_begins_the_count_anew(clock: IdleClock) -> None:
    clock.active(START + 89)
    assert clock.state(START + 89 + 89.9) is Idle.ACTIVE
    assert clock.state(START + 89 + 90) is Idle.ASKING


def test_more_time_can_be_had_without_limit(clock: IdleClock) -> None:
    now = START
    for _ in range(500):
        now += 149
        assert clock.state(now) is Idle.ASKING
        clock.active(now)
        assert clock.state(now) is Idle.ACTIVE


def test_work_that_must_not_be_cut_short_holds_the_clock_and_the_count_begins_after_it(
    clock: IdleClock,
) -> None:
    clock.hold("printing")
    assert clock.state(START + 600) is Idle.ACTIVE
    clock.release("printing", START + 700)
    assert clock.state(START + 700 + 89.9) is Idle.ACTIVE
    assert clock.state(START + 700 + 90) is Idle.ASKING


def test_two_reasons_hold_until_both_are_over(clock: IdleClock) -> None:
    clock.hold("printing")
    clock.hold("saving")
    clock.hold("saving")
    clock.release("saving", START + 300)
    assert clock.state(START + 500) is Idle.ACTIVE
    clock.release("printing", START + 500)
    assert clock.state(START + 590) is Idle.ASKING


def test_releasing_what_was_not_held_gives_no_time(clock: IdleClock) -> None:
    clock.release("busy", START + 89)
    assert clock.state(START + 90) is Idle.ASKING


def test_a_sensitive_journey_may_shorten_the_wait_while_it_runs(clock: IdleClock) -> None:
    clock.idle_s = 60
    assert clock.state(START + 60) is Idle.ASKING
    assert clock.seconds_left(START + 60) == 60


@given(
    idle=st.integers(5, 3600),
    question=st.integers(60, 3600),
    waits=st.lists(st.floats(0, 4000, allow_nan=False), min_size=1, max_size=12),
)
def test_it_ends_only_after_all_the_quiet_time_without_a_touch(
    idle: int, question: int, waits: list[float]
) -> None:
    clock, now = IdleClock(idle, question, 0.0), 0.0
    for wait in waits:
        now += wait
        quiet = wait
        expected = Idle.ACTIVE if quiet < idle else Idle.ASKING if quiet < idle + question else Idle.EXPIRED
        if quiet >= idle:
            clock.state(now - quiet + idle + 1e-6)
        # Adding to `now` rounds: a wait that meets a limit to the last digit may fall on either side.
        if min(abs(quiet - idle), abs(quiet - idle - question)) > 1e-5:
            assert clock.state(now) is expected
        clock.active(now)
