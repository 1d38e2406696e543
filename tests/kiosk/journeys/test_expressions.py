"""Expressions: Kleene's tables, spans, functions over repeats, and what may not stand in them."""

import itertools
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

import pytest

from kiosk.journeys.expressions import Expression, fixed_columns, parse
from kiosk.journeys.grammar import ExpressionError, span_of
from kiosk.journeys.source import Mark
from kiosk.journeys.values import UNKNOWN, Chosen, Money, Picked, Span, Unknown, Value

MARK = Mark("x.yaml", 1)
U = UNKNOWN
HOLIDAYS = frozenset({date(2025, 12, 25), date(2026, 11, 18), date(2026, 12, 25)})


class Told:
    """A scope that is told its values."""

    today = date(2026, 11, 23)

    def __init__(self, repeats: dict[str, list["Told"]] | None = None, **values: Value) -> None:
        self.values = values
        self.repeats = repeats or {}

    def value(self, name: str) -> Value:
        return self.values.get(name, UNKNOWN)

    def passes(self, repeat: str) -> "Sequence[Told] | Unknown":
        return self.repeats.get(repeat, UNKNOWN)

    def row(self, dataset: str, key: tuple[Value, ...]) -> Value:
        return Picked(dataset, str(key[0]), ("k",), {"n": Decimal(7)}) if key == ("a",) else UNKNOWN

    def text(self, value: Value) -> Value:
        return f"<{value}>" if isinstance(value, str) else value

    def holidays(self) -> frozenset[date] | Unknown:
        return HOLIDAYS


def run(source: str, scope: Told | None = None, **values: Value) -> Value:
    return parse(source, MARK).run(scope or Told(**values))


AND = {
    (True, True): True, (True, False): False, (True, U): U,
    (False, True): False, (False, False): False, (False, U): False,
    (U, True): U, (U, False): False, (U, U): U,
}  # fmt: skip
OR = {
    (True, True): True, (True, False): True, (True, U): True,
    (False, True): True, (False, False): False, (False, U): U,
    (U, True): True, (U, False): U, (U, U): U,
}  # fmt: skip


@pytest.mark.parametrize(("a", "b"), list(itertools.product((True, False, U), repeat=2)))
def test_and_and_or_follow_kleene(a: bool | Unknown, b: bool | Unknown) -> None:
    assert run("a and b", a=a, b=b) is AND[a, b]
    assert run("a or b", a=a, b=b) is OR[a, b]


@pytest.mark.parametrize(("a", "wanted"), [(True, False), (False, True), (U, U)])
def test_not_follows_kleene(a: bool | Unknown, wanted: bool | Unknown) -> None:
    assert run("not a", a=a) is wanted


@pytest.mark.parametrize("op", ["==", "!=", "<", "<=", ">", ">="])
def test_a_comparison_with_something_unknown_is_unknown(op: str) -> None:
    assert run(f"a {op} 3") is U
    assert run(f"3 {op} a") is U
    assert run(f"a {op} b") is U


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("2 + 3 * 4", Decimal(14)),
        ("-n", Decimal(-5)),
        ("n - 0.5", Decimal("4.5")),
        ("unknown + 1", U),
        ("-unknown", U),
        ("n in [4, 5]", True),
        ("n not in [4, 5]", False),
        ("n in [4, unknown]", U),
        ("n in [5, unknown]", True),
        ("'x' in bins", True),
        ("'z' in bins", False),
        ("'z' not in bins", True),
        ("'z' in unknown", U),
        ("one == 'x'", True),
        ("one.text", "<x>"),
        ("unknown.text", U),
        ("1 if yes else 2", Decimal(1)),
        ("1 if not yes else 2", Decimal(2)),
        ("1 if unknown else 2", U),
        ("answered(n)", True),
        ("answered(unknown)", False),
        ("answered(unknown) or yes", True),
        ("lookup(data, 'a').n", Decimal(7)),
        ("lookup(data, 'b').n", U),
        ("lookup(data, unknown)", U),
        ("count(bins)", Decimal(2)),
        ("count(unknown)", U),
        ("length(word)", Decimal(4)),
        ("age(born)", Decimal(46)),
        ("age(unknown)", U),
        ("day == '2026-11-20'", True),
        ("at < '07:00'", True),
        ("today - 1 day", date(2026, 11, 22)),
        ("1 day + today", date(2026, 11, 24)),
        ("today - 2 weeks", date(2026, 11, 9)),
        ("today - 9 months", date(2026, 2, 23)),
        ("today + 3 years", date(2029, 11, 23)),
        ("end - 1 month", date(2026, 2, 28)),
        ("today - 2 working days", date(2026, 11, 19)),
        ("today - 4 working days", date(2026, 11, 16)),
        ("today + 2 * 1 working day", date(2026, 11, 25)),
        ("today + n * 1 day", date(2026, 11, 28)),
        ("today + unknown * 1 day", U),
        ("today + 40 working days", U),
        ("today + 9000 years", U),
    ],
)  # fmt: skip
def test_results(source: str, wanted: Value) -> None:
    found = run(
        source,
        n=Decimal(5), yes=True, word="four", one=Chosen("x", "list"),
        bins=(Chosen("x", "list"), Chosen("y", "list")), born=date(1980, 11, 23), day=date(2026, 11, 20),
        at=time(6, 30), end=date(2026, 3, 31),
    )  # fmt: skip
    assert found == wanted
    assert type(found) is type(wanted) or found is U


