"""The layouts of the on-screen keyboard as data, and where each key lies. Pure: knows no widget.

A row is written as it is seen: keys between spaces, `*` and a number for a key of another width than one
column, `gap` for an empty place. A page may have a language's own version, with the language behind its
name: there page keys lead to the language's own versions too. What a touch changes is `keyboard_state`,
what a key is called `keyboard_names`.
"""

import re
from fractions import Fraction
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Does = Literal["type", "shift", "order", "page", "delete", "left", "right", "enter", "done", "hide", "gap"]


class Key(Struct, frozen=True):
    """One key. `name` is its object name without `key:`; `text` is what it types with shift off;
    `page` is where a page key leads, '' for the first page of the field's kind; `width` is in columns;
    `shows` stands on it, whatever the language, where nothing else says what it is."""

    name: str
    does: Does
    text: str = ""
    page: str = ""
    width: float = 1.0
    shows: str = ""

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
    "order": Key("order", "order"),
    "order-uk": Key("order", "order", shows="а–я"),
    "order-ar": Key("order", "order", shows="ا–ي"),
    "abc": Key("abc", "page"),
    "123": Key("123", "page", page="numbers"),
    "signs": Key("signs", "page", page="signs"),
    "accents": Key("accents", "page", page="accents"),
    "own": Key("own", "page", page="letters"),
    "latin": Key("latin", "page", page="latin"),
    "other": Key("other", "page", page="accents"),
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
_LETTERS_LAST = "order*1.5 ' , space*3 . -"
"""Where the letters may stand in another order."""
_BOTH = "latin*1.25 ' , space*3.5 . -"
_LETTERS_BOTH = "own*1.25 order*1.25 ' , space*2.25 . -"
"""Where the way to the other alphabet stands too. It stands at the same place on every page."""
_ELEVEN, _TWELVE = "*10/11", "*5/6"
"""So many keys in the width of ten."""


def _narrow(letters: str, width: str = _TWELVE) -> str:
    return " ".join(f"{letter}{width}" for letter in letters.split())


_WRITTEN: dict[str, tuple[str, str, str, str]] = {
    "letters": (
        "q w e r t y u i o p",
        "gap*0.5 a s d f g h j k l gap*0.5",
        "shift*1.5 z x c v b n m accents*1.5",
        f"123*1.5 {_LETTERS_LAST}",
    ),
    "email": (
        "q w e r t y u i o p",
        "gap*0.5 a s d f g h j k l gap*0.5",
        "shift*1.5 z x c v b n m _*1.5",
        "123*1.25 order @*1.25 . - .co.uk*2.5 .com*2",
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
        _narrow("A S D F G H J K L - '", _ELEVEN),
        "order Z X C V B N M space*2",
    ),
    "number": ("1*2 2*2 3*2", "4*2 5*2 6*2", "7*2 8*2 9*2", "gap*2 0*2 gap*2"),
    "decimal": ("1*2 2*2 3*2", "4*2 5*2 6*2", "7*2 8*2 9*2", "gap*2 0*2 .*2"),
    "phone": ("1*2 2*2 3*2", "4*2 5*2 6*2", "7*2 8*2 9*2", "+*2 0*2 space*2"),
    "accents pl": (
        "ą ć ę ł ń ó ś ź ż é",
        "ä ö ü ß č š ž á í â",
        "shift*1.5 ă ș ț î è ç ñ other*1.5",
        f"abc*1.5 {_LAST}",
    ),
    "accents ro": (
        "ă â î ș ț é è ö ü á",
        "ä ß ç ñ ő ű č š ž í",
        "shift*1.5 ą ć ę ł ń ó ś other*1.5",
        f"abc*1.5 {_LAST}",
    ),
    "letters uk": (
        _narrow("й ц у к е н г ш щ з х ї"),
        _narrow("ф і в а п р о л д ж є ґ"),
        f"shift*1.5 {_narrow('я ч с м и т ь б ю')} '*1",
        "123*1.25 latin*1.25 order-uk*1.25 ’ , space*2.25 . -",
    ),
    "letters ar": (
        _narrow("ض ص ث ق ف غ ع ه خ ح ج د"),
        _narrow("ش س ي ب ل ا ت ن م ك ط ذ"),
        _narrow("أ إ ئ ء ؤ ر لا ى ة و ز ظ"),
        "123*1.25 latin*1.25 order-ar*1.25 آ ، space*2.25 . ؟",
    ),
}
for _language in ("pl", "ro"):
    _WRITTEN[f"letters {_language}"] = _WRITTEN["letters"]
