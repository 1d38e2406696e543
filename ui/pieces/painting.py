"""How a touchable surface is painted: ground, edge, icon, wrapped words. One painter for all of them.

Qt's own push button neither wraps its words nor keeps them whole at the largest text size.
"""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

WRAP = int(Qt.TextFlag.TextWordWrap)


def at_weight(font: QFont, weight: QFont.Weight) -> QFont:
    """`font` at another weight."""
    other = QFont(font)
    other.setWeight(weight)
    return other


def text_height(font: QFont, text: str, width: int) -> int:
    """Height of `text` wrapped to `width` pixels."""
    if not text:
        return 0
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(1, width), 100_000), WRAP, text).height()


def text_width(font: QFont, text: str) -> int:
    """Width of `text` on one line, with a pixel to spare for rounding."""
    return QFontMetrics(font).horizontalAdvance(text) + 2


def longest_word(font: QFont, text: str) -> int:
    """Width below which a word would have to be broken."""
    return max((text_width(font, word) for word in text.split()), default=0)


def fill(painter: QPainter, rect: QRect, colour: str) -> None:
    """Fill a rectangle. By a brush: asked for a mere colour, Qt would first make its 180 named gradients."""
    painter.fillRect(rect, QBrush(QColor(colour)))


def surface(
    painter: QPainter,
    rect: QRect,
    *,
    ground: str,
    edge: str,
    thickness: int,
    radius: int,
    dashed: bool = False,
) -> None:
    """A rounded surface with its edge inside `rect`."""
    half = thickness / 2
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, QColor(ground))
    if edge:
        pen = QPen(QColor(edge), thickness)
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawPath(path)


def words(painter: QPainter, rect: QRect, font: QFont, colour: str, text: str, align: int) -> None:
    """Wrapped words in a rectangle. Never elided: the caller made room with `text_height`."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, align | WRAP, text)
