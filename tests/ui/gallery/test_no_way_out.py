"""No key, button or gesture leads out of the kiosk, opens anything over it, or takes anything out of it.

Every key that Qt knows, with every modifier, goes to the window as the system would send it, on every kind of
screen. The controls do the same without the guard: then the clipboard has what was typed.
"""

import os
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QInputDevice,
    QKeyEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMenu, QPlainTextEdit, QWidget

from ui.guard import Guard

SOAK = int(os.environ.get("SOAK", "1"))
MODIFIERS = tuple(
    one | other
    for one, other in product(
        (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier),
        (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ControlModifier,
            Qt.KeyboardModifier.AltModifier,
            Qt.KeyboardModifier.MetaModifier,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
            Qt.KeyboardModifier.KeypadModifier,
            Qt.KeyboardModifier.GroupSwitchModifier,
        ),
    )
)
ASCII = range(0x20, 0x7F)
KEYS = tuple(key for key in Qt.Key if key is not Qt.Key.Key_unknown)
STEPS = frozenset({Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock})
COPYING = tuple(
    (key, modifier)
    for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V, Qt.Key.Key_Insert, Qt.Key.Key_Copy)
    for modifier in MODIFIERS
)
LEADING = tuple(
    (key, modifier)
    for key in KEYS
    for modifier in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.AltModifier,
        Qt.KeyboardModifier.MetaModifier,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
    )
    if (0x01000000 <= key.value < 0x01000100 and key not in STEPS)
    or key.name.startswith(("Key_Launch", "Key_Media", "Key_Volume"))
    or key in (Qt.Key.Key_A, Qt.Key.Key_F, Qt.Key.Key_N, Qt.Key.Key_O, Qt.Key.Key_P, Qt.Key.Key_Q)
    or key in (Qt.Key.Key_S, Qt.Key.Key_T, Qt.Key.Key_W, Qt.Key.Key_Z, Qt.Key.Key_Space)
)
"""Escape, F1 to F35, the keys of menus, windows, media and programs, and the letters of usual shortcuts."""
TOLD, PLANTED = "Sam Sample", "what stood in the clipboard before"
MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


def keys_at(window: QWidget, keys: Iterator[tuple[Qt.Key, Qt.KeyboardModifier]]) -> int:
    """Press and let go each key at the native window, as they come in; how many."""
    handle, sent = window.windowHandle(), 0
    for key, modifier in keys:
        bare = not modifier & ~Qt.KeyboardModifier.ShiftModifier
        text = chr(key) if key in ASCII and bare else ""
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(handle, QKeyEvent(kind, key, modifier, text))
        sent += 1
    return sent


def boxes(window: QWidget) -> list[QLineEdit | QPlainTextEdit]:
    return [
        one for kind in (QLineEdit, QPlainTextEdit) for one in window.findChildren(kind) if one.isVisible()
    ]


def fill(window: QWidget) -> None:
    """Something to take away in every box, selected."""
    for box in boxes(window):
        box.setText(TOLD) if isinstance(box, QLineEdit) else box.setPlainText(TOLD)
        box.selectAll()
        box.setFocus()


