"""Sample data for the demonstration and the tests: a made-up district and its bin calendar.

Streets, homes and collections are worked out here for the day that is given, so that a demonstration
always has a collection that may still be reported. The council's facts (contacts, hours, holidays,
places, rules) are copied from the files that come with the program. Sessions and moved bin days are
`kiosk.sample_sessions`. How datasets are read, and what their columns mean, is left to `kiosk.journeys`.

Nothing here exists: the postcode area ZZ is not in use, and the phone numbers are for drama.
"""

import csv
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import astuple

from kiosk.assets import assets_dir
from kiosk.sample_sessions import Disruption, Session, moved, sample_disruptions, sample_sessions

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
COPIED = ("contacts", "holidays", "hours", "places", "rules")
"""Datasets of facts, kept by hand beside the journeys."""
MADE = {
    "addresses": "Sample data. No such streets or postcodes exist. Replace with the council's gazetteer.",
    "collections": "Sample data. Replace with the waste contractor's calendar.",
    "disruptions": "Sample data. Replace with the waste contractor's list of changed days.",
    "sessions": "Sample data. Replace with the council's own timetable.",
}
"""Datasets worked out here, and what their sidecar says of their source."""


class Address(Struct, frozen=True):
    """One row of `addresses.csv`; columns in this order, yes or no as `true` and `false`."""

    uprn: str
    text: str
    postcode: str
    in_district: bool
    garden_waste: bool
    round: str


class Collection(Struct, frozen=True):
    """One row of `collections.csv`: what one home's container has been and will be emptied.

    `previous` is the last due day up to and including the day of the data, `next` the first after it,
    `later` the one after that, all three as they really come after a bank holiday; `weekday` is the usual
    day (a value of the list `weekday`). `reported` is the day on which somebody reported `previous` as
    missed, `note` why the crew left it (a value of the list `crew_reason`).
    """

    uprn: str
    bin: str
    previous: date
    next: date
    later: date
    weekday: str
    reported: date | None = None
    note: str = ""


class Street(Struct, frozen=True):
    """A street with `homes` homes, numbered from 1. `building` makes them flats in it."""

    name: str
    town: str
    postcode: str
    homes: int
    round: str
    building: str = ""


class Round(Struct, frozen=True):
    """When a lorry comes. `weekday` counts from Monday 0; None is the last working day before the day of
    the data. `week` says which week of the fortnight has the black bins. `sacks`: black sacks each
    week instead of a black bin each fortnight."""

    weekday: int | None
    week: int = 0
    sacks: bool = False


ELSEWHERE = "none"
"""The round of homes that another council collects from."""
ROUNDS = {
    "yesterday": Round(None),
    "monday": Round(0),
    "tuesday": Round(1, week=1),
    "wednesday": Round(2),
    "thursday": Round(3, week=1),
    "friday": Round(4),
    "sacks": Round(None, sacks=True),
}
STREETS = (
    Street("High Street", "Exampleton", "ZZ9 1AA", 30, "yesterday"),
    Street("Station Road", "Exampleton", "ZZ9 1AB", 24, "friday"),
    Street("Mill Lane", "Exampleton", "ZZ9 1AD", 18, "thursday"),
    Street("Church Road", "Exampleton", "ZZ9 1AE", 20, "monday"),
    Street("Quay Street", "Exampleton", "ZZ9 1AF", 24, "sacks", building="Harbour House"),
    Street("Market Square", "Exampleton", "ZZ9 1AG", 12, "sacks"),
    Street("Orchard Close", "Exampleton", "ZZ9 1AH", 16, "tuesday"),
    Street("School Lane", "Exampleton", "ZZ9 1AJ", 20, "wednesday"),
    Street("Lighthouse Avenue", "Sampleford", "ZZ9 2AA", 26, "monday"),
    Street("Marine Parade", "Sampleford", "ZZ9 2AB", 30, "sacks"),
    Street("Beach Road", "Sampleford", "ZZ9 2AD", 22, "tuesday"),
    Street("Pier Terrace", "Sampleford", "ZZ9 2AE", 14, "wednesday"),
    Street("Chapel Street", "Sampleford", "ZZ9 2AF", 20, "thursday"),
    Street("Gull Close", "Sampleford", "ZZ9 2AG", 12, "friday"),
    Street("Windmill Way", "Demoham", "ZZ9 3AA", 22, "monday"),
    Street("Forge Lane", "Demoham", "ZZ9 3AB", 16, "tuesday"),
    Street("The Green", "Demoham", "ZZ9 3AD", 14, "wednesday"),
    Street("Poplar Drive", "Demoham", "ZZ9 3AE", 26, "friday"),
    Street("Boundary Road", "Otherham", "ZZ8 7AA", 20, ELSEWHERE),
    Street("Far Lane", "Otherham", "ZZ8 7AB", 14, ELSEWHERE),
)
CREW_NOTES = {("ZZ9 1AA", 12): "wrong_things", ("ZZ9 1AA", 18): "blocked"}
"""Homes whose last black bin the crew left, and why: (postcode, which home in its street)."""
REPORTED = {("ZZ9 1AA", 14)}
"""Homes whose last black bin has been reported already."""


