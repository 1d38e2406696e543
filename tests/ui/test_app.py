"""The clock of the visit, the question whether somebody is there, and our own mistakes."""

import re
import sys

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.settings import Panel
from kiosk.visit import Preferences, Stage
from ui import intents
from ui.app import scaled

IDLE, SENSITIVE, QUESTION = 90, 60, 60


def body(kiosk) -> str:
    return kiosk.robot.find("idle-dialog:body").accessibleName()


def asking(kiosk) -> bool:
    return kiosk.window.dialog is not None and kiosk.window.dialog.objectName() == "idle-dialog"


def words_of(kiosk) -> str:
    """The question's words as they are drawn."""
    return re.sub("<[^>]+>", "", kiosk.robot.find("idle-dialog:body").text())


# -- the question ----------------------------------------------------------------------------------------


def test_the_question_comes_after_the_idle_time_and_not_before(kiosk) -> None:
    kiosk.begin()
    kiosk.wait_out(IDLE - 1)
    assert not asking(kiosk)
    kiosk.wait_out(1)
    assert asking(kiosk)
    assert kiosk.robot.sees("Are you still there?")
    assert kiosk.focus == "idle-dialog:stay"


def test_a_sensitive_journey_asks_sooner(kiosk) -> None:
    kiosk.begin("money-help")
    kiosk.wait_out(SENSITIVE)
    assert asking(kiosk)


def test_it_counts_down_in_tens_and_then_in_seconds_and_never_says_more_than_is_left(kiosk) -> None:
    kiosk.begin()
    kiosk.wait_out(IDLE)
    said = {}
    for left in (60, 59, 51, 50, 11, 10, 9, 2, 1):
        kiosk.wait_out(kiosk.app.presence.clock.seconds_left(kiosk.clock.now) - left)
        said[left] = words_of(kiosk)
    clear = "we clear your answers and start again."
    assert said == {
        60: f"In 60 seconds {clear}",
        59: f"In 50 seconds {clear}",
        51: f"In 50 seconds {clear}",
        50: f"In 50 seconds {clear}",
        11: f"In 10 seconds {clear}",
        10: f"In 10 seconds {clear}",
        9: f"In 9 seconds {clear}",
        2: f"In 2 seconds {clear}",
        1: f"In 1 second {clear}",
    }


def test_what_is_read_aloud_counts_too(kiosk) -> None:
    kiosk.begin()
    kiosk.wait_out(IDLE)
    kiosk.wait_out(55)
    assert "5 seconds" in body(kiosk)
    assert "5 seconds" in kiosk.window.dialog.accessibleName()


def test_where_nothing_was_told_it_speaks_of_no_answers(kiosk) -> None:
    kiosk.home()
    kiosk.wait_out(IDLE)
    assert words_of(kiosk) == "In 60 seconds we start again."


def test_the_question_itself_is_one_dialog_that_is_not_made_anew_each_second(kiosk) -> None:
    kiosk.begin()
    kiosk.wait_out(IDLE)
    first = kiosk.window.dialog
    kiosk.wait_out(30)
    assert kiosk.window.dialog is first


@pytest.mark.parametrize("how", ["touch", "escape", "space"])
def test_staying_keeps_the_answers_and_gives_the_whole_time_again(kiosk, how: str) -> None:
    kiosk.begin()
    kiosk.write("input:cat_name", "Tibbles")
    kiosk.wait_out(IDLE + 30)
    if how == "touch":
        kiosk.robot.touch("idle-dialog:stay")
    else:
        kiosk.robot.key(Qt.Key.Key_Escape if how == "escape" else Qt.Key.Key_Space)
    assert kiosk.window.dialog is None
    assert kiosk.robot.find("input:cat_name").text() == "Tibbles"
    assert kiosk.focus == "input:cat_name"
    kiosk.wait_out(IDLE - 1)
    assert not asking(kiosk)
    kiosk.wait_out(1)
    assert asking(kiosk)


def test_more_time_can_be_had_again_and_again(kiosk) -> None:
    kiosk.begin()
    for _ in range(12):
        kiosk.wait_out(IDLE + QUESTION - 1)
        kiosk.robot.touch("idle-dialog:stay")
    assert kiosk.stage is Stage.ANSWERING


