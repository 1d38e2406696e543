"""Scrolling a page with a finger: a vertical swipe over anything on it, buttons too.

Qt's own QScroller swallows the touch of a button as soon as the page can scroll. Here a touch stays a
touch until it has moved further than a trembling hand would.
"""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget

THRESHOLD_U = 5
"""How far a finger may move and still mean the thing it touched, in units of 1.27 mm."""


class Swipe(QObject):
    """Watches the application's pointer for one scroll area."""

    def __init__(self, area: QScrollArea, unit: int) -> None:
        super().__init__(area)
        self._area = area
        self._threshold = THRESHOLD_U * unit
        self._from: QPointF | None = None
        self._last = QPointF()
        self._swiping = False
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or not isinstance(watched, QWidget):
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress:
                inside = self._area.isAncestorOf(watched)
                self._from = event.globalPosition() if inside else None
                self._last = event.globalPosition()
                self._swiping = False
                return False
            case QEvent.Type.MouseMove if self._from is not None:
                return self._move(watched, event)
            case QEvent.Type.MouseButtonRelease if self._from is not None:
                swiped = self._swiping
                self._from, self._swiping = None, False
                return swiped
            case _:
                return False

    def _move(self, watched: QWidget, event: QMouseEvent) -> bool:
        at = event.globalPosition()
        if not self._swiping:
            if self._from is None or abs(at.y() - self._from.y()) < self._threshold:
                return False
            self._swiping = True
            self._let_go(watched)
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() - round(at.y() - self._last.y()))
        self._last = at
        return True

    def _let_go(self, watched: QWidget) -> None:
        """The pressed button hears of a release outside itself, which does nothing."""
        if isinstance(watched, QAbstractButton):
            self._from = None
            outside = QPointF(-1, -1)
            release = QMouseEvent(
                QEvent.Type.MouseButtonRelease,
                outside,
                QPointF(watched.mapToGlobal(outside)),
                Qt.MouseButton.LeftButton,
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.sendEvent(watched, release)
            self._from = self._last
