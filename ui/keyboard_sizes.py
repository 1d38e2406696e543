"""How large the keys and what stands on them are: from the panel, the text size and the words."""

from PySide6.QtGui import QFont, QFontMetricsF

from kiosk.language import Words
from ui.keyboard_layouts import COLUMNS, FIRST_PAGE, PAGES, ROWS, WORKING_ROWS, Sizes
from ui.keyboard_names import cap, is_word
from ui.keyboard_state import pages_of
from ui.theme.letters import ink_of
from ui.theme.metrics import Metrics

GAP = 2.0
MARGIN, SIDE = 2.5, 8.0
"""Room above and below the keys, and most room beside them. Everything here is in units of 1.27 mm."""
KEY_WIDTH = 16.0
"""Most width of a one-column key: a wider keyboard is a long way for the hand."""
KEY_HEIGHT = (10.5, 12.0, 13.0)
"""Height of a key: at least, at most, and at most on a panel that is higher than wide."""
SHARE = 0.3
"""Most of the panel's height that the keyboard takes, unless its keys would get too low."""
LETTER, FILL = 1.25, 0.83
"""Size of the signs on keys: by body text, and at most by the height of the key."""
WORD_MARGIN = 1.5
OVER = 0.8
"""Least room at each side of a word or a wide letter, and above and below."""
PROBE = 100
"""Pixel size of the font that words are measured with."""


def key_height(m: Metrics) -> int:
    """Height of a key in pixels: what the panel has to give, between least and most."""
    room = round(SHARE * m.panel.height_px) - (ROWS - 1) * m.u(GAP) - 2 * m.u(MARGIN)
    least, most, tall = KEY_HEIGHT
    return max(m.u(least), min(room // ROWS, m.u(tall if m.portrait else most)))


def keyboard_height(m: Metrics) -> int:
    """Height of the whole keyboard in pixels."""
    return ROWS * key_height(m) + (ROWS - 1) * m.u(GAP) + 2 * m.u(MARGIN)


def sizes(m: Metrics, words: Words, font: QFont, width: int) -> Sizes:
    """The sizes for a keyboard `width` pixels wide. `font` is the keys' font at PROBE pixels.

    Keys are as wide as the panel allows, up to KEY_WIDTH, and in whole pixels, so that all are alike.
    """
    gap = m.u(GAP)
    room = width - 2 * min(m.margin, m.u(SIDE))
    pitch = max(gap + 1, min((room + gap) // COLUMNS, m.u(KEY_WIDTH) + gap))
    height = key_height(m)
    letter_px = min(round(LETTER * m.body_px), int(FILL * height))
    word_px = min(m.body_px, letter_px, _fitting(m, words, font, pitch))
    return Sizes(pitch, gap, height, letter_px, word_px)


def _fitting(m: Metrics, words: Words, font: QFont, pitch: int) -> int:
    """The font size at which every word of the keyboard fits its key: one size for all of them."""
    metrics = QFontMetricsF(font)
    found = []
    pages = {page for kind in FIRST_PAGE for page in pages_of(kind, words.language)}
    for rows in (*(PAGES[page] for page in pages), *WORKING_ROWS.values()):
        for key in (key for row in rows for key in row if is_word(key)):
            text = cap(key, False, words)
            room = key.width * pitch - m.u(GAP) - 2 * m.u(WORD_MARGIN)
            found.append(PROBE * room / metrics.horizontalAdvance(text))
            high = key_height(m) - 2 * m.u(OVER)
            found.append(PROBE * high / ink_of(font, text).height())
    return max(1, int(min(found)))
