"""What an answer or an expression can be: unknown, yes or no, numbers, texts, dates, rows, spans, files.

Values belong to no language; the words for them are `texts` and `answers`. Pure.
"""

import calendar
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Final, Literal, TypeAlias

from msgspec import Struct


class Unknown(Enum):
    """Not false and not empty: nobody has said."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN


class Blank(Enum):
    """An optional question that the resident passed without an answer."""

    BLANK = "blank"


BLANK: Final = Blank.BLANK


class Money(Decimal):
    """Pounds. Sums and differences of money are money, so that a text can show them as such."""


class Chosen(str):
    """One value of a list. `of` is the list's name, by which its words are found."""

    of: str

    def __new__(cls, value: str, of: str) -> "Chosen":
        made = super().__new__(cls, value)
        made.of = of
        return made


class Picked(Struct, frozen=True):
    """A row of a dataset; `key` is '' for one typed by hand, which has a `text` only.

    `key` joins the values of the key columns `by` with `|`, and is what a widget holds.
    """

    dataset: str
    key: str
    by: tuple[str, ...]
    columns: Mapping[str, object]

    def column(self, name: str) -> "Value":
        """The value in a column; an empty one is unknown."""
        found = self.columns.get(name)
        return UNKNOWN if found is None else found  # type: ignore[return-value]  # rows come from outside

    def text_in(self, language: str) -> str:
        """What the row is called in a language."""
        return str(self.columns.get(f"text_{language}") or self.columns.get("text") or "")


class File(Struct, frozen=True):
    """A picture made here: its media type (`image/jpeg`, `image/png`) and its bytes. In memory only; its
    repr shows nothing of it."""

    type: str
    data: bytes

    def __repr__(self) -> str:
        return f"File({self.type}, {len(self.data)} bytes)"


class Photos(Struct, frozen=True):
    """The photos of one answer, in the order in which they were taken."""

    files: tuple[File, ...]


class Signature(Struct, frozen=True, kw_only=True):
    """A signature: drawn, or agreed to with a typed full name. What is None was not chosen."""

    drawn: File | None = None
    typed: str | None = None

    def __repr__(self) -> str:
        return f"Signature({'drawn' if self.typed is None else 'typed'})"


class Account(Struct, frozen=True):
    """A bank account in the United Kingdom: 6 and 8 digits, or what stands in their boxes. Its repr shows
    nothing of it."""

    sort_code: str
    number: str

    def __repr__(self) -> str:
        return "Account(…)"


Unit = Literal["day", "month", "working day"]


class Span(Struct, frozen=True):
    """A length of time in days, months or working days. Weeks are days, years are months."""

    amount: int
    unit: Unit


Value: TypeAlias = (
    Unknown
    | bool
    | Decimal
    | str
    | date
    | time
    | tuple[str, ...]
    | Picked
    | Span
    | Photos
    | Signature
    | Account
)


def shifted(start: date, span: Span, holidays: frozenset[date] | Unknown) -> date | Unknown:
    """`start` moved by `span`. The 31st becomes the last day of a shorter month.

    Working days are Monday to Friday without `holidays`; unknown when the holidays are, or when the
    way leads past the last year they cover: a missing holiday would give a wrong promise.
    """
    if span.unit == "day":
        return start + timedelta(days=span.amount)
    if span.unit == "month":
        months = start.year * 12 + start.month - 1 + span.amount
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    if holidays is UNKNOWN or not holidays:
        return UNKNOWN
    first, last = min(holidays).year, max(holidays).year
    step = timedelta(days=1 if span.amount > 0 else -1)
    day, left = start, abs(span.amount)
    while left:
        day += step
        if not first <= day.year <= last:
            return UNKNOWN
        if day.weekday() < 5 and day not in holidays:
            left -= 1
    return day


def age(born: date, today: date) -> int:
    """Whole years from `born` to `today`."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
