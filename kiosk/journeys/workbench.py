"""A journey on the bench while somebody writes it: read again after each save, the last good one kept,
answers carried over as far as they still hold. And where a walk stands among the journey's steps.

What is shown of it, and when files are read again, is somebody else's.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from kiosk.errors import BugError, JourneyError
from kiosk.journeys.check_walk import check_walk
from kiosk.journeys.datasets import CsvData
from kiosk.journeys.definition import Journey, asks_in
from kiosk.journeys.load import Catalogue, load_files
from kiosk.journeys.outline import Line, outline
from kiosk.journeys.pages import ENDS, Page, Problems
from kiosk.journeys.rehearsal import MOST_PAGES, given
from kiosk.journeys.scope import BEHALF
from kiosk.journeys.source import Finding
from kiosk.journeys.walk import Walk
from kiosk.language import Words

LAST_CHECK = "answers"
"""The check page that sends."""

State = Literal["now", "met", "ahead", "off"]


class Standing(Struct, frozen=True, kw_only=True):
    """A step and how the walk stands to it: `now` on the screen, `met` on the path, `ahead`, or `off` the
    path because of `reason`. `key` is what to give `Walk.change` to go there, '' where one cannot."""

    line: Line
    state: State
    reason: str = ""
    key: str = ""


class Workbench:
    """One journey file with its folder and its data."""

    def __init__(self, path: Path, data: Path, today: date, *, staff: bool, other: bool) -> None:
        self.path, self.today = path, today
        self._data_folder, self._staff, self._other = data, staff, other
        self.catalogue = Catalogue()
        """With the last good version of the journey; empty before there was one."""
        self.problems: tuple[Finding, ...] = ()
        """What is wrong with the files as they are now."""
        self.data = CsvData(data, {})

    @property
    def id(self) -> str:
        """The journey's id."""
        return self.path.name.partition(".")[0]

    @property
    def journey(self) -> Journey | None:
        """The last good version."""
        return self.catalogue.journeys.get(self.id)

    @property
    def broken(self) -> bool:
        """Whether the files as they are now cannot be shown."""
        return any(one.level == "error" and one.rule != "walk" for one in self.problems)

    def read(self) -> bool:
        """Read the files again; whether there is a good version that differs from the one before."""
        before = self.journey
        found = load_files(self.path.parent, (self.id,))
        now = found.journeys.get(self.id)
        self.problems = found.problems
        if now is None or not now.steps:
            if now is not None:
                raise JourneyError(f"{self.path}: a journey that is only planned has no pages to show.")
            return False
        onward = {*now.next, *(name for line in outline(now) for name in line.next)} - {self.id}
        if onward:
            found = load_files(self.path.parent, (self.id, *sorted(onward)))
        self.catalogue = found
        self.data = CsvData(self._data_folder, found.datasets)
        return before is None or before.hash != now.hash

    def try_out(self) -> list[Finding]:
        """Walk the good version at random, which takes a moment: what nobody could leave."""
        return list(check_walk(self.journey)) if self.journey is not None else []

    def walk(self, words: Words, saved: Mapping[str, Any] | None = None) -> Walk:
        """A walk through the good version, with the answers of a draft as far as they still hold."""
        journey = self.journey
        if journey is None:
            raise BugError("there is no good version to walk through yet")
        draft: dict[str, Any] = {"answers": {}, "passed": [], "items": {}, **(saved or {})}
        if self._other:
            if not any(step.name == BEHALF for step in asks_in(journey.steps)):
                raise JourneyError(f"{self.path}: nobody is asked for whom it is: there is no '{BEHALF}'.")
            draft["answers"] = {BEHALF: "other", **draft["answers"]}
        # The draft may be of an earlier version: for a preview that is what it is for.
        draft |= {"journey": journey.id, "hash": journey.hash}
        return Walk.restore(
            journey,
            draft,
            self.data,
            self.today,
            words=words,
            staff=self._staff,
            language=words.language,
        )


def told(walk: Walk, answers: Mapping[str, object]) -> Iterator[Page]:
    """Tell a walk the answers of a story. Gives each page before it is answered; ends at an end, before the
    last button, or where an answer is not taken."""
    for _ in range(MOST_PAGES):
        page = walk.page()
        yield page
        if page.kind in ENDS or page.name == LAST_CHECK:
            return
        if isinstance(walk.answer(page.name, given(page, answers, set())), Problems):
            return


def standings(lines: tuple[Line, ...], met: tuple[str, ...], now: str, *, staff: bool) -> list[Standing]:
    """How a walk stands to each step. `met` are the keys of the screens on its path, in order, `now` that of
    the screen shown ('' for none)."""
    keys: dict[str, str] = {}
    for key in met:
        keys.setdefault(key.partition("[")[0], key)
    shown = now.partition("[")[0]
    holders = {line.name: line for line in lines}
    inside: dict[str, list[str]] = {}
    for line in lines:
        holder = line.holder
        while holder:
            inside.setdefault(holder, []).append(line.name)
            holder = holders[holder].holder
    places = {line.name: at for at, line in enumerate(lines)}
    reached = max((places[name] for name in keys if name in places), default=-1)
    ended = reached >= 0 and lines[reached].kind == "exit"
    found: list[Standing] = []
    for at, line in enumerate(lines):
        held = inside.get(line.name, [])
        page = holders.get(line.holder)
        on_page = page is not None and page.kind == "page"
        name = page.name if page is not None and on_page else line.name
        key = keys.get(name) or next((keys[one] for one in held if one in keys), "")
        if name == shown and not (held and name not in keys):
            found.append(Standing(line=line, state="now", key=now))
        elif key:
            found.append(Standing(line=line, state="met", key=key))
        elif at > reached and not ended:
            found.append(Standing(line=line, state="ahead"))
        else:
            found.append(Standing(line=line, state="off", reason=_reason(line, holders, staff, at > reached)))
    return found


def _reason(line: Line, holders: Mapping[str, Line], staff: bool, after: bool) -> str:
    """Why a step is not on the path."""
    if after:
        return "the way ended before"
    while True:
        if line.staff and not staff:
            return "with staff only"
        if line.words:
            return f"only if {line.words}"
        if line.holder not in holders:
            return ""
        line = holders[line.holder]
