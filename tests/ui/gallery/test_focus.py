"""Keys alone: everything one can touch is reached, in the order in which it is seen, and has a name."""

from collections.abc import Callable

import pytest
from msgspec import Struct
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

from ui.controller.board import board
from ui.controller.commands import Commands
from ui.controller.mapping import Command
from ui.controller.scan import items
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


def test_there_is_no_trap_and_the_way_back_is_the_same_way(hang) -> None:
    """On every page and in every question: round and round, in both directions (WCAG 2.1.2)."""
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    wrong = []
    for name in gallery.names:
        gallery.show(name)
        there = usable(gallery.window.dialog or gallery.window)
        if not there:
            continue
        there[0].setFocus()
        wanted, there = there, walk(gallery.window, Qt.Key.Key_Tab)
        if missed := set(steady(names(wanted))) - set(names(there)):
            wrong.append(f"{name}: from {wanted[0].objectName()} one never comes to {sorted(missed)}")
        if QApplication.focusWidget() is not there[0]:
            wrong.append(f"{name}: from {there[0].objectName()} one never comes back to it")
        there[0].setFocus()
        back = walk(gallery.window, Qt.Key.Key_Backtab)
        if steady(names(back)) != steady(names([there[0], *reversed(there[1:])])):
            wrong.append(f"{name}: there {names(there)}, back {names(back)}")
    assert not wrong, "\n".join(wrong)


def steady(way: list[str]) -> list[str]:
    """A way without what comes and goes with the keyboard, that opens for some boxes of a page only."""
    return [one for one in way if one != "more" and not one.startswith("key:")]


def test_pads_and_scans_reach_what_keys_reach(hang) -> None:
    """Down on a pad, up on a pad, and the groups of a scan: the same things in the same order."""
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    commands = Commands(gallery.window, Deaf())
    wrong = []
    for name in gallery.chosen:
        gallery.show(name)
        there = usable(gallery.window.dialog or gallery.window)
        if not there:
            continue
        there[0].setFocus()
        scanned = items(board(gallery.window))
        keys = walk(gallery.window, Qt.Key.Key_Tab)
        there[0].setFocus()
        down: list[QWidget] = []
        while (focused := QApplication.focusWidget()) is not None and focused not in down:
            down.append(focused)
            # Among keys down means the row below; here only the order of things is asked.
            if isinstance(focused, KeyButton):
                gallery.window.focusNextPrevChild(True)
            else:
                commands.do(Command.NEXT)
        if steady(names(down)) != steady(names(keys)):
            wrong.append(f"{name}: keys {names(keys)}, pad {names(down)}")
        if sorted(steady(names(list(scanned)))) != sorted(steady(names(keys))):
            wrong.append(f"{name}: keys {names(keys)}, scan {names(list(scanned))}")
    assert not wrong, "\n".join(wrong)


class Deaf:
    """No voice."""

    on = False

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None


class Told(Struct, frozen=True):
    """What the tree tells of one thing that can be used. `within`: it is in what lies over the page, or
    nothing does."""

    thing: str
    name: str
    role: QAccessible.Role
    spoken: str
    within: bool


@pytest.fixture(scope="module", params=["en", "cy"])
def told(hang, request) -> dict[str, list[Told]]:
    """Of every picture, each drawn once for all that is asked of it."""
    gallery = hang("portrait")
    gallery.set("default", 0, request.param)
    found = {}
    for name in gallery.names:
        gallery.show(name)
        within = set(usable(gallery.window.dialog or gallery.window))
        found[name] = [tell(widget, within) for widget in usable(gallery.window)]
    return found


def tell(widget: QWidget, within: set[QWidget]) -> Told:
    node = QAccessible.queryAccessibleInterface(widget)
    spoken = f"{widget.accessibleName()} {widget.accessibleDescription()}"
    name = node.text(QAccessible.Text.Name)
    return Told(widget.objectName(), name, node.role(), spoken, widget in within)


def test_everything_that_takes_the_focus_has_a_name_and_a_role(told) -> None:
    roles = {QAccessible.Role.Button, QAccessible.Role.RadioButton, QAccessible.Role.CheckBox}
    roles |= {QAccessible.Role.EditableText}
    unnamed = [
        f"{name}: {one.thing} {one.role}"
        for name, things in told.items()
        for one in things
        if not one.name.strip() or one.role not in roles
    ]
    assert sum(map(len, told.values())) > 500
    assert not unnamed, "\n".join(unnamed)


def test_two_things_on_one_screen_have_two_names(told) -> None:
    same = []
    for name, things in told.items():
        seen: dict[str, str] = {}
        for one in things:
            if one.within and one.spoken in seen:
                same.append(f"{name}: {one.thing} and {seen[one.spoken]}: {one.spoken!r}")
            if one.within:
                seen[one.spoken] = one.thing
    assert not same, "\n".join(same)
