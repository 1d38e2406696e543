"""The on-screen keyboard as data: pages of keys, and what a press types. No widgets.

Nothing is learnt: the same field always opens the same page, and what is typed is known only to the field.
"""

from msgspec import Struct

WORKING = ("shift", "backspace", "left", "right", "enter", "hide", "letters", "digits", "accents")
"""Keys that do something else than type. The last three turn to a page."""
PAGES = ("letters", "digits", "accents")


class Page(Struct, frozen=True):
    """Rows of (key, width). A key is what it types, or one of WORKING; widths share `columns`."""

    columns: int
    rows: tuple[tuple[tuple[str, int], ...], ...]


def _row(text: str, *, before: str = "", after: str = "") -> tuple[tuple[str, int], ...]:
    """Single keys of two half columns each, with working keys before and after."""
    keys = [*before.split(), *text.split(), *after.split()]
    return tuple((key, 2) for key in keys)


_TOP = _row("q w e r t y u i o p")
_HOME = _row("a s d f g h j k l '")
_LAST = _row("z x c v b n m -", before="shift", after="backspace")
_ENDS = (("left", 2), ("right", 2), ("hide", 2))

LETTERS = Page(
    20, (_TOP, _HOME, _LAST, (("digits", 2), ("accents", 2), (",", 2), (" ", 6), (".", 2), *_ENDS))
)
LINES = Page(
    20, (_TOP, _HOME, _LAST, (("digits", 2), ("accents", 2), (" ", 6), (".", 2), ("enter", 2), *_ENDS))
)
EMAIL = Page(
    20,
    (
        _TOP,
        _HOME,
        _row("z x c v b n m -", before="shift", after="backspace"),
        (("digits", 2), ("@", 2), (".", 2), ("_", 2), (".com", 3), (".co.uk", 3), *_ENDS),
    ),
)
DIGITS = Page(
    20,
    (
        _row("1 2 3 4 5 6 7 8 9 0"),
        _row('- / : ; ( ) £ & @ "'),
        _row(". , ? ! ' # + % _", after="backspace"),
        (("letters", 3), ("accents", 3), (" ", 8), *_ENDS),
    ),
)
ACCENTS = Page(
    20,
    (
        _row("â ê î ô û ŵ ŷ ä ë ï"),
        _row("á é í ó ú ẃ ý ö ü ñ"),
        _row("à è ì ò ù ẁ ỳ ç", before="shift", after="backspace"),
        (("letters", 3), ("digits", 3), (" ", 8), *_ENDS),
    ),
)
POSTCODE = Page(
    20,
    (
        _row("1 2 3 4 5 6 7 8 9 0"),
        _row("Q W E R T Y U I O P"),
        _row("A S D F G H J K L", after="backspace"),
        (*_row("Z X C V B N M"), (" ", 4), ("hide", 2)),
    ),
)


def _pad(*last: tuple[str, int]) -> Page:
    """Digits as on a telephone, with `last` as the row of nought."""
    return Page(
        8,
        (
            _row("1 2 3", after="backspace"),
            _row("4 5 6", after="left"),
            _row("7 8 9", after="right"),
            (*last, ("hide", 2)),
        ),
    )


LAYOUTS: dict[str, dict[str, Page]] = {
    "letters": {"letters": LETTERS, "digits": DIGITS, "accents": ACCENTS},
    "name": {"letters": LETTERS, "digits": DIGITS, "accents": ACCENTS},
    "lines": {"letters": LINES, "digits": DIGITS, "accents": ACCENTS},
    "email": {"letters": EMAIL, "digits": DIGITS, "accents": ACCENTS},
    "postcode": {"letters": POSTCODE},
    "number": {"letters": _pad(("0", 6))},
    "decimal": {"letters": _pad((".", 2), ("0", 4))},
    "phone": {"letters": _pad(("+", 2), ("0", 4))},
}
"""Kind of field: its pages; it opens with `letters`."""


def begins_upper(kind: str, before: str) -> bool:
    """Whether the next letter is a capital by itself, given the text before the cursor."""
    if kind == "name":
        return not before or before[-1] in " -'"
    return kind in ("letters", "lines") and (not before or before.endswith((". ", "\n")))


def typed_by(key: str, shift: bool) -> str:
    """What a key types; '' for a working key."""
    if key in WORKING:
        return ""
    return key.upper() if shift and len(key) == 1 else key


def route(kind: str, page: str, shift: bool, before: str, text: str) -> list[str]:
    """The keys to press, in order, to type `text` when `before` stands in the field already.

    Raises KeyError for a character that no page of this kind has.
    """
    keys: list[str] = []
    for char in text:
        if char == "\n":
            keys.append("enter")
            before += char
            shift = begins_upper(kind, before)
            continue
        here, wants_shift = _where(kind, page, char)
        if here != page:
            keys.append(here)
            page = here
        if char.isalpha() and char.upper() != char.lower() and kind != "postcode" and wants_shift != shift:
            keys.append("shift")
        keys.append(char if kind == "postcode" else char.lower() if wants_shift else char)
        before += char
        shift = begins_upper(kind, before)
    return keys


def _where(kind: str, page: str, char: str) -> tuple[str, bool]:
    """The page that has a character, the present one first, and whether it wants shift."""
    pages = LAYOUTS[kind]
    for name in (page, *(one for one in PAGES if one in pages and one != page)):
        keys = {key for row in pages[name].rows for key, _ in row}
        if char in keys:
            return name, False
        if char.lower() in keys and char.lower() != char:
            return name, True
    raise KeyError(char)
