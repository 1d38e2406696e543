"""What a touch changes on the on-screen keyboard, and which keys to touch for a text. Pure.

    touch        page                               shift
    a character  back to the letters, where the     on where a capital begins by itself, else off
                 page is for one character
    shift        stays                              turned round
    a page key   the page it leads to               stays
    any other    stays                              as after a character

A capital begins by itself at the start of a text, of a line and of a sentence, and of each part of a name.
"""

from collections import deque

from msgspec import Struct
from msgspec.structs import replace

from kiosk.errors import BugError
from ui.keyboard_layouts import FIRST_PAGE, ONCE, PAGES, WORKING_ROWS, Key, first_page

NAME_PARTS = (" ", "-", "'")
SENTENCE_ENDS = (". ", "? ", "! ", "\n")


class State(Struct, frozen=True):
    """What the keyboard shows: `kind` of the field, page, shift, and whether Enter makes a new line.

    `letters` is the page of letters that was seen last: where there are two alphabets, one goes back to the
    one in use. `before` is the end of what stands before the cursor: two characters are enough to know a
    start.
    """

    kind: str
    page: str
    letters: str
    shift: bool
    lines: bool
    before: str

    @property
    def keys(self) -> list[Key]:
        """The keys to be touched now."""
        rows = PAGES[self.page] + WORKING_ROWS[self.lines]
        return [key for row in rows for key in row if key.does != "gap"]


def start(kind: str, *, before: str, lines: bool, language: str = "en") -> State:
    """The state a field opens with. Raises BugError for a kind there is no keyboard for."""
    if kind not in FIRST_PAGE:
        raise BugError(f"there is no keyboard '{kind}'; there are {', '.join(FIRST_PAGE)}")
    page = first_page(kind, language)
    return State(kind, page, page, _begins(kind, before), lines, before[-2:])


def pages_of(kind: str, language: str = "en") -> list[str]:
    """The pages that the page keys of a kind lead to, the first one first."""
    found = [first_page(kind, language)]
    for page in found:
        keys = (key for row in PAGES[page] for key in row if key.page)
        found += [key.page for key in keys if key.page not in found]
    return found


def follow(state: State, before: str) -> State:
    """The state when `before` stands before the cursor now."""
    return replace(state, shift=_begins(state.kind, before), before=before[-2:])


def after(state: State, key: Key) -> State:
    """The state after a touch of `key`, as far as it can be known without the field."""
    text = typed(state, key)
    if text:
        page = state.letters if state.page in ONCE else state.page
        return follow(replace(state, page=page), state.before + text)
    if key.does == "shift":
        return replace(state, shift=not state.shift)
    if key.does == "page":
        page = key.page or state.letters
        return replace(state, page=page, letters=page if _has_letters(page) else state.letters)
    return state


def _has_letters(page: str) -> bool:
    return page.startswith(("letters", "latin"))


def _begins(kind: str, before: str) -> bool:
    """Whether a capital begins by itself after `before`."""
    if kind == "name":
        return not before or before.endswith(NAME_PARTS)
    return kind == "letters" and (not before or before.endswith(SENTENCE_ENDS))


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
