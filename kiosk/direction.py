"""Which way a text reads, and keeping a piece that reads the other way whole within it.

Phone numbers, references, postcodes, names and English words stand within Arabic. Without marks a screen
turns the groups of a phone number round and sets the full stop of an English sentence before it (Unicode
Standard Annex 9). Who shows what from which side is left to `ui` and `printers`.
"""

import unicodedata

LEFT_TO_RIGHT, FIRST_STRONG, END = "\u2066", "\u2068", "\u2069"
"""LRI, FSI and PDI: from here to END the text reads from left to right, or as its own letters say."""
NO_BREAK = "\u00a0"
OPENING = "\u2066\u2067\u2068"


def reads_right_to_left(text: str) -> bool | None:
    """What the first letter of `text` says of its direction; None without letters.

    What is isolated within does not count (rule P2).
    """
    depth = 0
    for char in text:
        if char in OPENING:
            depth += 1
        elif char == END:
            depth = max(0, depth - 1)
        elif depth == 0:
            kind = unicodedata.bidirectional(char)
            if kind in ("R", "AL"):
                return True
            if kind == "L":
                return False
    return None


def isolated(text: str) -> str:
    """`text` for a place within a text that reads from right to left. What reads so itself stays as it is.

    A number keeps together: on two lines its second half would seem to be its first.
    """
    if not text or text[0] in OPENING or not any(_turns(char) for char in text):
        return text
    if reads_right_to_left(text) is None:
        text = text.replace(" ", NO_BREAK)
    return f"{FIRST_STRONG}{text}{END}"


def lines_isolated(text: str) -> str:
    """`text` for a widget that reads from right to left: every line that does not is isolated."""
    return "\n".join(isolated(line) if not reads_right_to_left(line) else line for line in text.split("\n"))


def without_marks(text: str) -> str:
    """`text` without the marks that isolate: for what is compared, searched or spoken."""
    return "".join(char for char in text if char not in OPENING and char != END)


def _turns(char: str) -> bool:
    """Whether a character stands differently in a text from right to left: Latin letters, digits, £."""
    return unicodedata.bidirectional(char) in ("L", "EN", "ET")
