"""Deliveries in the database: planned with the submission, leased by one at a time, ended by who holds the
lease, on SQLite and on PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, select

from council.adapters.parcel import Parcel
from council.courier import Courier
from council.database import Database
from council.deliveries import LEASE, Deliveries
from council.delivery import Event, Kind, Outcome, State, Step
from council.intake import Arrival, examine
from council.keys import KeyRing
from council.store import CouncilStore
from council.tables import deliveries as table
from council.tables import submissions
from council.vault import Vault
from kiosk.envelope import Envelope
from kiosk.given_up import GivenUp

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Sealer = Callable[..., Envelope]
BOTH = ("crm", "notify")


@pytest.fixture
def store(database: str, vault: Vault) -> Iterator[CouncilStore]:
    opened = CouncilStore.open(database, vault, lambda record: BOTH if record.route != "none" else ())
    yield opened
    opened.close()


@pytest.fixture
def arrive(store: CouncilStore, sealed: Sealer, keys: KeyRing) -> Callable[..., str]:
    """A submission comes in; gives its id."""

    def one(at: datetime = NOW, **changes: object) -> str:
        envelope = sealed(**changes)
        found = examine(envelope.header.id, envelope.data, keys.private, at)
        assert isinstance(found, Arrival)
        store.keep(found)
        return envelope.header.id

    return one


def rows(store: CouncilStore) -> list[Any]:
    with store.database.read() as connection:
        return list(connection.execute(select(table).order_by(table.c.seq)).all())


def done(step_event: Event = Event.ACCEPT) -> Step:
    return Step(step_event, NOW, 1)


def test_one_row_for_each_target_is_made_with_the_submission(
    store: CouncilStore, arrive: Callable[..., str]
) -> None:
    name = arrive()
    arrive(route="none")
    assert [(row.submission, row.target, row.state) for row in rows(store)] == [
        (name, "crm", "waiting"),
        (name, "notify", "waiting"),
    ]


def test_a_second_arrival_plans_nothing_again(store: CouncilStore, sealed: Sealer, keys: KeyRing) -> None:
    envelope = sealed()
    found = examine(envelope.header.id, envelope.data, keys.private, NOW)
    assert isinstance(found, Arrival)
    for _ in range(2):
        store.keep(found)
    assert len(rows(store)) == 2


@pytest.mark.parametrize("where", ["INSERT INTO deliveries", "INSERT INTO submissions"])
def test_claim_row_and_deliveries_are_there_together_or_not_at_all(
    store: CouncilStore, arrive: Callable[..., str], where: str
) -> None:
    def fail(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith(where):
            raise RuntimeError("the server dies here")

    engine = store.database._engine
    event.listen(engine, "after_cursor_execute", fail)
    with pytest.raises(RuntimeError):
        arrive()
    event.remove(engine, "after_cursor_execute", fail)
    assert store.entries() == ()
    assert rows(store) == []


def test_a_leased_row_is_nobody_elses_until_the_lease_ends(
    store: CouncilStore, arrive: Callable[..., str]
) -> None:
    arrive()
    work = Deliveries(store.database)
    first, second = work.lease(BOTH, NOW), work.lease(BOTH, NOW)
    assert first is not None
    assert second is not None
    assert {first.target, second.target} == set(BOTH)
    assert work.lease(BOTH, NOW) is None
    assert work.lease(BOTH, NOW + LEASE - timedelta(seconds=1)) is None
    again = work.lease(BOTH, NOW + LEASE)
    assert again is not None
    assert (again.seq, again.attempts) == (first.seq, 2)


def test_the_control_without_leases_two_get_the_same(
    store: CouncilStore, arrive: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("council.deliveries.LEASE", timedelta(0))
    arrive()
    work = Deliveries(store.database)
    first, second = work.lease(["crm"], NOW), work.lease(["crm"], NOW)
    assert first is not None
    assert second is not None
    assert first.seq == second.seq


def test_who_lost_the_lease_changes_nothing(store: CouncilStore, arrive: Callable[..., str]) -> None:
    arrive()
    work = Deliveries(store.database)
    slow = work.lease(["crm"], NOW)
    quick = work.lease(["crm"], NOW + LEASE)
    assert slow is not None
    assert quick is not None
    assert work.end(slow, done(Event.HOLD), NOW, reason="late") is False
    assert work.end(quick, done(), NOW, receipt="42") is True
    assert work.end(slow, done(Event.HOLD), NOW, reason="late") is False
    (row,) = [row for row in rows(store) if row.target == "crm"]
    assert (row.state, row.receipt, row.lease) == ("done", "42", None)


def test_what_is_due_longest_goes_first_and_what_is_not_due_waits(
    store: CouncilStore, arrive: Callable[..., str]
) -> None:
    later, sooner = arrive(NOW + timedelta(minutes=2)), arrive(NOW + timedelta(minutes=1))
    work = Deliveries(store.database)
    assert work.lease(["crm"], NOW) is None
    order = [work.lease(["crm"], NOW + timedelta(minutes=3)) for _ in range(2)]
    assert [one and one.submission for one in order] == [sooner, later]


def test_many_workers_share_the_work_and_nothing_is_done_twice(
    store: CouncilStore, database: str, arrive: Callable[..., str]
) -> None:
    for _ in range(20):
        arrive()
    seen: Counter[int] = Counter()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with closing(Database.open(database)) as own:
                deliveries = Deliveries(own)
                while (leased := deliveries.lease(BOTH, NOW)) is not None:
                    seen[leased.seq] += 1
                    assert deliveries.end(leased, done(), NOW)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert set(seen.values()) == {1}
    assert len(seen) == 40


# -- what staff see and decide ---------------------------------------------------------------------------


def test_what_is_held_is_shown_and_can_be_let_go_or_given_up_once(
    store: CouncilStore, arrive: Callable[..., str]
) -> None:
    arrive(service="Bins")
    work = Deliveries(store.database)
    for _ in BOTH:
        leased = work.lease(BOTH, NOW)
        assert leased is not None
        work.end(leased, done(Event.HOLD), NOW, reason="answered 422")
    held = work.shown(State.HELD)
    assert {(one.target, one.service, one.reason) for one in held} == {
        (target, "Bins", "answered 422") for target in BOTH
    }
    first, second = held
    assert work.retry(first.seq, "kim", NOW) is True
    assert work.retry(first.seq, "kim", NOW) is False
    assert work.discard(first.seq, "kim", GivenUp.KNOWN, NOW) is False
    assert work.discard(second.seq, "kim", GivenUp.KNOWN, NOW) is True
    assert work.retry(second.seq, "kim", NOW) is False
    (given_up,) = work.shown(State.DISCARDED)
    assert (given_up.reason, given_up.decided_by) == ("known-otherwise", "kim")
    again = work.lease(BOTH, NOW)
    assert again is not None
    assert (again.seq, again.attempts) == (first.seq, 1)
    assert {(one.target, one.state, one.number) for one in work.counts()} == {
        (first.target, State.WAITING, 1),
        (second.target, State.DISCARDED, 1),
    }


# -- the courier -----------------------------------------------------------------------------------------


class Scripted:
    """A target that ends its tries as it is told, and remembers what it was given."""

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes = list(outcomes)
        self.given: list[Parcel] = []

    def send(self, parcel: Parcel, now: datetime) -> Outcome:
        self.given.append(parcel)
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome(Kind.ACCEPTED)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self) -> None:
        """Nothing."""


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def courier(store: CouncilStore, clock: Clock, **targets: Scripted) -> Courier:
    return Courier(store, targets, clock=clock, random=Random(1))


def drain(one: Courier) -> int:
    number = 0
    while one.next():
        number += 1
    return number


def test_a_target_that_is_away_says_nothing_of_the_others_and_is_left_alone(
    store: CouncilStore, arrive: Callable[..., str]
) -> None:
    for _ in range(5):
        arrive()
    clock = Clock()
    crm, notify = Scripted(Outcome(Kind.AWAY, "not reached")), Scripted()
    assert drain(courier(store, clock, crm=crm, notify=notify)) == 6
    assert (len(crm.given), len(notify.given)) == (1, 5)
    states = Counter((row.target, row.state, row.attempts) for row in rows(store))
    assert states == {("crm", "waiting", 0): 5, ("notify", "done", 1): 5}
    clock.now += timedelta(minutes=1)
    assert drain(courier(store, clock, crm=crm, notify=notify)) == 5
    assert {row.state for row in rows(store)} == {"done"}


def test_one_item_that_always_fails_holds_up_no_other_and_is_held_in_the_end(
    store: CouncilStore, arrive: Callable[..., str]
) -> None:
    poison = arrive()

    class Fails(Scripted):
        def send(self, parcel: Parcel, now: datetime) -> Outcome:
            super().send(parcel, now)
            return Outcome(Kind.BUSY if parcel.record.id == poison else Kind.ACCEPTED)

    clock, crm = Clock(), Fails()
    others = [arrive() for _ in range(3)]
    for _ in range(40):
        drain(courier(store, clock, crm=crm))
        clock.now += timedelta(hours=1)
    mine = {row.submission: row for row in rows(store) if row.target == "crm"}
    assert [mine[name].state for name in others] == ["done"] * 3
    assert (mine[poison].state, mine[poison].attempts) == ("held", 20)
    assert Counter(parcel.record.id for parcel in crm.given)[poison] == 20


def test_a_mistake_of_ours_about_one_record_stops_nothing_and_quotes_nothing(
    store: CouncilStore, arrive: Callable[..., str]
) -> None:
    arrive()
    arrive()
    crm = Scripted(ValueError("Sam Example"))
    assert drain(courier(store, Clock(), crm=crm)) == 2
    reasons = {row.reason for row in rows(store) if row.target == "crm"}
    assert reasons == {"our own mistake: ValueError", ""}


def test_what_the_target_called_it_comes_back_with_the_next_try(
    store: CouncilStore, arrive: Callable[..., str]
) -> None:
    arrive()
    clock = Clock()
    crm = Scripted(Outcome(Kind.PENDING, receipt="token:7"), Outcome(Kind.ACCEPTED, receipt="7"))
    for _ in range(2):
        drain(courier(store, clock, crm=crm))
        clock.now += timedelta(minutes=2)
    assert [(parcel.attempts, parcel.receipt) for parcel in crm.given] == [(1, ""), (2, "token:7")]
    assert [row.receipt for row in rows(store) if row.target == "crm"] == ["7"]


def test_a_record_that_was_erased_or_is_damaged_is_not_sent(
    store: CouncilStore, arrive: Callable[..., str]
) -> None:
    erased, damaged = arrive(), arrive()
    with store.database.write() as connection:
        for name, sealed in ((erased, None), (damaged, b"nonsense" * 10)):
            connection.execute(submissions.update().where(submissions.c.id == name).values(sealed=sealed))
    crm = Scripted()
    assert drain(courier(store, Clock(), crm=crm)) == 2
    assert crm.given == []
    assert {row.submission: row.state for row in rows(store) if row.target == "crm"} == {
        erased: "skipped",
        damaged: "held",
    }
