"""Somebody who answers at random: proof that a journey can be walked to an end.

Answers are drawn inside the bounds and options of the moment. Rows are made up from what the datasets
declare, so that no delivery is needed. The same seed gives the same walk. Many walks with one `Habits`
see more of a journey: they turn away from what ended an earlier walk, and to what was seldom chosen.
"""

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

from msgspec import Struct

from kiosk.datasets.table import Row
from kiosk.journeys.answers import Asking
from kiosk.journeys.definition import Ask, Dataset
from kiosk.journeys.filed import JPEG, MOST_PHOTOS, PNG
from kiosk.journeys.pages import ENDS, Page, Problems
from kiosk.journeys.patterns import sample
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import Chosen
from kiosk.journeys.walk import Walk

MOST_PAGES = 400
ROWS = 20
"""Rows that are made up for a dataset to pick from."""
TRIES = 40
_TEXTS = {
    "email": ("sam@example.com",),
    "phone": ("01632 960 001", "07700 900 982"),
    "postcode": ("ZZ9 1AA",),
    "nino": ("AA 12 34 56 A",),
    "nhs": ("999 000 0018",),
    "utr": ("2325648152",),
    "vat": ("123 4567 82",),
    "plate": ("AB12 CDE",),
}
_ACCOUNTS = ({"sort_code": "00-00-00", "account_number": "00000000"},)
_DOT_PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACXBIWXMAAA9hAAAPYQGoP6dpAAAACklEQVQImWP4DwABAQEADe"
    "Y2wwAAAABJRU5ErkJggg=="
)
_DOT_JPEG = (
    "/9j/4AAQSkZJRgABAQEAZABkAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV1"
    "9iZ2hnPk1xeXBkeFxlZ2P/wAALCAABAAEBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIE"
    "AwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISU"
    "pTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW"
    "19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APQK/9k="
)
"""Pictures of one point."""


