"""Answer types of the calendar and the clock: dates, months and times of day.

A date is three boxes; the year has four digits, so that nobody guesses a century; the month may be a
word in the resident's language or in English. One message at a time: what is missing, then what is not
real, then what is out of bounds.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any, ClassVar, cast
from unicodedata import combining, normalize

from kiosk.journeys.answers import AnswerType, Asking, Given, Refusal, nothing
from kiosk.journeys.values import BLANK, Value
from kiosk.language import N_

_PARTS = {
    "day": (N_("{Label} must include a day"), N_("The date must include a day")),
    "month": (N_("{Label} must include a month"), N_("The date must include a month")),
    "year": (N_("{Label} must include a year"), N_("The date must include a year")),
}


class Date(AnswerType):
    """A day of the calendar."""

    name = "date"
    kind = "date"
    bound = "date"
    keys = frozenset({"min", "max"})
    boxes: ClassVar[tuple[str, ...]] = ("day", "month", "year")
    says: ClassVar = {
        "required": (N_("Enter {label}"), N_("Enter a date")),
        **{f"required.{part}": saying for part, saying in _PARTS.items()},
        "format": (N_("{Label} must be a real date"), N_("Enter a real date")),
        "format.month": (
            N_("The month must be a number from 1 to 12, or a name"),
            N_("The month must be a number from 1 to 12, or a name"),
        ),
        "format.year": (
            N_("The year must have 4 numbers, like 1975"),
            N_("The year must have 4 numbers, like 1975"),
        ),
        "min": (N_("{Label} must be {bound} or later"), N_("The date must be {bound} or later")),
        "min.today": (N_("{Label} must be today or later"), N_("The date must be today or later")),
        "max": (N_("{Label} must be {bound} or earlier"), N_("The date must be {bound} or earlier")),
        "max.today": (N_("{Label} must be today or earlier"), N_("The date must be today or earlier")),
    }

    def clean(self, given: object, asking: Asking) -> Given:
        if nothing(given):
            return BLANK
        if isinstance(given, date):
            return given
        if isinstance(given, str):
            given = self.boxes_of(given)
        if not isinstance(given, Mapping):
            return Refusal("format")
        boxes = {part: str(given.get(part) or "").strip() for part in self.boxes}
        missing = [part for part, text in boxes.items() if not text]
        if len(missing) == len(boxes):
            return BLANK
        if missing:
            return Refusal("required", missing[0], {"form": missing[0]})
        return self.read(boxes, asking)

    def boxes_of(self, text: str) -> dict[str, str] | None:
        """The boxes of a date in ISO form."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?", text.strip())
        if match is None or (match[3] is None) == ("day" in self.boxes):
            return None
        return {"year": match[1], "month": match[2], "day": match[3] or ""}

    def read(self, boxes: dict[str, str], asking: Asking) -> Given:
        """The date in boxes that all hold something."""
        month = _month(boxes["month"], asking)
        if not month:
            return Refusal("format", "month", {"form": "month"})
        if not re.fullmatch(r"[0-9]{4}", boxes["year"]) or boxes["year"] < "1000":
            return Refusal("format", "year", {"form": "year"})
        day = boxes.get("day", "1")
        try:
            return date(int(boxes["year"]), month, int(day) if re.fullmatch(r"[0-9]{1,2}", day) else 0)
        except ValueError:
            return Refusal("format", "day")

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        day = cast("date", value)
        if isinstance(asking.min, date) and day < self.lowest(asking.min):
            return self.beyond("min", self.lowest(asking.min), asking)
        if isinstance(asking.max, date) and day > asking.max:
            return self.beyond("max", asking.max, asking)
        return None

    def lowest(self, bound: date) -> date:
        """The earliest value a lower bound allows."""
        return bound

    def beyond(self, rule: str, bound: date, asking: Asking) -> Refusal:
        """The refusal of a date out of bounds."""
        values: dict[str, object] = {"bound": self.words_for(bound, asking)}
        if bound == asking.today:
            values["form"] = "today"
        return Refusal(rule, values=values)

    def words_for(self, day: date, asking: Asking) -> str:
        """The date as it is read."""
        return asking.words.day(day)

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return (self.words_for(cast("date", value), asking),)

    def widget(self, value: Value) -> object:
        day = cast("date", value)
        return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}

    def encode(self, value: Value) -> Any:
        return cast("date", value).isoformat()


