"""Garbage is collected on the UI thread only, whoever makes it."""

import gc
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from PySide6.QtWidgets import QApplication

from ui.collector import OLDEST, Collector


class Loop:
    """A cycle, whose end is told with the thread it came in."""

    ended: ClassVar[list[str]] = []

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.ended.append(threading.current_thread().name)


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    Loop.ended = []
    made = Collector(lambda: True)
    made.start()
    yield made
    made.stop()


def litter(name: str) -> None:
    """Make many cycles in another thread."""

    def make() -> None:
        for _ in range(20_000):
            Loop()

    thread = threading.Thread(target=make, name=name)
    thread.start()
    thread.join()


def test_a_worker_s_garbage_waits_for_the_thread_of_the_collector(collector: Collector) -> None:
    litter("worker")
    assert Loop.ended == []
    collector.look()
    assert len(Loop.ended) == 20_000
    assert set(Loop.ended) == {threading.current_thread().name}


def test_without_it_the_worker_would_collect() -> None:
    Loop.ended = []
    litter("worker")
    assert "worker" in Loop.ended
    gc.collect()


def test_the_oldest_waits_until_nobody_is_there(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, gc.get_threshold()[OLDEST] + 1))
    monkeypatch.setattr(gc, "collect", asked.append)
    Collector(lambda: False).look()
    assert asked == []
    Collector(lambda: True).look()
    assert asked == [OLDEST]


def test_it_gives_back_what_it_took(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()


def test_a_kiosk_that_runs_collects_by_itself_and_one_that_ended_does_not(kiosk) -> None:
    assert not gc.isenabled()
    kiosk.app.close()
    assert gc.isenabled()