class MadeUp:
    """Datasets with rows made up from their declaration. See `datasets.Data`."""

    def __init__(self, definitions: Mapping[str, Dataset], today: date, seed: int = 0) -> None:
        self._definitions = definitions
        self._today = today
        self._seed = seed
        self._rows: dict[tuple[object, ...], Row | None] = {}

    def made(self, dataset: str) -> date | None:
        """Made today."""
        return self._today if dataset in self._definitions else None

    def row(self, dataset: str, *key: object) -> Row | None:
        """The row of that key, the same each time; now and then there is none."""
        asked = (dataset, *key)
        if asked not in self._rows:
            definition = self._definitions.get(dataset)
            self._rows[asked] = self._make(definition, key) if definition is not None else None
        return self._rows[asked]

    def _make(self, definition: Dataset, key: tuple[object, ...]) -> Row | None:
        text = repr((self._seed, definition.name, [str(part) for part in key]))
        draw = Random(zlib.crc32(text.encode()))  # noqa: S311  # nothing secret: the same rows each time
        if definition.name == "holidays":
            day = key[0]
            return {"day": day, "text": "Holiday"} if isinstance(day, date) and day.day == 25 else None
        if draw.random() < 0.15 and not str(key[0]).startswith("row"):
            return None
        row = {column: self._cell(definition, column, draw) for column in definition.columns}
        return {**row, **dict(zip(definition.key, key, strict=False))}

    def find(self, dataset: str, text: str, equal: Mapping[str, object], limit: int) -> Sequence[Row]:
        """A few rows."""
        if dataset == "holidays":
            years = range(self._today.year - 2, self._today.year + 4)
            return [{"day": date(year, 12, 25), "text": "Holiday"} for year in years]
        definition = self._definitions.get(dataset)
        if definition is None:
            return ()
        rows = (self.row(dataset, *self._key(definition, n)) for n in range(min(limit, ROWS)))
        return [{**row, **equal} for row in rows if row is not None]

    def _key(self, definition: Dataset, n: int) -> tuple[object, ...]:
        """The key of the row with that number: of the kinds that the columns declare."""
        found: list[object] = []
        for column in definition.key:
            match definition.columns[column]:
                case "text":
                    found.append(f"row{n}")
                case "number":
                    found.append(Decimal(n))
                case "yesno":
                    found.append(n % 2 == 0)
                case "date":
                    found.append(self._today + timedelta(days=n - ROWS // 2))
                case "time":
                    found.append(time(8 + n % 10, 0))
                case of:
                    values = definition.values[of]
                    found.append(Chosen(values[n % len(values)], of))
        return tuple(found)

    def _cell(self, definition: Dataset, column: str, draw: Random) -> object:
        kind = definition.columns[column]
        if draw.random() < 0.1 and column != "text":
            return None
        match kind:
            case "text":
                return f"Sample {column} {draw.randrange(100)}"
            case "number":
                return Decimal(draw.randrange(1, 30))
            case "yesno":
                return draw.random() < 0.7
            case "date":
                return self._today + timedelta(days=draw.randrange(-45, 22))
            case "time":
                return time(draw.randrange(24), 0)
        return Chosen(draw.choice(definition.values[kind]), kind)


class Wandered(Struct, frozen=True):
    """The pages that were shown, and `stuck`: the one from which there was no way on, '' at an end."""

    shown: tuple[str, ...]
    stuck: str = ""


class Habits:
    """What earlier walks through a journey chose, and which choices led straight to an exit."""

    def __init__(self) -> None:
        self._chosen: Counter[tuple[str, str]] = Counter()
        self._ended: set[tuple[str, str]] = set()
        self._last: list[tuple[str, str]] = []

    def pick(self, key: str, values: Sequence[str], draw: Random) -> str:
        """One of the values offered for the question `key`."""
        name = key.partition("[")[0]
        likely = values
        if draw.random() < 0.8:
            likely = [value for value in values if (name, value) not in self._ended] or values
        if draw.random() < 0.5:
            least = min(self._chosen[name, value] for value in likely)
            likely = [value for value in likely if self._chosen[name, value] == least]
        return draw.choice(likely)

    def took(self, given: Mapping[str, object]) -> None:
        """These answers were taken together."""
        self._last = [
            (key.partition("[")[0], str(value))
            for key, values in given.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        self._chosen.update(self._last)

    def left(self) -> None:
        """The walk ended in an exit, mostly for what was answered last."""
        self._ended.update(self._last)


def wander(walk: Walk, seed: int, habits: Habits | None = None) -> Wandered:
    """Walk to an end."""
    draw = Random(seed)  # noqa: S311  # nothing secret: the same walk each time
    habits = habits or Habits()
    shown: list[str] = []
    for _ in range(MOST_PAGES):
        page = walk.page()
        shown.append(page.name)
        if page.kind == "exit":
            habits.left()
        if page.kind in ENDS or walk.confirmed:
            return Wandered(tuple(shown))
        if not _answer(walk, page, draw, habits):
            break
    return Wandered(tuple(shown), shown[-1])


def _answer(walk: Walk, page: Page, draw: Random, habits: Habits) -> bool:
    if page.kind in ("note", "check"):
        return not isinstance(walk.answer(page.name, True), Problems)
    if page.kind == "list":
        wanted = "add" if page.add and draw.random() < 0.4 else "done"
        return not isinstance(walk.answer(page.name, wanted), Problems) or not isinstance(
            walk.answer(page.name, "add"), Problems
        )
    for _ in range(TRIES):
        given = {key: drawn(ask, asking, draw, key, habits) for key, ask, asking in walk.asking()}
        outcome = walk.answer(page.name, given if page.kind == "page" else given[page.name])
        if not isinstance(outcome, Problems):
            habits.took(given)
            return True
    return False


def drawn(ask: Ask, asking: Asking, draw: Random, key: str = "", habits: Habits | None = None) -> object:
    """An answer that its type and bounds let through, as far as one can be guessed."""
    habits = habits or Habits()
    if ask.optional and draw.random() < 0.4:
        return None
    kind = TYPES[ask.type]
    if ask.type in _TEXTS:
        return draw.choice(_TEXTS[ask.type])
    if ask.type == "bank":
        return draw.choice(_ACCOUNTS)
    if asking.rows is not None:
        return _row(ask, asking, draw)
    if ask.type == "signature":
        return draw.choice(({"typed": "Sam Example"}, {"type": PNG, "data": _DOT_PNG}))
    if ask.type == "photo":
        most = int(asking.max) if isinstance(asking.max, Decimal) else MOST_PHOTOS
        return [{"type": JPEG, "data": _DOT_JPEG}] * draw.randint(1, most)
    match kind.kind:
        case "yesno":
            return ask.type == "declare" or habits.pick(key, ("True", "False"), draw) == "True"
        case "one":
            values = [option.value for option in asking.options]
            return habits.pick(key, values, draw) if values else None
        case "many":
            return _many(asking, draw, key, habits)
        case "number":
            return _number(asking, draw, money=ask.type == "money")
        case "date":
            return _day(asking, draw).isoformat()[: 7 if ask.type == "month" else 10]
        case "time":
            low = asking.min if isinstance(asking.min, time) else time(0)
            high = asking.max if isinstance(asking.max, time) else time(23, 59)
            return f"{draw.choice((low, high)):%H:%M}"
    return _written(asking, draw)


def _row(ask: Ask, asking: Asking, draw: Random) -> object:
    assert asking.rows is not None
    if asking.options:
        return draw.choice(asking.options).value
    if not asking.rows.usable or (draw.random() < 0.2 and ask.type != "choice"):
        return {"text": "1 High Street\nExampleton"}
    keys = ["|".join([f"row{draw.randrange(20)}"] * len(asking.rows.by)) for _ in range(5)]
    return next((key for key in keys if asking.rows.pick(key) is not None), {"text": "1 High Street"})


def _many(asking: Asking, draw: Random, key: str, habits: Habits) -> list[str]:
    alone = [option.value for option in asking.options if option.alone]
    rest = [option.value for option in asking.options if not option.alone]
    if alone and (not rest or draw.random() < 0.15):
        return [draw.choice(alone)]
    low = max(int(asking.min) if isinstance(asking.min, Decimal) else 1, 1)
    high = max(int(asking.max) if isinstance(asking.max, Decimal) else len(rest), low)
    if low == 1 and draw.random() < 0.3:
        return [habits.pick(key, rest, draw)]
    return draw.sample(rest, min(len(rest), draw.randint(low, high)))


def _number(asking: Asking, draw: Random, *, money: bool) -> str:
    low = asking.min if isinstance(asking.min, Decimal) else Decimal(0)
    high = asking.max if isinstance(asking.max, Decimal) else low + 1000
    places = 2 if money else asking.decimals
    return f"{draw.choice((low, high, Decimal(draw.randint(int(low), max(int(low), int(high)))))):.{places}f}"


def _day(asking: Asking, draw: Random) -> date:
    low = asking.min if isinstance(asking.min, date) else None
    high = asking.max if isinstance(asking.max, date) else None
    low = low or (high or asking.today) - timedelta(days=draw.choice((1, 40, 9000)))
    high = high or low + timedelta(days=draw.choice((1, 40, 9000)))
    days = max(0, (high - low).days)
    return low + timedelta(days=draw.choice((0, days, draw.randint(0, days), draw.randint(0, days))))


def _written(asking: Asking, draw: Random) -> str:
    if asking.pattern:
        return sample(asking.pattern, draw)
    low = int(asking.min) if isinstance(asking.min, Decimal) else 1
    high = int(asking.max) if isinstance(asking.max, Decimal) else 40
    text = "Sam Example " * (max(low, high) // 12 + 1)
    return text[: max(low, min(high, draw.randint(low, max(low, high))))].strip().ljust(low, "x")
