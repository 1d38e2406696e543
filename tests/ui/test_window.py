"""The window and its guard: nothing a resident presses leads out of the kiosk."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from kiosk.visit import Stage

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
META = Qt.KeyboardModifier.MetaModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
K = Qt.Key

OUT = [
    (K.Key_F4, ALT),
    (K.Key_F4, CTRL),
    (K.Key_Q, CTRL),
    (K.Key_W, CTRL),
    (K.Key_C, CTRL),
    (K.Key_V, CTRL),
    (K.Key_X, CTRL),
    (K.Key_A, CTRL),
    (K.Key_Z, CTRL),
    (K.Key_P, CTRL),
    (K.Key_O, CTRL),
    (K.Key_N, CTRL | SHIFT),
    (K.Key_Insert, SHIFT),
    (K.Key_Insert, CTRL),
    (K.Key_Delete, CTRL | ALT),
    (K.Key_Backspace, CTRL | ALT),
    (K.Key_T, CTRL | ALT),
    (K.Key_F1, CTRL | ALT),
    (K.Key_F7, CTRL | ALT),
    (K.Key_Escape, CTRL | SHIFT),
    (K.Key_Escape, ALT),
    (K.Key_Tab, ALT),
    (K.Key_Tab, CTRL),
    (K.Key_Space, ALT),
    (K.Key_Left, ALT),
    (K.Key_Home, ALT),
    (K.Key_L, META),
    (K.Key_D, META),
    (K.Key_R, META),
    (K.Key_Tab, META),
    (K.Key_Meta, NONE),
    (K.Key_Super_L, NONE),
    (K.Key_Alt, NONE),
    (K.Key_Control, NONE),
    (K.Key_CapsLock, NONE),
    (K.Key_Menu, NONE),
    (K.Key_Print, NONE),
    (K.Key_Print, ALT),
    (K.Key_SysReq, NONE),
    (K.Key_Pause, NONE),
    (K.Key_Insert, NONE),
    (K.Key_Help, NONE),
    (K.Key_Back, NONE),
    (K.Key_HomePage, NONE),
    (K.Key_Refresh, NONE),
    (K.Key_Search, NONE),
    (K.Key_LaunchMail, NONE),
    (K.Key_MediaPlay, NONE),
    *((K(K.Key_F1 + n), NONE) for n in range(24)),
    (K.Key_F10, SHIFT),
]
"""Keys and combinations that lead somewhere else on some system."""
IN = [
    (K.Key_A, NONE),
    (K.Key_A, SHIFT),
    (K.Key_7, NONE),
    (K.Key_At, SHIFT),
    (K.Key_Space, NONE),
    (K.Key_Tab, NONE),
    (K.Key_Backtab, SHIFT),
    (K.Key_Return, NONE),
    (K.Key_Enter, NONE),
    (K.Key_Left, NONE),
    (K.Key_Up, NONE),
    (K.Key_Home, NONE),
    (K.Key_PageDown, NONE),
    (K.Key_Backspace, NONE),
    (K.Key_Delete, NONE),
    (K.Key_Shift, NONE),
]


class Spy(QObject):
    """Notes the keys that reach a widget."""

    KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[QEvent.Type, int]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self.KEYS and isinstance(watched, QWidget):
            self.seen.append((event.type(), event.key()))
        return False


@pytest.fixture
def spy(qapp) -> Spy:
    made = Spy()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


def name(combination: tuple[Qt.Key, Qt.KeyboardModifier]) -> str:
    return QKeySequence(combination[0].value | combination[1].value).toString() or combination[0].name


# -- keys ------------------------------------------------------------------------------------------------


def test_no_key_that_leads_out_reaches_anything(kiosk, spy) -> None:
    kiosk.begin()
    kiosk.write("input:cat_name", "Tibbles")
    kiosk.robot.find("input:cat_name").selectAll()
    reached = []
    for key, modifiers in OUT:
        spy.seen.clear()
        QTest.keyClick(kiosk.window.windowHandle(), key, modifiers)
        kiosk.robot.settle()
        # Shift by itself is for typing; it is pressed with each combination that has it.
        if any(seen != K.Key_Shift for _, seen in spy.seen):
            reached.append(name((key, modifiers)))
    assert reached == []
    assert kiosk.robot.find("input:cat_name").text() == "Tibbles"
    assert kiosk.focus == "input:cat_name"
    assert kiosk.stage is Stage.ANSWERING
    assert kiosk.window.isVisible()


@pytest.mark.parametrize("combination", IN, ids=name)
def test_keys_that_a_resident_needs_get_through(kiosk, spy, combination) -> None:
    kiosk.begin()
    QTest.keyClick(kiosk.window.windowHandle(), *combination)
    assert QEvent.Type.KeyPress in [kind for kind, _ in spy.seen]


@pytest.mark.parametrize("letter", ["a", "Z", "ŵ", "é", "@", "'", "£", "ß", "ش"])
def test_every_letter_can_be_typed_on_a_real_keyboard(kiosk, letter: str) -> None:
    kiosk.begin()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, 0, NONE, letter)
        QCoreApplication.sendEvent(kiosk.window.windowHandle(), event)
    assert kiosk.robot.find("input:cat_name").text() == letter


def test_nothing_reaches_the_clipboard(kiosk) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText("before")
    kiosk.begin()
    kiosk.write("input:cat_name", "Tibbles")
    kiosk.robot.find("input:cat_name").selectAll()
    for key in (K.Key_C, K.Key_X):
        QTest.keyClick(kiosk.window.windowHandle(), key, CTRL)
    assert clipboard.text() == "before"
    QTest.keyClick(kiosk.window.windowHandle(), K.Key_V, CTRL)
    assert kiosk.robot.find("input:cat_name").text() == "Tibbles"


def test_escape_does_nothing_where_nothing_lies_over_the_page(kiosk, spy) -> None:
    kiosk.begin()
    kiosk.robot.key(K.Key_Escape)
    assert spy.seen == []
    assert kiosk.page == "cat_name"


# -- closing, menus, drops -------------------------------------------------------------------------------


def test_nobody_closes_the_kiosk_from_its_screen(kiosk) -> None:
    assert kiosk.window.close() is False
    QApplication.closeAllWindows()
    assert kiosk.window.isVisible()


def test_the_demo_s_window_can_be_closed(make_kiosk) -> None:
    kiosk = make_kiosk("tablet")
    kiosk.start()
    assert kiosk.window.close() is True


def test_the_kiosk_covers_the_whole_screen_without_frame_or_pointer(kiosk) -> None:
    assert kiosk.window.geometry() == kiosk.window.screen().geometry()
    assert kiosk.window.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert kiosk.window.isFullScreen()
    assert kiosk.window.cursor().shape() == Qt.CursorShape.BlankCursor


@pytest.mark.parametrize("place", ["home", "cover", "begin", "to_about_you", "to_check", "to_finished"])
def test_a_long_or_a_right_press_opens_no_menu(kiosk, place: str) -> None:
    getattr(kiosk, place)()
    handle = kiosk.window.windowHandle()
    for widget in kiosk.window.findChildren(QWidget):
        if widget.isVisible():
            at = widget.mapTo(kiosk.window, widget.rect().center())
            QTest.mouseClick(handle, Qt.MouseButton.RightButton, pos=at)
            assert QApplication.activePopupWidget() is None, widget.objectName()


def test_a_long_answer_opens_no_menu_either(kiosk) -> None:
    kiosk.begin("money-help")
    kiosk.tell(national_number="AB123456C")
    box = kiosk.window.findChild(QPlainTextEdit)
    at = box.mapTo(kiosk.window, box.rect().center())
    QTest.mouseClick(kiosk.window.windowHandle(), Qt.MouseButton.RightButton, pos=at)
    assert QApplication.activePopupWidget() is None


@pytest.mark.parametrize("journey", ["lost-cat", "money-help", "cat-facts"])
def test_nothing_takes_a_drop(kiosk, journey: str) -> None:
    kiosk.begin(journey)
    if journey == "money-help":
        kiosk.tell(national_number="AB123456C")
    assert [one.objectName() for one in kiosk.window.findChildren(QWidget) if one.acceptDrops()] == []


def test_a_drag_from_elsewhere_is_stopped_at_the_window(kiosk, spy) -> None:
    data = QMimeData()
    data.setText("from elsewhere")
    event = QDragEnterEvent(QPoint(500, 900), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
    event.ignore()
    assert kiosk.app.guard.eventFilter(kiosk.window.windowHandle(), event) is True
    assert not event.isAccepted()


# -- the focus ring --------------------------------------------------------------------------------------


def test_the_ring_shows_with_keys_round_what_has_the_focus_and_goes_with_a_touch(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    ring = kiosk.window._ring
    assert not ring.isVisible()
    kiosk.robot.key(K.Key_Down)
    kiosk.robot.settle()
    card = QApplication.focusWidget()
    inside = card.rect().translated(card.mapTo(kiosk.window, QPoint(0, 0)))
    assert ring.isVisible()
    assert ring.geometry().contains(inside)
    assert ring.width() - card.width() <= 4 * kiosk.app.navigator.scene.look.u(2)
    kiosk.robot.touch("option:black")
    kiosk.robot.settle()
    assert not ring.isVisible()


def test_the_ring_never_swallows_a_touch(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    kiosk.robot.key(K.Key_Down)
    kiosk.robot.settle()
    focused = QApplication.focusWidget()
    at = focused.mapTo(kiosk.window, focused.rect().center())
    assert kiosk.window.childAt(at) is focused


def test_what_has_the_focus_is_scrolled_into_view_with_its_label(make_kiosk) -> None:
    kiosk = make_kiosk("tablet")
    kiosk.start()
    kiosk.to_about_you()
    kiosk.look(size=3)
    kiosk.robot.find("input:seen_on:year").setFocus(Qt.FocusReason.TabFocusReason)
    kiosk.robot.settle()
    port = kiosk.window.area.viewport()
    box = kiosk.robot.find("input:seen_on:year")
    assert isinstance(box, QLineEdit)
    where = box.rect().translated(box.mapTo(port, QPoint(0, 0)))
    assert port.rect().contains(where)
