"""Which characters of what somebody typed are kept: the one rule, for answers, search, speech.

Letters, marks, numbers, signs and emoji of every script stay, so that names stay whole. What has no picture
of its own goes: it could hide words, turn them round on the council's page, move a printer's head or end a
line of a log. docs/public-place.md has the rule as a table. How long an answer may be is for its type.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: spelling in Persian, Hindi and others, and what holds an emoji of several
together. They stay between two visible characters."""
MOST_MARKS = 5
"""Marks over and under one letter. Tibetan and Hebrew with its accents need up to so many; a storm of them
paints over the lines around it."""
MOST_GIVEN = 20_000
"""Characters that are looked at; no answer may be a fifth of it. The rest is cut off unseen, so that a flood
costs no time."""

_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that draw nothing, though Unicode calls them letters: a name of them would look empty."""
_GONE = frozenset({"Cc", "Cf", "Cs", "Co"})
_MARKS = frozenset({"Mn", "Me"})
_PLAIN = re.compile(r"[ -~\u00a1-\u00ac\u00ae-\u024f]*")
"""Nothing to do for these: most of what is typed."""


def one_line(text: str) -> str:
    """What is kept of one line. Spaces of any kind and ends of lines become one space; '' when nothing is."""
    return " ".join(_kept(_without_ends(text[:MOST_GIVEN], " ")).split())


def lines(text: str) -> str:
    """What is kept of several lines, which stay lines, without empty ones at either end."""
    kept = _kept(_without_ends(text[:MOST_GIVEN], "\n"))
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def _without_ends(text: str, end: str) -> str:
    """`text` in which whatever ends a line is `end`, and a tab is a space."""
    return re.sub("\r\n|[\n\r\v\f\x85\u2028\u2029]", end, text).replace("\t", " ")


def _kept(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    found: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", text):
        if not _stays(sign):
            continue
        if unicodedata.category(sign) in _MARKS:
            marks += 1
            # A mark without a letter would be drawn over what stands before the answer.
            if marks > MOST_MARKS or not found or found[-1].isspace():
                continue
        else:
            marks = 0
        if found and found[-1] in JOINERS and (sign in JOINERS or sign.isspace()):
            found.pop()
        if sign in JOINERS and (not found or found[-1].isspace()):
            continue
        found.append(sign)
    while found and found[-1] in JOINERS:
        found.pop()
    return unicodedata.normalize("NFC", "".join(found))


def _stays(sign: str) -> bool:
    """Whether a character is drawn, ends a line, or joins."""
    if sign == "\n" or sign in JOINERS:
        return True
    code = ord(sign)
    # Noncharacters and tags. What Unicode has not assigned yet may be a letter of somebody's name.
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xE0000 <= code <= 0xE00FF:
        return False
    return sign not in _UNSEEN and unicodedata.category(sign) not in _GONE
