"""Puts our part into Qt's accessibility tree."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface


def install() -> None:
    """Have Qt ask us what our widgets are. Once for each application."""
    QAccessible.installFactory(_made)


def _made(key: str, thing: QObject) -> QAccessibleInterface | None:
    from ui.tree.nodes import node_for  # only when somebody looks

    return node_for(key, thing)
