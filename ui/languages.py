"""Choosing a language: a button for each, named in itself, so that nobody must read another language first.

On the attract screen the buttons stand on the page; in a visit they lie over it. What a choice does is the
navigator's business.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.language import NAMES, Words
from ui.overlay import Overlay
from ui.pieces.button import Button
from ui.theme.look import Look

COLUMNS = 2


def language_button(look: Look, language: str, name: str, role: str = "secondary", icon: str = "") -> Button:
    """A button with a language's own name. Its property `lang` says which, for a voice that can speak it."""
    button = Button(look, NAMES[language], role, name, icon)
    button.setProperty("lang", language)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return button


def add_languages(look: Look, column: QVBoxLayout, buttons: list[Button]) -> None:
    """The buttons in columns of one width, row by row, at the end of `column`."""
    grid = QGridLayout()
    column.addLayout(grid)
    grid.setSpacing(look.u(3))
    for at, button in enumerate(buttons):
        grid.addWidget(button, at // COLUMNS, at % COLUMNS)
    for number in range(COLUMNS):
        grid.setColumnStretch(number, 1)


class LanguageChooser(Overlay):
    """All languages over the page. The one that is spoken is marked, and choosing it changes nothing."""

    def __init__(
        self,
        look: Look,
        words: Words,
        parent: QWidget,
        *,
        languages: tuple[str, ...],
        on_choice: Callable[[str], None],
        on_stay: Callable[[], None],
    ) -> None:
        super().__init__(look, parent, name="languages", title=words("Choose a language"), on_stay=on_stay)
        made: list[Button] = []
        for language in languages:
            spoken = language == words.language
            button = language_button(
                look,
                language,
                f"language:{language}",
                "main" if spoken else "secondary",
                "check" if spoken else "",
            )
            button.clicked.connect(lambda _=False, one=language: on_choice(one))
            made.append(button)
        back = Button(look, words("Back"), "quiet", "languages:stay")
        back.clicked.connect(on_stay)
        self._ways = (*made, back)
        add_languages(look, self.column, made)
        self.column.addWidget(back)
        self.first = made[languages.index(words.language)]

    def ways(self) -> tuple[QWidget, ...]:
        return self._ways
