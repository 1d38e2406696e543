"""The layouts of the on-screen keyboard as data, and where each key lies. Pure: knows no widget.

A row is written as it is seen: keys between spaces, `*` and a number for a key wider than one column,
`gap` for an empty place. What a touch changes is `keyboard_state`, what a key is called `keyboard_names`.
"""

import re
from typing import Literal

from msgspec import Struct

Does = Literal["type", "shift", "page", "delete", "left", "right", "enter", "done", "hide", "gap"]


class Key(Struct, frozen=True):
    """One key. `name` is its object name without `key:`; `text` is what it types with shift off;
    `page` is where a page key leads, '' for the first page of the field's kind; `width` is in columns."""

    name: str
    does: Does
    text: str = ""
    page: str = ""
    width: float = 1.0

    def typed(self, shift: bool) -> str:
        """What the key types. Letters without a capital of one character stay as they are."""
        upper = self.text.upper()
        return upper if shift and len(upper) == len(self.text) == 1 else self.text

    @property
    def has_case(self) -> bool:
        """Whether shift changes what it types."""
        return self.typed(True) != self.text


class Sizes(Struct, frozen=True):
    """Pixels: a column with its gap (`pitch`), the gap, a key's height, fonts of signs and of words."""

    pitch: int
    gap: int
    height: int
    letter_px: int
    word_px: int


class Spot(Struct, frozen=True):
    """A key and its place in pixels, from the top left corner of its block."""

    key: Key
    x: int
    y: int
    width: int
    height: int


Rows = tuple[tuple[Key, ...], ...]

WORKING: dict[str, Key] = {
    "space": Key("space", "type", text=" "),
    "shift": Key("shift", "shift"),
    "abc": Key("abc", "page"),
    "123": Key("123", "page", page="numbers"),
    "signs": Key("signs", "page", page="signs"),
    "accents": Key("accents", "page", page="accents"),
    "more": Key("more", "page", page="more accents"),
    "rest": Key("rest", "page", page="rest of accents"),
    "delete": Key("backspace", "delete"),
    "left": Key("left", "left"),
    "right": Key("right", "right"),
    "enter": Key("enter", "enter"),
    "done": Key("done", "done"),
    "hide": Key("hide", "hide"),
    "gap": Key("", "gap"),
}
"""Keys written by a word. Any other key is written as what it types."""

_LAST = "' , space*4.5 . -"

_WRITTEN: dict[str, tuple[str, str, str, str]] = {
    "letters": (
        "q w e r t y u i o p",
        "gap*0.5 a s d f g h j k l gap*0.5",
        "shift*1.5 z x c v b n m accents*1.5",
        f"123*1.5 {_LAST}",
    ),
    "email": (
        "q w e r t y u i o p",
        "gap*0.5 a s d f g h j k l gap*0.5",
        "shift*1.5 z x c v b n m _*1.5",
        "123*1.5 @*1.5 . - .co.uk*2.75 .com*2.25",
    ),
    "numbers": (
        "1 2 3 4 5 6 7 8 9 0",
        '@ £ & / : ; ( ) " #',
        "signs*1.5 ? ! % + = * _ €*1.5",
        f"abc*1.5 {_LAST}",
    ),
    "signs": (
        "[ ] { } < > \\ | ^ ~",
        "$ ` ° × ÷ ½ ¼ – ’ …",
        "123*1.5 ? ! % + = * _ €*1.5",
        f"abc*1.5 {_LAST}",
    ),
    "accents": (
        "â á à ä ê é è ë î í",
        "ì ï ô ó ò ö û ú ù ü",
        "shift*1.5 ŵ ẃ ẁ ẅ ŷ ý ỳ more*1.5",
        f"abc*1.5 {_LAST}",
    ),
    "more accents": (
        "ą ć ę ł ń ś ź ż ă ș",
        "ț ã õ ñ ç å æ ø ß ő",
        "shift*1.5 ű č š ž ė į ų rest*1.5",
        f"abc*1.5 {_LAST}",
    ),
    "rest of accents": (
        "ā ē ī ū ģ ķ ļ ņ đ ð",
        "þ ě ň ř ů ť ď ľ ŕ ĺ",
        "shift*1.5 ğ ş ı İ ÿ œ ħ accents*1.5",
        f"abc*1.5 {_LAST}",
    ),
    "postcode": (
        "1 2 3 4 5 6 7 8 9 0",
        "Q W E R T Y U I O P",
        "A S D F G H J K L '",
        "- Z X C V B N M space*2",
    ),
    "number": ("1*2 2*2 3*2", "4*2 5*2 6*2", "7*2 8*2 9*2", "gap*2 0*2 gap*2"),
    "decimal": ("1*2 2*2 3*2", "4*2 5*2 6*2", "7*2 8*2 9*2", "gap*2 0*2 .*2"),
    "phone": ("1*2 2*2 3*2", "4*2 5*2 6*2", "7*2 8*2 9*2", "+*2 0*2 space*2"),
}

FIRST_PAGE = {
    "letters": "letters",
    "name": "letters",
    "email": "email",
    "postcode": "postcode",
    "number": "number",
    "decimal": "decimal",
    "phone": "phone",
}
"""The page a kind of field opens with."""

ONCE = frozenset({"accents", "more accents", "rest of accents"})
"""Pages that go back to the first one after one character, as an accent stands alone in a word."""

ROWS = 4
COLUMNS = 12
"""The widest page and the working keys beside it."""


def _read(row: str) -> tuple[Key, ...]:
    return tuple(_key(written) for written in row.split())


def _key(written: str) -> Key:
    match = re.fullmatch(r"(.+)\*([\d.]+)", written)
    word, width = (match[1], float(match[2])) if match else (written, 1.0)
    found = WORKING.get(word) or Key(word.lower(), "type", text=word)
    return Key(found.name, found.does, found.text, found.page, width)


PAGES: dict[str, Rows] = {name: tuple(_read(row) for row in rows) for name, rows in _WRITTEN.items()}
WORKING_ROWS: dict[bool, Rows] = {
    lines: tuple(_read(row) for row in ("delete*2", "left right", "enter*2" if lines else "done*2", "hide*2"))
    for lines in (False, True)
}
"""The keys beside every page, for fields of one line and of several `lines`."""


def block_size(rows: Rows, sizes: Sizes) -> tuple[int, int]:
    """Width and height of a block in pixels."""
    columns = max(sum(key.width for key in row) for row in rows)
    return int(columns * sizes.pitch) - sizes.gap, len(rows) * (sizes.height + sizes.gap) - sizes.gap


def place(rows: Rows, sizes: Sizes) -> list[Spot]:
    """Where the keys of a block lie."""
    spots = []
    for line, row in enumerate(rows):
        at = 0.0
        for key in row:
            left, right = int(at * sizes.pitch), int((at + key.width) * sizes.pitch)
            if key.does != "gap":
                top = line * (sizes.height + sizes.gap)
                spots.append(Spot(key, left, top, right - left - sizes.gap, sizes.height))
            at += key.width
    return spots
