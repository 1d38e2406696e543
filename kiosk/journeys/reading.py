"""Small steps from nodes to values: a text, a flag, a number, names, a table with known keys.

Each adds a finding where the node is not what it should be, and gives something harmless instead.
"""

import re
from datetime import date
from typing import TypeVar

from msgspec import Struct

from kiosk.journeys.grammar import nearest
from kiosk.journeys.source import Finding, Mark, Node, Scalar, Sequence, Table, found

T = TypeVar("T", bound=str)


class Keys(Struct, frozen=True):
    """The keys a table may and must have."""

    what: str
    known: set[str]
    needed: set[str]

    def check(self, node: Table, findings: list[Finding]) -> None:
        """Add a finding for each key that is not known or is missing."""
        for name, key in node.keys.items():
            if name not in self.known:
                message = f"'{name}' is not a key of {self.what}."
                findings.append(found(key.mark, "unknown-key", message, nearest(name, self.known)))
        for name in sorted(self.needed - node.keys.keys()):
            findings.append(found(node.mark, "missing-key", f"{self.what} needs the key '{name}'."))


_CODES = Keys("codes", {"lgsl", "lgil"}, set())


def table(node: Node, what: str, findings: list[Finding]) -> Table:
    """`node` as a table."""
    if isinstance(node, Table):
        return node
    findings.append(found(node.mark, "wrong-value", f"{what} is a table of keys."))
    return Table(node.mark, {}, {})


def scalar(node: Node, findings: list[Finding]) -> Scalar:
    """`node` as one text."""
    if isinstance(node, Scalar):
        if not node.text.strip():
            findings.append(found(node.mark, "wrong-value", "a text is missing here."))
        return node
    findings.append(found(node.mark, "wrong-value", "one text stands here, not a list or a table."))
    return Scalar(node.mark, "", plain=True)


def flag(node: Node, findings: list[Finding]) -> bool:
    """A plain `true` or `false`."""
    if isinstance(node, Scalar) and node.plain and node.text in ("true", "false"):
        return node.text == "true"
    findings.append(found(node.mark, "wrong-value", "only true or false may stand here."))
    return False


def number(node: Node, findings: list[Finding], least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    text = scalar(node, findings).text
    if re.fullmatch(r"[0-9]{1,9}", text) and least <= int(text) <= most:
        return int(text)
    findings.append(found(node.mark, "wrong-value", f"a whole number from {least} to {most} stands here."))
    return least


def day(node: Node, findings: list[Finding]) -> date | None:
    """A date as 2026-11-01."""
    try:
        return date.fromisoformat(scalar(node, findings).text)
    except ValueError:
        findings.append(found(node.mark, "wrong-value", "a date is written as 2026-11-01."))
        return None


def one_of(node: Node, known: tuple[T, ...], findings: list[Finding]) -> T:
    """One of a few words."""
    text = scalar(node, findings).text
    for word in known:
        if word == text:
            return word
    message = f"'{text}' may not stand here; one of {', '.join(known)} may."
    findings.append(found(node.mark, "wrong-value", message, nearest(text, known)))
    return known[0]


def names_in(node: Node, findings: list[Finding]) -> tuple[tuple[str, Mark], ...]:
    """A list of words, each with its place."""
    if not isinstance(node, Sequence):
        findings.append(found(node.mark, "wrong-value", "a list of names stands here: [one, other]."))
        return ()
    return tuple((scalar(item, findings).text, item.mark) for item in node.items)


def codes_in(node: Table, findings: list[Finding]) -> dict[str, int]:
    """The codes of a service under `codes`: its numbers in the Local Government Services and Interactions
    Lists; empty where the key is not there."""
    if "codes" not in node.nodes:
        return {}
    codes = table(node.nodes["codes"], "codes", findings)
    _CODES.check(codes, findings)
    return {key: number(one, findings, 0, 99_999) for key, one in codes.nodes.items()}
