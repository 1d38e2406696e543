"""Banners: information, attention, error, saved. An icon and words; colour never speaks alone."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.journeys.pages import Problem
from kiosk.language import Words
from ui.pieces.button import Button
from ui.pieces.layout import empty
from ui.pieces.text import label, prose
from ui.theme.look import Look

ICONS = {"info": "info", "attention": "triangle-alert", "error": "circle-alert", "good": "circle-check"}


class Banner(QFrame):
    """One message with its icon. `state` is info, attention, error or good."""

    def __init__(self, look: Look, state: str, text: str, title: str = "") -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("state", state)
        self.setObjectName("banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.u(4), look.u(3), look.u(4), look.u(3))
        row.setSpacing(look.u(3))
        row.addWidget(_icon(look, state), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(look.u(1))
        if title:
            column.addWidget(label(title, "subheading"))
        self.words: QLabel = prose(text)
        column.addWidget(self.words)
        row.addLayout(column, 1)
        self.setAccessibleName(f"{title} {text}".strip())


def replace_banner(place: QVBoxLayout, look: Look, state: str, text: str) -> None:
    """Put a banner where another stood; none for ''."""
    empty(place)
    if text:
        place.addWidget(Banner(look, state, text))


def _icon(look: Look, state: str) -> QLabel:
    tokens = look.tokens
    colour = {
        "info": tokens.link,
        "attention": tokens.attention,
        "error": tokens.error,
        "good": tokens.good,
    }[state]
    picture = QLabel()
    size = round(look.metrics.body_px * 1.3)
    picture.setPixmap(look.icons.pixmap(ICONS[state], size, colour))
    return picture


class ErrorSummary(QFrame):
    """What is wrong on the page: one button for each problem, which leads to its field.

    Stands above the heading and takes the focus (GOV.UK Design System, error summary).
    """

    chosen = Signal(object)

    def __init__(self, look: Look, problems: tuple[Problem, ...], words: Words) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("state", "error")
        self.setObjectName("error-summary")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.u(4), look.u(3), look.u(4), look.u(2))
        row.setSpacing(look.u(3))
        row.addWidget(_icon(look, "error"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(look.u(2))
        column.addWidget(label(words("There is a problem"), "subheading"))
        self.links: list[Button] = []
        for number, problem in enumerate(problems):
            link = Button(look, problem.text, "problem", f"problem:{number}")
            link.clicked.connect(lambda _=False, p=problem: self.chosen.emit(p))
            column.addWidget(link)
            self.links.append(link)
        row.addLayout(column, 1)
        texts = " ".join(problem.text for problem in problems)
        self.setAccessibleName(f"{words('There is a problem')} {texts}")

    def first(self) -> QWidget:
        """What takes the focus."""
        return self.links[0] if self.links else self
