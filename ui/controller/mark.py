"""The mark around what a switch would choose now: a broken frame in two colours, thick on every ground."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme.look import Look

GROW, THICK, DASH = 2.0, 1.2, 2.5
"""How far out it stands, how thick it is, in units; and how long its dashes are, in thicknesses."""


class Mark(QWidget):
    """Lies over the window and lets every touch through. The focus ring is whole, this one is broken, so
    that they are told apart without colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("scan-mark")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._look: Look | None = None
        self.hide()

    def put(self, place: QRect, look: Look) -> None:
        """Round `place`, in the window, as far as the window goes."""
        self._look = look
        grow = look.u(GROW)
        parent = self.parentWidget()
        assert isinstance(parent, QWidget)
        self.setGeometry(place.adjusted(-grow, -grow, grow, grow) & parent.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._look is None:
            return
        t, thick = self._look.tokens, max(4, self._look.u(THICK))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = thick // 2 + 1
        rect = self.rect().adjusted(inset, inset, -inset, -inset)
        painter.setPen(QPen(QColor(t.focus_ink), thick))
        painter.drawRect(rect)
        pen = QPen(QColor(t.focus), thick * 0.6)
        pen.setDashPattern([DASH / 0.6, DASH / 0.6])
        painter.setPen(pen)
        painter.drawRect(rect)
        painter.end()
