"""Expressions become closures over a scope, once, when a journey loads. Three-valued, as `expressions` says.

A kind that does not fit is our own bug here: `kinds` has looked at every expression before one runs.
"""

import ast
import operator
from collections.abc import Callable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, Protocol, cast

from kiosk.errors import BugError
from kiosk.journeys.grammar import ExpressionError, constant, function_name, is_span, plain_name, span_in
from kiosk.journeys.values import UNKNOWN, Money, Photos, Picked, Span, Unknown, Value, age, shifted


class Scope(Protocol):
    """What an expression can see."""

    @property
    def today(self) -> date:
        """The day of the visit, fixed for the session."""
        ...

    def value(self, name: str) -> Value:
        """An earlier answer, a let, `item`, `option` or `reference`; unknown when not told yet."""
        ...

    def passes(self, repeat: str) -> "Sequence[Scope] | Unknown":
        """One scope for each pass of a repeat; unknown when the repeat is off the path."""
        ...

    def row(self, dataset: str, key: tuple[Value, ...]) -> Value:
        """The row with that key; unknown when there is none or the dataset is too old or absent."""
        ...

    def text(self, value: Value) -> Value:
        """The words for a list's value or a row."""
        ...

    def holidays(self) -> frozenset[date] | Unknown:
        """The bank holidays, unknown when the dataset is too old or absent."""
        ...


Run = Callable[[Scope], Value]


def runner(node: ast.expr) -> Run:
    """What to call with a scope for the value of `node`. Raises ExpressionError."""
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return _all([runner(part) for part in parts], stop=False)
        case ast.BoolOp(values=parts):
            return _all([runner(part) for part in parts], stop=True)
        case ast.UnaryOp(op=ast.Not(), operand=inside):
            return _not(runner(inside))
        case ast.UnaryOp(op=ast.USub(), operand=inside):
            return _minus(runner(inside))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compare(runner(left), op, runner(right))
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as sign, right=right):
            return _arithmetic(runner(left), sign, runner(right))
        case ast.IfExp(test=test, body=body, orelse=other):
            return _either(runner(test), runner(body), runner(other))
        case ast.Attribute(value=inside, attr=column):
            return _column(runner(inside), column)
        case ast.List(elts=parts):
            items = [runner(part) for part in parts]
            return lambda scope: cast("Value", tuple(item(scope) for item in items))
        case ast.Call() if is_span(node):
            span = span_in(node)
            return lambda scope: span
        case ast.Call():
            return _function(node)
        case ast.Name(id="today"):
            return lambda scope: scope.today
        case ast.Name(id=name):
            return lambda scope: scope.value(name)
        case ast.Constant():
            value = constant(node)
            return lambda scope: value
    raise ExpressionError("not-allowed", f"'{ast.unparse(node)}' may not stand in an expression.")


def _all(parts: list[Run], *, stop: bool) -> Run:
    """`and` (stop at false) or `or` (stop at true)."""

    def run(scope: Scope) -> Value:
        found: Value = not stop
        for part in parts:
            value = part(scope)
            if value is stop:
                return stop
            if value is UNKNOWN:
                found = UNKNOWN
        return found

    return run


def _not(inside: Run) -> Run:
    def run(scope: Scope) -> Value:
        value = inside(scope)
        return UNKNOWN if value is UNKNOWN else not value

    return run


def _minus(inside: Run) -> Run:
    def run(scope: Scope) -> Value:
        value = inside(scope)
        if value is UNKNOWN:
            return UNKNOWN
        if isinstance(value, Decimal):
            return _same_money(-value, value)
        raise BugError("minus before something that is not a number")

    return run


