"""Keys alone: everything one can touch is reached, in the order in which it is seen, and has a name."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from ui.keyboard_key import KeyButton

LOOKS = [("portrait", 0), ("portrait", 3), ("landscape", 0), ("tablet", 2)]
USED = (QAbstractButton, QLineEdit, QPlainTextEdit)
MOST = 120
"""More presses of Tab than any screen has stops."""


def usable(window: QWidget) -> list[QWidget]:
    """What can be used on a screen, but for the keys of the on-screen keyboard."""
    return [
        one
        for one in window.findChildren(QWidget)
        if isinstance(one, USED) and not isinstance(one, KeyButton) and one.isVisible() and one.isEnabled()
    ]


def walk(window: QWidget, key: Qt.Key) -> list[QWidget]:
    """Where the focus goes, key by key, until it comes round."""
    seen: list[QWidget] = []
    for _ in range(MOST):
        focused = QApplication.focusWidget()
        if focused is None or focused in seen:
            break
        seen.append(focused)
        QTest.keyClick(focused, key)
    return seen


def place(window: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def as_read(window: QWidget, widgets: list[QWidget]) -> list[QWidget]:
    """Widgets row by row, each row from left to right."""
    rows: list[list[QWidget]] = []
    for widget in sorted(widgets, key=lambda one: place(window, one).top()):
        where = place(window, widget)
        if rows:
            first = place(window, rows[-1][0])
            shared = min(first.bottom(), where.bottom()) - max(first.top(), where.top())
            if shared > min(first.height(), where.height()) / 2:
                rows[-1].append(widget)
                continue
        rows.append([widget])
    return [one for row in rows for one in sorted(row, key=lambda one: place(window, one).left())]


def names(widgets: list[QWidget]) -> list[str]:
    return [one.objectName() for one in widgets]


@pytest.mark.parametrize(("panel", "size"), LOOKS)
def test_the_focus_goes_where_the_eye_goes_and_leaves_nothing_out(hang, panel: str, size: int) -> None:
    gallery = hang(panel)
    gallery.set("default", size, "en")
    window, wrong = gallery.window, []
    for name in gallery.names if (panel, size) == LOOKS[0] else gallery.chosen:
        gallery.show(name)
        # Reading on scrolls the page; places are taken while it stands still.
        top = window.dialog or window
        there = usable(top)
        bands = [one for one in there if window.top.isAncestorOf(one)]
        bar = [one for one in there if window.bar.isAncestorOf(one)]
        page = [one for one in there if one not in (*bands, *bar)]
        # Each by itself: a page that is longer than its room goes on behind the bar.
        wanted = [one for part in (bands, page, bar) for one in as_read(window, part)]
        if not wanted:
            continue
        wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
        got = [one for one in walk(window, Qt.Key.Key_Tab) if isinstance(one, USED)]
        got = [one for one in got if not isinstance(one, KeyButton)]
        goes, eye = names(got), names(wanted)
        if ("more" in goes) != ("more" in eye):
            # The keyboard came or went on the way, and with it the need to read on.
            goes, eye = ([one for one in way if one != "more"] for way in (goes, eye))
        if goes != eye:
            wrong.append(f"{name}: goes {goes}, is seen {eye}")
    assert not wrong, "\n".join(wrong)


def test_the_way_back_is_the_same_way(hang) -> None:
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    for name in ("home", "ask-choices", "check", "saved", "time"):
        gallery.show(name)
        usable(gallery.window.dialog or gallery.window)[0].setFocus()
        there = walk(gallery.window, Qt.Key.Key_Tab)
        there[0].setFocus()
        back = walk(gallery.window, Qt.Key.Key_Backtab)
        assert len(there) > 1
        assert names(back) == names([there[0], *reversed(there[1:])]), name


@pytest.mark.parametrize("language", ["en", "cy"])
def test_everything_that_takes_the_focus_has_a_name_and_a_role(hang, language: str) -> None:
    gallery = hang("portrait")
    gallery.set("default", 0, language)
    roles = {QAccessible.Role.Button, QAccessible.Role.RadioButton, QAccessible.Role.CheckBox}
    roles |= {QAccessible.Role.EditableText}
    unnamed = []
    for name in gallery.names:
        gallery.show(name)
        for widget in usable(gallery.window):
            told = QAccessible.queryAccessibleInterface(widget)
            if not told.text(QAccessible.Text.Name).strip() or told.role() not in roles:
                unnamed.append(f"{name}: {widget.objectName()} {told.role()}")
    assert not unnamed, "\n".join(unnamed)


def test_two_things_on_one_screen_have_two_names(hang) -> None:
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    same = []
    for name in gallery.names:
        gallery.show(name)
        told: dict[str, str] = {}
        for widget in usable(gallery.window.dialog or gallery.window):
            spoken = f"{widget.accessibleName()} {widget.accessibleDescription()}"
            if spoken in told:
                same.append(f"{name}: {widget.objectName()} and {told[spoken]}: {spoken!r}")
            told[spoken] = widget.objectName()
    assert not same, "\n".join(same)
