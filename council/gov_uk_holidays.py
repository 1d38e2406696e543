"""Bank holidays as GOV.UK gives them, in either of its two shapes of JSON.

    {"england-and-wales": {"division": …, "events": [{"title", "date": "2026-12-25", "notes", …}]}, …}
    {"divisions": {"england-and-wales": {"2026": [{"title", "date": "25/12/2026", …}]}}}

A list of events under `events` alone is taken too. A day is one row, named by its title; a substitute day
says so. Welsh names are known for the usual ones.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.datasets.table import BadRow, Row
from kiosk.errors import UNREADABLE, DatasetError

DIVISION = "england-and-wales"
WELSH = {
    "new year’s day": "Dydd Calan",
    "good friday": "Dydd Gwener y Groglith",
    "easter monday": "Dydd Llun y Pasg",
    "early may bank holiday": "Gŵyl Banc dechrau mis Mai",
    "spring bank holiday": "Gŵyl Banc y Gwanwyn",
    "summer bank holiday": "Gŵyl Banc yr Haf",
    "christmas day": "Dydd Nadolig",
    "boxing day": "Gŵyl San Steffan",
}


class Event(Struct, frozen=True):
    """One holiday as published."""

    title: str
    date: str
    notes: str = ""


class _Division(Struct, frozen=True):
    events: tuple[Event, ...]


def holiday_rows(path: Path, division: str = DIVISION) -> Iterator[Row | BadRow]:
    """The rows of the dataset `holidays`. A bad one is named by its place in the list, from 1.

    Raises DatasetError when the file is neither shape or has no such division.
    """
    try:
        events = list(_events(path.read_bytes(), division))
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read: {error.strerror}") from None
    except UNREADABLE:
        raise DatasetError(f"{path}: is not a list of bank holidays as GOV.UK publishes them") from None
    if not events:
        raise DatasetError(f"{path}: has no bank holidays of '{division}'")
    seen: set[date] = set()
    for number, event in enumerate(events, start=1):
        day = _day(event.date)
        if day is None:
            yield BadRow(number, "its date is neither 2026-12-25 nor 25/12/2026")
        elif day in seen:
            yield BadRow(number, "its day stands in an earlier one")
        else:
            seen.add(day)
            yield _row(day, event)


def _events(data: bytes, division: str) -> Iterator[Event]:
    top = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    if "events" in top:
        yield from msgspec.json.decode(top["events"], type=tuple[Event, ...])
    elif "divisions" in top:
        by_year = msgspec.json.decode(top["divisions"], type=dict[str, dict[str, tuple[Event, ...]]])
        for events in by_year.get(division, {}).values():
            yield from events
    elif division in top:
        yield from msgspec.json.decode(top[division], type=_Division).events


def _day(text: str) -> date | None:
    british = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text)
    try:
        return (
            date(int(british[3]), int(british[2]), int(british[1])) if british else date.fromisoformat(text)
        )
    except ValueError:
        return None


def _row(day: date, event: Event) -> Mapping[str, object]:
    title = event.title.replace("'", "’").strip()
    welsh = WELSH.get(title.casefold())
    instead = "substitute" in event.notes.casefold()
    return {
        "day": day,
        "text": f"{title} (substitute day)" if instead else title,
        "text_cy": welsh and (f"{welsh} (diwrnod yn ei le)" if instead else welsh),
    }
