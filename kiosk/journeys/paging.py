"""Screens of the path become pages in words, and answers become rows and lines."""

from collections.abc import Mapping
from decimal import Decimal

from msgspec.structs import replace

from kiosk.journeys.answers import AnswerType
from kiosk.journeys.asked import OfferedRows, asking
from kiosk.journeys.definition import (
    Ask,
    Check,
    Done,
    Exit,
    Note,
    PageStep,
    Part,
    Pay,
    Repeat,
    Showing,
)
from kiosk.journeys.expressions import Expression
from kiosk.journeys.pages import Field, Offer, Option, Page, PageKind, Row
from kiosk.journeys.pages import Note as PageNote
from kiosk.journeys.path import Asked, Path, Screen, Told
from kiosk.journeys.scope import PathScope
from kiosk.journeys.texts import Text, body_in, line_in
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import UNKNOWN, Blank, Chosen, Picked, Unknown
from kiosk.receipt import Line
from kiosk.reference import grouped

KINDS: dict[type, PageKind] = {
    Ask: "ask",
    PageStep: "page",
    Note: "note",
    Check: "check",
    Exit: "exit",
    Pay: "pay",
    Repeat: "list",
}


def title(text: Text | None, scope: PathScope) -> str:
    """A title or label in the visit's language."""
    return line_in(scope.words_of(text), scope, scope.world.words) if text is not None else ""


def body(text: Text | None, scope: PathScope) -> str:
    """A body in the visit's language."""
    return body_in(scope.words_of(text), scope, scope.world.words) if text is not None else ""


