"""Dates: day, month and year as three numbers; months as two. No field moves on by itself."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kiosk.journeys.pages import Field, Problem
from kiosk.language import N_, Words
from ui.fields.field import FieldWidget, set_state
from ui.fields.text import line_edit
from ui.pieces.text import label
from ui.theme.look import Look
from ui.tree.roles import labels

PARTS = {"date": ("day", "month", "year"), "month": ("month", "year")}
NAMES = {"day": N_("Day"), "month": N_("Month"), "year": N_("Year")}
CHARACTERS = {"day": 4, "month": 4, "year": 6}
LESS = 1
"""So many fewer where the label stands beside the box."""


class DateField(FieldWidget):
    """Boxes side by side, each with its own label."""

    def __init__(self, look: Look, words: Words, field: Field, alone: bool) -> None:
        super().__init__(look, words, field, alone)
        row = QHBoxLayout()
        self.column.addLayout(row)
        beside = look.metrics.crowded
        row.setSpacing(look.u(3 if beside else 4))
        self._boxes: dict[str, QLineEdit] = {}
        for part in PARTS[field.type]:
            characters = CHARACTERS[part] - LESS if beside else CHARACTERS[part]
            box = line_edit(look, f"input:{field.name}:{part}", "number", characters)
            name = words(NAMES[part])
            box.setAccessibleName(f"{self.title} {name}")
            box.setAccessibleDescription(field.body)
            box.textChanged.connect(lambda _: self.changed.emit())
            title = label(name, "label")
            labels(title, box.objectName())
            pair = QHBoxLayout() if beside else QVBoxLayout()
            row.addLayout(pair)
            pair.setSpacing(look.u(2 if beside else 1))
            pair.addWidget(title)
            pair.addWidget(box)
            self._boxes[part] = box
        row.addStretch(1)
        if field.value is not None:
            self.set_value(field.value)

    def value(self) -> object:
        found = self.typed()
        return found if any(found.values()) else None

    def set_value(self, value: object) -> None:
        if isinstance(value, dict):
            for part, box in self._boxes.items():
                box.setText(str(value.get(part, "")))

    def typed(self) -> dict[str, str]:
        return {part: box.text() for part, box in self._boxes.items()}

    def targets(self) -> list[QWidget]:
        return list(self._boxes.values())

    def target_for(self, problem: Problem) -> QWidget:
        return self._boxes.get(problem.part) or self.targets()[0]

    def mark(self, problems: tuple[Problem, ...]) -> None:
        wrong = {problem.part for problem in problems}
        for part, box in self._boxes.items():
            set_state(box, "wrong" if part in wrong or (problems and "" in wrong) else "")
