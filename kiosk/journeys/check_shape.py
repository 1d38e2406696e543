"""Rules about a journey's shape: its ending, what it sends, bounds and patterns, privacy, what is unused."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from kiosk.errors import BugError
from kiosk.journeys.definition import SENT, Ask, Check, Listing, PageStep, Pay, Repeat, Section, Step
from kiosk.journeys.expressions import Expression
from kiosk.journeys.filed import MOST_PHOTOS, Photo
from kiosk.journeys.grammar import nearest
from kiosk.journeys.kinds import NUMBER, YESNO
from kiosk.journeys.running import Scope
from kiosk.journeys.source import Finding, Mark, found
from kiosk.journeys.survey import Named, Site, Survey
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import UNKNOWN, Unknown, Value

_LOOPING = re.compile(r"\((?:[^()\\]|\\.)*[+*](?:[^()\\]|\\.)*\)[+*{]")
"""A repeated group that itself repeats: the time to match it can grow without bound."""


def check_shape(survey: Survey) -> Iterator[Finding]:
    """All of them."""
    yield from _ending(survey)
    yield from _offline(survey)
    yield from _unused(survey)
    yield from _private(survey)
    yield from _parts(survey)
    for ask, _ in survey.asks():
        yield from _ask(ask, survey)
    for stop in survey.stops:
        if isinstance(stop.step, PageStep):
            asks = [part.name for part in stop.step.steps if isinstance(part, Ask)]
            for rule in stop.step.rules:
                if rule.at not in asks:
                    message = f"'{rule.at}' is not a question of the page '{stop.step.name}'."
                    yield found(rule.mark, "rule-target", message, nearest(rule.at, asks))
        if isinstance(stop.step, Repeat) and stop.step.each is None and 0 < stop.step.max < stop.step.min:
            mark = stop.step.marks.get("max", stop.step.mark)
            yield found(mark, "empty-range", f"'max' {stop.step.max} is less than 'min' {stop.step.min}.")


def _ending(survey: Survey) -> Iterator[Finding]:
    journey = survey.journey
    checks = [stop for stop in survey.stops if isinstance(stop.step, Check)]
    sections: dict[str, int] = {}
    for stop in survey.stops:
        if isinstance(stop.step, Section):
            sections[stop.step.name] = stop.view.order
        if isinstance(stop.step, Check) and stop.step.name != "answers" and stop.step.name not in sections:
            known = [*sections, "answers"]
            message = f"there is no section '{stop.step.name}' before this check."
            yield found(stop.step.mark, "not-found", message, nearest(stop.step.name, known))
    if journey.offline not in SENT:
        for stop in survey.stops:
            if isinstance(stop.step, Check | Pay):
                kind = "check" if isinstance(stop.step, Check) else "pay"
                yield found(
                    stop.step.mark, "offline", f"a journey with 'offline: {journey.offline}' has no {kind}."
                )
        return
    last = next((stop for stop in checks if stop.step.name == "answers"), None)
    if last is None:
        yield found(
            journey.marks.get("steps", journey.mark), "bad-ending", "the steps need 'check: answers'."
        )
        return
    top: list[Step] = [stop.step for stop in survey.stops if stop.top]
    for step in top[top.index(last.step) + 1 :]:
        if not isinstance(step, Pay):
            yield found(step.mark, "bad-ending", "nothing but 'pay' may follow 'check: answers'.")
    for step in top[: top.index(last.step)]:
        if isinstance(step, Pay):
            yield found(step.mark, "bad-ending", "'pay' stands after 'check: answers'.")
    if last.step.when is not None or last.step.staff:
        yield found(last.step.mark, "bad-ending", "'check: answers' is for everybody: no 'when', no 'who'.")


def _offline(survey: Survey) -> Iterator[Finding]:
    journey = survey.journey
    if journey.offline == "information" and journey.send:
        yield found(journey.marks["send"], "offline", "a journey of information sends nothing: no 'send'.")
    if journey.offline == "handoff" and journey.send and not journey.send.startswith("https://"):
        yield found(journey.marks["send"], "offline", "a hand-off sends people to an address with https://.")
    if journey.offline == "warn" and journey.done is not None and journey.done.unsent is None:
        message = "a journey with 'offline: warn' says in 'unsent' what is true until it is received."
        yield found(journey.marks["done"], "offline", message)
    if journey.sensitivity == 4 and journey.offline == "queue":
        message = "a journey of class 4 is never queued in silence."
        yield found(journey.marks["offline"], "class", message, "Did you mean 'warn' or 'live'?")


def _ask(ask: Ask, survey: Survey) -> Iterator[Finding]:
    journey, kind = survey.journey, TYPES[ask.type]
    if kind.least_class > journey.sensitivity:
        message = f"{ask.type} needs class {kind.least_class} or more; the journey has {journey.sensitivity}."
        yield found(ask.marks.get("type", ask.mark), "class", message)
    if ask.never_stored:
        yield _never_stored(ask, survey)
    if kind.always_optional and not ask.optional:
        message = f"people must be able to go on without a {ask.type}: a kiosk may have no camera."
        yield found(ask.marks.get("type", ask.mark), "wrong-value", message, "Add 'optional: true'.")
    if ask.default is not None and kind.kind in ("", "file", "files"):
        yield found(ask.marks["default"], "wrong-value", f"nothing can stand in a {ask.type} beforehand.")
    if ask.type == Photo.name and ask.max is not None:
        most = _fixed(ask.max)
        if isinstance(most, Decimal) and not 1 <= most <= MOST_PHOTOS:
            message = f"a question takes from 1 to {MOST_PHOTOS} photos: more would not fit a submission."
            yield found(ask.max.mark, "wrong-value", message)
    yield from _range(ask, survey)
    if ask.pattern:
        yield from _pattern(ask)


def _never_stored(ask: Ask, survey: Survey) -> Finding:
    """Today nothing is sent but from the queue, so that no journey can ask what may not be in it."""
    mark = ask.marks.get("type" if TYPES[ask.type].never_stored else "sensitive", ask.mark)
    offline = survey.journey.offline
    if offline != "live":
        message = f"an answer that is never stored cannot wait: 'offline: {offline}' must be live."
    else:
        message = "an answer that is never stored cannot be sent: what is sent is first saved in the queue."
    return found(mark, "never-stored", message, "Book an appointment instead, or hand over to another form.")


def _pattern(ask: Ask) -> Iterator[Finding]:
    mark = ask.marks["pattern"]
    try:
        re.compile(ask.pattern)
    except re.error as error:
        yield found(mark, "bad-pattern", f"the pattern cannot be read: {error.msg}.")
        return
    if _LOOPING.search(ask.pattern):
        yield found(
            mark, "bad-pattern", "a repeated group repeats inside, which can take for ever.", "Repeat once."
        )


def _range(ask: Ask, survey: Survey) -> Iterator[Finding]:
    if ask.min is None or ask.max is None:
        return
    low, high = (_fixed(bound) for bound in (ask.min, ask.max))
    # Any day will do: both bounds move with it.
    if isinstance(low, Decimal | date) and type(low) is type(high) and low > high:  # type: ignore[operator]  # alike
        message = f"no answer is from {ask.min.source} to {ask.max.source}."
        yield found(ask.max.mark, "empty-range", message, "Swap them.")


class _NoScope:
    """Knows the day and nothing else, to work out bounds that are fixed."""

    today = date(2026, 6, 15)

    def value(self, name: str) -> Value:
        return UNKNOWN

    def passes(self, repeat: str) -> Unknown:
        return UNKNOWN

    def row(self, dataset: str, key: tuple[Value, ...]) -> Value:
        return UNKNOWN

    def text(self, value: Value) -> Value:
        return value

    def holidays(self) -> Unknown:
        return UNKNOWN


def _fixed(expression: Expression) -> Value:
    scope: Scope = _NoScope()
    try:
        return expression.run(scope)
    except (BugError, ValueError):
        return UNKNOWN


def _unused(survey: Survey) -> Iterator[Finding]:
    journey = survey.journey
    lists = {ask.of for ask, _ in survey.asks()} | {one.of for one in survey.shown()}
    for dataset in journey.uses:
        lists |= set(journey.datasets[dataset].columns.values())
    listings: list[Listing] = list(journey.lists.values())
    for listing in listings:
        if listing.name not in lists and not listing.shared:
            yield found(listing.mark, "unused", f"nothing uses the list '{listing.name}'.")
    read: set[str] = {ask.of for ask, _ in survey.asks()}
    read |= {TYPES[ask.type].reads for ask, _ in survey.asks()}
    for site in survey.sites:
        read |= set(site.expression.names)
        if "working day" in site.expression.source:
            read.add("holidays")
    sent = {name for part in journey.parts for name in part.answers}
    for name, named in survey.names.items():
        if named.ask is not None and journey.parts and name not in sent | read:
            yield found(named.ask.mark, "unused", f"no part sends '{name}', and nothing reads it.")
        if named.let is not None and name not in read | sent:
            yield found(named.let.mark, "unused", f"nothing uses the let '{name}'.")
    # Contacts serve the owner's phone on paper, whatever the steps say.
    for dataset in journey.uses:
        if dataset not in read and dataset != "contacts":
            yield found(journey.marks[f"uses.{dataset}"], "unused", f"nothing uses the dataset '{dataset}'.")


def _parts(survey: Survey) -> Iterator[Finding]:
    """Each part sends answers that there are, in a class that is high enough for them."""
    journey = survey.journey
    if journey.parts and journey.offline not in SENT:
        message = f"a journey with 'offline: {journey.offline}' has no parts to send."
        yield found(journey.marks["parts"], "offline", message)
    told = {name: named for name, named in survey.names.items() if named.ask or named.let}
    for part in journey.parts:
        for name in part.answers:
            mark = part.marks[f"answers.{name}"]
            if name not in told:
                yield found(mark, "unknown-name", f"there is no answer '{name}'.", nearest(name, told))
                continue
            ask = told[name].ask
            most = part.sensitivity or journey.sensitivity
            if ask is not None and TYPES[ask.type].least_class > most:
                message = (
                    f"{ask.type} needs class {TYPES[ask.type].least_class} or more; the part has {most}."
                )
                yield found(mark, "class", message)


def _hidden(named: Named) -> str:
    """Why an answer may not be said aloud, or ''."""
    if named.ask is None:
        return ""
    if named.ask.sensitive or TYPES[named.ask.type].private:
        return "sensitive"
    return "for staff" if named.staff else ""


def _private(survey: Survey) -> Iterator[Finding]:
    journey = survey.journey
    for name in journey.receipt:
        named = survey.names.get(name)
        if named is not None and (why := _hidden(named)):
            yield found(
                journey.marks[f"receipt.{name}"], "private", f"'{name}' is {why}: it may not be printed."
            )
    for site in survey.sites:
        if site.text is not None:
            yield from _text(site, survey)


def _text(site: Site, survey: Survey) -> Iterator[Finding]:
    """A text may not say a sensitive answer, nor, to residents, a member of staff's."""
    mark: Mark = site.expression.mark
    for name, direct in _reads(site.expression, survey, set(), direct=True):
        named = survey.names[name]
        why = _hidden(named)
        if why == "for staff" and site.view.staff:
            continue
        # What was worked out of an answer may be told; the answer itself may not.
        if why and (direct or named.kind not in (YESNO, NUMBER)):
            yield found(mark, "private", f"'{name}' is {why}: no text may say it.")


def _reads(
    expression: Expression, survey: Survey, seen: set[str], *, direct: bool
) -> Iterator[tuple[str, bool]]:
    """The asks whose value an expression passes on, through lets too."""
    for name in sorted(expression.names):
        named = survey.names.get(name)
        if named is None or name in seen:
            continue
        seen.add(name)
        if named.let is not None and not _decides(named.let.expression):
            yield from _reads(named.let.expression, survey, seen, direct=False)
        elif named.ask is not None and not _decides(expression):
            yield name, direct


def _decides(expression: Expression) -> bool:
    """Whether the result is a yes or no, which gives nothing of the answer away."""
    return isinstance(expression.tree, ast.Compare | ast.BoolOp) or (
        isinstance(expression.tree, ast.UnaryOp) and isinstance(expression.tree.op, ast.Not)
    )
