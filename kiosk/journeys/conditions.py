"""Conditions in plain words, for those who write journeys: `not out_early` becomes “Out by 7am” is No.

English only, and never shown to residents. What cannot be said well stays as it was written.
"""

import ast

from kiosk.journeys.definition import Ask, Journey, PageStep, Repeat, Section, Step
from kiosk.journeys.expressions import Expression
from kiosk.journeys.grammar import is_span, span_in

_IS = {
    ast.Eq: "is",
    ast.NotEq: "is not",
    ast.Lt: "is less than",
    ast.LtE: "is at most",
    ast.Gt: "is more than",
    ast.GtE: "is at least",
}
_WHEN = {
    **_IS,
    ast.Lt: "is before",
    ast.LtE: "is no later than",
    ast.Gt: "is after",
    ast.GtE: "is no earlier than",
}
_SIGN = {ast.Add: "plus", ast.Sub: "minus", ast.Mult: "times"}


def every_step(steps: tuple[Step, ...]) -> list[Step]:
    """All steps, each before what it holds."""
    found: list[Step] = []
    for step in steps:
        found.append(step)
        if isinstance(step, Section | Repeat | PageStep):
            found += every_step(step.steps)
    return found


class Conditions:
    """Says the conditions of one journey."""

    def __init__(self, journey: Journey) -> None:
        self._journey = journey
        steps = every_step(journey.steps)
        self._asks = {step.name: step for step in steps if isinstance(step, Ask)}
        self._repeats = {step.name: step for step in steps if isinstance(step, Repeat)}

    def said(self, expression: Expression) -> str:
        """The condition in words."""
        return self._say(expression.tree)

    def named(self, expression: Expression) -> str:
        """A value in words: “What we missed”."""
        return self._value(expression.tree)

    def _say(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(op=sign, values=parts):
                word = " and " if isinstance(sign, ast.And) else " or "
                return word.join(self._inner(part) for part in parts)
            case ast.UnaryOp(op=ast.Not(), operand=inside):
                return self._no(inside)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compare(left, op, right)
        return self._yes(node)

    def _inner(self, node: ast.expr) -> str:
        return f"({self._say(node)})" if isinstance(node, ast.BoolOp) else self._say(node)

    def _yes(self, node: ast.expr) -> str:
        """A condition that is a yes or no by itself."""
        match node:
            case ast.Call(func=ast.Name(id="answered"), args=[inside]):
                return f"{self._value(inside)} is known"
            case ast.Call(func=ast.Name(id="any" | "every" as word), args=[ast.Name(id=repeat), inside]):
                return f"for {word} one of {self._value(ast.Name(repeat))}: {self._say(inside)}"
            case ast.Name(id=name) if name not in self._asks:
                return _spaced(name)
        return f"{self._value(node)} is Yes"

    def _no(self, node: ast.expr) -> str:
        match node:
            case ast.Call(func=ast.Name(id="answered"), args=[inside]):
                return f"{self._value(inside)} is not known"
            case ast.Name(id=name) if name not in self._asks:
                return f"not {_spaced(name)}"
            case ast.Name() | ast.Attribute():
                return f"{self._value(node)} is No"
        return f"not ({self._say(node)})"

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        of = self._list_of(left) or self._list_of(right)
        if isinstance(op, ast.In | ast.NotIn):
            if isinstance(right, ast.List):
                values = " or ".join(self._value(part, of) for part in right.elts)
                return f"{self._value(left)} is {'not ' * isinstance(op, ast.NotIn)}{values}"
            verb = "includes" if isinstance(op, ast.In) else "does not include"
            return f"{self._value(right)} {verb} {self._value(left, of)}"
        verbs = _WHEN if self._dated(left) or self._dated(right) else _IS
        return f"{self._value(left, of)} {verbs[type(op)]} {self._value(right, of)}"

    def _value(self, node: ast.expr, of: str = "") -> str:
        match node:
            case ast.Constant(value=str() as text):
                return f"“{self._word(text, of)}”"
            case ast.Constant():
                return ast.unparse(node)
            case ast.Name(id=name):
                return self._name(name)
            case ast.Attribute(value=inside, attr="text"):
                return self._value(inside)
            case ast.Attribute(value=inside, attr=column):
                return f"{self._value(inside)}: {_spaced(column)}"
            case ast.BinOp(left=left, op=sign, right=right):
                return f"{self._value(left)} {_SIGN[type(sign)]} {self._value(right)}"
            case ast.IfExp(test=test, body=body, orelse=other):
                return f"({self._value(body)} if {self._say(test)}, else {self._value(other)})"
            case ast.Call() if is_span(node):
                span = span_in(node)
                return f"{span.amount} {span.unit}{'s' * (span.amount != 1)}"
            case ast.Call(func=ast.Name(id="count"), args=[many, *rest]):
                such = f" with {self._say(rest[0])}" if rest else ""
                return f"how many of {self._value(many)}{such}"
            case ast.Call(func=ast.Name(id="lookup"), args=[dataset, *keys]):
                return f"{ast.unparse(dataset)} of {', '.join(self._value(key) for key in keys)}"
            case ast.Call(func=ast.Name(id=word), args=[inside, *_]):
                return f"{word} of {self._value(inside)}"
        return ast.unparse(node)

    def _name(self, name: str) -> str:
        ask, repeat = self._asks.get(name), self._repeats.get(name)
        if ask is not None:
            return f"“{(ask.short or ask.title).source}”"
        if repeat is not None:
            return f"“{repeat.title.source}”"
        return _spaced(name)

    def _word(self, value: str, of: str) -> str:
        """The words of a list's value; of the only list that has it where the list is not known."""
        lists = self._journey.lists
        having = [lists[of]] if of in lists else [one for one in lists.values() if value in one.choices]
        texts = {one.choices[value].text.source for one in having if value in one.choices}
        return texts.pop() if len(texts) == 1 else value

    def _list_of(self, node: ast.expr) -> str:
        ask = self._asks.get(node.id) if isinstance(node, ast.Name) else None
        return ask.of if ask is not None else ""

    def _dated(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call) and not is_span(node):
            # An age or a length is a number, whatever it is worked out from.
            return False
        names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        types = {self._asks[name].type for name in names & self._asks.keys()}
        return "today" in names or bool(types & {"date", "month", "time"})


def _spaced(name: str) -> str:
    return name.replace("_", " ")
