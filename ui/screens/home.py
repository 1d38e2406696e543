"""Finding a service: the home page with its big groups, one group's services, all of them."""

from msgspec import Struct
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.language import Words
from ui.intents import Chose, Opened
from ui.pieces.banner import Banner
from ui.pieces.card import LinkCard
from ui.pieces.text import label
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look


class Entry(Struct, frozen=True):
    """A group or a service as the lists show it, in words ready to show."""

    id: str
    title: str
    body: str = ""
    icon: str = ""


class HomeScreen(Screen):
    """Four big groups, the search, and more services."""

    def __init__(
        self,
        look: Look,
        words: Words,
        *,
        groups: tuple[Entry, ...],
        place: str,
        banners: tuple[str, ...] = (),
    ) -> None:
        super().__init__(look, words)
        self.controls = Controls(stop=True)
        self.wide = True
        self.add_heading(words("What would you like to do?"), caption=place)
        for text in banners:
            self.head.addWidget(Banner(look, "attention", text))
        grid = QGridLayout()
        grid.setSpacing(look.u(4))
        m = look.metrics
        columns = 2 if m.portrait or m.size > 1 else 4
        if m.portrait and m.size >= 3:
            columns = 1
        self._first: QWidget | None = None
        for number, group in enumerate(groups):
            tall = columns > 1
            tile = LinkCard(
                look,
                group.title,
                group.body,
                f"group:{group.id}",
                icon=group.icon,
                tall=tall,
                least=look.u(46) if m.portrait else 0,
            )
            tile.clicked.connect(lambda _=False, g=group.id: self.wants.emit(Opened(g)))
            grid.addWidget(tile, number // columns, number % columns)
            self._first = self._first or tile
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        self.add(grid)
        search = LinkCard(look, words("Search for a service"), "", "open:search", icon="search")
        search.clicked.connect(lambda: self.wants.emit(Opened("search")))
        more = LinkCard(look, words("More services"), "", "open:all", icon="list")
        more.clicked.connect(lambda: self.wants.emit(Opened("all")))
        row = QVBoxLayout() if m.portrait else QHBoxLayout()
        row.setSpacing(look.u(4))
        row.addWidget(search)
        row.addWidget(more)
        self.add(row)

    def first_focus(self) -> QWidget | None:
        return self._first


class ServicesScreen(Screen):
    """The services of one group, or all of them."""

    def __init__(
        self, look: Look, words: Words, *, title: str, body: str, caption: str, services: tuple[Entry, ...]
    ) -> None:
        super().__init__(look, words)
        self.controls = Controls(back=True)
        self.add_heading(title, caption=caption, body=body)
        self._first: QWidget | None = None
        for service in services:
            card = LinkCard(look, service.title, service.body, f"service:{service.id}", icon=service.icon)
            card.clicked.connect(lambda _=False, s=service.id: self.wants.emit(Chose(s)))
            self.add(card)
            self._first = self._first or card
        if not services:
            self.add(label(words("There is nothing here yet. Choose Back to see other services."), "body"))

    def first_focus(self) -> QWidget | None:
        return self._first
