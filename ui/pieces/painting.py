"""How a touchable surface is painted: ground, edge, icon, wrapped words. One painter for all of them.

Qt's own push button neither wraps its words nor keeps them whole at the largest text size.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from kiosk.direction import reads_right_to_left
from ui.theme.letters import width_of

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
    return width_of(QFontMetrics(font), text)


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


def words(painter: QPainter, rect: QRect, font: QFont, colour: str | QColor, text: str, align: int) -> None:
    """Wrapped words in a rectangle. Never elided: the caller made room with `text_height`.

    `align` says left for the side where one begins to read.
    """
    painter.setPen(QColor(colour))
    where = painter.device()
    mirrored = isinstance(where, QWidget) and where.layoutDirection() == Qt.LayoutDirection.RightToLeft
    if mirrored or any(map(reads_right_to_left, text.split("\n"))):
        _draw_lines(painter, rect, font, text, align, mirrored=mirrored)
    else:
        painter.setFont(font)
        # Else the application's: a page in English lies between Arabic bands.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.drawText(rect, align | WRAP, text)


def _draw_lines(
    painter: QPainter, rect: QRect, font: QFont, text: str, align: int, *, mirrored: bool
) -> None:
    """Words of which some read from right to left, each line in its own direction.

    Qt's own drawing indents every line but the last by the space that it was broken at.
    """
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    if align & int(Qt.AlignmentFlag.AlignHCenter):
        side = Qt.AlignmentFlag.AlignHCenter
    found: list[QTextLayout] = []
    tall = 0.0
    for part in text.split("\n"):
        layout = QTextLayout(part, font)
        right = reads_right_to_left(part)
        option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft
            if right or (right is None and mirrored)
            else Qt.LayoutDirection.LeftToRight
        )
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(rect.width())
            line.setPosition(QPointF(0, tall))
            tall += line.height()
        layout.endLayout()
        found.append(layout)
    centred = align & int(Qt.AlignmentFlag.AlignVCenter)
    top = rect.top() + ((rect.height() - tall) / 2 if centred else 0)
    for layout in found:
        layout.draw(painter, QPointF(rect.left(), top))
