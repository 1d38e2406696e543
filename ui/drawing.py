"""From a stage of the visit to its screen: one look-up, no decisions about journeys.

Everything shown is handed in: `Scene` is the visit with the facts around it at this moment. A screen's
module is imported when it is first drawn, so that the first picture does not wait for all of them.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from kiosk.journeys.pages import Page, Problem
from kiosk.language import N_, Words
from kiosk.receipt import PrinterState, State, reference_link, state_text
from kiosk.settings import Settings
from kiosk.visit import Stage, Visit
from ui.parts import Service, Services
from ui.printing import Job, Said, said
from ui.screens.screen import Screen
from ui.theme.look import Look

if TYPE_CHECKING:
    from ui.fields.field import Snap
    from ui.screens.home import Entry, Results

HOME = ""
SEARCH = "search"
ALL = "all"
MORE = "more"
LETTERS = "a-z"
SCREENS = ("attract", "home", "search", "letters", "start", "question", "check", "reading", "finished")
"""Modules of `ui.screens` that are drawn here, in the order in which a visit needs them."""


KEPT = N_("We save your answers only when you press the last button. Until then, nothing is kept.")
NOT_KEPT = N_("This is information. Nothing is sent.")
WITHOUT_CONNECTION = {
    "information": N_("It works just the same."),
    "handoff": N_("It works just the same."),
    "queue": N_("We save what you tell us here, and send it as soon as we are connected again."),
    "warn": N_(
        "We save what you tell us here, and send it as soon as we are connected again. It counts only when "
        "the council has it, so phone if it cannot wait."
    ),
    "live": N_("It cannot be done then. You can phone."),
}
"""What happens without a connection, by the journey's offline class."""
PHONE_NUMBER = re.compile(r"\b0\d[\d ]{7,}\d\b")


class Scene(Struct, kw_only=True):
    """All that a screen may need. `place` is where one is in the list of services; `cover` whether the
    journey's start page shows although it was begun; `online` whether the council was reached lately;
    `snap` takes a photo, None without a camera."""

    settings: Settings
    services: Services
    visit: Visit
    words: Words
    look: Look
    place: str = HOME
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

    def printer_banner(self) -> tuple[str, ...]:
        """What must be said of the printer before somebody relies on it."""
        if self.printer.can_print or self.printer is PrinterState.NONE:
            return ()
        return (self.words("This kiosk cannot print just now. You can still use every service."),)


def draw(scene: Scene) -> Screen:
    """The screen for this moment."""
    screen = _start(scene) if scene.cover else DRAW[scene.visit.stage](scene)
    screen.leave_now = bool(scene.visit.journey) and scene.service.safety
    return screen


def _attract(scene: Scene) -> Screen:
    from ui.screens.attract import AttractScreen

    return AttractScreen(
        scene.look,
        scene.words,
        council=scene.settings.council.name,
        logo=scene.logo,
        place=scene.settings.site.place,
        languages=scene.settings.visit.languages,
        banners=scene.printer_banner(),
    )


def _choosing(scene: Scene) -> Screen:
    return PLACES.get(scene.place, _group)(scene)


def _home(scene: Scene) -> Screen:
    from ui.screens.home import HomeScreen

    language = scene.words.language
    return HomeScreen(
        scene.look,
        scene.words,
        groups=scene.services.groups(language),
        place=scene.settings.site.place,
        pinned=scene.services.pinned(language, scene.today),
        urgent=scene.services.urgent(language),
        banners=scene.printer_banner(),
    )


def _search(scene: Scene) -> Screen:
    from ui.screens.search import SearchScreen

    words = scene.words

    def find(text: str) -> "Results":
        return scene.services.search(text, words.language)

    return SearchScreen(scene.look, words, find=find, caption=words("Search"))


def _letters(scene: Scene) -> Screen:
    from ui.screens.letters import LettersScreen

    return LettersScreen(scene.look, scene.words, sections=scene.services.alphabet(scene.words.language))


def _more(scene: Scene) -> Screen:
    from ui.screens.home import GroupsScreen

    language = scene.words.language
    at_home = scene.services.groups(language)
    others = tuple(one for one in scene.services.more(language) if one not in at_home)
    return GroupsScreen(scene.look, scene.words, groups=others)


def _group(scene: Scene) -> Screen:
    from ui.screens.home import ServicesScreen

    language = scene.words.language
    group = next((one for one in scene.services.more(language) if one.id == scene.place), None)
    return ServicesScreen(
        scene.look,
        scene.words,
        title=group.title if group else scene.words("All services"),
        body=group.body if group else "",
        caption="",
        services=scene.services.group(scene.place, language),
    )


def _start(scene: Scene) -> Screen:
    from ui.screens.start import StartScreen

    words, service = scene.words, scene.service
    open_now = scene.online or service.offline != "live"
    banners: list[tuple[str, str]] = []
    if not open_now:
        text = words("This cannot be done here just now, because this kiosk is not connected.")
        banners.append(("attention", f"{text}\n\n{telephone(scene)}"))
    elif service.sensitive:
        banners.append(("attention", words("This is a public place. Make sure nobody can read your screen.")))
    if not service.translated:
        banners.append(("info", words("This service is in English only for now.")))
    return StartScreen(
        scene.look,
        words,
        title=service.title,
        body=service.body,
        banners=tuple(banners),
        facts=_facts(scene),
        begun=scene.cover,
        open_now=open_now,
        instead=() if open_now else scene.services.entries(service.next, words.language),
    )


