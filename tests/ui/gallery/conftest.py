"""Every kind of screen with the words that the kiosk really ships, to be measured in any look.

Of each kind of page, and of each type of question, the longest one that the example answers of the
shipped journeys come by is taken: if that is whole, so are the others.
"""

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from kiosk.assets import assets_dir
from kiosk.commands.parts import ServiceDesk
from kiosk.journeys.pages import Field, Option, Page, Problem, Row
from kiosk.journeys.rehearsal import rehearse
from kiosk.journeys.walk import Walk
from kiosk.language import words_for
from kiosk.receipt import PrinterState
from kiosk.settings import Panel, Settings
from kiosk.visit import Preferences, Saved, Stage, Visit
from ui.drawing import draw
from ui.languages import LanguageChooser
from ui.overlay import Dialog
from ui.printing import Job
from ui.scene import ALL, HOME, LETTERS, MORE, SEARCH, Scene
from ui.theme.look import Looks
from ui.window import KioskWindow

TODAY = date(2026, 11, 20)
"""The day for which the shipped sample data was made."""
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PANELS = {
    "portrait": Panel(1080, 1920, 268.0, 476.0),
    "landscape": Panel(1920, 1080, 476.0, 268.0),
    "tablet": Panel(1280, 800, 331.0, 207.0),
}
FOUND = tuple(Option(value=str(n), text=f"{n} Old Orchard Gardens, Exampleton, ZZ9 9AA") for n in (1, 2))


class Still:
    """A walk that stands still at one page."""

    def __init__(self, page: Page, told: tuple[Row, ...]) -> None:
        self._page, self._told = page, told

    def page(self) -> Page:
        return self._page

    def summary(self) -> tuple[Row, ...]:
        return self._told

    def find(self, name: str, text: str, limit: int = 50) -> tuple[Option, ...]:
        return FOUND


Told = Callable[[], tuple[Row, ...]]
"""What was told until a page, asked for while that shows."""


class Recorder:
    """A walk that tells `note` of each page it shows."""

    def __init__(self, walk: Walk, note: Callable[[Page, Told], None]) -> None:
        self._walk, self._note = walk, note

    def page(self) -> Page:
        page = self._walk.page()
        self._note(page, self._walk.summary)
        return page

    def answer(self, name: str, value: object) -> object:
        return self._walk.answer(name, value)

    def complete(self) -> object:
        done = self._walk.complete()
        if done is not None:
            self._note(self._walk.sent("K7MF4T2Q9XW3", received=False), tuple)
        return done


class Sort(Struct, frozen=True):
    """What a page is an example of: its kind and the types of its questions."""

    kind: str
    types: tuple[str, ...]

    @property
    def name(self) -> str:
        return "-".join((self.kind, *self.types))


def sort_of(page: Page) -> Sort:
    return Sort(page.kind, tuple(sorted({one.type for one in page.fields if isinstance(one, Field)})))


def words_on(page: Page) -> int:
    """How much there is to read."""
    return len(repr((page.title, page.body, page.fields, page.rows)))


class Shipped:
    """What the example answers come by in the shipped journeys. Walking them all takes longer than drawing
    all there is, so each language is walked once for every panel and every module."""

    def __init__(self, desk: ServiceDesk) -> None:
        self.desk = desk
        self._longest: dict[str, dict[str, tuple[str, Page, tuple[Row, ...]]]] = {}

    def longest(self, language: str) -> dict[str, tuple[str, Page, tuple[Row, ...]]]:
        """The longest page of each sort by its name: its journey, itself, what was told until then."""
        if language not in self._longest:
            best: dict[str, tuple[str, Page, tuple[Row, ...]]] = {}
            most: Counter[str] = Counter()
            for path in sorted((assets_dir() / "examples").glob("*/*.json")):

                def note(page: Page, told: Told, journey: str = path.parent.name) -> None:
                    name, length = sort_of(page).name, words_on(page)
                    if length > most[name]:
                        most[name], best[name] = length, (journey, page, told())

                self._walk(path, language, note)
            self._longest[language] = best
        return self._longest[language]

    def story(self, journey: str, language: str) -> list[tuple[Page, tuple[Row, ...]]]:
        """Each page once that a journey's first example comes by, with what was told until then."""
        found: dict[str, tuple[Page, tuple[Row, ...]]] = {}

        def note(page: Page, told: Told) -> None:
            found[page.name] = (page, told())

        self._walk(min((assets_dir() / "examples" / journey).glob("*.json")), language, note)
        return list(found.values())

    def _walk(self, example: Path, language: str, note: Callable[[Page, Told], None]) -> None:
        walk = self.desk.walk(example.parent.name, language, words_for(language), TODAY)
        rehearse(Recorder(walk, note), json.loads(example.read_text(encoding="utf-8")))


