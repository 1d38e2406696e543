"""The council's time is learnt from its replies, and a wall clock that jumps afterwards changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.clock import Moment
from sync.server_time import ServerTime, read_date

DATE = "Sun, 22 Nov 2026 12:00:00 GMT"
THERE = datetime(2026, 11, 22, 12, 0, 0, 500_000, tzinfo=UTC)


class Clock:
    """A kiosk's clock, wrong by as much as one likes."""

    def __init__(self, utc: datetime) -> None:
        self.now = Moment(utc, 1000.0, "boot")

    def __call__(self) -> Moment:
        return self.now

    def move(self, *, wall: timedelta = timedelta(), seconds: float = 0, boot: str = "boot") -> None:
        self.now = Moment(self.now.utc + wall, self.now.monotonic + seconds, boot)


@pytest.mark.parametrize("year", [1970, 2025, 2026, 2036])
def test_a_clock_that_is_wrong_by_years_is_corrected(year: int) -> None:
    clock = Clock(datetime(year, 1, 1, tzinfo=UTC))
    there = ServerTime(clock)
    there.learn(DATE)
    assert there.now() == THERE
    assert there.offset == (THERE - clock.now.utc).total_seconds()


def test_a_jump_of_the_wall_clock_does_not_move_it_and_passing_time_does() -> None:
    clock = Clock(datetime(1970, 1, 1, tzinfo=UTC))
    there = ServerTime(clock)
    there.learn(DATE)
    clock.move(wall=timedelta(days=3650), seconds=30)
    assert there.now() == THERE + timedelta(seconds=30)


def test_nothing_learnt_is_this_clock_and_no_offset() -> None:
    clock = Clock(datetime(1970, 1, 1, tzinfo=UTC))
    there = ServerTime(clock)
    assert (there.now(), there.offset) == (clock.now.utc, None)
    for nonsense in ("", "soon", "Sun, 99 Nov 2026 12:00:00 GMT"):
        there.learn(nonsense)
        assert there.offset is None


def test_what_was_learnt_ends_with_the_boot() -> None:
    clock = Clock(datetime(2026, 11, 22, 11, 0, tzinfo=UTC))
    there = ServerTime(clock)
    there.learn(DATE)
    clock.move(boot="another")
    assert there.now() == clock.now.utc


def test_a_date_with_a_zone_is_turned_to_utc() -> None:
    assert read_date("Sun, 22 Nov 2026 13:00:00 +0100") == datetime(2026, 11, 22, 12, tzinfo=UTC)
