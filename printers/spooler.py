"""One printer, one thread, one job at a time, one outcome. The caller never waits.

A receipt lives here from being handed over to its outcome, in memory only, and is never printed twice.
Futures' callbacks run in the printing thread: the screens hop to their own.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from kiosk.language import Words
from kiosk.receipt import Outcome, Printer, PrinterState, PrintResult, Receipt


class Spooler:
    """The only way to a printer that several parts of a program share."""

    def __init__(self, printer: Printer, clock: Callable[[], float] = time.monotonic) -> None:
        self._printer = printer
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="printer")
        self._said: tuple[PrinterState, float] = (PrinterState.UNKNOWN, clock())

    def print(self, receipt: Receipt, words: Words) -> "Future[PrintResult]":
        """Print after what was asked before. A job not begun can be cancelled; one begun has an outcome."""
        return self._thread.submit(self._print, receipt, words)

    def ask(self) -> "Future[PrinterState]":
        """The printer's state, asked after the jobs before."""
        return self._thread.submit(self._ask)

    def clear_lock(self) -> "Future[PrinterState]":
        """Staff emptied the printer: print again."""
        return self._thread.submit(self._clear)

    def known(self, fresh: float = 60.0) -> PrinterState:
        """What the printer last said, at once; UNKNOWN when that is older than `fresh` seconds."""
        state, when = self._said
        return state if self._clock() - when <= fresh else PrinterState.UNKNOWN

    def close(self) -> None:
        """Drop what has not begun, wait for what has, and end the thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _print(self, receipt: Receipt, words: Words) -> PrintResult:
        result = self._printer.print(receipt, words)
        self._note(PrinterState.LOCKED if result.outcome is Outcome.UNKNOWN else result.state)
        return result

    def _ask(self) -> PrinterState:
        return self._note(self._printer.status())

    def _clear(self) -> PrinterState:
        return self._note(self._printer.clear_lock())

    def _note(self, state: PrinterState) -> PrinterState:
        self._said = (state, self._clock())
        return state
