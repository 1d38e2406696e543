"""One resident's visit against its table, against a model of it, and against the diagram in docs/visit.md."""

import itertools
import re
from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.errors import IllegalTransitionError
from kiosk.journeys.pages import Option, Page, Problem, Problems, Row
from kiosk.journeys.told import Earlier
from kiosk.language import Words
from kiosk.receipt import Line
from kiosk.submission import Submission
from kiosk.visit import TABLE, Event, Preferences, Saved, Stage, Visit

DIAGRAM = Path(__file__).parents[2] / "docs/visit.md"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "Sam Example, 1 Example Street"


class Interview:
    """A walk of two questions and a check page, as a visit sees it."""

    NAMES = ("name", "street", "answers")

    def __init__(self) -> None:
        self.at = 0
        self.told: dict[str, object] = {}
        self.language = "en"
        self.last: Page | None = None
        self.offered: Mapping[str, Earlier] = {}
        self.references: Mapping[str, str] = {}

    def page(self) -> Page:
        if self.last is not None:
            return self.last
        name = self.NAMES[min(self.at, 2)]
        kind = "check" if name == "answers" else "ask"
        return Page(kind=kind, name=name, title=name, back=self.at > 0)

    def answer(self, name: str, value: object) -> object:
        if value == "":
            return Problems((Problem(name=name, rule="empty", text=f"Enter your {name}"),))
        self.told[name] = value
        self.at += 1
        return None

    def back(self) -> Page:
        self.at = max(0, self.at - 1)
        return self.page()

    def change(self, name: str) -> Page:
        self.at = self.NAMES.index(name)
        return self.page()

    def remove(self, name: str) -> Page:
        del self.told[name]
        return self.page()

    def summary(self) -> tuple[Row, ...]:
        return tuple(Row(label=name, lines=(str(value),)) for name, value in self.told.items())

    def find(self, name: str, text: str, limit: int = 50) -> tuple[Option, ...]:
        return ()

    def receipt(self) -> tuple[Line, ...]:
        return (Line("street", str(self.told["street"])),)

    def complete(self) -> Submission | None:
        if "answers" not in self.told:
            return None
        return Submission(
            journey="test",
            version=1,
            hash="0" * 64,
            language=self.language,
            today="2026-11-22",
            answers=dict(self.told),
        )

    def offer(self, earlier: Mapping[str, Earlier]) -> None:
        self.offered = dict(earlier)

    def remembered(self) -> dict[str, Earlier]:
        return {"name": Earlier(value=str(self.told["name"]))} if "name" in self.told else {}

    def sent(
        self,
        reference: str,
        received: bool,
        also: tuple[Words, ...] = (),
        parts: Mapping[str, str] | None = None,
    ) -> Page:
        self.told.clear()
        self.references = parts or {}
        self.last = Page(kind="done", name="done", title="Done", body=f"received: {received}")
        return self.last

    def arrived(self) -> Page:
        return self.sent("", True)

    def speak(self, language: str, words: Words) -> None:
        self.language = language


def saved(sent_at: datetime | None = None) -> Saved:
    return Saved("id-1", "K7MF4T2Q9XW3", NOON, sent_at)


def fill(visit: Visit) -> None:
    for name, value in (("name", SECRET), ("street", SECRET), ("answers", True)):
        assert visit.answer(name, value) == ()


def visit_at(stage: Stage) -> Visit:
    """A visit that got to `stage` as a resident gets there."""
    visit = Visit()
    if stage is Stage.ATTRACT:
        return visit
    visit.touch()
    if stage is Stage.CHOOSING:
        return visit
    visit.choose("test")
    if stage is Stage.STARTING:
        return visit
    if stage is Stage.OUT_OF_ORDER:
        visit.fall_out()
        return visit
    visit.begin(Interview())
    fill(visit)
    if stage is Stage.ANSWERING:
        return visit
    visit.send()
    if stage is Stage.SAVING:
        return visit
    if stage is Stage.NOT_SAVED:
        visit.fail()
    else:
        visit.keep(saved())
    assert visit.stage is stage
    return visit


def state(visit: Visit) -> dict[str, object]:
    """Everything that a visit holds, with its walk's answers."""
    found = dict(vars(visit))
    if isinstance(visit.walk, Interview):
        found["told"], found["at"] = copy(visit.walk.told), visit.walk.at
    return found


# -- the table -------------------------------------------------------------------------------------------


def diagram() -> str:
    """The table as a Mermaid diagram: what docs/visit.md must hold."""
    lines = ["stateDiagram-v2", f"    [*] --> {_node(Stage.ATTRACT)}"]
    for stage, ways in TABLE.items():
        lines += [f"    {_node(stage)} --> {_node(after)}: {event}" for event, after in ways.items()]
    return "\n".join(lines)


