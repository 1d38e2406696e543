"""Beats that come at once are written together, and none is called stored that is not."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from council.database import Database
from council.heartbeats import Heartbeats
from council.store import CouncilStore
from sync.wire import Heartbeat, QueueBeat

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MANY = 20


def beat(number: int) -> Heartbeat:
    return Heartbeat(
        kiosk=f"kiosk-{number:02}",
        boot="6d8e2f8c-7c3a-4a53-9d4f-2f8f4f1f0a11",
        uptime_s=1,
        beat=1,
        release="0.1.0",
        queue=QueueBeat(waiting=0, held=0),
    )


class Gate:
    """A database whose first transaction is committed when `go` is set, or where it is `shut` begun then, and
    fails where it is `broken`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.begun, self.go = threading.Event(), threading.Event()
        self.broken = self.shut = False
        self.transactions = 0

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self.transactions += 1
        first = self.transactions == 1
        if first and self.shut:
            self.wait()
        with self._database.write() as connection:
            yield connection
            if first and not self.shut:
                self.wait()

    def wait(self) -> None:
        self.begun.set()
        assert self.go.wait(20)
        if self.broken:
            raise OSError("the disk is gone")


def keep_all(store: CouncilStore, *, broken: bool = False, shut: bool = False) -> tuple[Gate, list[int]]:
    """One beat is being written while many others come; who was told that it failed."""
    gate: Any = Gate(store.database)
    gate.broken, gate.shut = broken, shut
    kept, failed = Heartbeats(gate), []

    def keep(number: int) -> None:
        try:
            kept.keep(beat(number), NOW)
        except OSError:
            failed.append(number)

    first = threading.Thread(target=keep, args=(0,))
    first.start()
    assert gate.begun.wait(20)
    others = [threading.Thread(target=keep, args=(number,)) for number in range(1, MANY)]
    for thread in others:
        thread.start()
    while len(kept._next.rows) < MANY - 1 + shut:
        time.sleep(0.001)
    gate.go.set()
    for thread in (first, *others):
        thread.join()
    return gate, failed


def test_what_comes_during_a_transaction_goes_into_the_next_one(store: CouncilStore) -> None:
    gate, failed = keep_all(store)
    assert failed == []
    assert gate.transactions == 2
    assert [seen.beat for seen in Heartbeats(store.database).all()] == [beat(n) for n in range(MANY)]


def test_what_comes_before_a_transaction_begins_goes_along(store: CouncilStore) -> None:
    gate, failed = keep_all(store, shut=True)
    assert (failed, gate.transactions) == ([], 1)
    assert [seen.beat for seen in Heartbeats(store.database).all()] == [beat(n) for n in range(MANY)]


@pytest.mark.parametrize("shut", [False, True], ids=["commit", "begin"])
def test_a_failure_is_told_to_the_one_whose_it_was_and_the_others_are_stored(
    store: CouncilStore, shut: bool
) -> None:
    _, failed = keep_all(store, broken=True, shut=shut)
    assert failed == [0]
    assert [seen.beat for seen in Heartbeats(store.database).all()] == [beat(n) for n in range(1, MANY)]


def test_a_kiosk_has_one_row_however_many_beats_come_at_once(store: CouncilStore) -> None:
    kept = Heartbeats(store.database)
    threads = [threading.Thread(target=kept.keep, args=(beat(n % 4), NOW)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [seen.kiosk for seen in kept.all()] == [beat(n).kiosk for n in range(4)]
    assert kept._next.rows == []
