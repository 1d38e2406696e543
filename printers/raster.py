"""Blocks become dots: Qt shapes and draws the text, so that every script and accent prints the same on
every model. Needs a QGuiApplication; drawing may happen on any thread.

Qt allows text on a QImage outside the GUI thread (QPainter, "Painting in threads"); a `Raster` itself
belongs to one thread at a time. Letters are drawn in grey and cut at half: evener stems than a
one-bit painter gives.
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)

from kiosk.assets import assets_dir
from kiosk.errors import BugError, PrinterError
from printers.layout import Block, Box, Code, Layout, Rule, Style, Text
from printers.page import Page
from printers.profile import Profile
from printers.qr import encode

FAMILY = "Atkinson Hyperlegible Next"
LEADING = 1.25
"""Line height by font size."""
LONGEST_MM = 2000.0
"""A longer receipt is refused: somebody would stand in paper."""
BULLET = "•"


class _Piece(Struct):
    """A block measured: its top edge, its height and what draws it."""

    block: Block
    top: int
    height: int
    text: QTextLayout | None = None


class Raster:
    """Draws layouts for one printer model with the fonts of this installation."""

    def __init__(self, profile: Profile, fonts: Path | None = None) -> None:
        if QGuiApplication.instance() is None:
            raise BugError("receipts are drawn by Qt: make the QGuiApplication first")
        self._profile = profile
        load_fonts(fonts or assets_dir() / "fonts")

    def draw(self, layout: Layout) -> Page:
        """`layout` as dots, exactly as wide as the paper. Raises PrinterError when it is too long."""
        pieces, height = self._measure(layout)
        if height > self._profile.mm(LONGEST_MM):
            raise PrinterError(f"a receipt of {height} dots is longer than {LONGEST_MM:.0f} mm of paper")
        image = QImage(self._profile.dots, height, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(Qt.GlobalColor.black))
        try:
            for piece in pieces:
                self._paint(painter, piece, layout)
        finally:
            painter.end()
        return _page(image)
