"""Screens of the path become pages in words. Rows and lines of answers are `rows`."""

from collections.abc import Mapping
from decimal import Decimal

from kiosk.journeys.answers import AnswerType
from kiosk.journeys.asked import asking
from kiosk.journeys.definition import (
    Ask,
    Check,
    Done,
    Exit,
    Note,
    PageStep,
    Pay,
    Repeat,
    Showing,
)
from kiosk.journeys.expressions import Expression
from kiosk.journeys.pages import Field, Offer, Option, Page, PageKind, Row
from kiosk.journeys.pages import Note as PageNote
from kiosk.journeys.path import Path, Screen
from kiosk.journeys.rows import item_rows, link_of, part_rows, rows_of
from kiosk.journeys.scope import PathScope
from kiosk.journeys.texts import Text
from kiosk.journeys.told import Told
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import UNKNOWN, Blank, Chosen, Picked

KINDS: dict[type, PageKind] = {
    Ask: "ask",
    PageStep: "page",
    Note: "note",
    Check: "check",
    Exit: "exit",
    Pay: "pay",
    Repeat: "list",
}


def page_of(screen: Screen, path: Path, told: Told, *, back: bool) -> Page:
    """The page of a screen."""
    step, scope = screen.step, screen.scope
    words = scope.world.words
    heading = scope.line(step.title)
    button, add = "", False
    rows: tuple[Row, ...] = ()
    if isinstance(step, Check):
        heading = heading or words("Check your answers")
        button = scope.line(step.short)
        rows = rows_of(path, None if step.name == "answers" else step.name)
    if isinstance(step, Repeat):
        rows = item_rows(step, path)
        add = len(told.items.get(step.name, ())) < step.max
    return Page(
        kind=KINDS[type(step)],
        name=screen.key,
        title=heading,
        body="" if isinstance(step, Ask) else scope.body(step.body),
        caption=_caption(screen),
        fields=tuple(_field(key, part, screen, told) for key, part in screen.fields),
        rows=rows,
        button=button,
        add=add,
        items=items_of(step.shows, scope) if isinstance(step, Note | Exit) else (),
        link=link_of(step.link, scope) if isinstance(step, Exit) else "",
        next=step.next if isinstance(step, Exit) else (),
        stale=_stale(screen),
        as_of=_as_of(scope) if isinstance(step, Note | Exit) else "",
        back=back,
    )


def done_page(
    done: Done, scope: PathScope, *, received: bool, back: bool, references: Mapping[str, str] | None = None
) -> Page:
    """The last page. While the council has not received it, `unsent` stands in place of the body. Parts of
    the journey stand as rows, with their `references` where they were sent."""
    text = done.body if received or done.unsent is None else done.unsent
    return Page(
        kind="done",
        name="done",
        title=scope.line(done.title),
        body=scope.body(text),
        rows=part_rows(scope, references or {}),
        items=items_of(done.shows, scope),
        link=link_of(done.link, scope),
        next=scope.world.journey.next,
        stale=_unusable(text, scope),
        as_of=_as_of(scope),
        back=back,
    )


def pay_page(pay: Pay, scope: PathScope) -> Page:
    """What to pay, and where."""
    return Page(kind="pay", name=pay.name, title=scope.line(pay.title), body=scope.body(pay.body))


def items_of(shows: Showing | None, scope: PathScope) -> tuple[Option, ...]:
    """The values of a list to read, for which its `where` is true."""
    if shows is None:
        return ()
    listing = scope.world.journey.lists[shows.of]
    return tuple(
        Option(value=choice.value, text=scope.line(choice.text), body=scope.body(choice.body))
        for choice in listing.choices.values()
        if shows.where is None
        or shows.where.is_true(scope.inside({"option": Chosen(choice.value, listing.name)}))
    )


def _caption(screen: Screen) -> str:
    if screen.repeat is not None and screen.item:
        return screen.scope.line(screen.repeat.title)
    return screen.scope.line(screen.section.title) if screen.section is not None else ""