def _node(stage: Stage) -> str:
    return stage.value.replace("-", "_")


def test_the_diagram_in_the_documents_is_the_table() -> None:
    (shown,) = re.findall(r"```mermaid\n(.+?)\n```", DIAGRAM.read_text(encoding="utf-8"), re.DOTALL)
    assert shown == diagram(), "docs/visit.md differs from TABLE in kiosk/visit.py; the diagram is now:\n" + (
        diagram()
    )


@pytest.mark.parametrize(("stage", "event"), list(itertools.product(Stage, Event)))
def test_an_event_leads_where_the_table_says_or_raises_and_changes_nothing(
    stage: Stage, event: Event
) -> None:
    visit = visit_at(stage)
    before, after = state(visit), TABLE[stage].get(event)
    assert visit.can(event) is (after is not None)
    if after is None:
        with pytest.raises(IllegalTransitionError, match=f"{stage}.*{event}"):
            visit.happens(event)
        assert state(visit) == before
    else:
        visit.happens(event)
        assert visit.stage is after
        assert {**state(visit), "stage": stage} == before


ACTS: dict[str, tuple[Callable[[Visit], object], frozenset[Stage]]] = {
    "touch": (lambda visit: visit.touch(), frozenset({Stage.ATTRACT})),
    "choose": (lambda visit: visit.choose("other"), frozenset({Stage.CHOOSING})),
    "begin": (lambda visit: visit.begin(Interview()), frozenset({Stage.STARTING})),
    "answer": (lambda visit: visit.answer("name", "x"), frozenset({Stage.ANSWERING})),
    "back": (lambda visit: visit.back(), frozenset({Stage.ANSWERING})),
    "change": (lambda visit: visit.change("street"), frozenset({Stage.ANSWERING})),
    "remove": (lambda visit: visit.remove("street"), frozenset({Stage.ANSWERING})),
    "send": (lambda visit: visit.send(), frozenset({Stage.ANSWERING})),
    "keep": (lambda visit: visit.keep(saved()), frozenset({Stage.SAVING})),
    "fail": (lambda visit: visit.fail(), frozenset({Stage.SAVING})),
    "fall_out": (
        lambda visit: visit.fall_out(),
        frozenset({Stage.ATTRACT, Stage.CHOOSING, Stage.STARTING, Stage.OUT_OF_ORDER}),
    ),
    "retry": (lambda visit: visit.retry(), frozenset({Stage.NOT_SAVED})),
    "leave": (
        lambda visit: visit.leave(),
        frozenset({Stage.STARTING, Stage.ANSWERING, Stage.NOT_SAVED, Stage.FINISHED}),
    ),
    "wipe": (lambda visit: visit.wipe(), frozenset(Stage) - {Stage.SAVING}),
}
"""What can be done with a visit, and in which stages; anywhere else it must change nothing."""
STAYING = ("answer", "back", "change", "remove", "wipe")
"""What may leave the stage as it is."""


@pytest.mark.parametrize(("stage", "act"), list(itertools.product(Stage, ACTS)))
def test_what_a_stage_does_not_allow_raises_and_changes_nothing(stage: Stage, act: str) -> None:
    do, allowed = ACTS[act]
    visit = visit_at(stage)
    before = state(visit)
    if stage in allowed:
        do(visit)
        assert visit.stage is not stage or act in STAYING or stage is Stage.OUT_OF_ORDER
    else:
        with pytest.raises(IllegalTransitionError):
            do(visit)
        assert state(visit) == before


def test_every_stage_can_be_reached_and_leads_back_to_the_start() -> None:
    def reached(start: Stage) -> set[Stage]:
        found, todo = {start}, [start]
        while todo:
            for after in TABLE[todo.pop()].values():
                if after not in found:
                    found.add(after)
                    todo.append(after)
        return found

    assert reached(Stage.ATTRACT) == set(Stage)
    assert all(Stage.ATTRACT in reached(stage) for stage in Stage)


def test_a_commit_under_way_ends_only_by_its_own_outcome() -> None:
    assert TABLE[Stage.SAVING].keys() == {Event.SAVE, Event.FAIL}


def test_the_kiosk_never_falls_out_of_order_over_somebody_s_answers() -> None:
    holding = {Stage.ANSWERING, Stage.SAVING, Stage.NOT_SAVED, Stage.FINISHED}
    assert not any(Event.BREAK in TABLE[stage] for stage in holding)


# -- answers ---------------------------------------------------------------------------------------------


