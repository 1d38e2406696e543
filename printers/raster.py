"""Blocks become dots: Qt shapes and draws the text, so that every script and accent prints the same on
every model. Needs a QGuiApplication; drawing may happen on any thread.

Qt allows text on a QImage outside the GUI thread (QPainter, "Painting in threads"); a `Raster` itself
belongs to one thread at a time. Letters are drawn in grey and cut at half: evener stems than a
one-bit painter gives.
"""

from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)

from kiosk.assets import assets_dir
from kiosk.direction import lines_isolated
from kiosk.errors import BugError, PrinterError
from printers.layout import TYPE, Block, Box, Layout, Picture, Rule, Style, Text
from printers.page import Page
from printers.profile import Profile
from printers.qr import Code, encode

FAMILY = "Atkinson Hyperlegible Next"
FAMILIES = (FAMILY, "Kiosk Cyrillic", "Kiosk Arabic")
"""The typeface, and ours for the letters it lacks."""
LEADING = 1.25
"""Line height by font size."""
LONGEST_MM = 2000.0
"""A longer receipt is refused: somebody would stand in paper."""
BALANCED = 4
"""Paragraphs of up to so many lines get lines of about equal length."""
BOX_PAD, BOX_LINE, BOX_RADIUS = 2.5, 0.375, 1.5
"""The frame around a status: space within, thickness and corner, in mm."""


class Piece(Struct):
    """A block measured: its top edge and height in dots, and its text or code ready to draw."""

    block: Block
    top: int
    height: int
    text: QTextLayout | None = None
    code: Code | None = None


