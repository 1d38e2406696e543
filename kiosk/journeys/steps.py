"""Nodes become steps: each kind with its own keys, in the places it may stand."""

from collections.abc import Callable
from typing import Any, cast

from kiosk.journeys.definition import (
    Ask,
    Check,
    Exit,
    Note,
    PageStep,
    Pay,
    Purpose,
    Repeat,
    Rule,
    Section,
    Step,
)
from kiosk.journeys.desk import Desk
from kiosk.journeys.expressions import Expression
from kiosk.journeys.grammar import nearest
from kiosk.journeys.reading import Keys, flag, number, one_of, scalar, table
from kiosk.journeys.source import Mark, Node, Scalar, Sequence, Table
from kiosk.journeys.texts import Text
from kiosk.journeys.types import TYPES

_COMMON = {"title", "body", "when", "who"}
_ASK = {"type", "short", "optional", "default", "sensitive", "messages", "purpose"}
PURPOSES: dict[Purpose, str] = {
    "name": "name",
    "email": "email",
    "tel": "phone",
    "street-address": "address",
    "postal-code": "postcode",
    "bday": "date",
}
"""What a question may be for, and the type it then has."""
_EVERY_TYPE: set[str] = set().union(*(kind.keys for kind in TYPES.values()))
KEYS = {
    "ask": Keys("ask", {"ask", *_COMMON, *_ASK, *_EVERY_TYPE}, {"type", "title"}),
    "page": Keys("page", {"page", *_COMMON, "steps", "rules"}, {"title", "steps"}),
    "section": Keys("section", {"section", *_COMMON, "steps"}, {"title", "steps"}),
    "repeat": Keys(
        "repeat", {"repeat", *_COMMON, "for", "max", "min", "short", "let", "steps"}, {"title", "steps"}
    ),
    "note": Keys("note", {"note", *_COMMON, "of", "where"}, {"title"}),
    "exit": Keys("exit", {"exit", *_COMMON, "of", "where", "link", "next"}, {"title"}),
    "check": Keys("check", {"check", *_COMMON, "short"}, set()),
    "pay": Keys("pay", {"pay", *_COMMON, "amount", "send"}, {"title", "amount", "send"}),
}
_RULE = Keys("a rule", {"that", "say", "at"}, {"that", "say", "at"})
HOLDS = {
    "journey": frozenset(KEYS),
    "section": frozenset(KEYS) - {"section", "check", "pay"},
    "repeat": frozenset({"ask", "page", "note"}),
    "page": frozenset({"ask", "note"}),
}
"""What holds a step, and the kinds it may hold."""
_RULES = ("required", "format", "option")
_BOUNDS = frozenset({"min", "max", "pattern", "decimals"})


def build_steps(node: Node, desk: Desk, holder: str = "journey") -> tuple[Step, ...]:
    """A list of steps, or the name of one in shared.yaml."""
    if isinstance(node, Scalar):
        shared = desk.shared.steps.get(node.text)
        if shared is None:
            hint = nearest(node.text, desk.shared.steps)
            desk.say(node.mark, "not-found", f"'{node.text}' is not a list of steps in shared.yaml.", hint)
            return ()
        if f"steps.{node.text}" in desk.taken:
            desk.say(node.mark, "duplicate-name", f"the steps '{node.text}' stand already in this journey.")
            return ()
        desk.taken.add(f"steps.{node.text}")
        node = shared
    if not isinstance(node, Sequence):
        desk.say(node.mark, "wrong-value", "steps are a list, each beginning with '- '.")
        return ()
    built = (_step(table(item, "a step", desk.findings), desk, holder) for item in node.items)
    return tuple(step for step in built if step is not None)


def _step(node: Table, desk: Desk, holder: str) -> Step | None:
    kind = next((key for key in node.keys if key in KEYS), None)
    if kind is None:
        if node.keys:
            first = next(iter(node.keys))
            desk.say(node.mark, "unknown-key", f"a step begins with {', '.join(KEYS)}.", nearest(first, KEYS))
        return None
    if kind not in HOLDS[holder]:
        desk.say(node.mark, "wrong-place", f"no {kind} may stand in a {holder}.")
        return None
    KEYS[kind].check(node, desk.findings)
    return _BUILDERS[kind](_Part(node, kind, desk))


