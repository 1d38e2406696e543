"""Without headphones: instructions, and not one word of what somebody told."""

import pytest
from PySide6.QtCore import Qt

from kiosk.journeys.pages import Page, Row
from ui.fields.box import LineBox
from ui.pieces.text import label
from ui.speech.privacy import holds_told, is_private

SEEN = {"day": "20", "month": "11", "year": "2026"}
ALOUD = "This kiosk speaks through a loudspeaker. Your answers are not spoken."
WITHHELD = "Something here is not spoken without headphones. You can read it on the screen."
TOLD = ("tibbles", "colour: ginger", "sam sample", "20 november", "t. i.")


@pytest.fixture
def aloud(make_listener):
    """A kiosk with a loudspeaker only."""
    return make_listener(speaker=True)


def walk(listener) -> list[str]:
    """All that is heard going once around the page, and hearing each thing and the page again."""
    heard = listener.hear()
    for _ in range(24):
        heard += listener.key(Qt.Key.Key_Tab)
        listener.speaker.repeat()
        heard += listener.hear()
        listener.speaker.repeat()
        heard += listener.hear()
    listener.speaker.repeat_page()
    return heard + listener.hear()


def test_it_says_that_answers_are_not_spoken(aloud) -> None:
    assert aloud.hear() == []
    aloud.speaker.toggle()
    heard = aloud.hear()
    assert heard[0].startswith(ALOUD)
    assert aloud.speaker._note.text.startswith(ALOUD)
    assert "Council services, here and now" in heard


def test_a_whole_journey_gives_no_answer_away(aloud) -> None:
    rig = aloud.rig
    rig.begin()
    aloud.speaker.toggle()
    heard = walk(aloud)
    assert "What is the cat called?" in heard
    for letter in "Tib":
        aloud.type(letter)
        heard += aloud.hear()
    rig.write("input:cat_name", "Tibbles")
    heard += walk(aloud)
    rig.tell(cat_name="Tibbles")
    aloud.press("option:ginger")
    heard += walk(aloud)
    rig.tell(colour_of="ginger", keep_food_out=True)
    rig.write("input:full_name", "Sam Sample")
    heard += walk(aloud)
    rig.tell(about_you={"full_name": "Sam Sample", "seen_on": SEEN})
    heard += walk(aloud)
    rig.tell(places="done")
    check = walk(aloud)
    aloud.press("main")
    rig.robot.until(lambda: rig.stage == "finished", "saved")
    heard += walk(aloud)
    aloud.press("hear")
    receipt = aloud.hear()
    everything = [one.lower() for one in [*heard, *check, *receipt]]
    for told in TOLD:
        assert not [one for one in everything if told in one], told
    # The controls: what is no secret was said, and that something was held back was said and shown.
    assert "Change Name of the cat. button" in check
    assert WITHHELD in check
    assert "K7MF 4T2Q 9XW3" in receipt
    assert not any("chosen" in one for one in everything)


def test_the_same_journey_with_headphones_says_them(make_listener) -> None:
    """The control of the test above."""
    listener = make_listener(plugged=True)
    listener.rig.to_check()
    listener.speaker.start()
    heard = " ".join(walk(listener)).lower()
    for told in ("tibbles", "ginger", "sam sample", "20 november"):
        assert told in heard


def test_headphones_that_come_out_leave_the_loudspeaker_with_no_word_of_what_waited(make_listener) -> None:
    listener = make_listener(quick=False, plugged=True, speaker=True)
    listener.rig.to_check()
    listener.speaker.start()
    while "Tibbles" not in listener.voice.now:
        listener.voice.finish()
    listener.ears.put(False)
    assert listener.voice.now == ""
    listener.speaker.pause()
    listener.speaker.repeat()
    listener.settle()
    assert "Tibbles" not in listener.voice.now


def test_of_a_service_that_is_nobodys_business_nothing_is_said_aloud(aloud) -> None:
    aloud.rig.begin("safe-place")
    aloud.speaker.toggle()
    heard = walk(aloud)
    assert WITHHELD in heard
    assert not [one for one in heard if "place" in one.lower()]
    assert any("Leave this page now" in one for one in heard)


def test_an_answer_within_other_words_is_found(qapp) -> None:
    told = ("sam sample", "12 old orchard gardens")
    assert holds_told("Thank you, Sam Sample.", told)
    assert holds_told("We come to 12 Old Orchard Gardens on Monday", told)
    assert not holds_told("Samples are free", told)


def test_what_is_looked_up_for_one_person_is_private(qapp) -> None:
    page = Page(
        name="bins",
        kind="done",
        title="Your bin day",
        body="Monday",
        rows=(Row(label="Next", lines=("Monday",)),),
    )
    said = label("Monday", "body")
    assert is_private(said, "Monday", told=(), page=page, sensitive=False)
    assert not is_private(said, "Monday", told=(), page=None, sensitive=False)


def test_a_box_is_named_but_its_content_is_told(qapp, look) -> None:
    box = LineBox(look)
    assert not is_private(box, "Full name", told=("sam sample",), page=None, sensitive=False)
