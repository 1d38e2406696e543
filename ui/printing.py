"""Printing from the screens: one receipt at a time, off the UI thread, and the words for what came of it.

What a receipt says is `kiosk.receipt`; how it becomes paper, and whether it did, is the printer's business.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from kiosk.language import Words
from kiosk.receipt import Outcome, PrinterState, PrintResult, Receipt
from ui.background import Background
from ui.journal import Journal

if TYPE_CHECKING:
    from ui.parts import PrintDesk


class Job(StrEnum):
    """What became of the receipt that was asked for on this screen."""

    NONE = "none"
    BUSY = "busy"
    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    UNKNOWN = "unknown"


BECAME = {
    Outcome.PRINTED: Job.PRINTED,
    Outcome.NOT_PRINTED: Job.NOT_PRINTED,
    Outcome.UNKNOWN: Job.UNKNOWN,
}


class Said(Struct, frozen=True):
    """What a screen shows of printing: whether it is offered, and a banner's state and text ('': none)."""

    offered: bool
    state: str
    text: str


def said(job: Job, printer: PrinterState, words: Words, *, reference: bool) -> Said:
    """What to show; `reference` is whether there is one to be written down instead."""
    match job:
        case Job.BUSY:
            return Said(False, "info", words("Printing…"))
        case Job.PRINTED:
            return Said(True, "good", words("Take your receipt. Do not leave it here."))
        case Job.UNKNOWN:
            text = words("We cannot tell if it printed. Ask a member of staff to look.")
            if reference:
                text = words(
                    "We cannot tell if it printed. Write down your reference. Ask a member of staff to look."
                )
            return Said(False, "attention", text)
        case Job.NOT_PRINTED:
            again = words("It did not print. You can try again, or ask a member of staff.")
            return Said(True, "attention", (trouble(printer, words) if reference else "") or again)
        case Job.NONE:
            text = trouble(printer, words) if reference else ""
            return Said(printer.can_print, "attention" if text else "info", text)


def trouble(printer: PrinterState, words: Words) -> str:
    """Why no receipt can be printed; '' where one can."""
    match printer:
        case PrinterState.OK | PrinterState.PAPER_LOW:
            return ""
        case PrinterState.NONE:
            return words("This kiosk has no printer. Write down your reference.")
        case PrinterState.PAPER_OUT:
            return words("The printer has no paper. Write down your reference, or ask a member of staff.")
        case _:
            return words("The printer is not working. Write down your reference, or ask a member of staff.")


class Printing:
    """The printer as the screens use it. `changed` is called when there is something new to show."""

    def __init__(self, desk: "PrintDesk", changed: Callable[[], None], journal: Journal) -> None:
        self._desk, self._changed, self._journal = desk, changed, journal
        self._door = Background("printer")
        self._turn = 0
        self._under_way = 0
        self.state = PrinterState.NONE
        self.job = Job.NONE

    @property
    def busy(self) -> bool:
        """Whether a receipt is being printed, this visit's or the last one's."""
        return self._under_way > 0

    def ask(self) -> None:
        """Learn the printer's state for the screens to come."""

        def failed(error: Exception) -> None:
            self._journal("printer-failed", error)
            self._learnt(PrinterState.ERROR)

        self._door.run(self._desk.status, self._learnt, failed)

    def print(self, receipt: Receipt, words: Words) -> None:
        """Print a receipt, unless one of this screen is under way."""
        if self.job is Job.BUSY:
            return
        turn = self._turn

        def failed(error: Exception) -> None:
            self._journal("printer-failed", error)
            self._ended(PrintResult(Outcome.NOT_PRINTED, PrinterState.ERROR), turn)

        self._under_way += 1
        self.job = Job.BUSY
        self._changed()
        self._door.run(
            lambda: self._desk.print(receipt, words),
            lambda result: self._ended(result, turn),
            failed,
        )

    def forget(self) -> None:
        """The screen is another resident's, or another journey's: what comes of a job is not theirs."""
        self._turn += 1
        self.job = Job.NONE

    def close(self) -> None:
        """Finish what was begun."""
        self._door.close()

    def _learnt(self, state: PrinterState) -> None:
        self.state = state
        self._changed()

    def _ended(self, result: PrintResult, turn: int) -> None:
        self._under_way -= 1
        if result.outcome is Outcome.UNKNOWN:
            self.state = PrinterState.LOCKED
        elif result.outcome is Outcome.NOT_PRINTED:
            self.state = result.state
        if turn == self._turn:
            self.job = BECAME[result.outcome]
            self._changed()
