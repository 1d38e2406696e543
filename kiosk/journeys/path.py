"""The path: the screens a journey shows for what has been told, up to the first that is not done.

Facts that hold until the next answer; how they come about is `route`.
"""

from msgspec import Struct

from kiosk.journeys.definition import Ask, Note, Pay, Repeat, Rule, Section, Shown
from kiosk.journeys.scope import PathScope
from kiosk.journeys.values import Blank, Value


def keyed(name: str, item: str) -> str:
    """The key of an answer: `due`, or `due[refuse]` inside a repeat."""
    return f"{name}[{item}]" if item else name


class Screen(Struct, frozen=True, kw_only=True):
    """One screen of the path. `fields` are the asks and notes on it, with their keys."""

    key: str
    step: Shown
    scope: PathScope
    fields: tuple[tuple[str, Ask | Note], ...] = ()
    section: Section | None = None
    repeat: Repeat | None = None
    item: str = ""
    done: bool
    rule: Rule | None = None
    """The page's rule that its answers break."""


class Asked(Struct, frozen=True, kw_only=True):
    """A question on the path that has been answered, or passed as BLANK."""

    key: str
    ask: Ask
    value: Value | Blank
    scope: PathScope
    screen: Screen
    staff: bool


class Path(Struct, frozen=True, kw_only=True):
    """The screens in order up to the first that is not done (`frontier`, None at the end), the answers
    on the way, and the payments due."""

    screens: tuple[Screen, ...]
    asked: tuple[Asked, ...]
    scope: PathScope
    pays: tuple[tuple[Pay, PathScope], ...]
    frontier: Screen | None

    def at(self, key: str) -> int:
        """The place of a screen in the order, or -1."""
        return next((at for at, screen in enumerate(self.screens) if screen.key == key), -1)

    def screen_in(self, repeat: str) -> "Screen | None":
        """A screen of one of a repeat's items, or its list."""
        for screen in self.screens:
            if screen.key == repeat or (screen.repeat is not None and screen.repeat.name == repeat):
                return screen
        return None

    def screen_of(self, name: str) -> Screen | None:
        """The screen with that key, or with that question on it, or the first of an item."""
        for screen in self.screens:
            if screen.key == name or any(key == name for key, _ in screen.fields):
                return screen
        for screen in self.screens:
            if screen.repeat is not None and screen.item and f"{screen.repeat.name}[{screen.item}]" == name:
                return screen
        return None
