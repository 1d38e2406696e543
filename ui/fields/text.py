"""Typed answers: one line or several, each with the keyboard that fits it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kiosk.journeys.pages import Field, Problem
from kiosk.language import Words
from ui.fields.box import LineBox, LongBox
from ui.fields.field import FieldWidget, set_state
from ui.fields.left import characters_left, tell_left
from ui.pieces.button import Button
from ui.pieces.layout import keep_room
from ui.pieces.text import label
from ui.theme.look import Look
from ui.theme.metrics import NATURAL_LINE
from ui.tree.roles import describes

KEYBOARDS = {
    "number": "number",
    "money": "decimal",
    "phone": "phone",
    "email": "email",
    "postcode": "postcode",
    "plate": "postcode",
    "nino": "postcode",
    "utr": "number",
    "nhs": "number",
    "vat": "postcode",
    "name": "name",
}
WIDTHS = {
    "number": 12,
    "money": 14,
    "phone": 22,
    "postcode": 14,
    "plate": 14,
    "nino": 18,
    "utr": 16,
    "nhs": 18,
    "time": 12,
}
"""Width of the box in characters, so that it fits the answer."""
MOST = 254
LINES, LINES_LOW, LINES_LEAST = 5, 3, 2
"""Lines of a long answer that show; on a panel that is wider than high, where the keyboard needs room; and
there in large letters."""


def line_edit(look: Look, name: str, keyboard: str, characters: int = 0) -> QLineEdit:
    """A line to type in. `keyboard` is the kind the on-screen keyboard opens with."""
    made = LineBox(look)
    set_up(made, look, name, keyboard, characters)
    return made


def set_up(box: LineBox, look: Look, name: str, keyboard: str, characters: int = 0) -> None:
    """What every line to type in has."""
    box.setObjectName(name)
    box.setProperty("keyboard", keyboard)
    box.setMaxLength(MOST)
    box.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    box.setDragEnabled(False)
    box.setAcceptDrops(False)
    box.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)
    if characters:
        box.setMaximumWidth(round(characters * look.metrics.body_px * 0.62) + look.u(8))


def _in_pounds(look: Look, line: QLineEdit) -> QWidget:
    """The line with £ before it, in every language: amounts are written so."""
    made, sign = QWidget(), label("£", "subheading")
    made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.u(2))
    row.addWidget(sign)
    row.addWidget(line, 1)
    made.setMaximumWidth(line.maximumWidth() + look.u(2) + sign.sizeHint().width())
    return made


class TextField(FieldWidget):
    """One line, with a button that clears it."""

    def __init__(self, look: Look, words: Words, field: Field, alone: bool) -> None:
        super().__init__(look, words, field, alone)
        row = QHBoxLayout()
        self.column.addLayout(row)
        row.setSpacing(look.u(2))
        keyboard = KEYBOARDS.get(field.type, "letters")
        self.line = line_edit(look, f"input:{field.name}", keyboard, WIDTHS.get(field.type, 0))
        self.line.setAccessibleName(self.title)
        self.line.setAccessibleDescription(field.body)
        self.line.textChanged.connect(self._changed)
        row.addWidget(_in_pounds(look, self.line) if field.type == "money" else self.line, 1)
        self._clear = Button(look, words("Clear"), "change", f"clear:{field.name}", "x")
        self._clear.setAccessibleName(words("Clear {question}", question=field.title))
        self._clear.clicked.connect(self._empty)
        keep_room(self._clear)
        self._clear.hide()
        row.addWidget(self._clear)
        if WIDTHS.get(field.type):
            row.addStretch(1)
        self.column.addWidget(characters_left(self.line, words))
        if field.value is not None:
            self.set_value(field.value)

    def _changed(self) -> None:
        self._clear.setVisible(bool(self.line.text()))
        self.changed.emit()

    def _empty(self) -> None:
        self.line.clear()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def value(self) -> object:
        return self.line.text()

    def set_value(self, value: object) -> None:
        self.line.setText(str(value))

    def targets(self) -> list[QWidget]:
        return [self.line]

    def mark(self, problems: tuple[Problem, ...]) -> None:
        set_state(self.line, "wrong" if problems else "")


class LongField(FieldWidget):
    """Several lines with a count of what is left."""

    def __init__(self, look: Look, words: Words, field: Field, alone: bool) -> None:
        super().__init__(look, words, field, alone)
        self._frame = LongBox(look)
        self.box = self._frame.edit
        self.box.limit = field.limit
        self.box.setObjectName(f"input:{field.name}")
        self.box.setProperty("keyboard", "letters")
        self.box.setAccessibleName(self.title)
        self.box.setAccessibleDescription(field.body)
        self.box.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.box.setAcceptDrops(False)
        self.box.setTabChangesFocus(True)
        self.box.setUndoRedoEnabled(False)
        m = look.metrics
        lines = LINES if m.portrait else LINES_LEAST if m.large else LINES_LOW
        self._frame.setFixedHeight(round(look.metrics.body_px * NATURAL_LINE * lines) + look.u(6))
        self._frame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.count = label("", "quiet")
        self.count.setObjectName(f"count:{field.name}")
        describes(self.count, self.box.objectName())
        self.box.textChanged.connect(self._changed)
        holder = QVBoxLayout()
        self.column.addLayout(holder)
        holder.setSpacing(look.u(1))
        holder.addWidget(self._frame)
        holder.addWidget(self.count)
        if field.value is not None:
            self.set_value(field.value)
        self._changed()

    def _changed(self) -> None:
        if self.field.limit is not None:
            left = self.field.limit - len(self.box.toPlainText())
            if left >= 0:
                text = self.words.plural("You have {n} character left", "You have {n} characters left", left)
            else:
                text = self.words.plural(
                    "You have {n} character too many", "You have {n} characters too many", -left
                )
            self.count.setText(text)
            tell_left(self.count, left)
        self.changed.emit()

    def value(self) -> object:
        return self.box.toPlainText()

    def set_value(self, value: object) -> None:
        self.box.setPlainText(str(value))

    def targets(self) -> list[QWidget]:
        return [self.box]

    def mark(self, problems: tuple[Problem, ...]) -> None:
        set_state(self.box, "wrong" if problems else "")
        self._frame.update()
