"""Words in the resident's language: looked up, filled in, counted. The catalogues that come with us have
tests of their own."""

from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from kiosk.language import N_, NAMES, RIGHT_TO_LEFT, Words, words_for


@pytest.fixture
def welsh(tmp_path: Path) -> Words:
    """Words from a small catalogue of its own."""
    catalogue = Catalog(locale="cy")
    catalogue.add("Continue", "Ymlaen")
    catalogue.add("Change {label}", "Newid {label}")
    catalogue.add(("{n} bin", "{n} bins"), ("{n} biniau", "{n} bin", "{n} fin", "{n} bin (3)", "{n} bin (6)"))
    folder = tmp_path / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "kiosk.mo").open("wb") as file:
        write_mo(file, catalogue)
    return words_for("cy", tmp_path)


# -- looking up ------------------------------------------------------------------------------------------


def test_a_text_is_looked_up_and_filled_in(welsh: Words) -> None:
    assert welsh("Continue") == "Ymlaen"
    assert welsh("Change {label}", label="Enw") == "Newid Enw"


def test_a_text_without_translation_is_english(welsh: Words) -> None:
    assert welsh("Back") == "Back"
    assert welsh("Enter {label}", label="name") == "Enter name"


def test_what_is_filled_in_is_never_read_as_a_placeholder(welsh: Words) -> None:
    assert welsh("Change {label}", label="{label} {0}") == "Newid {label} {0}"


def test_a_text_with_braces_and_nothing_to_fill_in_stays_as_it_is(welsh: Words) -> None:
    assert welsh("{Not a placeholder}") == "{Not a placeholder}"


def test_a_language_without_catalogue_falls_back_to_english(tmp_path: Path) -> None:
    words = words_for("fr", tmp_path)
    assert (words.language, words("Continue")) == ("fr", "Continue")
    assert words.plural("{n} bin", "{n} bins", 2) == "2 bins"


def test_welsh_counts_in_its_own_way(welsh: Words) -> None:
    counted = [welsh.plural("{n} bin", "{n} bins", n) for n in (0, 1, 2, 3, 6, 7)]
    assert counted == ["0 biniau", "1 bin", "2 fin", "3 bin (3)", "6 bin (6)", "7 biniau"]


def test_english_counts_one_and_many() -> None:
    words = words_for("en")
    counted = [words.plural("{n} service found", "{n} services found", n) for n in (0, 1, 2)]
    assert counted == ["0 services found", "1 service found", "2 services found"]


def test_marking_a_text_does_not_change_it() -> None:
    assert N_("Day") == "Day"


# -- days and direction ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "day", "weekday"),
    [
        ("en", "2 November 2026", "Monday 2 November"),
        ("cy", "2 Tachwedd 2026", "Dydd Llun 2 Tachwedd"),
    ],
)
def test_dates_are_in_words_of_the_language(language: str, day: str, weekday: str) -> None:
    words = words_for(language)
    assert words.day(date(2026, 11, 2)) == day
    assert words.weekday(date(2026, 11, 2)) == weekday


def test_only_some_languages_run_from_right_to_left(tmp_path: Path) -> None:
    assert {one for one in (*NAMES, *RIGHT_TO_LEFT) if words_for(one, tmp_path).right_to_left} == {
        "ar",
        "fa",
        "he",
        "ur",
    }
