"""What lies over the page, one thing over another: the last is seen and worked, those under it wait.

Closing one gives the focus back to where it was when that one came, whether on the page or in the question
under it. Geometry and drawing are `ui.overlay`'s.
"""

from msgspec import Struct
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.overlay import Overlay


class Layer(Struct, frozen=True):
    """A question, and what had the focus before it came."""

    dialog: Overlay
    before: QWidget | None


class Layers:
    """The pile over one window."""

    def __init__(self) -> None:
        self._pile: list[Layer] = []

    @property
    def top(self) -> Overlay | None:
        """What is seen and worked; None where the page is."""
        return self._pile[-1].dialog if self._pile else None

    def lay(self, dialog: Overlay) -> None:
        """Lay `dialog` over what is there. One of the same name makes way for it."""
        before = QApplication.focusWidget()
        dialog.appear()
        if self._pile and self._pile[-1].dialog.objectName() == dialog.objectName():
            before = self._pile[-1].before
            _drop(self._pile.pop().dialog)
        elif self._pile:
            self._pile[-1].dialog.hide()
        self._pile.append(Layer(dialog, before))

    def close(self) -> None:
        """Take the upper one away: what was under it shows again, with the focus where it was."""
        if not self._pile:
            return
        closed = self._pile.pop()
        _drop(closed.dialog)
        if self._pile:
            self._pile[-1].dialog.come_back()
        if closed.before is not None and isValid(closed.before):
            closed.before.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self) -> None:
        """Take all away; another page comes."""
        pile, self._pile = self._pile, []
        for layer in pile:
            _drop(layer.dialog)

    def resize(self, room: QRect) -> None:
        """The window has another size."""
        for layer in self._pile:
            layer.dialog.setGeometry(room)


def _drop(dialog: Overlay) -> None:
    dialog.setParent(None)
    dialog.deleteLater()
