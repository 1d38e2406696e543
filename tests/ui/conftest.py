"""A kiosk whose parts are in memory: its window is real, its journeys are in `journeys` beside this file,
what it saves and prints stays in lists, and its time passes only when told.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from kiosk.assets import assets_dir
from kiosk.journeys.datasets import CsvData
from kiosk.journeys.load import Catalogue, load_folder
from kiosk.journeys.walk import Walk
from kiosk.language import Words, words_for
from kiosk.receipt import Outcome, PrinterState, PrintResult, Receipt
from kiosk.settings import Panel, Settings
from kiosk.submission import Submission
from kiosk.visit import Saved, Stage
from ui import intents
from ui.app import KioskApp
from ui.parts import Service
from ui.robot import Robot
from ui.screens.home import Entry, Results, Section
from ui.theme.look import Look, Looks

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
REFERENCE = "K7MF4T2Q9XW3"
PANELS = {
    "portrait": Panel(1080, 1920, 268.0, 476.0),
    "landscape": Panel(1920, 1080, 476.0, 268.0),
    "tablet": Panel(1280, 800, 331.0, 207.0),
}
SEEN = {"day": "20", "month": "11", "year": "2026"}
"""The tests' resident is Sam Sample, who does not exist; nor does the cat."""


class Clock:
    """Monotonic seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


class MemoryServices:
    """The catalogue of the tests' journeys, all in one group."""

    def __init__(self, catalogue: Catalogue, data: CsvData) -> None:
        self.catalogue, self.data = catalogue, data

    def groups(self, language: str) -> tuple[Entry, ...]:
        return tuple(Entry(f"group-{n}", f"Group {n}", "Things like these", "recycle") for n in range(1, 5))

    def urgent(self, language: str) -> Entry | None:
        return Entry("group-4", "Group 4", "At once", "life-buoy")

    def more(self, language: str) -> tuple[Entry, ...]:
        return self.groups(language)

    def pinned(self, language: str, day: date) -> tuple[Entry, ...]:
        return ()

    def alphabet(self, language: str) -> tuple[Section, ...]:
        entries = self.group("all", language)
        return tuple(Section(one.title[0], (one,)) for one in entries)

    def entries(self, names: Iterable[str], language: str) -> tuple[Entry, ...]:
        return tuple(one for one in self.group("all", language) if one.id in names)

    def group(self, group: str, language: str) -> tuple[Entry, ...]:
        if group not in ("group-1", "all"):
            return ()
        return tuple(
            Entry(name, one.title_in(language), one.body_in(language), "recycle")
            for name, one in self.catalogue.journeys.items()
        )

    def search(self, text: str, language: str) -> Results:
        word = text.strip().lower()
        found = tuple(one for one in self.group("all", language) if word in one.title.lower())
        return (
            Results(found)
            if found
            else Results((), self.groups(language)[:1], self.group("all", language)[:1])
        )

    def service(self, journey: str, language: str) -> Service:
        found = self.catalogue.journeys[journey]
        return Service(
            id=journey,
            title=found.title_in(language),
            body=found.body_in(language),
            owner="Exampleton Council",
            phone="01632 960 123",
            hours="9am to 5pm",
            offline=found.offline,
            minutes=found.minutes,
            needs=found.needs_in(language),
            sensitive=found.sensitivity >= 3,
            safety=found.sensitivity >= 4,
            next=found.next,
            translated=language in found.languages,
        )

    def walk(self, journey: str, language: str, words: Words, today: date) -> Walk:
        return Walk(self.catalogue.journeys[journey], self.data, today, words=words, language=language)


class MemoryCounter:
    """Saves into a list. `broken` is what `ready` raises; `failures` what the next saves raise; `gate`
    holds a save while it is not set."""

    def __init__(self) -> None:
        self.broken: Exception | None = None
        self.reached = True
        self.failures: list[Exception] = []
        self.saved: list[Submission] = []
        self.acknowledged: dict[str, datetime] = {}
        self.asked_ready = 0
        self.gate = threading.Event()
        self.gate.set()

    def ready(self) -> None:
        self.asked_ready += 1
        if self.broken is not None:
            raise self.broken

    def online(self) -> bool:
        return self.reached

    def save(self, submission: Submission) -> Saved:
        assert self.gate.wait(20), "the test never let the save go on"
        if self.failures:
            raise self.failures.pop(0)
        self.saved.append(submission)
        return Saved(f"id-{len(self.saved)}", REFERENCE, NOON)

    def sent_at(self, submission_id: str) -> datetime | None:
        return self.acknowledged.get(submission_id)


class MemoryPrinter:
    """Prints into a list. `results` are the outcomes to come, else printed; `gate` as at the counter."""

    def __init__(self, state: PrinterState) -> None:
        self.state = state
        self.results: list[PrintResult] = []
        self.printed: list[Receipt] = []
        self.gate = threading.Event()
        self.gate.set()

    def status(self) -> PrinterState:
        return self.state

    def print(self, receipt: Receipt, words: Words) -> PrintResult:
        assert self.gate.wait(20), "the test never let the printer go on"
        self.printed.append(receipt)
        return self.results.pop(0) if self.results else PrintResult(Outcome.PRINTED, PrinterState.OK)


