"""What is said as one types: each letter, and each word once it is whole. Pure.

Of a masked box only the number of a character is said, never the character (EN 301 549 5.1.3.8 would allow
it in headphones; we are stricter).
"""

from kiosk.language import Words
from ui.speech.phrases import letter

ENDS = " \n"
"""What ends a word."""
LONG = 6
"""As many characters at once are said as words: they were not typed one by one."""


def echo(before: str, after: str, words: Words, *, masked: bool = False) -> list[str]:
    """What to say when a box that held `before` holds `after`; nothing where nothing changed."""
    if before == after:
        return []
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    gone, come = before[start : len(before) - end], after[start : len(after) - end]
    if masked:
        return [_masked(len(before), len(after), words)]
    if come:
        return _come(after[:start], come, words)
    if not after:
        return [words("empty")]
    what = letter(gone, words) if len(gone) == 1 else gone
    return [words("deleted: {letter}", letter=what)]


def _come(before: str, come: str, words: Words) -> list[str]:
    if len(come) >= LONG:
        return [come]
    said = [letter(one, words) for one in come]
    if come[-1] in ENDS:
        said += (before + come).split()[-1:]
    return said


def _masked(before: int, after: int, words: Words) -> str:
    if after > before:
        return words("character {n} entered", n=after)
    return words("character deleted, {n} left", n=after) if after else words("empty")


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common at their begin."""
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))
