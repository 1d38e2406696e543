"""A mark for a council that has no logo of its own."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPainter


def paint_mark(painter: QPainter, x: int, y: int, size: int, ink: str, name: str, font: QFont) -> None:
    """Its initial in a ring, `size` pixels wide and high."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = painter.pen()
    pen.setColor(QColor(ink))
    pen.setWidth(max(2, size // 14))
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = max(1, size // 20)
    painter.drawEllipse(x + inset, y + inset, size - 2 * inset, size - 2 * inset)
    big = QFont(font)
    big.setPixelSize(round(size * 0.55))
    painter.setFont(big)
    painter.drawText(x, y, size, size, int(Qt.AlignmentFlag.AlignCenter), name[:1])
