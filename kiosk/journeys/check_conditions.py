"""Conditions that can never hold, or always do.

Closed answers are tried out: yes or no, the values of a list, closed columns. Everything else that a
condition asks is free to be true, false or unknown, so what is called impossible truly is. A required
answer that is on the way is known. A step's condition is its own, those around it, and no earlier exit.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from math import prod
from random import Random
from typing import Literal, TypeAlias

from kiosk.journeys.check_names import Sight
from kiosk.journeys.check_texts import certain
from kiosk.journeys.definition import Exit, Listing
from kiosk.journeys.expressions import Expression
from kiosk.journeys.grammar import ExpressionError
from kiosk.journeys.kinds import YESNO, Kind, column_kind
from kiosk.journeys.source import Finding, found
from kiosk.journeys.survey import Survey, View

MOST_CASES = 100_000
DRAWN = 40
DRAWN_OF_MANY = 5_000
Truth: TypeAlias = bool | None
"""Kleene: None is unknown."""
Case: TypeAlias = dict[str, str | Truth]
Test: TypeAlias = Callable[[Case], Truth]


def check_conditions(survey: Survey) -> Iterator[Finding]:
    """Every step's own condition."""
    for when, view, what in _conditions(survey):
        verdict = _verdict(when, view, survey)
        if verdict == "never":
            message = f"'{when.source}' can never be true: the {what} never shows."
            yield found(when.mark, "never-true", message)
        elif verdict == "always":
            hint = "Look at what it compares." if what == "exit" else "Leave it out."
            yield found(when.mark, "always-true", f"'{when.source}' is always true.", hint)
        elif verdict == "many":
            message = f"not decided whether '{when.source}' can be true: there are too many cases."
            yield found(when.mark, "never-true", message, level="warning")


def _conditions(survey: Survey) -> Iterator[tuple[Expression, View, str]]:
    for stop in survey.stops:
        if stop.step.when is not None:
            yield stop.step.when, stop.view, "exit" if isinstance(stop.step, Exit) else "step"
    for part in survey.journey.parts:
        if part.when is not None:
            yield part.when, survey.at_end, "part"


def _verdict(when: Expression, view: View, survey: Survey) -> Literal["never", "always", "many", ""]:
    atoms = _Atoms(survey, view)
    own = atoms.test(when.tree)
    around = [atoms.test(one.tree) for one in view.conditions]
    mine = set(atoms.values)
    exits: list[Test] = []
    for one in view.exits:
        asked = _Atoms(survey, view)
        test = asked.test(one.tree)
        # An exit that asks other things does not bear on this condition.
        if set(asked.values) & mine:
            exits.append(test)
            atoms.values.update(asked.values)
    seen: set[Truth] = set()
    for case in _cases(atoms.values):
        if all(test(case) is True for test in around) and not any(test(case) is True for test in exits):
            seen.add(own(case))
            if len(seen) > 1 and True in seen:
                return ""
    if prod(len(values) for values in atoms.values.values()) > MOST_CASES:
        return "many"
    # Where nothing at all is possible, the condition around it is the one to blame.
    return "never" if seen and True not in seen else "always" if seen == {True} else ""


def _cases(values: Mapping[str, tuple[str | Truth, ...]]) -> Iterator[Case]:
    """A few cases drawn with a fixed seed, which mostly settle it; then all, unless they are too many."""
    few = prod(len(one) for one in values.values()) <= MOST_CASES
    draw = Random(1)  # noqa: S311  # not a secret: the same cases each time
    for _ in range(DRAWN if few else DRAWN_OF_MANY):
        yield {name: draw.choice(one) for name, one in values.items()}
    for combination in product(*values.values()) if few else ():
        yield dict(zip(values, combination, strict=True))


