"""From a stage of the visit to its screen: one look-up, no decisions about journeys.

Everything shown is handed in: `Scene` is the visit with the facts around it at this moment. A screen's
module is imported when it is first drawn, so that the first picture does not wait for all of them.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.journeys.pages import Page
from kiosk.receipt import State, reference_link, state_text
from kiosk.visit import Stage
from ui.finding import choosing, starting
from ui.printing import Said, said
from ui.scene import Scene
from ui.screens.screen import Screen

if TYPE_CHECKING:
    from ui.screens.home import Entry

SCREENS = ("attract", "home", "search", "letters", "start", "question", "check", "reading", "finished")
"""Modules of `ui.screens` that are drawn here, in the order in which a visit needs them."""
PHONE_NUMBER = re.compile(r"\b0\d[\d ]{7,}\d\b")


def draw(scene: Scene) -> Screen:
    """The screen for this moment."""
    if scene.detours:
        from ui.detour import detour

        screen = detour(scene)
    else:
        screen = starting(scene) if scene.cover else DRAW[scene.visit.stage](scene)
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


def _answering(scene: Scene) -> Screen:
    page = scene.visit.page  # worked out anew each time it is asked for
    return PAGES[page.kind](scene, page)


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
        heard=scene.visit.preferences.speech,
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
    page = scene.visit.page
    return FinishedScreen(
        scene.look,
        scene.words,
        page=page,
        reference=saved.reference,
        state=state,
        status=status,
        link=reference_link(scene.settings.council.web, saved.reference),
        printing=printing_of(scene),
        contact=contact_line(scene),
        discreet=scene.service.safety,
        onward=_onward(scene, page),
        heard=scene.visit.preferences.speech,
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
    Stage.CHOOSING: choosing,
    Stage.STARTING: starting,
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
