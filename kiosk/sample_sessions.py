"""Sample sessions at the sample's access points, and bin days that a bank holiday moves, for a given day.

The timetable is a made-up week. What stands in `places.csv` is kept by hand beside the journeys; streets
and bin rounds are `kiosk.sample`.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta

from msgspec import Struct

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
AHEAD = 4 * WEEK
"""How far ahead sessions are told."""
MOVED_AHEAD = 8 * WEEK
"""How far ahead moved bin days are told; they are told for two weeks afterwards."""
MOVED_SINCE = 2 * WEEK


class Session(Struct, frozen=True):
    """One row of `sessions.csv`: somebody is there for `topic` (an organisation of `contacts`).

    `text` names day, time and topic, so that it can stand in a list by itself.
    """

    place: str
    day: date
    opens: time
    closes: time
    topic: str
    text: str
    text_cy: str


class Disruption(Struct, frozen=True):
    """One row of `disruptions.csv`: the collection of `bin` on `round` that was due on `day` comes on
    `moved_to`, or not at all where that is None. `text` says why."""

    round: str
    bin: str
    day: date
    moved_to: date | None
    text: str
    text_cy: str


class Weekly(Struct, frozen=True):
    """A session that is held each week. `weekday` counts from Monday 0."""

    place: str
    weekday: int
    opens: time
    closes: time
    topic: str


TOPICS = {
    "benefits": ("Help with benefits", "Help gyda budd-daliadau"),
    "council_tax": ("Help with council tax", "Help gyda’r dreth gyngor"),
    "housing": ("Help with housing", "Help gyda thai"),
    "council": ("Help with any council service", "Help gydag unrhyw wasanaeth gan y cyngor"),
    "licensing": ("Help with licences", "Help gyda thrwyddedau"),
}
WEEKLY = (
    Weekly("pier_avenue", 0, time(9, 30), time(12), "housing"),
    Weekly("pier_avenue", 1, time(9, 30), time(12), "benefits"),
    Weekly("pier_avenue", 3, time(13), time(16), "council_tax"),
    Weekly("pier_avenue", 4, time(10), time(12), "licensing"),
    Weekly("harwich", 1, time(10), time(13), "benefits"),
    Weekly("harwich", 3, time(10), time(13), "housing"),
    Weekly("walton", 1, time(10), time(12, 30), "council"),
    Weekly("brightlingsea", 4, time(9, 30), time(11, 30), "council"),
    Weekly("manningtree", 3, time(14), time(16, 30), "benefits"),
    Weekly("frinton", 0, time(10), time(12), "council"),
)


def sample_sessions(today: date, holidays: frozenset[date] = frozenset()) -> tuple[Session, ...]:
    """All sessions from `today` for four weeks, in order; none on `holidays`."""
    days = [today + DAY * n for n in range(AHEAD.days)]
    return tuple(
        _session(one, day)
        for day in days
        if day not in holidays
        for one in WEEKLY
        if one.weekday == day.weekday()
    )


def moved(day: date, holidays: frozenset[date]) -> date:
    """When a collection that is due on `day` really comes: a holiday's is made up on the next day that is
    neither a holiday nor a Sunday."""
    while day in holidays:
        day += DAY
        while day.weekday() == 6:
            day += DAY
    return day


def sample_disruptions(
    usual: Mapping[tuple[str, str], tuple[date, int]], today: date, holidays: Mapping[date, tuple[str, str]]
) -> tuple[Disruption, ...]:
    """The collections around `today` that a holiday moves.

    `usual` gives, for each round and bin, one day on which it comes and every how many weeks it does;
    `holidays` the names of each holiday in English and Welsh.
    """
    return tuple(sorted(_moves(usual, today, holidays), key=lambda one: (one.day, one.round, one.bin)))


def _moves(
    usual: Mapping[tuple[str, str], tuple[date, int]], today: date, holidays: Mapping[date, tuple[str, str]]
) -> Iterator[Disruption]:
    for (lorry, container), (start, weeks) in usual.items():
        for day, (name, name_cy) in holidays.items():
            near = today - MOVED_SINCE <= day <= today + MOVED_AHEAD
            if near and (day - start) % (WEEK * weeks) == timedelta():
                yield Disruption(
                    lorry,
                    container,
                    day,
                    moved(day, frozenset(holidays)),
                    f"We come later because of {name}.",
                    f"Rydym yn dod yn hwyrach oherwydd {name_cy}.",
                )


def _session(one: Weekly, day: date) -> Session:
    from babel.dates import format_date

    topic, topic_cy = TOPICS[one.topic]
    english = format_date(day, "EEEE d MMMM", locale="en")
    welsh = format_date(day, "EEEE d MMMM", locale="cy")
    parts = ("am", "pm", "midday"), ("yb", "yp", "ganol dydd")
    hours, hours_cy = ([_clock(at, *names) for at in (one.opens, one.closes)] for names in parts)
    return Session(
        one.place,
        day,
        one.opens,
        one.closes,
        one.topic,
        f"{english}, {' to '.join(hours)}: {topic}",
        f"{welsh}, {' i '.join(hours_cy)}: {topic_cy}",
    )


def _clock(at: time, morning: str, afternoon: str, midday: str) -> str:
    """9:30am, 1pm, midday."""
    if at == time(12):
        return midday
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes}{morning if at.hour < 12 else afternoon}"
