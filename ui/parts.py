"""What the screens are given: protocols of the parts that the command puts together, and small facts.

`ui` knows none of the real parts; tests hand in memory ones.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from kiosk.language import Words
from kiosk.receipt import PrinterState, PrintResult, Receipt
from kiosk.submission import Submission
from kiosk.visit import Saved, Walking
from ui.screens.home import Entry, Results, Section

if TYPE_CHECKING:
    from kiosk.camera import CameraProblem


class Service(Struct, frozen=True, kw_only=True):
    """What the screens must know of one journey, in the resident's language.

    `short` is its neutral name, for paper. `owner`, `phone` and `hours` ('' where not known) are ready to
    show; `minutes` is 0 where nobody said; `needs` is Markdown; `offline` is the journey's offline class;
    `safety` that being seen with it may put somebody at risk; `next` are ids of other services.
    """

    id: str
    title: str
    short: str = ""
    body: str
    minutes: int = 0
    needs: str = ""
    owner: str
    phone: str
    hours: str
    offline: str
    sensitive: bool
    safety: bool = False
    translated: bool
    next: tuple[str, ...] = ()

    @property
    def sends(self) -> bool:
        """Whether it ends in something that is saved and sent."""
        return self.offline in ("queue", "warn", "live")


class Services(Protocol):
    """The catalogue. `search` and the lists answer at once; only what is offered today is in them."""

    def groups(self, language: str) -> tuple[Entry, ...]:
        """The big groups of the home page."""
        ...

    def urgent(self, language: str) -> Entry | None:
        """The group that is one touch away from the home page: help in a crisis."""
        ...

    def more(self, language: str) -> tuple[Entry, ...]:
        """Every group."""
        ...

    def pinned(self, language: str, day: date) -> tuple[Entry, ...]:
        """The service of the season with its reason as `body`, if it is one's season."""
        ...

    def group(self, group: str, language: str) -> tuple[Entry, ...]:
        """The services of a group; of all groups for `all`."""
        ...

    def entries(self, names: Iterable[str], language: str) -> tuple[Entry, ...]:
        """The services with these ids."""
        ...

    def alphabet(self, language: str) -> tuple[Section, ...]:
        """Letters and the services under them."""
        ...

    def search(self, text: str, language: str) -> Results:
        """Services for typed words, best first; the nearest groups where there are none."""
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

    def online(self) -> bool:
        """Whether the council was reached lately, so that a live service can be used."""
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


class Camera(Protocol):
    """The camera or scanner. `take` blocks: it runs in the background."""

    def take(self) -> "bytes | CameraProblem":
        """One picture, JPEG or PNG, as the camera made it."""
        ...
