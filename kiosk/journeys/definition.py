"""A journey as frozen structs: what `build` makes of a file, and all that a walk needs to know of it.

Steps come in order and hold each other; `Journey` adds the lists, datasets and texts they use. Nothing
here decides anything but the simplest look-ups.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal, TypeAlias

from msgspec import Struct

from kiosk.journeys.expressions import Expression
from kiosk.journeys.source import Mark
from kiosk.journeys.texts import Text

Status = Literal["planned", "test", "live", "withdrawn"]
Purpose = Literal["name", "email", "tel", "street-address", "postal-code", "bday"]
"""What a question asks of the resident, by the names of WCAG 2.2, 1.3.5 (Identify Input Purpose)."""
Offline = Literal["information", "queue", "warn", "live", "handoff"]
SENT: frozenset[str] = frozenset({"queue", "warn", "live"})
"""The offline kinds that send something."""


class Dataset(Struct, frozen=True, kw_only=True):
    """Reference data as declared in shared.yaml. `columns` gives `text number yesno date time` or a list;
    `values` the values of those lists."""

    name: str
    key: tuple[str, ...]
    search: tuple[str, ...] = ()
    columns: dict[str, str]
    values: dict[str, tuple[str, ...]] = {}
    mark: Mark


class Choice(Struct, frozen=True, kw_only=True):
    """One value of a list. `alone` excludes the others."""

    value: str
    text: Text
    body: Text | None = None
    alone: bool = False


class Listing(Struct, frozen=True, kw_only=True):
    """A list: values and their words, in order."""

    name: str
    choices: dict[str, Choice]
    shared: bool = False
    mark: Mark


class Showing(Struct, frozen=True, kw_only=True):
    """A list to read, such as what to bring: the values for which `where` is true, or all of them."""

    of: str
    where: Expression | None = None
    mark: Mark


class Let(Struct, frozen=True, kw_only=True):
    """A named expression, computed anew at each walk."""

    name: str
    expression: Expression
    mark: Mark


class Ask(Struct, frozen=True, kw_only=True):
    """One question. `short` None means the title serves; `hidden` keeps it off check page and paper."""

    name: str
    type: str
    title: Text
    short: Text | None = None
    hidden: bool = False
    body: Text | None = None
    when: Expression | None = None
    staff: bool = False
    optional: bool = False
    sensitive: bool = False
    never_stored: bool = False
    default: Expression | None = None
    of: str = ""
    where: Expression | None = None
    min: Expression | None = None
    max: Expression | None = None
    decimals: int = 0
    pattern: str = ""
    purpose: Purpose | None = None
    messages: dict[str, Text] = {}
    marks: dict[str, Mark] = {}
    mark: Mark


class Note(Struct, frozen=True, kw_only=True):
    """A text to read: a screen, or a part of a page."""

    name: str
    title: Text
    body: Text | None = None
    when: Expression | None = None
    staff: bool = False
    shows: Showing | None = None
    mark: Mark


class Rule(Struct, frozen=True, kw_only=True):
    """A rule over a page's answers: it fails only when `that` is false, and `say`s so at a field."""

    name: str
    that: Expression
    say: Text
    at: str
    mark: Mark


class PageStep(Struct, frozen=True, kw_only=True):
    """Questions and notes on one screen."""

    name: str
    title: Text
    body: Text | None = None
    when: Expression | None = None
    staff: bool = False
    steps: tuple["Ask | Note", ...]
    rules: tuple[Rule, ...] = ()
    mark: Mark


class Exit(Struct, frozen=True, kw_only=True):
    """An end without sending. `link` gives a web address, `next` the journeys offered there."""

    name: str
    title: Text
    body: Text | None = None
    when: Expression
    staff: bool = False
    shows: Showing | None = None
    link: Expression | None = None
    next: tuple[str, ...] = ()
    mark: Mark


class Check(Struct, frozen=True, kw_only=True):
    """Check answers: of all (`answers`) or of an earlier section. `short` is the button's words."""

    name: str
    title: Text | None = None
    body: Text | None = None
    short: Text | None = None
    when: Expression | None = None
    staff: bool = False
    mark: Mark


class Pay(Struct, frozen=True, kw_only=True):
    """Shows an amount and where to pay it. No card is ever read."""

    name: str
    title: Text
    body: Text | None = None
    when: Expression | None = None
    staff: bool = False
    amount: Expression
    send: str
    mark: Mark


class Repeat(Struct, frozen=True, kw_only=True):
    """The same steps for each chosen value (`each`), or for as many items as the resident adds (`max`)."""

    name: str
    title: Text
    body: Text | None = None
    short: Text | None = None
    when: Expression | None = None
    staff: bool = False
    each: Expression | None = None
    min: int = 0
    max: int = 0
    lets: dict[str, Let] = {}
    steps: tuple["Ask | PageStep | Note", ...]
    marks: dict[str, Mark] = {}
    mark: Mark


