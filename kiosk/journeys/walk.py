"""One resident's walk through a journey: what to show next, and what becomes of each answer.

The public face of the engine:

    walk = Walk(journey, data, today, words=words, staff=False, language="en")
    walk.page() -> Page                      the screen to show now
    walk.answer(name, value) -> Accepted | Problems
                                             `name` is the page's name; `value` what its widget holds (see
                                             pages.Field), a dict of field name -> value for a `page`,
                                             True for a note, check or pay, "add" or "done" for a list
    walk.back() -> Page                      one screen back; out of a change, to where it began
    walk.change(name) -> Page                to one answer: "address", "due[refuse]", "people[2]", "people"
    walk.remove(name) -> Page                remove an item: "people[2]"
    walk.find(field, text, limit=50) -> tuple[Option, ...]
                                             options for a `pick` field on the page shown
    walk.met() -> tuple[str, ...]            the keys of the screens on the path so far
    walk.facts() -> tuple[tuple[str, str], ...]
                                             the lets in words, for authors
    walk.summary(section=None) -> tuple[Row, ...]
    walk.receipt() -> tuple[Line, ...]       what may stand on paper
    walk.offer(earlier)                      what was told in earlier journeys of this visit, to be offered
    walk.remembered() -> dict                what may be offered to the next
    walk.confirmed -> bool                   whether check: answers was passed
    walk.complete() -> Submission | None     what to send, once confirmed
    walk.sent(reference, received, also=()) -> Page
                                             the answers are destroyed; pay and done follow, in the language
                                             spoken and in those of `also`
    walk.arrived() -> Page                   the council has it now: the last page in its other words
    walk.save() -> dict                      a draft of the path's answers, as JSON values
    Walk.restore(journey, saved, data, today, words=words) -> Walk
    walk.speak(language, words)              go on in another language
    walk.journey, walk.language, walk.sensitive, walk.today, walk.staff

`walk.language` is the language in which the journey's texts really come: its own first one where an
overlay is missing. Nothing here reads files, clocks or the network; `data` is asked for rows.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kiosk.errors import AnswersError, BugError
from kiosk.journeys.answers import Asking
from kiosk.journeys.asked import OfferedRows, asking
from kiosk.journeys.datasets import Data
from kiosk.journeys.definition import SENT, Ask, Journey
from kiosk.journeys.ending import Ending
from kiosk.journeys.pages import Accepted, Option, Page, Problems, Row
from kiosk.journeys.paging import done_page, page_of
from kiosk.journeys.path import Path, Screen, keyed
from kiosk.journeys.place import Place
from kiosk.journeys.progress import Progress
from kiosk.journeys.rows import receipt_lines, rows_of
from kiosk.journeys.scope import Fresh, World
from kiosk.journeys.stored import draft, remembered, submission
from kiosk.journeys.texts import in_words
from kiosk.journeys.told import Earlier
from kiosk.language import Words
from kiosk.receipt import Line
from kiosk.submission import Submission

SENSITIVE_CLASS = 3
"""From this class on a visit waits less long for somebody who has gone."""
SAFETY_CLASS = 4
"""Journeys about somebody's safety: nothing told in them is offered in a later one."""


