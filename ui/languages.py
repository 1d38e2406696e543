"""Choosing a language: a button for each, named in itself, so that nobody must read another language first.

On the attract screen the buttons stand on the page; in a visit they lie over it. What a choice does is the
navigator's business.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.language import NAMES, Words
from ui.overlay import Overlay
from ui.pieces.button import Button
from ui.pieces.layout import add_grid
from ui.theme.look import Look

COLUMNS = 2
"""Of buttons, one for each language."""


def language_button(look: Look, language: str, name: str, role: str = "secondary", icon: str = "") -> Button:
    """A button with a language's own name. Its property `lang` says which, for a voice that can speak it."""
    button = Button(look, NAMES[language], role, name, icon)
    button.setProperty("lang", language)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return button


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
        add_grid(self.column, made, COLUMNS, look.u(3))
        self.column.addWidget(back)
        self.first = made[languages.index(words.language)]

    def ways(self) -> tuple[QWidget, ...]:
        return self._ways
