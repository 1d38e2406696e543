"""Somebody who presses anything: over the clean journey and over every shipped one.

Whatever they do, nothing raises, every walk can be ended, and what is seen and sent depends on the path's
answers alone: it equals that of a fresh walk which is told only those.
"""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.journeys.definition import Ask, Exit, Journey, Note, PageStep, Repeat, Section, Step
from kiosk.journeys.load import load_folder
from kiosk.journeys.pages import Field, Page, Problems
from kiosk.journeys.path import Route
from kiosk.journeys.types import TYPES
from kiosk.journeys.walk import Walk
from kiosk.journeys.wander import MadeUp, drawn, wander
from kiosk.language import words_for

TODAY = date(2026, 11, 23)
CLEAN = Path(__file__).parent / "fixtures"
SHIPPED = Path(__file__).parents[3] / "assets" / "journeys"
NAMES = [
    "clean",
    *sorted(path.stem for path in SHIPPED.glob("*.yaml") if "." not in path.stem and path.stem != "shared"),
]


@lru_cache
def journeys() -> dict[str, Journey]:
    return {**load_folder(CLEAN).journeys, **load_folder(SHIPPED).journeys}


@lru_cache
def made_up(name: str, seed: int) -> MadeUp:
    return MadeUp(journeys()[name].datasets, TODAY, seed)


def begin(name: str, seed: int, *, staff: bool = False, language: str = "en") -> Walk:
    data = made_up(name, seed % 25)
    return Walk(journeys()[name], data, TODAY, words=words_for(language), staff=staff, language=language)


def test_every_shipped_journey_loads() -> None:
    assert len(NAMES) > 6
    assert set(NAMES) <= journeys().keys()


@pytest.mark.parametrize("name", NAMES)
def test_random_walks_end_and_reach_every_step(name: str) -> None:
    missing = screens(journeys()[name].steps)
    for seed in range(600):
        wandered = wander(begin(name, seed, staff=seed % 3 == 0), seed)
        assert wandered.stuck == ""
        missing -= {page.partition("[")[0] for page in wandered.shown}
        if seed >= 60 and not missing:
            break
    assert missing == set()


def screens(steps: tuple[Step, ...]) -> set[str]:
    """The names of all screens."""
    found: set[str] = set()
    for step in steps:
        match step:
            case Section():
                found |= screens(step.steps)
            case Repeat():
                found |= screens(step.steps) | ({step.name} if step.each is None else set())
            case Ask() | PageStep() | Note() | Exit():
                found.add(step.name)
    return found


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), moves=st.lists(st.integers(0, 9), min_size=10, max_size=60))
def test_what_is_seen_and_sent_depends_on_the_path_alone(name: str, seed: int, moves: list[int]) -> None:
    walk, draw = begin(name, seed, staff=seed % 4 == 0), Random(seed)
    for move in moves:
        press(walk, move, draw)
        sound(walk)
        same_as_fresh(walk, made_up(name, seed % 25))


def press(walk: Walk, move: int, draw: Random) -> None:
    """One thing that a screen lets somebody do."""
    page = walk.page()
    rows = [row for row in page.rows if row.change] or [row for row in walk.summary() if row.change]
    if move == 0:
        walk.back()
    elif move == 1 and rows:
        walk.change(draw.choice(rows).change)
    elif move == 2 and any(row.remove for row in page.rows):
        walk.remove(draw.choice([row for row in page.rows if row.remove]).remove)
    elif move == 3:
        language = draw.choice(("en", "cy"))
        walk.speak(language, words_for(language))
    elif page.kind == "list":
        walk.answer(page.name, "add" if page.add and draw.random() < 0.5 else "done")
    elif page.kind in ("ask", "page") and walk.asking():
        given_ = {key: drawn(ask, asking, draw) for key, ask, asking in walk.asking()}
        if move == 4:
            given_ = {key: draw.choice((None, "", "x", [], {}, 3, {"text": ""})) for key in given_}
        before = walk.page()
        outcome = walk.answer(page.name, given_ if page.kind == "page" else given_[page.name])
        if isinstance(outcome, Problems):
            assert outcome.problems
            assert all(one.text and one.name in given_ for one in outcome.problems)
            assert walk.page() == before, "a problem changes nothing"
    elif page.kind not in ("exit", "done"):
        walk.answer(page.name, True)


