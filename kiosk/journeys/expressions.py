"""Expressions of journeys: a small part of Python's grammar, parsed with `ast`, never evaluated by Python.

Conditions are three-valued (Kleene): unknown spreads through comparison, arithmetic, columns and `not`,
but `false and unknown` is false and `true or unknown` is true. Names are looked up in a `Scope`.
Whether names exist and kinds fit is `kinds` and `check`; here a wrong kind is our own bug.

Beyond names, numbers, 'quoted values', `[…]`, `and or not`, comparisons, `in`, `+ - *`, `x if c else y`
and `row.column` there are spans: `14 days`, `2 weeks`, `1 month`, `3 years`, `2 working days`. A number
times a span is a span, so that a number may come from data: `rule.window * 1 working day`.
"""

import ast
import operator
import re
from collections.abc import Callable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, Protocol, cast

from msgspec import Struct

from kiosk.errors import BugError
from kiosk.journeys.source import Mark
from kiosk.journeys.values import UNKNOWN, Money, Picked, Span, Unknown, Value, age, shifted

SPAN_CALL = "_span"
_SPAN = re.compile(r"(?<![\w.])(\d+)\s+(working\s+days?|days?|weeks?|months?|years?)\b")
_QUOTED = re.compile(r"('[^']*'|\"[^\"]*\")")
_UNITS = {"day": (1, "day"), "week": (7, "day"), "month": (1, "month"), "year": (12, "month")}
LONGEST = 2000

FUNCTIONS = {
    "answered": (1, 1),
    "lookup": (2, 6),
    "any": (2, 2),
    "every": (2, 2),
    "count": (1, 2),
    "sum": (2, 2),
    "length": (1, 1),
    "age": (1, 1),
}
"""Name: fewest and most arguments."""


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


class Expression(Struct, frozen=True):
    """One checked expression: its text, where it stands, its tree for the checker, and how to run it."""

    source: str
    mark: Mark
    tree: ast.expr
    run: Run

    def is_true(self, scope: Scope) -> bool:
        """True only when known to be true."""
        return self.run(scope) is True

    def is_false(self, scope: Scope) -> bool:
        """True only when known to be false."""
        return self.run(scope) is False


