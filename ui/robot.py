"""A pair of synthetic hands: touches and keys on the real widgets, for the demo, the stories, the bench.

It finds things by what a resident sees or by object name, and touches them where they are: a thing that
is hidden, covered by a dialog or scrolled away cannot be touched. It scrolls with the More button.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QInputDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from kiosk.errors import BugError
from ui.controller.tremble import TURNED_S
from ui.window import KioskWindow

PATIENCE_S = 10.0
LEAST_LOOKS_S = 0.02
"""Of what is waited for, a look must have been taken for each so many seconds before it is given up: usually
there are four times as many."""


class RobotError(BugError):
    """What the robot was to touch or see is not there."""


class Robot:
    """Acts on one window. `wait` lets seconds pass by the window's clock."""

    def __init__(
        self, window: KioskWindow, wait: Callable[[float], None] = lambda s: QTest.qWait(round(s * 1000))
    ) -> None:
        self.window = window
        self._wait = wait
        self._last: tuple[str, object] = ("", None)
        self.finger = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)

    # -- seeing --------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Let everything that is due happen."""
        for _ in range(3):
            QApplication.processEvents()

    def until(self, true: Callable[[], bool], what: str, patience: float = PATIENCE_S) -> None:
        """Wait for something; raise RobotError when it does not come."""
        end, looks = time.monotonic() + patience, 0
        while not true():
            # On a machine that is busy elsewhere time alone proves nothing: it must have had its turns too.
            if time.monotonic() > end and looks > patience / LEAST_LOOKS_S:
                raise RobotError(f"did not come: {what}; on the screen: {self.text()[:400]!r}")
            QTest.qWait(5)
            looks += 1

    def text(self) -> str:
        """All words that are on the screen now."""
        found = []
        for widget in self.window.findChildren(QWidget):
            if widget.isVisibleTo(self.window) and isinstance(widget, QLabel | QAbstractButton):
                found.append(widget.accessibleName() or widget.text())
        return "\n".join(found)

    def sees(self, words: str) -> bool:
        """Whether these words are on the screen."""
        return words in self.text()

    def find(self, name: str) -> QWidget:
        """The visible widget with this object name."""
        for widget in self.window.findChildren(QWidget, name):
            if widget.isVisibleTo(self.window):
                return widget
        raise RobotError(f"there is no '{name}' on the screen; on it: {self.text()[:400]!r}")

    def has(self, name: str) -> bool:
        """Whether a widget with this object name is visible."""
        return any(one.isVisibleTo(self.window) for one in self.window.findChildren(QWidget, name))

    # -- acting --------------------------------------------------------------------------------------

    def touch(self, name: str) -> None:
        """Touch the middle of a widget, as a finger does, reading on first where it is out of view."""
        self.settle()
        widget = self.find(name)
        area = self.window.area
        if area.isAncestorOf(widget):
            for _ in range(20):
                if self._in_view(widget):
                    break
                self._press(self.find("more"))
                self.window.bar.glide.finish()
            else:
                raise RobotError(f"'{name}' cannot be scrolled into view")
        self._press(widget)

    def _in_view(self, widget: QWidget) -> bool:
        port = self.window.area.viewport()
        where = QRect(widget.mapTo(port, QPoint(0, 0)), widget.size())
        return port.rect().contains(where.center())

    def _press(self, widget: QWidget) -> None:
        point = widget.mapTo(self.window, widget.rect().center())
        above = self.window.childAt(point)
        if above is None or not (above is widget or widget.isAncestorOf(above)):
            name = above.objectName() if above is not None else "nothing"
            raise RobotError(f"'{widget.objectName()}' is covered by '{name}'")
        # As one who reads: the same button of another page is not touched at once.
        name, screen = self._last
        if widget.objectName() == name and screen is not self.window.screen_shown:
            self._wait(TURNED_S + 0.05)
        self._last = widget.objectName(), self.window.screen_shown
        handle = self.window.windowHandle()
        QTest.touchEvent(handle, self.finger).press(0, point, handle).commit()
        QTest.touchEvent(handle, self.finger).release(0, point, handle).commit()
        self.settle()

    def type(self, text: str) -> None:
        """Type on the on-screen keyboard into the field that has the focus."""
        self.settle()
        for name in self.window.keyboard.keys_for(text):
            self._press(self.find(name))

    def key(self, key: Qt.Key) -> None:
        """Press a key of a keyboard."""
        QTest.keyClick(self.window.windowHandle(), key)
        self.settle()

    def focus(self, name: str) -> None:
        """Touch a field so that the keyboard opens for it."""
        self.touch(name)
        self.settle()

    def photograph(self, path: str) -> None:
        """Save what is on the screen."""
        self.settle()
        QTest.qWait(30)
        self.window.grab().save(path)
