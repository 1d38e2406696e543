"""The middle of the window: the page, which scrolls, and what stands beside it where there is room.

How far to scroll is `scrolled`; when, and for what, the window's business.
"""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kiosk.direction import reads_right_to_left
from kiosk.language import Words
from ui.fields.field import FieldWidget
from ui.fields.left import are_few
from ui.pieces.layout import empty
from ui.pieces.text import line_tops
from ui.screens.screen import Screen
from ui.scrolled import to_show, to_type
from ui.theme.look import Look

COLUMN = 150
"""Least width of a page's column on a panel wider than high, in units."""
ASIDE_EDGE = 5


class Middle(QWidget):
    """Shows one screen at a time in `area`, for one look and language."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self._look, self._words = look, words
        self._screen: Screen | None = None
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.area, 2)

    # -- the page ------------------------------------------------------------------------------------

    def put(self, screen: Screen) -> None:
        """Put `screen` in place of the one before, from its beginning on."""
        look, words = self._look, self._words
        holder = Holder()
        row = QHBoxLayout(holder)
        row.setSpacing(0)
        wide = screen.full or look.metrics.portrait
        side = 0 if wide else look.metrics.margin
        row.setContentsMargins(side, 0, side, 0)
        aside = screen.aside() if look.metrics.aside else None
        if not wide and not screen.wide:
            screen.setMaximumWidth(max(look.metrics.column, look.u(COLUMN)))
        row.addWidget(screen, 1)
        if not wide:
            row.addStretch(0)
        empty(self._row, keep=1)
        if aside is not None:
            self._row.addWidget(self._beside(aside), 1)
        self.area.setWidget(holder)
        if not screen.full:
            own = screen.above if screen.mixed else holder
            own.setLayoutDirection(direction_of(_reads_right_to_left(screen.title, words)))
        self.area.verticalScrollBar().setValue(0)
        self._screen = screen

    def _beside(self, aside: QWidget) -> QWidget:
        frame = QWidget()
        column = QVBoxLayout(frame)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left, right = (self._look.metrics.margin, 0) if mirrored else (0, self._look.metrics.margin)
        edge = self._look.u(ASIDE_EDGE)
        column.setContentsMargins(left, edge, right, edge)
        column.addWidget(aside)
        return frame

    # -- what of it is seen --------------------------------------------------------------------------

    def reveal(self, widget: QWidget) -> None:
        """Bring a focused widget into view with its label, if they are not; one to type in with as much of
        its question as fits."""
        page = self.area.widget()
        if page is None or not self.area.isAncestorOf(widget):
            return
        field: QWidget | None = widget
        while field is not None and field is not self._screen and not isinstance(field, FieldWidget):
            field = field.parentWidget()
        top = _top(widget, page)
        bottom = top + widget.height()
        # Without frame and scroll bars the area is its viewport.
        bar, room = self.area.verticalScrollBar(), self.area.height()
        begins = _top(field, page) if isinstance(field, FieldWidget) else top
        if widget.property("keyboard"):
            heading = page.findChild(QLabel, "heading")
            lines = [_top(heading, page) + at for at in line_tops(heading)] if heading is not None else []
            count = page.findChild(QLabel, widget.objectName().replace("input:", "count:", 1))
            shown = count is not None and not count.isHidden()
            ends = [_top(count, page) + count.height()] if count is not None and shown else []
            # The whole question first; but who has few characters left sees how many.
            ways: tuple[tuple[int, ...], ...] = ((0, *lines[:1]), tuple(lines[1:]), (begins,), (top,))
            if count is not None and are_few(count):
                ways = ((0, *lines), (begins, top))
            bar.setValue(to_type(ways, (*ends, bottom), top, room=room))
            return
        if bottom - begins <= room:
            top = begins
        bar.setValue(to_show(top, bottom, at=bar.value(), room=room))


class Holder(QWidget):
    """Holds the screen in the scroll area. Its height follows from its width: the least height of wrapped
    words, summed up over their narrowest width, would make every page scroll."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


def direction_of(right_to_left: bool) -> Qt.LayoutDirection:
    """Which way things stand."""
    return Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight


def _top(widget: QWidget, page: QWidget) -> int:
    return widget.mapTo(page, QPoint(0, 0)).y()


def _reads_right_to_left(title: str, words: Words) -> bool:
    """Which way a page goes: that of its language, but a page of a service that is in English only goes as
    English does."""
    own = reads_right_to_left(title) if words.right_to_left else None
    return words.right_to_left if own is None else own
