"""The A to Z in the order of each language."""

import pytest

from kiosk.alphabet import ALPHABETS, FIGURES, letter_of, sections


@pytest.mark.parametrize(
    ("language", "text", "letter"),
    [
        ("en", "Bins", "B"),
        ("en", "école", "E"),
        ("en", "25 percent off", FIGURES),
        ("cy", "Llygod", "Ll"),
        ("cy", "lamp", "L"),
        ("cy", "Rhestr aros", "Rh"),
        ("cy", "Ffyrdd", "Ff"),
        ("cy", "Tŷ cyngor", "T"),
        ("cy", "Thema", "Th"),
        ("cy", "Chwain", "Ch"),
        ("pl", "Łazienka", "Ł"),
        ("pl", "Śmieci", "Ś"),
        ("ro", "Șobolani", "Ș"),
        ("ro", "Şobolani", "Ș"),
        ("uk", "Їжа", "Ї"),
        ("uk", "Ґрати", "Ґ"),
        ("ar", "النفايات", "ن"),
        ("ar", "إسكان", "ا"),
        ("ar", "Blue Badge", "B"),
        ("xx", "Any", "A"),
    ],
)
def test_a_word_stands_under_its_languages_letter(language: str, text: str, letter: str) -> None:
    assert letter_of(text, language) == letter


def test_welsh_letters_of_two_signs_come_after_their_first() -> None:
    words = ["Dŵr", "Llety", "Cwyn", "Chwain", "Lorri", "Ffoi", "Fandal", "Ddoe", "Rhent", "Radio"]
    found = [section.letter for section in sections(((word, word) for word in words), "cy")]
    assert found == ["C", "Ch", "D", "Dd", "F", "Ff", "L", "Ll", "R", "Rh"]


def test_words_inside_a_letter_keep_the_languages_order() -> None:
    words = ["Alltud", "Almon", "Aros", "Ach", "Acw"]
    (section,) = sections(((word, word) for word in words), "cy")
    assert [word for word, _ in section.words] == ["Acw", "Ach", "Almon", "Alltud", "Aros"]


def test_polish_l_with_a_stroke_is_a_letter_of_its_own() -> None:
    found = sections((("Lampa", "1"), ("Łódź", "2"), ("Most", "3")), "pl")
    assert [one.letter for one in found] == ["L", "Ł", "M"]


def test_titles_in_another_script_come_after_all_letters() -> None:
    found = sections((("Blue Badge", "1"), ("يد", "2"), ("اب", "3")), "ar")
    assert [one.letter for one in found] == ["ا", "ي", "B"]


def test_only_letters_with_something_under_them_are_there() -> None:
    found = sections((("Bins", "a"), ("Benefits", "b"), ("Bins", "c"), ("Bins", "a")), "en")
    assert [(one.letter, one.words) for one in found] == [
        ("B", (("Benefits", "b"), ("Bins", "a"), ("Bins", "c")))
    ]


def test_no_alphabet_has_a_letter_twice() -> None:
    for language, letters in ALPHABETS.items():
        assert len(set(letters.split())) == len(letters.split()), language