def test_finish_and_clear_ends_at_once(kiosk) -> None:
    kiosk.begin()
    kiosk.wait_out(IDLE)
    kiosk.robot.touch("idle-dialog:go")
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.window.dialog is None


def test_a_touch_beside_the_question_does_not_answer_it(kiosk) -> None:
    kiosk.begin()
    kiosk.wait_out(IDLE)
    QTest.mouseClick(
        kiosk.window.windowHandle(), Qt.MouseButton.LeftButton, pos=kiosk.window.rect().topLeft()
    )
    kiosk.wait_out(1)
    assert asking(kiosk)


# -- the end ---------------------------------------------------------------------------------------------


def test_nobody_answers_and_everything_is_wiped(kiosk) -> None:
    kiosk.begin()
    kiosk.write("input:cat_name", "Tibbles")
    kiosk.look(size=2, theme="dark")
    kiosk.wait_out(IDLE + QUESTION)
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.window.dialog is None
    assert (kiosk.visit.walk, kiosk.visit.preferences) == (None, Preferences())
    assert kiosk.robot.has("begin")
    assert not kiosk.robot.sees("Tibbles")


@pytest.mark.parametrize("place", ["home", "cover", "begin", "to_about_you", "to_check", "to_finished"])
def test_it_ends_from_wherever_one_went_away(kiosk, place: str) -> None:
    getattr(kiosk, place)()
    kiosk.wait_out(IDLE + QUESTION)
    assert kiosk.stage is Stage.ATTRACT


