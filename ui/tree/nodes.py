"""Our widgets as the system's accessibility tree sees them: role, name, state, and what belongs together.

Asked only when assistive technology, or the kiosk's own voice, looks. What has no role here stays Qt's.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QLineEdit, QWidget
from shiboken6 import isValid

from ui.tree.roles import DESCRIBES_WHAT, LABELS_WHAT, ROLES, SAID, SAYS

Relations = list[tuple[QAccessibleInterface, QAccessible.RelationFlag]]
ENDS = {
    LABELS_WHAT: QAccessible.RelationFlag.Labelled,
    DESCRIBES_WHAT: QAccessible.RelationFlag.Described,
}
"""What the other end of a relation is, by the property that names it."""
DOT = "●"
"""Stands for a character that was typed into a box that hides it."""


def node_for(key: str, thing: QObject) -> "Node | None":
    """Qt asks for each thing in turn with the names of its classes, the last made first. None: not ours."""
    if not isinstance(thing, QWidget):
        return None
    role = QAccessible.Role.StaticText if key == "Label" else ROLES.get(key)
    return None if role is None else Node(thing, role)


class Node(QAccessibleWidget):
    """One widget. It has no text that could be read piece by piece, so that a box of ours is told by dots
    alone, and not as it changes. Asked for its role and name each time, as both may become known after it was
    made."""

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget)
        self._role = role

    def role(self) -> QAccessible.Role:
        """What it is."""
        widget = self._alive()
        if widget is None:
            return QAccessible.Role.NoRole
        return SAID.get(str(widget.property(SAYS) or ""), self._role)

    def text(self, which: QAccessible.Text) -> str:
        """Its name is what is set for speech, else the words that it shows."""
        widget = self._alive()
        if widget is None:
            return ""
        if which == QAccessible.Text.Name and isinstance(widget, QLabel):
            return widget.accessibleName() or widget.text()
        if which == QAccessible.Text.Value and isinstance(widget, QLineEdit):
            return DOT * len(widget.text())
        return super().text(which)

    def state(self) -> QAccessible.State:
        """As Qt sees it; what lies over the page keeps one from what is under it."""
        found = super().state()
        if self._role == QAccessible.Role.Dialog:
            found.modal = True
        if self._role == QAccessible.Role.EditableText:
            found.editable = found.passwordEdit = True
        return found

    def relations(self, match: QAccessible.RelationFlag = QAccessible.RelationFlag.AllRelations) -> Relations:
        """What it is the label or the description of."""
        widget = self._alive()
        if widget is None:
            return []
        found: Relations = []
        for named, kind in ENDS.items():
            name = widget.property(named)
            if name and match & kind:
                found += [(end, kind) for end in _interfaces(_ends(widget, str(name)))]
        return found

    def _alive(self) -> QWidget | None:
        widget = self.widget()
        return widget if widget is not None and isValid(widget) else None


def _ends(widget: QWidget, name: str) -> Iterable[QWidget]:
    """The widget of a name; of a field, whatever one answers it with."""
    for found in widget.window().findChildren(QWidget, name):
        targets = getattr(found, "targets", None)
        yield from (targets() if targets is not None else (found,))


def _interfaces(widgets: Iterable[QWidget]) -> Iterable[QAccessibleInterface]:
    for widget in widgets:
        found = QAccessible.queryAccessibleInterface(widget)
        if found is not None:
            yield found
