"""Commands of a pad: what each does, on pages, in questions that lie over them, and among keys."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.settings import Controller
from kiosk.visit import Stage
from ui.controller.commands import Commands, is_key
from ui.controller.mapping import Command

K = Qt.Key
PAD = Controller(profile="nine-key")
VOICE = {
    Command.REPEAT: "repeat",
    Command.REPEAT_PAGE: "repeat_page",
    Command.PAUSE: "pause",
    Command.SLOWER: "slower",
    Command.FASTER: "faster",
    Command.SOFTER: "softer",
    Command.LOUDER: "louder",
    Command.SPEECH: "toggle",
}


class Recorder:
    """A voice that notes what it is asked."""

    def __init__(self, *, on: bool = False) -> None:
        self.on = on
        self.asked: list[str] = []

    def __getattr__(self, name: str):
        return lambda: self.asked.append(name)

    def say_widget(self, widget: QWidget) -> None:
        self.asked.append(f"say {widget.objectName()}")

    def say_text(self, text: str) -> None:
        self.asked.append(f"say {text}")


@pytest.fixture
def pad(make_kiosk):
    rig = make_kiosk(controller=PAD)
    rig.start()
    return rig


def name_of_focus() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


# -- the voice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", VOICE)
def test_keys_of_the_voice_go_to_the_voice_and_leave_the_page_alone(kiosk, command: Command) -> None:
    kiosk.begin()
    voice, focus = Recorder(), kiosk.focus
    assert Commands(kiosk.window, voice).do(command)
    assert voice.asked == [VOICE[command]]
    assert (kiosk.focus, kiosk.page) == (focus, "cat_name")


# -- pages -----------------------------------------------------------------------------------------------


def test_right_goes_on_and_left_goes_back(pad) -> None:
    pad.begin()
    pad.write("input:cat_name", "Tibbles")
    pad.robot.key(K.Key_Right)
    assert pad.page == "colour_of"
    pad.robot.key(K.Key_Left)
    assert pad.page == "cat_name"
    pad.robot.key(K.Key_Left)
    assert pad.screen.title == "Tell us about a lost cat"
    pad.robot.key(K.Key_Left)
    assert pad.stage is Stage.CHOOSING


def test_right_begins_on_the_first_screen(pad) -> None:
    pad.robot.key(K.Key_Right)
    assert pad.stage is Stage.CHOOSING


def test_onward_is_to_the_left_where_one_reads_from_the_right(make_kiosk) -> None:
    rig = make_kiosk(controller=PAD, languages=("en", "ar"))
    rig.start()
    rig.robot.touch("greeting:ar")
    rig.robot.touch("group:group-1")
    rig.robot.touch("service:lost-cat")
    rig.robot.key(K.Key_Left)
    rig.robot.until(lambda: rig.stage is Stage.ANSWERING, "the first question")
    rig.robot.settle()
    rig.write("input:cat_name", "Tibbles")
    rig.robot.key(K.Key_Left)
    assert rig.page == "colour_of"
    rig.robot.key(K.Key_Right)
    assert rig.page == "cat_name"


def test_where_there_is_no_page_to_turn_to_one_hears_again_where_one_is(kiosk) -> None:
    kiosk.home()
    voice = Recorder()
    Commands(kiosk.window, voice).do(Command.FORWARD)
    assert voice.asked == ["repeat"]
    assert kiosk.stage is Stage.CHOOSING


def test_stop_asks_and_help_helps(pad) -> None:
    pad.begin()
    pad.robot.key(K.Key_F4)
    assert pad.window.dialog.objectName() == "stop-dialog"


def test_help_opens_the_help_there_is(pad) -> None:
    pad.begin()
    before = pad.robot.text()
    pad.robot.key(K.Key_F1)
    assert pad.robot.text() != before
    pad.robot.key(K.Key_Left)
    assert pad.page == "cat_name"
    assert pad.robot.text() == before


def test_select_presses_what_has_the_focus(pad) -> None:
    pad.begin()
    pad.tell(cat_name="Tibbles")
    for _ in range(20):
        if pad.focus == "option:ginger":
            break
        pad.robot.key(K.Key_Down)
    assert not pad.robot.find("option:ginger").isChecked(), "going there chooses nothing"
    pad.robot.key(K.Key_Return)
    assert pad.robot.find("option:ginger").isChecked()
    assert pad.focus == "option:ginger"


def test_select_with_nothing_under_it_goes_to_the_first_thing(pad) -> None:
    pad.begin()
    pad.window.setFocus()
    pad.robot.key(K.Key_Return)
    assert pad.focus == "input:cat_name"


# -- questions that lie over the page --------------------------------------------------------------------


@pytest.mark.parametrize("key", [K.Key_Left, K.Key_Right, K.Key_F1, K.Key_F4])
def test_no_key_of_pages_leaves_an_open_question(pad, key: Qt.Key) -> None:
    pad.begin()
    pad.robot.touch("stop")
    dialog, focus = pad.window.dialog, pad.focus
    pad.robot.key(key)
    assert pad.window.dialog is dialog
    assert (pad.focus, pad.page) == (focus, "cat_name")


def test_up_and_down_go_round_in_a_question_and_select_answers(pad) -> None:
    pad.begin()
    pad.robot.touch("stop")
    seen = []
    for _ in range(4):
        seen.append(pad.focus)
        pad.robot.key(K.Key_Down)
    assert seen == ["stop-dialog:stay", "stop-dialog:go"] * 2
    pad.robot.key(K.Key_Return)
    assert pad.window.dialog is None
    assert pad.page == "cat_name"


@pytest.mark.parametrize("profile", ["keyboard", "nine-key"])
def test_the_question_of_time_is_answered_by_one_key(make_kiosk, profile: str) -> None:
    rig = make_kiosk(controller=Controller(profile=profile))
    rig.start()
    rig.begin()
    rig.wait_out(91)
    assert rig.window.dialog.objectName() == "idle-dialog"
    rig.robot.key(K.Key_Return)
    assert rig.window.dialog is None
    assert rig.page == "cat_name"


# -- among keys ------------------------------------------------------------------------------------------


def test_select_on_a_box_leads_into_the_keyboard_and_up_leads_out(pad) -> None:
    pad.begin()
    pad.robot.key(K.Key_Return)
    assert is_key(QApplication.focusWidget())
    for _ in range(6):
        pad.robot.key(K.Key_Up)
        if not is_key(QApplication.focusWidget()):
            break
    assert pad.focus == "input:cat_name"


def test_down_past_the_lowest_keys_comes_to_the_control_bar(pad) -> None:
    pad.begin()
    pad.robot.key(K.Key_Return)
    for _ in range(8):
        pad.robot.key(K.Key_Down)
        if not is_key(QApplication.focusWidget()):
            break
    assert pad.window.bar.isAncestorOf(QApplication.focusWidget())


def test_sideways_stays_among_the_keys(pad) -> None:
    pad.begin()
    pad.robot.key(K.Key_Return)
    for key in (K.Key_Left, K.Key_Right):
        for _ in range(30):
            pad.robot.key(key)
            assert is_key(QApplication.focusWidget())
    assert pad.page == "cat_name"


# -- a full keyboard -------------------------------------------------------------------------------------


def test_return_presses_the_button_that_has_the_focus_on_a_keyboard_too(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.find("stop").setFocus()
    kiosk.robot.key(K.Key_Return)
    assert kiosk.window.dialog.objectName() == "stop-dialog"


def test_return_in_a_box_is_the_box_s(kiosk) -> None:
    kiosk.begin()
    heard = []
    kiosk.robot.find("input:cat_name").returnPressed.connect(lambda: heard.append("return"))
    kiosk.robot.key(K.Key_Return)
    assert heard == ["return"]


# -- held, trembling -------------------------------------------------------------------------------------


def test_a_key_that_is_held_down_acts_once(kiosk) -> None:
    kiosk.begin()
    handle = kiosk.window.windowHandle()
    for again in (False, True, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, K.Key_A, Qt.KeyboardModifier.NoModifier, "a", again)
        QApplication.sendEvent(handle, event)
    assert kiosk.robot.find("input:cat_name").text() == "a"


@pytest.mark.parametrize("by", ["settings", "preference"])
def test_a_trembling_key_types_once_where_that_is_set(make_kiosk, by: str) -> None:
    rig = make_kiosk(controller=Controller(bounce_ms=500 if by == "settings" else 0))
    rig.start()
    rig.begin()
    if by == "preference":
        rig.visit.prefer(bounce_ms=500)
    handle = rig.window.windowHandle()
    for seconds, letter in ((0.0, "a"), (0.3, "a"), (0.1, "b"), (0.6, "b"), (0.6, "b")):
        rig.clock.now += seconds
        QTest.keyClick(handle, letter)
    assert rig.robot.find("input:cat_name").text() == "abbb"


def test_by_default_letters_come_as_fast_as_they_are_typed(kiosk) -> None:
    kiosk.begin()
    for letter in "otter":
        QTest.keyClick(kiosk.window.windowHandle(), letter)
    assert kiosk.robot.find("input:cat_name").text() == "otter"


def test_the_next_resident_has_no_filter(kiosk) -> None:
    kiosk.begin()
    kiosk.visit.prefer(bounce_ms=800)
    kiosk.app.navigator.wipe()
    assert kiosk.visit.preferences.bounce_ms == 0
