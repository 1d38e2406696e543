"""From a place in the list of services, or a service, to its screen: the part of `ui.drawing` that leads to a
journey. Which services there are, and what they say, comes from `Services`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.language import N_
from ui.scene import HOME, LETTERS, MORE, SEARCH, Scene
from ui.screens.screen import Screen

if TYPE_CHECKING:
    from ui.screens.home import Results

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


def choosing(scene: Scene) -> Screen:
    """A page of the list of services."""
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
        services=scene.services.group(scene.place, language),
    )


def starting(scene: Scene) -> Screen:
    """A service's first page."""
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


PLACES: dict[str, Callable[[Scene], Screen]] = {
    HOME: _home,
    SEARCH: _search,
    LETTERS: _letters,
    MORE: _more,
}
