"""One resident's visit as a state table: choose, answer, send, finish, wipe.

Knows no screen and no clock: `ui` shows what `stage` and `page` say and tells the visit what happened.
Wiping drops every answer, the preferences and what was saved; nothing of one visit is left for the next.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from kiosk.errors import IllegalTransitionError
from kiosk.journeys.pages import ENDS, Option, Page, Problem, Problems, Row
from kiosk.language import Words
from kiosk.receipt import Line
from kiosk.submission import Submission

if TYPE_CHECKING:
    from kiosk.journeys.told import Earlier


class Stage(StrEnum):
    """Where a visit stands. Each stage has one screen (`ui.navigator`)."""

    ATTRACT = "attract"
    CHOOSING = "choosing"
    STARTING = "starting"
    ANSWERING = "answering"
    SAVING = "saving"
    NOT_SAVED = "not-saved"
    FINISHED = "finished"
    OUT_OF_ORDER = "out-of-order"


class Event(StrEnum):
    """What can happen to a visit."""

    TOUCH = "touch"
    CHOOSE = "choose"
    BEGIN = "begin"
    ANSWER = "answer"
    SEND = "send"
    SAVE = "save"
    FAIL = "fail"
    RETRY = "retry"
    LEAVE = "leave"
    WIPE = "wipe"
    BREAK = "break"
    MEND = "mend"


_S, _E = Stage, Event
TABLE: dict[Stage, dict[Event, Stage]] = {
    _S.ATTRACT: {_E.TOUCH: _S.CHOOSING, _E.WIPE: _S.ATTRACT, _E.BREAK: _S.OUT_OF_ORDER},
    _S.CHOOSING: {_E.CHOOSE: _S.STARTING, _E.WIPE: _S.ATTRACT, _E.BREAK: _S.OUT_OF_ORDER},
    _S.STARTING: {
        _E.BEGIN: _S.ANSWERING,
        _E.LEAVE: _S.CHOOSING,
        _E.WIPE: _S.ATTRACT,
        _E.BREAK: _S.OUT_OF_ORDER,
    },
    _S.ANSWERING: {
        _E.ANSWER: _S.ANSWERING,
        _E.SEND: _S.SAVING,
        _E.LEAVE: _S.CHOOSING,
        _E.WIPE: _S.ATTRACT,
    },
    # No wipe while saving: the commit is under way, and its outcome must be told.
    _S.SAVING: {_E.SAVE: _S.FINISHED, _E.FAIL: _S.NOT_SAVED},
    _S.NOT_SAVED: {_E.RETRY: _S.SAVING, _E.LEAVE: _S.CHOOSING, _E.WIPE: _S.ATTRACT},
    _S.FINISHED: {_E.LEAVE: _S.CHOOSING, _E.WIPE: _S.ATTRACT},
    _S.OUT_OF_ORDER: {_E.MEND: _S.ATTRACT, _E.BREAK: _S.OUT_OF_ORDER, _E.WIPE: _S.OUT_OF_ORDER},
}
"""From each stage, the events it allows and where they lead. docs/visit.md is drawn from this."""


class Preferences(Struct, frozen=True):
    """How a resident reads, hears and works the kiosk. Reset by every wipe.

    `size` 0 to 3. `rate` -2 to 4 and `volume` -2 to 3 of the voice, 0 the usual. `order` of the keyboard's
    letters. `reach` brings everything one touches lower. `switches` 0 for none, 1 or 2; `dwell_ms` is how
    long each step of scanning takes; `bounce_ms` how soon the same key, or a touch of the same thing, is a
    tremble. `still`: nothing on the screen moves; `quiet`: no sound but speech.
    """

    language: str = "en"
    size: int = 0
    theme: str = "default"
    speech: bool = False
    rate: int = 0
    volume: int = 0
    order: Literal["qwerty", "az"] = "qwerty"
    reach: bool = False
    switches: int = 0
    dwell_ms: int = 1500
    bounce_ms: int = 0
    still: bool = False
    quiet: bool = False


class Saved(Struct, frozen=True):
    """What is true of a submission once its commit is durable. `sent_at` is set when the council
    acknowledged it and all its parts. Times are aware. `parts` gives each part's id and reference by its
    name."""

    id: str
    reference: str
    saved_at: datetime
    sent_at: datetime | None = None
    parts: dict[str, tuple[str, str]] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """All that the council must acknowledge."""
        return (self.id, *(part_id for part_id, _ in self.parts.values()))


class Walking(Protocol):
    """The part of `kiosk.journeys.walk.Walk` that a visit uses."""

    def page(self) -> Page: ...
    def answer(self, name: str, value: object) -> object: ...
    def back(self) -> Page: ...
    def change(self, name: str) -> Page: ...
    def remove(self, name: str) -> Page: ...
    def summary(self) -> tuple[Row, ...]: ...
    def find(self, name: str, text: str, limit: int = 50) -> tuple[Option, ...]: ...
    def receipt(self) -> tuple[Line, ...]: ...
    def complete(self) -> Submission | None: ...
    def sent(
        self,
        reference: str,
        received: bool,
        also: tuple[Words, ...] = (),
        parts: Mapping[str, str] | None = None,
    ) -> Page: ...
    def offer(self, earlier: "Mapping[str, Earlier]") -> None: ...
    def remembered(self) -> "dict[str, Earlier]": ...
    def arrived(self) -> Page: ...
    def speak(self, language: str, words: Words) -> None: ...


class Visit:
    """One resident's use of the kiosk, from the first touch to the wipe."""

    def __init__(self) -> None:
        self.stage = Stage.ATTRACT
        self.preferences = Preferences()
        self.journey = ""
        self.walk: Walking | None = None
        self.saved: Saved | None = None
        self.lines: tuple[Line, ...] = ()
        self._earlier: dict[str, Earlier] = {}
        self._submission: Submission | None = None

    def happens(self, event: Event) -> None:
        """Move by the table. Raises IllegalTransitionError, and changes nothing, where it has no entry."""
        try:
            self.stage = TABLE[self.stage][event]
        except KeyError:
            raise IllegalTransitionError(f"a visit that is {self.stage} cannot {event}") from None

    def can(self, event: Event) -> bool:
        """Whether the table allows `event` now."""
        return event in TABLE[self.stage]

    # -- choosing ------------------------------------------------------------------------------------

    def touch(self) -> None:
        """Somebody is there."""
        self.happens(Event.TOUCH)

    def prefer(self, **changes: object) -> None:
        """Change language, size or theme. Allowed in every stage; answers stay."""
        self.preferences = replace(self.preferences, **changes)

    def choose(self, journey: str) -> None:
        """A service was chosen; its start page shows."""
        self.happens(Event.CHOOSE)
        self.journey = journey

    def begin(self, walk: Walking) -> None:
        """The resident starts the journey. What they told in earlier ones is offered."""
        self.happens(Event.BEGIN)
        self.walk = walk
        walk.offer(self._earlier)

    # -- answering -----------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The page to show while answering, or the journey's last words once finished."""
        return self._walking().page()

    def answer(self, name: str, value: object) -> tuple[Problem, ...]:
        """Give an answer to the page `name`. Problems mean that nothing changed."""
        self.happens(Event.ANSWER)
        outcome = self._walking().answer(name, value)
        return outcome.problems if isinstance(outcome, Problems) else ()

    def back(self) -> bool:
        """One page back. False at the first page: the caller leaves the journey instead."""
        self.happens(Event.ANSWER)
        if not self.page.back:
            return False
        self._walking().back()
        return True

    def change(self, name: str) -> None:
        """Go to one answer from the check page."""
        self.happens(Event.ANSWER)
        self._walking().change(name)

    def remove(self, name: str) -> None:
        """Remove one item of a list."""
        self.happens(Event.ANSWER)
        self._walking().remove(name)

    # -- sending -------------------------------------------------------------------------------------

    @property
    def confirmed(self) -> bool:
        """Whether the check page was passed, so that all can be sent."""
        return self._walking().complete() is not None

    def send(self) -> Submission:
        """The check page was confirmed: the complete submission, to be sealed and committed."""
        submission = self._walking().complete()
        if submission is None:
            raise IllegalTransitionError("an incomplete journey cannot be sent")
        self.happens(Event.SEND)
        self._submission = submission
        self.lines = self._walking().receipt()
        return submission

    def keep(self, saved: Saved, languages: tuple[Words, ...] = ()) -> None:
        """The commit returned. From here on the answers are gone from memory, but for what may be offered
        in the next journey of this visit; the last page remains, in the language spoken and `languages`."""
        self.happens(Event.SAVE)
        self.saved = saved
        self._earlier |= self._walking().remembered()
        references = {name: reference for name, (_, reference) in saved.parts.items()}
        self._walking().sent(saved.reference, saved.sent_at is not None, languages, references)
        self._submission = None

    def fail(self) -> None:
        """The commit failed. The answers stay, so that the resident may try again."""
        self.happens(Event.FAIL)

    def retry(self) -> Submission:
        """Try the commit again."""
        if self._submission is None:
            raise IllegalTransitionError("there is nothing to save again")
        self.happens(Event.RETRY)
        return self._submission

    def acknowledged(self, sent_at: datetime) -> None:
        """The council acknowledged this visit's submission."""
        if self.saved is not None:
            self.saved = replace(self.saved, sent_at=sent_at)
            self._walking().arrived()

    # -- leaving -------------------------------------------------------------------------------------

    def fall_out(self) -> None:
        """Nothing could be saved now: no form is offered, and which one was wanted is forgotten."""
        self.happens(Event.BREAK)
        self._forget_journey()

    def leave(self) -> None:
        """Back to the list of services. The journey's answers go; preferences stay, and so does what may
        be offered in the next journey, if this one had come to its end."""
        if self.stage is Stage.ANSWERING and self.page.kind in ENDS:
            self._earlier |= self._walking().remembered()
        self.happens(Event.LEAVE)
        self._forget_journey()

    def wipe(self) -> None:
        """The end, by finishing, leaving or time-out: everything goes."""
        self.happens(Event.WIPE)
        self._forget_journey()
        self._earlier = {}
        self.preferences = Preferences()

    def _forget_journey(self) -> None:
        self.journey = ""
        self.walk = None
        self.saved = None
        self.lines = ()
        self._submission = None

    def _walking(self) -> Walking:
        if self.walk is None:
            raise IllegalTransitionError(f"a visit that is {self.stage} has no journey")
        return self.walk
