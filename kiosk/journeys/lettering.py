"""How wide words are about, so that a picture can be laid out without a font at hand.

The widths are those of a wide sans serif, rounded up: whatever font shows the picture, words stay inside
their boxes.
"""

NARROW = frozenset("iljI.,:;'|!’‘ ")
SLIM = frozenset('ftr()[]-“”"*/')
WIDE = frozenset("mwMW@%—…")
_NARROW, _SLIM, _PLAIN, _TALL, _WIDE = 0.33, 0.43, 0.58, 0.69, 0.95

BOLD = 1.17
"""How much wider bold letters are."""


def width(text: str, size: float) -> float:
    """About how many pixels `text` takes at a font size in pixels."""
    return size * sum(map(_em, text))


def _em(letter: str) -> float:
    if letter in NARROW:
        return _NARROW
    if letter in SLIM:
        return _SLIM
    if letter in WIDE:
        return _WIDE
    return _TALL if letter.isupper() or letter.isdigit() else _PLAIN


def wrapped(text: str, room: float, size: float) -> tuple[str, ...]:
    """`text` in lines of at most `room` pixels. A word that is longer by itself is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        while width(word, size) > room:
            fits = next(n for n in range(len(word), 0, -1) if n == 1 or width(word[:n], size) <= room)
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return (*lines, line) if line else tuple(lines)
