"""Kinds of expressions, worked out without running them.

Kinds are yesno, number, text, date, time, one(list), many(list), row(dataset), list(repeat), span, file
(a signature), files (photos), and `value` for a quoted text, which takes the kind of what it meets. A kind
that cannot be worked out is None, and a finding says why. What a name means at a place is asked of a `Names`.
"""

import ast
from collections.abc import Mapping
from datetime import date, time
from typing import Protocol

from msgspec import Struct

from kiosk.journeys.definition import Dataset, Listing
from kiosk.journeys.grammar import ExpressionError, function_name, is_span, nearest, plain_name


class Kind(Struct, frozen=True):
    """A kind; `of` names the list, dataset or repeat."""

    name: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.name}({self.of})" if self.of else self.name


YESNO, NUMBER, TEXT, DATE, TIME = Kind("yesno"), Kind("number"), Kind("text"), Kind("date"), Kind("time")
FILE, FILES = Kind("file"), Kind("files")
SPAN, VALUE, VALUES = Kind("span"), Kind("value"), Kind("values")
ORDERED = (NUMBER, DATE, TIME)


class Names(Protocol):
    """What can be seen at one place. Methods raise ExpressionError."""

    @property
    def lists(self) -> Mapping[str, Listing]:
        """The journey's lists."""
        ...

    @property
    def datasets(self) -> Mapping[str, Dataset]:
        """The declared datasets."""
        ...

    @property
    def uses(self) -> Mapping[str, int]:
        """The datasets the journey says it uses."""
        ...

    def kind(self, name: str) -> Kind | None:
        """What a name stands for; None when its own finding has been told."""
        ...

    def within(self, repeat: str) -> "Names":
        """What can be seen inside each pass of an earlier repeat."""
        ...


def kind_of(node: ast.expr, names: Names) -> Kind | None:
    """The kind of an expression. Raises ExpressionError for the first thing that does not fit."""
    match node:
        case ast.BoolOp(values=parts):
            for part in parts:
                _want(part, YESNO, names)
            return YESNO
        case ast.UnaryOp(op=ast.Not(), operand=inside):
            _want(inside, YESNO, names)
            return YESNO
        case ast.UnaryOp(operand=inside):
            _want(inside, NUMBER, names)
            return NUMBER
        case ast.Compare():
            return _compare(node, names)
        case ast.BinOp():
            return _arithmetic(node, names)
        case ast.IfExp(test=test, body=body, orelse=other):
            _want(test, YESNO, names)
            one, two = kind_of(body, names), kind_of(other, names)
            _alike(body, one, other, two, names)
            return two if one == VALUE else one
        case ast.Attribute(value=inside, attr=column):
            return column_kind(kind_of(inside, names), column, ast.unparse(inside), names)
        case ast.List(elts=parts):
            for part in parts:
                kind_of(part, names)
            return VALUES
        case ast.Call():
            return _call(node, names)
        case ast.Name(id=name):
            return DATE if name == "today" else names.kind(name)
        case ast.Constant(value=str()):
            return VALUE
    return NUMBER


def _say(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _want(node: ast.expr, kind: Kind, names: Names) -> None:
    found = kind_of(node, names)
    if found is not None and found != kind and not (found == VALUE and fits_value(node, kind, names)):
        hint = "Compare it with something." if kind == YESNO else ""
        raise ExpressionError("wrong-type", f"'{_say(node)}' is {found}, where {kind} is needed.", hint)


def wants(node: ast.expr, kinds: tuple[Kind, ...], names: Names) -> Kind | None:
    """The expression's kind, which must be one of these."""
    found = kind_of(node, names)
    if found is None or found in kinds:
        return found
    if found == VALUE:
        for kind in kinds:
            if fits_value(node, kind, names):
                return kind
    wanted = " or ".join(str(kind) for kind in kinds)
    raise ExpressionError("wrong-type", f"'{_say(node)}' is {found}, where {wanted} is needed.")


def fits_value(node: ast.expr, kind: Kind, names: Names) -> bool:
    """Whether a quoted text can be of this kind. Raises for one that is not in its list."""
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
    if text is None or kind in (TEXT, VALUE):
        return True
    if kind.name in ("one", "many"):
        values = names.lists[kind.of].choices
        if text not in values:
            message = f"'{text}' is not a value of {kind.of}."
            raise ExpressionError("not-in-list", message, nearest(text, values))
        return True
    read = {"date": date.fromisoformat, "time": time.fromisoformat}.get(kind.name)
    if read is None:
        return False
    try:
        read(text)
    except ValueError:
        form = "2026-11-01" if kind == DATE else "18:30"
        raise ExpressionError("wrong-type", f"'{text}' is not a {kind}; write it as '{form}'.") from None
    return True


def _alike(one: ast.expr, kind: Kind | None, two: ast.expr, other: Kind | None, names: Names) -> None:
    """Both sides have one kind, or a quoted text takes the other's."""
    if kind is None or other is None or kind == other:
        return
    if kind == VALUE and fits_value(one, other, names):
        return
    if other == VALUE and fits_value(two, kind, names):
        return
    raise ExpressionError("wrong-type", f"'{_say(one)}' is {kind} but '{_say(two)}' is {other}.")


def _compare(node: ast.Compare, names: Names) -> Kind:
    left, right, op = node.left, node.comparators[0], node.ops[0]
    one = kind_of(left, names)
    if isinstance(op, ast.In | ast.NotIn):
        if isinstance(right, ast.List):
            for part in right.elts:
                _alike(left, one, part, kind_of(part, names), names)
            return YESNO
        many = kind_of(right, names)
        if many is not None and many.name != "many":
            message = f"'{_say(right)}' is {many}, where a list of values is needed."
            hint = "Use == to compare." if many.name == "one" else ""
            raise ExpressionError("wrong-type", message, hint)
        if many is not None:
            _alike(left, one, right, Kind("one", many.of), names)
        return YESNO
    other = kind_of(right, names)
    _alike(left, one, right, other, names)
    kind = other if one == VALUE else one
    if kind is None:
        return YESNO
    if not isinstance(op, ast.Eq | ast.NotEq) and kind not in ORDERED:
        raise ExpressionError("wrong-type", f"'{_say(left)}' is {kind}, which has no order.")
    if kind.name in ("row", "list", "many", "span", "values", "file", "files"):
        hint = (
            "Use 'in'."
            if kind.name == "many"
            else "Compare one of its columns."
            if kind.name == "row"
            else ""
        )
        raise ExpressionError("wrong-type", f"'{_say(left)}' is {kind}, which cannot be compared.", hint)
    return YESNO


def _arithmetic(node: ast.BinOp, names: Names) -> Kind | None:
    one, two = kind_of(node.left, names), kind_of(node.right, names)
    if one is None or two is None:
        return one or two
    sums = isinstance(node.op, ast.Add | ast.Sub)
    if one == two == NUMBER:
        return NUMBER
    if sums and one == DATE and two == SPAN:
        return DATE
    if isinstance(node.op, ast.Add) and one == SPAN and two == DATE:
        return DATE
    if isinstance(node.op, ast.Mult) and {one, two} == {NUMBER, SPAN}:
        return SPAN
    sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}[type(node.op)]
    hint = "Say what it counts: 14 days." if sums and one == DATE and two == NUMBER else ""
    raise ExpressionError(
        "wrong-type", f"'{_say(node.left)}' is {one}, '{_say(node.right)}' {two}: no {sign}.", hint
    )


