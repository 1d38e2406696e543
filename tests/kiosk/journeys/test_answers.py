"""Answer types: what is cleaned, what is refused and with which words, how it is shown again."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journeys.answers import Asking, Refusal
from kiosk.journeys.pages import Option
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import BLANK, UNKNOWN, Money, Picked
from kiosk.language import words_for

TODAY = date(2026, 11, 23)
OPTIONS = (
    Option(value="red", text="Red"),
    Option(value="blue", text="Blue"),
    Option(value="none", text="None of these", alone=True),
)


class Rows:
    """One row, `1`."""

    by = ("uprn",)

    def __init__(self, *, usable: bool = True) -> None:
        self.usable = usable

    def pick(self, key: str) -> Picked | None:
        row = {"uprn": "1", "text": "1 High Street, Exampleton", "text_cy": "1 Stryd Fawr"}
        return Picked("addresses", "1", self.by, row) if key == "1" and self.usable else None

    def typed(self, text: str) -> Picked:
        return Picked("addresses", "", self.by, {"text": text})


def asking(**changes: Any) -> Asking:
    return Asking(words=words_for("en"), today=TODAY, **changes)


def said(kind: str, given: object, **changes: Any) -> str:
    """The message to what was given, '' when it is taken."""
    here = asking(**changes)
    found = TYPES[kind].clean(given, here)
    refusal = found if isinstance(found, Refusal) else Refusal("required") if found is BLANK else None
    if refusal is None:
        refusal = TYPES[kind].check(found, here)
    return TYPES[kind].message(refusal, here) if refusal is not None else ""


CLEAN = [
    ("text", "  two   words\n ", "two words"),
    ("text", "e\u0301te\u0301", "été"),
    ("text", "a\x07b\u200b", "ab"),
    ("long", "one  \r\ntwo\n\n", "one\ntwo"),
    ("name", " Seán O'Neill-Łukasz ", "Seán O'Neill-Łukasz"),
    ("number", "1,234", Decimal(1234)),
    ("number", " 1 000 ", Decimal(1000)),
    ("number", "7,0", Decimal(7)),
    ("money", "120,50", Money("120.50")),
    ("money", "1 234,5", Money("1234.50")),
    ("money", "1,234,567", Money("1234567.00")),
    ("number", 7, Decimal(7)),
    ("number", "-0", Decimal(0)),
    ("money", "£1,250.5", Money("1250.50")),
    ("money", "0", Money("0.00")),
    ("yesno", False, False),
    ("declare", True, True),
    ("date", {"day": "3", "month": "2", "year": "2026"}, date(2026, 2, 3)),
    ("date", {"day": "3", "month": "Feb", "year": "2026"}, date(2026, 2, 3)),
    ("date", {"day": "29", "month": "february", "year": "2024"}, date(2024, 2, 29)),
    ("date", "2026-11-20", date(2026, 11, 20)),
    ("month", {"month": "6", "year": "2026"}, date(2026, 6, 1)),
    ("month", "2026-06", date(2026, 6, 1)),
    ("time", "6:30am", time(6, 30)),
    ("time", "6.30 p.m.", time(18, 30)),
    ("time", "12am", time(0, 0)),
    ("time", "12 pm", time(12, 0)),
    ("time", "18:05", time(18, 5)),
    ("time", "0630", time(6, 30)),
    ("email", " Sam@Example.com ", "Sam@Example.com"),
    ("phone", "(01632) 960-001", "+441632960001"),
    ("phone", "+44 7700 900982", "+447700900982"),
    ("phone", "0044 20 7946 0000", "+442079460000"),
    ("phone", "+33 1 23 45 67 89", "+33123456789"),
    ("postcode", "zz9-1aa", "ZZ9 1AA"),
    ("postcode", "  co151tn ", "CO15 1TN"),
    ("postcode", "gir0aa", "GIR 0AA"),
    ("nino", "ab 12-34 56 c", "AB123456C"),
    ("nhs", "943 476 5919", "9434765919"),
    ("utr", "1955839661", "1955839661"),
    ("vat", "GB 980 7806 84", "980780684"),
    ("plate", "ab12 cde", "AB12CDE"),
    ("choice", "red", "red"),
    ("choices", ["blue", "red"], ("red", "blue")),
]


@pytest.mark.parametrize(("kind", "given", "wanted"), CLEAN)
def test_what_was_given_is_cleaned(kind: str, given: object, wanted: object) -> None:
    found = TYPES[kind].clean(given, asking(options=OPTIONS))
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(("kind", "given", "wanted"), CLEAN)
def test_the_stored_form_and_the_widget_give_the_value_again(kind: str, given: object, wanted: Any) -> None:
    here = asking(options=OPTIONS)
    assert TYPES[kind].clean(TYPES[kind].encode(wanted), here) == wanted
    assert TYPES[kind].clean(TYPES[kind].widget(wanted), here) == wanted


@pytest.mark.parametrize("kind", sorted(TYPES))
@pytest.mark.parametrize("given", [None, "", "   "])
def test_nothing_is_blank(kind: str, given: object) -> None:
    assert TYPES[kind].clean(given, asking(options=OPTIONS, rows=Rows())) is BLANK


@pytest.mark.parametrize("kind", sorted(TYPES))
@pytest.mark.parametrize("given", [3.5, [], {}, ["red", 3], {"day": None}, object(), b"x", -1, "\ud800"])
def test_anything_at_all_is_answered_with_a_value_or_a_refusal(kind: str, given: object) -> None:
    here = asking(options=OPTIONS, rows=Rows() if "of" in TYPES[kind].keys and kind != "choices" else None)
    found = TYPES[kind].clean(given, here)
    if isinstance(found, Refusal):
        assert TYPES[kind].message(found, here)


@given(st.sampled_from(sorted(TYPES)), st.text())
def test_any_typed_text_is_answered_with_a_value_or_a_refusal(kind: str, text: str) -> None:
    here = asking(options=OPTIONS)
    found = TYPES[kind].clean(text, here)
    if isinstance(found, Refusal):
        assert TYPES[kind].message(found, here)
    elif found is not BLANK:
        assert TYPES[kind].show(found, here)


SIZE = "Size must have no more than 2 numbers after the point"
REAL = "Due date must be a real date"
MONTH = "The month must be a number from 1 to 12, or a name"
REFUSED = [
    ("text", "", {}, "Enter an answer"),
    ("text", "", {"label": "Claim reference"}, "Enter claim reference"),
    ("text", "", {"label": "National Insurance number"}, "Enter National Insurance number"),
    ("text", "a", {"pattern": "[0-9]", "label": "No"}, "Check no: it is not written in the way we need"),
    ("number", "three", {"label": "Rooms"}, "Rooms must be a number, like 30"),
    ("number", "1.5", {}, "Enter a whole number, like 30"),
    ("number", "1.555", {"decimals": 2, "label": "Size"}, SIZE),
    ("number", "9" * 30, {}, "Enter a number, like 30"),
    ("money", "ten", {}, "Enter an amount in pounds, like 120 or 120.50"),
    ("money", "1.555", {"label": "Rent"}, "Enter rent in pounds, like 120 or 120.50"),
    ("money", "-1", {"label": "Rent"}, "Rent must be £0.00 or more"),
    ("yesno", None, {"label": "Out by 7am"}, "Choose yes or no for out by 7am"),
    ("yesno", "maybe", {}, "Choose yes or no"),
    ("declare", False, {}, "Tick the box to go on"),
    ("choice", None, {"label": "Colour"}, "Choose colour"),
    ("choice", "green", {}, "Choose one of the answers shown"),
    ("choices", [], {}, "Choose at least one answer"),
    ("choices", ["red", "none"], {}, "Choose “None of these”, or the other answers, but not both"),
    ("choices", ["red", "green"], {}, "Choose one of the answers shown"),
    ("date", {}, {"label": "Date it happened"}, "Enter date it happened"),
    ("date", {"day": "3", "month": "2"}, {"label": "Due date"}, "Due date must include a year"),
    ("date", {"day": "", "month": "2", "year": ""}, {}, "The date must include a day"),
    ("date", {"day": "31", "month": "2", "year": "2026"}, {"label": "Due date"}, REAL),
    ("date", {"day": "3", "month": "13", "year": "2026"}, {}, MONTH),
    ("date", {"day": "3", "month": "x", "year": "2026"}, {}, MONTH),
    ("date", {"day": "3", "month": "2", "year": "26"}, {}, "The year must have 4 numbers, like 1975"),
    ("date", {"day": "x", "month": "2", "year": "2026"}, {}, "Enter a real date"),
    ("month", {"month": "2", "year": ""}, {}, "The date must include a year"),
    ("time", "25:00", {}, "Enter a time, like 6:30am or 18:30"),
    ("time", "13pm", {"label": "Put out"}, "Enter put out as a time, like 6:30am or 18:30"),
    ("time", "7", {}, "Enter a time, like 6:30am or 18:30"),
    ("email", "sam", {}, "Enter an email address with an @, like name@example.com"),
    ("email", "sam@exa mple", {}, "Enter an email address with an @, like name@example.com"),
    ("email", "a@b@c.com", {}, "Enter an email address with an @, like name@example.com"),
    ("email", "a..b@example.com", {}, "Enter an email address with an @, like name@example.com"),
    ("email", "a@example..com", {}, "Enter an email address with an @, like name@example.com"),
    ("phone", "12345", {}, "Enter a phone number, like 01632 960 001"),
    ("phone", "0800 call", {}, "Enter a phone number, like 01632 960 001"),
    ("postcode", "ZZ9", {}, "Enter a full UK postcode"),
    ("nino", "BG123456A", {}, "Enter 2 letters, 6 numbers, then A, B, C or D"),
    ("nino", "QQ123456C", {}, "Enter 2 letters, 6 numbers, then A, B, C or D"),
    ("nino", "AB123456E", {}, "Enter 2 letters, 6 numbers, then A, B, C or D"),
    ("nhs", "943 476 5918", {}, "Enter the 10 numbers of the NHS number"),
    ("utr", "2955839661", {}, "Enter the 10 numbers of the tax reference"),
    ("vat", "980780685", {}, "Enter the 9 numbers of the VAT number"),
    ("plate", "A", {}, "Enter 2 to 7 letters and numbers"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "changes", "words"), REFUSED)
def test_a_refusal_says_what_to_do(kind: str, given: object, changes: dict[str, Any], words: str) -> None:
    assert said(kind, given, options=OPTIONS, **changes) == words


def test_no_message_blames_or_begs() -> None:
    from kiosk.journeys.answers import COMMON

    texts = [text for kind in TYPES.values() for pair in kind.says.values() for text in pair]
    texts += [text for pair in COMMON.values() for text in pair]
    assert len(texts) > 80
    for text in texts:
        words = text.lower().split()
        assert not {"please", "sorry", "valid", "invalid", "error", "wrong"} & set(words), text


BOUNDS = [
    # kind, bounds, the value at the lower bound, the one before, what its message names, the same above
    ("number", Decimal(3), Decimal(1200), "3", "2", "3", "1200", "1201", "1,200"),
    ("money", Decimal(10), Decimal(2000), "10", "9.99", "£10.00", "2000", "2000.01", "£2,000.00"),
    ("text", Decimal(3), Decimal(5), "abc", "ab", "3", "abcde", "abcdef", "5"),
    ("long", Decimal(3), Decimal(5), "abc", "ab", "3", "ab\ncd", "ab\ncde", "5"),
    ("name", UNKNOWN, Decimal(5), "a", None, "", "abcde", "abcdef", "5"),
    ("date", date(2026, 11, 2), date(2026, 11, 20), "2026-11-02", "2026-11-01", "2 November 2026",
     "2026-11-20", "2026-11-21", "20 November 2026"),
    ("date", TODAY, TODAY, "2026-11-23", "2026-11-22", "today", "2026-11-23", "2026-11-24", "today"),
    ("month", date(2026, 5, 23), date(2026, 9, 5), "2026-05", "2026-04", "May 2026", "2026-09", "2026-10",
     "September 2026"),
    ("month", TODAY, TODAY, "2026-11", "2026-10", "this month", "2026-11", "2026-12", "this month"),
    ("time", time(7, 0), time(22, 0), "07:00", "06:59", "7:00am", "22:00", "22:01", "10:00pm"),
    ("choices", Decimal(1), Decimal(1), ["red"], None, "", ["red"], ["red", "blue"], "1"),
    ("choices", Decimal(2), UNKNOWN, ["red", "blue"], ["red"], "2", ["red", "blue"], None, ""),
]  # fmt: skip


@pytest.mark.parametrize("row", BOUNDS, ids=lambda row: row[0])
@pytest.mark.parametrize("label", ["", "The thing"])
def test_the_bound_passes_the_next_fails_and_the_message_names_it(row: tuple[Any, ...], label: str) -> None:
    kind, low, high, at_low, below, low_words, at_high, above, high_words = row
    here: dict[str, Any] = {"min": low, "max": high, "options": OPTIONS, "label": label}
    assert said(kind, at_low, **here) == ""
    assert said(kind, at_high, **here) == ""
    if below is not None:
        assert low_words in said(kind, below, **here)
    if above is not None:
        assert high_words in said(kind, above, **here)
    # A bound that is not known is not applied.
    here |= {"min": UNKNOWN, "max": UNKNOWN}
    assert said(kind, at_high if above is None else above, **here) == ""


def test_an_alone_answer_needs_no_others() -> None:
    assert said("choices", ["none"], min=Decimal(2), options=OPTIONS) == ""


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"day": "3", "month": "", "year": "2026"}, "month"),
        ({"day": "3", "month": "2", "year": "26"}, "year"),
        ({"day": "30", "month": "2", "year": "2026"}, "day"),
        ({"day": "", "month": "", "year": "26"}, "day"),
    ],
)
def test_a_date_marks_the_part_that_is_wrong(given: dict[str, str], part: str) -> None:
    found = TYPES["date"].clean(given, asking())
    assert isinstance(found, Refusal)
    assert found.part == part


def test_month_names_are_read_in_welsh_and_in_english() -> None:
    welsh = Asking(words=words_for("cy"), today=TODAY)
    for name in ("Tachwedd", "tach", "November"):
        assert TYPES["date"].clean({"day": "2", "month": name, "year": "2026"}, welsh) == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("pl", ("wrzesień", "września", "wrzesien", "WRZ", "September")),
        ("ro", ("septembrie", "sept")),
        ("uk", ("вересень", "вересня")),
        ("ar", ("سبتمبر",)),
    ],
)
def test_month_names_are_read_alone_beside_a_day_and_without_accents(
    language: str, names: tuple[str, ...]
) -> None:
    asking = Asking(words=words_for(language), today=date(2026, 11, 2))
    for name in names:
        assert TYPES["date"].clean({"day": "2", "month": name, "year": "2026"}, asking) == date(2026, 9, 2)


def test_a_month_without_a_day_has_its_own_form() -> None:
    polish = Asking(words=words_for("pl"), today=date(2026, 11, 2))
    assert TYPES["month"].show(date(2026, 11, 1), polish) == ("listopad 2026",)


@pytest.mark.parametrize("kind", ["address", "place"])
def test_a_row_is_picked_or_typed(kind: str) -> None:
    here = asking(rows=Rows())
    picked = TYPES[kind].clean("1", here)
    assert isinstance(picked, Picked)
    assert TYPES[kind].encode(picked) == {"uprn": "1", "text": "1 High Street, Exampleton"}
    assert TYPES[kind].clean(TYPES[kind].encode(picked), here) == picked
    typed = TYPES[kind].clean({"text": " 9  Far Lane \n\nExampleton "}, here)
    assert isinstance(typed, Picked)
    assert TYPES[kind].encode(typed) == {"text": "9 Far Lane\nExampleton"}
    assert typed.column("in_district") is UNKNOWN
    assert TYPES[kind].show(typed, here) == ("9 Far Lane", "Exampleton")
    assert said(kind, "2", rows=Rows()) == "Choose one of the answers shown"
    assert said(kind, {"text": "x" * 501}, rows=Rows()) == "Use 500 characters or fewer"
    assert said(kind, {"text": "  "}, rows=Rows()) in (
        "Find the address and choose it, or type it",
        "Say where it is",
    )


def test_an_address_is_shown_line_by_line_in_the_language() -> None:
    row = Rows().pick("1")
    assert row is not None
    assert TYPES["address"].show(row, asking(rows=Rows())) == ("1 High Street", "Exampleton")
    assert TYPES["address"].show(row, asking(rows=Rows(), language="cy")) == ("1 Stryd Fawr",)


def test_a_choice_of_rows_is_typed_when_the_data_is_not_there() -> None:
    there, gone = asking(rows=Rows()), asking(rows=Rows(usable=False))
    assert isinstance(TYPES["choice"].clean("1", there), Picked)
    assert TYPES["choice"].clean({"text": "The north one"}, there) == Refusal("option")
    typed = TYPES["choice"].clean("The north one", gone)
    assert isinstance(typed, Picked)
    assert TYPES["choice"].encode(typed) == {"text": "The north one"}
    assert TYPES["choice"].widget(typed) == "The north one"
    assert TYPES["choice"].check(typed, there) == Refusal("option")


def test_a_row_that_is_no_longer_there_is_refused() -> None:
    row = Rows().pick("1")
    assert row is not None
    assert TYPES["address"].check(row, asking(rows=Rows())) is None
    assert TYPES["address"].check(row, asking(rows=Rows(usable=False))) == Refusal("option")


SHOWN = [
    ("number", Decimal(1234), "1,234"),
    ("money", Money("1234.5"), "£1,234.50"),
    ("yesno", True, "Yes"),
    ("yesno", False, "No"),
    ("declare", True, "Agreed"),
    ("choice", "red", "Red"),
    ("date", date(2026, 11, 2), "2 November 2026"),
    ("month", date(2026, 11, 1), "November 2026"),
    ("time", time(6, 30), "6:30am"),
    ("time", time(0, 5), "12:05am"),
    ("phone", "+441632960001", "01632 960001"),
    ("phone", "+33123456789", "+33 1 23 45 67 89"),
    ("nino", "AB123456C", "AB 12 34 56 C"),
    ("nhs", "9434765919", "943 476 5919"),
    ("vat", "980780684", "980 7806 84"),
    ("plate", "AB12CDE", "AB12 CDE"),
    ("plate", "A1", "A1"),
]


@pytest.mark.parametrize(("kind", "value", "text"), SHOWN)
def test_an_answer_is_shown_as_it_is_read(kind: str, value: Any, text: str) -> None:
    assert TYPES[kind].show(value, asking(options=OPTIONS)) == (text,)


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_mask_leaves_little_to_see(kind: str) -> None:
    masked = "".join(TYPES[kind].mask(("Sensitive Sample 12345 678",)))
    assert "Sensitive" not in masked
    assert "12345" not in masked
    assert "•" in masked
