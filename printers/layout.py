"""A receipt becomes blocks in reading order: what stands where, how big, how far apart. Pure.

Sizes are points and distances millimetres, so every paper width gets the same look; `raster` turns them
into dots. The order is that of a letter: who writes, how far it has come, what it is about, what
happens next, whom to ask.
"""

import re
import unicodedata
from enum import Enum

from msgspec import Struct

from kiosk.direction import END, LEFT_TO_RIGHT, NO_BREAK
from kiosk.language import Words
from kiosk.receipt import Receipt
from kiosk.reference import grouped

_ISOLATED = re.compile("([\u2066-\u2068][^\u2066-\u2069]*\u2069)|[\u2066-\u2069]")
"""A piece that is kept whole within another direction, or a mark for one that never ends or never began."""
_BEFORE_CLOCK = re.compile(r" (?=\d\d:\d\d\b)")


class Style(Enum):
    """What a text is for; `TYPE` says how that looks."""

    COUNCIL = "council"
    SERVICE = "service"
    STATUS = "status"
    HEADING = "heading"
    LABEL = "label"
    VALUE = "value"
    BODY = "body"
    REFERENCE = "reference"


class Type(Struct, frozen=True):
    """Points in print and in large print, weight, and whether all figures are equally wide."""

    print: int
    large: int
    weight: int
    tabular: bool = False


TYPE = {
    Style.COUNCIL: Type(16, 20, 700),
    Style.SERVICE: Type(19, 24, 700),
    Style.STATUS: Type(14, 18, 600),
    Style.HEADING: Type(16, 20, 700),
    Style.LABEL: Type(14, 18, 400),
    Style.VALUE: Type(14, 18, 600),
    Style.BODY: Type(14, 18, 400),
    Style.REFERENCE: Type(26, 44, 700, tabular=True),
}
"""Nothing is smaller than 14 points, and in large print 18."""


class Text(Struct, frozen=True):
    """A paragraph. `before` is the space above it in mm; `centred` stands in the middle."""

    text: str
    style: Style
    before: float = 0.0
    bullet: bool = False
    centred: bool = False


class Box(Struct, frozen=True):
    """A paragraph in a frame, for the one thing not to be missed."""

    text: str
    style: Style
    before: float = 0.0


class Rule(Struct, frozen=True):
    """A line across the paper, `thick` mm high."""

    before: float = 0.0
    thick: float = 0.25


class Picture(Struct, frozen=True):
    """A QR code in the middle, holding `link`. Its own quiet zone is the space around it."""

    link: str
    before: float = 0.0


Block = Text | Box | Rule | Picture


class Layout(Struct, frozen=True):
    """The blocks of one receipt and how they are set."""

    blocks: tuple[Block, ...]
    large: bool = False
    right_to_left: bool = False


