"""The lists in which residents find a service: groups, A to Z, search, what is pinned. From the register and
the journeys to words ready to show; only what is offered today gets into them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from kiosk.language import words_for
from ui.screens.home import Entry, Results, Section

if TYPE_CHECKING:
    from kiosk.journeys.definition import Journey
    from kiosk.search import Finder
    from kiosk.services import Group, Register

NO_ICON = "file-text"
TALK = "call-back"
"""The service that is offered when nothing else is found."""


class ServiceLists(ABC):
    """What the screens ask of lists (`ui.parts.Services`). Who inherits gives register, journeys, names."""

    def __init__(self) -> None:
        self._finders: dict[str, tuple[Register, Finder]] = {}

    @property
    @abstractmethod
    def register(self) -> "Register":
        """All services known by name."""

    @property
    @abstractmethod
    def has_journeys(self) -> bool:
        """Whether the journeys are loaded."""

    @abstractmethod
    def offered(self, name: str) -> "Journey | None":
        """The journey with this id, if residents may start it today."""

    @abstractmethod
    def owner_in(self, owner: str, language: str) -> str:
        """An organisation's name."""

    # -- groups --------------------------------------------------------------------------------------

    def groups(self, language: str) -> tuple[Entry, ...]:
        """The big groups of the home page. Needs no journey, so that the page comes at once."""
        return tuple(_group(one, language) for one in self.register.groups if one.home == "big")

    def urgent(self, language: str) -> Entry | None:
        """The group that is one touch away from the home page whatever else there is."""
        return next((_group(one, language) for one in self.register.groups if one.home == "urgent"), None)

    def more(self, language: str) -> tuple[Entry, ...]:
        """Every group that has something to offer."""
        return tuple(_group(one, language) for one in self.register.groups if any(self._journeys_in(one.id)))

    def group(self, group: str, language: str) -> tuple[Entry, ...]:
        """The services of a group, or of all."""
        named = self.register.by_id if group == "all" else self.register.services_in(group)
        return self.entries(named, language)

    def pinned(self, language: str, day: date) -> tuple[Entry, ...]:
        """The service of the season with the reason for it; () when it is no season, and while the journeys
        are still being loaded: the home page waits for none."""
        if not self.has_journeys:
            return ()
        for season in self.register.pinned(day):
            for entry in self.entries([season.service], language):
                return (Entry(entry.id, entry.title, season.reason_in(language), entry.icon),)
        return ()

    # -- A to Z and search ---------------------------------------------------------------------------

    def alphabet(self, language: str) -> tuple[Section, ...]:
        """Letters that have services, each with its services under the words they are looked up by."""
        from kiosk.alphabet import sections

        pairs = []
        for service in self.register.services:
            journey = self.offered(service.id)
            if journey is not None:
                words = (
                    service.index.get(language) or service.index.get("en") or (journey.title_in(language),)
                )
                pairs += [(one, service.id) for one in words]
        entries = {one.id: one for one in self.group("all", language)}
        return tuple(
            Section(
                letter.letter,
                tuple(_indexed(words, entries[name]) for words, name in letter.words),
            )
            for letter in sections(pairs, language)
        )

    def search(self, text: str, language: str) -> Results:
        """What fits typed words; where nothing does, the nearest groups and the way to a person."""
        found = self._finder(language).search(text)
        services = self.entries(found.services, language)
        if services or not text.strip():
            return Results(services)
        groups = [group for name in found.groups if (group := self.register.group(name)) is not None]
        return Results((), tuple(_group(one, language) for one in groups), self.entries([TALK], language))

    def make_ready(self, language: str) -> None:
        """Do beside the screens what the first key of a search would wait for."""
        self._finder(language).search("ready")

    def _finder(self, language: str) -> "Finder":
        from kiosk.search import Finder

        register = self.register
        known = self._finders.get(language)
        if known is None or known[0] is not register:
            titles = {one.id: one.title for one in self.group("all", language)}
            known = (register, Finder(register, titles, language))
            self._finders[language] = known
        return known[1]

    # -- entries -------------------------------------------------------------------------------------

    def entries(self, names: Iterable[str], language: str) -> tuple[Entry, ...]:
        """Services as the lists show them; those not offered today are left out."""
        found = []
        for name in names:
            journey, group = self.offered(name), self.register.group_of(name)
            if journey is None:
                continue
            owner, words = "", words_for(language)
            if journey.offline == "handoff":
                owner = words("Run by: {owner}", owner=self.owner_in(journey.owner, language))
            found.append(
                Entry(
                    name,
                    journey.title_in(language),
                    journey.body_in(language).split("\n")[0],
                    group.icon if group is not None else NO_ICON,
                    owner=owner,
                    translated=language in journey.languages,
                )
            )
        return tuple(found)

    def _journeys_in(self, group: str) -> "Iterator[Journey]":
        found = (self.offered(name) for name in self.register.services_in(group))
        return (one for one in found if one is not None)


def _group(group: "Group", language: str) -> Entry:
    return Entry(group.id, group.title_in(language), group.summary_in(language), group.icon)


def _indexed(words: str, entry: Entry) -> Entry:
    """A service under other words than its title; its title stands below."""
    return Entry(entry.id, words, entry.title, entry.icon, owner=entry.owner, translated=entry.translated)