for _language in ("uk", "ar"):
    _WRITTEN[f"latin {_language}"] = (*_WRITTEN["letters"][:3], f"123*1.25 {_LETTERS_BOTH}")
    _WRITTEN[f"numbers {_language}"] = (*_WRITTEN["numbers"][:3], f"own*1.25 {_BOTH}")
    _WRITTEN[f"signs {_language}"] = (*_WRITTEN["signs"][:3], f"own*1.25 {_BOTH}")
"""Where a language has letters of its own: Ukrainian as on its keyboards, Arabic as on those of 101 keys,
with the forms of alef that stand there behind shift."""

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

ONCE = frozenset({"accents", "more accents", "rest of accents", "accents pl", "accents ro"})
"""Pages that go back to the letters after one character, as an accent stands alone in a word."""

ROWS = 4
COLUMNS = 12
"""The widest page and the working keys beside it."""


def own_page(page: str, language: str) -> str:
    """The language's own version of a page, else the page itself."""
    own = f"{page} {language}"
    return own if own in _WRITTEN else page


def first_page(kind: str, language: str) -> str:
    """The page a kind of field opens with in a language. Names are written as on British letters."""
    page = FIRST_PAGE[kind]
    if kind == "name" and f"latin {language}" in _WRITTEN:
        return f"latin {language}"
    return own_page(page, language)


def _read(row: str, language: str = "") -> tuple[Key, ...]:
    return tuple(_key(written, language) for written in row.split())


def _key(written: str, language: str) -> Key:
    match = re.fullmatch(r"(.+)\*([\d./]+)", written)
    word, width = (match[1], float(Fraction(match[2]))) if match else (written, 1.0)
    found = WORKING.get(word) or Key(word.lower(), "type", text=word)
    page = found.page if word == "other" else own_page(found.page, language)
    return replace(found, page=page, width=width)


LANGUAGE = re.compile(r" ([a-z]{2})$")
PAGES: dict[str, Rows] = {
    name: tuple(_read(row, found[1] if (found := LANGUAGE.search(name)) else "") for row in rows)
    for name, rows in _WRITTEN.items()
}
WORKING_ROWS: dict[bool, Rows] = {
    lines: tuple(_read(row) for row in ("delete*2", "left right", "enter*2" if lines else "done*2", "hide*2"))
    for lines in (False, True)
}
"""The keys beside every page, for fields of one line and of several `lines`."""


def block_size(rows: Rows, sizes: Sizes) -> tuple[int, int]:
    """Width and height of a block in pixels."""
    columns = max(sum(key.width for key in row) for row in rows)
    return _edge(columns, sizes) - sizes.gap, len(rows) * (sizes.height + sizes.gap) - sizes.gap


def _edge(columns: float, sizes: Sizes) -> int:
    """Where a key ends, in whole pixels. Sixths of a column may add up to a little less than a whole."""
    return int(columns * sizes.pitch + 1e-6)


def place(rows: Rows, sizes: Sizes) -> list[Spot]:
    """Where the keys of a block lie."""
    spots = []
    for line, row in enumerate(rows):
        at = 0.0
        for key in row:
            left, right = _edge(at, sizes), _edge(at + key.width, sizes)
            if key.does != "gap":
                top = line * (sizes.height + sizes.gap)
                spots.append(Spot(key, left, top, right - left - sizes.gap, sizes.height))
            at += key.width
    return spots