class Gallery:
    """Draws its pictures by name into one window of a panel."""

    def __init__(self, panel: str, shipped: Shipped) -> None:
        self.panel = PANELS[panel]
        self.settings = replace(Settings(), panel=self.panel)
        self.shipped, self.desk = shipped, shipped.desk
        self.looks = Looks(assets_dir(), self.panel, self.settings.council.colour)
        council = self.settings.council
        self.window = KioskWindow(council.name, "", self.settings.visit.languages, closable=True, listen=True)
        self.window.resize(self.panel.width_px, self.panel.height_px)
        self.window.setUpdatesEnabled(False)  # measured, not looked at: painting takes longer than all else
        self.set("default", 0, "en")
        self.window.show()

    def set(self, theme: str, size: int, language: str, *, reach: bool = False) -> None:
        """Another look and language."""
        gc.collect()
        self.words = words_for(language)
        self.look = self.looks.look(theme, size, reach=reach)
        self.window.set_look(self.look, self.words)

    # -- what there is -------------------------------------------------------------------------------

    def pages(self) -> dict[str, tuple[str, Page, tuple[Row, ...]]]:
        """The longest page of each sort in the language set, by the sort's name."""
        return self.shipped.longest(self.words.language)

    def story(self, journey: str) -> list[tuple[Page, tuple[Row, ...]]]:
        """Each page once that a journey's first example comes by, with what was told until then."""
        return self.shipped.story(journey, self.words.language)

    @property
    def names(self) -> list[str]:
        """Every picture: the pages of the journeys, and all that stands around them."""
        return [*OTHERS, *self.pages()]

    @property
    def chosen(self) -> list[str]:
        """Those with most to say, where there is no time for all."""
        return [name for name in self.names if name in CHOSEN]

    # -- drawing -------------------------------------------------------------------------------------

    def show(self, name: str) -> None:
        """Put up one picture and let it be laid out."""
        if name in OTHERS:
            OTHERS[name](self)
        else:
            journey, page, told = self.pages()[name]
            self.put(self._scene(Stage.ANSWERING, journey, page, told))
        self.settle()

    def show_page(self, journey: str, page: Page, told: tuple[Row, ...]) -> None:
        """Put up a page of a journey."""
        self.put(self._scene(Stage.ANSWERING, journey, page, told))
        self.settle()

    def put(self, scene: Scene) -> None:
        self.window.show_screen(draw(scene))

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _scene(
        self, stage: Stage, journey: str = "", page: Page | None = None, told: tuple[Row, ...] = (), **facts
    ) -> Scene:
        visit = Visit()
        visit.stage = stage
        visit.journey = journey
        visit.preferences = Preferences(self.words.language, speech=True)
        if page is not None:
            visit.walk = Still(page, told)
        if stage is Stage.FINISHED:
            visit.saved = Saved("id", "K7MF4T2Q9XW3", NOON)
        return Scene(
            settings=self.settings,
            services=self.desk,
            visit=visit,
            words=self.words,
            look=self.look,
            **{"printer": PrinterState.OK, **facts},
        )

    def place(self, stage: Stage, **facts) -> None:
        self.put(self._scene(stage, **facts))

    def start(self) -> None:
        """The first page with the most to say."""
        sensitive = replace(self.desk.service("benefits-change", self.words.language), translated=False)
        scene = self._scene(Stage.STARTING, "benefits-change")
        scene.services = type("One", (), {"service": lambda *_: sensitive, "entries": self.desk.entries})()
        self.put(scene)

    def problems(self) -> None:
        """The page with most questions, each with a problem."""
        journey, page, told = max(self.pages().values(), key=lambda one: len(one[1].fields))
        fields = [one for one in page.fields if isinstance(one, Field)]
        problems = tuple(
            Problem(
                name=one.name,
                rule="required",
                text=self.words("Enter {label}", label=one.title, Label=one.title),
            )
            for one in fields
        )
        self.put(self._scene(Stage.ANSWERING, journey, page, told, problems=problems))

    def search(self, typed: str = "bin") -> None:
        self.place(Stage.CHOOSING, place=SEARCH)
        self.settle()
        self.window.screen_shown.restore(typed)

    def letters(self) -> None:
        """The A to Z with the services of its fullest letter."""
        self.place(Stage.CHOOSING, place=LETTERS)
        self.settle()
        sections = self.desk.alphabet(self.words.language)
        self.window.screen_shown.restore(max(sections, key=lambda one: len(one.entries)).letter)

    def found(self) -> None:
        """An address question whose search has found something."""
        name = next(name for name in self.pages() if name.startswith("ask-address"))
        journey, page, told = self.pages()[name]
        self.put(self._scene(Stage.ANSWERING, journey, page, told))
        self.settle()
        field = self.window.screen_shown.fields[0]
        field._query.setText("Old Orchard Gardens")
        field._search_now()

    def finished(self, job: Job, printer: PrinterState = PrinterState.OK) -> None:
        journey, page, _ = self.pages()["done"]
        self.put(self._scene(Stage.FINISHED, journey, page, job=job, printer=printer))

    def languages(self) -> None:
        self.show("check")
        nothing = lambda *_: None  # noqa: E731  buttons that do nothing
        self.window.open_dialog(
            LanguageChooser(
                self.look,
                self.words,
                self.window,
                languages=self.settings.visit.languages,
                on_choice=nothing,
                on_stay=nothing,
            )
        )

    def dialog(self, title: str, body: str, stay: str, go: str) -> None:
        self.show("check")
        nothing = lambda: None  # noqa: E731  two buttons that do nothing
        self.window.open_dialog(
            Dialog(
                self.look,
                self.window,
                name="dialog",
                title=self.words(title),
                body=self.words(body, n=60) if "{n}" in body else self.words(body),
                stay=self.words(stay),
                go=self.words(go),
                on_stay=nothing,
                on_go=nothing,
            )
        )


