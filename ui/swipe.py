"""Scrolling a page with a finger: a vertical swipe over anything on it, buttons too.

Qt's own QScroller swallows the touch of a button as soon as the page can scroll. Here a touch stays a
touch until it has moved further than a trembling hand would. It watches the native window, where each
touch comes in once: a filter on the application would be asked about every event of every widget.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QScrollArea, QWidget
from shiboken6 import isValid

THRESHOLD_U = 5
"""How far a finger may move and still mean the thing it touched, in units of 1.27 mm."""
DRAWN_ON = "drawn-on"
"""A widget with this property keeps the finger to itself: moving it means to draw."""
OUTSIDE = QPointF(-1, -1)


class Swipe(QObject):
    """Scrolls the area given by `follow` in one window. An event filter for the window's handle."""

    let_go = Signal()
    """The finger left the screen after a touch, not a swipe, and what it touched has heard of it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._area: QScrollArea | None = None
        self._threshold = 0
        self._from: QPointF | None = None
        self._last = QPointF()
        self._touched: QWidget | None = None
        self._swiping = False
        self._own = False

    def follow(self, area: QScrollArea, unit: int) -> None:
        """Scroll `area` from now on; `unit` is 1.27 mm in pixels."""
        self._area = area
        self._threshold = THRESHOLD_U * unit
        self._from, self._swiping = None, False

    @property
    def touched(self) -> QWidget | None:
        """What lay under the finger as it came down, while there is such a thing."""
        return self._touched if self._touched is not None and isValid(self._touched) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._own or not isinstance(event, QMouseEvent):
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._last = event.position()
                self._touched = self._window.childAt(self._last.toPoint())
                self._from = self._last if self._touches_area(self._last) else None
                self._swiping = False
                return False
            case QEvent.Type.MouseMove if self._from is not None:
                return self._move(watched, event.position())
            case QEvent.Type.MouseButtonRelease if event.buttons() == Qt.MouseButton.NoButton:
                swiped = self._swiping
                self._from, self._swiping = None, False
                if not swiped:
                    QTimer.singleShot(0, self.let_go.emit)
                return swiped
            case _:
                return False

    def _touches_area(self, at: QPointF) -> bool:
        under = self._window.childAt(at.toPoint())
        if self._area is None or under is None or under.property(DRAWN_ON):
            return False
        return self._area.isAncestorOf(under)

    def _move(self, window: QObject, at: QPointF) -> bool:
        if self._from is None or self._area is None:
            return False
        if not self._swiping:
            if abs(at.y() - self._from.y()) < self._threshold:
                return False
            self._swiping = True
            self._let_go(window)
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() - round(at.y() - self._last.y()))
        self._last = at
        return True

    def _let_go(self, window: QObject) -> None:
        """What is pressed hears of a release outside itself, which does nothing."""
        release = QMouseEvent(
            QEvent.Type.MouseButtonRelease,
            OUTSIDE,
            OUTSIDE,
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        self._own = True
        QCoreApplication.sendEvent(window, release)
        self._own = False