class _Atoms:
    """A condition as a test over closed answers and free questions. `values` gives what each may be."""

    def __init__(self, survey: Survey, view: View) -> None:
        self._survey = survey
        self._view = view
        self._open: set[str] = set()
        self.values: dict[str, tuple[str | Truth, ...]] = {}

    def test(self, node: ast.expr) -> Test:
        """The test of an expression that is a yes or no."""
        match node:
            case ast.BoolOp(op=op, values=parts):
                return _joined([self.test(part) for part in parts], stop=isinstance(op, ast.Or))
            case ast.UnaryOp(op=ast.Not(), operand=inside):
                return _opposite(self.test(inside))
            case ast.IfExp(test=asked, body=body, orelse=other):
                return _either(self.test(asked), self.test(body), self.test(other))
            case ast.Name(id=name) if name not in self._open and (let := self._let(name)) is not None:
                self._open.add(name)
                inner = self.test(let)
                self._open.discard(name)
                return inner
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                closed = self._closed(left, op, right)
                if closed is not None:
                    return closed
            case ast.Call(func=ast.Name(id="answered"), args=[ast.Name() as asked]):
                return self._answered(node, asked)
        return self._free(node)

    def _answered(self, node: ast.expr, asked: ast.Name) -> Test:
        """Whether something was answered: as known as the answer is."""
        key = self._value_atom(asked)
        if key is None and self._kind(asked) == YESNO and self._let(asked.id) is None:
            self._free(asked)
            key = asked.id
        if key is None:
            return (lambda case: True) if self._sure(asked) else self._free(node)
        atom = key
        return lambda case: case[atom] is not None

    def _let(self, name: str) -> ast.expr | None:
        named = self._survey.names.get(name)
        return named.let.expression.tree if named is not None and named.let is not None else None

    def _kind(self, node: ast.expr) -> Kind | None:
        sight = Sight(self._survey, self._view, "when")
        try:
            if isinstance(node, ast.Name):
                return sight.kind(node.id)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                return column_kind(sight.kind(node.value.id), node.attr, node.value.id, sight)
        except ExpressionError:
            pass
        return None

    def _free(self, node: ast.expr) -> Test:
        """A question of its own, which may be answered in any way."""
        key = ast.unparse(node)
        if isinstance(node, ast.Name):
            known = self._kind(node) == YESNO and self._sure(node)
            self.values.setdefault(key, (True, False) if known else (True, False, None))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "answered":
            self.values.setdefault(key, (True, False))
        else:
            self.values.setdefault(key, (True, False, None))
        return _truth(key)

    def _sure(self, node: ast.expr) -> bool:
        """Whether an answer is on the way and required, so that it is known."""
        if not isinstance(node, ast.Name):
            return False
        named = self._survey.names.get(node.id)
        conditions = tuple(one.source for one in self._view.conditions)
        return node.id == "item" or (
            named is not None and named.ask is not None and certain(named, conditions)
        )

    def _listing(self, node: ast.expr, kind_name: str) -> Listing | None:
        kind = self._kind(node)
        if kind is None or kind.name != kind_name:
            return None
        return self._survey.journey.lists.get(kind.of)

    def _value_atom(self, node: ast.expr) -> str | None:
        """The atom of an answer, a column or `item` that is one of a list; None if it is not."""
        listing = self._listing(node, "one")
        if listing is None:
            return None
        key = ast.unparse(node)
        known = self._sure(node)
        self.values.setdefault(key, tuple(listing.choices) if known else (*listing.choices, None))
        return key

    def _closed(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Test | None:
        """A comparison of one of a list with its values; or whether a value is among many."""
        if isinstance(left, ast.Constant) and isinstance(op, ast.Eq | ast.NotEq):
            left, right = right, left
        if isinstance(op, ast.Eq | ast.NotEq) and isinstance(right, ast.Constant):
            wanted = {right.value}
        elif isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.List):
            if not all(isinstance(part, ast.Constant) for part in right.elts):
                return None
            wanted = {part.value for part in right.elts if isinstance(part, ast.Constant)}
        elif isinstance(op, ast.In | ast.NotIn) and isinstance(left, ast.Constant):
            return self._member(left, op, right)
        else:
            return None
        key = self._value_atom(left)
        if key is None:
            return None
        yes = isinstance(op, ast.Eq | ast.In)
        return lambda case: None if case[key] is None else (case[key] in wanted) is yes

    def _member(self, value: ast.Constant, op: ast.cmpop, many: ast.expr) -> Test | None:
        if self._listing(many, "many") is None:
            return None
        key = f"{value.value!r} in {ast.unparse(many)}"
        sure = self._sure(many)
        self.values.setdefault(key, (True, False) if sure else (True, False, None))
        inside = _truth(key)
        return inside if isinstance(op, ast.In) else _opposite(inside)


def _truth(key: str) -> Test:
    """An atom that is itself a truth."""

    def test(case: Case) -> Truth:
        value = case[key]
        return value if isinstance(value, bool) else None

    return test


def _joined(parts: list[Test], *, stop: bool) -> Test:
    def test(case: Case) -> Truth:
        found: Truth = not stop
        for part in parts:
            value = part(case)
            if value is stop:
                return stop
            if value is None:
                found = None
        return found

    return test


def _opposite(inside: Test) -> Test:
    def test(case: Case) -> Truth:
        value = inside(case)
        return None if value is None else not value

    return test


def _either(test_: Test, body: Test, other: Test) -> Test:
    def test(case: Case) -> Truth:
        value = test_(case)
        return None if value is None else body(case) if value else other(case)

    return test
