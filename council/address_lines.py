"""An address in one line, from the parts in which a gazetteer or Royal Mail keeps it. Pure.

BS 7666 tells a flat or unit (the secondary object, SAO) and a house (the primary, PAO), each by a number
range and a text; Royal Mail's delivery point tells organisation, sub-building, building and number. Both
come out in the usual order: flat, house, street, places, postcode. Extracts are in capitals; people read
small letters more easily.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from kiosk.journeys.written import Postcode

UNITS = frozenset(
    {"ANNEX", "ANNEXE", "APARTMENT", "BEDSIT", "FLAT", "OFFICE", "PLOT", "ROOM", "SUITE", "UNIT"}
)
"""Texts that are nothing without the number behind them: Flat 2."""
SMALL = frozenset(
    {"and", "at", "by", "cum", "de", "in", "juxta", "la", "le", "near", "next", "of", "on", "the", "under"}
    | {"upon", "with", "y", "yr"}
)
"""Words that keep a small letter inside a name."""
WHOLE = frozenset({"BT", "HM", "II", "III", "IV", "NHS", "PO", "RNLI", "UK", "YMCA"})
"""Words that stay in capitals."""
_NUMBER = re.compile(r"[0-9]+[A-Z]?(-[0-9]+[A-Z]?)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def postcode(text: str) -> str | None:
    """A postcode in capitals with its space; None if it has not the form of one."""
    return Postcode().accepted(re.sub(r"[^A-Z0-9]", "", text.upper()))


@lru_cache(maxsize=50_000)
def readable(text: str) -> str:
    """A name from an extract: out of capitals if it is all in capitals, else as it is."""
    # Remembered: a district has far fewer streets and towns than rows that name them.
    text = " ".join(text.split())
    if text != text.upper():
        return text
    return _WORD.sub(lambda found: _cased(found[0], first=found.start() == 0), text)


def _cased(word: str, *, first: bool) -> str:
    if word in WHOLE or not word.replace("'", "").replace("’", "").isalpha():
        return word
    if not first and word.lower() in SMALL:
        return word.lower()
    head, apostrophe, tail = word.replace("’", "'").partition("'")
    small = head[:1] + head[1:].lower()
    if not apostrophe:
        return small
    # St John's, but O'Connor.
    return f"{small}’{tail.lower() if len(tail) == 1 else tail[:1] + tail[1:].lower()}"


def number_range(start: str, start_suffix: str, end: str, end_suffix: str) -> str:
    """24, 24A, 24-26, 24A-24C."""
    first, last = f"{start}{start_suffix}", f"{end}{end_suffix}"
    return f"{first}-{last}" if first and last else first


def gazetteer_line(
    organisation: str,
    sao: tuple[str, str],
    pao: tuple[str, str],
    street: str,
    places: Iterable[str],
    code: str,
) -> str:
    """One line from BS 7666 parts; `sao` and `pao` are (text, number range)."""
    return _line(organisation, _unit(*sao), *_house(*pao, street), *places, code)


def delivery_line(
    organisation: str,
    box: str,
    building: tuple[str, str, str],
    streets: tuple[str, str],
    places: Iterable[str],
    code: str,
) -> str:
    """One line from Royal Mail's parts: `building` is (sub-building, name, number), `streets` the dependent
    thoroughfare and the thoroughfare. A building whose name is a number stands before the street."""
    sub, name, number = building
    dependent, main = streets
    first, second = (dependent, main) if dependent else (main, "")
    if not number and _NUMBER.fullmatch(name):
        name, number = "", name
    return _line(
        organisation, box and f"PO BOX {box}", sub, *_house(name, number, first), second, *places, code
    )


def _unit(text: str, number: str) -> str:
    if text.upper() in UNITS:
        return f"{text} {number}".strip()
    return f"{text}, {number}" if text and number else text or number


def _house(text: str, number: str, street: str) -> tuple[str, str]:
    return text, f"{number} {street}".strip()


def _line(*parts: str) -> str:
    """The parts that are there, each said once: a town that is also the post town is not repeated."""
    *rest, code = parts
    said: list[str] = []
    for part in filter(None, rest):
        text = readable(part)
        if text.casefold() not in [one.casefold() for one in said[-2:]]:
            said.append(text)
    return ", ".join([*said, code] if code else said)
