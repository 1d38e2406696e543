"""A journey's steps in order, and its conditions in words."""

import ast

import pytest

from kiosk.journeys.conditions import Conditions
from kiosk.journeys.definition import Journey
from kiosk.journeys.expressions import parse
from kiosk.journeys.outline import outline
from kiosk.journeys.source import Mark

HERE = Mark("clean.yaml", 1)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("not address.in_district", "“Address”: in district is No"),
        ("address.in_district", "“Address”: in district is Yes"),
        ("'none' in bins", "“Bins missed” includes “None of these”"),
        ("'none' not in bins", "“Bins missed” does not include “None of these”"),
        ("behalf == 'self'", "“Who this is for” is “Myself”"),
        ("behalf in ['self', 'other']", "“Who this is for” is “Myself” or “Someone else”"),
        ("behalf not in ['self']", "“Who this is for” is not “Myself”"),
        ("rooms > 2", "“Rooms” is more than 2"),
        ("rooms <= 2 + 1", "“Rooms” is at most 2 plus 1"),
        ("moved < today - 14 days", "“Month you moved in” is before today minus 14 days"),
        ("today >= moved", "today is no earlier than “Month you moved in”"),
        ("slow", "slow"),
        ("not slow", "not slow"),
        ("answered(office)", "“Office” is known"),
        ("not answered(office.text)", "“Office” is not known"),
        ("any(missed, not out_early)", "for any one of “About each bin”: “Out by 7am” is No"),
        (
            "every(missed, out_early or slow)",
            "for every one of “About each bin”: “Out by 7am” is Yes or slow",
        ),
        ("near and (slow or rooms > 2)", "near and (slow or “Rooms” is more than 2)"),
        ("not (near and slow)", "not (near and slow)"),
        ("count(bins) == 1", "how many of “Bins missed” is 1"),
        (
            "count(missed, out_early) > 1",
            "how many of “About each bin” with “Out by 7am” is Yes is more than 1",
        ),
        ("sum(people, income) > 100", "sum of “Who lives with you?” is more than 100"),
        ("age(born) >= 18", "age of “Date of birth” is at least 18"),
        ("item == 'garden'", "item is “Brown bin”"),
        ("fee == (1 if slow else 2)", "fee is (1 if slow, else 2)"),
        ("lookup(offices, 'north').text == 'x'", "offices of “north” is “x”"),
        ("rooms == -1", "“Rooms” is -1"),
    ],
)
def test_a_condition_in_words(written: str, said: str, journey: Journey) -> None:
    assert Conditions(journey).said(parse(written, HERE)) == said


def test_every_condition_of_the_journey_has_words_that_are_no_code(journey: Journey) -> None:
    lines = [line for line in outline(journey) if line.when]
    assert len(lines) > 8
    for line in lines:
        assert line.words
        assert not any(mark in line.words for mark in ("==", "!=", "'", "_")), line.words


def test_the_outline_keeps_the_order_and_says_what_holds_what(journey: Journey) -> None:
    lines = {line.name: line for line in outline(journey)}
    assert list(lines)[:5] == ["behalf", "address", "outside", "bins", "nothing_missed"]
    assert (lines["due"].depth, lines["due"].holder, lines["due"].type) == (1, "missed", "date")
    assert (lines["born"].depth, lines["born"].holder) == (2, "person")
    assert lines["crew"].staff
    assert lines["outside"].kind == "exit"
    assert lines["answers"].title == "Check your answers"
    assert lines["due"].file == "clean.yaml"


def test_the_line_is_where_the_step_stands(journey: Journey, request: pytest.FixtureRequest) -> None:
    text = (request.path.parent / "fixtures" / "clean.yaml").read_text(encoding="utf-8").splitlines()
    for line in outline(journey):
        if line.file == "clean.yaml":
            assert f"{line.kind}: {line.name}" in text[line.line - 1]


def test_an_expression_that_cannot_be_said_stays_as_it_is(journey: Journey) -> None:
    expression = parse("length(tell) > 3", HERE)
    assert isinstance(expression.tree, ast.Compare)
    assert Conditions(journey).said(expression) == "length of “Anything else” is more than 3"
