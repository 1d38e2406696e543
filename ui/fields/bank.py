"""A bank account: sort code and account number, each in a box of its own that hides what was typed once one
goes on."""

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kiosk.journeys.pages import Field, Problem
from kiosk.journeys.values import Account
from kiosk.language import N_, Words
from ui.fields.box import LineBox
from ui.fields.field import FieldWidget, set_state
from ui.fields.left import characters_left
from ui.fields.text import set_up
from ui.pieces.text import label
from ui.theme.look import Look
from ui.tree.live import announce
from ui.tree.roles import describes, labels, masked

PARTS = {
    "sort_code": (N_("Sort code"), N_("It has 6 numbers, like 12-34-56."), 12),
    "account_number": (N_("Account number"), N_("It has 6, 7 or 8 numbers."), 14),
}
"""Label, hint, and width in characters."""


class HidingBox(LineBox):
    """Shows what is typed while it is typed, and dots from when one goes on. What was there before stays
    hidden until it is changed. Neither is ever spoken, nor told to assistive technology."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        masked(self)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.textEdited.connect(lambda _: self.setEchoMode(QLineEdit.EchoMode.Normal))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setEchoMode(QLineEdit.EchoMode.Password)


class BankField(FieldWidget):
    """Two boxes, one under the other."""

    def __init__(self, look: Look, words: Words, field: Field, alone: bool) -> None:
        super().__init__(look, words, field, alone)
        self._boxes: dict[str, HidingBox] = {}
        for part, (title, hint, characters) in PARTS.items():
            box = HidingBox(look)
            set_up(box, look, f"input:{field.name}:{part}", "number", characters)
            box.setAccessibleName(words(title))
            box.setAccessibleDescription(words(hint))
            box.textChanged.connect(lambda _: self.changed.emit())
            box.textEdited.connect(lambda text, box=box: self._count(box, len(text)))
            if self._boxes:
                self.column.addSpacing(look.u(2))
            column = QVBoxLayout()
            self.column.addLayout(column)
            column.setSpacing(look.u(1))
            head, under = label(words(title), "label"), label(words(hint), "quiet")
            labels(head, box.objectName())
            describes(under, box.objectName())
            column.addWidget(head)
            column.addWidget(under)
            column.addWidget(box)
            column.addWidget(characters_left(box, words))
            self._boxes[part] = box
        if field.value is not None:
            self.set_value(field.value)

    def _count(self, box: HidingBox, n: int) -> None:
        words = self.words
        announce(box, words("character {n} entered", n=n) if n else words("empty"))

    def value(self) -> object:
        found = self.typed()
        return found if found.sort_code or found.number else None

    def set_value(self, value: object) -> None:
        if isinstance(value, Account):
            self._boxes["sort_code"].setText(value.sort_code)
            self._boxes["account_number"].setText(value.number)

    def typed(self) -> Account:
        return Account(*(box.text() for box in self._boxes.values()))

    def targets(self) -> list[QWidget]:
        return list(self._boxes.values())

    def target_for(self, problem: Problem) -> QWidget:
        return self._boxes.get(problem.part) or self.targets()[0]

    def mark(self, problems: tuple[Problem, ...]) -> None:
        wrong = {problem.part for problem in problems}
        for part, box in self._boxes.items():
            set_state(box, "wrong" if part in wrong or (problems and "" in wrong) else "")
