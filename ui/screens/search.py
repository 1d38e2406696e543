"""Finding a service by its words: services show as one types; where none fits, the nearest groups do."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.characters import one_line
from kiosk.language import Words
from ui.fields.left import characters_left
from ui.fields.text import line_edit
from ui.pieces.button import Button
from ui.pieces.layout import empty
from ui.pieces.text import label
from ui.screens.home import Results, place_card, service_card
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look
from ui.tree.live import announce
from ui.tree.roles import labels


class SearchScreen(Screen):
    """Type what it is about; services show as one types."""

    def __init__(self, look: Look, words: Words, *, find: Callable[[str], Results], caption: str) -> None:
        super().__init__(look, words)
        self.controls = Controls(back=True)
        self._find = find
        portrait = look.metrics.portrait
        self.wide = not portrait
        # A wide panel has no height to give away: the keyboard takes half of it.
        head = self.add_heading(words("What is it about?"), caption=caption if portrait else "")
        labels(head, "input:search")
        self._hint = words("Type a word, such as bin, rent or taxi")
        if portrait:
            self.head.addWidget(label(self._hint, "body"))
        self._said = label("" if portrait else self._hint, "quiet")
        self._said.setObjectName("search:said")
        self._results = QVBoxLayout()
        self._results.setSpacing(look.u(3))
        if portrait:
            self._entry(self.body)
            self.add(characters_left(self._line, words))
            self.add(self._said)
            self.add(self._results)
            return
        beside = QHBoxLayout()
        self.add(beside)
        beside.setSpacing(look.u(6))
        left, right = QVBoxLayout(), QVBoxLayout()
        beside.addLayout(left, 2)
        beside.addLayout(right, 3)
        self._entry(left)
        left.addWidget(characters_left(self._line, words))
        left.addWidget(self._said)
        left.addStretch(1)
        right.addLayout(self._results)
        right.addStretch(1)

    def _entry(self, column: QVBoxLayout) -> None:
        """The box to type in and the button that empties it."""
        row = QHBoxLayout()
        column.addLayout(row)
        self._line = line_edit(self.look, "input:search", "letters")
        self._line.setAccessibleName(self.words("What is it about?"))
        self._line.setAccessibleDescription(self._hint)
        self._line.textChanged.connect(self._search)
        row.addWidget(self._line, 1)
        clear = Button(self.look, self.words("Clear"), "change", "clear:search", "x")
        clear.clicked.connect(self._line.clear)
        row.addWidget(clear)

    def _search(self, text: str) -> None:
        empty(self._results)
        text = one_line(text)
        if not text:
            self._said.setText("" if self.look.metrics.portrait else self._hint)
            return
        found = self._find(text)
        for service in found.services:
            self._results.addWidget(service_card(self, service, brief=not self.look.metrics.portrait))
        if found.services:
            number = len(found.services)
            self._say(self.words.plural("{n} service found", "{n} services found", number))
            return
        self._say(self.words("No service has that word. Try another word, or look here."))
        for service in found.person:
            self._results.addWidget(service_card(self, service))
        for group in found.groups:
            name = f"group:{group.id}"
            self._results.addWidget(place_card(self, group.id, group.title, group.icon, group.body, name))

    def _say(self, text: str) -> None:
        if text != self._said.text():
            self._said.setText(text)
            announce(self._said, text)

    def typed(self) -> object:
        return self._line.text()

    def restore(self, typed: object) -> None:
        self._line.setText(str(typed))

    def first_focus(self) -> QWidget | None:
        return self._line