class ExpressionError(Exception):
    """What is wrong with an expression: a rule of the checker, its message, a suggestion."""

    def __init__(self, rule: str, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.suggestion = suggestion


def parse(source: str, mark: Mark) -> Expression:
    """Read an expression. Raises ExpressionError."""
    text = " ".join(source.split())
    if not text:
        raise ExpressionError("cannot-read", "an expression is missing here.")
    if len(text) > LONGEST:
        raise ExpressionError("cannot-read", f"an expression has more than {LONGEST} characters.")
    if "\\" in text or "\0" in text or SPAN_CALL in text:
        raise ExpressionError(
            "not-allowed", "an expression holds no backslash and no name with '_' before it."
        )
    pieces = _QUOTED.split(text)
    pieces[::2] = [_SPAN.sub(_span_call, piece) for piece in pieces[::2]]
    try:
        tree = ast.parse("".join(pieces), mode="eval").body
        run = _run(tree)
    except (SyntaxError, ValueError):
        hint = "Use == to compare." if re.search(r"(?<![=!<>])=(?!=)", text) else ""
        raise ExpressionError("cannot-read", f"'{text}' cannot be read.", hint) from None
    except RecursionError:
        raise ExpressionError("cannot-read", "an expression is nested too deeply.") from None
    return Expression(text, mark, tree, run)


def _span_call(match: re.Match[str]) -> str:
    words = match[2].split()
    unit = words[-1].removesuffix("s")
    if len(words) == 2:
        return f"{SPAN_CALL}({match[1]}, 'working day')"
    size, base = _UNITS[unit]
    return f"{SPAN_CALL}({int(match[1]) * size}, '{base}')"


def span_of(text: str) -> Span | None:
    """A span written alone, such as `45 days`; None when it is not one."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        return None
    call = cast("ast.Call", ast.parse(_span_call(match), mode="eval").body)
    return _span(call)


def _span(call: ast.Call) -> Span:
    amount, unit = (cast("ast.Constant", argument).value for argument in call.args)
    return Span(cast("int", amount), cast("str", unit))  # type: ignore[arg-type]  # one of ours


def is_span(node: ast.expr) -> bool:
    """Whether `node` stands for a span as written."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == SPAN_CALL


def constant(node: ast.Constant) -> Value:
    """The value of a number or a quoted text."""
    if isinstance(node.value, bool) or not isinstance(node.value, int | float | str):
        raise ExpressionError("not-allowed", f"'{ast.unparse(node)}' may not stand in an expression.")
    return node.value if isinstance(node.value, str) else Decimal(str(node.value))


def function_name(node: ast.Call) -> str:
    """The function that is called, with the right number of arguments; else ExpressionError."""
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise ExpressionError("not-allowed", f"'{ast.unparse(node)}' may not stand in an expression.")
    name = node.func.id
    if name not in FUNCTIONS:
        raise ExpressionError("not-found", f"there is no function '{name}'.", nearest(name, FUNCTIONS))
    fewest, most = FUNCTIONS[name]
    if not fewest <= len(node.args) <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
        raise ExpressionError("wrong-type", f"{name}() takes {wanted} values, not {len(node.args)}.")
    return name


def plain_name(node: ast.expr, what: str) -> str:
    """The name in `node`, where only a name may stand."""
    if not isinstance(node, ast.Name):
        raise ExpressionError("wrong-type", f"'{ast.unparse(node)}' is not the name of a {what}.")
    return node.id


def nearest(word: str, known: object) -> str:
    """`Did you mean …?` for a word that is not known, or ''."""
    from difflib import get_close_matches

    close = get_close_matches(word, sorted(str(one) for one in cast("list[str]", known)), n=1, cutoff=0.5)
    return f"Did you mean '{close[0]}'?" if close else ""


# Running. Each node becomes a closure once, when the journey loads.


def _run(node: ast.expr) -> Run:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return _all([_run(part) for part in parts], stop=False)
        case ast.BoolOp(values=parts):
            return _all([_run(part) for part in parts], stop=True)
        case ast.UnaryOp(op=ast.Not(), operand=inside):
            return _not(_run(inside))
        case ast.UnaryOp(op=ast.USub(), operand=inside):
            return _minus(_run(inside))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compare(_run(left), op, _run(right))
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as sign, right=right):
            return _arithmetic(_run(left), sign, _run(right))
        case ast.IfExp(test=test, body=body, orelse=other):
            return _either(_run(test), _run(body), _run(other))
        case ast.Attribute(value=inside, attr=column):
            return _column(_run(inside), column)
        case ast.List(elts=parts):
            items = [_run(part) for part in parts]
            return lambda scope: cast("Value", tuple(item(scope) for item in items))
        case ast.Call() if is_span(node):
            span = _span(node)
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
        return _lookup(dataset, [_run(argument) for argument in node.args[1:]])
    if name in ("any", "every", "sum") or len(node.args) == 2:
        repeat = plain_name(node.args[0], "repeat")
        return _over(name, repeat, _run(node.args[1]))
    inside = _run(node.args[0])
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


def fixed_columns(where: Expression | None) -> tuple[dict[str, Run], bool]:
    """The columns that `where` sets equal to something that does not read `option`, and whether
    that is all it says. A dataset can be searched by them at once.
    """
    if where is None:
        return {}, True
    parts = (
        where.tree.values
        if isinstance(where.tree, ast.BoolOp) and isinstance(where.tree.op, ast.And)
        else [where.tree]
    )
    fixed: dict[str, Run] = {}
    for part in parts:
        match part:
            case ast.Compare(
                left=ast.Attribute(value=ast.Name(id="option"), attr=column),
                ops=[ast.Eq()],
                comparators=[right],
            ) if column != "text" and not _reads_option(right):
                fixed[column] = _run(right)
    return fixed, len(fixed) == len(parts)


def _reads_option(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "option" for part in ast.walk(node))
