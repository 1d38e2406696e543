"""Boxes to type in: their ground and edge, which tell where one types and where something is wrong."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

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


class LongEdit(QPlainTextEdit):
    """Several lines; Tab moves on instead of typing a tab. The box around them shows its focus."""

    def __init__(self, box: QWidget) -> None:
        super().__init__(box)
        self._box = box
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
        super().keyPressEvent(event)


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
