"""One job, one thread, one outcome, and a window that never waits."""

import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer

from kiosk.language import Words
from kiosk.receipt import Outcome, PrinterState, PrintResult, Receipt
from printers.spooler import Spooler


class Slow:
    """A printer that waits until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Event()
        self.threads: set[str] = set()
        self.jobs = 0
        self.result = PrintResult(Outcome.PRINTED, PrinterState.OK)

    def status(self) -> PrinterState:
        self.threads.add(threading.current_thread().name)
        return PrinterState.PAPER_LOW

    def print(self, receipt: Receipt, words: Words) -> PrintResult:
        self.threads.add(threading.current_thread().name)
        self.jobs += 1
        self.begun.set()
        assert self.go.wait(5)
        return self.result

    def clear_lock(self) -> PrinterState:
        return PrinterState.OK


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def spooler(slow: Slow) -> Iterator[Spooler]:
    made = Spooler(slow)
    yield made
    slow.go.set()
    made.close()


def test_the_caller_gets_an_outcome_without_waiting(
    spooler: Spooler, slow: Slow, receipt: Receipt, words: Words
) -> None:
    future = spooler.print(receipt, words)
    assert not future.done()
    slow.go.set()
    assert future.result(2) == PrintResult(Outcome.PRINTED, PrinterState.OK)


def test_everything_happens_in_one_thread_in_order(
    spooler: Spooler, slow: Slow, receipt: Receipt, words: Words
) -> None:
    futures = [spooler.print(receipt, words), spooler.ask(), spooler.print(receipt, words)]
    assert slow.begun.wait(2)
    time.sleep(0.02)
    assert slow.jobs == 1
    slow.go.set()
    assert [future.result(2) for future in futures][1] is PrinterState.PAPER_LOW
    assert len(slow.threads) == 1
    assert threading.current_thread().name not in slow.threads


def test_the_receipt_is_gone_after_the_outcome(
    spooler: Spooler, slow: Slow, receipt: Receipt, words: Words
) -> None:
    free = sys.getrefcount(receipt)
    future = spooler.print(receipt, words)
    assert slow.begun.wait(2)
    assert sys.getrefcount(receipt) > free
    slow.go.set()
    future.result(2)
    spooler.ask().result(2)
    assert sys.getrefcount(receipt) == free


def test_a_session_wiped_in_the_middle_keeps_the_outcome(
    spooler: Spooler, slow: Slow, receipt: Receipt, words: Words
) -> None:
    slow.result = PrintResult(Outcome.UNKNOWN, PrinterState.PAPER_OUT)
    spooler.print(receipt, words)
    assert slow.begun.wait(2)
    slow.go.set()
    assert spooler.clear_lock().result(2) is PrinterState.OK
    assert slow.jobs == 1


def test_a_job_not_begun_can_be_cancelled(
    spooler: Spooler, slow: Slow, receipt: Receipt, words: Words
) -> None:
    first = spooler.print(receipt, words)
    assert slow.begun.wait(2)
    second = spooler.print(receipt, words)
    assert second.cancel()
    assert not first.cancel()
    slow.go.set()
    first.result(2)
    spooler.ask().result(2)
    assert slow.jobs == 1


def test_what_the_printer_said_is_known_for_a_while_only(slow: Slow, receipt: Receipt, words: Words) -> None:
    now = [100.0]
    spooler = Spooler(slow, clock=lambda: now[0])
    assert spooler.known() is PrinterState.UNKNOWN
    spooler.ask().result(2)
    assert spooler.known() is PrinterState.PAPER_LOW
    now[0] += 61
    assert spooler.known() is PrinterState.UNKNOWN
    slow.result = PrintResult(Outcome.UNKNOWN, PrinterState.PAPER_OUT)
    slow.go.set()
    spooler.print(receipt, words).result(2)
    assert spooler.known() is PrinterState.LOCKED
    spooler.close()


def test_closing_drops_what_has_not_begun(slow: Slow, receipt: Receipt, words: Words) -> None:
    spooler = Spooler(slow)
    first, second = spooler.print(receipt, words), spooler.print(receipt, words)
    assert slow.begun.wait(2)
    slow.go.set()
    spooler.close()
    assert first.result(2).outcome is Outcome.PRINTED
    assert second.cancelled() or slow.jobs == 2


@pytest.mark.parametrize("told", [{}, {"proof": b""}, {"stop_after": 5000}, {"printer": b""}])
def test_the_window_goes_on_while_a_printer_keeps_us_waiting(
    paper, script, told, receipt, words, qtbot
) -> None:
    printer, _ = paper(script(**told))
    spooler = Spooler(printer)
    beats: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start(5)
    future = spooler.print(receipt, words)
    qtbot.waitUntil(future.done, timeout=4000)
    timer.stop()
    gaps = [later - earlier for earlier, later in pairwise(beats)]
    assert len(beats) > 5
    assert max(gaps) < 0.25
    spooler.close()