class Rig:
    """A running kiosk, hands to work it, and the parts to look into."""

    def __init__(
        self,
        services: MemoryServices,
        settings: Settings,
        *,
        windowed: bool,
        camera=None,
        sound=None,
        player=None,
        assisted=lambda: False,
    ) -> None:
        self.services = services
        self.clock = Clock()
        self.counter = MemoryCounter()
        self.printer = MemoryPrinter(PrinterState.OK)
        self.app = KioskApp(
            settings,
            services=services,
            counter=self.counter,
            printer=self.printer,
            camera=camera,
            sound=sound,
            player=player,
            today=lambda: TODAY,
            now=self.clock,
            assisted=assisted,
            windowed=windowed,
        )
        self.window = self.app.window
        self.robot = Robot(self.window, self.clock.wait)

    # -- short for what is long ----------------------------------------------------------------------

    @property
    def visit(self):
        return self.app.navigator.visit

    @property
    def stage(self) -> Stage:
        return self.visit.stage

    @property
    def page(self) -> str:
        """Name of the page shown while answering."""
        return self.visit.page.name

    @property
    def screen(self):
        return self.window.screen_shown

    @property
    def focus(self) -> str:
        """Object name of what has the focus."""
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None else ""

    def top(self, name: str) -> int:
        """How many pixels below the window's upper edge a thing begins."""
        widget = self.robot.find(name)
        return widget.mapTo(self.window, widget.rect().topLeft()).y()

    def look(self, **changes: object) -> None:
        """Another theme or size, as the tools above would set it."""
        navigator = self.app.navigator
        navigator.visit.prefer(**changes)
        navigator.tools.relook()
        navigator.showing.show_again()
        self.robot.settle()

    def start(self) -> None:
        """Show it. After the first picture nothing is painted: that takes longer than all else, and what a
        screen looks like is tested in `gallery`."""
        self.app.start()
        self.robot.settle()
        self.window.setUpdatesEnabled(False)

    def stop(self) -> None:
        self.counter.gate.set()
        self.printer.gate.set()
        self.robot.settle()
        self.app.close()
        self.robot.settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    # -- the way to a place --------------------------------------------------------------------------

    def home(self) -> None:
        self.robot.touch("begin")

    def cover(self, journey: str = "lost-cat") -> None:
        """The start page of a journey."""
        self.home()
        self.robot.touch("group:group-1")
        self.robot.touch(f"service:{journey}")

    def begin(self, journey: str = "lost-cat") -> None:
        """Its first question, without drawing what comes before it."""
        navigator = self.app.navigator
        navigator.visit.touch()
        navigator.wanted(intents.Chose(journey))
        navigator.wanted(intents.Began())
        self.robot.until(lambda: self.stage is Stage.ANSWERING, "the first question")
        self.robot.settle()

    def tell(self, **answers: object) -> None:
        """Answer page after page without drawing them, then show where that leads."""
        for name, value in answers.items():
            assert self.visit.answer(name, value) == (), name
        self.app.navigator.show()
        self.robot.settle()

    def write(self, name: str, text: str) -> None:
        """Put text into a box at once."""
        self.robot.find(name).setText(text)
        self.robot.settle()

    def to_about_you(self) -> None:
        self.begin()
        self.tell(cat_name="Tibbles", colour_of="ginger", keep_food_out=True)

    def to_list(self) -> None:
        self.to_about_you()
        self.tell(about_you={"full_name": "Sam Sample", "seen_on": SEEN})

    def to_check(self) -> None:
        self.to_list()
        self.tell(places="done")

    def to_finished(self) -> None:
        self.to_check()
        self.robot.touch("main")
        self.robot.until(lambda: self.stage is Stage.FINISHED, "saved")
        self.robot.settle()

    def wait_out(self, seconds: float) -> None:
        """Let time pass without a touch, as the clock of the visit sees it."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            self.clock.now = min(end, self.clock.now + 1)
            self.app.presence.tick()
        self.robot.settle()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    found = load_folder(HERE / "journeys")
    assert not found.problems, [str(one) for one in found.problems]
    return found


@pytest.fixture(scope="session")
def services(catalogue: Catalogue) -> MemoryServices:
    return MemoryServices(catalogue, CsvData(HERE / "datasets", catalogue.datasets))


@pytest.fixture
def make_kiosk(qapp: QApplication, services: MemoryServices) -> Iterator[Callable[..., Rig]]:
    """Makes kiosks that are not started yet; each is closed at the end."""
    made: list[Rig] = []

    def make(
        panel: str = "portrait",
        *,
        languages: tuple[str, ...] = ("en", "cy"),
        desk=None,
        camera=None,
        sound=None,
        player=None,
        controller=None,
        assisted=lambda: False,
    ) -> Rig:
        settings = Settings()
        settings = replace(
            settings,
            site=replace(settings.site, place="Exampleton Library"),
            council=replace(settings.council, name="Exampleton Council"),
            visit=replace(settings.visit, languages=languages),
            panel=PANELS[panel],
            controller=controller or settings.controller,
        )
        # Only the portrait panel fits the tests' screen; the others show in a window of their size.
        made.append(
            Rig(
                desk or services,
                settings,
                windowed=panel != "portrait",
                camera=camera,
                sound=sound,
                player=player,
                assisted=assisted,
            )
        )
        return made[-1]

    yield make
    for rig in made:
        rig.stop()


@pytest.fixture
def kiosk(make_kiosk: Callable[..., Rig]) -> Rig:
    """A portrait kiosk that shows its attract screen."""
    rig = make_kiosk()
    rig.start()
    return rig


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Look:
    """The default theme at the default size on the portrait panel."""
    return Looks(assets_dir(), PANELS["portrait"], "#0B3C5D").look("default", 0)


@pytest.fixture
def english() -> Words:
    return words_for("en")
