"""Chosen answers: one of several, any of several, yes or no, agreed."""

from collections.abc import Iterable

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from kiosk.journeys.pages import Field, Option
from kiosk.language import Words
from ui.fields.field import FieldWidget
from ui.pieces.card import RadioCard, TickCard
from ui.theme.look import Look


def add_cards(look: Look, column: QVBoxLayout, cards: Iterable[RadioCard | TickCard]) -> None:
    """Cards below each other, at the end of `column`."""
    made = QVBoxLayout()
    column.addLayout(made)
    made.setSpacing(look.u(2.2))
    for card in cards:
        made.addWidget(card)


class ChoiceField(FieldWidget):
    """One of the options; none is chosen beforehand."""

    def __init__(self, look: Look, words: Words, field: Field, alone: bool) -> None:
        super().__init__(look, words, field, alone)
        self._group = QButtonGroup(self)
        self._cards: dict[str, RadioCard] = {}
        for option in self.options():
            card = RadioCard(look, option.text, option.body, f"option:{option.value}")
            card.toggled.connect(lambda _: self.changed.emit())
            self._group.addButton(card)
            self._cards[option.value] = card
        add_cards(look, self.column, self._cards.values())
        if field.value is not None:
            self.set_value(field.value)

    def options(self) -> tuple[Option, ...]:
        """What is offered."""
        return self.field.options

    def value(self) -> object:
        return next((value for value, card in self._cards.items() if card.isChecked()), None)

    def set_value(self, value: object) -> None:
        card = self._cards.get(str(value))
        if card is not None:
            card.setChecked(True)

    def targets(self) -> list[QWidget]:
        return list(self._cards.values())


class YesNoField(ChoiceField):
    """Yes or no."""

    def options(self) -> tuple[Option, ...]:
        return (
            Option(value="yes", text=self.words("Yes")),
            Option(value="no", text=self.words("No")),
        )

    def value(self) -> object:
        found = super().value()
        return None if found is None else found == "yes"

    def set_value(self, value: object) -> None:
        super().set_value("yes" if value else "no")


class ChoicesField(FieldWidget):
    """Any of the options; one marked `alone` excludes the others."""

    def __init__(self, look: Look, words: Words, field: Field, alone: bool) -> None:
        super().__init__(look, words, field, alone)
        self._cards: dict[str, TickCard] = {}
        for option in field.options:
            card = TickCard(look, option.text, option.body, f"option:{option.value}")
            card.toggled.connect(lambda on, o=option: self._toggled(o, on))
            self._cards[option.value] = card
        add_cards(look, self.column, self._cards.values())
        if field.value is not None:
            self.set_value(field.value)

    def _toggled(self, option: Option, on: bool) -> None:
        if on:
            for other in self.field.options:
                if other.value != option.value and (option.alone or other.alone):
                    self._cards[other.value].setChecked(False)
        self.changed.emit()

    def value(self) -> object:
        return [value for value, card in self._cards.items() if card.isChecked()]

    def set_value(self, value: object) -> None:
        if isinstance(value, list | tuple):
            for one, card in self._cards.items():
                card.setChecked(one in value)

    def targets(self) -> list[QWidget]:
        return list(self._cards.values())


class DeclareField(FieldWidget):
    """A statement to agree to."""

    def __init__(self, look: Look, words: Words, field: Field, alone: bool) -> None:
        super().__init__(look, words, field, alone)
        self._card = TickCard(look, words("I agree"), "", "option:agree")
        self._card.toggled.connect(lambda _: self.changed.emit())
        self.column.addWidget(self._card)
        if field.value is not None:
            self.set_value(field.value)

    def value(self) -> object:
        return self._card.isChecked()

    def set_value(self, value: object) -> None:
        self._card.setChecked(value is True)

    def targets(self) -> list[QWidget]:
        return [self._card]