class Month(Date):
    """A month of a year, as its first day."""

    name = "month"
    boxes = ("month", "year")
    says: ClassVar = {
        **Date.says,
        "required": (N_("Enter {label}"), N_("Enter a month and a year")),
        "format": (N_("{Label} must be a real month"), N_("Enter a real month")),
        "min.today": (N_("{Label} must be this month or later"), N_("The month must be this month or later")),
        "max.today": (
            N_("{Label} must be this month or earlier"),
            N_("The month must be this month or earlier"),
        ),
    }

    def clean(self, given: object, asking: Asking) -> Given:
        found = super().clean(given, asking)
        return found.replace(day=1) if isinstance(found, date) else found

    def lowest(self, bound: date) -> date:
        return bound.replace(day=1)

    def beyond(self, rule: str, bound: date, asking: Asking) -> Refusal:
        values: dict[str, object] = {"bound": self.words_for(bound, asking)}
        if bound.replace(day=1) == asking.today.replace(day=1):
            values["form"] = "today"
        return Refusal(rule, values=values)

    def words_for(self, day: date, asking: Asking) -> str:
        return asking.words.month(day)

    def widget(self, value: Value) -> object:
        day = cast("date", value)
        return {"month": str(day.month), "year": str(day.year)}

    def encode(self, value: Value) -> Any:
        return f"{cast('date', value):%Y-%m}"


class Time(AnswerType):
    """A time of day."""

    name = "time"
    kind = "time"
    bound = "time"
    keys = frozenset({"min", "max"})
    says: ClassVar = {
        "required": (N_("Enter {label}"), N_("Enter a time")),
        "format": (
            N_("Enter {label} as a time, like 6:30am or 18:30"),
            N_("Enter a time, like 6:30am or 18:30"),
        ),
        "min": (N_("{Label} must be {bound} or later"), N_("The time must be {bound} or later")),
        "max": (N_("{Label} must be {bound} or earlier"), N_("The time must be {bound} or earlier")),
    }
    shape = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?(am|pm)?")

    def clean(self, given: object, asking: Asking) -> Given:
        if nothing(given):
            return BLANK
        if isinstance(given, time):
            return given
        match = self.shape.fullmatch(re.sub(r"[\s.]*([ap])\.?\s*m\.?$", r"\1m", str(given).strip().lower()))
        if match is None or (match[2] is None and match[3] is None):
            return Refusal("format")
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3]:
            if not 1 <= hour <= 12:
                return Refusal("format")
            hour = hour % 12 + (12 if match[3] == "pm" else 0)
        return time(hour, minute) if hour < 24 and minute < 60 else Refusal("format")

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        at = cast("time", value)
        if isinstance(asking.min, time) and at < asking.min:
            return Refusal("min", values={"bound": asking.words.clock(asking.min)})
        if isinstance(asking.max, time) and at > asking.max:
            return Refusal("max", values={"bound": asking.words.clock(asking.max)})
        return None

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return (asking.words.clock(cast("time", value)),)

    def encode(self, value: Value) -> Any:
        return f"{cast('time', value):%H:%M}"


def _month(text: str, asking: Asking) -> int:
    """The number of a month given as a number or a name, else 0."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else 0
    word = _bare(text.strip(". "))
    if len(word) < 3:
        return 0
    from babel.dates import get_month_names

    for language in (asking.words.language, "en"):
        # Beside a day some languages give the month another ending: styczeń, but 2 stycznia.
        for form in ("format", "stand-alone"):
            for number, name in get_month_names("wide", form, locale=language).items():
                if _bare(name).startswith(word):
                    return int(number)
    return 0


def _bare(word: str) -> str:
    """A word without capitals and accents, which are slow to type."""
    return "".join(one for one in normalize("NFKD", word.casefold()) if not combining(one))
