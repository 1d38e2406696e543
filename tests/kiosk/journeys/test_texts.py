"""Texts with placeholders: filled in as people read them, paragraphs left out when something is unknown."""

from datetime import date, time
from decimal import Decimal

import pytest

from kiosk.journeys.source import Mark
from kiosk.journeys.texts import body_in, line_in, text_of
from kiosk.journeys.values import UNKNOWN, Money, Unknown, Value
from kiosk.language import words_for

MARK = Mark("x.yaml", 1)
EN = words_for("en")


class Told:
    today = date(2026, 11, 23)

    def __init__(self, **values: Value) -> None:
        self.values = values

    def value(self, name: str) -> Value:
        return self.values.get(name, UNKNOWN)

    def passes(self, repeat: str) -> Unknown:
        return UNKNOWN

    def row(self, dataset: str, key: tuple[Value, ...]) -> Value:
        return UNKNOWN

    def text(self, value: Value) -> Value:
        return value

    def holidays(self) -> Unknown:
        return UNKNOWN


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "Yes"),
        (False, "No"),
        (Decimal("1234.5"), "1,234.5"),
        (Decimal("1E+3"), "1,000"),
        (Money("1234.5"), "£1,234.50"),
        (Money("-3"), "−£3.00"),
        (date(2026, 11, 2), "2 November 2026"),
        (time(18, 30), "6:30pm"),
        ("two\n lines", "two lines"),
        (("one", "two"), "one, two"),
        (UNKNOWN, ""),
    ],
)
def test_values_stand_in_texts_as_they_are_read(value: Value, said: str) -> None:
    assert line_in(text_of("k", "It is {x}!", MARK), Told(x=value), EN) == f"It is {said}!"


def test_a_paragraph_with_something_unknown_is_left_out() -> None:
    text = text_of("k", "One.\n\nTwo {x}.\nStill two.\n\n- three {y}\n- four {x}\n- five\n\nSix.", MARK)
    assert body_in(text, Told(y=Decimal(3)), EN) == "One.\n\n- three 3\n- five\n\nSix."


def test_a_whole_body_is_left_as_it_is() -> None:
    text = text_of("k", "One.\n\n- **two** {x}\n- three\n\nFour {x}\nmore.", MARK)
    assert body_in(text, Told(x="a"), EN) == "One.\n\n- **two** a\n- three\n\nFour a\nmore."


def test_a_body_with_nothing_to_say_is_empty() -> None:
    assert body_in(text_of("k", "{x}", MARK), Told(), EN) == ""


def test_expressions_stand_in_texts() -> None:
    text = text_of("k", "By {today + 14 days}: {count(x) + 1}", MARK)
    assert line_in(text, Told(x=("a", "b")), EN) == "By 7 December 2026: 3"
    assert text.names == ("count(x) + 1", "today + 14 days")
