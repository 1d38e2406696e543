"""The moment when the first picture is there: until then nothing else is worth doing."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Tells once, by `painted`, when `widget` and all that is in it have been painted."""

    painted = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # What lies in the widget is painted after it, within the same event.
            QTimer.singleShot(0, self.painted.emit)
        return False