class _Part:
    """One step's node, and the keys that every kind has."""

    def __init__(self, node: Table, kind: str, desk: Desk) -> None:
        self.node = node
        self.desk = desk
        self.mark = node.keys[kind].mark
        key = scalar(node.nodes[kind], desk.findings)
        self.name = key.text if kind == "check" else desk.name(key)

    def text(self, key: str, of: str = "") -> Text | None:
        """The text under a key."""
        node = self.node.nodes.get(key)
        return self.desk.text(f"{of or self.name}.{key}", node) if node is not None else None

    def title(self) -> Text:
        """The title, which the keys' check wants."""
        return self.text("title") or Text(f"{self.name}.title", "", self.mark)

    def expression(self, key: str) -> Expression | None:
        """The expression under a key."""
        node = self.node.nodes.get(key)
        return self.desk.expression(node) if node is not None else None

    def flag(self, key: str) -> bool:
        """The flag under a key, false unless said."""
        node = self.node.nodes.get(key)
        return flag(node, self.desk.findings) if node is not None else False

    def staff(self) -> bool:
        """`who: staff`."""
        node = self.node.nodes.get("who")
        return node is not None and one_of(node, ("staff",), self.desk.findings) == "staff"

    def number(self, key: str, least: int, most: int) -> int:
        """The number under a key, 0 unless said."""
        node = self.node.nodes.get(key)
        return number(node, self.desk.findings, least, most) if node is not None else 0

    def marks(self) -> dict[str, Mark]:
        """Where each key stands."""
        return {name: key.mark for name, key in self.node.keys.items()}

    def common(self) -> dict[str, Any]:
        """What every kind has."""
        return {
            "name": self.name,
            "title": self.title(),
            "body": self.text("body"),
            "when": self.expression("when"),
            "staff": self.staff(),
            "mark": self.mark,
        }


def _ask(part: _Part) -> Ask | None:
    desk, nodes = part.desk, part.node.nodes
    if "type" not in nodes:
        return None
    type_ = scalar(nodes["type"], desk.findings).text
    kind = TYPES.get(type_)
    if kind is None:
        desk.say(
            nodes["type"].mark, "not-found", f"there is no answer type '{type_}'.", nearest(type_, TYPES)
        )
        return None
    for key in part.node.keys:
        if key in _EVERY_TYPE - kind.keys:
            known = sorted(kind.keys) or ["none of its own"]
            message = f"'{key}' is not a key of type {type_}, which has {', '.join(known)}."
            desk.say(part.node.keys[key].mark, "unknown-key", message)
    for key in sorted(kind.needs - part.node.keys.keys()):
        desk.say(part.mark, "missing-key", f"an ask of type {type_} needs the key '{key}'.")
    short = nodes.get("short")
    hidden = isinstance(short, Scalar) and short.plain and short.text == "false"
    never = isinstance(sensitive := nodes.get("sensitive"), Scalar) and sensitive.text == "never-stored"
    return Ask(
        **part.common(),
        type=type_,
        short=None if hidden else part.text("short"),
        hidden=hidden,
        optional=part.flag("optional"),
        sensitive=never or part.flag("sensitive") or kind.never_stored,
        never_stored=never or kind.never_stored,
        default=part.expression("default"),
        of=_of(part, type_),
        where=part.expression("where"),
        min=part.expression("min"),
        max=part.expression("max"),
        decimals=part.number("decimals", 0, 6),
        pattern=scalar(nodes["pattern"], desk.findings).text if "pattern" in nodes else "",
        purpose=_purpose(part, type_),
        messages=_messages(part, type_),
        marks=part.marks(),
    )


def _purpose(part: _Part, type_: str) -> Purpose | None:
    node = part.node.nodes.get("purpose")
    if node is None:
        return None
    purpose = one_of(node, tuple(PURPOSES), part.desk.findings)
    if PURPOSES[purpose] != type_:
        message = f"the purpose '{purpose}' belongs to the type {PURPOSES[purpose]}, not to {type_}."
        part.desk.say(node.mark, "wrong-value", message)
    return purpose


