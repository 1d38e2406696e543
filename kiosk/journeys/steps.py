"""Nodes become steps: each kind with its own keys, in the places it may stand."""

from collections.abc import Callable
from typing import cast

from kiosk.journeys.definition import Ask, Check, Exit, Note, PageStep, Pay, Repeat, Rule, Section, Step
from kiosk.journeys.desk import Desk
from kiosk.journeys.entry import Entry
from kiosk.journeys.grammar import nearest
from kiosk.journeys.questions import ASK_KEYS, EVERY_TYPE, build_question
from kiosk.journeys.reading import Keys, scalar, table
from kiosk.journeys.source import Node, Scalar, Sequence, Table

_COMMON = {"title", "body", "when", "who"}
KEYS = {
    "ask": Keys("ask", {"ask", *_COMMON, *ASK_KEYS, *EVERY_TYPE}, {"type", "title"}),
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
    return _BUILDERS[kind](Entry(node, kind, desk))


def _held(entry: Entry, holder: str) -> tuple[Step, ...]:
    node = entry.node.nodes.get("steps")
    return build_steps(node, entry.desk, holder) if node is not None else ()


def _page(entry: Entry) -> PageStep:
    steps = _held(entry, "page")
    return PageStep(
        **entry.common(),
        steps=cast("tuple[Ask | Note, ...]", steps),
        rules=_rules(entry) if "rules" in entry.node.nodes else (),
    )


def _rules(entry: Entry) -> tuple[Rule, ...]:
    desk = entry.desk
    inner = table(entry.node.nodes["rules"], "rules", desk.findings)
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
                say=desk.text(f"{entry.name}.rules.{name}", one.nodes["say"]),
                at=scalar(one.nodes["at"], desk.findings).text,
                mark=one.nodes["at"].mark,
            )
        )
    return tuple(rules)


def _section(entry: Entry) -> Section:
    steps = _held(entry, "section")
    return Section(**entry.common(), steps=steps)


def _repeat(entry: Entry) -> Repeat:
    nodes = entry.node.nodes
    if ("for" in nodes) == ("max" in nodes):
        entry.desk.say(entry.mark, "unbounded", f"the repeat '{entry.name}' needs either 'for' or 'max'.")
    steps = _held(entry, "repeat")
    return Repeat(
        **entry.common(),
        short=entry.text("short"),
        each=entry.expression("for"),
        min=entry.number("min", 0, 50),
        max=entry.number("max", 1, 50),
        lets=entry.desk.lets(nodes["let"]) if "let" in nodes else {},
        steps=cast("tuple[Ask | PageStep | Note, ...]", steps),
        marks=entry.marks(),
    )


def _note(entry: Entry) -> Note:
    return Note(**entry.common(), shows=entry.desk.showing(entry.node))


def _exit(entry: Entry) -> Exit | None:
    common = entry.common()
    if common["when"] is None:
        entry.desk.say(entry.mark, "exit-without-when", f"the exit '{entry.name}' needs a 'when'.")
        return None
    return Exit(
        **common,
        shows=entry.desk.showing(entry.node),
        link=entry.expression("link"),
        next=entry.desk.onward(entry.node),
    )


def _check(entry: Entry) -> Check:
    of = entry.name if entry.name == "answers" else f"check.{entry.name}"
    return Check(
        name=entry.name,
        title=entry.text("title", of),
        body=entry.text("body", of),
        short=entry.text("short", of),
        when=entry.expression("when"),
        staff=entry.staff(),
        mark=entry.mark,
    )


def _pay(entry: Entry) -> Pay | None:
    common, amount = entry.common(), entry.expression("amount")
    send = entry.node.nodes.get("send")
    if amount is None or send is None:
        return None
    return Pay(**common, amount=amount, send=scalar(send, entry.desk.findings).text)


_BUILDERS: dict[str, Callable[[Entry], Step | None]] = {
    "ask": build_question,
    "page": _page,
    "section": _section,
    "repeat": _repeat,
    "note": _note,
    "exit": _exit,
    "check": _check,
    "pay": _pay,
}
