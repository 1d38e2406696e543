"""Answer types: one class each, which cleans what was given, checks it, and shows it again.

`clean` takes what the widget holds (see `pages.Field`) or the stored form, and gives the value for
expressions; `check` holds a clean value against bounds and options, so that a stored answer can be
judged again; `encode` gives the stored form. Messages say what to do, in the question's own words.
The families are `written`, `amounts`, `dates`, `chosen`, `filed` and `bank`; `types` is their table.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Protocol, TypeAlias

from msgspec import Struct

from kiosk.journeys.pages import Option
from kiosk.journeys.values import BLANK, UNKNOWN, Blank, Picked, Value
from kiosk.language import N_, Words


class Rows(Protocol):
    """The rows of a dataset that one question may pick from."""

    @property
    def usable(self) -> bool:
        """False when the dataset is absent or too old: the answer is typed instead."""
        ...

    @property
    def by(self) -> tuple[str, ...]:
        """The dataset's key columns."""
        ...

    def pick(self, key: str) -> Picked | None:
        """The row with that key (see `Picked.key`), if the question offers it."""
        ...

    def typed(self, text: str) -> Picked:
        """A row typed by hand."""
        ...


class Asking(Struct, frozen=True, kw_only=True):
    """All that a type must know to judge one answer. `label` is '' where the question has no short
    name; unknown bounds are not applied."""

    words: Words
    today: date
    label: str = ""
    min: Value = UNKNOWN
    max: Value = UNKNOWN
    decimals: int = 0
    pattern: str = ""
    options: tuple[Option, ...] = ()
    rows: Rows | None = None
    table: Sequence[Mapping[str, object]] | None = None
    """The rows of the dataset that the type `reads`; None where there is none that is young enough."""
    language: str = "en"


class Refusal(Struct, frozen=True):
    """Why a value is not taken: the rule, the part of a date, and what the message's places hold."""

    rule: str
    part: str = ""
    values: dict[str, object] = {}


Given: TypeAlias = Value | Blank | Refusal
Saying: TypeAlias = tuple[str, str]
"""A message that names the question (`{label}` inside, `{Label}` at its start), and a neutral one."""

HIDDEN = "••••••"


class AnswerType(ABC):
    """What all types share."""

    name: ClassVar[str]
    kind: ClassVar[str]
    """How it stands in expressions: text number yesno date time one many row file files, or '' where no
    expression may read it."""
    keys: ClassVar[frozenset[str]] = frozenset()
    """The keys of an ask that are this type's own."""
    needs: ClassVar[frozenset[str]] = frozenset()
    """Those it cannot do without."""
    private: ClassVar[bool] = False
    """Always masked after entry."""
    never_stored: ClassVar[bool] = False
    """Kept in memory only, whatever the journey says."""
    always_optional: ClassVar[bool] = False
    """A journey must let people go on without it."""
    reads: ClassVar[str] = ""
    """The dataset it checks against where the journey `uses` it."""
    least_class: ClassVar[int] = 1
    """The least sensitivity class of a journey that asks it."""
    bound: ClassVar[str] = ""
    """The kind of `min` and `max`: that of the value, or `number` for a length or a count."""
    limit: ClassVar[int | None] = None
    """Most characters (of photos: most photos), where `max` does not say less."""
    says: ClassVar[Mapping[str, Saying]] = {}

    @abstractmethod
    def clean(self, given: object, asking: Asking) -> Given:
        """The value in what was given; BLANK when nothing was."""

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        """Whether the bounds and options allow a clean value."""
        return None

    @abstractmethod
    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        """The value as lines of a check page."""

    def widget(self, value: Value) -> object:
        """The value in the shape the widget holds."""
        return self.encode(value)

    def encode(self, value: Value) -> Any:
        """The value as JSON."""
        return value

    def weight(self, value: Value) -> int:
        """Bytes of the pictures in the value."""
        return 0

    def unchecked(self, value: Value, asking: Asking) -> tuple[str, ...]:
        """What could not be checked of a value, for want of data."""
        return ()

    def mask(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """What is left to see of a sensitive answer."""
        return (HIDDEN,)

    def message(self, refusal: Refusal, asking: Asking) -> str:
        """What to say. Rules are `required`, `format`, `option` and the type's keys."""
        key = refusal.rule + (f".{refusal.values['form']}" if "form" in refusal.values else "")
        named, neutral = self.says.get(key) or COMMON[key]
        label = asking.label
        values = {**refusal.values, "label": inside(label), "Label": label[:1].upper() + label[1:]}
        return asking.words(named if label else neutral, **values)


def inside(label: str) -> str:
    """A label as it stands inside a sentence: `Claim reference` loses its capital, names keep theirs."""
    return label[:1].lower() + label[1:] if label[1:] == label[1:].lower() else label


COMMON: Mapping[str, Saying] = {
    "required": (N_("Enter {label}"), N_("Enter an answer")),
    "format": (N_("Enter {label} again"), N_("Enter the answer again")),
    "option": (N_("Choose {label} from the answers shown"), N_("Choose one of the answers shown")),
    "min": (N_("{Label} must be {bound} or more"), N_("Enter {bound} or more")),
    "max": (N_("{Label} must be {bound} or less"), N_("Enter {bound} or less")),
    "pattern": (
        N_("Check {label}: it is not written in the way we need"),
        N_("Check the answer: it is not written in the way we need"),
    ),
}


def nothing(given: object) -> bool:
    """Whether a widget holds nothing."""
    return (
        given is None or given is UNKNOWN or given is BLANK or (isinstance(given, str) and not given.strip())
    )


def whole(value: Value) -> int | None:
    """A known bound of a length or a count."""
    return int(value) if isinstance(value, Decimal) else None