def test_it_ends_with_another_dialog_open(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.touch("stop")
    kiosk.wait_out(IDLE)
    assert asking(kiosk), "the question comes over the other one"
    kiosk.wait_out(QUESTION)
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.window.dialog is None
    assert not kiosk.robot.has("stop-dialog:stay")


def test_it_ends_with_the_keyboard_open(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.type("Tib")
    assert kiosk.window.keyboard.isVisible()
    kiosk.wait_out(IDLE + QUESTION)
    assert kiosk.stage is Stage.ATTRACT
    assert not kiosk.window.keyboard.isVisible()


def test_it_ends_after_a_save_that_failed(kiosk) -> None:
    kiosk.to_check()
    kiosk.counter.failures.append(RuntimeError("disk"))
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.NOT_SAVED, "not saved")
    kiosk.wait_out(IDLE + QUESTION)
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.visit.walk is None


def test_a_look_chosen_on_the_attract_screen_does_not_stay_for_ever(kiosk) -> None:
    kiosk.look(size=3, theme="yellow")
    kiosk.wait_out(IDLE - 1)
    assert kiosk.visit.preferences.size == 3
    kiosk.wait_out(2)
    assert kiosk.window.dialog is None, "there is nothing to ask about"
    assert kiosk.visit.preferences == Preferences()
    assert kiosk.app.navigator.scene.look.tokens.name == "default"


def test_on_the_attract_screen_the_clock_stands(kiosk) -> None:
    kiosk.wait_out(1000)
    assert kiosk.window.dialog is None
    kiosk.home()
    kiosk.wait_out(IDLE - 1)
    assert not asking(kiosk)


@pytest.mark.parametrize("what", ["saving", "printing"])
def test_saving_and_printing_hold_the_clock_and_the_time_begins_after_them(kiosk, what: str) -> None:
    if what == "saving":
        kiosk.to_check()
        kiosk.counter.gate.clear()
        kiosk.robot.touch("main")
    else:
        kiosk.to_finished()
        kiosk.printer.gate.clear()
        kiosk.robot.touch("print")
    kiosk.wait_out(500)
    assert kiosk.window.dialog is None
    assert kiosk.stage in (Stage.SAVING, Stage.FINISHED)
    kiosk.counter.gate.set()
    kiosk.printer.gate.set()
    kiosk.robot.until(lambda: not kiosk.app.navigator.errands.busy(), "the work is done")
    kiosk.wait_out(IDLE - 1)
    assert not asking(kiosk)
    kiosk.wait_out(2)
    assert asking(kiosk)


# -- somebody is there -----------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["touch", "key", "letter", "wheel", "shift"])
def test_anything_a_resident_does_counts(kiosk, what: str) -> None:
    kiosk.begin()
    kiosk.wait_out(IDLE - 1)
    match what:
        case "touch":
            kiosk.robot.touch("heading")
        case "key":
            kiosk.robot.key(Qt.Key.Key_Tab)
        case "letter":
            kiosk.robot.key(Qt.Key.Key_A)
        case "shift":
            kiosk.robot.key(Qt.Key.Key_Shift)
        case "wheel":
            QTest.wheelEvent(kiosk.window.windowHandle(), QPointF(500, 900), QPointF(0, -120).toPoint())
    kiosk.robot.settle()
    kiosk.wait_out(IDLE - 1)
    assert not asking(kiosk)


def test_a_pointer_that_only_moves_is_nobody(kiosk) -> None:
    kiosk.begin()
    kiosk.wait_out(IDLE - 1)
    at = QPointF(500, 900)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(kiosk.window, move)
    kiosk.wait_out(1)
    assert asking(kiosk)


def test_the_clock_runs_by_itself(kiosk) -> None:
    kiosk.begin()
    kiosk.clock.now += IDLE
    kiosk.robot.until(lambda: asking(kiosk), "the question", 3)


# -- our own mistakes ------------------------------------------------------------------------------------

SECRET = "Sam Sample, 1 Example Street"


@pytest.mark.qt_no_exception_capture
def test_an_error_in_a_slot_wipes_and_goes_on_without_printing_what_was_in_it(
    kiosk, monkeypatch, capfd
) -> None:
    kiosk.begin()
    kiosk.write("input:cat_name", SECRET)
    monkeypatch.setattr(sys, "excepthook", kiosk.app.failed)

    def breaks() -> None:
        raise ValueError(f"{SECRET} does not fit {kiosk.visit.page!r}")

    QTimer.singleShot(0, kiosk.window, breaks)
    loop = QEventLoop()
    QTimer.singleShot(50, loop.quit)
    loop.exec()
    assert kiosk.stage is Stage.ATTRACT
    out, err = capfd.readouterr()
    assert SECRET not in out + err
    assert err.startswith("kiosk: ui-error ValueError at test_app.py:")
    assert err.count("\n") == 1
    assert kiosk.robot.has("begin")
    kiosk.begin()
    assert kiosk.robot.find("input:cat_name").text() == ""


@pytest.mark.qt_no_exception_capture
def test_an_error_of_the_worker_is_not_lost(kiosk, monkeypatch, capfd) -> None:
    kiosk.home()
    monkeypatch.setattr(sys, "excepthook", kiosk.app.failed)

    def breaks() -> None:
        raise ValueError(SECRET)

    kiosk.app.navigator.errands.saving.door.run(breaks, lambda _: None)
    kiosk.robot.until(lambda: kiosk.stage is Stage.ATTRACT, "the wipe")
    err = capfd.readouterr().err
    assert err.startswith("kiosk: ui-error ValueError at test_app.py:")
    assert SECRET not in err


def test_an_error_while_saving_waits_for_the_commit(kiosk, capfd) -> None:
    kiosk.to_check()
    kiosk.counter.gate.clear()
    kiosk.robot.touch("main")
    kiosk.app.failed(ValueError, ValueError(SECRET), None)
    assert kiosk.stage is Stage.SAVING
    kiosk.counter.gate.set()
    kiosk.robot.until(lambda: kiosk.stage is Stage.FINISHED, "saved")
    assert "ui-error ValueError at unknown" in capfd.readouterr().err


def test_a_failed_start_of_a_journey_wipes_too(kiosk) -> None:
    kiosk.home()
    kiosk.app.navigator.wanted(intents.Chose("lost-cat"))
    kiosk.app.failed(KeyError, KeyError(SECRET), None)
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.visit.journey == ""


# -- the window of the demo ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("room", "pixels"),
    [((4000, 4000), (1080, 1920)), ((1920, 960), (540, 960)), ((540, 4000), (540, 960)), ((10, 10), (6, 10))],
)
def test_a_panel_shrinks_to_the_room_and_keeps_its_millimetres(
    room: tuple[int, int], pixels: tuple[int, int]
) -> None:
    small = scaled(Panel(), *room)
    assert (small.width_px, small.height_px) == pixels
    assert (small.width_mm, small.height_mm, small.distance_mm) == (268.0, 476.0, 600.0)
