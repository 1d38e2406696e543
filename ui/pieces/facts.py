"""Facts in two columns, what it is and how it is, a thin line between two; and lists of things to read."""

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.journeys.pages import Option
from ui.pieces.ground import rule
from ui.pieces.text import label, prose
from ui.theme.look import Look
from ui.theme.metrics import LINE_HEIGHT, NATURAL_LINE

LABEL_SHARE, TEXT_SHARE = 1, 2


class Facts(QWidget):
    """`rows` are (label, Markdown). Side by side where there is room; large letters stand one below the
    other."""

    def __init__(self, look: Look, rows: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.u(2))
        for number, (name, text) in enumerate(rows):
            if number:
                column.addWidget(rule(look))
            row: QBoxLayout = QHBoxLayout() if look.metrics.size < 2 else QVBoxLayout()
            row.setSpacing(look.u(4) if look.metrics.size < 2 else look.u(1))
            top = Qt.AlignmentFlag.AlignTop
            beside = look.metrics.size < 2
            row.addWidget(label(name, "label"), LABEL_SHARE, *([top] if beside else []))
            row.addWidget(prose(text), TEXT_SHARE, *([top] if beside else []))
            column.addLayout(row)


def points(look: Look, items: tuple[Option, ...]) -> QLabel:
    """Things to bring or to know as bullets; what belongs to one stands under it in the quiet colour."""
    height = f"line-height:{round(LINE_HEIGHT / NATURAL_LINE * 100)}%"
    made = label("", "body")
    made.setObjectName("items")
    made.setTextFormat(Qt.TextFormat.RichText)
    parts = []
    for item in items:
        under = f'<br><span style="color:{look.tokens.quiet}">{_safe(item.body)}</span>' if item.body else ""
        parts.append(f'<li style="{height}; margin:0 0 0.35em 0">{_safe(item.text)}{under}</li>')
    made.setText(f'<ul style="margin:0; -qt-list-indent:1">{"".join(parts)}</ul>')
    made.setAccessibleName("\n".join(f"{one.text}. {one.body}" if one.body else one.text for one in items))
    made.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    return made


def _safe(text: str) -> str:
    return html.escape(" ".join(text.replace("**", "").split()))
