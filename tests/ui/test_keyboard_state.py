"""The keyboard without widgets: what touches change, which keys type a text, where keys lie."""

import string
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import BugError
from ui.keyboard_layouts import (
    COLUMNS,
    FIRST_PAGE,
    PAGES,
    ROWS,
    WORKING_ROWS,
    Key,
    Sizes,
    block_size,
    first_page,
    place,
)
from ui.keyboard_state import State, after, follow, pages_of, route, start, typed

WELSH = "âêîôûŵŷáéíóúẃýàèìòùẁỳäëïöüẅÿ"
NEIGHBOURS = "ąćęłńóśźżășțčďěňřšťůžőűßñçãõåæøėįųāēīūģķļņðþğşıİ"
SIZES = Sizes(pitch=83, gap=10, height=60, letter_px=30, word_px=30)


def typing(state: State, keys: list[Key]) -> str:
    """What the keys type, touched one after the other; each must be there when its turn comes."""
    text = ""
    for key in keys:
        assert key in state.keys
        text += typed(state, key)
        state = after(state, key)
    return text


def opened(kind: str, before: str = "", lines: bool = False, language: str = "en") -> State:
    return start(kind, before=before, lines=lines, language=language)


def key_named(state: State, name: str) -> Key:
    return next(key for key in state.keys if key.name == name)


@given(st.text(alphabet=string.ascii_letters + string.digits + string.punctuation + " £€\n", max_size=40))
def test_a_field_of_several_lines_takes_everything_an_english_keyboard_has(text: str) -> None:
    state = opened("letters", lines=True)
    assert typing(state, route(state, text)) == text


@given(st.text(alphabet=string.ascii_letters + " '-" + WELSH + WELSH.upper() + NEIGHBOURS, max_size=40))
def test_names_of_wales_and_of_our_neighbours_can_be_typed(text: str) -> None:
    state = opened("name")
    assert typing(state, route(state, text)) == text


ALPHABETS = {
    "pl": "ąćęłńóśźż" + WELSH + NEIGHBOURS,
    "ro": "ăâîșț" + WELSH + NEIGHBOURS,
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى،؟",
}
"""Letters of a language, each of which can be typed, with Latin letters beside them."""


@pytest.mark.parametrize("language", ALPHABETS)
@settings(max_examples=30)
@given(data=st.data())
def test_a_language_is_typed_with_latin_letters_in_between(language: str, data: st.DataObject) -> None:
    letters = ALPHABETS[language]
    both = letters + letters.upper() + string.ascii_letters + string.digits + " .'-@"
    text = data.draw(st.text(alphabet=both, max_size=40))
    for kind in ("letters", "name"):
        state = opened(kind, language=language)
        assert typing(state, route(state, text)) == text


@pytest.mark.parametrize("language", ["uk", "ar"])
def test_free_words_begin_with_the_languages_letters_and_names_with_those_of_letters_here(
    language: str,
) -> None:
    assert opened("letters", language=language).page == f"letters {language}"
    assert opened("name", language=language).page == f"latin {language}"
    for kind in ("email", "postcode"):
        assert opened(kind, language=language).page == kind


@pytest.mark.parametrize("language", ["uk", "ar"])
def test_the_alphabet_is_changed_by_one_touch_and_stays(language: str) -> None:
    own = opened("letters", language=language)
    latin = after(own, key_named(own, "latin"))
    assert latin.page == f"latin {language}"
    assert after(latin, key_named(latin, "q")).page == f"latin {language}"
    assert after(latin, key_named(latin, "own")).page == f"letters {language}"
    accents = after(latin, key_named(latin, "accents"))
    assert after(accents, key_named(accents, "ŵ")).page == f"latin {language}"


@pytest.mark.parametrize(("language", "letter"), [("pl", "ł"), ("ro", "ș")])
def test_the_languages_own_accents_come_first(language: str, letter: str) -> None:
    state = opened("name", language=language)
    assert [key.name for key in route(state, letter)] == ["shift", "accents", letter]


@pytest.mark.parametrize("language", ["uk", "ar"])
def test_the_way_to_the_other_alphabet_stands_at_one_place(language: str) -> None:
    def spot(page: str, name: str) -> tuple[int, int]:
        return next((one.x, one.y) for one in place(PAGES[page], SIZES) if one.key.name == name)

    assert spot(f"letters {language}", "latin") == spot(f"latin {language}", "own")
    assert spot(f"numbers {language}", "latin") == spot(f"letters {language}", "latin")


@pytest.mark.parametrize(
    ("kind", "alphabet"),
    [
        ("email", string.ascii_letters + string.digits + ".!#$%&'*+/=?^_`{|}~-@"),
        ("postcode", string.ascii_uppercase + string.digits + " -'"),
        ("number", string.digits),
        ("decimal", string.digits + "."),
        ("phone", string.digits + "+ "),
    ],
)
def test_a_kind_takes_all_its_characters(kind: str, alphabet: str) -> None:
    state = opened(kind)
    assert typing(state, route(state, alphabet)) == alphabet


