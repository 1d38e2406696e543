"""From key to key of the on-screen keyboard by arrows, and to the key that lies where another one did."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from ui.keyboard_key import KeyButton

ARROWS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
ASIDE = 3
"""How much more a step aside counts than a step ahead, where an arrow looks for the next key."""


def towards(key: KeyButton, arrow: Qt.Key, keys: Iterable[KeyButton]) -> KeyButton | None:
    """The next of `keys` in the direction of an arrow: the nearest, a step aside counting more than a step
    ahead. Left and right never leave a row: who cannot see knows a row's end by nothing happening."""
    here, direction = _middle(key), ARROWS[arrow]
    found: list[tuple[int, KeyButton]] = []
    for other in keys:
        way = _middle(other) - here
        ahead = QPoint.dotProduct(way, direction)
        aside = abs(way.x() * direction.y()) + abs(way.y() * direction.x())
        same_row = not direction.x() or aside <= key.height() // 2
        if ahead > key.height() // 2 and same_row:
            found.append((ahead + ASIDE * aside, other))
    return min(found, key=lambda one: one[0], default=(0, None))[1]


def nearest(widget: QWidget, keys: Iterable[KeyButton]) -> KeyButton:
    """The one of `keys` that lies where `widget` does."""
    here = _middle(widget)
    return min(keys, key=lambda one: (_middle(one) - here).manhattanLength())


def _middle(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(widget.rect().center())
