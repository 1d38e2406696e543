"""One font, and the room that words take in it. For what is painted by hand; labels measure themselves."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainterPath

WRAP = int(Qt.TextFlag.TextWordWrap)
ENDLESS = 100_000


def borrowed(text: str) -> bool:
    """Whether letters in it come from another font: those of Cyrillic, Arabic and all between."""
    return any("\u0300" <= char < "\u1e00" for char in text)


def width_of(metrics: QFontMetrics, text: str) -> int:
    """Width of `text` on one line, with a pixel to spare for rounding."""
    if not borrowed(text):
        return metrics.horizontalAdvance(text) + 2
    # Letters borrowed from another font may reach over what they advance, and a word would wrap for it.
    return metrics.boundingRect(QRect(0, 0, ENDLESS, ENDLESS), WRAP, text).width() + 2


def ink_of(font: QFont, text: str) -> QRectF:
    """Where there is ink, from the base line's beginning on."""
    if not borrowed(text):
        return QFontMetricsF(font).tightBoundingRect(text)
    # Qt's measure leaves out the marks of letters from another font.
    path = QPainterPath()
    path.addText(0, 0, font, text)
    return path.boundingRect().adjusted(-1, -1, 1, 1)


class Letters:
    """`font` with its measures, all in pixels. Holds no words: those who ask keep what they asked."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetrics(font)

    def height(self, text: str, width: int) -> int:
        """Height of `text` wrapped to `width`."""
        if not text:
            return 0
        return self._metrics.boundingRect(QRect(0, 0, max(1, width), ENDLESS), WRAP, text).height()

    def width(self, text: str) -> int:
        """Width of `text` on one line, with a pixel to spare for rounding."""
        return width_of(self._metrics, text)

    def longest_word(self, text: str) -> int:
        """Width below which a word would have to be broken."""
        return max((self.width(word) for word in text.split()), default=0)