def page_of(screen: Screen, path: Path, told: Told, *, back: bool) -> Page:
    """The page of a screen."""
    step, scope = screen.step, screen.scope
    words = scope.world.words
    heading = title(step.title, scope)
    button, add = "", False
    rows: tuple[Row, ...] = ()
    if isinstance(step, Check):
        heading = heading or words("Check your answers")
        button = title(step.short, scope)
        rows = rows_of(path, None if step.name == "answers" else step.name)
    if isinstance(step, Repeat):
        rows = item_rows(step, path)
        add = len(told.items.get(step.name, ())) < step.max
    return Page(
        kind=KINDS[type(step)],
        name=screen.key,
        title=heading,
        body="" if isinstance(step, Ask) else body(step.body, scope),
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
        title=title(done.title, scope),
        body=body(text, scope),
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
    return Page(kind="pay", name=pay.name, title=title(pay.title, scope), body=body(pay.body, scope))


def items_of(shows: Showing | None, scope: PathScope) -> tuple[Option, ...]:
    """The values of a list to read, for which its `where` is true."""
    if shows is None:
        return ()
    listing = scope.world.journey.lists[shows.of]
    return tuple(
        Option(value=choice.value, text=title(choice.text, scope), body=body(choice.body, scope))
        for choice in listing.choices.values()
        if shows.where is None
        or shows.where.is_true(scope.inside({"option": Chosen(choice.value, listing.name)}))
    )


def link_of(link: Expression | None, scope: PathScope) -> str:
    """A web address, or '' where it is not known."""
    found = link.run(scope) if link is not None else UNKNOWN
    return str(found) if isinstance(found, str) else ""


def parts_of(scope: PathScope) -> tuple[Part, ...]:
    """The services that this journey tells, for what was told."""
    return tuple(part for part in scope.world.journey.parts if part.when is None or part.when.is_true(scope))


def part_rows(scope: PathScope, references: Mapping[str, str]) -> tuple[Row, ...]:
    """Each part with its reference; with what it says and where to go, where nothing is sent for it."""
    rows: list[Row] = []
    for part in parts_of(scope):
        lines = [grouped(references[part.name])] if part.name in references else []
        lines += [line for line in (body(part.body, scope), link_of(part.link, scope)) if line]
        rows.append(Row(label=title(part.title, scope), lines=tuple(lines)))
    return tuple(rows)


def _caption(screen: Screen) -> str:
    if screen.repeat is not None and screen.item:
        return title(screen.repeat.title, screen.scope)
    return title(screen.section.title, screen.scope) if screen.section is not None else ""


def _field(key: str, part: Ask | Note, screen: Screen, told: Told) -> Field | PageNote:
    scope = screen.scope
    if isinstance(part, Note):
        return PageNote(name=key, title=title(part.title, scope), body=body(part.body, scope))
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
        title=title(part.title, scope),
        short=here.label,
        body=body(part.body, scope),
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


def label_of(asked: Asked) -> str:
    """What an answer is called at check-answers and on paper."""
    return title(asked.ask.short or asked.ask.title, asked.scope)


def lines_of(asked: Asked) -> tuple[str, ...]:
    """An answer as lines to read; masked when it is sensitive."""
    kind = TYPES[asked.ask.type]
    words = asked.scope.world.words
    if isinstance(asked.value, Blank):
        return (words("Not provided"),)
    if asked.ask.never_stored:
        return (words("Given, not shown"),)
    lines = kind.show(asked.value, asking(asked.ask, asked.scope))
    return kind.mask(lines) if asked.ask.sensitive or kind.private else lines


def rows_of(path: Path, section: str | None = None) -> tuple[Row, ...]:
    """The answers on the path, or those of one section, with a heading where a group begins."""
    rows: list[Row] = []
    before = ""
    answers: dict[str, list[Asked]] = {}
    for asked in path.asked:
        if not asked.ask.hidden:
            answers.setdefault(asked.screen.key, []).append(asked)
    for screen in path.screens:
        if section is not None and (screen.section is None or screen.section.name != section):
            continue
        words = screen.scope.world.words
        group = _group(screen)
        if not group and before:
            group = words("Other answers")
        found = [
            Row(label=label_of(asked), lines=lines_of(asked), change=asked.key)
            for asked in answers.get(screen.key, ())
        ]
        if isinstance(screen.step, Repeat):
            passes = screen.scope.passes(screen.step.name)
            n = 0 if isinstance(passes, Unknown) else len(passes)
            group = title(screen.step.title, screen.scope)
            found = [Row(label=words("Number added"), lines=(str(n),), change=screen.key)]
        if found and group != before:
            found[0] = replace(found[0], heading=group)
            before = group
        rows += found
    return tuple(rows)


def _group(screen: Screen) -> str:
    """The heading over an answer: its item in a repeat, or its section."""
    repeat = screen.repeat
    if repeat is None:
        return title(screen.section.title, screen.scope) if screen.section is not None else ""
    return item_label(repeat, screen.scope, screen.item)


def item_label(repeat: Repeat, scope: PathScope, item: str) -> str:
    """What one pass of a repeat is called."""
    words = scope.world.words
    if repeat.short is not None:
        said = title(repeat.short, scope)
        if said:
            return said
    if repeat.each is not None:
        return str(scope.text(scope.value("item")))
    return f"{title(repeat.title, scope)} {item}" if item else words("Not provided")


def item_rows(repeat: Repeat, path: Path) -> tuple[Row, ...]:
    """The items of a list page."""
    rows: list[Row] = []
    seen: set[str] = set()
    for screen in path.screens:
        if screen.repeat is not repeat or not screen.item or screen.item in seen:
            continue
        seen.add(screen.item)
        name = f"{repeat.name}[{screen.item}]"
        rows.append(
            Row(label=item_label(repeat, screen.scope, screen.item), lines=(), change=name, remove=name)
        )
    return tuple(rows)


def receipt_lines(path: Path, names: tuple[str, ...]) -> tuple[Line, ...]:
    """The answers that may stand on paper: those the journey names, never sensitive or staff ones."""
    lines: list[Line] = []
    for asked in path.asked:
        ask = asked.ask
        private = ask.sensitive or ask.never_stored or TYPES[ask.type].private or asked.staff
        if ask.name not in names or private or isinstance(asked.value, Blank):
            continue
        words = asked.scope.world.words
        text = words.joined(map(words.isolated, TYPES[ask.type].show(asked.value, asking(ask, asked.scope))))
        repeat = asked.screen.repeat
        if repeat is not None and repeat.each is not None:
            text = f"{item_label(repeat, asked.scope, asked.screen.item)}: {text}"
        lines.append(Line(label_of(asked), text))
    return tuple(lines)


def rows_to_pick(ask: Ask, scope: PathScope) -> OfferedRows:
    """The rows a `pick` field searches."""
    return OfferedRows(ask, scope)
