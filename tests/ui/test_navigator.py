"""From what a resident does to the visit and back to the screen: choosing, saving, printing, the end."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QPixmapCache
from PySide6.QtTest import QTest

from kiosk.errors import KnownError, StoreFullError
from kiosk.receipt import Outcome, PrinterState, PrintResult, State
from kiosk.visit import Preferences, Stage
from ui import intents

REFERENCE = "K7MF 4T2Q 9XW3"
SAVED = "Saved on this kiosk at"
NOT_RECEIVED = "The council has not received it yet."
SENT = "Sent to the council at"
SECRETS = ("Tibbles", "Sam Sample")


def fail_once(kiosk) -> None:
    kiosk.counter.failures.append(StoreFullError("the disk is full"))


# -- choosing --------------------------------------------------------------------------------------------


def test_a_touch_anywhere_on_the_attract_screen_begins(kiosk) -> None:
    QTest.mouseClick(kiosk.screen, Qt.MouseButton.LeftButton, pos=kiosk.screen.rect().center() / 4)
    assert kiosk.stage is Stage.CHOOSING
    assert kiosk.robot.sees("What would you like to do?")


def test_a_greeting_begins_in_its_language(kiosk) -> None:
    kiosk.robot.touch("greeting:cy")
    assert kiosk.stage is Stage.CHOOSING
    assert kiosk.visit.preferences.language == "cy"
    assert kiosk.app.navigator.scene.words.language == "cy"


def test_from_group_to_service_to_its_first_page_and_back(kiosk) -> None:
    kiosk.cover()
    assert kiosk.stage is Stage.STARTING
    assert kiosk.robot.sees("Tell us about a lost cat")
    assert kiosk.robot.sees("Exampleton Council")
    kiosk.robot.touch("back")
    assert kiosk.stage is Stage.CHOOSING
    assert kiosk.robot.has("service:lost-cat"), "back leads to the list one came from"
    kiosk.robot.touch("back")
    assert kiosk.robot.has("group:group-1")


def test_a_group_without_services_says_so(kiosk) -> None:
    kiosk.home()
    kiosk.robot.touch("group:group-2")
    assert kiosk.robot.sees("There is nothing here yet. Choose Back to see other services.")


def test_the_search_finds_while_typing_counts_and_says_when_there_is_nothing(kiosk) -> None:
    kiosk.home()
    kiosk.robot.touch("open:search")
    said = kiosk.robot.find("search:said")
    kiosk.write("input:search", "cat")
    assert said.text() == "2 services found"
    assert kiosk.robot.has("service:lost-cat")
    kiosk.write("input:search", "lost")
    assert said.text() == "1 service found"
    kiosk.write("input:search", "dragon")
    assert said.text() == "No service has that word. Try another word, or look here."
    assert kiosk.robot.has("group:group-1"), "the nearest group is offered"
    assert kiosk.robot.has("service:cat-facts"), "and whom one can ask"
    kiosk.robot.touch("clear:search")
    assert said.text() == ""
    kiosk.write("input:search", "lost")
    kiosk.robot.touch("service:lost-cat")
    assert kiosk.visit.journey == "lost-cat"


def test_a_service_s_first_page_tells_what_must_be_known_before(kiosk) -> None:
    kiosk.cover("money-help")
    assert kiosk.robot.sees("This is a public place. Make sure nobody can read your screen.")
    assert kiosk.robot.sees("We save your answers only when you press the last button.")
    assert not kiosk.robot.sees("in English only")
    kiosk.robot.touch("tool:language")
    assert kiosk.robot.sees(kiosk.app.navigator.scene.words("This service is in English only for now."))


def test_a_service_that_only_informs_says_that_nothing_is_sent(kiosk) -> None:
    kiosk.cover("cat-facts")
    assert kiosk.robot.sees("This is information. Nothing is sent.")
    assert not kiosk.robot.sees("We save your answers")


def test_back_from_the_first_question_shows_the_first_page_and_keeps_the_answers(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    kiosk.robot.touch("back")
    kiosk.robot.touch("back")
    assert kiosk.robot.find("main").text() == "Go on"
    assert kiosk.stage is Stage.ANSWERING
    kiosk.robot.touch("main")
    assert kiosk.robot.find("input:cat_name").text() == "Tibbles"


def test_back_from_the_first_page_of_a_begun_journey_leaves_it(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    for _ in range(3):
        kiosk.robot.touch("back")
    assert kiosk.stage is Stage.CHOOSING
    assert kiosk.visit.walk is None


def test_a_wish_that_came_too_late_is_dropped(kiosk) -> None:
    kiosk.to_finished()
    before = kiosk.robot.text()
    for intent in (
        intents.Touched(),
        intents.Chose("cat-facts"),
        intents.Began(),
        intents.Answered("answers", True),
        intents.Changes("cat_name"),
        intents.Removes("places[1]"),
        intents.Retries(),
    ):
        kiosk.app.navigator.wanted(intent)
    kiosk.robot.settle()
    assert kiosk.stage is Stage.FINISHED
    assert kiosk.robot.text() == before
    assert len(kiosk.counter.saved) == 1


# -- saving ----------------------------------------------------------------------------------------------


def test_what_is_saved_is_what_was_told(kiosk) -> None:
    kiosk.to_finished()
    (submission,) = kiosk.counter.saved
    assert submission.answers == {
        "cat_name": "Tibbles",
        "colour_of": "ginger",
        "full_name": "Sam Sample",
        "seen_on": "2026-11-20",
    }
    assert (submission.journey, submission.language, submission.today) == ("lost-cat", "en", "2026-11-22")


def test_the_screen_says_saved_only_once_the_commit_is_durable(kiosk) -> None:
    kiosk.to_check()
    kiosk.counter.gate.clear()
    kiosk.robot.touch("main")
    assert kiosk.stage is Stage.SAVING
    assert kiosk.robot.sees("Saving on this kiosk…")
    assert not kiosk.robot.sees(SAVED)
    assert not kiosk.robot.sees(REFERENCE)
    kiosk.counter.gate.set()
    kiosk.robot.until(lambda: kiosk.stage is Stage.FINISHED, "saved")
    kiosk.robot.settle()
    assert kiosk.robot.sees(REFERENCE)
    assert kiosk.robot.sees(NOT_RECEIVED)
    assert not kiosk.robot.sees(SENT)


def test_pressing_the_main_button_twice_sends_once(kiosk) -> None:
    kiosk.to_check()
    kiosk.counter.gate.clear()
    main = kiosk.robot.find("main")
    QTest.mouseDClick(main, Qt.MouseButton.LeftButton)
    QTest.mouseClick(main, Qt.MouseButton.LeftButton)
    kiosk.counter.gate.set()
    kiosk.robot.until(lambda: kiosk.stage is Stage.FINISHED, "saved")
    kiosk.robot.settle()
    assert len(kiosk.counter.saved) == 1


def test_pressing_continue_twice_answers_one_page(kiosk) -> None:
    kiosk.begin()
    kiosk.write("input:cat_name", "Tibbles")
    main = kiosk.robot.find("main")
    QTest.mouseClick(main, Qt.MouseButton.LeftButton)
    assert kiosk.page == "colour_of"
    assert not kiosk.robot.has("error-summary")


def test_pressing_start_twice_begins_once(kiosk) -> None:
    kiosk.cover()
    main = kiosk.robot.find("main")
    QTest.mouseClick(main, Qt.MouseButton.LeftButton)
    QTest.mouseClick(main, Qt.MouseButton.LeftButton)
    kiosk.robot.until(lambda: kiosk.stage is Stage.ANSWERING, "the first question")
    kiosk.write("input:cat_name", "Tibbles")
    kiosk.robot.until(lambda: kiosk.counter.asked_ready >= 1, "asked")
    kiosk.robot.settle()
    assert kiosk.robot.find("input:cat_name").text() == "Tibbles", "the page is not begun anew"
    assert not kiosk.robot.has("error-summary")


def test_nothing_can_be_pressed_while_saving(kiosk) -> None:
    kiosk.to_check()
    kiosk.counter.gate.clear()
    kiosk.robot.touch("main")
    assert not any(kiosk.robot.has(name) for name in ("main", "back", "stop"))
    kiosk.app.navigator._stop()
    assert kiosk.window.dialog is None, "a commit under way cannot be stopped"


def test_the_answers_leave_memory_once_saved(kiosk) -> None:
    kiosk.to_finished()
    assert kiosk.visit.walk.save()["answers"] == {}
    assert kiosk.visit.walk.summary() == ()
    assert kiosk.visit.walk.complete() is None
    assert not any(kiosk.robot.sees(secret) for secret in SECRETS)


def test_a_save_that_fails_is_told_and_the_answers_stay(kiosk) -> None:
    kiosk.to_check()
    fail_once(kiosk)
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.NOT_SAVED, "not saved")
    kiosk.robot.settle()
    assert kiosk.robot.sees("We could not save this")
    assert kiosk.robot.sees("Nothing has been sent.")
    assert kiosk.robot.sees("01632 960 100")
    assert not kiosk.robot.sees(SAVED)
    assert kiosk.visit.walk is not None


def test_trying_again_saves_the_same_answers_once(kiosk) -> None:
    kiosk.to_check()
    fail_once(kiosk)
    fail_once(kiosk)
    kiosk.robot.touch("main")
    for _ in range(2):
        kiosk.robot.until(lambda: kiosk.stage is Stage.NOT_SAVED, "not saved")
        kiosk.robot.settle()
        kiosk.robot.touch("main")
        kiosk.robot.until(lambda: kiosk.stage is not Stage.SAVING, "an outcome")
        kiosk.robot.settle()
    assert kiosk.stage is Stage.FINISHED
    assert [one.answers["cat_name"] for one in kiosk.counter.saved] == ["Tibbles"]


def test_stopping_after_a_failed_save_asks_first_and_then_wipes(kiosk) -> None:
    kiosk.to_check()
    fail_once(kiosk)
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.NOT_SAVED, "not saved")
    kiosk.robot.settle()
    kiosk.robot.touch("stop")
    kiosk.robot.touch("stop-dialog:go")
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.visit.walk is None


# -- sent ------------------------------------------------------------------------------------------------


def test_the_screen_changes_to_sent_in_place_when_the_council_acknowledges(kiosk) -> None:
    kiosk.to_finished()
    screen = kiosk.screen
    kiosk.counter.acknowledged["id-1"] = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
    kiosk.app.navigator.errands.saving.look_whether_sent()
    kiosk.robot.until(lambda: kiosk.robot.sees(SENT), "sent")
    assert kiosk.screen is screen, "a resident who is reading is not moved"
    assert kiosk.robot.sees("They have not checked it yet.")
    assert not kiosk.robot.sees(NOT_RECEIVED)
    assert not kiosk.app.navigator.errands.saving.watching


def test_while_it_is_not_acknowledged_the_screen_keeps_saying_saved_and_looking(kiosk) -> None:
    kiosk.to_finished()
    kiosk.app.navigator.errands.saving.look_whether_sent()
    kiosk.robot.settle()
    assert kiosk.robot.sees(SAVED)
    assert kiosk.app.navigator.errands.saving.watching


def test_an_acknowledgement_for_the_last_resident_does_not_reach_the_next(kiosk) -> None:
    kiosk.to_finished()
    kiosk.counter.acknowledged["id-1"] = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
    kiosk.app.navigator.errands.saving.look_whether_sent()
    kiosk.app.navigator.wipe()
    kiosk.to_finished()
    assert kiosk.visit.saved.id == "id-2"
    assert kiosk.visit.saved.sent_at is None
    assert kiosk.robot.sees(SAVED)


# -- printing --------------------------------------------------------------------------------------------


def result(outcome: Outcome, state: PrinterState) -> PrintResult:
    return PrintResult(outcome, state)


def printed(kiosk, name: str = "print") -> None:
    kiosk.robot.touch(name)
    kiosk.robot.until(lambda: not kiosk.app.navigator.errands.busy(), "an outcome of the printer")
    kiosk.robot.settle()


def test_a_receipt_that_came_out_says_take_it(kiosk) -> None:
    kiosk.to_finished()
    printed(kiosk)
    assert kiosk.robot.sees("Take your receipt. Do not leave it here.")
    (receipt,) = kiosk.printer.printed
    assert (receipt.reference, receipt.state, receipt.large) == ("K7MF4T2Q9XW3", State.SAVED, False)
    assert [(line.label, line.text) for line in receipt.lines] == [("Colour", "Ginger")]
    assert receipt.state_text in kiosk.robot.text(), "screen and paper say the same"
    assert not any(secret in repr(receipt) for secret in SECRETS)


def test_a_receipt_in_large_letters(kiosk) -> None:
    kiosk.to_finished()
    printed(kiosk, "print:large")
    assert kiosk.printer.printed[0].large


def test_while_printing_no_second_receipt_can_be_asked_for(kiosk) -> None:
    kiosk.to_finished()
    kiosk.printer.gate.clear()
    kiosk.robot.touch("print")
    assert kiosk.robot.sees("Printing…")
    assert not kiosk.robot.has("print")
    kiosk.app.navigator.wanted(intents.Prints())
    kiosk.printer.gate.set()
    kiosk.robot.until(lambda: not kiosk.app.navigator.errands.busy(), "printed")
    kiosk.robot.settle()
    assert len(kiosk.printer.printed) == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (PrinterState.PAPER_OUT, "The printer has no paper. Write down your reference"),
        (PrinterState.OFFLINE, "The printer is not working. Write down your reference"),
        (PrinterState.ERROR, "The printer is not working. Write down your reference"),
    ],
)
def test_a_receipt_that_did_not_come_out_says_why_and_keeps_the_reference(
    kiosk, state: PrinterState, words: str
) -> None:
    kiosk.to_finished()
    kiosk.printer.results = [result(Outcome.NOT_PRINTED, state)]
    printed(kiosk)
    assert kiosk.robot.sees(words)
    assert kiosk.robot.sees(REFERENCE)
    assert not kiosk.robot.sees("Take your receipt")
    assert kiosk.visit.saved is not None


def test_without_proof_nobody_says_printed_and_it_cannot_be_tried_again(kiosk) -> None:
    kiosk.to_finished()
    kiosk.printer.results = [result(Outcome.UNKNOWN, PrinterState.OFFLINE)]
    printed(kiosk)
    assert kiosk.robot.sees("We cannot tell if it printed.")
    assert not kiosk.robot.has("print")
    assert not kiosk.robot.has("print:large")
    kiosk.look(theme="dark")
    assert not kiosk.robot.has("print"), "not in another look either"


def test_what_the_printer_said_stays_on_the_screen_in_another_look(kiosk) -> None:
    kiosk.to_finished()
    printed(kiosk)
    kiosk.robot.touch("tool:size")
    assert kiosk.robot.sees("Take your receipt. Do not leave it here.")


def test_while_printing_another_look_still_says_so(kiosk) -> None:
    kiosk.to_finished()
    kiosk.printer.gate.clear()
    kiosk.robot.touch("print")
    kiosk.robot.touch("tool:size")
    assert kiosk.robot.sees("Printing…")
    assert not kiosk.robot.has("print")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (PrinterState.NONE, "This kiosk has no printer. Write down your reference."),
        (PrinterState.PAPER_OUT, "The printer has no paper."),
        (PrinterState.UNKNOWN, "The printer is not working."),
    ],
)
def test_where_nothing_can_be_printed_nothing_is_offered(make_kiosk, state: PrinterState, words: str) -> None:
    kiosk = make_kiosk()
    kiosk.printer.state = state
    kiosk.start()
    kiosk.to_finished()
    assert not kiosk.robot.has("print")
    assert kiosk.robot.sees(words)


@pytest.mark.parametrize(
    ("state", "told"), [(PrinterState.PAPER_OUT, True), (PrinterState.NONE, False), (PrinterState.OK, False)]
)
def test_a_kiosk_that_cannot_print_says_so_before_the_form_and_one_without_printer_does_not(
    make_kiosk, state: PrinterState, told: bool
) -> None:
    banner = "This kiosk cannot print just now. You can still use every service."
    kiosk = make_kiosk()
    kiosk.printer.state = state
    kiosk.start()
    kiosk.robot.until(lambda: kiosk.app.navigator.errands._printing.state is state, "the printer's state")
    kiosk.robot.settle()
    assert kiosk.robot.sees(banner) is told
    kiosk.home()
    assert kiosk.robot.sees(banner) is told


def test_the_attract_screen_learns_when_the_paper_runs_out_and_when_it_is_filled(kiosk) -> None:
    banner = "This kiosk cannot print just now."
    for state, told in ((PrinterState.PAPER_OUT, True), (PrinterState.OK, False)):
        kiosk.printer.state = state
        kiosk.wait_out(61)
        kiosk.robot.until(lambda told=told: kiosk.robot.sees(banner) is told, "the news of the printer")


def test_a_receipt_that_did_not_come_out_for_no_known_reason_says_what_to_do(kiosk) -> None:
    kiosk.to_finished()
    kiosk.printer.results = [result(Outcome.NOT_PRINTED, PrinterState.OK)]
    printed(kiosk)
    assert kiosk.robot.sees("It did not print. You can try again, or ask a member of staff.")
    printed(kiosk)
    assert kiosk.robot.sees("Take your receipt. Do not leave it here.")


def test_the_receipt_of_one_resident_is_not_announced_to_the_next(kiosk) -> None:
    kiosk.to_finished()
    kiosk.printer.gate.clear()
    kiosk.robot.touch("print")
    kiosk.robot.touch("main")
    assert kiosk.stage is Stage.ATTRACT
    kiosk.to_finished()
    kiosk.printer.gate.set()
    kiosk.robot.until(lambda: not kiosk.app.navigator.errands.busy(), "printed")
    kiosk.robot.settle()
    assert not kiosk.robot.sees("Take your receipt")


# -- information -----------------------------------------------------------------------------------------


def test_information_ends_with_its_date_and_says_that_it_is_no_application(kiosk) -> None:
    kiosk.begin("cat-facts")
    kiosk.tell(home="1")
    assert kiosk.robot.sees("About cats")
    assert kiosk.robot.sees("This is information, not an application.")
    assert kiosk.robot.sees("This information is from 1 November 2026.")
    kiosk.robot.touch("main")
    assert kiosk.stage is Stage.ATTRACT


def test_information_can_be_printed_without_a_reference_and_says_what_came_of_it(kiosk) -> None:
    kiosk.begin("cat-facts")
    kiosk.tell(home="1")
    kiosk.robot.until(lambda: kiosk.robot.has("second"), "the printer's state")
    printed(kiosk, "second")
    (receipt,) = kiosk.printer.printed
    assert (receipt.reference, receipt.state) == ("", State.INFORMATION)
    assert "Cats sleep all day." in receipt.next_steps
    assert kiosk.robot.sees("Take your receipt. Do not leave it here.")


def test_information_that_did_not_print_speaks_of_no_reference(kiosk) -> None:
    for outcome, words, again in (
        (Outcome.NOT_PRINTED, "It did not print. You can try again, or ask a member of staff.", True),
        (Outcome.UNKNOWN, "We cannot tell if it printed. Ask a member of staff to look.", False),
    ):
        kiosk.app.navigator.wipe()
        kiosk.begin("cat-facts")
        kiosk.tell(home="1")
        kiosk.robot.until(lambda: kiosk.robot.has("second"), "the printer's state")
        kiosk.printer.results = [result(outcome, PrinterState.OFFLINE)]
        printed(kiosk, "second")
        assert kiosk.robot.sees(words)
        assert not kiosk.robot.sees("reference")
        assert kiosk.robot.has("second") is again


# -- out of order ----------------------------------------------------------------------------------------


def test_where_nothing_could_be_saved_no_form_is_begun(kiosk) -> None:
    kiosk.counter.broken = StoreFullError("the disk is full")
    kiosk.cover()
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.OUT_OF_ORDER, "out of order")
    kiosk.robot.settle()
    assert kiosk.robot.sees("This kiosk is not working")
    assert kiosk.robot.sees("01632 960 100")
    assert not any(kiosk.robot.has(name) for name in ("main", "back", "stop", "begin"))


def test_a_service_that_only_informs_works_where_nothing_can_be_saved(kiosk) -> None:
    kiosk.counter.broken = StoreFullError("the disk is full")
    kiosk.cover("cat-facts")
    kiosk.robot.touch("main")
    assert kiosk.stage is Stage.ANSWERING


def test_out_of_order_mends_itself_once_it_can_save_again(kiosk) -> None:
    kiosk.counter.broken = StoreFullError("the disk is full")
    kiosk.cover()
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.OUT_OF_ORDER, "out of order")
    kiosk.wait_out(20)
    assert kiosk.stage is Stage.OUT_OF_ORDER
    kiosk.counter.broken = None
    kiosk.wait_out(16)
    kiosk.robot.until(lambda: kiosk.robot.has("begin"), "the attract screen")
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.visit.preferences == Preferences()


def test_an_out_of_order_kiosk_does_not_try_all_the_time(kiosk) -> None:
    kiosk.counter.broken = KnownError("no key")
    kiosk.cover()
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.OUT_OF_ORDER, "out of order")
    kiosk.wait_out(61)
    kiosk.robot.until(lambda: kiosk.counter.asked_ready >= 5, "five tries with the first")
    kiosk.wait_out(1)
    assert kiosk.counter.asked_ready <= 6


def test_out_of_order_turns_back_to_english_when_whoever_was_there_is_gone(kiosk) -> None:
    kiosk.counter.broken = StoreFullError("the disk is full")
    kiosk.robot.touch("greeting:cy")
    kiosk.look(theme="yellow")
    kiosk.app.navigator.wanted(intents.Chose("lost-cat"))
    kiosk.app.navigator.wanted(intents.Began())
    kiosk.robot.until(lambda: kiosk.stage is Stage.OUT_OF_ORDER, "out of order")
    assert kiosk.app.navigator.scene.words.language == "cy", "who is there can read it"
    kiosk.wait_out(200)
    assert kiosk.stage is Stage.OUT_OF_ORDER
    assert kiosk.visit.preferences == Preferences()
    assert kiosk.robot.sees("This kiosk is not working")


# -- the end ---------------------------------------------------------------------------------------------


def test_finish_wipes_all_of_the_visit(kiosk) -> None:
    kiosk.robot.touch("greeting:cy")
    kiosk.look(size=3, theme="yellow")
    navigator = kiosk.app.navigator
    navigator.wanted(intents.Chose("lost-cat"))
    navigator.wanted(intents.Began())
    kiosk.robot.until(lambda: kiosk.stage is Stage.ANSWERING, "the first question")
    kiosk.write("input:cat_name", "Tibbles")
    navigator.wipe()
    kiosk.robot.settle()
    assert kiosk.stage is Stage.ATTRACT
    assert (kiosk.visit.walk, kiosk.visit.preferences) == (None, Preferences())
    assert navigator.scene.words.language == "en"
    assert navigator.scene.look.tokens.name == "default"
    assert not kiosk.window.keyboard.isVisible()
    kiosk.begin()
    assert kiosk.robot.find("input:cat_name").text() == ""


def test_pictures_of_a_visit_do_not_stay_in_qt_s_memory(kiosk) -> None:
    """Shown lately: a code, a photo, a name that was drawn."""
    kiosk.home()
    picture = QPixmap(8, 8)
    assert QPixmapCache.insert("shown", picture)
    kiosk.app.navigator.wipe()
    assert QPixmapCache.find("shown") is None


def test_do_something_else_keeps_how_one_reads_and_forgets_the_rest(kiosk) -> None:
    kiosk.to_finished()
    kiosk.look(size=1)
    kiosk.robot.touch("again")
    assert kiosk.stage is Stage.CHOOSING
    assert kiosk.visit.saved is None
    assert kiosk.visit.preferences.size == 1
    assert not kiosk.robot.sees(REFERENCE)


def test_stopping_with_answers_asks_first_and_staying_keeps_them(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    kiosk.robot.touch("stop")
    assert kiosk.robot.sees("Stop and clear your answers?")
    kiosk.robot.touch("stop-dialog:stay")
    assert kiosk.window.dialog is None
    assert kiosk.page == "colour_of"
    kiosk.robot.touch("stop")
    kiosk.robot.touch("stop-dialog:go")
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.visit.walk is None


def test_stopping_where_nothing_was_told_ends_at_once(kiosk) -> None:
    kiosk.home()
    kiosk.robot.touch("stop")
    assert kiosk.stage is Stage.ATTRACT


def test_nothing_under_a_dialog_can_be_touched(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    kiosk.robot.touch("stop")
    for name in ("main", "back", "option:black", "tool:size"):
        with pytest.raises(Exception, match="is covered by"):
            kiosk.robot.touch(name)


def test_focus_stays_in_a_dialog_and_comes_back_after_it(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    kiosk.robot.find("option:ginger").setFocus()
    kiosk.app.navigator._stop()
    kiosk.robot.settle()
    seen = set()
    for _ in range(6):
        seen.add(kiosk.focus)
        kiosk.robot.key(Qt.Key.Key_Tab)
    assert seen == {"stop-dialog:stay", "stop-dialog:go"}
    kiosk.robot.key(Qt.Key.Key_Escape)
    assert kiosk.window.dialog is None
    assert kiosk.focus == "option:ginger"