def _field(key: str, part: Ask | Note, screen: Screen, told: Told) -> Field | PageNote:
    scope = screen.scope
    if isinstance(part, Note):
        return PageNote(name=key, title=scope.line(part.title), body=scope.body(part.body))
    kind = TYPES[part.type]
    here = asking(part, scope)
    usable = here.rows is None or here.rows.usable
    limit = kind.limit
    if limit is not None and isinstance(here.max, Decimal):
        limit = min(limit, int(here.max))
    return Field(
        name=key,
        # A choice from data that is not there is typed.
        type=part.type if usable or part.type != "choice" else "text",
        title=scope.line(part.title),
        short=here.label,
        body=scope.body(part.body),
        options=here.options or _picked(key, part, told, scope),
        value=_value(key, part, kind, told, scope),
        optional=part.optional,
        sensitive=part.sensitive or kind.private,
        limit=limit,
        pick=here.rows is not None and usable and part.type != "choice",
        offer=_offer(key, part, told, scope),
    )


def _offer(key: str, ask: Ask, told: Told, scope: PathScope) -> Offer | None:
    """What was told of this in an earlier journey, by the same person and of the same kind."""
    earlier = told.offers.get(ask.purpose) if ask.purpose is not None else None
    if earlier is None or key in told.answers or earlier.of != ask.of or earlier.other is not scope.for_other:
        return None
    lines = TYPES[ask.type].show(earlier.value, asking(ask, scope))
    if ask.sensitive or earlier.sensitive or TYPES[ask.type].private:
        lines = TYPES[ask.type].mask(lines)
    return Offer(value=TYPES[ask.type].widget(earlier.value), text=", ".join(lines))


def _picked(key: str, ask: Ask, told: Told, scope: PathScope) -> tuple[Option, ...]:
    """The row picked or told before, as the one option of a field that is looked up."""
    row = told.answers.get(key)
    if row is None and ask.purpose is not None and ask.purpose in told.offers:
        row = told.offers[ask.purpose].value
    if not isinstance(row, Picked) or not row.key:
        return ()
    return (Option(value=row.key, text=row.text_in(scope.world.language)),)


def _value(key: str, ask: Ask, kind: AnswerType, told: Told, scope: PathScope) -> object:
    value = told.answers.get(key)
    if isinstance(value, Blank):
        return None
    if value is not None:
        return told.typed.get(key, kind.widget(value))
    if ask.default is not None:
        default = ask.default.run(scope)
        if default is not UNKNOWN:
            return kind.widget(default)
    return None


def _stale(screen: Screen) -> tuple[str, ...]:
    usable = screen.scope.world.fresh.usable
    datasets = screen.scope.world.journey.datasets
    if screen.fields:
        used = [part.of for _, part in screen.fields if isinstance(part, Ask) and part.of in datasets]
        return tuple(dict.fromkeys(name for name in used if not usable(name)))
    return _unusable(screen.step.body, screen.scope)


def _unusable(text: Text | None, scope: PathScope) -> tuple[str, ...]:
    """The datasets a text reads that are absent or too old."""
    if text is None:
        return ()
    found: dict[str, None] = {}
    for expression in scope.words_of(text).placeholders:
        _datasets_of(expression, scope, found, set())
    return tuple(name for name in found if not scope.world.fresh.usable(name))


def _datasets_of(expression: Expression, scope: PathScope, found: dict[str, None], seen: set[str]) -> None:
    lets = scope.world.journey.lets
    found.update(dict.fromkeys(expression.datasets))
    for name in expression.names:
        if name in lets and name not in seen:
            seen.add(name)
            _datasets_of(lets[name].expression, scope, found, seen)


def _as_of(scope: PathScope) -> str:
    """How old the data behind an information journey is."""
    world = scope.world
    if world.journey.offline != "information":
        return ""
    days = [
        made for name in world.journey.uses if world.fresh.usable(name) and (made := world.fresh.made(name))
    ]
    return world.words("This information is from {day}.", day=world.words.day(min(days))) if days else ""
