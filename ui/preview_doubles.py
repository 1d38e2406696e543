"""What stands in a preview for the counter and the printer: nothing is saved, sent or printed."""

from datetime import UTC, datetime

from kiosk.language import Words
from kiosk.receipt import Outcome, PrinterState, PrintResult, Receipt
from kiosk.submission import Submission
from kiosk.visit import Saved

REFERENCE = "NOTHINGSAVED"
"""Stands where a reference would: twelve letters, as long as a real one."""


class NoCounter:
    """Saves nothing. `connected` is what the author wants the network to be."""

    def __init__(self) -> None:
        self.connected = True

    def ready(self) -> None:
        """Always: nothing can go wrong with nothing."""

    def online(self) -> bool:
        """Whether the author wants a network."""
        return self.connected

    def save(self, submission: Submission) -> Saved:
        """Forget it."""
        parts = {part.name: (part.name, REFERENCE) for part in submission.parts}
        return Saved(REFERENCE, REFERENCE, datetime.now(UTC), parts=parts)

    def sent_at(self, submission_id: str) -> datetime | None:
        """Never."""
        return None


class NoPrinter:
    """Prints nothing."""

    def status(self) -> PrinterState:
        """There is none."""
        return PrinterState.NONE

    def print(self, receipt: Receipt, words: Words) -> PrintResult:
        """Nothing came out."""
        return PrintResult(Outcome.NOT_PRINTED, PrinterState.NONE)
