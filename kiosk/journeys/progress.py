"""What was told in one visit and the path that follows from it: takes answers, keeps the path true.

Where on the path the resident stands is `walk`.
"""

from collections.abc import Mapping

from kiosk.errors import BugError
from kiosk.journeys.answers import Refusal
from kiosk.journeys.asked import problem, taken
from kiosk.journeys.definition import Ask, Exit, PageStep, Repeat, Section
from kiosk.journeys.filed import MOST_BYTES
from kiosk.journeys.pages import Problem
from kiosk.journeys.path import Path, Screen, keyed
from kiosk.journeys.route import Route
from kiosk.journeys.scope import World
from kiosk.journeys.told import Told
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import UNKNOWN, Blank, Picked, Value


class Progress:
    """Answers in, path out. `world` may be exchanged for one in another language."""

    def __init__(self, world: World) -> None:
        self.told = Told()
        self._world = world
        self._route: Route | None = None

    @property
    def world(self) -> World:
        """The journey, the day, the data and the language."""
        return self._world

    @world.setter
    def world(self, world: World) -> None:
        self._world = world
        self._route = None

    def path(self) -> Path:
        """The path as it is now."""
        if self._route is None:
            self._route = Route(self._world, self.told)
        return self._route.path()

    def take(self, screen: Screen, value: object) -> list[Problem]:
        """Take what was given to a screen. Problems change nothing."""
        step = screen.step
        if isinstance(step, Exit):
            return []
        if isinstance(step, Repeat):
            return self._take_list(step, screen, value)
        if any(isinstance(part, Ask) for _, part in screen.fields):
            return self._take_answers(screen, value)
        if value is True or isinstance(step, PageStep):
            self.told.passed.add(screen.key)
            self._changed(screen)
        return []

    def remove(self, name: str) -> None:
        """Remove an item: `people[2]`."""
        repeat_name, _, rest = name.partition("[")
        item = rest.rstrip("]")
        screen = self.path().screen_in(repeat_name)
        repeat = (screen.repeat or screen.step) if screen is not None else None
        known = item.isdecimal() and int(item) in self.told.items.get(repeat_name, ())
        if not isinstance(repeat, Repeat) or not known:
            raise BugError(f"there is no item '{name}' to remove")
        names = [step.name for step in repeat.steps]
        names += [part.name for step in repeat.steps if isinstance(step, PageStep) for part in step.steps]
        self.told.remove_item(repeat_name, int(item), frozenset(keyed(one, item) for one in names))
        self._unconfirm(screen.section if screen is not None else None)
        self._route = None

    def _changed(self, screen: Screen) -> None:
        """Something was told at `screen`."""
        if self._route is not None and not screen.done:
            self._route.go_on()
        else:
            self._route = None

    def _unconfirm(self, section: Section | None) -> None:
        """After a change, what was confirmed must be confirmed again: all, and the section's own check."""
        stale = {"answers", section.name if section is not None else ""} & self.told.passed
        if stale:
            self.told.passed -= stale
            self._route = None

    def _take_answers(self, screen: Screen, value: object) -> list[Problem]:
        """One answer, or all of a page together: each must hold, and so must the page's rules."""
        asks = [(key, part) for key, part in screen.fields if isinstance(part, Ask)]
        if isinstance(screen.step, PageStep):
            given = value if isinstance(value, Mapping) else {}
            values = {key: given.get(key, given.get(ask.name)) for key, ask in asks}
        else:
            values = {asks[0][0]: value}
        scope = screen.scope.inside({})
        found: dict[str, Value | Blank] = {}
        problems: list[Problem] = []
        for key, ask in asks:
            outcome = taken(ask, scope, values[key])
            if isinstance(outcome, Refusal):
                problems.append(problem(key, ask, scope, outcome))
                continue
            found[key] = outcome
            scope.add(ask.name, UNKNOWN if isinstance(outcome, Blank) else outcome)
        problems += self._too_large(screen, found)
        same = screen.done and all(self.told.answers.get(key) == value for key, value in found.items())
        if not problems and not same:
            problems = self._try(screen, found)
        if problems:
            return problems
        for key, ask in asks:
            taken_value, widget = found[key], TYPES[ask.type].widget
            self.told.typed.pop(key, None)
            shown = not isinstance(taken_value, Blank | Picked)
            if shown and type(values[key]) is type(widget(taken_value)):  # type: ignore[arg-type]  # not blank
                self.told.typed[key] = values[key]
        if not same:
            self._unconfirm(screen.section)
        return []

    def _too_large(self, screen: Screen, found: Mapping[str, Value | Blank]) -> list[Problem]:
        """Whether pictures just given are too many for one submission, with those of the path."""
        weights = {
            one.key: TYPES[one.ask.type].weight(one.value)
            for one in self.path().asked
            if not isinstance(one.value, Blank)
        }
        types = {key: part.type for key, part in screen.fields if isinstance(part, Ask)}
        mine = {
            key: TYPES[types[key]].weight(value)
            for key, value in found.items()
            if not isinstance(value, Blank)
        }
        heavy = next((key for key, weight in mine.items() if weight), "")
        if not heavy or sum((weights | mine).values()) <= MOST_BYTES:
            return []
        text = self._world.words("There are too many photos to send together. Remove one of them.")
        return [Problem(name=heavy, rule="size", text=text)]

    def _try(self, screen: Screen, found: dict[str, Value | Blank]) -> list[Problem]:
        """Store a screen's answers; if that breaks one of its rules, take them back."""
        before = {key: self.told.answers.get(key) for key in found}
        self.told.answers.update(found)
        self._changed(screen)
        path = self.path()
        rule = path.screens[at].rule if (at := path.at(screen.key)) >= 0 else None
        if rule is None:
            return []
        for key, value in before.items():
            if value is None:
                del self.told.answers[key]
            else:
                self.told.answers[key] = value
        self._changed(screen)
        key = keyed(rule.at, screen.item)
        name = key if key in found else screen.fields[0][0]
        return [Problem(name=name, rule=rule.name, text=screen.scope.line(rule.say))]

    def _take_list(self, repeat: Repeat, screen: Screen, value: object) -> list[Problem]:
        n = len(self.told.items.get(repeat.name, ()))
        words = self._world.words
        if value == "add":
            if n >= repeat.max:
                text = words("You can add {bound} at most", bound=repeat.max)
                return [Problem(name=repeat.name, rule="max", text=text)]
            self.told.add_item(repeat.name)
            self.told.passed.discard(repeat.name)
            self._changed(screen)
            self._unconfirm(screen.section)
            return []
        if n < repeat.min:
            text = words("Add at least {bound}", bound=repeat.min)
            return [Problem(name=repeat.name, rule="min", text=text)]
        self.told.passed.add(repeat.name)
        self._changed(screen)
        return []
