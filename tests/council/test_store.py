"""The council's database: each id once, for ever, whoever asks at the same time."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from council.alerts import AlertKind, Alerts
from council.database import Database
from council.deliveries import Deliveries
from council.intake import Arrival, Refusal, examine
from council.keys import KeyRing
from council.store import CouncilStore, Kept
from council.tables import submissions
from council.vault import Vault
from kiosk.envelope import Envelope
from kiosk.errors import CouncilError
from sync.wire import ProblemKind

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Sealer = Callable[..., Envelope]
SOAK = int(os.environ.get("SOAK", "1"))
ROUNDS = 1 if SOAK == 1 else 100 * SOAK
THREADS = 200


def arrival(envelope: Envelope, keys: KeyRing | None, now: datetime = NOW) -> Arrival:
    found = examine(envelope.header.id, envelope.data, keys.private if keys else {}, now)
    assert isinstance(found, Arrival)
    return found


def test_opening_again_changes_nothing(
    store: CouncilStore, database: str, sealed: Sealer, keys: KeyRing
) -> None:
    store.keep(arrival(sealed(), keys))
    again = CouncilStore.open(database)
    assert again.entries() == store.entries()
    again.close()


def test_the_first_arrival_stays_and_later_ones_get_its_time(
    store: CouncilStore, sealed: Sealer, keys: KeyRing
) -> None:
    envelope = sealed()
    first = store.keep(arrival(envelope, keys))
    later = store.keep(arrival(envelope, keys, NOW.replace(year=2027)))
    assert (first.new, later.new) == (True, False)
    assert (later.sha256, later.received_at) == (first.sha256, NOW)
    assert len(store.entries()) == 1


def test_other_bytes_for_a_held_id_never_overwrite(
    store: CouncilStore, sealed: Sealer, keys: KeyRing
) -> None:
    one = sealed()
    other = sealed(id=one.header.id, service="Something else")
    store.keep(arrival(one, keys))
    kept = store.keep(arrival(other, keys))
    assert (kept.new, kept.sha256) == (False, one.sha256)
    assert [entry.service for entry in store.entries()] == ["Report a missed bin"]


def test_what_was_told_together_stays_tied(store: CouncilStore, sealed: Sealer, keys: KeyRing) -> None:
    whole = sealed()
    part = sealed(bundle=whole.header.id, service="Bins")
    for envelope in (part, whole):
        store.keep(arrival(envelope, keys))
    assert [(entry.service, entry.bundle) for entry in store.entries()] == [
        ("Bins", whole.header.id),
        ("Report a missed bin", None),
    ]


@pytest.mark.soak
def test_one_id_from_200_threads_becomes_one_record_with_200_equal_answers(
    store: CouncilStore, sealed: Sealer, keys: KeyRing
) -> None:
    for _ in range(ROUNDS):
        found = arrival(sealed(), keys)
        answers: list[Kept] = []
        start = threading.Barrier(THREADS)

        def put(found: Arrival, answers: list[Kept], start: threading.Barrier) -> None:
            start.wait()
            answers.append(store.keep(found))

        threads = [threading.Thread(target=put, args=(found, answers, start)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == THREADS
        assert {(kept.sha256, kept.received_at) for kept in answers} == {(found.sha256, NOW)}
        assert [kept.new for kept in answers].count(True) == 1
    ids = [entry.id for entry in store.entries()]
    twice = len(ids) - len(set(ids))
    print(f"one id, {THREADS} threads, {store.database.kind}: {ROUNDS} rounds, {twice} twice")
    assert (len(ids), twice) == (ROUNDS, 0)


def test_the_control_without_a_commit_what_was_acknowledged_is_lost(
    store: CouncilStore, sealed: Sealer, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def write(self: Database) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            writing = connection.execution_options(writes=True)
            begun = writing.begin()
            yield writing
            begun.rollback()

    monkeypatch.setattr(Database, "write", write)
    assert store.keep(arrival(sealed(), keys)).new
    assert store.entries() == ()


def test_two_processes_worth_of_stores_do_not_fail_each_other(
    store: CouncilStore, database: str, vault: Vault, sealed: Sealer, keys: KeyRing
) -> None:
    other = CouncilStore.open(database, vault)
    arrivals = [arrival(sealed(), keys) for _ in range(30)]
    failed: list[BaseException] = []

    def put(into: CouncilStore) -> None:
        try:
            for one in arrivals:
                into.keep(one)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=put, args=(into,)) for into in (store, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert {entry.id for entry in store.entries()} == {one.id for one in arrivals}
    other.close()


def test_what_was_opened_is_kept_as_its_record_and_the_rest_sealed(
    store: CouncilStore, database: str, sealed: Sealer, keys: KeyRing
) -> None:
    opened, shut = sealed(), sealed()
    store.keep(arrival(opened, keys))
    store.keep(arrival(shut, None))
    records = list(store.records())
    assert [record["opened"] for record in records] == [True, False]
    assert records[0]["submission"]["answers"]["full_name"] == "Sam Example"
    assert records[0]["received_at"] == "2026-11-22T12:00:00Z"
    assert "submission" not in records[1]
    assert shut.header.kid in records[1]["fault"]
    assert [entry.id for entry in store.unopened()] == [shut.header.id]
    with store.database.read() as connection:
        rows = connection.execute(select(submissions).order_by(submissions.c.seq)).all()
    assert [(row.sealed is None, row.envelope is None) for row in rows] == [(False, True), (True, False)]
    assert bytes(rows[1].envelope) == shut.data


def test_counts_by_service_and_by_kiosk(store: CouncilStore, sealed: Sealer, keys: KeyRing) -> None:
    for number, (service, kiosk) in enumerate([("Bins", "demo-1"), ("Tax", "demo-1"), ("Bins", "demo-2")]):
        store.keep(arrival(sealed(service=service, kiosk=kiosk), keys, NOW.replace(minute=number)))
    store.keep(arrival(sealed(kiosk="demo-2"), None, NOW.replace(minute=9)))
    assert [(one.name, one.number, one.last.minute) for one in store.by_service()] == [
        ("Bins", 2, 2),
        ("Tax", 1, 1),
    ]
    assert [(one.name, one.number, one.last.minute) for one in store.by_kiosk()] == [
        ("demo-1", 2, 1),
        ("demo-2", 2, 9),
    ]


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/db"])
def test_a_database_that_is_not_supported_is_said_plainly(url: str) -> None:
    with pytest.raises(CouncilError, match="--database"):
        CouncilStore.open(url)


def test_an_error_of_the_database_quotes_no_answer(
    store: CouncilStore, database: str, sealed: Sealer, keys: KeyRing
) -> None:
    with store.database.write() as connection:
        connection.exec_driver_sql("DROP TABLE submissions")
    with pytest.raises(DBAPIError) as caught:
        store.keep(arrival(sealed(), keys))
    assert "Sam" not in str(caught.value)


def test_text_that_a_database_cannot_hold_stops_nothing(
    store: CouncilStore, sealed: Sealer, keys: KeyRing
) -> None:
    hostile = "\0\u202e'; DROP TABLE submissions; --" + "\U0001f4a9" * 500
    envelope = sealed(service=hostile, route=hostile, place=hostile)
    assert store.keep(arrival(envelope, keys)).new
    (record,) = store.records()
    assert (record["service"], record["route"], record["place"]) == (hostile,) * 3
    (entry,) = store.entries()
    assert entry.service is not None
    assert "\0" not in entry.service
    assert len(entry.service) <= 200


# -- alerts ------------------------------------------------------------------------------------------------


def test_other_bytes_for_a_held_id_raise_one_alert_that_counts(
    store: CouncilStore, sealed: Sealer, keys: KeyRing
) -> None:
    one = sealed()
    other = sealed(id=one.header.id)
    alerts = Alerts(store.database)
    store.keep(arrival(one, keys))
    store.keep(arrival(one, keys))
    assert alerts.raised() == ()
    for minute in (1, 2):
        store.keep(arrival(other, keys, NOW.replace(minute=minute)))
    (alert,) = alerts.raised()
    assert (alert.kind, alert.submission, alert.kiosk) == (AlertKind.OTHER_CONTENT, one.header.id, "demo-1")
    assert (alert.detail, alert.times) == (other.sha256, 2)
    assert (alert.first_at.minute, alert.last_at.minute) == (1, 2)


def test_an_alert_that_was_seen_comes_back_when_it_happens_again(
    store: CouncilStore, sealed: Sealer, keys: KeyRing
) -> None:
    refusal = Refusal(ProblemKind.OTHER_KIOSK, "", kiosk="demo-2", detail="demo-1")
    alerts = Alerts(store.database)
    store.refused("an-id", refusal, NOW)
    (alert,) = alerts.raised()
    assert (alert.kind, alert.kiosk, alert.detail) == (AlertKind.OTHER_KIOSK, "demo-2", "demo-1")
    assert alerts.see(alert.seq, "kim", NOW) is True
    assert alerts.see(alert.seq, "lee", NOW) is False
    assert alerts.raised() == ()
    assert [one.seen_by for one in alerts.raised(unseen=False)] == ["kim"]
    store.refused("an-id", refusal, NOW)
    assert [one.times for one in alerts.raised()] == [2]


def test_a_refusal_that_nobody_can_act_on_raises_none(store: CouncilStore) -> None:
    store.refused("an-id", Refusal(ProblemKind.NOT_AN_ENVELOPE, ""), NOW)
    assert Alerts(store.database).raised() == ()


# -- opened later --------------------------------------------------------------------------------------------


def test_what_did_not_open_opens_once_its_key_is_there_and_is_handed_on(
    store: CouncilStore, vault: Vault, sealed: Sealer, keys: KeyRing
) -> None:
    routed = CouncilStore(store.database, vault, lambda _: ("crm",))
    envelope, damaged = sealed(), sealed()
    store.keep(arrival(envelope, None))
    broken = msgspec.structs.replace(
        arrival(damaged, keys), record=None, fault="was cut", data=damaged.data[:-1]
    )
    store.keep(broken)
    assert routed.open_again({}, NOW) == (0, 2)
    assert routed.open_again(keys.private, NOW) == (1, 1)
    assert routed.open_again(keys.private, NOW) == (0, 1)
    first, second = store.records()
    assert (first["opened"], first["submission"]["answers"]["full_name"]) == (True, "Sam Example")
    assert (second["opened"], second["fault"] == "was cut") == (False, False)
    assert store.keep(arrival(envelope, keys)).new is False
    leased = Deliveries(store.database).lease(["crm"], NOW)
    assert leased is not None
    assert leased.submission == envelope.header.id
