"""What somebody with headphones hears, and how they steer it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from kiosk.language import words_for
from kiosk.visit import Preferences, Stage
from ui.speech.jack import Headphones
from ui.speech.voice import RecordingVoice
from ui.tree.roles import masked

SEEN = {"day": "20", "month": "11", "year": "2026"}
TAB, BACK = Qt.Key.Key_Tab, Qt.Key.Key_Backtab
WELCOME = (
    "Speech is on. Press down to go on, up to go back, and the middle key to choose. "
    "Slide a finger to hear. Tap twice to choose."
)


def note(listener) -> str:
    """The quiet line over the page."""
    return listener.speaker._note.text


# -- on and off --------------------------------------------------------------------------------------


def test_plugging_in_at_the_attract_screen_is_enough_to_hear_it_and_the_reading_tools(listener) -> None:
    assert listener.hear() == []
    heard = listener.listen()
    assert heard[0] == WELCOME
    assert "Council services, here and now" in heard
    assert heard[-1] == "Touch to start. button"
    reached = [said for _ in range(10) for said in listener.key(TAB)]
    for tool in ("Text size. button. 1 of 4", "Contrast. button", "Listen. button"):
        assert tool in reached


def test_pulling_out_is_silence_at_once_wherever_one_is(make_listener) -> None:
    listener = make_listener(quick=False)
    steps: list[Callable[[], object]] = [
        lambda: None,
        lambda: listener.rig.begin(),
        lambda: listener.rig.write("input:cat_name", "Tibbles"),
        lambda: listener.rig.tell(cat_name="Tibbles"),
        lambda: listener.rig.tell(colour_of="ginger", keep_food_out=True),
        lambda: listener.rig.tell(about_you={"full_name": "Sam Sample", "seen_on": SEEN}),
        lambda: listener.rig.tell(places="done"),
    ]
    for step in steps:
        step()
        listener.ears.put(True)
        listener.settle()
        assert listener.voice.now, "nothing is being said that could stop"
        listener.ears.put(False)
        assert listener.voice.now == ""
        listener.hear()
        listener.rig.robot.key(TAB)
        listener.settle()
        assert listener.hear() == []
        assert not listener.rig.visit.preferences.speech


def test_without_headphones_the_button_says_on_the_screen_what_is_needed(listener) -> None:
    listener.rig.robot.touch("tool:listen")
    assert listener.hear() == []
    assert note(listener) == "Plug in headphones to listen."


def test_the_button_turns_speech_off_and_on(listener) -> None:
    listener.listen()
    listener.press("tool:listen")
    assert listener.hear() == []
    assert note(listener) == "Speech is off."
    assert not listener.rig.visit.preferences.speech
    listener.rig.robot.touch("tool:listen")
    assert listener.hear()[0] == WELCOME
    assert note(listener) == WELCOME


def test_a_kiosk_without_a_voice_offers_none(kiosk) -> None:
    assert not kiosk.robot.has("tool:listen")
    assert kiosk.app.speech.get_ready() is None
    kiosk.app.speech.repeat()
    assert not kiosk.app.speech.on


def test_a_wipe_ends_speech_and_its_steps(listener) -> None:
    listener.rig.begin()
    listener.listen()
    listener.speaker.faster()
    listener.speaker.louder()
    listener.hear()
    listener.rig.app.navigator.wipe()
    assert listener.hear() == []
    assert listener.rig.visit.preferences == Preferences()
    assert not listener.speaker.on
    assert listener.key(TAB) == []
    listener.speaker.toggle()
    listener.hear()
    listener.speaker.repeat()
    listener.settle()
    assert listener.voice.steps[-1] == (0, 0)


def test_any_key_of_the_voice_begins_speech(listener) -> None:
    listener.ears.plugged = True
    for key in ("repeat", "repeat_page", "pause", "louder", "softer", "faster", "slower", "toggle"):
        getattr(listener.rig.app.speech, key)()
        assert listener.hear()[0] == WELCOME, key
        listener.speaker.end()


# -- following ---------------------------------------------------------------------------------------


def test_a_page_is_heard_from_its_top_to_what_has_the_focus(listener) -> None:
    listener.listen()
    listener.rig.begin()
    assert listener.hear() == [
        "What is the cat called?",
        "The name it knows",
        "What is the cat called? box to type in. empty",
    ]


def test_kind_state_and_place_are_said_of_a_choice(listener) -> None:
    listener.listen()
    listener.rig.begin()
    listener.rig.tell(cat_name="Tibbles")
    assert listener.hear()[-1] == "Black. choice 1 of 3. not chosen"
    assert listener.key(Qt.Key.Key_Space) == ["Black. choice 1 of 3. chosen"]
    listener.speaker.repeat()
    assert listener.hear() == ["Black. choice 1 of 3. chosen"]
    assert listener.key(TAB) == ["Ginger. choice 2 of 3. not chosen"]
    assert listener.key(BACK) == ["Black. choice 1 of 3. chosen"]


def test_a_page_in_another_size_is_not_read_again(listener) -> None:
    listener.rig.begin()
    listener.rig.tell(cat_name="Tibbles")
    listener.listen()
    listener.rig.look(size=2)
    assert listener.hear() == ["Black. choice 1 of 3. not chosen"]


def test_another_language_is_another_voice_that_reads_anew(listener) -> None:
    listener.rig.begin()
    listener.listen()
    listener.press("tool:language")
    listener.settle()
    said = list(listener.voice.said)
    assert said
    assert {one.language for one in said} == {"cy"}
    assert said[0].text == listener.rig.robot.find("heading").text()


def test_each_language_is_offered_in_its_own_voice(listener) -> None:
    listener.listen()
    for _ in range(4):
        listener.rig.robot.key(TAB)
        listener.hear_on()
    spoken = {one.text: one.language for one in listener.kept}
    assert spoken["Cymraeg"] == "cy"


def test_what_is_wrong_is_said_with_its_field(listener) -> None:
    listener.rig.begin()
    listener.listen()
    listener.press("main")
    heard = listener.hear()
    assert heard[0] == "There is a problem"
    problem = heard[1].removesuffix(". button")
    assert problem == listener.rig.robot.find("problem:0").text()
    listener.press("problem:0")
    heard = listener.hear()
    assert "What is the cat called?" in heard[-1]
    assert problem in heard[-1]


def test_a_question_over_the_page_is_read_and_so_is_what_one_comes_back_to(listener) -> None:
    listener.rig.begin()
    listener.rig.tell(cat_name="Tibbles")
    listener.listen()
    listener.press("stop")
    heard = listener.hear()
    assert heard[:2] == ["Stop and clear your answers?", "Nothing is kept and nothing is sent."]
    assert heard[-1] == "Go back to my answers. button"
    assert listener.key(TAB) == ["Stop and clear. button"]
    listener.key(TAB)
    listener.press("stop-dialog:stay")
    assert listener.hear() == ["Black. choice 1 of 3. not chosen"]


def test_what_changes_by_itself_is_said(listener) -> None:
    listener.rig.to_finished()
    listener.listen()
    listener.rig.counter.acknowledged["id-1"] = listener.rig.visit.saved.saved_at
    listener.rig.app.navigator.errands.saving.look_whether_sent()
    listener.rig.robot.until(lambda: listener.rig.visit.saved.sent_at is not None, "the council's word")
    heard = " ".join(listener.changes())
    assert "Sent to the council" in heard
    assert listener.changes() == []


def test_a_printed_receipt_is_said(listener) -> None:
    listener.rig.to_finished()
    listener.listen()
    listener.press("print")
    listener.rig.robot.until(lambda: not listener.rig.app.navigator.errands.busy(), "the paper")
    listener.hear_on()
    listener.speaker._follower.look()
    listener.hear_on()
    shown = listener.rig.robot.find("banner").accessibleName()
    assert any("receipt" in one.text.lower() for one in listener.kept), shown


# -- typing ------------------------------------------------------------------------------------------


def test_each_letter_is_heard_as_it_is_typed(listener) -> None:
    listener.rig.begin()
    listener.listen()
    heard: list[str] = []
    for letter in "Al b":
        listener.type(letter)
        heard += listener.hear()
    assert heard == ["Capital letter A", "l", "Space", "Al", "b"]
    listener.rig.robot.key(Qt.Key.Key_Backspace)
    assert listener.hear() == ["deleted: b"]


@pytest.mark.parametrize("seen", [False, True])
def test_nothing_of_a_masked_box_is_heard(listener, seen: bool) -> None:
    """Also where it is seen while it is typed, as in a bank account's box."""
    listener.rig.begin()
    box = listener.rig.robot.find("input:cat_name")
    if seen:
        masked(box)
    else:
        box.setEchoMode(QLineEdit.EchoMode.Password)
    listener.listen()
    for letter in "WXQZ":
        listener.type(letter)
    listener.speaker.repeat()
    listener.speaker.repeat()
    listener.speaker.repeat_page()
    listener.hear_on()
    heard = [one.text for one in listener.kept]
    assert "character 4 entered" in heard
    typed = box.text()
    assert len(typed) == 4
    assert not any(typed.lower() in one.lower() or one.lower() in typed.lower() for one in heard)
    assert any("4 characters entered" in one for one in heard)


