"""Words on the page: heading, paragraphs, label, hint, error."""

import re
from unicodedata import combining

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from kiosk.direction import reads_right_to_left, without_marks
from kiosk.journeys.pages import Option
from ui.pieces.painting import words
from ui.theme.dress import wear
from ui.theme.look import Look
from ui.theme.metrics import LINE_HEIGHT, NATURAL_LINE
from ui.tree.roles import says

JOINED = frozenset("\u200d\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
NO_BREAK = "\N{NO-BREAK SPACE}"
_NUMBER = re.compile(r"\b0\d[\d ]{7,}\d\b")
"""A telephone number: it is not parted at the end of a line."""
BREAK = "\N{ZERO WIDTH SPACE}"
MOST_TOGETHER, PIECE = 24, 10
"""Characters of a word that never breaks, and of the pieces into which a longer one may."""
LONG_WORDS = 40
"""The same in a text of the council's, in which an address of a page should stay whole if it can."""
_SPREADING = re.compile("([\ufdf0-\ufdfd])")
"""Whole Arabic phrases in one character, up to ten letters wide."""
_HEIGHT = f"line-height:{round(LINE_HEIGHT / NATURAL_LINE * 100)}%"


def breakable(text: str, most: int = MOST_TOGETHER) -> str:
    """`text` in which a word that is longer than any line, as somebody may type it, can go on to the next."""

    def parted(found: re.Match[str]) -> str:
        word, pieces, begin = found[0], [], 0
        for at in range(1, len(word)):
            # Not before a mark, and not within what a joiner holds together.
            if at - begin >= PIECE and not combining(word[at]) and not {word[at], word[at - 1]} & JOINED:
                pieces.append(word[begin:at])
                begin = at
        return BREAK.join((*pieces, word[begin:]))

    return re.sub(rf"\S{{{most + 1},}}", parted, _SPREADING.sub(rf"\1{BREAK}", text))


class Label(QLabel):
    """Plain text that wraps, each line in its own direction."""

    def paintEvent(self, event: QPaintEvent) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if self.textFormat() != Qt.TextFormat.PlainText or not (mirrored or reads_right_to_left(self.text())):
            super().paintEvent(event)
            return
        painter = QPainter(self)
        ink = self.palette().color(self.foregroundRole())
        words(painter, self.contentsRect(), self.font(), ink, self.text(), int(self.alignment()))
        painter.end()


def label(text: str, role: str, pixels: int = 0) -> QLabel:
    """Plain text that wraps. `role` is a key of `ui.theme.dress.ROLES`: heading, label, quiet, error, …;
    `pixels` is its font's size where that is not the body's."""
    made = Label()
    wear(made, role, pixels)
    says(made, role)
    # Not in the constructor: a screen reader that hears of it there takes it for one of Qt's own.
    made.setText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


def line_tops(made: QLabel) -> list[int]:
    """Where each line of a label with plain text begins, in pixels below the label's top."""
    line = made.fontMetrics().lineSpacing()
    return [line * n for n in range(max(1, round(made.height() / line)))]


def heading(look: Look, text: str) -> QLabel:
    """The page's one heading. It can take the focus, so that a reader begins there."""
    made = label(breakable(text, LONG_WORDS), "heading", look.metrics.heading_px)
    made.setObjectName("heading")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setAccessibleName(text)
    return made


def prose(markdown: str, role: str = "body") -> QLabel:
    """Paragraphs, bullets and bold, with room between the lines."""
    made = label("", role)
    made.setTextFormat(Qt.TextFormat.RichText)
    made.setText(as_html(markdown))
    made.setAccessibleName(plain(markdown))
    made.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    return made


def points(look: Look, items: tuple[Option, ...]) -> QLabel:
    """Things to bring or to know as bullets; what belongs to one stands under it in the quiet colour."""
    made = label("", "body")
    made.setObjectName("items")
    made.setTextFormat(Qt.TextFormat.RichText)
    parts = []
    for item in items:
        under = f'<br><span style="color:{look.tokens.quiet}">{_bold(item.body)}</span>' if item.body else ""
        parts.append(_point(item.text, f"{_bold(item.text)}{under}", 0.35))
    made.setText(_points(items[0].text if items else "", parts))
    made.setAccessibleName("\n".join(f"{one.text}. {one.body}" if one.body else one.text for one in items))
    made.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    return made


def plain(markdown: str) -> str:
    """The same words without marks, as they are spoken."""
    return without_marks(re.sub(r"\*\*|^[-*] ", "", markdown, flags=re.MULTILINE)).strip()


def as_html(markdown: str) -> str:
    """Markdown of three kinds (paragraphs, bullets, bold) as the rich text that QLabel lays out.

    Qt's own Markdown reader has no line height, and would also take links and pictures.
    """
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", markdown.strip()):
        lines = block.splitlines()
        lead = " ".join(line for line in lines if not _bullet(line))
        items = [line.strip()[2:] for line in lines if _bullet(line)]
        if lead:
            parts.append(f'<p{_way(lead)} style="{_HEIGHT}; margin:0 0 0.45em 0">{_bold(lead)}</p>')
        if items:
            parts.append(_points(items[0], [_point(item, _bold(item), 0.1) for item in items], 0.45))
    return "".join(parts)


def _points(first: str, parts: list[str], under: float = 0) -> str:
    return f'<ul{_way(first)} style="margin:0 0 {under}em 0; -qt-list-indent:1">{"".join(parts)}</ul>'


def _point(text: str, content: str, under: float) -> str:
    return f'<li{_way(text)} style="{_HEIGHT}; margin:0 0 {under}em 0">{content}</li>'


def _way(text: str) -> str:
    """The direction of a paragraph. Left to Qt, a name at its beginning would turn it."""
    return ' dir="rtl"' if reads_right_to_left(text) else ""


def _bullet(line: str) -> bool:
    return line.lstrip().startswith(("- ", "* "))


def _bold(text: str) -> str:
    import html  # its table of entities would hold up the first picture

    whole = _NUMBER.sub(
        lambda found: found[0].replace(" ", NO_BREAK), html.escape(breakable(text, LONG_WORDS))
    )
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", whole)
