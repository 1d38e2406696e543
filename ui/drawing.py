"""From a stage of the visit to its screen: one look-up, no decisions about journeys.

Everything shown is handed in: `Scene` is the visit with the facts around it at this moment. A screen's
module is imported when it is first drawn, so that the first picture does not wait for all of them.
"""

from collections.abc import Callable

from msgspec import Struct

from kiosk.journeys.pages import Page, Problem
from kiosk.language import Words
from kiosk.receipt import PrinterState, State, reference_link, state_text
from kiosk.settings import Settings
from kiosk.visit import Stage, Visit
from ui.parts import Service, Services
from ui.printing import Job, Said, said
from ui.screens.screen import Screen
from ui.theme.look import Look

HOME = ""
SEARCH = "search"
ALL = "all"
SCREENS = ("attract", "home", "search", "start", "question", "check", "reading", "finished")
"""Modules of `ui.screens` that are drawn here, in the order in which a visit needs them."""


class Scene(Struct, kw_only=True):
    """All that a screen may need. `place` is where one is in the list of services; `cover` whether the
    journey's start page shows although it was begun."""

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
    if scene.cover:
        return _start(scene)
    return DRAW[scene.visit.stage](scene)


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
    from ui.screens.home import HomeScreen, ServicesScreen

    words, look, language = scene.words, scene.look, scene.words.language
    groups = scene.services.groups(language)
    if scene.place == HOME:
        return HomeScreen(
            look, words, groups=groups, place=scene.settings.site.place, banners=scene.printer_banner()
        )
    if scene.place == SEARCH:
        from ui.screens.search import SearchScreen

        return SearchScreen(
            look, words, find=lambda text: scene.services.search(text, language), caption=words("Search")
        )
    group = next((one for one in groups if one.id == scene.place), None)
    return ServicesScreen(
        look,
        words,
        title=group.title if group else words("All services"),
        body=group.body if group else "",
        caption="",
        services=scene.services.group(scene.place, language),
    )


def _start(scene: Scene) -> Screen:
    from ui.screens.start import StartScreen

    words, service = scene.words, scene.service
    notes: list[tuple[str, str]] = []
    if service.sensitive:
        notes.append(("attention", words("This is a public place. Make sure nobody can read your screen.")))
    if not service.translated:
        notes.append(("info", words("This service is in English only for now.")))
    if service.offline == "information":
        notes.append(("info", words("This is information. Nothing is sent.")))
    else:
        notes.append(
            (
                "info",
                words(
                    "We save your answers only when you press the last button. Until then, nothing is kept."
                ),
            )
        )
    return StartScreen(
        scene.look,
        words,
        title=service.title,
        body=service.body,
        owner=words("This service is run by {owner}.", owner=service.owner),
        notes=tuple(notes),
        begun=scene.cover,
    )


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
        printing=printing_of(scene) if page.kind == "done" else None,
    )


def contact_line(scene: Scene) -> str:
    """Whom to phone about this service, and when."""
    service = scene.service
    return scene.words("Questions? Phone {phone}. {hours}.", phone=service.phone, hours=service.hours)


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
