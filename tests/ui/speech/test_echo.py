"""What one hears as one types."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.language import Words, words_for
from ui.speech.echo import echo
from ui.speech.phrases import spelled


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "a", ["a"]),
        ("a", "aB", ["Capital letter B"]),
        ("12", "123", ["3"]),
        ("Sam", "Sam ", ["Space", "Sam"]),
        ("Sam Sample", "Sam Sample ", ["Space", "Sample"]),
        ("sam", "sam@", ["At sign"]),
        ("sam", "sam.", ["Full stop"]),
        ("O", "O'", ["Apostrophe"]),
        ("abc", "abXc", ["Capital letter X"]),
        ("abc", "ab", ["deleted: c"]),
        ("abc", "ac", ["deleted: b"]),
        ("a", "", ["empty"]),
        ("abc", "", ["empty"]),
        ("", "1 Old Orchard Gardens", ["1 Old Orchard Gardens"]),
        ("line", "line\n", ["New line", "line"]),
        ("aa", "aaa", ["a"]),
        ("same", "same", []),
    ],
)
def test_letters_and_whole_words_are_said(before: str, after: str, said: list[str], english: Words) -> None:
    assert echo(before, after, english) == said


def test_masked_characters_are_counted_and_never_said(english: Words) -> None:
    assert echo("12", "123", english, masked=True) == ["character 3 entered"]
    assert echo("123", "12", english, masked=True) == ["character deleted, 2 left"]
    assert echo("1", "", english, masked=True) == ["empty"]


def test_whatever_is_typed_masked_nothing_of_it_is_heard(english: Words) -> None:
    dice = random.Random(4)
    secret = "".join(dice.choice("qwzxjkvbQWZXJKVB") for _ in range(12))
    said = " ".join(one for n in range(12) for one in echo(secret[:n], secret[: n + 1], english, masked=True))
    for number in range(1, 13):
        assert f"character {number} entered" in said
    assert not set(said.replace("character", "").replace("entered", "")) & set(secret)


SIGNS = {"Space": " ", "Apostrophe": "'", "Hyphen": "-", "Comma": ",", "Full stop": "."}
WRITTEN = st.text("abcdefXYZ àŵłșїبŻÉ0189 '-,.", min_size=1, max_size=40)
"""Names and addresses, in the letters of all our languages."""


@given(WRITTEN)
def test_names_and_addresses_survive_being_spelled(text: str) -> None:
    """What is heard letter by letter can be written down again."""
    heard = [SIGNS.get(one, one.removeprefix("Capital letter ")) for one in spelled(text, words_for("en"))]
    assert "".join(heard) == text


@given(WRITTEN)
def test_names_and_addresses_survive_being_heard_as_they_are_typed(text: str) -> None:
    """Letter by letter while they come, and each word once it is whole."""
    letters, words = [], []
    for end in range(1, len(text) + 1):
        letter, *word = echo(text[: end - 1], text[:end], words_for("en"))
        letters.append(SIGNS.get(letter, letter.removeprefix("Capital letter ")))
        words += word
    assert "".join(letters) == text
    whole = [text[:at].split()[-1:] for at, one in enumerate(text) if one == " "]
    assert words == [word for one in whole for word in one]
