"""Texts with `{…}` in them: parsing, and filling in from a scope in the resident's language.

A paragraph or bullet of a body whose placeholder is unknown is left out; in a title or a label, which
the checker allows certain placeholders only, nothing stands in its place.
"""

import re
from datetime import date, time
from decimal import Decimal

from msgspec import Struct

from kiosk.journeys.expressions import Expression, parse
from kiosk.journeys.running import Scope
from kiosk.journeys.source import Mark
from kiosk.journeys.values import UNKNOWN, Money, Value
from kiosk.language import Words

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_BULLET = re.compile(r"^\s*[-*] ")


class Text(Struct, frozen=True):
    """One text of a journey in one language. `key` is its name in overlays: `due.title`."""

    key: str
    source: str
    mark: Mark
    placeholders: tuple[Expression, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What its placeholders say, in the order of the alphabet, to compare translations."""
        return tuple(sorted(one.source for one in self.placeholders))


def text_of(key: str, source: str, mark: Mark) -> Text:
    """Read a text and its placeholders. Raises ExpressionError."""
    stripped = source.strip()
    return Text(key, stripped, mark, tuple(parse(one, mark) for one in _PLACEHOLDER.findall(stripped)))


def line_in(text: Text, scope: Scope, words: Words) -> str:
    """A title, label or message, filled in, on one line."""
    if not text.placeholders:
        return text.source
    parts = _PLACEHOLDER.split(text.source)
    for at, expression in enumerate(text.placeholders):
        parts[2 * at + 1] = in_words(expression.run(scope), scope, words)
    return " ".join("".join(parts).split())


def body_in(text: Text, scope: Scope, words: Words) -> str:
    """A body, filled in; paragraphs and bullets that cannot be filled in are left out."""
    if not text.placeholders:
        return text.source
    values = [expression.run(scope) for expression in text.placeholders]
    kept: list[str] = []
    at = 0
    for block in _blocks(text.source):
        parts = _PLACEHOLDER.split(block)
        mine = values[at : at + len(parts) // 2]
        at += len(mine)
        if UNKNOWN in mine:
            continue
        parts[1::2] = [in_words(value, scope, words) for value in mine]
        kept.append("".join(parts))
    return re.sub(r"\n{3,}", "\n\n", "".join(kept)).strip()


def _blocks(source: str) -> list[str]:
    """Paragraphs and single bullets, each with the line ends behind it."""
    blocks: list[str] = []
    for line in (f"{one.rstrip()}\n" for one in source.splitlines()):
        if not blocks or _BULLET.match(line) or (line.strip() and blocks[-1].endswith("\n\n")):
            blocks.append(line)
        else:
            blocks[-1] += line
    return blocks


def in_words(value: Value, scope: Scope, words: Words) -> str:
    """A value as a person reads it; unknown is ''."""
    if isinstance(value, tuple):
        return words.joined(in_words(one, scope, words) for one in value)
    said = scope.text(value)
    match said:
        case bool():
            return words("Yes") if said else words("No")
        case Money():
            return words.isolated(pounds(said))
        case Decimal():
            return words.isolated(words.number(said))
        case date():
            return words.day(said)
        case time():
            return words.clock(said)
        case str():
            return words.isolated(" ".join(said.split()))
    return ""


def pounds(amount: Decimal) -> str:
    """£1,234.50; negative amounts with a true minus sign."""
    return f"{'−' if amount < 0 else ''}£{abs(amount):,.2f}"
