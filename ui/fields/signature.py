"""A signature: drawn in a box, or agreed to without drawing, with one's full name. Both count the same."""

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.journeys.pages import Field, Problem
from kiosk.journeys.values import File, Signature
from kiosk.language import Words
from ui.fields.field import FieldWidget, set_state
from ui.fields.left import characters_left
from ui.fields.pad import Pad, Stroke
from ui.fields.text import line_edit
from ui.pieces.button import Button
from ui.pieces.card import TickCard
from ui.pieces.layout import keep_room
from ui.pieces.text import label
from ui.theme.look import Look
from ui.tree.roles import describes, labels


class Entered(Struct, frozen=True):
    """What was entered so far: the drawing, or the signature given before; and the other way."""

    strokes: tuple[Stroke, ...]
    shown: File | None
    agreed: bool
    name: str


class SignatureField(FieldWidget):
    """The box, or, once somebody agrees without drawing, the line for their name."""

    def __init__(self, look: Look, words: Words, field: Field, alone: bool) -> None:
        super().__init__(look, words, field, alone)
        self._draw = self._build_drawing()
        self._agree = TickCard(
            look, words("I agree without drawing"), words("Type your full name instead."), "option:agree"
        )
        self._agree.toggled.connect(self._choose)
        self._write = self._build_name()
        for part in (self._draw, self._agree, self._write):
            self.column.addWidget(part)
        self._write.hide()
        if field.value is not None:
            self.set_value(field.value)

    # -- building ------------------------------------------------------------------------------------

    def _part(self, text: str) -> tuple[QWidget, QVBoxLayout, QLabel]:
        """One of the two ways, with its words above: what it is entered in goes into the column."""
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.u(1))
        head = label(text, "label")
        column.addWidget(head)
        return made, column, head

    def _build_drawing(self) -> QWidget:
        hint = self.words("Draw your name on the line with your finger.")
        made, column, head = self._part(hint)
        describes(head, f"pad:{self.field.name}")
        self.pad = Pad(self.look, self.words, f"pad:{self.field.name}")
        self.pad.setAccessibleDescription(hint)
        self.pad.changed.connect(self._drawn)
        column.addWidget(self.pad)
        self._clear = Button(self.look, self.words("Clear"), "change", f"clear:{self.field.name}", "x")
        self._clear.setAccessibleName(self.words("Clear {question}", question=self.field.title))
        self._clear.clicked.connect(self._empty)
        keep_room(self._clear)
        self._clear.hide()
        row = QHBoxLayout()
        column.addLayout(row)
        row.addStretch(1)
        row.addWidget(self._clear)
        return made

    def _build_name(self) -> QWidget:
        title = self.words("Your full name")
        made, column, head = self._part(title)
        labels(head, f"input:{self.field.name}:typed")
        self._name = line_edit(self.look, f"input:{self.field.name}:typed", "name")
        self._name.setAccessibleName(title)
        self._name.textChanged.connect(lambda _: self.changed.emit())
        column.addWidget(self._name)
        column.addWidget(characters_left(self._name, self.words))
        return made

    # -- what happens --------------------------------------------------------------------------------

    def _drawn(self) -> None:
        self._clear.setVisible(not self.pad.empty)
        self.changed.emit()

    def _empty(self) -> None:
        self.pad.clear()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, agreed: bool) -> None:
        self._draw.setVisible(not agreed)
        self._write.setVisible(agreed)
        self.changed.emit()

    # -- the field -----------------------------------------------------------------------------------

    def value(self) -> object:
        if self._agree.isChecked():
            return Signature(typed=self._name.text())
        drawn = self.pad.file()
        return None if drawn is None else Signature(drawn=drawn)

    def set_value(self, value: object) -> None:
        if not isinstance(value, Signature):
            return
        self._agree.setChecked(value.typed is not None)
        if value.typed is not None:
            self._name.setText(value.typed)
        elif value.drawn is not None:
            self.pad.show_file(value.drawn)

    def typed(self) -> Entered:
        return Entered(self.pad.strokes, self.pad.shown, self._agree.isChecked(), self._name.text())

    def restore(self, typed: object) -> None:
        if not isinstance(typed, Entered):
            return
        if typed.shown is not None:
            self.pad.show_file(typed.shown)
        else:
            self.pad.put(typed.strokes)
        self._agree.setChecked(typed.agreed)
        self._name.setText(typed.name)

    def targets(self) -> list[QWidget]:
        return [self._name, self._agree] if self._agree.isChecked() else [self.pad, self._agree]

    def target_for(self, problem: Problem) -> QWidget:
        return self.targets()[0]

    def mark(self, problems: tuple[Problem, ...]) -> None:
        for one in (self.pad, self._name):
            set_state(one, "wrong" if problems else "")
