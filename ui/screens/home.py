"""Finding a service: the home page with its big groups, all groups, one group's services."""

from msgspec import Struct

from kiosk.language import Words
from ui.intents import Chose, Opened
from ui.pieces.banner import Banner
from ui.pieces.card import LinkCard
from ui.pieces.layout import add_grid
from ui.pieces.text import label
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look


class Entry(Struct, frozen=True):
    """A group or a service as the lists show it, in words ready to show. `owner` says who runs it where that
    is another body; `translated` is False where its own pages are in English only."""

    id: str
    title: str
    body: str = ""
    icon: str = ""
    owner: str = ""
    translated: bool = True


class Section(Struct, frozen=True):
    """A letter of the A to Z and what stands under it."""

    letter: str
    entries: tuple[Entry, ...]


class Results(Struct, frozen=True):
    """What a search found, best first. Where there is no service: the nearest groups, and how to reach a
    person."""

    services: tuple[Entry, ...] = ()
    groups: tuple[Entry, ...] = ()
    person: tuple[Entry, ...] = ()


def service_card(screen: Screen, service: Entry, *, onward: bool = False, brief: bool = False) -> LinkCard:
    """The card that opens a service: title, what it is for (unless `brief`), and quietly who runs it.
    `onward`: from a page of another service."""
    notes = [service.owner] if service.owner else []
    if not service.translated:
        notes.append(screen.words("In English only"))
    card = LinkCard(
        screen.look,
        service.title,
        "\n".join([service.body, *notes] if service.body and not brief else notes),
        f"service:{service.id}",
        icon=service.icon,
    )
    card.clicked.connect(lambda _=False, s=service.id: screen.wants.emit(Chose(s, onward)))
    return card


def place_card(screen: Screen, place: str, title: str, icon: str, body: str = "", name: str = "") -> LinkCard:
    """The card that opens a page of the list of services."""
    card = LinkCard(screen.look, title, body, name or f"open:{place}", icon=icon)
    card.clicked.connect(lambda _=False, p=place: screen.wants.emit(Opened(p)))
    return card


class HomeScreen(Screen):
    """What is pinned, four big groups, search, A to Z, more services; in the bar, help in a crisis."""

    def __init__(
        self,
        look: Look,
        words: Words,
        *,
        groups: tuple[Entry, ...],
        place: str,
        pinned: tuple[Entry, ...] = (),
        urgent: Entry | None = None,
        banners: tuple[str, ...] = (),
    ) -> None:
        super().__init__(look, words)
        self.wide = True
        self._urgent = urgent.id if urgent is not None else ""
        if urgent is not None:
            # In the bar below, where nothing scrolls it away.
            self.controls = Controls(urgent=urgent.title, urgent_icon=urgent.icon)
        short = not look.metrics.portrait and look.metrics.short
        self.add_heading(words("What would you like to do?"), caption="" if short else place)
        for text in banners:
            self.head.addWidget(Banner(look, "attention", text))
        for entry in pinned:
            card = LinkCard(look, entry.title, entry.body, f"pinned:{entry.id}", icon="calendar")
            card.clicked.connect(lambda _=False, s=entry.id: self.wants.emit(Chose(s)))
            self.add(card)
            self.first = self.first or card
        self._add_tiles(groups)
        find = place_card(self, "search", words("Search for a service"), "search")
        letters = place_card(self, "a-z", words("A to Z of services"), "arrow-down-a-z")
        more = place_card(self, "more", words("More services"), "list")
        m = look.metrics
        if m.portrait and m.size < 2:
            self.add(find)
            self._add_grid([letters, more], 2)
        else:
            self._add_grid([find, letters, more], 1 if m.portrait else 3 if m.size < 2 else 2)

    def urgent(self) -> None:
        self.wants.emit(Opened(self._urgent))

    def _add_tiles(self, groups: tuple[Entry, ...]) -> None:
        m = self.look.metrics
        short = not m.portrait and m.short
        columns = 2 if m.portrait or m.size > 1 or short else 4
        if m.portrait and m.size >= 3:
            columns = 1
        tiles = []
        for group in groups:
            tile = LinkCard(
                self.look,
                group.title,
                "" if short else group.body,
                f"group:{group.id}",
                icon=group.icon,
                tall=columns > 1 and not short,
                least=self.look.u(38) if m.portrait else 0,
            )
            tile.clicked.connect(lambda _=False, g=group.id: self.wants.emit(Opened(g)))
            tiles.append(tile)
            self.first = self.first or tile
        self._add_grid(tiles, columns)

    def _add_grid(self, cards: list[LinkCard], columns: int) -> None:
        add_grid(self.body, cards, columns, self.look.u(4))


class GroupsScreen(Screen):
    """The groups that are not on the home page, and the way to all services."""

    def __init__(self, look: Look, words: Words, *, groups: tuple[Entry, ...]) -> None:
        super().__init__(look, words)
        self.controls = Controls(back=True)
        self.wide = True
        self.add_heading(words("More services"))
        m = look.metrics
        columns = 2 if not m.portrait and m.size < 2 else 1
        cards = [
            place_card(self, group.id, group.title, group.icon, group.body, f"group:{group.id}")
            for group in groups
        ]
        cards.append(place_card(self, "all", words("All services"), "list"))
        self.first = cards[0]
        add_grid(self.body, cards, columns, look.u(3))


class ServicesScreen(Screen):
    """The services of one group, or all of them."""

    def __init__(
        self, look: Look, words: Words, *, title: str, body: str, services: tuple[Entry, ...]
    ) -> None:
        super().__init__(look, words)
        self.controls = Controls(back=True)
        self.add_heading(title, body=body)
        for service in services:
            card = service_card(self, service)
            self.add(card)
            self.first = self.first or card
        if not services:
            self.add(label(words("There is nothing here yet. Choose Back to see other services."), "body"))