_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def _compare(left: Run, op: ast.cmpop, right: Run) -> Run:
    if isinstance(op, ast.In | ast.NotIn):
        wanted = isinstance(op, ast.In)

        def run_in(scope: Scope) -> Value:
            one, many = left(scope), right(scope)
            if one is UNKNOWN or many is UNKNOWN:
                return UNKNOWN
            if not isinstance(many, tuple):
                raise BugError("'in' something that is not a list")
            kin = [_alike(one, item)[1] for item in many]
            if any(item == _alike(one, item)[0] for item in kin if item is not UNKNOWN):
                return wanted
            return UNKNOWN if any(item is UNKNOWN for item in kin) else not wanted

        return run_in
    compare = _ORDER.get(type(op))
    if compare is None:
        raise ExpressionError("not-allowed", "'is' may not stand in an expression.", "Use == to compare.")

    def run(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        return compare(*_alike(one, other))

    return run


def _alike(one: Value, other: Value) -> tuple[Value, Value]:
    """A quoted value takes the other side's kind."""
    if isinstance(one, date | time) and isinstance(other, str):
        return one, type(one).fromisoformat(other)
    if isinstance(other, date | time) and isinstance(one, str):
        return type(other).fromisoformat(one), other
    return one, other


def _same_money(result: Decimal, *terms: Value) -> Decimal:
    return Money(result) if any(isinstance(term, Money) for term in terms) else result


def _arithmetic(left: Run, sign: ast.operator, right: Run) -> Run:
    def run(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        match one, other, sign:
            case Decimal(), Decimal(), ast.Add():
                return _same_money(one + other, one, other)
            case Decimal(), Decimal(), ast.Sub():
                return _same_money(one - other, one, other)
            case Decimal(), Decimal(), ast.Mult():
                return _same_money(one * other, one, other)
            case (Decimal() as times, Span() as span, ast.Mult()) | (
                Span() as span,
                Decimal() as times,
                ast.Mult(),
            ):
                return Span(int(times) * span.amount, span.unit)
            case (date() as start, Span() as span, ast.Add()) | (Span() as span, date() as start, ast.Add()):
                return _shifted(start, span, scope)
            case date(), Span(), ast.Sub():
                return _shifted(one, Span(-other.amount, other.unit), scope)
        raise BugError("arithmetic between kinds that do not fit")

    return run


def _shifted(start: date, span: Span, scope: Scope) -> Value:
    try:
        return shifted(start, span, scope.holidays() if span.unit == "working day" else UNKNOWN)
    except (OverflowError, ValueError):
        return UNKNOWN


def _either(test: Run, body: Run, other: Run) -> Run:
    def run(scope: Scope) -> Value:
        value = test(scope)
        return UNKNOWN if value is UNKNOWN else body(scope) if value is True else other(scope)

    return run


def _column(inside: Run, column: str) -> Run:
    def run(scope: Scope) -> Value:
        value = inside(scope)
        if value is UNKNOWN:
            return UNKNOWN
        if column == "text":
            return scope.text(value)
        if isinstance(value, Picked):
            return value.column(column)
        raise BugError("a column of something that is not a row")

    return run


def _function(node: ast.Call) -> Run:
    name = function_name(node)
    if name == "lookup":
        dataset = plain_name(node.args[0], "dataset")
        return _lookup(dataset, [runner(argument) for argument in node.args[1:]])
    if name in ("any", "every", "sum") or len(node.args) == 2:
        repeat = plain_name(node.args[0], "repeat")
        return _over(name, repeat, runner(node.args[1]))
    inside = runner(node.args[0])
    if name == "answered":
        return lambda scope: inside(scope) is not UNKNOWN
    if name == "count":
        named = node.args[0].id if isinstance(node.args[0], ast.Name) else ""
        return _count(named, inside)
    return _measure(name, inside)


def _lookup(dataset: str, keys: list[Run]) -> Run:
    def run(scope: Scope) -> Value:
        key = tuple(part(scope) for part in keys)
        return UNKNOWN if UNKNOWN in key else scope.row(dataset, key)

    return run


def _over(name: str, repeat: str, inside: Run) -> Run:
    """`any`, `every`, `count` and `sum` over the passes of a repeat."""

    def run(scope: Scope) -> Value:
        passes = scope.passes(repeat)
        if isinstance(passes, Unknown):
            return UNKNOWN
        values = [inside(one) for one in passes]
        if name == "any" and True in values:
            return True
        if name == "every" and False in values:
            return False
        if UNKNOWN in values:
            return UNKNOWN
        if name == "sum":
            numbers = cast("list[Decimal]", values)
            return _same_money(sum(numbers, Decimal(0)), *numbers)
        if name == "count":
            return Decimal(sum(value is True for value in values))
        return name == "every"

    return run


def _count(named: str, inside: Run) -> Run:
    def run(scope: Scope) -> Value:
        if named:
            passes = scope.passes(named)
            if not isinstance(passes, Unknown):
                return Decimal(len(passes))
        value = inside(scope)
        if isinstance(value, Photos):
            return Decimal(len(value.files))
        return Decimal(len(value)) if isinstance(value, tuple) else UNKNOWN

    return run


def _measure(name: str, inside: Run) -> Run:
    def run(scope: Scope) -> Value:
        value = inside(scope)
        if value is UNKNOWN:
            return UNKNOWN
        if name == "length" and isinstance(value, str):
            return Decimal(len(value))
        if name == "age" and isinstance(value, date):
            return Decimal(age(value, scope.today))
        raise BugError(f"{name}() of a kind that does not fit")

    return run
