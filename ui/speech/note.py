"""A quiet line at the foot of the page for what is heard but stands nowhere else: speed, volume, on and off.

Whoever hears little sees it, and whoever watches a resident work knows what happens. It takes no touch.
"""

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.pieces.painting import surface
from ui.pieces.painting import words as paint_words
from ui.theme.look import Look

SHOWN_MS = 6000
CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class Note(QWidget):
    """One line over the page, for a few seconds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("note")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._look: Look | None = None
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(SHOWN_MS)
        self._gone.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What shows, '' while nothing does."""
        return "" if self.isHidden() else self.accessibleName()

    def show_text(self, look: Look, text: str, area: QWidget, focused: QWidget | None) -> None:
        """Show a text for a while at the foot of `area`, or at its top where it would cover the focus."""
        self._look = look
        self.setAccessibleName(text)
        side, edge = look.metrics.margin, look.u(2)
        width = self._over.width() - 2 * side
        letters = look.letters(QFont.Weight.DemiBold)
        height = letters.height(text, width - 2 * look.u(4)) + 2 * look.u(3)
        room = _place(area, self._over)
        where = QRect(side, max(0, room.bottom() - height - edge), width, height)
        if (
            focused is not None
            and area.isAncestorOf(focused)
            and where.intersects(_place(focused, self._over))
        ):
            where.moveTop(room.top() + edge)
        self.setGeometry(where)
        self.show()
        self.raise_()
        self.update()
        self._gone.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._look is None:
            return
        look, t = self._look, self._look.tokens
        painter = QPainter(self)
        surface(painter, self.rect(), ground=t.paper, edge=t.ink, thickness=look.thick, radius=look.u(2))
        inner = self.rect().adjusted(look.u(4), look.u(3), -look.u(4), -look.u(3))
        paint_words(
            painter, inner, look.letters(QFont.Weight.DemiBold).font, t.ink, self.accessibleName(), CENTRE
        )
        painter.end()


def _place(widget: QWidget, over: QWidget) -> QRect:
    return QRect(widget.mapTo(over, QPoint(0, 0)), widget.size())
