"""The grammar of expressions on top of Python's `ast`: spans, constants, functions, and what is refused.

`running` makes closures of it, `kinds` works out the kinds.
"""

import ast
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import cast

from kiosk.journeys.values import Span, Unit, Value

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


class ExpressionError(Exception):
    """What is wrong with an expression: a rule of the checker, its message, a suggestion."""

    def __init__(self, rule: str, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.suggestion = suggestion


def tree_of(text: str) -> ast.expr:
    """The tree of an expression's text, spans turned into calls. Raises ExpressionError."""
    if not text:
        raise ExpressionError("cannot-read", "an expression is missing here.")
    if len(text) > LONGEST:
        raise ExpressionError("cannot-read", f"an expression has more than {LONGEST} characters.")
    if "\\" in text or "\0" in text or SPAN_CALL in text:
        raise ExpressionError("not-allowed", "an expression holds no backslash and no '_span'.")
    pieces = _QUOTED.split(text)
    pieces[::2] = [_SPAN.sub(_span_call, piece) for piece in pieces[::2]]
    try:
        return ast.parse("".join(pieces), mode="eval").body
    except (SyntaxError, ValueError):
        hint = "Use == to compare." if re.search(r"(?<![=!<>])=(?!=)", text) else ""
        if re.search(r"(?<!')[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            hint = "Put quotes round a date: '2026-11-01'."
        raise ExpressionError("cannot-read", f"'{text}' cannot be read.", hint) from None


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
    return span_in(call)


def span_in(call: ast.Call) -> Span:
    """The span that a call made by `tree_of` stands for."""
    amount, unit = (cast("ast.Constant", argument).value for argument in call.args)
    return Span(cast("int", amount), cast("Unit", unit))


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


def nearest(word: str, known: Iterable[str]) -> str:
    """`Did you mean …?` for a word that is not known, or ''."""
    from difflib import get_close_matches

    close = get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f"Did you mean '{close[0]}'?" if close else ""
