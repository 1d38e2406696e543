"""When the council was last reached, as both processes see it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.clock import Moment
from kiosk.contact import Contact
from kiosk.store import Store

NOW = Moment(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), 1000.0, "boot-1")


def test_never_reached_is_none(tmp_path: Path) -> None:
    with Store.open(tmp_path / "kiosk.db") as store:
        assert Contact(store).reached_at() is None
        assert Contact(store).age(NOW) is None


def test_the_last_time_is_seen_by_the_other_process(tmp_path: Path) -> None:
    with Store.open(tmp_path / "kiosk.db") as agent, Store.open(tmp_path / "kiosk.db") as screens:
        Contact(agent).reached(NOW)
        Contact(agent).reached(Moment(NOW.utc + timedelta(minutes=5), 1300.0, "boot-1"))
        assert Contact(screens).reached_at() == datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
        assert screens.rows("SELECT count(*) FROM contact") == [(1,)]


def test_its_age_does_not_follow_a_wall_clock_that_jumps(tmp_path: Path) -> None:
    with Store.open(tmp_path / "kiosk.db") as store:
        Contact(store).reached(NOW)
        jumped = Moment(NOW.utc + timedelta(days=365), 1060.0, "boot-1")
        assert Contact(store).age(jumped) == 60.0
        after_boot = Moment(NOW.utc + timedelta(minutes=2), 3.0, "boot-2")
        assert Contact(store).age(after_boot) == 120.0
