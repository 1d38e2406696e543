"""Expressions of journeys: a small part of Python's grammar, parsed with `ast`, never evaluated by Python.

Conditions are three-valued (Kleene): unknown spreads through comparison, arithmetic, columns and `not`,
but `false and unknown` is false and `true or unknown` is true. Names are looked up in a `Scope`.
Whether names exist and kinds fit is `kinds` and `check`; here a wrong kind is our own bug.

Beyond names, numbers, 'quoted values', `[…]`, `and or not`, comparisons, `in`, `+ - *`, `x if c else y`
and `row.column` there are spans: `14 days`, `2 weeks`, `1 month`, `3 years`, `2 working days`. A number
times a span is a span, so that a number may come from data: `rule.window * 1 working day`.
"""

import ast

from msgspec import Struct

from kiosk.journeys.grammar import ExpressionError, tree_of
from kiosk.journeys.running import Run, Scope, runner
from kiosk.journeys.source import Mark


class Expression(Struct, frozen=True):
    """One checked expression: its text, where it stands, its tree for the checker, and how to run it; the
    `names` it reads and the `datasets` it looks up in, in the order in which they stand."""

    source: str
    mark: Mark
    tree: ast.expr
    run: Run
    names: tuple[str, ...]
    datasets: tuple[str, ...]

    def is_true(self, scope: Scope) -> bool:
        """True only when known to be true."""
        return self.run(scope) is True

    def is_false(self, scope: Scope) -> bool:
        """True only when known to be false."""
        return self.run(scope) is False


def parse(source: str, mark: Mark) -> Expression:
    """Read an expression. Raises ExpressionError."""
    text = " ".join(source.split())
    try:
        tree = tree_of(text)
        return Expression(text, mark, tree, runner(tree), *_read(tree))
    except RecursionError:
        raise ExpressionError("cannot-read", "an expression is nested too deeply.") from None


def _read(tree: ast.expr) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names and the datasets, each once."""
    names: dict[str, None] = {}
    datasets: dict[str, None] = {}
    ahead = [tree]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.Name):
            names[node.id] = None
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "lookup":
            named = node.args[0]
            if isinstance(named, ast.Name):
                datasets[named.id] = None
        for field in reversed(node._fields):
            inside = getattr(node, field)
            if isinstance(inside, ast.expr):
                ahead.append(inside)
            elif isinstance(inside, list):
                ahead.extend(one for one in reversed(inside) if isinstance(one, ast.expr))
    return tuple(names), tuple(datasets)


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
                fixed[column] = runner(right)
    return fixed, len(fixed) == len(parts)


def _reads_option(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "option" for part in ast.walk(node))
