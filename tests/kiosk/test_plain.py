"""Plain English: what counts as hard to read, and how hard that is. And that the interface is not."""

from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from kiosk.assets import assets_dir
from kiosk.journeys.check_words import check_reading_age
from kiosk.journeys.source import Mark
from kiosk.journeys.texts import text_of
from kiosk.plain import MOST_GRADE, Slip, counted, read_plain_words, sentences, slips, syllables

HARD = read_plain_words((assets_dir() / "plain-words.csv").read_text(encoding="utf-8"))
SYLLABLES = {
    1: "a the are we phone time shed moved asked used wait house noise school tried cried file rules freed",
    2: "council answer letter garden today people tables little simple being trying doing create wanted "
    "needed houses boxes quiet client giant poem science places agreed rescue value social union question",
    3: "decided area video radio idea disabled library document remember electric museum usual actual "
    "continue vehicle recycle opinion diary period previous religion",
    4: "information application ceremony particular situation",
}
INTERFACE = read_po(BytesIO((assets_dir() / "locale" / "kiosk.pot").read_bytes()))


def kinds(text: str) -> list[str]:
    return [one.kind for one in slips(text, HARD)]


@pytest.mark.parametrize("number", SYLLABLES)
def test_syllables_are_those_one_hears(number: int) -> None:
    assert {word: syllables(word) for word in SYLLABLES[number].split()} == dict.fromkeys(
        SYLLABLES[number].split(), number
    )


def test_numbers_and_signs_are_one_syllable_as_the_formula_wants() -> None:
    assert (syllables("£1,234"), syllables("–"), syllables("don't")) == (1, 1, 1)


def test_sentences_end_at_marks_paragraphs_and_bullets_and_not_in_abbreviated_numbers() -> None:
    text = "Wait here. We come at 9.30am!\n\nBring:\n- a letter\n- {name} and a card"
    assert sentences(text) == ["Wait here.", "We come at 9.30am!", "Bring:", "a letter", "x and a card"]


def test_the_grade_is_flesch_and_kincaids() -> None:
    count = counted("The cat sat on the mat all day. It did not go home at night.")
    assert (count.sentences, count.words, count.syllables) == (2, 15, 15)
    assert count.grade == pytest.approx(0.39 * 7.5 + 11.8 - 15.59)


def test_a_label_is_too_short_for_a_grade() -> None:
    assert counted("Environmental responsibilities").grade is None


def test_each_sentence_of_more_than_twenty_words_is_found() -> None:
    assert kinds(f"{'so ' * 19}so.") == []
    assert list(slips(f"{'so ' * 20}so. Yes. {'so ' * 21}so.", {})) == [
        Slip("sentence", "a sentence of 21 words"),
        Slip("sentence", "a sentence of 22 words"),
    ]


@pytest.mark.parametrize(
    ("text", "hard", "plain"),
    [
        ("We require it", "require", "need"),
        ("It requires two", "requires", "need"),
        ("Notified in writing", "notified", "tell"),
        ("He verifies it", "verifies", "check"),
        ("Utilising this", "utilising", "use"),
        ("Come in order to pay", "in order to", "to"),
    ],
)
def test_a_hard_word_is_found_in_its_forms_with_the_plain_one(text: str, hard: str, plain: str) -> None:
    assert list(slips(text, HARD)) == [Slip("hard-word", hard, plain)]


def test_names_are_no_hard_words() -> None:
    assert kinds("Ask the Tenancy Enforcement Authority") == []
    assert kinds("Bring your tenancy agreement") == []
    assert kinds("Bring your tenancy papers") == ["hard-word"]


@pytest.mark.parametrize(
    "text", ["Please wait", "We are sorry", "Not a valid date", "You have failed to pay", "Incorrect number"]
)
def test_begging_and_blame_are_found(text: str) -> None:
    assert kinds(text) == ["blame"]


def test_validate_is_another_word_than_valid() -> None:
    assert kinds("Invalidity, pleased") == []


def test_a_sentence_said_backwards_is_found_and_one_without_who_does_it_is_not() -> None:
    assert kinds("Your bin was quickly taken by the council.") == ["passive"]
    assert kinds("Your bin is emptied by 7am, and was made by hand.") == []


def test_a_journey_that_is_hard_as_a_whole_is_found_though_no_single_text_is() -> None:
    easy = "We come to see the bin on the day you say."
    hard = "Councillors inspect houses, unless the neighbours decide to stay at home all day."
    texts = [text_of("a", hard, Mark("x.yaml", 4)), text_of("b", hard, Mark("x.yaml", 5))]
    grade = counted(hard).grade
    assert grade is not None
    assert 6 < grade < MOST_GRADE
    assert [one.rule for one in check_reading_age(texts, Mark("x.yaml", 1))] == ["reading-age"]
    assert not list(check_reading_age([text_of("a", easy, Mark("x.yaml", 4))], Mark("x.yaml", 1)))


def test_the_list_has_small_letters_and_no_word_twice() -> None:
    table = (assets_dir() / "plain-words.csv").read_text(encoding="utf-8").splitlines()
    words = [line.split(",")[0] for line in table[1:]]
    assert len(words) > 250
    assert sorted(set(words)) == sorted(words)
    assert all(one == one.lower() and plain for one, plain in HARD.items())


@pytest.mark.parametrize("message", [one for one in INTERFACE if one.id], ids=lambda one: str(one.id)[:40])
def test_every_text_of_the_interface_is_plain(message) -> None:
    texts = message.id if isinstance(message.id, tuple) else (message.id,)
    for text in texts:
        assert list(slips(text, HARD)) == []
        grade = counted(text).grade
        assert grade is None or grade <= MOST_GRADE
