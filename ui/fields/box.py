"""Boxes to type in: their ground and edge, which tell where one types and where something is wrong.

Nothing is taken out of a box or put into it by a pointer or the clipboard: what is selected with a mouse
would stay in the system's selection for the next resident.
"""

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from kiosk.characters import MOST_GIVEN
from kiosk.direction import reads_right_to_left
from ui.pieces.painting import surface
from ui.theme.look import Look

HEIGHT, SIDE, OVER = 13, 3, 1.5
"""Height of a line's box, the room beside its words and over them, in units."""


def paint_box(look: Look, painter: QPainter, box: QWidget, *, focused: bool, wrong: bool) -> None:
    """A box's ground and edge. Its words stand still when the edge gets thicker."""
    t = look.tokens
    surface(
        painter,
        box.rect(),
        ground=t.paper,
        edge=t.error if wrong else t.ink if focused else t.line,
        thickness=look.thick if focused or wrong else look.line,
        radius=look.u(1.5),
    )


MOVES = frozenset(
    {
        Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
        Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
    }
)  # fmt: skip
MOST_OVER = 500
"""Characters beyond its limit that a box of several lines still takes: enough to shorten what one wrote."""


class LineBox(QLineEdit):
    """One line."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFrame(False)
        side = look.u(SIDE)
        self.setTextMargins(side, 0, side, 0)
        self.setMinimumHeight(look.u(HEIGHT) + 2 * look.line)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wrong = self.property("state") == "wrong"
        paint_box(self._look, painter, self, focused=self.hasFocus(), wrong=wrong)
        painter.end()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The cursor moves without selecting: X11 would take what is selected at once."""
        if event.key() in MOVES and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A finger that slides selects nothing."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two touches are two touches."""
        self.mousePressEvent(event)


class LongEdit(QPlainTextEdit):
    """Several lines; Tab moves on instead of typing a tab. The box around them shows its focus. `limit` of
    the answer, None where it has none."""

    def __init__(self, box: QWidget) -> None:
        super().__init__(box)
        self._box = box
        self.limit: int | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.textChanged.connect(self._align)
        self._align()

    def _align(self) -> None:
        """Words begin at the side where their language begins; Qt puts them at the left always."""
        right = reads_right_to_left(self.toPlainText())
        if right is None:
            right = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        option = self.document().defaultTextOption()
        if option.alignment() != side:
            option.setAlignment(side)
            self.document().setDefaultTextOption(option)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._box.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._box.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()
            return
        types = bool(event.text()) and (event.text().isprintable() or event.text() in "\r\n")
        if types and not self._room() and not self.textCursor().hasSelection():
            event.accept()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method hands over is cut to what there is room for."""
        if len(event.commitString()) > self._room():
            event.setCommitString(event.commitString()[: self._room()])
        super().inputMethodEvent(event)

    def _room(self) -> int:
        """How many more characters the box takes."""
        most = MOST_GIVEN if self.limit is None else self.limit + MOST_OVER
        return max(0, most - self.document().characterCount() + 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A finger that slides selects nothing."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two touches are two touches: the cursor goes there, and no word is selected."""
        self.setTextCursor(self.cursorForPosition(event.position().toPoint()))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Nothing is put in but by typing."""
        return False

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Nothing is put in but by typing."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Nothing is taken out."""
        return QMimeData()


class LongBox(QWidget):
    """The box around several lines, `edit`."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.edit = LongEdit(self)
        column = QVBoxLayout(self)
        side, over = look.u(SIDE), look.u(OVER)
        column.setContentsMargins(side, over, side, over)
        column.addWidget(self.edit)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wrong = self.edit.property("state") == "wrong"
        paint_box(self._look, painter, self, focused=self.edit.hasFocus(), wrong=wrong)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch on the edge means what is inside."""
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)