class Way:
    """What would be a way out, looked for after each screen."""

    def __init__(self, window: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window = window
        self.opened: list[object] = []
        monkeypatch.setattr(QDesktopServices, "openUrl", lambda *asked: self.opened.append(asked))
        monkeypatch.setattr(QMenu, "exec", lambda *asked: self.opened.append(asked))
        monkeypatch.setattr(QDialog, "exec", lambda *asked: self.opened.append(asked))
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *asked: self.opened.append(asked))
        for mode in MODES:
            QGuiApplication.clipboard().setText(PLANTED, mode)
        self._clipboard = [QGuiApplication.clipboard().text(mode) for mode in MODES]
        self._state = window.windowState()
        self._shown = {one for one in QApplication.topLevelWidgets() if one.isVisible()}

    def found(self) -> list[str]:
        """What leads out, in words; nothing when all is well."""
        app, out = QApplication, []
        if not self.window.isVisible() or self.window.windowState() != self._state:
            out.append("the window is not what it was")
        others = {one for one in app.topLevelWidgets() if one.isVisible()} - self._shown
        out += [f"another window: {type(one).__name__}" for one in others]
        out += ["a popup"] * (app.activePopupWidget() is not None)
        out += ["a modal window"] * (app.activeModalWidget() is not None)
        for kind in (QMenu, QFileDialog, QDialog):
            out += [f"a {kind.__name__}" for one in self.window.findChildren(kind) if one.isVisible()]
        out += ["something was opened"] * bool(self.opened)
        now = [QGuiApplication.clipboard().text(mode) for mode in MODES]
        out += [
            f"the clipboard changed: {one!r}"
            for one, before in zip(now, self._clipboard, strict=True)
            if one != before
        ]
        held = [box.text() if isinstance(box, QLineEdit) else box.toPlainText() for box in boxes(self.window)]
        out += ["something was put in from the clipboard"] * any(PLANTED in one for one in held)
        return out


@pytest.fixture
def guarded(hang: Callable, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple]:
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    guard = Guard(gallery.window)
    gallery.window.windowHandle().installEventFilter(guard)
    yield gallery, guard
    gallery.window.windowHandle().removeEventFilter(guard)


