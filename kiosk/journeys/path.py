"""The path: the screens a journey shows for what has been told, walked again from the start each time.

A step shows when its `when` is true; one that is unknown does not. The path ends at the first screen
that is not done. What was told off the path stays in `Told`, and nothing here sees it.
"""

from msgspec import Struct

from kiosk.journeys.answers import Refusal
from kiosk.journeys.asked import judged, taken
from kiosk.journeys.definition import (
    Ask,
    Check,
    Exit,
    Note,
    PageStep,
    Pay,
    Repeat,
    Rule,
    Section,
    Shown,
    Step,
)
from kiosk.journeys.expressions import Expression
from kiosk.journeys.scope import PathScope, World
from kiosk.journeys.values import BLANK, UNKNOWN, Blank, Value


class Told:
    """Everything a resident told in one visit, on the path or off it. Lives in memory only."""

    def __init__(self) -> None:
        self.answers: dict[str, Value | Blank] = {}
        self.drafted: dict[str, object] = {}
        """Answers of a draft in stored form, cleaned when the walk comes by."""
        self.typed: dict[str, object] = {}
        """What stood in the widget when an answer was taken."""
        self.passed: set[str] = set()
        self.items: dict[str, list[int]] = {}
        self._last: dict[str, int] = {}

    def items_of(self, repeat: Repeat) -> list[int]:
        """The ids of a repeat's items; the first opens by itself when there must be one."""
        items = self.items.setdefault(repeat.name, [])
        if not items and repeat.min >= 1:
            self.add_item(repeat.name)
        return items

    def add_item(self, repeat: str) -> None:
        """One more item, with an id that was never used."""
        items = self.items.setdefault(repeat, [])
        self._last[repeat] = max([self._last.get(repeat, 0), *items]) + 1
        items.append(self._last[repeat])

    def remove_item(self, repeat: str, item: int, keys: frozenset[str]) -> None:
        """Take an item away, with all that was told in it."""
        self.items[repeat].remove(item)
        for key in keys:
            self.answers.pop(key, None)
            self.drafted.pop(key, None)
            self.typed.pop(key, None)
        self.passed -= keys


class Screen(Struct, frozen=True, kw_only=True):
    """One screen of the path. `fields` are the asks and notes on it, with their keys."""

    key: str
    step: Shown
    scope: PathScope
    fields: tuple[tuple[str, Ask | Note], ...] = ()
    section: Section | None = None
    repeat: Repeat | None = None
    item: str = ""
    done: bool
    rule: Rule | None = None
    """The page's rule that its answers break."""


class Asked(Struct, frozen=True, kw_only=True):
    """A question on the path that has been answered, or passed as BLANK."""

    key: str
    ask: Ask
    value: Value | Blank
    scope: PathScope
    screen: Screen
    staff: bool


class Path(Struct, frozen=True, kw_only=True):
    """The screens in order up to the first that is not done (`frontier`, None at the end), the answers
    on the way, and the payments due."""

    screens: tuple[Screen, ...]
    asked: tuple[Asked, ...]
    scope: PathScope
    pays: tuple[tuple[Pay, PathScope], ...]
    frontier: Screen | None

    def at(self, key: str) -> int:
        """The place of a screen in the order, or -1."""
        return next((at for at, screen in enumerate(self.screens) if screen.key == key), -1)

    def screen_of(self, name: str) -> Screen | None:
        """The screen with that key, or with that question on it, or the first of an item."""
        for screen in self.screens:
            if screen.key == name or any(key == name for key, _ in screen.fields):
                return screen
        for screen in self.screens:
            if screen.repeat is not None and screen.item and f"{screen.repeat.name}[{screen.item}]" == name:
                return screen
        return None


def keyed(name: str, item: str) -> str:
    """The key of an answer: `due`, or `due[refuse]` inside a repeat."""
    return f"{name}[{item}]" if item else name


def walked(world: World, told: Told) -> Path:
    """Walk the journey from the start."""
    scope = PathScope(world, {}, world.journey.lets)
    walker = _Walker(world, told)
    walker.steps(world.journey.steps, scope, _Around())
    frontier = walker.screens[-1] if walker.screens and not walker.screens[-1].done else None
    return Path(
        screens=tuple(walker.screens),
        asked=tuple(walker.asked),
        scope=scope,
        pays=tuple(walker.pays),
        frontier=frontier,
    )


class _Around(Struct, frozen=True):
    """What holds a step."""

    section: Section | None = None
    repeat: Repeat | None = None
    item: str = ""
    staff: bool = False


