"""What a file says of one step, read key by key, and the keys that every kind of step has."""

from typing import Any

from kiosk.journeys.desk import Desk
from kiosk.journeys.expressions import Expression
from kiosk.journeys.reading import flag, number, one_of, scalar
from kiosk.journeys.source import Mark, Table
from kiosk.journeys.texts import Text


class Entry:
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
