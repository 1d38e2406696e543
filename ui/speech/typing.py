"""Hears what is typed into the box that has, or last had, the focus. What is said of it is `echo`."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from ui.speech.phrases import text_in
from ui.tree.roles import is_masked


class Typing(QObject):
    """Calls `typed` with what a box held, what it holds, and whether it is masked. A box is followed until
    another is: while one works the on-screen keyboard with keys, a key of it has the focus."""

    def __init__(self, typed: Callable[[str, str, bool], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = typed
        self._box: QLineEdit | QPlainTextEdit | None = None
        self._text = ""

    def follow(self, focused: QWidget | None) -> None:
        """Something has the focus: if it is a box, listen to it."""
        if not isinstance(focused, QLineEdit | QPlainTextEdit) or focused is self._box:
            return
        self.let_go()
        self._box, self._text = focused, text_in(focused)
        focused.textChanged.connect(self._changed)

    def let_go(self) -> None:
        """Listen to no box, and forget what was in it."""
        if self._box is not None and isValid(self._box):
            self._box.textChanged.disconnect(self._changed)
        self._box, self._text = None, ""

    def _changed(self) -> None:
        box = self._box
        if box is not None and isValid(box):
            before, self._text = self._text, text_in(box)
            self._tell(before, self._text, is_masked(box))
