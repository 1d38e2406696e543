"""The real parts behind the screens' protocols: the catalogue, the counter, the printer.

Each imports its modules and opens its files when first used, in the thread that uses it, so that the first
picture waits for none.
"""

import threading
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.assets import assets_dir
from kiosk.language import Words
from kiosk.receipt import Printer, PrinterState, PrintResult, Receipt
from kiosk.services import Register, load_services
from kiosk.settings import Settings
from kiosk.submission import Submission
from kiosk.visit import Saved
from ui.parts import Service
from ui.screens.home import Entry

if TYPE_CHECKING:
    from kiosk.journeys.datasets import CsvData
    from kiosk.journeys.definition import Journey
    from kiosk.journeys.load import Catalogue
    from kiosk.journeys.walk import Walk
    from kiosk.store import Store
    from kiosk.submit import Submitter

MORE = "more"
"""The group that the home page's More services stands for."""
OFFERED = ("live",)


def journeys_folder(settings: Settings) -> Path:
    """Where this kiosk's journeys lie."""
    folder = settings.content.journeys
    return settings.path(folder) if folder else assets_dir() / "journeys"


def datasets_folder(settings: Settings) -> Path:
    """Where this kiosk's datasets lie."""
    folder = settings.content.datasets
    return settings.path(folder) if folder else assets_dir() / "datasets"


def read_catalogue(settings: Settings) -> "Catalogue":
    """The journeys, the last good version of each where a file has turned bad."""
    from kiosk.journeys.keep import good_folder, remember
    from kiosk.journeys.load import load_folder

    catalogue = load_folder(journeys_folder(settings), good=good_folder(settings.state_dir))
    remember(catalogue, settings.state_dir)
    return catalogue


class ServiceDesk:
    """The catalogue for the screens. The register is read at once, journeys when first needed or by
    `prepare`, whichever comes first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._register: Register = load_services(assets_dir() / "services.toml")

    def prepare(self) -> None:
        """Load what a visit needs. May run beside the screens."""
        with self._lock:
            for dataset in self._loaded.datasets:
                self._data.made(dataset)

    @cached_property
    def _loaded(self) -> "Catalogue":
        return read_catalogue(self._settings)

    @cached_property
    def _data(self) -> "CsvData":
        from kiosk.journeys.datasets import CsvData

        return CsvData(datasets_folder(self._settings), self._loaded.datasets)

    @property
    def catalogue(self) -> "Catalogue":
        """All journeys."""
        with self._lock:
            return self._loaded

    @property
    def data(self) -> "CsvData":
        """All datasets."""
        with self._lock:
            return self._data

    def journey(self, name: str) -> "Journey":
        """One journey that is offered."""
        return self.catalogue.journeys[name]

    # -- lists ---------------------------------------------------------------------------------------

    def groups(self, language: str) -> tuple[Entry, ...]:
        return tuple(
            Entry(group.id, group.title_in(language), group.summary_in(language), group.icon)
            for group in self._register.groups
            if group.id != MORE
        )

    def group(self, group: str, language: str) -> tuple[Entry, ...]:
        wanted = [one for one in self._register.groups if group in (one.id, "all")]
        return self._entries((name for one in wanted for name in one.services), language)

    def search(self, text: str, language: str) -> tuple[Entry, ...]:
        return self._entries(self._register.search(text, language), language)

    def _entries(self, names: Iterable[str], language: str) -> tuple[Entry, ...]:
        journeys = self.catalogue.journeys
        found = []
        for name in names:
            journey = journeys.get(name)
            group = self._register.group_of(name)
            if journey is not None and journey.status in OFFERED:
                first = journey.body_in(language).split("\n")[0]
                icon = group.icon if group else "file-text"
                found.append(Entry(name, journey.title_in(language), first, icon))
        return tuple(found)

    # -- one service ---------------------------------------------------------------------------------

    def service(self, journey: str, language: str) -> Service:
        from kiosk.journeys.definition import SENT
        from kiosk.journeys.walk import SENSITIVE_CLASS

        found = self.journey(journey)
        contact = self.data.row("contacts", found.owner) or {}
        name = contact.get(f"text_{language}") or contact.get("text") or self._settings.council.name
        return Service(
            id=journey,
            title=found.title_in(language),
            body=found.body_in(language),
            owner=str(name),
            phone=str(contact.get("phone") or self._settings.council.phone),
            hours=self._settings.council.hours_in(language),
            offline=found.offline if found.offline in SENT else "information",
            sensitive=found.sensitivity >= SENSITIVE_CLASS,
            translated=language in found.languages,
        )

    def walk(self, journey: str, language: str, words: Words, today: date) -> "Walk":
        from kiosk.journeys.walk import Walk

        return Walk(self.journey(journey), self.data, today, words=words, language=language)


class OutboxCounter:
    """Saves into the outbox. Belongs to one worker thread: the store opens at the first call there."""

    def __init__(self, settings: Settings, desk: ServiceDesk) -> None:
        self._settings, self._desk = settings, desk
        self._submitter: Submitter | None = None

    @cached_property
    def _store(self) -> "Store":
        from kiosk.store import Store

        return Store.open(self._settings.database)

    def reached_at(self) -> datetime | None:
        """When the council last answered (UTC); None if it never did."""
        from kiosk.contact import Contact

        return Contact(self._store).reached_at()

    def _open(self) -> "Submitter":
        if self._submitter is None:
            from kiosk.keyset import read_keyset
            from kiosk.submit import KioskFacts, Submitter

            site = self._settings.site
            self._submitter = Submitter(
                self._store,
                read_keyset(self._settings.keyset),
                KioskFacts(site.kiosk, site.place, __version__),
            )
        return self._submitter

    def ready(self) -> None:
        self._open().check_ready()

    def save(self, submission: Submission) -> Saved:
        from kiosk.submit import facts_of

        saved = self._open().submit(submission, facts_of(self._desk.journey(submission.journey)))
        parts = {name: (part.id, part.reference) for name, part in saved.parts.items()}
        return Saved(saved.id, saved.reference, saved.saved_at, parts=parts)

    def sent_at(self, submission_id: str) -> datetime | None:
        item = self._open().state(submission_id)
        return item.sent_at if item else None


class LatePrinter:
    """The printer of the settings, opened at the first call, in the thread that prints."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._printer: Printer | None = None

    def _open(self) -> Printer:
        if self._printer is None:
            from printers.open import open_printer

            folder = self._settings.printer.folder
            wanted = self._settings.printer
            if folder:
                from msgspec.structs import replace

                wanted = replace(wanted, folder=str(self._settings.path(folder)))
            self._printer = open_printer(wanted, self._settings.state_dir)
        return self._printer

    def status(self) -> PrinterState:
        return self._open().status()

    def print(self, receipt: Receipt, words: Words) -> PrintResult:
        return self._open().print(receipt, words)