def sample_addresses() -> tuple[Address, ...]:
    """About 400 made-up homes in 20 streets; the last two streets lie outside the district."""
    return tuple(
        Address(
            uprn=f"{100_000_000_000 + number}",
            text=_line(street, home),
            postcode=street.postcode,
            in_district=street.round != ELSEWHERE,
            garden_waste=home % 3 == 0 and street.round != ELSEWHERE and not street.building,
            round=street.round,
        )
        for number, (street, home) in enumerate(_homes(), start=1)
    )


def sample_collections(
    addresses: Iterable[Address], today: date, holidays: frozenset[date] = frozenset()
) -> tuple[Collection, ...]:
    """The bin calendar of `addresses` as it stands on `today`, one row a home and container.

    The first street's black bins were due on the last working day before `today` (Monday to Friday,
    without `holidays`), so that there is always a collection that may still be reported.
    """
    homes: dict[str, int] = {}
    rows: list[Collection] = []
    for address in addresses:
        home = homes[address.postcode] = homes.get(address.postcode, 0) + 1
        if address.in_district:
            rows += _of_home(address, home, today, holidays)
    return tuple(rows)


def write_sample(folder: Path, today: date) -> None:
    """Write every sample dataset as NAME.csv and NAME.toml into `folder`, as if made on `today`."""
    facts = assets_dir() / "datasets"
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        told = tomllib.loads((facts / f"{name}.toml").read_text(encoding="utf-8"))
        rows = (facts / f"{name}.csv").read_text(encoding="utf-8")
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
        _write_sidecar(folder, name, today, told["source"], told["verified_on"])
    with (folder / "holidays.csv").open(encoding="utf-8", newline="") as file:
        names = {
            date.fromisoformat(row["day"]): (row["text"], row["text_cy"]) for row in csv.DictReader(file)
        }
    holidays = frozenset(names)
    addresses = sample_addresses()
    usual = usual_days(today, holidays)
    _write_rows(folder / "addresses.csv", Address, addresses)
    _write_rows(folder / "collections.csv", Collection, sample_collections(addresses, today, holidays))
    _write_rows(folder / "disruptions.csv", Disruption, sample_disruptions(usual, today, names))
    _write_rows(folder / "sessions.csv", Session, sample_sessions(today, holidays))
    for name, source in MADE.items():
        _write_sidecar(folder, name, today, source, today.isoformat())


def _homes() -> Iterator[tuple[Street, int]]:
    for street in STREETS:
        for home in range(1, street.homes + 1):
            yield street, home


def _line(street: Street, home: int) -> str:
    door = f"Flat {home}, {street.building}, " if street.building else f"{home} "
    return f"{door}{street.name}, {street.town}, {street.postcode}"


def _of_home(address: Address, home: int, today: date, holidays: frozenset[date]) -> Iterator[Collection]:
    key = (address.postcode, home)
    usual = WEEKDAYS[_black_week(ROUNDS[address.round], today, holidays).weekday()]
    for container, (start, weeks) in _calendar(ROUNDS[address.round], today, holidays).items():
        if container == "garden" and not address.garden_waste:
            continue
        days = _days(start, weeks, today, holidays)
        black = container in ("refuse", "sacks")
        reported = min(days[0] + DAY, today) if black and key in REPORTED else None
        note = CREW_NOTES.get(key, "") if black else ""
        yield Collection(address.uprn, container, *days, usual, reported, note)


def usual_days(today: date, holidays: frozenset[date]) -> dict[tuple[str, str], tuple[date, int]]:
    """For each round and bin: one day on which it comes, and every how many weeks it does."""
    return {
        (name, container): when
        for name, lorry in ROUNDS.items()
        for container, when in _calendar(lorry, today, holidays).items()
    }


def _calendar(lorry: Round, today: date, holidays: frozenset[date]) -> dict[str, tuple[date, int]]:
    """Each bin of a round: one day on which it comes, and every how many weeks it does."""
    black_week = _black_week(lorry, today, holidays)
    return {
        "sacks" if lorry.sacks else "refuse": (black_week, 1 if lorry.sacks else 2),
        "green": (black_week, 2),
        "red": (black_week + WEEK, 2),
        "food": (black_week, 1),
        "garden": (black_week, 2),
    }


def _black_week(lorry: Round, today: date, holidays: frozenset[date]) -> date:
    """A day on which the round's black bins are emptied."""
    if lorry.weekday is None:
        day = today - DAY
        while day.weekday() >= 5 or day in holidays:
            day -= DAY
        return day
    return date.fromordinal(1) + DAY * lorry.weekday + WEEK * lorry.week


def _days(start: date, weeks: int, today: date, holidays: frozenset[date]) -> tuple[date, date, date]:
    """The last day up to `today`, and the next two, of a round every `weeks` that touches `start`."""
    step = WEEK * weeks
    usual = today - (today - start) % step
    days = [moved(usual + step * n, holidays) for n in range(-1, 4)]
    ahead = [day for day in days if day > today]
    return max(day for day in days if day <= today), ahead[0], ahead[1]


def _write_rows(path: Path, row: type[Struct], rows: Sequence[Struct]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(row.__struct_fields__)
        out.writerows([_cell(value) for value in astuple(one)] for one in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _write_sidecar(folder: Path, name: str, made: date, source: str, verified_on: str) -> None:
    text = f'made = "{made}"\nsource = "{source}"\nverified_on = "{verified_on}"\n'
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
