"""Banners: information, attention, error, saved. An icon and words; colour never speaks alone."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.journeys.pages import Problem
from kiosk.language import Words
from ui.pieces.button import Button
from ui.pieces.ground import Card
from ui.pieces.layout import empty
from ui.pieces.text import label, prose
from ui.theme.dress import ATTENTION, GOOD, INK
from ui.theme.look import Look
from ui.theme.tokens import Tokens
from ui.tree.live import announce
from ui.tree.roles import decoration, says

ICONS = {"info": "info", "attention": "triangle-alert", "error": "circle-alert", "good": "circle-check"}
INKS = {"attention": ATTENTION, "good": GOOD}


class Message(Card):
    """The card of a message with its icon. `state` is info, attention, error or good."""

    def __init__(self, look: Look, state: str) -> None:
        ground, edge, bar = _colours(look.tokens, state)
        super().__init__(look, ground, edge, thickness=0 if bar else look.thick, bar=bar)
        says(self, state)
        self.row = QHBoxLayout(self)
        self.row.setSpacing(look.u(3))
        self.row.addWidget(_icon(look, state), 0, Qt.AlignmentFlag.AlignTop)
        self._room = look.u(4), look.u(3)
        self._keep_off()

    def _keep_off(self) -> None:
        """Room between the edge and what stands within."""
        left, over, right, under = self.inset()
        side, space = self._room
        self.row.setContentsMargins(left + side, over + space, right + side, under + space)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._keep_off()


def _colours(t: Tokens, state: str) -> tuple[str, str, str]:
    """Ground, edge and, but for an error, which has an edge all around, the bar."""
    match state:
        case "attention":
            return t.attention_ground, "" if t.tints else t.line, t.attention_edge
        case "good":
            return t.good_ground, t.good, t.good
        case "error":
            return t.error_ground, t.error, ""
        case _:
            return t.mist, t.line, t.link


class Banner(Message):
    """One message with its icon. `state` is info, attention, error or good."""

    def __init__(self, look: Look, state: str, text: str, title: str = "") -> None:
        super().__init__(look, state)
        self.setObjectName("banner")
        column = QVBoxLayout()
        self.row.addLayout(column, 1)
        column.setSpacing(look.u(1))
        self.words: QLabel = prose(text)
        for words in ([label(title, "subheading")] if title else []) + [self.words]:
            words.setForegroundRole(INKS.get(state, INK))
            column.addWidget(words)
        self.setAccessibleName(f"{title} {text}".strip())


class BannerPlace(QWidget):
    """Where one banner stands at a time, or none. It is made where it is read, so that it is read there even
    when what it says comes later."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.banner: Banner | None = None
        self.hide()

    def put(self, state: str, text: str, *, waited: bool = False) -> None:
        """Put a banner where another stood; none for ''. Gives the focus to the new one where the old one had
        it, or where it is `waited` for: not every screen reader speaks what nobody has the focus on."""
        read = self.banner is not None and self.banner.hasFocus()
        empty(self._column)
        self.banner = None
        self.setVisible(bool(text))
        if text:
            self.banner = Banner(self._look, state, text)
            self._column.addWidget(self.banner)
            if read or waited:
                self.banner.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self.banner, text)


def _icon(look: Look, state: str) -> QLabel:
    tokens = look.tokens
    colour = {
        "info": tokens.link,
        "attention": tokens.attention,
        "error": tokens.error,
        "good": tokens.good,
    }[state]
    picture = QLabel()
    decoration(picture)
    size = round(look.metrics.body_px * 1.3)
    picture.setPixmap(look.icons.pixmap(ICONS[state], size, colour))
    return picture


class ErrorSummary(Message):
    """What is wrong on the page: one button for each problem, which leads to its field.

    Stands above the heading and takes the focus (GOV.UK Design System, error summary).
    """

    chosen = Signal(object)

    def __init__(self, look: Look, problems: tuple[Problem, ...], words: Words) -> None:
        super().__init__(look, "error")
        self.setObjectName("error-summary")
        column = QVBoxLayout()
        self.row.addLayout(column, 1)
        column.setSpacing(look.u(2))
        column.addWidget(label(words("There is a problem"), "subheading"))
        self.links: list[Button] = []
        for number, problem in enumerate(problems):
            link = Button(look, problem.text, "problem", f"problem:{number}")
            link.clicked.connect(lambda _=False, p=problem: self.chosen.emit(p))
            column.addWidget(link)
            self.links.append(link)
        texts = " ".join(problem.text for problem in problems)
        self.setAccessibleName(f"{words('There is a problem')} {texts}")

    def first(self) -> QWidget:
        """What takes the focus."""
        return self.links[0] if self.links else self