def lay_out(receipt: Receipt, words: Words) -> Layout:
    """The blocks of `receipt`, with the words around its facts in the resident's language."""
    blocks: list[Block] = [
        Text(clean(receipt.council), Style.COUNCIL),
        Rule(before=2.0, thick=0.75),
        Box(_with_clock(clean(receipt.state_text)), Style.STATUS, before=4.0),
        Text(clean(receipt.service), Style.SERVICE, before=5.0),
    ]
    if receipt.reference:
        blocks += [
            Text(words("Your reference"), Style.LABEL, before=2.5),
            *_reference(clean(receipt.reference), receipt.large, words),
        ]
    day = words.day(receipt.at).replace(" ", NO_BREAK)
    when = _with_clock(words("{day} at {time}", day=day, time=f"{receipt.at:%H:%M}"))
    blocks += [
        Text(when, Style.BODY, before=2.5),
        Text(clean(receipt.place), Style.BODY),
    ]
    for line in receipt.lines:
        blocks.append(Text(clean(line.label), Style.LABEL, before=2.5))
        blocks += [Text(part, Style.VALUE) for part in _paragraphs(line.text)]
    if receipt.next_steps or receipt.items:
        blocks.append(Rule(before=4.0))
        if receipt.reference:
            blocks.append(Text(words("What happens next"), Style.HEADING, before=3.0))
        blocks += _body(receipt.next_steps)
        for item in receipt.items:
            blocks.append(Text(clean(item.label), Style.VALUE, before=1.0, bullet=True))
            blocks += [Text(part, Style.BODY, bullet=False) for part in _paragraphs(item.text)]
    if receipt.phone:
        phone = whole(clean(receipt.phone), words)
        blocks += [
            Rule(before=4.0),
            Text(words("Questions?"), Style.HEADING, before=3.0),
            Text(words("Call us on {phone}", phone=phone), Style.VALUE, before=1.0),
        ]
        if receipt.hours:
            blocks.append(Text(clean(receipt.hours), Style.BODY))
    if receipt.link:
        blocks += [Rule(before=4.0), Picture(receipt.link, before=1.0)]
        blocks.append(Text(_caption(receipt, words), Style.BODY, centred=True))
        if not receipt.reference:
            blocks.append(Text(clean(receipt.link.partition("://")[2]), Style.BODY, centred=True))
    blocks += [Rule(before=4.0, thick=0.75), Text(_keep(receipt, words), Style.VALUE, before=3.0)]
    return Layout(tuple(blocks), large=receipt.large, right_to_left=words.right_to_left)


def clean(text: str) -> str:
    """`text` on one line, without control characters, marks that override the direction, and broken pairs.

    Printers act on control characters (Epson ESC/POS: ESC, GS and DLE begin commands), and residents
    type into some of these texts.
    """
    spaced = "".join(" " if char.isspace() else char for char in text)
    kept = "".join(char for char in spaced if _visible(char))
    return " ".join(_ISOLATED.sub(lambda found: found[1] or "", kept).split())


def whole(text: str, words: Words) -> str:
    """`text` kept on one line and read from left to right: a phone number, also in the midst of Arabic."""
    found = text.replace(" ", NO_BREAK)
    # The marks that isolate a direction are in few fonts: only where they are needed.
    return f"{LEFT_TO_RIGHT}{found}{END}" if words.right_to_left else found


def _visible(char: str) -> bool:
    # The joiners belong to the spelling of several languages.
    if char in "\u200c\u200d\u2066\u2067\u2068\u2069":
        return True
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _with_clock(text: str) -> str:
    """`text` that keeps a time on the line of the word before it: "at 10:42"."""
    return _BEFORE_CLOCK.sub(NO_BREAK, text)


def _reference(reference: str, large: bool, words: Words) -> list[Block]:
    """One line of groups; in large print two groups a line, so that each can be far bigger."""
    groups = grouped(reference).split(" ")
    width = 2 if large else len(groups)
    rows = [" ".join(groups[i : i + width]) for i in range(0, len(groups), width)]
    return [Text(whole(row, words), Style.REFERENCE) for row in rows]


def _paragraphs(text: str) -> list[str]:
    # Not splitlines(), which takes several control characters for the end of a line.
    return [found for part in text.split("\n") if (found := clean(part))]


def _body(markdown: str) -> list[Block]:
    """Paragraphs and bullets of a journey's text; bold marks are dropped, a heading is emphasis enough."""
    blocks: list[Block] = []
    for part in _paragraphs(markdown.replace("**", "")):
        bullet = part.startswith(("- ", "* "))
        text = part[2:] if bullet else part
        blocks.append(Text(text, Style.BODY, before=1.0, bullet=bullet))
    return blocks


def _caption(receipt: Receipt, words: Words) -> str:
    if receipt.reference:
        return words("Scan with a phone to open our page with your reference.")
    return words("Scan with a phone to open this page.")


def _keep(receipt: Receipt, words: Words) -> str:
    if receipt.reference:
        return words("Keep this paper. You need the reference when you contact us.")
    return words("Keep this paper.")
