"""The register of services: what is known by name, in which groups it is found, what is pinned when.

Facts and look-ups only. Reading the file and telling what is wrong with it is `kiosk.register`; finding by
typed words is `kiosk.search`; letters are `kiosk.alphabet`. What a service with a journey asks, who owns it
and what it is called stands in the journey.
"""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Literal

from msgspec import Struct

FIRST_LANGUAGE = "en"
"""The language that every text has; another falls back to it."""
Status = Literal["live", "handoff", "test", "planned"]
"""Live: used here from start to end. Handoff: another body runs it, and we show the way. Test: staff try it
out. Planned: known by name, not built."""
Home = Literal["", "big", "urgent"]
"""How a group stands on the home page: not at all, as a big tile, or as the way to help at once."""
STATUSES: tuple[Status, ...] = ("live", "handoff", "test", "planned")
HOMES: tuple[Home, ...] = ("big", "urgent")
OFFERED: frozenset[Status] = frozenset({"live", "handoff"})
"""What a resident is shown."""
Day = date | tuple[int, int]
"""A date, or month and day of every year."""


class Group(Struct, frozen=True, kw_only=True):
    """Services that belong together. `icon` names a picture in assets/icons; `home` says how it
    stands on the home page."""

    id: str
    icon: str
    title: dict[str, str]
    summary: dict[str, str]
    home: Home = ""
    line: int = 0

    def title_in(self, language: str) -> str:
        """Its name."""
        return self.title.get(language, self.title[FIRST_LANGUAGE])

    def summary_in(self, language: str) -> str:
        """The line under it."""
        return self.summary.get(language, self.summary[FIRST_LANGUAGE])


class Known(Struct, frozen=True, kw_only=True):
    """One service that is known by name.

    `index` (how it stands in the A to Z) and `words` (what people type) are phrases by language. `title`,
    `owner` and the codes are empty where a journey of the same id says them. A service that is not `counted`
    gathers others and is none of the council's own number.
    """

    id: str
    status: Status
    groups: tuple[str, ...]
    index: dict[str, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    counted: bool = True
    title: dict[str, str] = {}
    owner: str = ""
    lgsl: int | None = None
    lgil: int | None = None
    source: str = ""
    line: int = 0


class Season(Struct, frozen=True, kw_only=True):
    """A time in which a service is pinned to the home page, and why, in the resident's words."""

    service: str
    first: Day
    last: Day
    reason: dict[str, str]
    source: str = ""
    line: int = 0

    def holds(self, day: date) -> bool:
        """Whether `day` lies in it, both ends included. A time of every year may go over New Year."""
        if isinstance(self.first, date) and isinstance(self.last, date):
            return self.first <= day <= self.last
        here = (day.month, day.day)
        if isinstance(self.first, date) or isinstance(self.last, date):
            return False
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last

    def reason_in(self, language: str) -> str:
        """Why it is pinned."""
        return self.reason.get(language, self.reason[FIRST_LANGUAGE])


class Count(Struct, frozen=True):
    """How far the catalogue has come. The figures but `total` add up to `total`: what is not known by name is
    `unnamed`, and nobody invents it."""

    total: int
    live: int
    handoff: int
    test: int
    planned: int
    unnamed: int

    @property
    def offered(self) -> int:
        """Those a resident can use or is shown the way to."""
        return self.live + self.handoff


class Register(Struct, frozen=True, kw_only=True, dict=True):
    """All of it, in the order of the file. `total` is how many services the council says it has, `source`
    where it says so."""

    total: int
    source: str
    groups: tuple[Group, ...] = ()
    services: tuple[Known, ...] = ()
    seasons: tuple[Season, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Known]:
        """Each service by its id."""
        return {service.id: service for service in self.services}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {group.id: group for group in self.groups}

    def group(self, name: str) -> Group | None:
        """The group with this id."""
        return self._groups.get(name)

    def group_of(self, service: str) -> Group | None:
        """The first group of a service, which gives it its icon."""
        known = self.by_id.get(service)
        return self._groups.get(known.groups[0]) if known is not None and known.groups else None

    def services_in(self, group: str) -> tuple[str, ...]:
        """Ids of a group's services in the order of the file."""
        return tuple(service.id for service in self.services if group in service.groups)

    def pinned(self, day: date) -> Iterator[Season]:
        """The seasons that hold on `day`, the most important first."""
        return (season for season in self.seasons if season.holds(day))

    @property
    def count(self) -> Count:
        """How many of the council's services there are in each status."""
        counted = [service.status for service in self.services if service.counted]
        return Count(
            total=self.total,
            live=counted.count("live"),
            handoff=counted.count("handoff"),
            test=counted.count("test"),
            planned=counted.count("planned"),
            unnamed=max(0, self.total - len(counted)),
        )
