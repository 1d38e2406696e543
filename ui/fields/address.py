"""An address or place: find it by postcode or street and pick it, or type it.

Without its dataset (`pick` is false) the lines to type show at once.
"""

from msgspec import Struct
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kiosk.characters import one_line
from kiosk.journeys.pages import Field, Option, Problem
from kiosk.language import N_, Words
from ui.fields.field import FieldWidget, Find, set_state
from ui.fields.left import characters_left
from ui.fields.text import line_edit
from ui.pieces.button import Button
from ui.pieces.card import RadioCard
from ui.pieces.text import label
from ui.theme.look import Look
from ui.tree.live import announce
from ui.tree.roles import labels

LINES = (
    ("line1", N_("Address line 1")),
    ("line2", N_("Address line 2 (optional)")),
    ("town", N_("Town or city")),
    ("postcode", N_("Postcode")),
)
MOST_FOUND = 50


class Entered(Struct, frozen=True):
    """What was entered so far: what is searched for, whether its list shows, the key of what was picked;
    or, once the resident types instead, one text for each line."""

    query: str
    listed: bool
    picked: str
    lines: tuple[str, ...] | None


class AddressField(FieldWidget):
    """Search, list, or typed lines: one of the three shows at a time."""

    def __init__(self, look: Look, words: Words, field: Field, alone: bool, find: Find) -> None:
        super().__init__(look, words, field, alone)
        self._find = find
        self._picked: Option | None = None
        self._found: dict[str, RadioCard] = {}
        self._search = self._build_search()
        self._list = QWidget()
        self._list_column = QVBoxLayout(self._list)
        self._list_column.setContentsMargins(0, 0, 0, 0)
        self._list_column.setSpacing(look.u(2.2))
        self._typed, self._lines = self._build_lines()
        self.column.addWidget(self._search)
        self.column.addWidget(self._list)
        self.column.addWidget(self._typed)
        self._other = Button(look, words("My address is not in the list"), "quiet", "address:other")
        self._other.clicked.connect(self._type_instead)
        row = QHBoxLayout()
        self.column.addLayout(row)
        row.addWidget(self._other)
        row.addStretch(1)
        self._list.hide()
        self._typed.hide()
        if not field.pick:
            self._by_hand()
        if field.value is not None:
            self.set_value(field.value)

    # -- building ------------------------------------------------------------------------------------

    def _build_search(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.u(1))
        title = label(self.words("Postcode or street"), "label")
        labels(title, f"input:{self.field.name}")
        column.addWidget(title)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(self.look.u(3))
        self._query = line_edit(self.look, f"input:{self.field.name}", "postcode")
        self._query.setAccessibleName(f"{self.title} {self.words('Postcode or street')}")
        self._query.returnPressed.connect(self._look_up)
        self._query.textChanged.connect(lambda _: self.changed.emit())
        row.addWidget(self._query, 1)
        button = Button(self.look, self.words("Find"), "secondary", "address:find", "search")
        button.clicked.connect(self._look_up)
        row.addWidget(button)
        column.addWidget(characters_left(self._query, self.words))
        self._said = label("", "quiet")
        self._said.setObjectName("address:said")
        self._said.hide()
        column.addWidget(self._said)
        return made

    def _build_lines(self) -> tuple[QWidget, dict[str, QLineEdit]]:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.u(1))
        boxes: dict[str, QLineEdit] = {}
        for name, title in LINES:
            keyboard = "postcode" if name == "postcode" else "name"
            box = line_edit(
                self.look, f"input:{self.field.name}:{name}", keyboard, 14 if name == "postcode" else 0
            )
            box.setAccessibleName(self.words(title))
            box.textChanged.connect(lambda _: self.changed.emit())
            head = label(self.words(title), "label")
            labels(head, box.objectName())
            column.addWidget(head)
            column.addWidget(box)
            column.addWidget(characters_left(box, self.words))
            boxes[name] = box
        return made, boxes

    # -- finding -------------------------------------------------------------------------------------

    def _look_up(self) -> None:
        found = self._search_now()
        if 0 < len(found) < MOST_FOUND:
            next(iter(self._found.values())).setFocus()

    def _search_now(self) -> tuple[Option, ...]:
        """Show what fits the search and say how much that is."""
        text = one_line(self._query.text())
        found = self._find(self.field.name, text) if text else ()
        self._show(found)
        if not text:
            self._say(self.words("Enter a postcode or a street first"))
        elif not found:
            self._say(self.words("We did not find that. Check it, or use the button below."))
        elif len(found) >= MOST_FOUND:
            self._say(self.words("There are many. Enter more of the address to see fewer."))
        else:
            self._say(self.words.plural("{n} address found", "{n} addresses found", len(found)))
        return found

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.show()
        announce(self._said, text)

    def _show(self, options: tuple[Option, ...]) -> None:
        for card in self._found.values():
            card.setParent(None)
            card.deleteLater()
        self._found = {}
        self._picked = None
        self._group = QButtonGroup(self)
        for option in options:
            card = RadioCard(self.look, option.text, option.body, f"option:{option.value}")
            card.toggled.connect(lambda on, o=option: self._choose(o, on))
            self._group.addButton(card)
            self._list_column.addWidget(card)
            self._found[option.value] = card
        self._list.setVisible(bool(options))
        self.changed.emit()

    def _choose(self, option: Option, on: bool) -> None:
        if on:
            self._picked = option
            self.changed.emit()

    def _type_instead(self) -> None:
        self._by_hand()
        self._lines["line1"].setFocus()

    def _by_hand(self) -> None:
        self._picked = None
        self._search.hide()
        self._list.hide()
        self._typed.show()
        self._other.setVisible(False)
        self.changed.emit()

    # -- the field -----------------------------------------------------------------------------------

    def value(self) -> object:
        if not self._typed.isHidden():
            lines = [box.text().strip() for box in self._lines.values()]
            text = "\n".join(line for line in lines if line)
            return {"text": text} if text else None
        return self._picked.value if self._picked else None

    def set_value(self, value: object) -> None:
        if isinstance(value, dict):
            self._by_hand()
            for box, line in zip(
                self._split_boxes(str(value.get("text", ""))),
                str(value.get("text", "")).split("\n"),
                strict=False,
            ):
                box.setText(line)
        elif value:
            self._show(tuple(option for option in self.field.options if option.value == value))
            self._pick(str(value))

    def _pick(self, key: str) -> None:
        card = self._found.get(key)
        if card is not None:
            card.setChecked(True)

    def typed(self) -> Entered:
        lines = None if self._typed.isHidden() else tuple(box.text() for box in self._lines.values())
        picked = self._picked.value if self._picked else ""
        return Entered(self._query.text(), bool(self._found), picked, lines)

    def restore(self, typed: object) -> None:
        if not isinstance(typed, Entered):
            return
        if typed.lines is not None:
            self._by_hand()
            for box, line in zip(self._lines.values(), typed.lines, strict=True):
                box.setText(line)
            return
        self._query.setText(typed.query)
        if typed.listed and typed.query.strip():
            self._search_now()
            self._pick(typed.picked)

    def _split_boxes(self, text: str) -> list[QLineEdit]:
        """The boxes that the lines of a typed address came from: line 2 may have been left out."""
        boxes = list(self._lines.values())
        return boxes if text.count("\n") >= 3 else [boxes[0], *boxes[2:]]

    def targets(self) -> list[QWidget]:
        if not self._typed.isHidden():
            return list(self._lines.values())
        return [self._query, *self._found.values()]

    def mark(self, problems: tuple[Problem, ...]) -> None:
        set_state(self._query, "wrong" if problems and not self._found else "")
        set_state(self._lines["line1"], "wrong" if problems else "")
