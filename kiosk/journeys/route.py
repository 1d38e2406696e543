"""The way through a journey for what has been told, walked again from the start each time.

A step shows when its `when` is true; one that is unknown does not. The path ends at the first screen
that is not done. What was told off the path stays in `Told`, and nothing here sees it.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from kiosk.journeys.answers import Refusal
from kiosk.journeys.asked import asking, judged, taken
from kiosk.journeys.definition import (
    Ask,
    Check,
    Exit,
    Note,
    PageStep,
    Pay,
    Repeat,
    Section,
    Shown,
    Step,
)
from kiosk.journeys.expressions import Expression
from kiosk.journeys.path import Asked, Path, Screen, keyed
from kiosk.journeys.scope import PathScope, World
from kiosk.journeys.told import Told
from kiosk.journeys.values import BLANK, Blank, Value


class Route:
    """The walk itself, which waits at its frontier.

    `go_on` takes it further once the frontier, and nothing before it, was answered; after any other
    change a new route is walked from the start. Both ways lead to the same path.
    """

    def __init__(self, world: World, told: Told) -> None:
        self._scope = PathScope(world, {}, world.journey.lets)
        self._walker = _Walker(world, told)
        self._steps = self._walker.steps(world.journey.steps, self._scope, _Around())
        self._path: Path | None = None
        self.go_on()

    def go_on(self) -> None:
        """Look at the frontier again, and walk to the next."""
        next(self._steps, None)
        self._path = None

    def path(self) -> Path:
        """The path as it is now."""
        if self._path is None:
            walker = self._walker
            screens = tuple(walker.screens)
            self._path = Path(
                screens=screens,
                asked=tuple(walker.asked),
                scope=self._scope,
                pays=tuple(walker.pays),
                frontier=screens[-1] if screens and not screens[-1].done else None,
            )
        return self._path


class _Around(Struct, frozen=True):
    """What holds a step."""

    section: Section | None = None
    repeat: Repeat | None = None
    item: str = ""
    staff: bool = False


class _Walker:
    """One walk. The methods yield as long as the screen they came to is not done."""

    def __init__(self, world: World, told: Told) -> None:
        self.world = world
        self.told = told
        self.screens: list[Screen] = []
        self.asked: list[Asked] = []
        self.pays: list[tuple[Pay, PathScope]] = []

    def steps(self, steps: tuple[Step, ...], scope: PathScope, around: _Around) -> Iterator[None]:
        for step in steps:
            yield from self._step(step, scope, around)

    def _shows(self, when: Expression | None, scope: PathScope, *, staff: bool) -> bool:
        return (self.world.staff or not staff) and (when is None or when.is_true(scope))

    def _step(self, step: Step, scope: PathScope, around: _Around) -> Iterator[None]:
        staff = around.staff or step.staff
        if not self._shows(step.when, scope, staff=staff):
            return
        around = _Around(around.section, around.repeat, around.item, staff)
        match step:
            case Section():
                yield from self.steps(step.steps, scope, _Around(step, around.repeat, around.item, staff))
            case Repeat() if step.each is not None:
                yield from self._each(step, step.each, scope, around)
            case Repeat():
                yield from self._items(step, scope, around)
            case Ask() | PageStep():
                yield from self._questions(step, scope, around)
            case Note() | Check():
                key = keyed(step.name, around.item)
                self.screens.append(self._screen(step, scope, around, done=False))
                while key not in self.told.passed:
                    yield
                self.screens[-1] = replace(self.screens[-1], done=True)
            case Exit():
                self.screens.append(self._screen(step, scope, around, done=False))
                while True:
                    yield
            case Pay():
                self.pays.append((step, scope))

    def _screen(
        self,
        step: Shown,
        scope: PathScope,
        around: _Around,
        *,
        done: bool,
        fields: tuple[tuple[str, Ask | Note], ...] = (),
    ) -> Screen:
        return Screen(
            key=keyed(step.name, around.item),
            step=step,
            scope=scope,
            fields=fields,
            section=around.section,
            repeat=around.repeat,
            item=around.item,
            done=done,
        )

    def _questions(self, step: Ask | PageStep, scope: PathScope, around: _Around) -> Iterator[None]:
        """A question, or a page of them: done when each is answered and no rule is broken."""
        if _idle(step, scope):
            return
        parts: tuple[Ask | Note, ...] = (step,) if isinstance(step, Ask) else step.steps
        shown = [part for part in parts if part is step or self._shows(part.when, scope, staff=part.staff)]
        if not shown:
            return
        fields = tuple((keyed(part.name, around.item), part) for part in shown)
        asks = [(key, part) for key, part in fields if isinstance(part, Ask)]
        rules = step.rules if isinstance(step, PageStep) else ()
        self.screens.append(self._screen(step, scope, around, done=False, fields=fields))
        while True:
            values = {key: self._answered(key, ask, scope) for key, ask in asks}
            whole = None not in values.values() and (asks or self.screens[-1].key in self.told.passed)
            rule = next((rule for rule in rules if rule.that.is_false(scope)), None) if whole else None
            self.screens[-1] = replace(self.screens[-1], done=bool(whole and rule is None), rule=rule)
            if self.screens[-1].done:
                break
            scope.forget([ask.name for _, ask in asks])
            yield
        for key, ask in asks:
            value = values[key]
            assert value is not None
            staff = around.staff or ask.staff
            screen = self.screens[-1]
            self.asked.append(Asked(key=key, ask=ask, value=value, scope=scope, screen=screen, staff=staff))

    def _answered(self, key: str, ask: Ask, scope: PathScope) -> Value | Blank | None:
        """The answer if there is one that still holds; the scope is told of it."""
        if key in self.told.drafted:
            found = taken(ask, scope, self.told.drafted.pop(key))
            if not isinstance(found, Refusal):
                self.told.answers[key] = found
        value = self.told.answers.get(key)
        if value is None:
            return None
        if isinstance(value, Blank):
            return BLANK if ask.optional else None
        if judged(ask, scope, value) is not None:
            return None
        scope.add(ask.name, value)
        return value

    def _each(self, repeat: Repeat, each: Expression, scope: PathScope, around: _Around) -> Iterator[None]:
        values = each.run(scope)
        if not isinstance(values, tuple):
            return
        passes: list[PathScope] = []
        for value in values:
            inner = scope.inside({"item": value}, repeat.lets)
            passes.append(inner)
            yield from self.steps(
                repeat.steps, inner, _Around(around.section, repeat, str(value), around.staff)
            )
        scope.add_repeat(repeat.name, passes)

    def _items(self, repeat: Repeat, scope: PathScope, around: _Around) -> Iterator[None]:
        """The items in turn, then their list, until the resident adds no more."""
        passes: list[PathScope] = []
        while True:
            for item in self.told.items_of(repeat)[len(passes) :]:
                inner = scope.inside({}, repeat.lets)
                passes.append(inner)
                yield from self.steps(
                    repeat.steps, inner, _Around(around.section, repeat, str(item), around.staff)
                )
            scope.add_repeat(repeat.name, passes)
            items = self.told.items[repeat.name]
            done = repeat.name in self.told.passed and repeat.min <= len(items) <= repeat.max
            self.screens.append(self._screen(repeat, scope, around, done=done))
            if done:
                return
            yield
            self.screens.pop()


def _idle(step: Ask | PageStep, scope: PathScope) -> bool:
    """Whether it asks to choose, if one likes, from nothing: a timetable is too old, or has no day left."""
    if not isinstance(step, Ask) or not step.optional or step.type != "choice":
        return False
    return not asking(step, scope, worded=False).options