class Walk:
    """See the module. One walk belongs to one visit and lives in memory only."""

    def __init__(
        self,
        journey: Journey,
        data: Data,
        today: date,
        *,
        words: Words,
        staff: bool = False,
        language: str = "en",
    ) -> None:
        self.journey = journey
        self.today = today
        self.staff = staff
        self._fresh = Fresh(data, journey.uses, today)
        self._progress = Progress(World(journey, self._fresh, today, words, language, staff=staff))
        self._place = Place()
        self._ending: Ending | None = None
        """The last pages, once it was sent."""

    # -- what to show --------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        """The language of the journey's texts in this walk."""
        return self._progress.world.language

    @property
    def sensitive(self) -> bool:
        """Whether the idle time of sensitive journeys applies."""
        return self.journey.sensitivity >= SENSITIVE_CLASS

    @property
    def confirmed(self) -> bool:
        """Whether check: answers was passed and nothing changed since, so that it may be sent."""
        sends = self._ending is None and self.journey.offline in SENT
        return sends and self._progress.path().frontier is None

    def speak(self, language: str, words: Words) -> None:
        """Go on in another language. Answers stay: values belong to no language."""
        self._progress.world = World(self.journey, self._fresh, self.today, words, language, staff=self.staff)

    def page(self) -> Page:
        """The screen to show now: the first not done, or the one that `back` or `change` chose.

        At the end: the check page while it waits to be sent, else the exit or the last page.
        """
        if self._ending is not None:
            return self._ending.page(self._progress.world.words.language)
        path, screen = self._now()
        if screen is None:
            done = self.journey.done
            if done is None:
                raise BugError(f"the journey {self.journey.id} has no last page")
            return done_page(done, path.scope, received=True, back=bool(path.screens))
        back = self._place.previous(path, screen) is not None
        return page_of(screen, path, self._progress.told, back=back)

    def met(self) -> tuple[str, ...]:
        """The keys of the screens on the path so far, in order; () once it was sent."""
        return tuple(one.key for one in self._progress.path().screens) if self._ending is None else ()

    def facts(self) -> tuple[tuple[str, str], ...]:
        """The journey's lets as the path has them, in words, '' for what is not known; those of a repeat once
        for each pass. For those who write journeys."""
        if self._ending is not None:
            return ()
        path, words = self._progress.path(), self._progress.world.words
        places = {"": (self.journey.lets, path.scope)} | {
            one.item: (one.repeat.lets, one.scope)
            for one in path.screens
            if one.repeat is not None and one.item
        }
        return tuple(
            (keyed(name, item), in_words(let.expression.run(scope), scope, words))
            for item, (lets, scope) in places.items()
            for name, let in lets.items()
        )

    def summary(self, section: str | None = None) -> tuple[Row, ...]:
        """The answers on the path as rows of a check page; of one section, if named."""
        return rows_of(self._progress.path(), section) if self._ending is None else ()

    def receipt(self) -> tuple[Line, ...]:
        """The answers that the journey allows on paper."""
        return receipt_lines(self._progress.path(), self.journey.receipt) if self._ending is None else ()

    def find(self, field_name: str, text: str, limit: int = 50) -> tuple[Option, ...]:
        """Rows to offer for typed text, for a `pick` field on the page shown."""
        _, screen = self._now()
        if self._ending is not None or screen is None:
            return ()
        for key, ask in screen.fields:
            if key == field_name and isinstance(ask, Ask) and ask.of in self.journey.datasets:
                rows = OfferedRows(ask, screen.scope).find(text, limit)
                return tuple(Option(value=row.key, text=row.text_in(self.language)) for row in rows)
        return ()

    def offer(self, earlier: Mapping[str, Earlier]) -> None:
        """Offer what was told in earlier journeys of this visit, by purpose. It is used only where the
        resident says so."""
        self._progress.told.offers = earlier

    def remembered(self) -> dict[str, Earlier]:
        """The path's answers that have a purpose, to be offered in the next journey of this visit; none of
        a journey about somebody's safety."""
        if self._ending is not None or self.journey.sensitivity >= SAFETY_CLASS:
            return {}
        return remembered(self._progress.path())

    def asking(self) -> tuple[tuple[str, Ask, Asking], ...]:
        """The questions shown, with their bounds and options of the moment."""
        _, screen = self._now()
        if self._ending is not None or screen is None:
            return ()
        scope = screen.scope
        return tuple((key, ask, asking(ask, scope)) for key, ask in screen.fields if isinstance(ask, Ask))

    # -- what the resident does ----------------------------------------------------------------------

    def answer(self, name: str, value: object) -> Accepted | Problems:
        """Take the answer to the page `name`. Problems change nothing."""
        if self._ending is not None:
            self._ending.pass_on(name, self._progress.world.words.language)
            return Accepted()
        _, screen = self._now()
        if screen is None or screen.key != name:
            raise BugError(f"'{name}' is not the page shown")
        problems = self._progress.take(screen, value)
        if problems:
            return Problems(tuple(problems))
        self._place.advance(self._progress.path(), screen)
        return Accepted()

    def back(self) -> Page:
        """One screen back, or out of a change. At the first screen nothing happens."""
        if self._ending is None:
            path, screen = self._now()
            if self._place.leave_change(path):
                return self.page()
            previous = self._place.previous(path, screen)
            if screen is not None and (added := self._just_added(screen)):
                self._progress.remove(added)
            elif previous is not None:
                self._place.step_back(previous)
        return self.page()

    def change(self, name: str) -> Page:
        """Go to one answer, or to an item's first screen. See `back` and `answer` for the way out."""
        path, now = self._now()
        target = path.screen_of(name)
        if target is None or self._ending is not None:
            raise BugError(f"there is no '{name}' to change on this path")
        whole_item = target.repeat is not None and f"{target.repeat.name}[{target.item}]" == name
        self._place.change(target, now, whole_item=whole_item)
        return self.page()

    def remove(self, name: str) -> Page:
        """Remove one item of a list."""
        self._progress.remove(name)
        return self.page()

    # -- the end -------------------------------------------------------------------------------------

    def complete(self) -> Submission | None:
        """The path's answers, once check: answers was passed; None before, and for information."""
        return submission(self._progress.path(), self._progress.told) if self.confirmed else None

    def sent(
        self,
        reference: str,
        received: bool,
        also: tuple[Words, ...] = (),
        parts: Mapping[str, str] | None = None,
    ) -> Page:
        """It was saved under `reference`, each of its parts under its own in `parts`, and the council has
        `received` it or not yet.

        The texts of the last pages are made, in the language spoken and in those of `also`, since without
        the answers they cannot be made again; then every answer is destroyed.
        """
        if self._ending is None:
            spoken = self._progress.world.words
            ending = Ending(received=received)
            for words in (*also, spoken):
                self.speak(words.language, words)
                ending.add(self._progress.path(), reference, parts or {})
            self._ending = ending
            self._progress = Progress(self._progress.world)
            self._place = Place()
        return self.page()

    def arrived(self) -> Page:
        """The council has received what was sent."""
        if self._ending is None:
            raise BugError("nothing was sent that could have arrived")
        self._ending.received = True
        return self.page()

    # -- drafts --------------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """The path's answers as JSON values, without those that are never stored."""
        return draft(self._progress.path(), self._progress.told)

    @classmethod
    def restore(
        cls,
        journey: Journey,
        saved: Mapping[str, Any],
        data: Data,
        today: date,
        *,
        words: Words,
        staff: bool = False,
        language: str = "en",
    ) -> "Walk":
        """A walk that goes on from a draft. Raises AnswersError for a draft of another journey."""
        if saved.get("journey") != journey.id or saved.get("hash") != journey.hash:
            raise AnswersError(f"the draft was made with another version of {journey.id}: start it again")
        walk = cls(journey, data, today, words=words, staff=staff, language=language)
        walk._progress.told.draft(saved["answers"], saved["passed"], saved["items"])
        return walk

    # -- inside --------------------------------------------------------------------------------------

    def _now(self) -> tuple[Path, Screen | None]:
        """The path and the screen shown; None for the last page."""
        path = self._progress.path()
        return path, self._place.now(path, self.journey)

    def _just_added(self, screen: Screen) -> str:
        """The item of which this is the first screen, if it was added a moment ago and may go again."""
        repeat = screen.repeat
        if repeat is None or repeat.each is not None or screen.done or self._place.chosen:
            return ""
        screens = self._progress.path().screens
        first = next(one for one in screens if one.repeat is repeat and one.item == screen.item)
        spare = len(self._progress.told.items[repeat.name]) > repeat.min
        return f"{repeat.name}[{screen.item}]" if first is screen and spare else ""
