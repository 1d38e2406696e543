"""Answers on the path become rows of a check page and lines of a receipt; items and parts, rows of theirs."""

from collections.abc import Mapping

from msgspec.structs import replace

from kiosk.journeys.asked import asking
from kiosk.journeys.definition import Part, Repeat
from kiosk.journeys.expressions import Expression
from kiosk.journeys.pages import Row
from kiosk.journeys.path import Asked, Path, Screen
from kiosk.journeys.scope import PathScope
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import UNKNOWN, Blank, Unknown
from kiosk.receipt import Line
from kiosk.reference import grouped


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
        lines += [line for line in (scope.body(part.body), link_of(part.link, scope)) if line]
        rows.append(Row(label=scope.line(part.title), lines=tuple(lines)))
    return tuple(rows)


def label_of(asked: Asked) -> str:
    """What an answer is called at check-answers and on paper."""
    return asked.scope.line(asked.ask.short or asked.ask.title)


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
            group = screen.scope.line(screen.step.title)
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
        return screen.scope.line(screen.section.title) if screen.section is not None else ""
    return item_label(repeat, screen.scope, screen.item)


def item_label(repeat: Repeat, scope: PathScope, item: str) -> str:
    """What one pass of a repeat is called."""
    words = scope.world.words
    if repeat.short is not None:
        said = scope.line(repeat.short)
        if said:
            return said
    if repeat.each is not None:
        return str(scope.text(scope.value("item")))
    return f"{scope.line(repeat.title)} {item}" if item else words("Not provided")


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
