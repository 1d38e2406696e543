"""Rows of answers with their Change button, as on the check page and in lists of items."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.journeys.pages import Row
from kiosk.language import Words
from ui.pieces.button import Button
from ui.pieces.text import label
from ui.theme.look import Look


class AnswerRow(QWidget):
    """Label, answer and what can be done with it, with a line under it."""

    def __init__(
        self,
        look: Look,
        words: Words,
        row: Row,
        change: Callable[[str], None],
        remove: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(f"row:{row.change}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.u(2))
        if row.heading:
            column.addSpacing(look.u(2))
            column.addWidget(label(row.heading, "subheading"))
        line = QHBoxLayout()
        line.setSpacing(look.u(4))
        texts = QVBoxLayout()
        texts.setSpacing(look.u(0.5))
        texts.addWidget(label(row.label, "quiet"))
        said = label("\n".join(row.lines) or words("Not provided"), "answer")
        said.setAccessibleName(f"{row.label}: {', '.join(row.lines) or words('Not provided')}")
        texts.addWidget(said)
        line.addLayout(texts, 1)
        if row.change:
            button = Button(look, words("Change"), "change", f"change:{row.change}", "pencil")
            button.setAccessibleName(words("Change {label}", label=row.label))
            button.clicked.connect(lambda: change(row.change))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        if row.remove and remove is not None:
            button = Button(look, words("Remove"), "change", f"remove:{row.remove}", "trash-2")
            button.setAccessibleName(words("Remove {label}", label=row.label))
            button.clicked.connect(lambda: remove(row.remove))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(line)
        rule = QFrame()
        rule.setProperty("role", "rule")
        column.addWidget(rule)
