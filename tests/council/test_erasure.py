"""Erasing: what was told is gone, what recognises a late second delivery stays, and nothing unsettled is
touched."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from council.__main__ import main
from council.database import Database
from council.deliveries import Deliveries
from council.delivery import Event, Step
from council.erasure import Erased, Erasure, Which
from council.intake import Arrival, examine
from council.keys import KeyRing
from council.schedule import read_schedule
from council.store import CouncilStore
from council.tables import staff_audit, submissions
from council.vault import Vault
from kiosk.assets import assets_dir
from kiosk.clock import iso
from kiosk.envelope import Envelope
from kiosk.given_up import GivenUp
from kiosk.journeys.load import load_folder
from kiosk.reference import new_reference

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OLD = NOW - timedelta(days=400)
Sealer = Callable[..., Envelope]
Arrive = Callable[..., Arrival]


@pytest.fixture
def store(database: str, vault: Vault) -> Iterator[CouncilStore]:
    opened = CouncilStore.open(database, vault, lambda record: ("crm",) if record.route == "crm" else ())
    yield opened
    opened.close()


@pytest.fixture
def arrive(store: CouncilStore, sealed: Sealer, keys: KeyRing) -> Arrive:
    def one(at: datetime, *, opens: bool = True, **changes: object) -> Arrival:
        envelope = sealed(**changes)
        found = examine(envelope.header.id, envelope.data, keys.private if opens else {}, at)
        assert isinstance(found, Arrival)
        store.keep(found)
        return found

    return one


def erase(store: CouncilStore, **which: object) -> Erased:
    return Erasure(store.database).erase(Which(**{"before": NOW - timedelta(days=365), **which}), "kim", NOW)


def rows(database: Database) -> dict[str, object]:
    with database.read() as connection:
        return {row.id: row for row in connection.execute(select(submissions)).all()}


def test_nothing_that_was_told_is_left_and_a_late_duplicate_is_still_acknowledged(
    store: CouncilStore, arrive: Arrive
) -> None:
    old, young = arrive(OLD, service="Bins"), arrive(NOW)
    assert erase(store) == Erased(1, 0)
    left = rows(store.database)
    row = left[old.id]
    assert (row.sealed, row.envelope, row.reference, row.bundle, row.fault) == (None,) * 5
    assert (row.sha256, row.service, row.erased_at) == (old.sha256, "Bins", "2026-11-22T12:00:00Z")
    assert left[young.id].sealed is not None
    again = store.keep(old)
    assert (again.new, again.sha256, again.received_at) == (False, old.sha256, OLD)
    assert store.record(old.id) is None
    assert [record.get("erased_at") for record in store.records()] == ["2026-11-22T12:00:00Z", None]


def test_one_service_or_one_reference_or_some_routes_only(store: CouncilStore, arrive: Arrive) -> None:
    reference = new_reference()
    bins = arrive(OLD, service="Bins", route="waste/missed_bin")
    tax = arrive(OLD, service="Tax", route="council-tax/moving")
    arrive(OLD, service="Hut", route="waste/missedXbin")
    asked = arrive(NOW - timedelta(days=1), reference=reference)
    assert erase(store, service="Tax") == Erased(1, 0)
    assert erase(store, routes=("waste/missed_*",)) == Erased(1, 0)
    assert erase(store, before=None, reference=reference) == Erased(1, 0)
    gone = {name for name, row in rows(store.database).items() if row.erased_at}
    assert gone == {bins.id, tax.id, asked.id}


def test_what_is_not_settled_is_kept_back_until_it_is(store: CouncilStore, arrive: Arrive) -> None:
    arrive(OLD, route="crm")
    arrive(OLD, opens=False)
    assert erase(store) == Erased(0, 2)
    work = Deliveries(store.database)
    leased = work.lease(["crm"], NOW)
    assert leased is not None
    work.end(leased, Step(Event.ACCEPT, NOW, 1), NOW)
    assert erase(store) == Erased(1, 1)


def test_who_erased_what_is_written_down(store: CouncilStore, arrive: Arrive) -> None:
    arrive(OLD)
    erase(store)
    erase(store)
    with store.database.read() as connection:
        found = connection.execute(select(staff_audit)).all()
    assert [(row.actor, row.event, row.about) for row in found] == [
        ("kim", "erased", "1, received before 2025-11-22T12:00:00Z")
    ]


def test_many_are_erased_batch_by_batch(
    store: CouncilStore, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("council.erasure.BATCH", 4)
    for _ in range(9):
        arrive(OLD)
    assert erase(store) == Erased(9, 0)


def test_at_the_command_line(
    store: CouncilStore,
    database: str,
    tmp_path: Path,
    arrive: Arrive,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reference = new_reference()
    now = datetime.now(UTC)
    arrive(now, reference=reference)
    arrive(now - timedelta(days=500), route="waste/missed-bin")
    arrive(now - timedelta(days=500), opens=False)
    line = ["erase", "--data", str(tmp_path / "data"), "--database", database]
    assert main([*line, "--reference", f" {reference[:4]}-{reference[4:].lower()} "]) == 0
    assert "Erased: 1." in capsys.readouterr().out
    assert main([*line, "--scheduled"]) == 1
    told = capsys.readouterr().out
    assert "Erased: 0." in told
    assert "Nobody has confirmed 365 days yet." in told
    schedule = tmp_path / "retention.toml"
    schedule.write_text(
        '[[keep]]\nroutes = ["waste/*"]\ndays = 365\nsource = "us"\nverified_on = 2026-11-01\n'
    )
    assert main([*line, "--scheduled", "--schedule", str(schedule)]) == 0
    assert "Erased: 1." in capsys.readouterr().out
    assert main([*line, "--older-than", "365"]) == 1
    assert "Kept back: 1" in capsys.readouterr().out
    assert main([*line, "--reference", "K7MF 4T2Q 9XW4"]) == 2


def test_what_cannot_be_opened_is_given_up_once_and_never_what_was_opened(
    store: CouncilStore, arrive: Arrive
) -> None:
    shut, opened = arrive(OLD, opens=False), arrive(OLD)
    erasure = Erasure(store.database)
    assert [erasure.give_up(shut.id, GivenUp.DAMAGED, "kim", NOW) for _ in range(2)] == [True, False]
    assert erasure.give_up(opened.id, GivenUp.DAMAGED, "kim", NOW) is False
    left = rows(store.database)
    assert (left[shut.id].envelope, left[shut.id].fault) == (None, None)
    assert left[opened.id].sealed is not None
    again = store.keep(shut)
    assert (again.new, again.sha256) == (False, shut.sha256)


def test_quarantine_is_given_up_at_the_command_line_or_when_its_period_is_over(
    store: CouncilStore, database: str, tmp_path: Path, arrive: Arrive, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    one = arrive(now, opens=False)
    older, old = arrive(now - timedelta(days=200), opens=False), arrive(now - timedelta(days=20), opens=False)
    where = ["--data", str(tmp_path / "data"), "--database", database]
    discard = ["quarantine", "discard", *where, one.id, "--reason"]
    with pytest.raises(SystemExit):
        main([*discard, "about a resident"])
    assert [main([*discard, "test"]) for _ in range(2)] == [0, 1]
    assert "not among what did not open" in capsys.readouterr().err
    schedule = tmp_path / "retention.toml"
    schedule.write_text("quarantine_days = 100\n")
    assert main(["erase", *where, "--scheduled", "--schedule", str(schedule)]) == 0
    assert "Erased unopened: 1" in capsys.readouterr().out
    assert [entry.id for entry in store.unopened()] == [old.id]
    assert rows(store.database)[older.id].erased_at
    with store.database.read() as connection:
        found = [(row.event, row.about) for row in connection.execute(select(staff_audit)).all()]
    assert found[0] == ("quarantine-discarded", f"{one.id}: test")
    assert (found[1][0], found[1][1][:15]) == ("quarantine-discarded", "received before")


def test_the_audit_is_shortened_by_its_period_and_never_below_what_the_database_keeps(
    store: CouncilStore, database: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    with store.database.write() as connection:
        for days in (3000, 500, 10):
            entry = {"at": iso(now - timedelta(days=days)), "actor": "kim", "about": str(days)}
            connection.execute(staff_audit.insert().values(**entry, event="looked", address=""))
    schedule = tmp_path / "retention.toml"
    line = ["erase", "--data", str(tmp_path / "data"), "--database", database, "--scheduled"]

    def left() -> list[str]:
        with store.database.read() as connection:
            return [row.about for row in connection.execute(select(staff_audit)) if row.event == "looked"]

    schedule.write_text("keep = []\n")
    assert main([*line, "--schedule", str(schedule)]) == 0
    assert left() == ["500", "10"]
    schedule.write_text("audit_days = 400\n")
    assert main([*line, "--schedule", str(schedule)]) == 0
    assert left() == ["10"]
    schedule.write_text("audit_days = 90\n")
    assert main([*line, "--schedule", str(schedule)]) == 2
    with pytest.raises(DBAPIError):
        Erasure(store.database).shorten_audit(now - timedelta(days=5), "kim", now)
    assert left() == ["10"]
    with store.database.read() as connection:
        entries = [row.event for row in connection.execute(select(staff_audit))]
    assert entries.count("audit-shortened") == 2


def test_every_route_of_a_journey_has_a_period_in_the_suggested_schedule() -> None:
    from fnmatch import fnmatchcase

    periods = read_schedule(assets_dir() / "retention.toml").keep
    journeys = load_folder(assets_dir() / "journeys").journeys.values()
    sent = {one.send for journey in journeys for one in (journey, *journey.parts) if one.send}
    assert len(sent) > 20
    covered = {
        route for route in sent for period in periods for one in period.routes if fnmatchcase(route, one)
    }
    assert sent - covered == set()
