"""What a switch can reach on the screen that shows, as groups: bands, rows, things; keyboard rows, keys."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from ui.controller.scan import Node, screen
from ui.focus import stop_rows
from ui.window import KioskWindow

TOOLS, PAGE, KEYS, BAR, QUESTION = "tools", "page", "keys", "bar", "question"


def board(window: KioskWindow) -> Node[QWidget]:
    """The bands in the order of reading; a question that lies over them is all there is."""
    if window.dialog is not None:
        return screen(Node(_things(window.dialog.ways()), name=QUESTION))
    bands = [_band(window.top, TOOLS), _band(window.area, PAGE)]
    keyboard = window.typing.open_keyboard
    if keyboard is not None:
        bands.append(_band(keyboard, KEYS, again=True))
    return screen(*bands, _band(window.bar, BAR))


def _band(part: QWidget, name: str, *, again: bool = False) -> Node[QWidget]:
    rows = stop_rows(part) if part.isVisible() else []
    return Node(tuple(Node(_things(row)) for row in rows), again=again, name=name)


def _things(widgets: "list[QWidget] | tuple[QWidget, ...]") -> tuple[Node[QWidget], ...]:
    return tuple(Node(item=one) for one in widgets if one.isVisible() and one.isEnabled())


def place_of(things: tuple[QWidget, ...], window: KioskWindow) -> QRect:
    """The rectangle around things, in the window; what is scrolled away does not count, unless all is."""
    found = QRect()
    for one in things:
        rect = QRect(one.mapTo(window, QPoint(0, 0)), one.size())
        if window.area.isAncestorOf(one):
            rect &= QRect(window.area.mapTo(window, QPoint(0, 0)), window.area.size())
        found = found.united(rect)
    return found
