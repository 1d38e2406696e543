"""The preview's window: the kiosk's own screens as a part of it, and the dock beside them."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QStackedLayout, QWidget

from ui.guard import Guard
from ui.preview_dock import Dock
from ui.window import KioskWindow


class InnerWindow(KioskWindow):
    """The kiosk's window as a part of another one, whose left upper corner it fills."""

    def showEvent(self, event: QShowEvent) -> None:
        QWidget.showEvent(self, event)
        handle = self.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self._swipe)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is None or self.isAncestorOf(new):
            super()._focus_moved(old, new)


class InnerGuard(Guard):
    """Guards the keys of the screens, and leaves those of the author's own things alone."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        focused = QApplication.focusWidget()
        inside = focused is not None and self._window.isAncestorOf(focused)
        return inside and super().eventFilter(watched, event)


class PreviewWindow(QWidget):
    """The screens on the left, the dock on the right."""

    closed = Signal()

    def __init__(self, screens: KioskWindow, dock: Dock) -> None:
        super().__init__()
        self.setObjectName("preview")
        place = QWidget()
        place.setFixedSize(screens.size())
        self._stack = QStackedLayout(place)
        waiting = QLabel(
            "There is no good version to show yet.\n\nMend what stands on the right and save the file.\n"
            "The screens come by themselves."
        )
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        waiting.setFont(dock.font())
        self._stack.addWidget(waiting)
        self._stack.addWidget(screens)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(place, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(dock)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        # The screens follow the language of the journey, whatever this window does.
        screens.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        screens.unsetLayoutDirection()

    def show_screens(self) -> None:
        """There is something to show."""
        self._stack.setCurrentIndex(1)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closed.emit()
