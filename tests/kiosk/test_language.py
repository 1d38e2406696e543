"""Words in the resident's language: looked up, filled in, counted. The catalogues that come with us have
tests of their own."""

from datetime import date, time
from decimal import Decimal
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
    ("language", "day", "weekday", "month"),
    [
        ("en", "4 November 2026", "Wednesday 4 November", "November 2026"),
        ("cy", "4 Tachwedd 2026", "Dydd Mercher 4 Tachwedd", "Tachwedd 2026"),
        ("pl", "4 listopada 2026", "środa, 4 listopada", "listopad 2026"),
        ("ro", "4 noiembrie 2026", "miercuri, 4 noiembrie", "noiembrie 2026"),
        ("uk", "4 листопада 2026", "середа, 4 листопада", "листопад 2026"),
        ("ar", "4 نوفمبر 2026", "الأربعاء، 4 نوفمبر", "نوفمبر 2026"),
    ],
)
def test_dates_are_in_words_of_the_language(language: str, day: str, weekday: str, month: str) -> None:
    words = words_for(language)
    assert words.day(date(2026, 11, 4)) == day
    assert words.weekday(date(2026, 11, 4)) == weekday
    assert words.month(date(2026, 11, 4)) == month


@pytest.mark.parametrize("language", NAMES)
def test_a_time_of_day_has_am_and_pm_only_where_people_say_so(language: str) -> None:
    said = [words_for(language).clock(time(hour, 5)) for hour in (0, 6, 12, 18)]
    if language in ("en", "cy"):
        assert said == ["12:05am", "6:05am", "12:05pm", "6:05pm"]
    else:
        assert said == ["0:05", "6:05", "12:05", "18:05"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        *(("en", "1,234.5"), ("cy", "1,234.5"), ("pl", "1\u00a0234,5"), ("ro", "1.234,5")),
        *(("uk", "1\u00a0234,5"), ("ar", "1,234.5")),
    ],
)
def test_a_number_has_western_digits_and_the_signs_of_its_language(language: str, said: str) -> None:
    assert words_for(language).number(Decimal("1234.5")) == said
    assert words_for(language).number(Decimal(-7)).strip("\u200e").isascii()


def test_a_number_keeps_all_its_places() -> None:
    assert words_for("pl").number(Decimal("0.00005")) == "0,00005"


def test_only_some_languages_run_from_right_to_left(tmp_path: Path) -> None:
    assert {one for one in (*NAMES, *RIGHT_TO_LEFT) if words_for(one, tmp_path).right_to_left} == {
        "ar",
        "fa",
        "he",
        "ur",
    }
