"""What a receipt says, and the words for each honest state. How it becomes paper is `printers`.

The same string stands on the screen, in speech and on paper: `state_text` is the one place.
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from kiosk.language import Words


class State(StrEnum):
    """How far a submission has truly come."""

    SAVED = "saved"
    """The commit on this kiosk is durable."""
    SENT = "sent"
    """The council's system acknowledged it."""
    INFORMATION = "information"
    """Nothing was submitted."""


def state_text(state: State, at: datetime, words: Words) -> str:
    """The words for `state`; `at` is local time of the save or of the acknowledgement."""
    clock = f"{at:%H:%M}"
    match state:
        case State.SAVED:
            return words("Saved on this kiosk at {time}. The council has not received it yet.", time=clock)
        case State.SENT:
            return words("Sent to the council at {time}. They have not checked it yet.", time=clock)
        case State.INFORMATION:
            return words("This is information, not an application.")


class Line(Struct, frozen=True):
    """A label and its text, such as one answer the journey allows on paper."""

    label: str
    text: str


class Receipt(Struct, frozen=True, kw_only=True):
    """All that is printed, in the resident's language and in reading order.

    `reference` is unspaced (12 characters) or '' for information; `link` is what the QR code holds
    ('' for none): it carries the reference, never an answer.
    """

    council: str
    service: str
    reference: str = ""
    at: datetime
    place: str
    state: State
    state_text: str
    lines: tuple[Line, ...] = ()
    next_steps: str = ""
    phone: str = ""
    hours: str = ""
    link: str = ""
    language: str = "en"
    large: bool = False


class PrinterState(StrEnum):
    """What the printer said of itself; anything not well said is UNKNOWN, never OK."""

    OK = "ok"
    PAPER_LOW = "paper-low"
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    OFFLINE = "offline"
    ERROR = "error"
    LOCKED = "locked"
    UNKNOWN = "unknown"
    NONE = "none"
    """This kiosk has no printer."""

    @property
    def can_print(self) -> bool:
        """Whether a receipt may be offered."""
        return self in (PrinterState.OK, PrinterState.PAPER_LOW)


class Outcome(StrEnum):
    """What became of one print job."""

    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    UNKNOWN = "unknown"


class PrintResult(Struct, frozen=True):
    """An outcome and what the printer said with it (paper low, paper out, …)."""

    outcome: Outcome
    state: PrinterState


class Printer(Protocol):
    """One printer. Calls block until their deadlines; never call them on the UI thread."""

    def status(self) -> PrinterState:
        """Ask the printer now. Never raises."""
        ...

    def print(self, receipt: Receipt, words: Words) -> PrintResult:
        """Print one receipt and say truthfully what came of it. Never raises."""
        ...
