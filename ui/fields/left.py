"""The line below a box that says how many more characters it takes, once they are few."""

from PySide6.QtWidgets import QLabel, QLineEdit

from kiosk.language import Words
from ui.pieces.text import label
from ui.tree.roles import describes

FEW = 10
"""So many characters before the end it shows: nobody is to count from the first letter."""


def tell_left(line: QLabel, left: int) -> None:
    """Note on the line below a box how many more characters it takes."""
    line.setProperty("few", left <= FEW)


def are_few(line: QLabel) -> bool:
    """Whether this line shows and tells of few characters: then it is to be seen, whatever else is not."""
    return bool(line.property("few")) and not line.isHidden()


def characters_left(box: QLineEdit, words: Words) -> QLabel:
    """The line for `box`, which has its object name and its greatest length already. Whoever makes it places
    it."""
    made = label("", "quiet")
    made.setObjectName(box.objectName().replace("input:", "count:", 1))
    describes(made, box.objectName())

    def count() -> None:
        left = box.maxLength() - len(box.text())
        made.setText(words.plural("You have {n} character left", "You have {n} characters left", left))
        tell_left(made, left)
        made.setVisible(left <= FEW)

    made.hide()
    box.textChanged.connect(count)
    return made
