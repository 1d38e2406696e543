"""A journey laid out for the checker: every name with where it is told, and every expression with what
may be seen from where it stands.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from kiosk.journeys.definition import (
    Ask,
    Check,
    Done,
    Exit,
    Journey,
    Let,
    Note,
    PageStep,
    Part,
    Pay,
    Repeat,
    Section,
    Showing,
    Step,
)
from kiosk.journeys.expressions import Expression
from kiosk.journeys.kinds import DATE, FILE, FILES, NUMBER, TEXT, TIME, YESNO, Kind
from kiosk.journeys.texts import Text
from kiosk.journeys.types import TYPES

KINDS = {
    "text": TEXT,
    "number": NUMBER,
    "date": DATE,
    "time": TIME,
    "yesno": YESNO,
    "file": FILE,
    "files": FILES,
    "": None,
}
END = 1_000_000
"""The order of what may see the whole journey."""


class View(Struct, frozen=True, kw_only=True):
    """What may be seen from a place: all that is told before `order`. `conditions` hold there: those of
    the step and of what holds it; `exits` are the earlier exits, none of which was taken."""

    order: int = 0
    repeat: str = ""
    page: str = ""
    """The page whose answers are not there yet."""
    item: Kind | None = None
    option: Kind | None = None
    reference: bool = False
    staff: bool = False
    conditions: tuple[Expression, ...] = ()
    exits: tuple[Expression, ...] = ()


class Named(Struct, frozen=True, kw_only=True):
    """A name that expressions may use: an ask, a let, or a repeat (told from `end` on)."""

    name: str
    kind: Kind | None = None
    order: int = 0
    end: int = 0
    repeat: str = ""
    page: str = ""
    let: Let | None = None
    ask: Ask | None = None
    step: Repeat | None = None
    staff: bool = False
    conditions: tuple[Expression, ...] = ()


class Site(Struct, frozen=True, kw_only=True):
    """One expression. `kinds` are those it may have, () for any; `text` is the text it stands in."""

    expression: Expression
    use: str
    view: View
    kinds: tuple[Kind, ...] = ()
    text: Text | None = None
    ask: Ask | None = None


class Stop(Struct, frozen=True, kw_only=True):
    """A step in its place."""

    step: Step
    view: View
    top: bool
    """Whether it stands at the top of the journey."""


class Survey:
    """The names, sites and stops of one journey."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self.names: dict[str, Named] = {}
        self.sites: list[Site] = []
        self.stops: list[Stop] = []
        self._order = 0
        self._exits: tuple[Expression, ...] = ()
        for let in journey.lets.values():
            self._let(let, View(order=END))
        for step in journey.steps:
            self._step(step, View(), top=True)
        for part in journey.parts:
            self._part(part)
        if journey.done is not None:
            self._done(journey.done)

    def _let(self, let: Let, view: View) -> None:
        self.names[let.name] = Named(name=let.name, order=-1, repeat=view.repeat, let=let)
        self.sites.append(Site(expression=let.expression, use="let", view=view))

    def _next(self) -> int:
        self._order += 1
        return self._order

    def _put(
        self, expression: Expression | None, use: str, view: View, *kinds: Kind, ask: Ask | None = None
    ) -> None:
        if expression is not None:
            self.sites.append(Site(expression=expression, use=use, view=view, kinds=kinds, ask=ask))

    def _text(self, text: Text | None, use: str, view: View, ask: Ask | None = None) -> None:
        if text is not None:
            for expression in text.placeholders:
                self.sites.append(Site(expression=expression, use=use, view=view, text=text, ask=ask))

    def _step(self, step: Step, outer: View, *, top: bool = False) -> None:
        order = self._next()
        outer = replace(outer, order=order, exits=self._exits, staff=outer.staff or step.staff)
        self._put(step.when, "when", outer, YESNO)
        view = replace(
            outer, conditions=(*outer.conditions, step.when) if step.when is not None else outer.conditions
        )
        self.stops.append(Stop(step=step, view=replace(view, conditions=outer.conditions), top=top))
        shown = replace(view, reference=isinstance(step, Pay))
        self._text(step.title, "title", shown)
        self._text(step.body, "body", shown)
        match step:
            case Ask():
                self._ask(step, view)
            case PageStep():
                self._page(step, view)
            case Section():
                for inner in step.steps:
                    self._step(inner, view)
            case Repeat():
                self._repeat(step, view)
            case Exit():
                self._showing(step.shows, view)
                self._put(step.link, "link", view, TEXT)
                # Inside a condition, not having left means nothing where that condition does not hold; and a
                # resident never meets an exit that is for staff.
                if not outer.conditions and not outer.staff:
                    self._exits = (*self._exits, step.when)
            case Check():
                self._text(step.short, "title", view)
            case Pay():
                self._put(step.amount, "amount", view, NUMBER)
            case Note():
                self._showing(step.shows, view)

    def _ask(self, ask: Ask, view: View) -> None:
        kind = TYPES[ask.type]
        own = replace(view, page="", order=view.order)
        bound = {"number": NUMBER, "date": DATE, "time": TIME}.get(kind.bound)
        for expression in (ask.min, ask.max):
            self._put(expression, "bound", own, *([bound] if bound else []), ask=ask)
        value = kind_of_ask(ask, self.journey)
        # That nothing can stand in a picture's place beforehand is said by `check_shape`.
        kinds = [value] if value is not None and value not in (FILE, FILES) else []
        self._put(ask.default, "default", view, *kinds, ask=ask)
        option = Kind("row", ask.of) if ask.of in self.journey.datasets else Kind("one", ask.of)
        self._put(ask.where, "where", replace(view, option=option), YESNO, ask=ask)
        self._text(ask.short, "short", view, ask)
        for message in ask.messages.values():
            self._text(message, "message", own, ask)
        listing = self.journey.lists.get(ask.of)
        for choice in listing.choices.values() if listing is not None else ():
            self._text(choice.body, "body", view, ask)
        self.names[ask.name] = Named(
            name=ask.name,
            kind=value,
            order=view.order,
            repeat=view.repeat,
            page=view.page,
            ask=ask,
            staff=view.staff,
            conditions=view.conditions,
        )

    def _page(self, page: PageStep, view: View) -> None:
        for inner in page.steps:
            self._step(inner, replace(view, page=page.name))
        after = replace(view, order=self._next())
        for rule in page.rules:
            self._put(rule.that, "that", after, YESNO)
            self._text(rule.say, "message", after)

    def _repeat(self, repeat: Repeat, view: View) -> None:
        item = None
        if repeat.each is not None:
            self._put(repeat.each, "for", view, *(Kind("many", name) for name in self.journey.lists))
            item = Kind("item", repeat.name)
        inner = replace(view, repeat=repeat.name, item=item)
        self.names[repeat.name] = Named(
            name=repeat.name,
            kind=Kind("list", repeat.name),
            order=view.order,
            repeat=view.repeat,
            step=repeat,
            conditions=view.conditions,
        )
        for let in repeat.lets.values():
            self._let(let, replace(inner, order=END))
        for step in repeat.steps:
            self._step(step, inner)
        end = self._next()
        self.names[repeat.name] = replace(self.names[repeat.name], end=end)
        self._text(repeat.short, "short", replace(inner, order=end))

    def _showing(self, shows: Showing | None, view: View) -> None:
        if shows is None:
            return
        self._put(shows.where, "where", replace(view, option=Kind("one", shows.of)), YESNO)
        for choice in self.journey.lists[shows.of].choices.values():
            self._text(choice.body, "body", view)

    @property
    def at_end(self) -> View:
        """What may be seen when everything was told."""
        return View(order=END, exits=self._exits)

    def _part(self, part: Part) -> None:
        view = self.at_end
        self._put(part.when, "when", view, YESNO)
        self._put(part.link, "link", view, TEXT)
        self._text(part.title, "title", view)
        self._text(part.body, "body", view)

    def _done(self, done: Done) -> None:
        view = replace(self.at_end, reference=True)
        self._text(done.title, "title", view)
        self._text(done.body, "body", view)
        self._text(done.unsent, "body", view)
        self._showing(done.shows, view)
        self._put(done.link, "link", view, TEXT)

    def shown(self) -> Iterator[Showing]:
        """Every list that is shown to read."""
        ends = [stop.step.shows for stop in self.stops if isinstance(stop.step, Note | Exit)]
        ends.append(self.journey.done.shows if self.journey.done is not None else None)
        yield from (one for one in ends if one is not None)

    def asks(self) -> Iterator[tuple[Ask, Named]]:
        """Every question with its name."""
        for named in self.names.values():
            if named.ask is not None:
                yield named.ask, named


def kind_of_ask(ask: Ask, journey: Journey) -> Kind | None:
    """The kind of a question's answer."""
    kind = TYPES[ask.type].kind
    if kind in ("one", "many"):
        if ask.of in journey.datasets:
            return Kind("row", ask.of)
        return Kind(kind, ask.of) if ask.of in journey.lists else None
    if kind == "row":
        return Kind("row", ask.of) if ask.of in journey.datasets else None
    return KINDS[kind]
