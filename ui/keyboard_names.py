"""What stands on a key and what is said of it, in the resident's language."""

from kiosk.language import N_, Words
from ui.keyboard_layouts import Key

CAPS = {
    "space": N_("Space"),
    "shift": N_("Shift"),
    "backspace": N_("Delete"),
    "enter": N_("Enter"),
    "done": N_("Done"),
    "hide": N_("Hide"),
}
"""Words on keys."""

SIGNS = {
    "abc": "abc",
    "123": "123",
    "signs": "#+=",
    "accents": "âŵ",
    "other": "âñ",
    "more": "ąñ",
    "rest": "řğ",
}
"""Keys that show a sample of the page they lead to: the same in every language."""

SAMPLES = {
    "accents pl": "ąę",
    "accents ro": "ăș",
    "letters uk": "абв",
    "letters ar": "أبت",
    "latin uk": "abc",
    "latin ar": "abc",
}
"""The same for keys that lead to a language's own page."""

ICONS = {
    "shift": "arrow-big-up",
    "backspace": "delete",
    "left": "arrow-left",
    "right": "arrow-right",
    "hide": "keyboard",
    "order": "arrow-down-a-z",
}
"""Not where the key shows a sample of its own letters."""

SPOKEN = {
    "space": N_("Space"),
    "backspace": N_("Delete, backspace"),
    "left": N_("Move left"),
    "right": N_("Move right"),
    "enter": N_("Enter, new line"),
    "done": N_("Done"),
    "hide": N_("Hide keyboard"),
    "abc": N_("Letters, abc"),
    "123": N_("Numbers and signs, 123"),
    "signs": N_("More signs"),
    "accents": N_("Letters with accents"),
    "own": N_("Letters of my language"),
    "latin": N_("English letters, abc"),
    "other": N_("More letters with accents"),
    "more": N_("More letters with accents"),
    "rest": N_("Still more letters with accents"),
    ".": N_("Full stop"),
    ",": N_("Comma"),
    "،": N_("Arabic comma"),
    "؟": N_("Arabic question mark"),
    "'": N_("Apostrophe"),
    "-": N_("Hyphen"),
    "_": N_("Underscore"),
    "@": N_("At sign"),
    "?": N_("Question mark"),
    "!": N_("Exclamation mark"),
    "/": N_("Slash"),
    "\\": N_("Backslash"),
    ":": N_("Colon"),
    ";": N_("Semicolon"),
    "(": N_("Open bracket"),
    ")": N_("Close bracket"),
    "[": N_("Open square bracket"),
    "]": N_("Close square bracket"),
    "{": N_("Open curly bracket"),
    "}": N_("Close curly bracket"),
    "<": N_("Less than"),
    ">": N_("Greater than"),
    '"': N_("Quotation mark"),
    "’": N_("Curly apostrophe"),
    "`": N_("Back quote"),
    "#": N_("Hash"),
    "%": N_("Per cent"),
    "&": N_("And sign"),
    "+": N_("Plus"),
    "=": N_("Equals"),
    "*": N_("Star"),
    "£": N_("Pound sign"),
    "€": N_("Euro sign"),
    "$": N_("Dollar sign"),
    "°": N_("Degree sign"),
    "×": N_("Times sign"),
    "÷": N_("Divided by"),
    "½": N_("One half"),
    "¼": N_("One quarter"),
    "–": N_("Dash"),
    "…": N_("Three dots"),
    "|": N_("Upright line"),
    "^": N_("Caret"),
    "~": N_("Tilde"),
    ".co.uk": N_("Dot co dot uk"),
    ".com": N_("Dot com"),
}
"""What is said of keys whose sign does not speak for itself."""


def cap(key: Key, shift: bool, words: Words) -> str:
    """What stands on the key, '' where a picture does."""
    if key.name in CAPS:
        return words(CAPS[key.name])
    return key.shows or SAMPLES.get(key.page) or SIGNS.get(key.name) or key.typed(shift)


def spoken(key: Key, on: bool, words: Words) -> str:
    """The key's accessible name. What turns something on says whether it is, letters say whether they are
    capitals. `on`: shift is, or, for the key that turns it, the order of the alphabet."""
    if key.does == "shift":
        return words("Shift, on") if on else words("Shift, off")
    if key.does == "order":
        return words("Letters from A to Z, on") if on else words("Letters from A to Z, off")
    if key.name in SPOKEN:
        return words(SPOKEN[key.name])
    text = key.typed(on)
    if text.isdigit():
        return words("Digit {digit}", digit=text)
    if on and key.has_case:
        return words("Capital letter {letter}", letter=text)
    return words("Letter {letter}", letter=text)


def is_word(key: Key) -> bool:
    """Whether what stands on the key is a word or a sample rather than a single sign."""
    return key.name in CAPS or key.does == "page" or bool(key.shows) or len(key.text) > 2
