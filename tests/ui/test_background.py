"""The one door off the UI thread."""

import threading
from concurrent.futures.thread import _WorkItem

import pytest

from ui.background import Background


@pytest.fixture
def door(qtbot):
    made = Background("test")
    yield made
    made.close()


def test_work_runs_elsewhere_and_its_outcome_comes_back_here(door, qtbot) -> None:
    here, seen = threading.get_ident(), {}

    def work() -> int:
        seen["work"] = threading.get_ident()
        return 7

    def then(result: int) -> None:
        seen["then"] = threading.get_ident()
        seen["result"] = result

    door.run(work, then)
    qtbot.waitUntil(lambda: "result" in seen, timeout=2000)
    assert seen["work"] != here
    assert (seen["then"], seen["result"]) == (here, 7)


def test_work_runs_in_the_order_given(door, qtbot) -> None:
    done: list[int] = []
    for number in range(20):
        door.run(lambda n=number: n, done.append)
    qtbot.waitUntil(lambda: len(done) == 20, timeout=2000)
    assert done == list(range(20))


def test_a_failure_comes_back_here_with_its_error(door, qtbot) -> None:
    failed: list[tuple[int, Exception]] = []

    def work() -> None:
        raise ValueError("no")

    door.run(work, lambda _: None, lambda error: failed.append((threading.get_ident(), error)))
    qtbot.waitUntil(lambda: bool(failed), timeout=2000)
    assert failed[0][0] == threading.get_ident()
    assert str(failed[0][1]) == "no"


def test_a_failure_that_nobody_takes_is_raised_here(door, qtbot) -> None:
    def work() -> None:
        raise ValueError("no")

    with qtbot.captureExceptions() as raised:
        door.run(work, lambda _: None)
        qtbot.waitUntil(lambda: bool(raised), timeout=2000)
    assert raised[0][0] is ValueError


def test_closing_finishes_what_was_begun(qtbot) -> None:
    door, done = Background("test"), []
    gate = threading.Event()
    door.run(lambda: gate.wait(5) and done.append(1), lambda _: None)
    door.run(lambda: done.append(2), lambda _: None)
    gate.set()
    door.close()
    assert done == [1, 2]


def test_a_door_that_nobody_used_closes_too(qtbot) -> None:
    Background("test").close()


def test_what_waits_for_the_outcome_dies_where_it_was_made(door, qtbot, monkeypatch) -> None:
    """Its last reference is never the worker's: that could be a page, taken down beside Qt."""
    died: list[int] = []
    done: list[int] = []
    given, seen = threading.Event(), threading.Event()
    run = _WorkItem.run

    def work() -> int:
        given.wait(5)
        return 7

    def slow(item: _WorkItem) -> None:
        """The worker still has the work in hand when its outcome has been dealt with."""
        run(item)
        seen.wait(5)

    class Page:
        def __del__(self) -> None:
            died.append(threading.get_ident())

        def then(self, number: int) -> None:
            done.append(number)

    monkeypatch.setattr(_WorkItem, "run", slow)
    door.run(work, Page().then)
    given.set()
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    seen.set()
    door.close()
    assert (done, died) == ([7], [threading.get_ident()])
