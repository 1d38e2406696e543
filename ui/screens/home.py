"""Finding a service: the home page with its big groups, one group's services, all of them, the search."""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.language import Words
from ui.fields.text import line_edit
from ui.intents import Chose, Opened
from ui.pieces.banner import Banner
from ui.pieces.button import Button
from ui.pieces.card import LinkCard
from ui.pieces.layout import empty
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


class SearchScreen(Screen):
    """Type what it is about; services show as one types."""

    def __init__(
        self, look: Look, words: Words, *, find: Callable[[str], tuple[Entry, ...]], caption: str
    ) -> None:
        super().__init__(look, words)
        self.controls = Controls(back=True)
        self._find = find
        self.add_heading(words("What is it about?"), caption=caption)
        hint = words("Type a word, such as bin, rent or taxi")
        self.head.addWidget(label(hint, "quiet"))
        row = QHBoxLayout()
        self._line = line_edit(look, "input:search", "letters")
        self._line.setAccessibleName(words("What is it about?"))
        self._line.setAccessibleDescription(hint)
        self._line.textChanged.connect(self._search)
        row.addWidget(self._line, 1)
        clear = Button(look, words("Clear"), "change", "clear:search", "x")
        clear.clicked.connect(self._line.clear)
        row.addWidget(clear)
        self.add(row)
        self._said = label("", "quiet")
        self._said.setObjectName("search:said")
        self.add(self._said)
        self._results = QVBoxLayout()
        self._results.setSpacing(look.u(3))
        self.add(self._results)

    def _search(self, text: str) -> None:
        empty(self._results)
        found = self._find(text) if text.strip() else ()
        for service in found:
            card = LinkCard(
                self.look, service.title, service.body, f"service:{service.id}", icon=service.icon
            )
            card.clicked.connect(lambda _=False, s=service.id: self.wants.emit(Chose(s)))
            self._results.addWidget(card)
        if not text.strip():
            self._said.setText("")
        elif found:
            self._said.setText(self.words.plural("{n} service found", "{n} services found", len(found)))
        else:
            self._said.setText(
                self.words("Nothing found. Try another word, or choose Back to see all services.")
            )

    def typed(self) -> object:
        return self._line.text()

    def restore(self, typed: object) -> None:
        self._line.setText(str(typed))

    def first_focus(self) -> QWidget | None:
        return self._line
