"""What a touch changes on the on-screen keyboard, and which keys to touch for a text. Pure.

touch        page                               shift
a character  back to the first page, where the  off; on after a space in a name
             page is for one character
shift        stays                              turned round
a page key   the page it leads to               stays
any other    stays                              stays
"""

from collections import deque

from msgspec import Struct
from msgspec.structs import replace

from kiosk.errors import BugError
from ui.keyboard_layouts import FIRST_PAGE, ONCE, PAGES, WORKING_ROWS, Key

CAPITAL_FIRST = frozenset({"letters", "name"})
"""Kinds whose text begins with a capital letter."""


class State(Struct, frozen=True):
    """What the keyboard shows: `kind` of the field, page, shift, and whether Enter makes a new `lines`."""

    kind: str
    page: str
    shift: bool
    lines: bool

    @property
    def keys(self) -> list[Key]:
        """The keys to be touched now."""
        rows = PAGES[self.page] + WORKING_ROWS[self.lines]
        return [key for row in rows for key in row if key.does != "gap"]


def start(kind: str, *, empty: bool, lines: bool) -> State:
    """The state a field opens with. Raises BugError for a kind there is no keyboard for."""
    if kind not in FIRST_PAGE:
        raise BugError(f"there is no keyboard '{kind}'; there are {', '.join(FIRST_PAGE)}")
    return State(kind, FIRST_PAGE[kind], empty and kind in CAPITAL_FIRST, lines)


def first_again(state: State) -> State:
    """The state when all that was typed has been deleted."""
    return replace(state, shift=state.kind in CAPITAL_FIRST)


def after(state: State, key: Key) -> State:
    """The state after a touch of `key`."""
    if key.does == "type":
        page = FIRST_PAGE[state.kind] if state.page in ONCE else state.page
        return replace(state, page=page, shift=state.kind == "name" and key.text == " ")
    if key.does == "shift":
        return replace(state, shift=not state.shift)
    if key.does == "page":
        return replace(state, page=key.page or FIRST_PAGE[state.kind])
    return state


def typed(state: State, key: Key) -> str:
    """The text a touch of `key` puts into the field, '' for keys that do something else."""
    return "\n" if key.does == "enter" else key.typed(state.shift)


def route(state: State, text: str) -> list[Key]:
    """The keys to touch one after the other to type `text`.

    Raises BugError for a character that no key types; its text names only the character's number.
    """
    keys: list[Key] = []
    while text:
        steps, state, length = _next(state, text)
        keys += steps
        text = text[length:]
    return keys


def _next(state: State, text: str) -> tuple[list[Key], State, int]:
    """The fewest touches that type the beginning of `text`, the state after them, characters typed."""
    seen = {state}
    waiting: deque[tuple[State, list[Key]]] = deque([(state, [])])
    while waiting:
        now, steps = waiting.popleft()
        fits = [key for key in now.keys if typed(now, key) and text.startswith(typed(now, key))]
        if fits:
            key = max(fits, key=lambda one: len(typed(now, one)))
            return [*steps, key], after(now, key), len(typed(now, key))
        for key in now.keys:
            then = after(now, key)
            if not typed(now, key) and then not in seen:
                seen.add(then)
                waiting.append((then, [*steps, key]))
    raise BugError(f"no key of the {state.kind} keyboard types U+{ord(text[0]):04X}")