def test_holidays_that_are_not_known_make_a_working_day_unknown() -> None:
    scope = Told()
    scope.holidays = lambda: UNKNOWN  # type: ignore[method-assign]  # a scope without them
    assert run("today + 1 working day", scope) is U


def test_money_stays_money_in_sums() -> None:
    assert isinstance(run("a + 1", a=Money("2.50")), Money)
    assert isinstance(run("a * 2", a=Money("2.50")), Money)
    assert not isinstance(run("a * 2", a=Decimal(2)), Money)


@pytest.mark.parametrize(
    ("source", "items", "wanted"),
    [
        ("any(r, x)", (False, True, U), True),
        ("any(r, x)", (False, U), U),
        ("any(r, x)", (False, False), False),
        ("any(r, x)", (), False),
        ("every(r, x)", (True, False, U), False),
        ("every(r, x)", (True, U), U),
        ("every(r, x)", (True, True), True),
        ("every(r, x)", (), True),
        ("count(r)", (True, U), Decimal(2)),
        ("count(r)", (), Decimal(0)),
        ("count(r, x)", (True, False, True), Decimal(2)),
        ("count(r, x)", (True, U), U),
        ("sum(r, x)", (Decimal(2), Decimal("0.5")), Decimal("2.5")),
        ("sum(r, x)", (Decimal(2), U), U),
        ("sum(r, x)", (), Decimal(0)),
    ],
)
def test_functions_over_a_repeat(source: str, items: tuple[Value, ...], wanted: Value) -> None:
    assert run(source, Told({"r": [Told(x=item) for item in items]})) == wanted


@pytest.mark.parametrize("source", ["any(r, x)", "every(r, x)", "count(r)", "count(r, x)", "sum(r, x)"])
def test_a_repeat_off_the_path_is_unknown(source: str) -> None:
    assert run(source) is U


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("not (late", "cannot-read"),
        ("", "cannot-read"),
        ("a b", "cannot-read"),
        ("a = 3", "cannot-read"),
        ("today > 2026-01-01", "cannot-read"),
        ("x" * 3000, "cannot-read"),
        ("(" * 900 + "a" + ")" * 900, "cannot-read"),
        ("lambda: a", "not-allowed"),
        ("a / 2", "not-allowed"),
        ("a ** 2", "not-allowed"),
        ("a[0]", "not-allowed"),
        ("f'{a}'", "not-allowed"),
        ("[x for x in a]", "not-allowed"),
        ("a is b", "not-allowed"),
        ("1 < a < 3", "not-allowed"),
        ("a.b()", "not-allowed"),
        ("count(r=a)", "not-allowed"),
        ("True", "not-allowed"),
        ("a == None", "not-allowed"),
        ("'a\\n'", "not-allowed"),
        ("_span(1, 'day')", "not-allowed"),
        ("eval('1')", "not-found"),
        ("any(r)", "wrong-type"),
        ("any(1, x)", "wrong-type"),
    ],
)
def test_what_may_not_stand_in_an_expression(source: str, rule: str) -> None:
    with pytest.raises(ExpressionError) as error:
        parse(source, MARK)
    assert error.value.rule == rule


def test_a_span_inside_quotes_is_text() -> None:
    assert run("word == '14 days'", word="14 days") is True


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("45 days", Span(45, "day")),
        ("1 week", Span(7, "day")),
        ("2 years", Span(24, "month")),
        ("3 working days", Span(3, "working day")),
        ("45", None),
        ("days", None),
    ],
)
def test_spans_alone(text: str, wanted: Span | None) -> None:
    assert span_of(text) == wanted


def test_columns_that_a_condition_fixes() -> None:
    def columns(source: str) -> tuple[set[str], bool]:
        found, whole = fixed_columns(parse(source, MARK))
        return set(found), whole

    assert columns("option.round == item and option.size == 3") == ({"round", "size"}, True)
    assert columns("option.round == item and option.size < 3") == ({"round"}, False)
    assert columns("option.round == option.size") == (set(), False)
    assert columns("option.round == item or option.size == 3") == (set(), False)
    assert fixed_columns(None) == ({}, True)


def test_truth_is_asked_of_known_values_only() -> None:
    def one(source: str) -> Expression:
        return parse(source, MARK)

    assert one("a").is_true(Told(a=True))
    assert not one("a").is_true(Told())
    assert not one("a").is_false(Told())
    assert one("a").is_false(Told(a=False))