OTHERS: dict[str, Callable[[Gallery], None]] = {
    "attract": lambda it: it.place(Stage.ATTRACT, printer=PrinterState.PAPER_OUT),
    "home": lambda it: it.place(Stage.CHOOSING, place=HOME, printer=PrinterState.PAPER_OUT),
    "help": lambda it: it.place(Stage.CHOOSING, detours=("help",)),
    "options": lambda it: it.place(Stage.CHOOSING, detours=("help", "options"), ways=EVERY_WAY),
    "services": lambda it: it.place(Stage.CHOOSING, place=ALL),
    "more": lambda it: it.place(Stage.CHOOSING, place=MORE),
    "letters": Gallery.letters,
    "search": Gallery.search,
    "nothing-found": lambda it: it.search("xylophone"),
    "start": Gallery.start,
    "not-connected": lambda it: it.place(Stage.STARTING, journey="council-tax-question", online=False),
    "safety": lambda it: it.place(Stage.STARTING, journey="homeless"),
    "problems": Gallery.problems,
    "found": Gallery.found,
    "saving": lambda it: it.place(Stage.SAVING),
    "not-saved": lambda it: it.place(Stage.NOT_SAVED),
    "saved": lambda it: it.finished(Job.NONE),
    "unknown": lambda it: it.finished(Job.UNKNOWN, PrinterState.LOCKED),
    "no-paper": lambda it: it.finished(Job.NONE, PrinterState.PAPER_OUT),
    "out-of-order": lambda it: it.place(Stage.OUT_OF_ORDER),
    "languages": Gallery.languages,
    "time": lambda it: it.dialog(
        "Are you still there?",
        "In {n} seconds we clear your answers and start again.",
        "I need more time",
        "Finish and clear",
    ),
    "stop": lambda it: it.dialog(
        "Stop and clear your answers?",
        "Nothing is kept and nothing is sent.",
        "Go back to my answers",
        "Stop and clear",
    ),
}
"""Screens that are not pages of a journey."""
EVERY_WAY = frozenset(Preferences.__struct_fields__)
CHOSEN = frozenset(
    {
        *("attract", "home", "help", "options", "search", "start", "problems", "found", "saved", "time"),
        *("languages", "ask-choices", "ask-date", "ask-long", "list", "note", "check"),
    }
)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory) -> Shipped:
    settings = Settings()
    state = tmp_path_factory.mktemp("state")
    made = ServiceDesk(replace(settings, site=replace(settings.site, state_dir=str(state))), lambda: TODAY)
    made.prepare()
    return Shipped(made)


@pytest.fixture(scope="module")
def hang(qapp, shipped: Shipped) -> Iterator[Callable[[str], Gallery]]:
    """The gallery of a panel, made once for each module. As in the application, no garbage is collected while
    Qt is at work: widgets would go under its hands."""
    made: dict[str, Gallery] = {}
    gc.disable()
    gc.freeze()  # what every module shares is not looked through again and again

    def gallery(panel: str) -> Gallery:
        if panel not in made:
            made[panel] = Gallery(panel, shipped)
        for name, other in made.items():
            other.window.setVisible(name == panel)
        made[panel].window.activateWindow()
        made[panel].settle()
        return made[panel]

    yield gallery
    gc.unfreeze()
    gc.enable()
    for one in made.values():
        one.window.close()
        one.window.deleteLater()
