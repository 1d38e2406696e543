"""Erasing: what was told is gone, what recognises a late second delivery stays, and nothing unsettled is
touched."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

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
from kiosk.envelope import Envelope
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
