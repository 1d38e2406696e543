"""An `ask` becomes a question: its type, the keys that belong to that type, and its messages."""

from kiosk.journeys.definition import Ask, Purpose
from kiosk.journeys.entry import Entry
from kiosk.journeys.grammar import nearest
from kiosk.journeys.reading import one_of, scalar, table
from kiosk.journeys.source import Scalar
from kiosk.journeys.texts import Text
from kiosk.journeys.types import TYPES

ASK_KEYS = {"type", "short", "optional", "default", "sensitive", "messages", "purpose"}
"""The keys of every ask beside those that each step may have."""
EVERY_TYPE: set[str] = set().union(*(kind.keys for kind in TYPES.values()))
"""The keys that some type has."""
PURPOSES: dict[Purpose, str] = {
    "name": "name",
    "email": "email",
    "tel": "phone",
    "street-address": "address",
    "postal-code": "postcode",
    "bday": "date",
}
"""What a question may be for, and the type it then has."""
_RULES = ("required", "format", "option")
_BOUNDS = frozenset({"min", "max", "pattern", "decimals"})


def build_question(entry: Entry) -> Ask | None:
    """The question of an `ask`; None where its type is not known."""
    desk, nodes = entry.desk, entry.node.nodes
    if "type" not in nodes:
        return None
    type_ = scalar(nodes["type"], desk.findings).text
    kind = TYPES.get(type_)
    if kind is None:
        desk.say(
            nodes["type"].mark, "not-found", f"there is no answer type '{type_}'.", nearest(type_, TYPES)
        )
        return None
    for key in entry.node.keys:
        if key in EVERY_TYPE - kind.keys:
            known = sorted(kind.keys) or ["none of its own"]
            message = f"'{key}' is not a key of type {type_}, which has {', '.join(known)}."
            desk.say(entry.node.keys[key].mark, "unknown-key", message)
    for key in sorted(kind.needs - entry.node.keys.keys()):
        desk.say(entry.mark, "missing-key", f"an ask of type {type_} needs the key '{key}'.")
    short = nodes.get("short")
    hidden = isinstance(short, Scalar) and short.plain and short.text == "false"
    never = isinstance(sensitive := nodes.get("sensitive"), Scalar) and sensitive.text == "never-stored"
    return Ask(
        **entry.common(),
        type=type_,
        short=None if hidden else entry.text("short"),
        hidden=hidden,
        optional=entry.flag("optional"),
        sensitive=never or entry.flag("sensitive") or kind.never_stored,
        never_stored=never or kind.never_stored,
        default=entry.expression("default"),
        of=_of(entry, type_),
        where=entry.expression("where"),
        min=entry.expression("min"),
        max=entry.expression("max"),
        decimals=entry.number("decimals", 0, 6),
        pattern=scalar(nodes["pattern"], desk.findings).text if "pattern" in nodes else "",
        purpose=_purpose(entry, type_),
        messages=_messages(entry, type_),
        marks=entry.marks(),
    )


def _purpose(entry: Entry, type_: str) -> Purpose | None:
    node = entry.node.nodes.get("purpose")
    if node is None:
        return None
    purpose = one_of(node, tuple(PURPOSES), entry.desk.findings)
    if PURPOSES[purpose] != type_:
        message = f"the purpose '{purpose}' belongs to the type {PURPOSES[purpose]}, not to {type_}."
        entry.desk.say(node.mark, "wrong-value", message)
    return purpose


def _of(entry: Entry, type_: str) -> str:
    node = entry.node.nodes.get("of")
    if node is None or "of" not in TYPES[type_].keys:
        return ""
    desk, name = entry.desk, scalar(node, entry.desk.findings).text
    lists = {} if type_ in ("address", "place") else {**desk.shared.lists, **desk.lists}
    datasets = {} if type_ == "choices" else desk.datasets
    if name in lists:
        desk.listing(name)
    elif name not in datasets:
        what = "dataset" if not lists else "list" if not datasets else "list or dataset"
        hint = nearest(name, [*lists, *datasets])
        desk.say(node.mark, "not-found", f"there is no {what} '{name}'.", hint)
    return name


def _messages(entry: Entry, type_: str) -> dict[str, Text]:
    node = entry.node.nodes.get("messages")
    if node is None:
        return {}
    inner = table(node, "messages", entry.desk.findings)
    known = {*_RULES, *(TYPES[type_].keys & _BOUNDS)}
    messages: dict[str, Text] = {}
    for rule, one in inner.nodes.items():
        if rule not in known:
            message = f"type {type_} has no message '{rule}'."
            entry.desk.say(inner.keys[rule].mark, "no-such-message", message, nearest(rule, known))
            continue
        messages[rule] = entry.desk.text(f"{entry.name}.messages.{rule}", one)
    return messages