class _Walker:
    """One walk. Methods answer False when the path ends there."""

    def __init__(self, world: World, told: Told) -> None:
        self.world = world
        self.told = told
        self.screens: list[Screen] = []
        self.asked: list[Asked] = []
        self.pays: list[tuple[Pay, PathScope]] = []

    def steps(self, steps: tuple[Step, ...], scope: PathScope, around: _Around) -> bool:
        return all(self._step(step, scope, around) for step in steps)

    def _shows(self, when: Expression | None, scope: PathScope, *, staff: bool) -> bool:
        return (self.world.staff or not staff) and (when is None or when.is_true(scope))

    def _step(self, step: Step, scope: PathScope, around: _Around) -> bool:
        staff = around.staff or step.staff
        if not self._shows(step.when, scope, staff=staff):
            return True
        around = _Around(around.section, around.repeat, around.item, staff)
        match step:
            case Section():
                return self.steps(step.steps, scope, _Around(step, around.repeat, around.item, staff))
            case Repeat():
                return (
                    self._each(step, scope, around)
                    if step.each is not None
                    else self._items(step, scope, around)
                )
            case Ask() | PageStep():
                return self._questions(step, scope, around)
            case Note() | Check():
                key = keyed(step.name, around.item)
                return self._add(step, scope, around, done=key in self.told.passed)
            case Exit():
                return self._add(step, scope, around, done=False)
            case Pay():
                self.pays.append((step, scope))
        return True

    def _add(
        self,
        step: Shown,
        scope: PathScope,
        around: _Around,
        *,
        done: bool,
        fields: tuple[tuple[str, Ask | Note], ...] = (),
        rule: Rule | None = None,
    ) -> bool:
        screen = Screen(
            key=keyed(step.name, around.item),
            step=step,
            scope=scope,
            fields=fields,
            section=around.section,
            repeat=around.repeat,
            item=around.item,
            done=done,
            rule=rule,
        )
        self.screens.append(screen)
        return done

    def _questions(self, step: Ask | PageStep, scope: PathScope, around: _Around) -> bool:
        """A question, or a page of them: done when each is answered and no rule is broken."""
        parts: tuple[Ask | Note, ...] = (step,) if isinstance(step, Ask) else step.steps
        shown = [part for part in parts if part is step or self._shows(part.when, scope, staff=part.staff)]
        if not shown:
            return True
        fields = tuple((keyed(part.name, around.item), part) for part in shown)
        asks = [(key, part) for key, part in fields if isinstance(part, Ask)]
        values = {key: self._answered(key, ask, scope) for key, ask in asks}
        rule = None
        if not asks:
            done = keyed(step.name, around.item) in self.told.passed
        else:
            done = all(value is not None for value in values.values())
            if done and isinstance(step, PageStep):
                rule = next((rule for rule in step.rules if rule.that.is_false(scope)), None)
                done = rule is None
        self._add(step, scope, around, done=done, fields=fields, rule=rule)
        if not done:
            scope.forget([ask.name for _, ask in asks])
            return False
        for key, ask in asks:
            value = values[key]
            assert value is not None
            self.asked.append(
                Asked(
                    key=key,
                    ask=ask,
                    value=value,
                    scope=scope,
                    screen=self.screens[-1],
                    staff=around.staff or ask.staff,
                )
            )
        return True

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

    def _each(self, repeat: Repeat, scope: PathScope, around: _Around) -> bool:
        assert repeat.each is not None
        values = repeat.each.run(scope)
        if values is UNKNOWN or not isinstance(values, tuple):
            return True
        passes: list[PathScope] = []
        for value in values:
            inner = scope.inside({"item": value}, repeat.lets)
            passes.append(inner)
            if not self.steps(repeat.steps, inner, _Around(around.section, repeat, str(value), around.staff)):
                return False
        scope.add_repeat(repeat.name, passes)
        return True

    def _items(self, repeat: Repeat, scope: PathScope, around: _Around) -> bool:
        items = self.told.items_of(repeat)
        passes: list[PathScope] = []
        for item in items:
            inner = scope.inside({}, repeat.lets)
            passes.append(inner)
            if not self.steps(repeat.steps, inner, _Around(around.section, repeat, str(item), around.staff)):
                return False
        scope.add_repeat(repeat.name, passes)
        enough = repeat.min <= len(items) <= repeat.max
        return self._add(repeat, scope, around, done=enough and repeat.name in self.told.passed)
