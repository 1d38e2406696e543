"""References: every slip of one character or one swap is noticed, and typing is forgiven what it can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import KnownError, MistypedReferenceError
from kiosk.reference import ALPHABET, LENGTH, check_character, grouped, new_reference, parse

bodies = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)
references = bodies.map(lambda body: body + check_character(body))


def test_alphabet_is_prime_sized_and_has_none_of_the_mistakable() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set(ALPHABET) & set("0OILU")


def test_new_references_are_whole_and_differ() -> None:
    made = {new_reference() for _ in range(200)}
    assert len(made) == 200
    assert all(parse(reference) == reference for reference in made)


@given(references)
def test_every_single_wrong_character_is_noticed(reference: str) -> None:
    for place in range(LENGTH):
        for symbol in ALPHABET.replace(reference[place], ""):
            with pytest.raises(MistypedReferenceError):
                parse(reference[:place] + symbol + reference[place + 1 :])


@given(references)
def test_every_swap_of_two_characters_is_noticed(reference: str) -> None:
    for one in range(LENGTH):
        for other in range(one + 1, LENGTH):
            if reference[one] == reference[other]:
                continue
            swapped = list(reference)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            with pytest.raises(MistypedReferenceError):
                parse("".join(swapped))


@given(references)
def test_grouped_lower_case_and_hyphens_are_read_back(reference: str) -> None:
    shown = grouped(reference)
    assert [len(group) for group in shown.split(" ")] == [4, 4, 4]
    for typed in (shown, shown.lower(), shown.replace(" ", "-"), f" {shown} ", reference.replace("1", "l")):
        assert parse(typed) == reference


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "this one has 0"),
        ("K7MF 4T2Q 9XW", "this one has 11"),
        ("K7MF 4T2Q 9XW33", "this one has 13"),
        ("K7MF 4T2Q 0XW3", "never 0, O or U"),
        ("K7MF 4T2Q 9XWé", "only letters and numbers"),
        ("K7MF 4T2Q 9XW4", "not right"),
    ],
)
def test_what_is_wrong_is_said(typed: str, said: str) -> None:
    with pytest.raises(MistypedReferenceError, match=said) as caught:
        parse(typed)
    assert isinstance(caught.value, KnownError)
    assert isinstance(caught.value, ValueError)


def test_the_example_in_the_messages_is_a_reference() -> None:
    assert parse("K7MF 4T2Q 9XW3") == "K7MF4T2Q9XW3"
