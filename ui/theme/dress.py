"""What every widget wears: the application's fonts and colours for one look, and what a role changes in them.

There is no style sheet: Qt would work it out anew for each widget of each page, which was the larger part of
a page turn. A widget with a ground or an edge of its own paints it (`ui.pieces.ground`, `ui.fields.box`).
"""

from msgspec import Struct
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from ui.theme.look import Look

INK = QPalette.ColorRole.WindowText
QUIET = QPalette.ColorRole.PlaceholderText
ERROR = QPalette.ColorRole.BrightText
ATTENTION = QPalette.ColorRole.ToolTipText
GOOD = QPalette.ColorRole.LinkVisited
SOFT_LINE = QPalette.ColorRole.Midlight
"""Where our colours lie in Qt's palette, so that a widget asks for one by its role and need not know it."""


class Role(Struct, frozen=True):
    """How the words of a label differ from body text."""

    weight: QFont.Weight = QFont.Weight.Normal
    ink: QPalette.ColorRole = INK


ROLES = {
    "body": Role(),
    "caption": Role(),
    "heading": Role(QFont.Weight.Bold),
    "reference": Role(QFont.Weight.Bold),
    "subheading": Role(QFont.Weight.Bold),
    "label": Role(QFont.Weight.DemiBold),
    "answer": Role(QFont.Weight.DemiBold),
    "quiet": Role(ink=QUIET),
    "error": Role(QFont.Weight.Bold, ERROR),
}
"""`quiet` is for paper only: on a tinted ground its contrast would fall under 7."""


def dress(look: Look) -> None:
    """Give every widget of the application the fonts and colours of `look`."""
    m, t = look.metrics, look.tokens
    QApplication.setFont(look.font(QFont.Weight.Normal, m.body_px))
    palette = QPalette()
    for role, colour in (
        (INK, t.ink),
        (QPalette.ColorRole.Text, t.ink),
        (QPalette.ColorRole.ButtonText, t.ink),
        (QPalette.ColorRole.Window, t.paper),
        (QPalette.ColorRole.Highlight, t.link),
        (QPalette.ColorRole.HighlightedText, t.paper),
        (QUIET, t.quiet),
        (ERROR, t.error),
        (ATTENTION, t.attention),
        (GOOD, t.good),
        (SOFT_LINE, t.soft_line),
    ):
        palette.setColor(role, QColor(colour))
    # Boxes to type in paint their own ground.
    palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
    QApplication.setPalette(palette)


def wear(label: QLabel, role: str, pixels: int = 0) -> None:
    """Give a label what its role changes, and another size where `pixels` says so."""
    worn = ROLES[role]
    if pixels or worn.weight != QFont.Weight.Normal:
        # What is not set here stays the application's.
        font = QFont()
        font.setWeight(worn.weight)
        if pixels:
            font.setPixelSize(pixels)
        label.setFont(font)
    if worn.ink != INK:
        label.setForegroundRole(worn.ink)
