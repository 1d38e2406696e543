"""What a resident told in one visit, on the path or off it. In memory only; what counts of it is `route`."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from kiosk.journeys.definition import Repeat
from kiosk.journeys.values import Blank, Value


class Earlier(Struct, frozen=True, kw_only=True):
    """What a resident told in an earlier journey of the visit. `of` is the dataset it was picked from,
    `other` whether it was told of somebody else."""

    value: Value
    of: str = ""
    sensitive: bool = False
    other: bool = False


class Told:
    """Everything a resident told in one visit, on the path or off it. Lives in memory only."""

    def __init__(self) -> None:
        self.answers: dict[str, Value | Blank] = {}
        self.drafted: dict[str, object] = {}
        """Answers of a draft in stored form, cleaned when the walk comes by."""
        self.typed: dict[str, object] = {}
        """What stood in the widget when an answer was taken."""
        self.passed: set[str] = set()
        self.items: dict[str, list[int]] = {}
        self.last: dict[str, int] = {}
        """The last id given to an item of each repeat."""
        self.offers: Mapping[str, Earlier] = {}
        """By purpose, what was told in earlier journeys of this visit."""

    def draft(
        self, answers: Mapping[str, object], passed: Iterable[str], items: Mapping[str, Mapping[str, Any]]
    ) -> None:
        """Take over what a draft holds (see `stored.draft`)."""
        self.drafted = dict(answers)
        self.passed = set(passed)
        self.items = {name: list(one["ids"]) for name, one in items.items()}
        self.last = {name: int(one["last"]) for name, one in items.items()}

    def items_of(self, repeat: Repeat) -> list[int]:
        """The ids of a repeat's items; the first opens by itself when there must be one."""
        items = self.items.setdefault(repeat.name, [])
        if not items and repeat.min >= 1:
            self.add_item(repeat.name)
        return items

    def add_item(self, repeat: str) -> None:
        """One more item, with an id that was never used."""
        items = self.items.setdefault(repeat, [])
        self.last[repeat] = self.last.get(repeat, 0) + 1
        items.append(self.last[repeat])

    def remove_item(self, repeat: str, item: int, keys: frozenset[str]) -> None:
        """Take an item away, with all that was told in it."""
        self.items[repeat].remove(item)
        for key in keys:
            self.answers.pop(key, None)
            self.drafted.pop(key, None)
            self.typed.pop(key, None)
        self.passed -= keys