def test_a_whole_ending_is_one_touch() -> None:
    keys = route(opened("email"), "sam@exampleton.co.uk")
    assert keys[-1].name == ".co.uk"


def test_a_character_no_key_types_is_named_by_number_only() -> None:
    with pytest.raises(BugError, match=r"U\+0073") as caught:
        route(opened("postcode"), "secret a")
    assert "secret" not in str(caught.value)


def test_an_unknown_kind_is_our_mistake() -> None:
    with pytest.raises(BugError, match="there is no keyboard 'morse'"):
        opened("morse")


@pytest.mark.parametrize(
    ("kind", "before", "capital"),
    [
        ("name", "", True),
        ("name", "Sam ", True),
        ("name", "Mary-", True),
        ("name", "O'", True),
        ("name", "Sam", False),
        ("letters", "", True),
        ("letters", "It was not collected. ", True),
        ("letters", "Why? ", True),
        ("letters", "e.g.", False),
        ("letters", "the bin ", False),
        ("email", "", False),
        ("postcode", "", False),
        ("number", "", False),
    ],
)
def test_a_capital_begins_by_itself_where_one_is_usual(kind: str, before: str, capital: bool) -> None:
    assert opened(kind, before).shift is capital
    assert follow(opened(kind), before).shift is capital


def test_shift_holds_for_one_letter_and_is_turned_round_by_touch() -> None:
    state = opened("email")
    on = after(state, key_named(state, "shift"))
    assert on.shift
    assert not after(on, key_named(on, "shift")).shift
    assert typed(on, key_named(on, "q")) == "Q"
    assert not after(on, key_named(on, "q")).shift


def test_an_accent_is_one_touch_and_then_the_letters_are_back() -> None:
    state = opened("name", "S")
    accents = after(state, key_named(state, "accents"))
    assert accents.page == "accents"
    assert after(accents, key_named(accents, "â")).page == "letters"


def test_shift_outlasts_a_change_of_page() -> None:
    state = opened("name")
    accents = after(state, key_named(state, "accents"))
    assert typed(accents, key_named(accents, "é")) == "É"


def test_digits_stay_until_letters_are_asked_for() -> None:
    state = opened("letters", "No ")
    numbers = after(state, key_named(state, "123"))
    again = after(numbers, key_named(numbers, "7"))
    assert again.page == "numbers"
    assert after(again, key_named(again, "abc")).page == "letters"


def test_letters_of_an_email_come_back_as_those_of_an_email() -> None:
    state = opened("email")
    numbers = after(state, key_named(state, "123"))
    assert after(numbers, key_named(numbers, "abc")).page == "email"


def test_only_two_characters_are_kept_of_what_was_typed() -> None:
    state = opened("name", "Sam Sample")
    for key in route(state, "quite a long text"):
        state = after(state, key)
        assert len(state.before) <= 2


@pytest.mark.parametrize("language", ["en", *ALPHABETS])
@pytest.mark.parametrize("kind", FIRST_PAGE)
def test_every_page_leads_back_to_letters_and_every_page_key_somewhere(kind: str, language: str) -> None:
    pages = pages_of(kind, language)
    assert pages[0] == first_page(kind, language)
    assert set(pages) <= PAGES.keys()
    for page in pages[1:]:
        assert {"abc", "own", "latin"} & {key.name for row in PAGES[page] for key in row}


def test_no_page_is_out_of_reach() -> None:
    languages = ("en", *ALPHABETS)
    reached = {page for kind in FIRST_PAGE for one in languages for page in pages_of(kind, one)}
    assert reached == PAGES.keys()


@pytest.mark.parametrize("page", PAGES)
def test_keys_of_a_page_have_different_names_and_do_not_touch(page: str) -> None:
    rows = PAGES[page]
    spots = place(rows, SIZES)
    names = [spot.key.name for spot in spots]
    assert len(rows) == ROWS
    assert len(names) == len(set(names))
    for one, other in combinations(spots, 2):
        beside = max(one.x, other.x) - min(one.x + one.width, other.x + other.width)
        above = max(one.y, other.y) - min(one.y + one.height, other.y + other.height)
        assert max(beside, above) >= SIZES.gap, (one.key.name, other.key.name)


@pytest.mark.parametrize("page", PAGES)
def test_rows_fill_their_page(page: str) -> None:
    widths = {round(sum(key.width for key in row), 6) for row in PAGES[page]}
    assert len(widths) == 1
    assert widths.pop() + 2 <= COLUMNS


@pytest.mark.parametrize("rows", [*PAGES.values(), *WORKING_ROWS.values()])
def test_a_block_is_as_large_as_its_keys(rows: tuple[tuple[Key, ...], ...]) -> None:
    width, height = block_size(rows, SIZES)
    assert max(spot.y + spot.height for spot in place(rows, SIZES)) == height
    assert max(spot.x + spot.width for spot in place(rows, SIZES)) <= width