class Section(Struct, frozen=True, kw_only=True):
    """A heading over steps."""

    name: str
    title: Text
    body: Text | None = None
    when: Expression | None = None
    staff: bool = False
    steps: tuple["Step", ...]
    mark: Mark


Step: TypeAlias = Ask | Note | PageStep | Exit | Check | Pay | Repeat | Section
Shown: TypeAlias = Ask | Note | PageStep | Exit | Check | Pay | Repeat
"""The steps that are screens; a repeat's own screen is its list of items."""


class Done(Struct, frozen=True, kw_only=True):
    """The last page. `unsent` replaces `body` while the council has not received it."""

    title: Text
    body: Text | None = None
    unsent: Text | None = None
    shows: Showing | None = None
    link: Expression | None = None
    mark: Mark


class Part(Struct, frozen=True, kw_only=True):
    """One service that a journey tells when `when` is true.

    With `send` it becomes a submission of its own that holds only the `answers` named. With `link` it is
    another body's: the resident is shown where to do it, and nothing is sent.
    """

    name: str
    title: Text
    body: Text | None = None
    when: Expression | None = None
    owner: str
    sensitivity: int
    lgsl: int | None = None
    lgil: int | None = None
    send: str = ""
    link: Expression | None = None
    answers: tuple[str, ...] = ()
    marks: dict[str, Mark] = {}
    mark: Mark


def asks_in(steps: "tuple[Step, ...]") -> Iterator[Ask]:
    """Every question among steps and in what they hold."""
    for step in steps:
        if isinstance(step, Ask):
            yield step
        elif isinstance(step, Section | PageStep | Repeat):
            yield from asks_in(step.steps)


class Journey(Struct, frozen=True, kw_only=True):
    """One service, checked. `hash` covers the file, its overlays and what it takes from shared.yaml.

    `texts` gives all of the file's own texts by key; `overlays`, for `cy`, `other` and `cy.other`, those
    that replace them. `uses` gives the age in days at which each dataset is too old. `sensitivity` is the
    file's `class`. `short` is a neutral name for paper and for other people's eyes; `minutes`, 0 if not
    said, and `needs` are for its first page; `next` are the journeys offered at its end. `marks` gives
    the places of its keys, for the checker.
    """

    id: str
    title: Text
    short: Text | None = None
    body: Text | None = None
    minutes: int = 0
    needs: Text | None = None
    version: int
    status: Status
    first_day: date | None = None
    last_day: date | None = None
    owner: str
    lgsl: int | None = None
    lgil: int | None = None
    offline: Offline = "information"
    sensitivity: int = 1
    languages: tuple[str, ...] = ("en",)
    uses: dict[str, int] = {}
    send: str = ""
    lists: dict[str, Listing] = {}
    datasets: dict[str, Dataset] = {}
    lets: dict[str, Let] = {}
    steps: tuple[Step, ...] = ()
    parts: tuple[Part, ...] = ()
    done: Done | None = None
    receipt: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    texts: dict[str, Text] = {}
    overlays: dict[str, dict[str, Text]] = {}
    hash: str = ""
    marks: dict[str, Mark] = {}
    mark: Mark

    @property
    def never_stored(self) -> frozenset[str]:
        """The questions whose answers may be in memory only."""
        return frozenset(ask.name for ask in asks_in(self.steps) if ask.never_stored)

    def spoken(self, language: str) -> str:
        """The language in which this journey can be walked: `language`, or the file's own."""
        return language if language in self.languages else self.languages[0]

    def words_of(self, text: Text, language: str, *, other: bool = False) -> Text:
        """`text` in a language, and in the wording for acting on behalf of someone else."""
        language = self.spoken(language)
        own = language == self.languages[0]
        names = (
            ([] if own else [language])
            if not other
            else ["other"]
            if own
            else [f"{language}.other", language]
        )
        for name in names:
            found = self.overlays.get(name, {}).get(text.key)
            if found is not None:
                return found
        return text

    def title_in(self, language: str) -> str:
        """The journey's title."""
        return self.words_of(self.title, language).source

    def short_in(self, language: str) -> str:
        """What it is called on paper: the neutral name, or the title."""
        return self.words_of(self.short or self.title, language).source

    def needs_in(self, language: str) -> str:
        """What to have at hand, or ''."""
        return self.words_of(self.needs, language).source if self.needs is not None else ""

    def body_in(self, language: str) -> str:
        """The start screen's text, or ''."""
        return self.words_of(self.body, language).source if self.body is not None else ""

    def offered(self, today: date, *, test: bool = False) -> bool:
        """Whether residents may start it on this day; `test` kiosks also offer what is being tried."""
        if self.status not in (("live", "test") if test else ("live",)):
            return False
        return (self.first_day or today) <= today <= (self.last_day or today)
