"""The A to Z: letters that have services as big keys, and the services under the one that was touched."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.language import Words
from ui.pieces.button import Button
from ui.pieces.layout import add_grid, empty
from ui.pieces.text import label
from ui.screens.home import Section, service_card
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look

KEY = 15
"""Least side of a letter's key, in units."""
GAP = 2


class LettersScreen(Screen):
    """Touch a letter; its services show below. `typed` is the letter."""

    def __init__(self, look: Look, words: Words, *, sections: tuple[Section, ...]) -> None:
        super().__init__(look, words)
        self.controls = Controls(back=True)
        self.add_heading(words("A to Z of services"))
        self.head.addWidget(label(words("Choose the first letter of what it is about"), "body"))
        self._sections = {section.letter: section for section in sections}
        self._letter = ""
        self._keys: dict[str, Button] = {}
        self._add_keys()
        self._list = QVBoxLayout()
        self._list.setSpacing(look.u(3))
        self.add(self._list)

    def _add_keys(self) -> None:
        look, m = self.look, self.look.metrics
        side = max(look.u(KEY), round(m.body_px * 2))
        room = m.panel.width_px - 2 * m.margin
        if not m.portrait:
            room = min(room, max(m.column, look.u(150)))
        for letter in self._sections:
            key = Button(look, letter, "secondary", f"letter:{letter}")
            key.set_least(width=side, height=side)
            key.clicked.connect(lambda _=False, one=letter: self._show(one))
            self._keys[letter] = key
        widest = max((key.minimumSizeHint().width() for key in self._keys.values()), default=side)
        columns = max(4, (room + look.u(GAP)) // (widest + look.u(GAP)))
        add_grid(self.body, list(self._keys.values()), columns, look.u(GAP))

    def _show(self, letter: str) -> None:
        """The services under a letter."""
        self._letter = letter
        empty(self._list)
        section = self._sections.get(letter)
        if section is None:
            return
        said = label(letter, "subheading")
        said.setObjectName("letter:shown")
        self._list.addWidget(said)
        for entry in section.entries:
            self._list.addWidget(service_card(self, entry))

    def typed(self) -> object:
        return self._letter

    def restore(self, typed: object) -> None:
        self._show(str(typed))

    def first_focus(self) -> QWidget | None:
        return next(iter(self._keys.values()), None)
