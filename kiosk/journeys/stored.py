"""The path's answers and lets as JSON values: what goes into a submission or a draft."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from kiosk.journeys.asked import unchecked
from kiosk.journeys.definition import Journey, Part
from kiosk.journeys.path import Path, keyed
from kiosk.journeys.route import Route
from kiosk.journeys.rows import parts_of
from kiosk.journeys.scope import World
from kiosk.journeys.told import Earlier, Told
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import Account, Blank, Money, Photos, Picked, Signature, Span, Unknown, Value
from kiosk.submission import Part as SubmissionPart
from kiosk.submission import Submission

_UNSAID = (Account, Photos, Picked, Signature, Span, Unknown)
"""What no let says: rows and pictures are sent as answers only."""


def submission(path: Path, told: Told) -> Submission:
    """What a path that is walked to its end sends."""
    world = path.scope.world
    journey, fresh = world.journey, world.fresh
    # Lets belong to no language, so they are computed in the journey's own.
    own = World(journey, fresh, world.today, world.words, journey.languages[0], staff=world.staff)
    untold = [name for name in journey.uses if not fresh.usable(name)]
    for one in path.asked:
        if not isinstance(one.value, Blank):
            untold += [f"{one.key}.{rule}" for rule in unchecked(one.ask, one.scope, one.value)]
    answers, lets = stored_answers(path, blank=False), derived(Route(own, told).path())
    amounts = {pay.name: pay.amount.run(scope) for pay, scope in path.pays}
    return Submission(
        journey=journey.id,
        version=journey.version,
        hash=journey.hash,
        language=world.language,
        today=world.today.isoformat(),
        staff=world.staff,
        answers=answers,
        derived=lets,
        pay={name: f"{amount:.2f}" for name, amount in amounts.items() if isinstance(amount, Decimal)},
        data={name: day.isoformat() for name in journey.uses if (day := fresh.made(name)) is not None},
        unchecked=tuple(untold),
        parts=tuple(_part(part, journey, answers, lets) for part in parts_of(path.scope) if part.send),
    )


def _part(part: Part, journey: Journey, answers: dict[str, Any], lets: dict[str, Any]) -> SubmissionPart:
    """One service's own submission: the answers and lets that it names, and no others."""
    names = set(part.answers)
    return SubmissionPart(
        name=part.name,
        title=part.title.source,
        route=part.send,
        sensitivity=part.sensitivity or journey.sensitivity,
        lgsl=part.lgsl,
        lgil=part.lgil,
        answers={key: value for key, value in answers.items() if key.partition("[")[0] in names},
        derived={key: value for key, value in lets.items() if key.partition("[")[0] in names},
    )


def stored_answers(path: Path, *, blank: bool, drafts: bool = False) -> dict[str, Any]:
    """Key to clean answer. `blank` keeps optional questions that were passed, as None; a draft leaves
    out what is never stored."""
    return {
        one.key: None if isinstance(one.value, Blank) else TYPES[one.ask.type].encode(one.value)
        for one in path.asked
        if (blank or not isinstance(one.value, Blank)) and not (drafts and one.ask.never_stored)
    }


def draft(path: Path, told: Told) -> dict[str, Any]:
    """The path's answers as they are kept for another day, without those that are never stored."""
    journey = path.scope.world.journey
    shown = {screen.key for screen in path.screens} | {one.repeat.name for one in path.screens if one.repeat}
    return {
        "journey": journey.id,
        "hash": journey.hash,
        "answers": stored_answers(path, blank=True, drafts=True),
        "passed": sorted(told.passed & shown),
        "items": {
            name: {"ids": list(ids), "last": told.last[name]}
            for name, ids in told.items.items()
            if name in shown and name in told.last
        },
    }


def derived(path: Path) -> dict[str, Any]:
    """The lets' results that are known, but rows and pictures. Inside a repeat, one for each pass."""
    journey = path.scope.world.journey
    found: dict[str, Any] = {}
    for name, let in journey.lets.items():
        _put(found, name, let.expression.run(path.scope))
    for screen in path.screens:
        if screen.repeat is None or not screen.item:
            continue
        for name, let in screen.repeat.lets.items():
            key = keyed(name, screen.item)
            if key not in found:
                _put(found, key, let.expression.run(screen.scope))
    return found


def _put(found: dict[str, Any], key: str, value: Value) -> None:
    if not isinstance(value, _UNSAID):
        found[key] = plain(value)


def plain(value: Value) -> Any:
    """A value as JSON: dates and times ISO, money and fractions as text."""
    match value:
        case tuple():
            return [plain(one) for one in value]
        case Money():
            return f"{value:.2f}"
        case Decimal():
            return int(value) if value == value.to_integral_value() else f"{value:f}"
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
        case str():
            return str(value)
    return value


def remembered(path: Path) -> dict[str, Earlier]:
    """The answers that have a purpose, by it: what may be offered in the next journey of this visit."""
    return {
        asked.ask.purpose: Earlier(
            value=asked.value,
            of=asked.ask.of,
            sensitive=asked.ask.sensitive,
            other=asked.scope.for_other,
        )
        for asked in path.asked
        if asked.ask.purpose is not None
        and not asked.ask.never_stored
        and not isinstance(asked.value, Blank)
        and not asked.staff
    }
