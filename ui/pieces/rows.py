"""Rows of answers with their Change button, as on the check page and in lists of items."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.journeys.pages import Row
from kiosk.language import Words
from ui.pieces.button import Button
from ui.pieces.ground import Panel, rule
from ui.pieces.text import label
from ui.theme.look import Look


class AnswerRow(QWidget):
    """Label, answer and what can be done with it, with a line under it. An item of a list has a label
    only. `under` is the heading that it stands under, read with its button."""

    def __init__(
        self,
        look: Look,
        words: Words,
        row: Row,
        change: Callable[[str], None],
        remove: Callable[[str], None] | None = None,
        under: str = "",
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
        if row.remove and not row.lines:
            texts.addWidget(label(row.label, "answer"))
        else:
            answer = row.lines or (words("Not provided"),)
            texts.addWidget(label(row.label, "quiet"))
            said = label("\n".join(answer), "answer")
            said.setAccessibleName(f"{row.label}: {', '.join(answer)}")
            texts.addWidget(said)
        line.addLayout(texts, 1)
        if row.change:
            button = Button(look, words("Change"), "change", f"change:{row.change}", "pencil")
            button.setAccessibleName(words("Change {label}", label=row.label))
            button.setAccessibleDescription(under)
            button.clicked.connect(lambda: change(row.change))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        if row.remove and remove is not None:
            button = Button(look, words("Remove"), "change", f"remove:{row.remove}", "trash-2")
            button.setAccessibleName(words("Remove {label}", label=row.label))
            button.clicked.connect(lambda: remove(row.remove))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(line)
        column.addWidget(rule(look))


class ToldPanel(Panel):
    """What was told so far, for the right third of a wide panel: the latest answers, as many as there is
    room for. It never scrolls; all of them stand on the check page."""

    def __init__(self, look: Look, words: Words, rows: tuple[Row, ...]) -> None:
        super().__init__(look)
        self._gap = look.u(2)
        self._edge = look.u(5)
        column = QVBoxLayout(self)
        column.setContentsMargins(self._edge, self._edge, self._edge, self._edge)
        column.setSpacing(self._gap)
        self._head = label(words("What you told us"), "subheading")
        column.addWidget(self._head)
        self._earlier = label("…", "body")
        column.addWidget(self._earlier)
        self._rows = [_told(look, words, row) for row in rows]
        for told in self._rows:
            column.addWidget(told)
        column.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the latest answers that fit under the heading."""
        edge = self._edge
        room = self.contentsRect().adjusted(edge, edge, -edge, -edge)
        left = room.height() - _tall(self._head, room.width())
        spare = _tall(self._earlier, room.width()) + self._gap
        shown = 0
        for told in reversed(self._rows):
            left -= _tall(told, room.width()) + self._gap
            if left < (spare if shown < len(self._rows) - 1 else 0):
                break
            shown += 1
        for number, told in enumerate(self._rows):
            told.setVisible(number >= len(self._rows) - shown)
        self._earlier.setVisible(shown < len(self._rows))


def _told(look: Look, words: Words, row: Row) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.u(1))
    column.addWidget(label(row.label, "body"))
    column.addWidget(label("\n".join(row.lines) or words("Not provided"), "answer"))
    return made


def _tall(widget: QWidget, width: int) -> int:
    """Height of a widget whose words wrap at `width`."""
    layout = widget.layout()
    return layout.totalHeightForWidth(width) if layout is not None else widget.heightForWidth(width)
