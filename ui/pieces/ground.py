"""Grounds that things stand on: tinted parts, panels, cards, and the line between two of them."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.pieces.painting import fill, surface
from ui.theme.dress import SOFT_LINE
from ui.theme.look import Look


class Ground(QWidget):
    """Paints itself in a colour, square, with a line under it where `under` gives one."""

    def __init__(self, colour: str, under: str = "", line: int = 0) -> None:
        super().__init__()
        self._colour, self._under, self._line = colour, under, line

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill(painter, self.rect(), self._colour)
        if self._under:
            fill(painter, QRect(0, self.height() - self._line, self.width(), self._line), self._under)
        painter.end()


class Card(QWidget):
    """A ground with round corners and an edge; `bar` is the colour of a thick bar along its beginning."""

    def __init__(self, look: Look, ground: str, edge: str = "", *, thickness: int = 0, bar: str = "") -> None:
        super().__init__()
        self._ground, self._edge_colour, self._bar = ground, edge or ground, bar
        self._thickness = thickness or look.line
        self._radius, self._bar_width = look.u(2), look.u(2)

    def inset(self) -> tuple[int, int, int, int]:
        """What the edge takes at the left, above, at the right and below, in pixels."""
        thin = self._thickness
        bar = self._bar_width if self._bar else thin
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return (thin if mirrored else bar, thin, bar if mirrored else thin, thin)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface(
            painter,
            self.rect(),
            ground=self._ground,
            edge=self._edge_colour,
            thickness=self._thickness,
            radius=self._radius,
        )
        if self._bar:
            path = QPainterPath()
            path.addRoundedRect(QRectF(self.rect()), self._radius, self._radius)
            painter.setClipPath(path)
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left = self.width() - self._bar_width if mirrored else 0
            fill(painter, QRect(left, 0, self._bar_width, self.height()), self._bar)
        painter.end()


class Panel(Card):
    """The quiet card for things that belong together. Where a theme has no tints, a line tells it apart."""

    def __init__(self, look: Look) -> None:
        t = look.tokens
        super().__init__(look, t.mist, "" if t.tints else t.line)


def rule(look: Look) -> QWidget:
    """A thin line between two things."""
    made = QWidget()
    made.setFixedHeight(look.line)
    made.setAutoFillBackground(True)
    made.setBackgroundRole(SOFT_LINE)
    return made