def _facts(scene: Scene) -> tuple[tuple[str, str], ...]:
    """What a service's first page says of it."""
    words, service = scene.words, scene.service
    rows: list[tuple[str, str]] = []
    if service.minutes:
        minutes = words.plural("About {n} minute", "About {n} minutes", service.minutes)
        rows.append((words("How long it takes"), minutes))
    if service.needs:
        rows.append((words("What you need"), service.needs))
    rows.append((words("Your answers"), words(KEPT if service.sends else NOT_KEPT)))
    if service.offline in WITHOUT_CONNECTION:
        rows.append((words("If this kiosk is not connected"), words(WITHOUT_CONNECTION[service.offline])))
    rows.append((words("Who runs it"), f"{service.owner}\n\n{telephone(scene)}"))
    return tuple(rows)


def telephone(scene: Scene) -> str:
    """The number of who runs the service, and when it is answered where that is known."""
    words, service = scene.words, scene.service
    if not service.hours:
        return words("Phone {phone}.", phone=service.phone)
    return words("Phone {phone}. {hours}.", phone=service.phone, hours=service.hours)


def _answering(scene: Scene) -> Screen:
    return PAGES[scene.visit.page.kind](scene, scene.visit.page)


def _question(scene: Scene, page: Page) -> Screen:
    from ui.screens.question import QuestionScreen

    walk = scene.visit.walk
    if walk is None:
        raise LookupError("no walk")
    told = walk.summary() if scene.look.metrics.aside else ()
    return QuestionScreen(
        scene.look,
        scene.words,
        page=page,
        find=walk.find,
        told=told,
        problems=scene.problems,
        snap=scene.snap,
    )


def _note(scene: Scene, page: Page) -> Screen:
    from ui.screens.reading import NoteScreen

    return NoteScreen(scene.look, scene.words, page=page)


def _check(scene: Scene, page: Page) -> Screen:
    from ui.screens.check import CheckScreen

    return CheckScreen(scene.look, scene.words, page=page, banners=scene.printer_banner())


def _list(scene: Scene, page: Page) -> Screen:
    from ui.screens.check import ListScreen

    return ListScreen(scene.look, scene.words, page=page)


def _information(scene: Scene, page: Page) -> Screen:
    from ui.screens.reading import InformationScreen

    return InformationScreen(
        scene.look,
        scene.words,
        page=page,
        status=scene.words("This is information, not an application."),
        notes=(page.as_of,) if page.as_of else (),
        printing=printing_of(scene) if page.kind == "done" or takes_away(page) else None,
        discreet=scene.service.safety,
        onward=_onward(scene, page),
    )


def takes_away(page: Page) -> bool:
    """Whether an end has something to take away on paper: a list, an address or a telephone number."""
    return bool(page.items or page.link or PHONE_NUMBER.search(page.body))


def _onward(scene: Scene, page: Page) -> "tuple[Entry, ...]":
    return scene.services.entries(page.next, scene.words.language)


def contact_line(scene: Scene) -> str:
    """Whom to phone about this service, and when."""
    words, service = scene.words, scene.service
    if not service.hours:
        return words("Questions? Phone {phone}.", phone=service.phone)
    return words("Questions? Phone {phone}. {hours}.", phone=service.phone, hours=service.hours)


def printing_of(scene: Scene) -> Said:
    """What is shown of printing at the end of a journey."""
    return said(scene.job, scene.printer, scene.words, reference=scene.visit.saved is not None)


def status_of(scene: Scene) -> tuple[State, str]:
    """How far this visit's submission has come, and the words for it."""
    saved = scene.visit.saved
    if saved is None:
        raise LookupError("nothing was saved")
    if saved.sent_at is not None:
        return State.SENT, state_text(State.SENT, saved.sent_at.astimezone(), scene.words)
    return State.SAVED, state_text(State.SAVED, saved.saved_at.astimezone(), scene.words)


def _finished(scene: Scene) -> Screen:
    from ui.screens.finished import FinishedScreen

    saved = scene.visit.saved
    if saved is None:
        raise LookupError("nothing was saved")
    state, status = status_of(scene)
    return FinishedScreen(
        scene.look,
        scene.words,
        page=scene.visit.page,
        reference=saved.reference,
        state=state,
        status=status,
        link=reference_link(scene.settings.council.web, saved.reference),
        printing=printing_of(scene),
        contact=contact_line(scene),
        discreet=scene.service.safety,
        onward=_onward(scene, scene.visit.page),
    )


def _saving(scene: Scene) -> Screen:
    from ui.screens.reading import SavingScreen

    return SavingScreen(scene.look, scene.words)


def _not_saved(scene: Scene) -> Screen:
    from ui.screens.reading import NotSavedScreen

    council = scene.settings.council
    return NotSavedScreen(
        scene.look, scene.words, phone=council.phone, hours=council.hours_in(scene.words.language)
    )


def _out_of_order(scene: Scene) -> Screen:
    from ui.screens.reading import OutOfOrderScreen

    council = scene.settings.council
    return OutOfOrderScreen(
        scene.look, scene.words, phone=council.phone, hours=council.hours_in(scene.words.language)
    )


DRAW: dict[Stage, Callable[[Scene], Screen]] = {
    Stage.ATTRACT: _attract,
    Stage.CHOOSING: _choosing,
    Stage.STARTING: _start,
    Stage.ANSWERING: _answering,
    Stage.SAVING: _saving,
    Stage.NOT_SAVED: _not_saved,
    Stage.FINISHED: _finished,
    Stage.OUT_OF_ORDER: _out_of_order,
}
PLACES: dict[str, Callable[[Scene], Screen]] = {
    HOME: _home,
    SEARCH: _search,
    LETTERS: _letters,
    MORE: _more,
}
"""Pages of the list of services; every other place is a group."""
PAGES: dict[str, Callable[[Scene, Page], Screen]] = {
    "ask": _question,
    "page": _question,
    "note": _note,
    "list": _list,
    "check": _check,
    "exit": _information,
    "done": _information,
    "pay": _information,
}