def test_problems_come_back_and_the_page_stays() -> None:
    visit = visit_at(Stage.STARTING)
    visit.begin(Interview())
    (problem,) = visit.answer("name", "")
    assert problem.text == "Enter your name"
    assert (visit.stage, visit.page.name) == (Stage.ANSWERING, "name")


def test_back_from_the_first_page_is_left_to_the_caller() -> None:
    visit = visit_at(Stage.STARTING)
    visit.begin(Interview())
    assert visit.back() is False
    visit.answer("name", "x")
    assert visit.back() is True
    assert visit.page.name == "name"


def test_an_unconfirmed_journey_cannot_be_sent() -> None:
    visit = visit_at(Stage.STARTING)
    visit.begin(Interview())
    visit.answer("name", "x")
    assert not visit.confirmed
    before = state(visit)
    with pytest.raises(IllegalTransitionError, match="incomplete"):
        visit.send()
    assert state(visit) == before


def test_a_failed_save_keeps_the_answers_and_the_same_submission_is_tried_again() -> None:
    visit = visit_at(Stage.ANSWERING)
    first = visit.send()
    visit.fail()
    assert isinstance(visit.walk, Interview)
    assert visit.walk.told["name"] == SECRET
    assert visit.retry() is first
    assert visit.stage is Stage.SAVING


def test_once_saved_the_answers_are_gone_and_what_may_be_printed_is_left() -> None:
    visit = visit_at(Stage.ANSWERING)
    visit.send()
    visit.keep(saved())
    assert isinstance(visit.walk, Interview)
    assert visit.walk.told == {}
    assert visit.saved == saved()
    assert visit.lines == (Line("street", SECRET),)
    assert visit.page.body == "received: False"


def test_the_last_page_says_received_only_when_the_council_acknowledged() -> None:
    visit = visit_at(Stage.SAVING)
    visit.keep(saved(NOON))
    assert visit.page.body == "received: True"


def test_an_acknowledgement_is_noted_and_one_that_comes_after_the_wipe_is_not() -> None:
    visit = visit_at(Stage.FINISHED)
    visit.acknowledged(NOON)
    assert visit.saved == saved(NOON)
    assert visit.page.body == "received: True"
    visit.wipe()
    visit.acknowledged(NOON)
    assert visit.saved is None


# -- told once -------------------------------------------------------------------------------------------


def next_interview(visit: Visit) -> Interview:
    visit.choose("other")
    following = Interview()
    visit.begin(following)
    return following


def test_what_was_sent_is_offered_in_the_next_journey_and_to_nobody_else() -> None:
    visit = visit_at(Stage.FINISHED)
    visit.leave()
    assert next_interview(visit).offered == {"name": Earlier(value=SECRET)}
    visit.wipe()
    visit.touch()
    assert next_interview(visit).offered == {}


def test_a_journey_that_was_given_up_offers_nothing() -> None:
    visit = visit_at(Stage.ANSWERING)
    visit.leave()
    assert next_interview(visit).offered == {}


def test_a_journey_that_ended_without_sending_offers_what_was_told() -> None:
    visit = visit_at(Stage.ANSWERING)
    assert isinstance(visit.walk, Interview)
    visit.walk.last = Page(kind="exit", name="too_late", title="It is too late")
    visit.leave()
    assert next_interview(visit).offered == {"name": Earlier(value=SECRET)}


def test_the_last_page_gets_the_references_of_the_parts() -> None:
    visit = visit_at(Stage.SAVING)
    visit.keep(Saved("id-1", "K7MF4T2Q9XW3", NOON, parts={"bins": ("id-2", "A2B3C4D5E6F7")}))
    assert isinstance(visit.walk, Interview)
    assert visit.walk.references == {"bins": "A2B3C4D5E6F7"}
    assert visit.saved is not None
    assert visit.saved.ids == ("id-1", "id-2")


# -- leaving ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.SAVING])
def test_after_a_wipe_nothing_of_the_visit_is_left(stage: Stage) -> None:
    visit = visit_at(stage)
    visit.prefer(language="cy", size=3, theme="yellow")
    visit.wipe()
    fresh = dict(vars(Visit()))
    if stage is Stage.OUT_OF_ORDER:
        fresh["stage"] = Stage.OUT_OF_ORDER
    assert vars(visit) == fresh


@pytest.mark.parametrize("stage", [stage for stage in Stage if Event.LEAVE in TABLE[stage]])
def test_leaving_a_journey_forgets_it_and_keeps_how_the_resident_reads(stage: Stage) -> None:
    visit = visit_at(stage)
    visit.prefer(language="cy", size=3)
    visit.leave()
    earlier = {"name": Earlier(value=SECRET)} if stage is Stage.FINISHED else {}
    kept = {"stage": Stage.CHOOSING, "preferences": Preferences("cy", 3), "_earlier": earlier}
    assert vars(visit) == {**vars(Visit()), **kept}