def ways_out(gallery, names: list[str], keys: tuple, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What each screen lets out when these keys are pressed on it."""
    way, ways = Way(gallery.window, monkeypatch), {}
    for name in names:
        gallery.show(name)
        fill(gallery.window)
        gallery.settle()
        # Copying first, while all that can be selected is.
        keys_at(gallery.window, iter(COPYING))
        fill(gallery.window)
        assert keys_at(gallery.window, iter(keys)) == len(keys)
        gallery.settle()
        if found := way.found():
            ways[name] = found
    return ways


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_no_key_leads_out_of_any_screen(guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that mean something to a system; with SOAK every key with every modifier."""
    gallery, _ = guarded
    keys = LEADING if SOAK == 1 else tuple(product(KEYS, MODIFIERS))
    assert len(keys) > 1_000
    assert ways_out(gallery, gallery.names, keys, monkeypatch) == {}
    print(f"\nkeys: {len(keys)} on each of {len(gallery.names)} screens, 0 ways out")


def test_no_key_at_all_leads_out_of_a_screen_to_type_in(guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    gallery, _ = guarded
    assert ways_out(gallery, ["search"], tuple(product(KEYS, MODIFIERS)), monkeypatch) == {}


def test_without_the_guard_the_clipboard_has_what_was_typed(guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    gallery, guard = guarded
    gallery.window.windowHandle().removeEventFilter(guard)
    way, ways = Way(gallery.window, monkeypatch), {}
    for name in ("ask-text", "ask-name", "search", "found"):
        if name not in gallery.names:
            continue
        gallery.show(name)
        fill(gallery.window)
        keys_at(gallery.window, iter(COPYING))
        gallery.settle()
        if found := way.found():
            ways[name] = found
    assert ways, "the attack would be seen"
    QGuiApplication.clipboard().clear()


def test_no_button_of_a_mouse_and_no_long_press_opens_anything(
    guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery, _ = guarded
    way = Way(gallery.window, monkeypatch)
    buttons = [
        one
        for one in Qt.MouseButton
        if one not in (Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton) and one.value < 1 << 8
    ]
    for name in gallery.names:
        gallery.show(name)
        fill(gallery.window)
        handle = gallery.window.windowHandle()
        spots = [
            QPoint(gallery.window.width() * x // 4, gallery.window.height() * y // 6)
            for x in (1, 2, 3)
            for y in range(1, 6)
        ]
        spots += [box.mapTo(gallery.window, box.rect().center()) for box in boxes(gallery.window)]
        for spot in spots:
            for button in buttons:
                QTest.mouseClick(handle, button, pos=spot)
            QApplication.sendEvent(handle, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, spot))
        assert way.found() == [], name
    gallery.show("search")
    fill(gallery.window)
    box = boxes(gallery.window)[0]
    spot = box.mapTo(gallery.window, box.rect().center())
    finger = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)
    handle = gallery.window.windowHandle()
    QTest.touchEvent(handle, finger).press(0, spot, handle).commit()
    QTest.qWait(1200)
    QTest.touchEvent(handle, finger).release(0, spot, handle).commit()
    gallery.settle()
    assert way.found() == []


def test_a_slide_or_two_touches_select_nothing(guarded) -> None:
    gallery, _ = guarded
    handle = gallery.window.windowHandle()
    tried = 0
    for name in gallery.names:
        gallery.show(name)
        for box in boxes(gallery.window):
            box.setText(TOLD) if isinstance(box, QLineEdit) else box.setPlainText(TOLD)
            left = box.mapTo(gallery.window, QPoint(6, box.height() // 2))
            right = box.mapTo(gallery.window, QPoint(box.width() - 6, box.height() // 2))
            QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=left)
            for step in range(1, 6):
                QTest.mouseMove(handle, left + (right - left) * step / 5)
            QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=right)
            QTest.mouseDClick(handle, Qt.MouseButton.LeftButton, pos=left)
            QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=left)
            selected = box.selectedText() if isinstance(box, QLineEdit) else box.textCursor().selectedText()
            assert selected == "", (name, box.objectName())
            tried += 1
    assert tried > 10


def test_an_ordinary_box_gives_what_is_slid_over(qtbot) -> None:
    """The control: the same hand selects in a box that is not ours, and the system's selection has it."""
    box = QLineEdit(TOLD)
    qtbot.addWidget(box)
    box.show()
    box.activateWindow()
    QTest.mouseDClick(box.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(20, box.height() // 2))
    assert box.selectedText() != ""


def test_nothing_is_dropped_into_a_box(guarded) -> None:
    gallery, _ = guarded
    data = QMimeData()
    data.setText(PLANTED)
    data.setUrls([QUrl("file:///etc/passwd")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for name in gallery.names:
        gallery.show(name)
        for box in boxes(gallery.window):
            at = box.mapTo(gallery.window, box.rect().center())
            for target, point in ((gallery.window.windowHandle(), at), (box, box.rect().center())):
                enter = QDragEnterEvent(point, copy, data, left, none)
                QApplication.sendEvent(target, enter)
                QApplication.sendEvent(target, QDropEvent(QPointF(point), copy, data, left, none))
            text = box.text() if isinstance(box, QLineEdit) else box.toPlainText()
            assert PLANTED not in text, (name, box.objectName())
            box.paste()
            if isinstance(box, QPlainTextEdit):
                assert PLANTED not in box.toPlainText()


def test_many_fingers_at_once_lead_nowhere(guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    gallery, _ = guarded
    way = Way(gallery.window, monkeypatch)
    finger = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)
    handle = gallery.window.windowHandle()
    width, height = gallery.window.width(), gallery.window.height()
    middle = QPoint(width // 2, height // 2)
    for name in gallery.chosen:
        gallery.show(name)
        for fingers in (2, 3, 5, 10):
            spots = [
                QPoint(width * (n + 1) // (fingers + 1), height // 2 + 40 * (n % 2)) for n in range(fingers)
            ]
            touch = QTest.touchEvent(handle, finger)
            for n, spot in enumerate(spots):
                touch.press(n, spot, handle)
            touch.commit()
            # Pinched, spread, and swept in from an edge.
            for step in (0.3, 0.6, 0.9, -0.5):
                touch = QTest.touchEvent(handle, finger)
                for n, spot in enumerate(spots):
                    touch.move(n, spot + (middle - spot) * step, handle)
                touch.commit()
            touch = QTest.touchEvent(handle, finger)
            for n, spot in enumerate(spots):
                touch.release(n, spot, handle)
            touch.commit()
        gallery.settle()
        assert way.found() == [], name
