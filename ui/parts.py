"""What the screens are given: protocols of the parts that the command puts together, and small facts.

`ui` knows none of the real parts; tests hand in memory ones.
"""

from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from kiosk.language import Words
from kiosk.receipt import PrinterState, PrintResult, Receipt
from kiosk.submission import Submission
from kiosk.visit import Saved, Walking
from ui.screens.home import Entry


class Service(Struct, frozen=True, kw_only=True):
    """What the screens must know of one journey, in the resident's language. `owner` is a name and
    `contact` a telephone line, ready to show; `offline` is the journey's offline class."""

    id: str
    title: str
    body: str
    owner: str
    phone: str
    hours: str
    offline: str
    sensitive: bool
    translated: bool


class Services(Protocol):
    """The catalogue. `search` and the lists answer at once."""

    def groups(self, language: str) -> tuple[Entry, ...]:
        """The big groups of the home page."""
        ...

    def group(self, group: str, language: str) -> tuple[Entry, ...]:
        """The services of a group; of all groups for `all`."""
        ...

    def search(self, text: str, language: str) -> tuple[Entry, ...]:
        """Services for typed words, best first."""
        ...

    def service(self, journey: str, language: str) -> Service:
        """One service."""
        ...

    def walk(self, journey: str, language: str, words: Words, today: date) -> Walking:
        """Begin a journey."""
        ...


class Counter(Protocol):
    """Where a submission is saved and its progress seen. Calls block: they run in the background."""

    def ready(self) -> None:
        """Raise a KnownError when nothing could be saved now."""
        ...

    def save(self, submission: Submission) -> Saved:
        """Seal and commit; durable when it returns. Raises a KnownError when nothing was saved."""
        ...

    def sent_at(self, submission_id: str) -> datetime | None:
        """When the council acknowledged it, or None."""
        ...


class PrintDesk(Protocol):
    """The printer. Calls block: they run in the background."""

    def status(self) -> PrinterState:
        """Ask the printer now."""
        ...

    def print(self, receipt: Receipt, words: Words) -> PrintResult:
        """Print one receipt and say what came of it."""
        ...