def column_kind(row: Kind | None, column: str, said: str, names: Names) -> Kind | None:
    """The kind of `row.column`, or of `choice.text`."""
    if row is None:
        return None
    if row.name == "one" and column == "text":
        return TEXT
    if row.name != "row":
        message = f"'{said}' is {row}, which has no column '{column}'."
        raise ExpressionError("wrong-type", message)
    columns = names.datasets[row.of].columns
    kind = columns.get(column)
    if kind is None:
        raise ExpressionError("not-found", f"{row.of} has no column '{column}'.", nearest(column, columns))
    return Kind(kind) if kind in ("text", "number", "yesno", "date", "time") else Kind("one", kind)


def _call(node: ast.Call, names: Names) -> Kind | None:
    if is_span(node):
        unit = node.args[1]
        if isinstance(unit, ast.Constant) and unit.value == "working day" and "holidays" not in names.uses:
            raise ExpressionError("not-in-uses", "working days need 'holidays' in 'uses'.")
        return SPAN
    name = function_name(node)
    first = node.args[0]
    if name == "lookup":
        return _lookup(node, names)
    if name == "answered":
        kind_of(first, names)
        return YESNO
    if name == "length":
        _want(first, TEXT, names)
        return NUMBER
    if name == "age":
        _want(first, DATE, names)
        return NUMBER
    if name == "count" and len(node.args) == 1:
        kind = kind_of(first, names)
        if kind is not None and kind.name not in ("list", "many", "files"):
            raise ExpressionError("wrong-type", f"'{_say(first)}' is {kind}, which cannot be counted.")
        return NUMBER
    repeat = plain_name(first, "repeat")
    kind = names.kind(repeat)
    if kind is None:
        return YESNO if name in ("any", "every") else NUMBER
    if kind.name != "list":
        raise ExpressionError("wrong-type", f"'{repeat}' is {kind}, where a repeat is needed.")
    _want(node.args[1], NUMBER if name == "sum" else YESNO, names.within(repeat))
    return YESNO if name in ("any", "every") else NUMBER


def _lookup(node: ast.Call, names: Names) -> Kind:
    dataset = plain_name(node.args[0], "dataset")
    declared = names.datasets.get(dataset)
    if declared is None:
        raise ExpressionError(
            "not-found", f"there is no dataset '{dataset}'.", nearest(dataset, names.datasets)
        )
    if dataset not in names.uses:
        raise ExpressionError("not-in-uses", f"'{dataset}' is not in the journey's 'uses'.")
    keys = node.args[1:]
    if len(keys) != len(declared.key):
        wanted = ", ".join(declared.key)
        raise ExpressionError("wrong-type", f"the key of {dataset} is {wanted}: {len(declared.key)} values.")
    for part, column in zip(keys, declared.key, strict=True):
        wanted_kind = column_kind(Kind("row", dataset), column, dataset, names)
        kind = kind_of(part, names)
        # A list's value is a text, and may find a row by one.
        if (
            kind is None
            or wanted_kind is None
            or kind == wanted_kind
            or (wanted_kind == TEXT and kind.name == "one")
        ):
            continue
        if kind == VALUE and fits_value(part, wanted_kind, names):
            continue
        raise ExpressionError(
            "wrong-type", f"'{_say(part)}' is {kind}, but {dataset}.{column} is {wanted_kind}."
        )
    return Kind("row", dataset)
