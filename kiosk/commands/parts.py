"""The real parts behind the screens' protocols: the catalogue, the counter, the printer.

Each imports its modules and opens its files when first used, in the thread that uses it, so that the first
picture waits for none.
"""

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.clock import today as today_here
from kiosk.commands.lists import ServiceLists
from kiosk.content.stock import Renewal
from kiosk.errors import KnownError
from kiosk.language import Words
from kiosk.receipt import Printer, PrinterState, PrintResult, Receipt
from kiosk.settings import Settings
from kiosk.submission import Submission
from kiosk.visit import Saved
from ui.parts import Service
from ui.speech.late import Sound

if TYPE_CHECKING:
    from kiosk.camera import CameraProblem
    from kiosk.journeys.datasets import Data
    from kiosk.journeys.definition import Journey
    from kiosk.journeys.load import Catalogue
    from kiosk.journeys.walk import Walk
    from kiosk.services import Register
    from kiosk.store import Store
    from kiosk.submit import Submitter
    from ui.sounds.player import Player
    from ui.speech.jack import Headphones
    from ui.speech.voice import Voice

FIRST_LANGUAGE = "en"
"""What most residents search in first."""


class ServiceDesk(ServiceLists):
    """The content for the screens. A visit works with what it began with: newer content is taken up by
    `refresh`, which is called between visits only."""

    def __init__(
        self,
        settings: Settings,
        today: Callable[[], date] = today_here,
        content: Renewal | None = None,
    ) -> None:
        super().__init__()
        self._settings, self._today = settings, today
        self._content = content or Renewal(settings)

    def prepare(self) -> None:
        """Load what a visit needs. May run beside the screens."""
        self._content.stock.prepare()
        self.make_ready(FIRST_LANGUAGE)

    def refresh(self) -> bool:
        """Between visits: take up newer content that is ready; whether some should be made ready."""
        return self._content.refresh()

    def get_ready(self) -> None:
        """Load newer content beside the screens, for the next `refresh`."""
        self._content.get_ready()

    @property
    def register(self) -> "Register":
        return self._content.stock.register

    @property
    def has_journeys(self) -> bool:
        return self._content.stock.has_journeys

    @property
    def catalogue(self) -> "Catalogue":
        """All journeys."""
        return self._content.stock.catalogue

    @property
    def data(self) -> "Data":
        """All datasets."""
        return self._content.stock.data

    def journey(self, name: str) -> "Journey":
        """One journey that is offered."""
        return self.catalogue.journeys[name]

    # -- lists ---------------------------------------------------------------------------------------

    def offered(self, name: str) -> "Journey | None":
        found = self.catalogue.journeys.get(name)
        return found if found is not None and found.offered(self._today()) else None

    def owner_in(self, owner: str, language: str) -> str:
        row = self.data.row("contacts", owner) or {}
        name = row.get(f"text_{language}") or row.get("text") or self._settings.council.name
        return str(name)

    # -- one service ---------------------------------------------------------------------------------

    def service(self, journey: str, language: str) -> Service:
        from kiosk.journeys.walk import SAFETY_CLASS, SENSITIVE_CLASS

        found = self.journey(journey)
        contact = self.data.row("contacts", found.owner) or {}
        return Service(
            id=journey,
            title=found.title_in(language),
            short=found.short_in(language),
            body=found.body_in(language),
            minutes=found.minutes,
            needs=found.needs_in(language),
            owner=self.owner_in(found.owner, language),
            phone=str(contact.get("phone") or self._settings.council.phone),
            # When another body's telephone is answered we do not know.
            hours="" if found.offline == "handoff" else self._settings.council.hours_in(language),
            offline=found.offline,
            sensitive=found.sensitivity >= SENSITIVE_CLASS,
            safety=found.sensitivity >= SAFETY_CLASS,
            translated=language in found.languages,
            next=found.next,
        )

    def walk(self, journey: str, language: str, words: Words, today: date) -> "Walk":
        from kiosk.journeys.walk import Walk

        return Walk(self.journey(journey), self.data, today, words=words, language=language)


class OutboxCounter:
    """Saves into the outbox. Belongs to one worker thread: the store opens at the first call there."""

    def __init__(self, settings: Settings, desk: ServiceDesk) -> None:
        self._settings, self._desk = settings, desk
        self._submitter: Submitter | None = None
        self._keysets: object = None
        self._told = ""

    @cached_property
    def _store(self) -> "Store":
        from kiosk.store import Store

        return Store.open(self._settings.database)

    def reached_at(self) -> datetime | None:
        """When the council last answered (UTC); None if it never did."""
        from kiosk.contact import Contact

        return Contact(self._store).reached_at()

    def online(self) -> bool:
        from kiosk.clock import moment
        from kiosk.contact import Contact

        age = Contact(self._store).age(moment())
        return age is not None and age <= self._settings.council.reached_minutes * 60

    def _open(self) -> "Submitter":
        from kiosk.signed_keyset import KeysetFiles

        files = KeysetFiles(self._settings.keyset, self._settings.fetched_keyset)
        stamp = files.stamp()
        # The agent may have fetched a newer one.
        if self._submitter is None or stamp != self._keysets:
            from kiosk.submit import KioskFacts, Submitter

            site = self._settings.site
            self._keysets = stamp
            self._submitter = Submitter(
                self._store,
                files.read(),
                KioskFacts(site.kiosk, site.place, __version__),
            )
        return self._submitter

    def ready(self) -> None:
        try:
            self._open().check_ready()
        except KnownError as error:
            self._tell(str(error))
            raise
        self._told = ""

    def _tell(self, why: str) -> None:
        """Why nothing can be saved, and what to do, for the operator's journal; the same is said once."""
        if why != self._told:
            print(f"kiosk: {why}", file=sys.stderr, flush=True)
        self._told = why

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

    def clear_lock(self) -> PrinterState:
        return self._open().clear_lock()


class LateCamera:
    """The camera of the settings; its program runs in the thread that takes the photo."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.camera

    def take(self) -> "bytes | CameraProblem":
        from kiosk.camera import ProgramCamera

        return ProgramCamera(self._settings.command, self._settings.seconds).take()


def sound_of(settings: Settings) -> Sound | None:
    """What the kiosk speaks with, None where it cannot or shall not."""
    if settings.speech.engine == "none" or not _is_installed(settings.speech.engine):
        return None

    def sound() -> "tuple[Voice, Headphones]":
        from ui.speech.espeak import EspeakVoice
        from ui.speech.jack import headphones

        return EspeakVoice(settings.speech.engine), headphones(settings.speech.headphones)

    return sound


def player_of(settings: Settings) -> "Callable[[], Player] | None":
    """What the kiosk plays its short sounds with, None where it has none."""
    command = settings.sounds.player
    if not command:
        return None

    def player() -> "Player":
        from ui.sounds.player import ProgramPlayer

        return ProgramPlayer(command)

    return player


def _is_installed(program: str) -> bool:
    # shutil.which would bring in more than the first picture should wait for.
    return any(os.access(f"{folder}/{program}", os.X_OK) for folder in os.get_exec_path())