class Raster:
    """Draws layouts for one printer model with the fonts of this installation."""

    def __init__(self, profile: Profile, fonts: Path | None = None) -> None:
        if QGuiApplication.instance() is None:
            raise BugError("receipts are drawn by Qt: make the QGuiApplication first")
        self._profile = profile
        load_fonts(fonts or assets_dir() / "fonts")

    def draw(self, layout: Layout) -> Page:
        """`layout` as dots, exactly as wide as the paper. Raises PrinterError when it is too long."""
        pieces, height = self.measure(layout)
        if height > self._profile.mm(LONGEST_MM):
            raise PrinterError(f"a receipt of {height} dots is longer than {LONGEST_MM:.0f} mm of paper")
        image = QImage(self._profile.dots, height, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHints(QPainter.RenderHint.TextAntialiasing | QPainter.RenderHint.Antialiasing)
        try:
            for piece in pieces:
                self._paint(painter, piece)
        finally:
            painter.end()
        return _page(image)

    def measure(self, layout: Layout) -> tuple[list[Piece], int]:
        """The blocks with their places, and the height of them all in dots."""
        pieces: list[Piece] = []
        top = 0
        for block in layout.blocks:
            top += self._profile.mm(block.before)
            piece = self._piece(block, top, layout)
            pieces.append(piece)
            top += piece.height
        return pieces, top

    def _piece(self, block: Block, top: int, layout: Layout) -> Piece:
        dots = self._profile.dots
        match block:
            case Rule(thick=thick):
                return Piece(block, top, self._profile.mm(thick))
            case Picture(link=link):
                code = encode(link, self._profile)
                return Piece(block, top, code.side, code=code)
            case Box():
                pad = self._profile.mm(BOX_PAD)
                text, height = self._set(block.text, block.style, dots - 2 * pad, layout)
                return Piece(block, top, height + 2 * pad, text)
            case Text():
                indent = self._indent(block, layout)
                text, height = self._set(block.text, block.style, dots - indent, layout, block.centred)
                return Piece(block, top, height, text)

    def _indent(self, block: Text, layout: Layout) -> int:
        return self._size(block.style, layout) * 3 // 4 if block.bullet else 0

    def _size(self, style: Style, layout: Layout) -> int:
        """Size in dots. A reference is never broken within a line: all of it is smaller where it must be."""
        kind = TYPE[style]
        size = self._profile.points(kind.large if layout.large else kind.print)
        if style is Style.REFERENCE:
            lines = [
                block.text for block in layout.blocks if isinstance(block, Text) and block.style is style
            ]
            while any(
                QFontMetricsF(self._font(style, size)).horizontalAdvance(line) > self._profile.dots
                for line in lines
            ):
                size -= 1
        return size

    def _font(self, style: Style, size: int) -> QFont:
        font = QFont(list(FAMILIES))
        font.setPixelSize(size)
        font.setWeight(QFont.Weight(TYPE[style].weight))
        # Letters on whole dots: the same receipt is the same dots every time, in every thread.
        font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
        if TYPE[style].tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _set(
        self, text: str, style: Style, width: int, layout: Layout, centred: bool = False
    ) -> tuple[QTextLayout, int]:
        """`text` broken into lines no wider than `width`, and their height together."""
        size = self._size(style, layout)
        font = self._font(style, size)
        if layout.right_to_left:
            text = lines_isolated(text)
        found = QTextLayout(text, font)
        found.setTextOption(_option(layout, centred))
        best = width
        if (lines := _break(found, width)) in range(2, BALANCED + 1):
            # The narrowest width with as many lines: no single word is left over on the last.
            metrics = QFontMetricsF(font)
            longest = max(map(metrics.horizontalAdvance, text.split(" ")))
            least = min(width, int(longest) + 1)
            while least < best:
                middle = (least + best) // 2
                least, best = (least, middle) if _break(found, middle) == lines else (middle + 1, best)
            _break(found, best)
        left = (width - best) // 2 if centred else width - best if layout.right_to_left else 0
        y = 0
        for i in range(found.lineCount()):
            line = found.lineAt(i)
            line.setPosition(QPointF(left, y))
            y += max(round(size * LEADING), round(line.height()))
        return found, y

    def _paint(self, painter: QPainter, piece: Piece) -> None:
        black = QColor(Qt.GlobalColor.black)
        painter.setPen(black)
        dots = self._profile.dots
        match piece.block:
            case Rule():
                painter.fillRect(0, piece.top, dots, piece.height, black)
            case Picture():
                assert piece.code
                _paint_code(painter, piece.code, (dots - piece.code.side) // 2, piece.top)
            case Box():
                assert piece.text
                pad, line = self._profile.mm(BOX_PAD), self._profile.mm(BOX_LINE)
                frame = QRectF(0, piece.top, dots, piece.height)
                painter.setPen(QPen(black, line))
                half = line / 2
                radius = self._profile.mm(BOX_RADIUS)
                painter.drawRoundedRect(frame.adjusted(half, half, -half, -half), radius, radius)
                painter.setPen(black)
                piece.text.draw(painter, QPointF(pad, piece.top + pad))
            case Text():
                assert piece.text
                self._paint_text(painter, piece.block, piece.text, piece.top)

    def _paint_text(self, painter: QPainter, block: Text, text: QTextLayout, top: int) -> None:
        right = text.textOption().textDirection() == Qt.LayoutDirection.RightToLeft
        size = text.font().pixelSize()
        indent = size * 3 // 4 if block.bullet else 0
        if block.bullet:
            radius = size / 9
            x = self._profile.dots - size / 4 if right else size / 4
            painter.setBrush(QColor(Qt.GlobalColor.black))
            painter.drawEllipse(QPointF(x, top + text.lineAt(0).ascent() - size * 0.3), radius, radius)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        text.draw(painter, QPointF(0 if right else indent, top))


def load_fonts(folder: Path) -> None:
    """Make the fonts in `folder` known to Qt, once: each time the whole program measures its texts anew.

    Raises PrinterError when ours is not among them.
    """
    if FAMILY in QFontDatabase.families():
        return
    for file in sorted(folder.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    if FAMILY not in QFontDatabase.families():
        raise PrinterError(f"{folder}: the font '{FAMILY}' is not there; install the program again")


def _option(layout: Layout, centred: bool) -> QTextOption:
    right = layout.right_to_left
    # QTextLayout does not mirror "left" by itself.
    edge = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter if centred else edge)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight)
    return option


def _break(text: QTextLayout, width: int) -> int:
    """Break `text` into lines of at most `width` dots and say how many there are."""
    text.beginLayout()
    while (line := text.createLine()).isValid():
        line.setLineWidth(width)
    text.endLayout()
    return text.lineCount()


def _paint_code(painter: QPainter, code: Code, left: int, top: int) -> None:
    """One drawing call, for there are a thousand modules; whole-number scaling keeps their edges."""
    modules = bytes(0 if dark else 255 for row in code.rows for dark in row)
    count = len(code.rows)
    image = QImage(modules, count, count, count, QImage.Format.Format_Grayscale8)
    painter.drawImage(QRect(left, top, code.side, code.side), image)


def _page(image: QImage) -> Page:
    """`image` cut at half grey to one bit a dot."""
    mono = image.convertToFormat(
        QImage.Format.Format_Mono,
        Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.MonoOnly,
    )
    page_stride, stride = (mono.width() + 7) // 8, mono.bytesPerLine()
    data = bytes(mono.constBits())
    rows = (data[y * stride : y * stride + page_stride] for y in range(mono.height()))
    return Page(mono.width(), mono.height(), b"".join(rows))
