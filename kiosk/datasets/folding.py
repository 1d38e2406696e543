"""How a row is found by what somebody types: texts without case and accents, in the order people expect.

Both kinds of dataset, CSV files and SQLite files, fold and order by these rules, so that they find the
same rows. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from kiosk.journeys.definition import Dataset

_GAP = re.compile(r"[^\w]|_")
_DROPPED = dict.fromkeys(map(ord, "'’‘`´"))
"""St John’s is found by 'st johns'."""
_DIGITS = re.compile(r"([0-9]+)")


def folded(text: str) -> str:
    """Lower case without accents and apostrophes; all else but letters and digits is a single space."""
    plain = text.casefold().translate(_DROPPED)
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(one for one in parts if not unicodedata.combining(one))
    return " ".join(_GAP.sub(" ", plain).split())


def natural(text: str) -> list[tuple[int, int, str]]:
    """A key that sorts 2 before 10."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _DIGITS.split(text.casefold())
        if part
    ]


def in_order(definition: Dataset, rows: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Rows in natural order of their text; where key columns are dates or times, in the order of those
    first: a timetable is read by time."""
    by_time = [column for column in definition.key if definition.columns[column] in ("date", "time")]
    return sorted(
        rows,
        key=lambda row: ([str(row[column]) for column in by_time], natural(str(row.get("text") or ""))),
    )
