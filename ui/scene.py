"""What a screen may need: the visit with the facts around it at one moment. Decides nothing."""

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from kiosk.journeys.pages import Problem
from kiosk.language import Words, words_for
from kiosk.receipt import PrinterState
from kiosk.settings import Settings
from kiosk.visit import Visit
from ui.parts import Service, Services
from ui.printing import Job
from ui.theme.look import Look

if TYPE_CHECKING:
    from ui.fields.field import Snap

HOME = ""
SEARCH = "search"
ALL = "all"
MORE = "more"
LETTERS = "a-z"
"""Pages of the list of services; any other place is a group's id."""


class Scene(Struct, kw_only=True):
    """All that a screen may need. `place` is where one is in the list of services; `detours` the pages beside
    the visit (`ui.detour`) that were opened, of which the last shows; `ways` the fields of the preferences
    that the page of options has a row for; `cover` whether the journey's start page shows although it was
    begun; `online` whether the council was reached lately; `snap` takes a photo, None without a camera."""

    settings: Settings
    services: Services
    visit: Visit
    words: Words
    look: Look
    place: str = HOME
    detours: tuple[str, ...] = ()
    ways: frozenset[str] = frozenset()
    cover: bool = False
    problems: tuple[Problem, ...] = ()
    printer: PrinterState = PrinterState.NONE
    job: Job = Job.NONE
    online: bool = False
    today: date = date.min
    snap: "Snap | None" = None

    @property
    def service(self) -> Service:
        """The journey being walked."""
        return self.services.service(self.visit.journey, self.words.language)

    @property
    def logo(self) -> str:
        """Path of the council's logo, '' for none."""
        logo = self.settings.council.logo
        return str(self.settings.path(logo)) if logo else ""

    def clear(self) -> None:
        """What was one visit's goes. The look follows from the visit's preferences (`ui.tools`)."""
        self.words = words_for("en")
        self.place, self.cover, self.problems, self.detours = HOME, False, (), ()

    def printer_banner(self) -> tuple[str, ...]:
        """What must be said of the printer before somebody relies on it."""
        if self.printer.can_print or self.printer is PrinterState.NONE:
            return ()
        return (self.words("This kiosk cannot print just now. You can still use every service."),)
