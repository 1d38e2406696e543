"""How a thing on the screen is put into words: name, what it is, its state, where it stands among others.

Names, states and values are those of the accessibility tree, which assistive technology reads too; only the
words for kinds and states are added. Which things are read is `ui.speech.reading`; what is withheld from a
loudspeaker is `ui.speech.privacy`.
"""

import re
from collections.abc import Iterable

from msgspec import Struct
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from kiosk.direction import without_marks
from kiosk.language import N_, Words
from ui.fields.field import FieldWidget
from ui.keyboard_key import KeyButton
from ui.keyboard_names import SPOKEN
from ui.tree.roles import is_masked

Role = QAccessible.Role
BUTTONS = frozenset({Role.Button, Role.PushButton, Role.Link, Role.ButtonMenu, Role.ButtonDropDown})
BOXES = frozenset({Role.EditableText})
UNSEEN = re.compile("[\u200b\u2060\ufeff]")
"""Marks that only say where a line may break."""


class Phrase(Struct, frozen=True):
    """A few words of one thing. `told`: they hold an answer, which only the resident may hear."""

    text: str
    told: bool = False


STOPS = ".!?:,;…،؟"
"""Signs at which a voice draws breath."""


def clean(text: str) -> str:
    """A text on one line, without marks that are not heard. The voice draws breath where a line ended."""
    lines = (
        " ".join(one.split()) for one in UNSEEN.sub("", without_marks(text)).replace("&&", "&").split("\n")
    )
    return flowing(line for line in lines if line)


def flowing(texts: Iterable[str]) -> str:
    """Several texts as one, with a stop after each that has none."""
    done = ""
    for one in texts:
        done += f"{'' if done[-1:] in STOPS else '.'} {one}" if done else one
    return done


def name_of(widget: QWidget) -> str:
    """The words of a thing, as they are in the accessibility tree."""
    if isinstance(widget, QLabel):
        return clean(widget.accessibleName() or widget.text())
    found = QAccessible.queryAccessibleInterface(widget)
    name = found.text(QAccessible.Text.Name) if found is not None else widget.accessibleName()
    return clean(name)


def phrases_of(widget: QWidget, words: Words) -> list[Phrase]:
    """What is said of one thing: of words themselves, of a stop its name, kind, state, place and more."""
    name = Phrase(name_of(widget))
    if isinstance(widget, KeyButton) or not isinstance(widget, QAbstractButton | QLineEdit | QPlainTextEdit):
        return _spoken([name, *_more(widget, name.text)])
    found = QAccessible.queryAccessibleInterface(widget)
    role = found.role() if found is not None else Role.NoRole
    said = [name]
    if role == Role.RadioButton:
        place, total = place_of(widget)
        said.append(Phrase(words("choice {n} of {total}", n=place, total=total)))
        said.append(_chosen(widget, words("chosen"), words("not chosen")))
    elif role == Role.CheckBox:
        place, total = place_of(widget)
        if total > 1:
            said.append(Phrase(words("tick box {n} of {total}", n=place, total=total)))
        else:
            said.append(Phrase(words("tick box")))
        said.append(_chosen(widget, words("ticked"), words("not ticked")))
    elif role in BOXES:
        said += [Phrase(words("box to type in")), value_of(widget, words)]
    elif role in BUTTONS:
        said.append(Phrase(words("button")))
    return _spoken([*said, *_more(widget, name.text)])


def _chosen(widget: QWidget, yes: str, no: str) -> Phrase:
    """Which one is chosen is an answer; that one is not is no secret before any is."""
    on = isinstance(widget, QAbstractButton) and widget.isChecked()
    return Phrase(yes if on else no, told=True)


def _more(widget: QWidget, name: str) -> list[Phrase]:
    """What the accessibility tree says beside the name: a hint, what is wrong, what stands under a title."""
    more = clean(widget.accessibleDescription())
    return [Phrase(more)] if more and more != name else []


def _spoken(phrases: list[Phrase]) -> list[Phrase]:
    return [one for one in phrases if one.text]


def place_of(widget: QWidget) -> tuple[int, int]:
    """Where a choice stands among those of its field, from 1, and how many there are."""
    field: QWidget | None = widget.parentWidget()
    while field is not None and not isinstance(field, FieldWidget):
        field = field.parentWidget()
    if field is None:
        field = widget.parentWidget() or widget
    kind = QRadioButton if isinstance(widget, QRadioButton) else type(widget)
    fellows = [one for one in field.findChildren(kind) if one.isVisible()]
    return (fellows.index(widget) + 1, len(fellows)) if widget in fellows else (1, 1)


def text_in(box: QWidget) -> str:
    """What was typed into a box."""
    if isinstance(box, QLineEdit):
        return box.text()
    return box.toPlainText() if isinstance(box, QPlainTextEdit) else ""


def value_of(box: QWidget, words: Words) -> Phrase:
    """What stands in a box; of a masked one only how much."""
    text = text_in(box)
    if not text:
        return Phrase(words("empty"))
    if is_masked(box):
        return Phrase(words.plural("{n} character entered", "{n} characters entered", len(text)))
    return Phrase(clean(text), told=True)


SIGNS: dict[str, str] = {" ": N_("Space"), "\n": N_("New line")} | {
    sign: said for sign, said in SPOKEN.items() if len(sign) == 1
}
"""What is said of signs that do not speak for themselves."""


def letter(character: str, words: Words) -> str:
    """One character as it is spelled."""
    if character in SIGNS:
        return words(SIGNS[character])
    if character.isupper():
        return words("Capital letter {letter}", letter=character)
    return character


def spelled(text: str, words: Words) -> list[str]:
    """A text letter by letter."""
    return [letter(one, words) for one in text]