def test_what_was_typed_is_spelled_the_second_time(listener) -> None:
    listener.rig.begin()
    listener.rig.write("input:cat_name", "Łé O'1")
    listener.listen()
    listener.speaker.repeat()
    assert listener.hear() == ["What is the cat called? box to type in. Łé O'1. The name it knows"]
    listener.speaker.repeat()
    assert listener.hear() == ["Capital letter Ł", "é", "Space", "Capital letter O", "Apostrophe", "1"]


def test_an_answer_is_spelled_on_the_check_page(listener) -> None:
    listener.rig.to_check()
    listener.listen()
    while "Change Name of the cat. button" not in listener.key(TAB):
        pass
    listener.speaker.repeat()
    listener.hear()
    listener.speaker.repeat()
    assert listener.hear() == ["Capital letter T", *"ibbles"]


# -- steering ----------------------------------------------------------------------------------------


def test_any_key_and_any_touch_stop_what_is_said_and_two_never_overlap(make_listener) -> None:
    listener = make_listener(quick=False)
    listener.rig.begin()
    listener.ears.put(True)
    listener.settle()
    rig = listener.rig
    corner = QPoint(3, rig.window.height() // 2)
    handle = rig.window.windowHandle()
    acts: list[Callable[[], object]] = [
        lambda: rig.robot.key(TAB),
        lambda: rig.robot.key(Qt.Key.Key_Shift),
        lambda: QTest.touchEvent(handle, rig.robot.finger).press(0, corner, handle).commit(),
        lambda: rig.robot.key(BACK),
        lambda: listener.type("a"),
    ]
    for act in acts:
        listener.speaker.repeat_page()
        said = listener.voice.now
        assert said
        act()
        listener.settle()
        assert listener.voice.now != said
    # A finger that stays down would be there in the tests that follow.
    QTest.touchEvent(handle, rig.robot.finger).release(0, corner, handle).commit()
    assert listener.voice.overlaps == 0


def test_a_touch_on_nothing_is_silence(make_listener) -> None:
    listener = make_listener(quick=False)
    listener.rig.begin()
    listener.ears.put(True)
    listener.rig.app.guard.active.emit()
    assert listener.voice.now == ""
    assert not listener.speaker.speaking


def test_pause_goes_on_from_where_it_stopped(make_listener) -> None:
    listener = make_listener(quick=False)
    listener.rig.begin()
    listener.ears.put(True)
    listener.voice.finish()
    begun = listener.voice.now
    assert begun == "What is the cat called?"
    # The key itself is heard of first, and stops what is said.
    listener.rig.app.guard.active.emit()
    listener.speaker.pause()
    assert listener.voice.now == ""
    assert note(listener) == "Paused. Press the same key to go on."
    assert not listener.speaker.speaking
    listener.rig.app.guard.active.emit()
    listener.speaker.pause()
    assert listener.voice.now == begun
    listener.voice.finish()
    assert listener.voice.now == "The name it knows"


def test_the_whole_page_can_be_heard_again(listener) -> None:
    listener.rig.begin()
    listener.rig.tell(cat_name="Tibbles")
    listener.listen()
    listener.speaker.repeat_page()
    heard = listener.hear()
    for text in ("What colour is it?", "Ginger. choice 2 of 3. not chosen", "Continue. button", "Text size"):
        assert any(text in one for one in heard), text


@pytest.mark.parametrize(
    ("more", "less", "name", "low", "usual", "high"),
    [("faster", "slower", "Speed", -2, 0, 4), ("louder", "softer", "Volume", -2, 0, 3)],
)
def test_each_step_is_heard_and_seen_and_used(
    listener, more: str, less: str, name: str, low: int, usual: int, high: int
) -> None:
    listener.listen()
    at = "rate" if name == "Speed" else "volume"
    total = high - low + 1
    for step in [*range(usual + 1, high + 1), high]:
        getattr(listener.speaker, more)()
        listener.settle()
        assert listener.voice.steps[-1][at == "volume"] == step
        text = f"{name} {step - low + 1} of {total}"
        assert listener.hear() == [text]
        assert note(listener) == text
        assert getattr(listener.rig.visit.preferences, at) == step
    for _ in range(high - low + 3):
        getattr(listener.speaker, less)()
    assert getattr(listener.rig.visit.preferences, at) == low
    assert listener.hear()[-1] == f"{name} 1 of {total}"


# -- time --------------------------------------------------------------------------------------------


def test_the_kiosk_does_not_ask_whether_one_is_there_while_it_speaks(make_listener) -> None:
    listener = make_listener(quick=False)
    listener.rig.begin()
    listener.ears.put(True)
    assert listener.speaker.speaking
    listener.rig.wait_out(1000)
    assert listener.rig.stage is Stage.ANSWERING
    assert listener.rig.window.dialog is None
    # The control: silent, it asks.
    listener.speaker.hush()
    listener.rig.wait_out(91)
    assert listener.rig.window.dialog is not None


def test_the_time_question_is_heard_and_its_own_words_do_not_stop_the_clock(make_listener) -> None:
    listener = make_listener(quick=False)
    listener.rig.begin()
    listener.ears.put(True)
    listener.speaker.hush()
    listener.voice.said.clear()
    listener.rig.wait_out(91)
    listener.settle()
    assert listener.voice.now == "Are you still there?"
    assert not listener.speaker.speaking
    listener.rig.wait_out(61)
    assert listener.rig.stage is Stage.ATTRACT
    assert listener.voice.now == ""


def test_how_much_time_is_left_is_said_as_it_changes(listener) -> None:
    listener.rig.begin()
    listener.listen()
    listener.rig.wait_out(91)
    first = listener.hear()
    assert first[0] == "Are you still there?"
    assert "seconds" in first[1]
    listener.rig.wait_out(21)
    assert any("seconds" in one for one in listener.changes())


# -- the receipt -------------------------------------------------------------------------------------


def test_the_receipt_is_read_from_its_first_line_to_its_last(listener) -> None:
    listener.rig.to_check()
    listener.listen()
    listener.press("main")
    listener.rig.robot.until(lambda: listener.rig.stage is Stage.FINISHED, "saved")
    listener.hear()
    listener.press("hear")
    heard = listener.hear()
    assert heard[0] == "Exampleton Council"
    assert "K7MF 4T2Q 9XW3" in heard
    assert heard[-1] == words_for("en")("Keep this paper. You need the reference when you contact us.")


def test_who_does_not_listen_is_not_offered_to_hear_a_receipt(kiosk) -> None:
    kiosk.to_finished()
    assert not kiosk.robot.has("hear")


# -- getting ready -----------------------------------------------------------------------------------


def test_soon_after_the_first_picture_headphones_are_watched_though_nobody_asked(make_kiosk) -> None:
    ears, voice = Headphones(plugged=False), RecordingVoice()
    rig = make_kiosk(sound=lambda: (voice, ears))
    rig.start()
    rig.robot.until(lambda: not rig.app._ahead.busy, "all that is got ready ahead")
    ears.put(True)
    rig.robot.until(lambda: WELCOME in voice.texts, "the welcome")


def test_the_quiet_line_covers_neither_the_keyboard_nor_what_has_the_focus(listener) -> None:
    def place(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(listener.rig.window, QPoint(0, 0)), widget.size())

    listener.rig.begin()
    listener.listen()
    listener.speaker.louder()
    listener.hear()
    line = listener.speaker._note
    assert line.isVisible()
    assert not place(line).intersects(place(listener.rig.window.keyboard))
    assert not place(line).intersects(place(listener.rig.window.bar))
    assert not place(line).intersects(place(listener.rig.robot.find("input:cat_name")))
    # The control: what has the focus lies at the foot of the page, so that the line goes to its top.
    low = line.geometry().center()
    box = listener.rig.robot.find("input:cat_name")
    line.show_text(listener.rig.app.navigator.scene.look, "Volume", listener.rig.window.area, box)
    assert line.geometry().center().y() > place(box).bottom()
    box.setFixedHeight(low.y() - place(box).top() + 40)
    listener.settle()
    line.show_text(listener.rig.app.navigator.scene.look, "Volume", listener.rig.window.area, box)
    assert line.geometry().bottom() < place(box).top()