def _of(part: _Part, type_: str) -> str:
    node = part.node.nodes.get("of")
    if node is None or "of" not in TYPES[type_].keys:
        return ""
    desk, name = part.desk, scalar(node, part.desk.findings).text
    lists = {} if type_ in ("address", "place") else {**desk.shared.lists, **desk.lists}
    datasets = {} if type_ == "choices" else desk.datasets
    if name in lists:
        desk.listing(name)
    elif name not in datasets:
        what = "dataset" if not lists else "list" if not datasets else "list or dataset"
        hint = nearest(name, [*lists, *datasets])
        desk.say(node.mark, "not-found", f"there is no {what} '{name}'.", hint)
    return name


def _messages(part: _Part, type_: str) -> dict[str, Text]:
    node = part.node.nodes.get("messages")
    if node is None:
        return {}
    inner = table(node, "messages", part.desk.findings)
    known = {*_RULES, *(TYPES[type_].keys & _BOUNDS)}
    messages: dict[str, Text] = {}
    for rule, one in inner.nodes.items():
        if rule not in known:
            message = f"type {type_} has no message '{rule}'."
            part.desk.say(inner.keys[rule].mark, "no-such-message", message, nearest(rule, known))
            continue
        messages[rule] = part.desk.text(f"{part.name}.messages.{rule}", one)
    return messages


def _page(part: _Part) -> PageStep:
    steps = build_steps(part.node.nodes["steps"], part.desk, "page") if "steps" in part.node.nodes else ()
    return PageStep(
        **part.common(),
        steps=cast("tuple[Ask | Note, ...]", steps),
        rules=_rules(part) if "rules" in part.node.nodes else (),
    )


def _rules(part: _Part) -> tuple[Rule, ...]:
    desk = part.desk
    inner = table(part.node.nodes["rules"], "rules", desk.findings)
    rules: list[Rule] = []
    for name, node in inner.nodes.items():
        one = table(node, "a rule", desk.findings)
        _RULE.check(one, desk.findings)
        if not _RULE.needed <= one.nodes.keys():
            continue
        rules.append(
            Rule(
                name=name,
                that=desk.expression(one.nodes["that"]),
                say=desk.text(f"{part.name}.rules.{name}", one.nodes["say"]),
                at=scalar(one.nodes["at"], desk.findings).text,
                mark=one.nodes["at"].mark,
            )
        )
    return tuple(rules)


def _section(part: _Part) -> Section:
    steps = build_steps(part.node.nodes["steps"], part.desk, "section") if "steps" in part.node.nodes else ()
    return Section(**part.common(), steps=steps)


def _repeat(part: _Part) -> Repeat:
    nodes = part.node.nodes
    if ("for" in nodes) == ("max" in nodes):
        part.desk.say(part.mark, "unbounded", f"the repeat '{part.name}' needs either 'for' or 'max'.")
    steps = build_steps(nodes["steps"], part.desk, "repeat") if "steps" in nodes else ()
    return Repeat(
        **part.common(),
        short=part.text("short"),
        each=part.expression("for"),
        min=part.number("min", 0, 50),
        max=part.number("max", 1, 50),
        lets=part.desk.lets(nodes["let"]) if "let" in nodes else {},
        steps=cast("tuple[Ask | PageStep | Note, ...]", steps),
        marks=part.marks(),
    )


def _note(part: _Part) -> Note:
    return Note(**part.common(), shows=part.desk.showing(part.node))


def _exit(part: _Part) -> Exit | None:
    common = part.common()
    if common["when"] is None:
        part.desk.say(part.mark, "exit-without-when", f"the exit '{part.name}' needs a 'when'.")
        return None
    return Exit(
        **common,
        shows=part.desk.showing(part.node),
        link=part.expression("link"),
        next=part.desk.onward(part.node),
    )


def _check(part: _Part) -> Check:
    of = part.name if part.name == "answers" else f"check.{part.name}"
    return Check(
        name=part.name,
        title=part.text("title", of),
        body=part.text("body", of),
        short=part.text("short", of),
        when=part.expression("when"),
        staff=part.staff(),
        mark=part.mark,
    )


def _pay(part: _Part) -> Pay | None:
    common, amount = part.common(), part.expression("amount")
    send = part.node.nodes.get("send")
    if amount is None or send is None:
        return None
    return Pay(**common, amount=amount, send=scalar(send, part.desk.findings).text)


_BUILDERS: dict[str, Callable[[_Part], Step | None]] = {
    "ask": _ask,
    "page": _page,
    "section": _section,
    "repeat": _repeat,
    "note": _note,
    "exit": _exit,
    "check": _check,
    "pay": _pay,
}