@pytest.mark.parametrize("stage", Stage)
def test_language_size_and_theme_can_be_changed_anywhere_and_change_nothing_else(stage: Stage) -> None:
    visit = visit_at(stage)
    before = state(visit)
    visit.prefer(size=2)
    visit.prefer(theme="dark")
    assert visit.preferences == Preferences("en", 2, "dark")
    assert {**state(visit), "preferences": Preferences()} == before


# -- whatever happens in whatever order ------------------------------------------------------------------


class Visits(RuleBasedStateMachine):
    """Residents who do anything at any time. The model is the stage alone."""

    def __init__(self) -> None:
        super().__init__()
        self.visit = Visit()
        self.stage = Stage.ATTRACT
        self.told = 0

    def act(self, event: Event, do: Callable[[], object]) -> None:
        """`do` works where the table has `event`, and else raises and changes nothing."""
        after = TABLE[self.stage].get(event)
        if after is None:
            before = state(self.visit)
            with pytest.raises(IllegalTransitionError):
                do()
            assert state(self.visit) == before
        else:
            do()
            self.stage = after
            if after in (Stage.ATTRACT, Stage.CHOOSING):
                self.told = 0

    @rule(language=st.sampled_from(("en", "cy")), size=st.integers(0, 3))
    def prefers(self, language: str, size: int) -> None:
        self.visit.prefer(language=language, size=size)

    @rule()
    def touches(self) -> None:
        self.act(Event.TOUCH, self.visit.touch)

    @rule()
    def chooses(self) -> None:
        self.act(Event.CHOOSE, lambda: self.visit.choose("test"))

    @rule()
    def begins(self) -> None:
        self.act(Event.BEGIN, lambda: self.visit.begin(Interview()))

    @rule()
    def answers(self) -> None:
        if self.stage is Stage.ANSWERING and self.told < 3:
            name = self.visit.page.name
            self.act(Event.ANSWER, lambda: self.visit.answer(name, SECRET))
            self.told += 1
        elif self.stage is not Stage.ANSWERING:
            self.act(Event.ANSWER, lambda: self.visit.answer("name", SECRET))

    @rule()
    def sends(self) -> None:
        if self.stage is Stage.ANSWERING and self.told < 3:
            with pytest.raises(IllegalTransitionError):
                self.visit.send()
        else:
            self.act(Event.SEND, self.visit.send)

    @rule(received=st.booleans())
    def is_saved(self, received: bool) -> None:
        self.act(Event.SAVE, lambda: self.visit.keep(saved(NOON if received else None)))

    @rule()
    def fails(self) -> None:
        self.act(Event.FAIL, self.visit.fail)

    @rule()
    def tries_again(self) -> None:
        self.act(Event.RETRY, self.visit.retry)

    @rule()
    def leaves(self) -> None:
        self.act(Event.LEAVE, self.visit.leave)

    @rule()
    def goes_away(self) -> None:
        self.act(Event.WIPE, self.visit.wipe)

    @rule()
    def falls_out_of_order(self) -> None:
        self.act(Event.BREAK, self.visit.fall_out)

    @rule()
    def is_mended(self) -> None:
        self.act(Event.MEND, lambda: self.visit.happens(Event.MEND))

    @invariant()
    def stands_where_the_table_says(self) -> None:
        assert self.visit.stage is self.stage

    @invariant()
    def answers_are_held_only_while_they_are_needed(self) -> None:
        holding = (Stage.ANSWERING, Stage.SAVING, Stage.NOT_SAVED)
        walk = self.visit.walk
        assert (walk is not None) is (self.stage in (*holding, Stage.FINISHED))
        assert not isinstance(walk, Interview) or not walk.told or self.stage in holding
        held = SECRET in repr([self.visit.lines, vars(self.visit)["_submission"]])
        assert not held or self.stage in (Stage.SAVING, Stage.NOT_SAVED, Stage.FINISHED)

    @invariant()
    def says_saved_only_after_the_commit(self) -> None:
        assert (self.visit.saved is not None) is (self.stage is Stage.FINISHED)

    @invariant()
    def says_which_service_only_inside_one(self) -> None:
        if self.stage in (Stage.ATTRACT, Stage.CHOOSING, Stage.OUT_OF_ORDER):
            assert (self.visit.journey, self.visit.lines, self.visit.walk) == ("", (), None)


TestVisits = Visits.TestCase
TestVisits.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
