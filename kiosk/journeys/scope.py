"""What expressions and texts can see at one point of a walk: the path's answers, lets, data, words.

A scope at the top holds the journey's answers; each pass of a repeat has its own, which sees the top's
too. Names that are not told are unknown.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from kiosk.datasets.table import Row
from kiosk.journeys.datasets import Data
from kiosk.journeys.definition import Journey, Let
from kiosk.journeys.texts import Text, body_in, line_in
from kiosk.journeys.values import UNKNOWN, Chosen, Picked, Unknown, Value
from kiosk.language import Words, words_for

ALL_ROWS = 100_000
BEHALF = "behalf"
"""The question whose answer chooses the wording for somebody else."""


class Fresh:
    """The datasets a journey uses, as far as they are young enough on the day of the visit."""

    def __init__(self, data: Data, uses: Mapping[str, int], today: date) -> None:
        self._data = data
        self._uses = uses
        self._today = today
        self._usable: dict[str, bool] = {}
        self._holidays: frozenset[date] | Unknown | None = None
        self._tables: dict[str, Sequence[Row]] = {}

    def made(self, dataset: str) -> date | None:
        """The day the data was true; None if absent."""
        return self._data.made(dataset)

    def usable(self, dataset: str) -> bool:
        """Whether it is there and not too old."""
        if dataset not in self._usable:
            made, most = self._data.made(dataset), self._uses.get(dataset)
            self._usable[dataset] = (
                made is not None and most is not None and (self._today - made).days <= most
            )
        return self._usable[dataset]

    def row(self, dataset: str, key: tuple[object, ...]) -> Row | None:
        """A row by its key."""
        return self._data.row(dataset, *key) if self.usable(dataset) else None

    def find(self, dataset: str, text: str, equal: Mapping[str, object], limit: int) -> Sequence[Row]:
        """Rows by typed text."""
        return self._data.find(dataset, text, equal, limit) if self.usable(dataset) else ()

    def table(self, dataset: str) -> Sequence[Row] | None:
        """All rows; None where the dataset is absent or too old."""
        if dataset not in self._tables:
            self._tables[dataset] = self.find(dataset, "", {}, ALL_ROWS)
        return self._tables[dataset] or None

    def holidays(self) -> frozenset[date] | Unknown:
        """The days in the dataset `holidays`."""
        if self._holidays is None:
            rows = self.find("holidays", "", {}, ALL_ROWS)
            days = frozenset(day for row in rows if isinstance(day := row.get("day"), date))
            self._holidays = days or UNKNOWN
        return self._holidays


class World:
    """What stays the same while a path is walked: the journey, the day, the data and the language."""

    def __init__(
        self, journey: Journey, fresh: Fresh, today: date, words: Words, language: str, *, staff: bool
    ) -> None:
        self.journey = journey
        self.fresh = fresh
        self.today = today
        self.language = journey.spoken(language)
        # A sentence of the journey and the words that we put into it are in one language.
        self.words = words if words.language == self.language else words_for(self.language)
        self.staff = staff
        self.plain = self.language == journey.languages[0] and not journey.overlays.get("other")
        """Whether every text stands as the journey's own file has it."""

    def picked(self, dataset: str, row: Row) -> Picked:
        """A dataset's row as a value."""
        by = self.journey.datasets[dataset].key
        return Picked(dataset, "|".join(str(row.get(column)) for column in by), by, row)


class PathScope:
    """See `expressions.Scope`. `add` is the only way to tell it something."""

    __slots__ = ("_lets", "_parent", "_passes", "_values", "world")

    def __init__(
        self,
        world: World,
        values: dict[str, Value],
        lets: Mapping[str, Let],
        parent: "PathScope | None" = None,
    ) -> None:
        self.world = world
        self._values = values
        self._lets = lets
        self._parent = parent
        self._passes: dict[str, list[PathScope]] = {}

    @property
    def today(self) -> date:
        """The day of the visit."""
        return self.world.today

    @property
    def for_other(self) -> bool:
        """Whether the resident does this for somebody else."""
        behalf = self.value(BEHALF)
        return behalf is not UNKNOWN and behalf != "self"

    def add(self, name: str, value: Value) -> None:
        """An answer on the path."""
        self._values[name] = value

    def forget(self, names: Sequence[str]) -> None:
        """Answers that are not on the path after all."""
        for name in names:
            self._values.pop(name, None)

    def add_repeat(self, repeat: str, passes: "list[PathScope]") -> None:
        """A repeat on the path."""
        self._passes[repeat] = passes

    def inside(self, values: dict[str, Value], lets: Mapping[str, Let] | None = None) -> "PathScope":
        """A scope for one pass of a repeat, or for one `option`."""
        return PathScope(self.world, values, lets or {}, self)

    def value(self, name: str) -> Value:
        """See `Scope`."""
        scope: PathScope | None = self
        while scope is not None:
            if name in scope._values:
                return scope._values[name]
            if name in scope._lets:
                return scope._lets[name].expression.run(scope)
            scope = scope._parent
        return UNKNOWN

    def passes(self, repeat: str) -> "list[PathScope] | Unknown":
        """See `Scope`."""
        scope: PathScope | None = self
        while scope is not None:
            if repeat in scope._passes:
                return scope._passes[repeat]
            scope = scope._parent
        return UNKNOWN

    def row(self, dataset: str, key: tuple[Value, ...]) -> Value:
        """See `Scope`."""
        row = self.world.fresh.row(dataset, key)
        return UNKNOWN if row is None else self.world.picked(dataset, row)

    def holidays(self) -> frozenset[date] | Unknown:
        """See `Scope`."""
        return self.world.fresh.holidays()

    def text(self, value: Value) -> Value:
        """See `Scope`."""
        if isinstance(value, Picked):
            return value.text_in(self.world.language)
        if isinstance(value, Chosen):
            listing = self.world.journey.lists.get(value.of)
            if listing is not None and value in listing.choices:
                return self.words_of(listing.choices[value].text).source
        return value

    def words_of(self, text: Text) -> Text:
        """A text of the journey in the visit's language, and in the wording for whom it is."""
        if self.world.plain:
            return text
        return self.world.journey.words_of(text, self.world.language, other=self.for_other)

    def line(self, text: Text | None) -> str:
        """A title or a label, ready to show; '' for none."""
        return line_in(self.words_of(text), self, self.world.words) if text is not None else ""

    def body(self, text: Text | None) -> str:
        """A body, ready to show; '' for none."""
        return body_in(self.words_of(text), self, self.world.words) if text is not None else ""
