"""What a receipt says, and the words for each honest state. How it becomes paper is `printers`.

The same string stands on the screen, in speech and on paper: `state_text` is the one place.
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from kiosk.errors import BugError
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
    ('' for none): the council's page with the reference, or where to go on; never an answer. `items` are
    things to bring or to know, each with what belongs to it.
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
    items: tuple[Line, ...] = ()
    phone: str = ""
    hours: str = ""
    link: str = ""
    language: str = "en"
    large: bool = False


def compose(
    *,
    council: str,
    service: str,
    reference: str = "",
    at: datetime,
    place: str,
    state: State,
    words: Words,
    lines: tuple[Line, ...] = (),
    next_steps: str = "",
    items: tuple[Line, ...] = (),
    phone: str = "",
    hours: str = "",
    link: str = "",
    large: bool = False,
) -> Receipt:
    """A receipt from facts; `at` is local time of the save or of the acknowledgement.

    Nothing about the resident gets onto it but `lines`, which the journey allows by name; `service` is
    the journey's neutral title, `link` comes from `reference_link` or from the journey's last page. A
    submission has a reference and information has none: anything else is a BugError.
    """
    if (state is State.INFORMATION) == bool(reference):
        raise BugError(f"a receipt in state '{state}' {'with a' if reference else 'without a'} reference")
    return Receipt(
        council=council,
        service=service,
        reference=reference,
        at=at,
        place=place,
        state=state,
        state_text=state_text(state, at, words),
        lines=lines,
        next_steps=next_steps,
        items=items,
        phone=phone,
        hours=hours,
        link=link,
        language=words.language,
        large=large,
    )


def reference_link(web: str, reference: str) -> str:
    """What the QR code holds: the council's page and the reference, never an answer."""
    if not reference:
        return web
    return f"{web}{'&' if '?' in web else '?'}ref={reference}"


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
    """An outcome and what the printer said with it (paper low, paper out, …).

    With UNKNOWN the printer is locked from then on; `state` is the likely cause, for staff.
    """

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

    def clear_lock(self) -> PrinterState:
        """Staff say that the printer was switched off and on and its paper taken away: print again.

        Answers with the printer's state, asked afresh. Never raises.
        """
        ...
