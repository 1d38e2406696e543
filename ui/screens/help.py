"""How to use this kiosk: a few steps, each a picture with one short sentence. Which steps are true of this
kiosk is told it."""

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.language import Words
from ui.intents import Shows
from ui.pieces.card import LinkCard
from ui.pieces.ground import Panel
from ui.pieces.layout import add_grid
from ui.pieces.text import label
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look
from ui.tree.roles import decoration

DISC = 20
"""Least width of a picture's disc, in units."""
INSIDE = 0.58
"""How much of its disc a picture takes."""


class Step(Struct, frozen=True):
    """One thing to know. `icon` names its picture, `text` is one sentence."""

    icon: str
    text: str


class Picture(QWidget):
    """A large icon in a disc. It stands beside the words that say the same."""

    def __init__(self, look: Look, icon: str) -> None:
        super().__init__()
        self._look, self._icon = look, icon
        side = max(look.u(DISC), round(look.metrics.body_px * 2.2))
        self.setFixedSize(side, side)
        decoration(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.action), self._look.thick))
        painter.setBrush(QColor(t.paper))
        edge = self._look.thick
        painter.drawEllipse(self.rect().adjusted(edge, edge, -edge, -edge))
        size = round(self.width() * INSIDE)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        picture = self._look.icons.pixmap(self._icon, size, t.action, mirrored=mirrored)
        at = (self.width() - size) // 2
        painter.drawPixmap(at, at, picture)
        painter.end()


class HelpScreen(Screen):
    """The steps, and the way to the page where the kiosk is set to oneself."""

    def __init__(self, look: Look, words: Words, *, steps: tuple[Step, ...]) -> None:
        super().__init__(look, words)
        self.wide = True
        self.controls = Controls(back=True)
        self.add_heading(words("How to use this kiosk"))
        ways = LinkCard(
            look,
            words("Ways to use this kiosk"),
            words("Bigger words, other colours and more"),
            "show:options",
            icon="accessibility",
        )
        ways.clicked.connect(lambda: self.wants.emit(Shows("options")))
        self.first = ways
        self.add(ways)
        m = look.metrics
        columns = 2 if m.size < 2 and not m.portrait else 1
        cards = [_card(look, step, number) for number, step in enumerate(steps)]
        add_grid(self.body, cards, columns, look.u(3))


def _card(look: Look, step: Step, number: int) -> QWidget:
    """A step's picture, and its sentence beside it."""
    card = Panel(look)
    card.setObjectName(f"step:{number}")
    row = QHBoxLayout(card)
    row.setContentsMargins(look.u(4), look.u(3), look.u(4), look.u(3))
    row.setSpacing(look.u(5))
    row.addWidget(Picture(look, step.icon), 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(label(step.text, "body"), 1, Qt.AlignmentFlag.AlignVCenter)
    return card
