"""What has the focus is always seen: whole, over everything else, with its ring around it."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

LOOKS = [("portrait", 0), ("portrait", 3), ("landscape", 0), ("tablet", 2)]
SCREENS = ("home", "search", "problems", "ask-choices", "ask-date", "ask-long", "check", "saved", "time")
MOST = 120
"""More presses of Tab than any screen has stops."""


def seen(window: QWidget, focused: QWidget) -> bool:
    """Whether a widget shows whole, or as much of it as there is room for, and nothing lies over it."""
    where = QRect(focused.mapTo(window, QPoint(0, 0)), focused.size())
    room = window.rect()
    if window.area.isAncestorOf(focused):
        port = window.area.viewport()
        room = QRect(port.mapTo(window, QPoint(0, 0)), port.size())
    if where.height() <= room.height() and not room.contains(where):
        return False
    over = window.childAt(where.intersected(room).center())
    return over is focused or focused.isAncestorOf(over)


def ringed(window: QWidget, focused: QWidget) -> bool:
    """Whether the ring goes round it."""
    where = QRect(focused.mapTo(window, QPoint(0, 0)), focused.size())
    return window._ring.isVisible() and window._ring.geometry().contains(where)


@pytest.mark.parametrize(("panel", "size"), LOOKS)
def test_what_has_the_focus_is_never_covered_or_scrolled_away(hang, panel: str, size: int) -> None:
    gallery = hang(panel)
    gallery.set("default", size, "en")
    window, wrong, looked = gallery.window, [], 0
    window.keys_used(True)
    for name in SCREENS:
        gallery.show(name)
        first = None
        for _ in range(MOST):
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
            gallery.settle()
            focused = QApplication.focusWidget()
            if focused is None or focused is first:
                break
            first = first or focused
            looked += 1
            if not seen(window, focused):
                wrong.append(f"{name}: {focused.objectName()} is not seen whole")
            if not ringed(window, focused):
                wrong.append(f"{name}: no ring around {focused.objectName()}")
    window.keys_used(False)
    assert looked > 50
    assert not wrong, "\n".join(wrong)


def test_the_judge_sees_when_something_lies_over_the_focus(hang) -> None:
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    gallery.show("home")
    window = gallery.window
    focused = window.screen_shown.first_focus() or QApplication.focusWidget()
    assert seen(window, focused)
    over = QWidget(window)
    over.setGeometry(QRect(focused.mapTo(window, QPoint(0, 0)), focused.size()))
    over.show()
    assert not seen(window, focused)
    over.deleteLater()