def sound(walk: Walk) -> None:
    page = walk.page()
    assert page.title.strip()
    assert "{" not in page.title + page.body
    assert page.kind not in ("ask", "page") or page.fields
    for one in page.fields:
        assert one.title.strip()
        if isinstance(one, Field) and one.type in ("choice", "choices"):
            assert one.options
    assert all(row.label.strip() and row.lines for row in walk.summary())


def same_as_fresh(walk: Walk, data: MadeUp) -> None:
    fresh = Walk.restore(
        walk.journey,
        walk.save(),
        data,
        TODAY,
        words=words_for(walk.language),
        staff=walk.staff,
        language=walk.language,
    )
    assert fresh.summary() == walk.summary()
    assert fresh.receipt() == walk.receipt()
    assert fresh.complete() == walk.complete()
    # Where nobody went back, the same page shows, but for what an earlier answer left in the box.
    if not walk._chosen:
        assert empty(fresh.page()) == empty(walk.page())
    # The route that waited at its frontier is the one that is walked from the start.
    progress = walk._progress
    route = Route(progress.world, progress.told).path()
    assert [(one.key, one.done) for one in route.screens] == [
        (one.key, one.done) for one in progress.path().screens
    ]
    assert [(one.key, one.value) for one in route.asked] == [
        (one.key, one.value) for one in progress.path().asked
    ]


def empty(page: Page) -> Page:
    fields = tuple(replace(one, value=None) if isinstance(one, Field) else one for one in page.fields)
    return replace(page, fields=fields)


@pytest.mark.parametrize("name", NAMES)
def test_a_random_walk_is_the_same_in_every_language(name: str) -> None:
    for seed in range(12):
        made = []
        for language in journeys()[name].languages:
            walk = begin(name, seed, language=language)
            shown = wander(walk, seed).shown
            submission = walk.complete()
            made.append(
                (shown, submission and (submission.answers, submission.derived, submission.unchecked))
            )
        assert all(one == made[0] for one in made)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_private_reaches_paper_and_nothing_survives_the_end(name: str) -> None:
    for seed in range(30):
        walk = begin(name, seed, staff=True)
        wander(walk, seed)
        hidden = [
            text
            for one in walk._progress.path().asked
            if (one.ask.sensitive or one.staff or TYPES[one.ask.type].private) and isinstance(one.value, str)
            for text in (str(one.value),)
            if len(text) > 6
        ]
        open_ = {
            str(one.value)
            for one in walk._progress.path().asked
            if not (one.ask.sensitive or one.staff or TYPES[one.ask.type].private)
        }
        paper = repr(walk.receipt())
        assert not [text for text in hidden if text in paper and text not in open_]
        if walk.complete() is None:
            continue
        while walk.sent("ABCD EFGH JKLM", received=False).kind == "pay":
            walk.answer(walk.page().name, True)
        assert walk.page().kind == "done"
        assert walk.summary() == walk.receipt() == ()
        assert (walk.complete(), walk.save()["answers"]) == (None, {})


@pytest.mark.parametrize("name", NAMES)
def test_a_day_later_a_draft_still_leads_to_an_end(name: str) -> None:
    for seed in range(6):
        walk = begin(name, seed)
        wander(walk, seed)
        later = TODAY + timedelta(days=1)
        again = Walk.restore(
            walk.journey, walk.save(), made_up(name, seed % 25), later, words=words_for("en")
        )
        assert wander(again, seed + 1).stuck == ""


def test_an_answer_and_its_next_page_take_a_moment() -> None:
    began, pages = process_time(), 0
    for name in NAMES:
        for seed in range(20):
            pages += len(wander(begin(name, seed), seed).shown)
    assert pages > 1000
    assert (process_time() - began) / pages < 0.005


def test_a_journey_loads_in_a_moment() -> None:
    began = process_time()
    found = load_folder(SHIPPED)
    assert (process_time() - began) / len(found.journeys) < 0.1
