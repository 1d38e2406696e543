"""One question at one point of a walk: its bounds, its options, its rows, its messages."""

from collections.abc import Sequence

from kiosk.journeys.answers import Asking, Refusal
from kiosk.journeys.chosen import chosen
from kiosk.journeys.definition import Ask
from kiosk.journeys.expressions import Expression, fixed_columns
from kiosk.journeys.pages import Option, Problem
from kiosk.journeys.scope import PathScope
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import UNKNOWN, Blank, Chosen, Picked, Value

MOST_OPTIONS = 200
SEARCHED = 5000
"""Rows looked at when a condition has to be tried on each of them."""


class OfferedRows:
    """The rows of a dataset that a question's `where` does not rule out. See `answers.Rows`."""

    def __init__(self, ask: Ask, scope: PathScope) -> None:
        self._ask = ask
        self._scope = scope
        self.usable = scope.world.fresh.usable(ask.of)
        self.by = scope.world.journey.datasets[ask.of].key

    def pick(self, key: str) -> Picked | None:
        """The row with that key."""
        row = self._scope.world.fresh.row(self._ask.of, tuple(key.split("|")))
        if row is None:
            return None
        picked = self._scope.world.picked(self._ask.of, row)
        return picked if self._offers(picked) else None

    def typed(self, text: str) -> Picked:
        """A row typed by hand."""
        return Picked(self._ask.of, "", self.by, {"text": text})

    def find(self, text: str, limit: int) -> Sequence[Picked]:
        """Rows that fit the typed text, in natural order."""
        columns, whole = fixed_columns(self._ask.where)
        equal = {
            column: value for column, run in columns.items() if (value := run(self._scope)) is not UNKNOWN
        }
        world = self._scope.world
        rows = world.fresh.find(self._ask.of, text, equal, limit if whole else SEARCHED)
        found: list[Picked] = []
        for row in rows:
            picked = world.picked(self._ask.of, row)
            if whole or self._offers(picked):
                found.append(picked)
                if len(found) >= limit:
                    break
        return found

    def _offers(self, picked: Picked) -> bool:
        return offered(self._ask.where, picked, self._scope)


def offered(where: Expression | None, candidate: Value, scope: PathScope) -> bool:
    """Whether `where` lets a candidate be offered: it rules out only what it knows to be wrong."""
    return where is None or not where.is_false(scope.inside({"option": candidate}))


def asking(ask: Ask, scope: PathScope, *, worded: bool = True) -> Asking:
    """All that the question's type must know here and now; the label and the options without their words
    where nobody reads them."""
    world = scope.world
    rows = OfferedRows(ask, scope) if ask.of in world.journey.datasets else None
    reads = TYPES[ask.type].reads
    return Asking(
        words=world.words,
        today=world.today,
        label=scope.line(ask.short) if worded else "",
        min=ask.min.run(scope) if ask.min is not None else UNKNOWN,
        max=ask.max.run(scope) if ask.max is not None else UNKNOWN,
        decimals=ask.decimals,
        pattern=ask.pattern,
        options=_row_options(rows, world.language)
        if rows is not None and ask.type == "choice"
        else _options(ask, scope, worded=worded),
        rows=rows,
        table=world.fresh.table(reads) if reads else None,
        language=world.language,
    )


def unchecked(ask: Ask, scope: PathScope, value: Value) -> tuple[str, ...]:
    """What could not be checked of an answer: bounds that are not known, and what its type says."""
    bounds = tuple(
        rule
        for rule, bound in (("min", ask.min), ("max", ask.max))
        if bound is not None and bound.run(scope) is UNKNOWN
    )
    kind = TYPES[ask.type]
    return (*bounds, *kind.unchecked(value, asking(ask, scope, worded=False))) if kind.reads else bounds


def _row_options(rows: OfferedRows, language: str) -> tuple[Option, ...]:
    return tuple(Option(value=row.key, text=row.text_in(language)) for row in rows.find("", MOST_OPTIONS))


def _options(ask: Ask, scope: PathScope, *, worded: bool) -> tuple[Option, ...]:
    listing = scope.world.journey.lists.get(ask.of)
    if listing is None:
        return ()
    return tuple(
        Option(
            value=choice.value,
            text=scope.words_of(choice.text).source if worded else "",
            body=scope.body(choice.body) if worded else "",
            alone=choice.alone,
        )
        for choice in listing.choices.values()
        if offered(ask.where, Chosen(choice.value, listing.name), scope)
    )


def judged(ask: Ask, scope: PathScope, value: Value) -> Refusal | None:
    """Whether a clean value is allowed here."""
    return TYPES[ask.type].check(value, asking(ask, scope, worded=False))


def taken(ask: Ask, scope: PathScope, given: object) -> Value | Blank | Refusal:
    """What a resident gave, cleaned and checked; blank is refused unless the question is optional."""
    kind, here = TYPES[ask.type], asking(ask, scope, worded=False)
    value = kind.clean(given, here)
    if isinstance(value, Refusal):
        return value
    if isinstance(value, Blank):
        return value if ask.optional else Refusal("required")
    return kind.check(value, here) or (
        chosen(value, ask.of) if ask.of in scope.world.journey.lists else value
    )


def problem(key: str, ask: Ask, scope: PathScope, refusal: Refusal) -> Problem:
    """A refusal in words: the journey's own for that rule, or the type's."""
    own = ask.messages.get(refusal.rule)
    text = scope.line(own) if own is not None else TYPES[ask.type].message(refusal, asking(ask, scope))
    return Problem(name=key, rule=refusal.rule, text=text, part=refusal.part)
