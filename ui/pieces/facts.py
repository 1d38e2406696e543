"""Facts in two columns: what it is and how it is, a thin line between two."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.pieces.ground import rule
from ui.pieces.text import label, prose
from ui.theme.look import Look

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
            column.addLayout(row)
            row.setSpacing(look.u(4) if look.metrics.size < 2 else look.u(1))
            top = Qt.AlignmentFlag.AlignTop
            beside = look.metrics.size < 2
            row.addWidget(label(name, "label"), LABEL_SHARE, *([top] if beside else []))
            row.addWidget(prose(text), TEXT_SHARE, *([top] if beside else []))
