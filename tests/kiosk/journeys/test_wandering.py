"""Somebody who answers at random comes to an end in every journey there is, and sees all of it.

What else is promised, whatever they press, is in test_promises.
"""

from datetime import date
from pathlib import Path
from time import process_time

import pytest

from kiosk.journeys.check_walk import check_walk
from kiosk.journeys.definition import Ask, Exit, Journey, Note, PageStep, Repeat, Section, Step
from kiosk.journeys.load import load_files, load_folder
from kiosk.journeys.walk import Walk
from kiosk.journeys.wander import Habits, MadeUp, wander
from kiosk.language import words_for

TODAY = date(2026, 11, 23)
SHIPPED = Path(__file__).parents[3] / "assets" / "journeys"
ENOUGH, MOST = 40, 400
"""Walks of each journey at least, and until a step that nobody saw counts as one that nobody can."""


def begin(journey: Journey, seed: int) -> Walk:
    data = MadeUp(journey.datasets, TODAY, seed % 25)
    return Walk(journey, data, TODAY, words=words_for("en"), staff=seed % 3 == 0)


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


def unseen(journey: Journey, walks: int) -> set[str]:
    """The screens that are still to be seen after so many walks, or when all were."""
    missing, habits = screens(journey.steps), Habits()
    for seed in range(MOST):
        wandered = wander(begin(journey, seed), seed, habits)
        assert wandered.stuck == "", f"no way on from {wandered.stuck}"
        missing -= {name.partition("[")[0] for name in wandered.shown}
        if seed + 1 >= walks and not missing:
            break
    return missing


@pytest.mark.soak
def test_every_walk_ends_and_every_screen_is_seen(each: Journey, times: int) -> None:
    assert unseen(each, ENOUGH * times) == set()


def test_a_screen_that_nobody_can_see_is_missed(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text("organisations: [council]\n", encoding="utf-8")
    (tmp_path / "odd.yaml").write_text(
        "journey: odd\ntitle: Odd\nversion: 1\nstatus: live\nowner: council\noffline: information\nclass: 1\n"
        "steps:\n- {ask: age_now, type: number, max: 9, title: How old}\n"
        "- {note: old, when: age_now > 100, title: Old}\n"
        "- {note: young, when: age_now < 3, title: Young}\ndone:\n  title: Done\n",
        encoding="utf-8",
    )
    catalogue = load_folder(tmp_path)
    assert [str(one) for one in catalogue.problems] == []
    assert unseen(catalogue.journeys["odd"], ENOUGH) == {"old"}


def test_an_answer_and_its_next_page_take_a_moment(everything: dict[str, Journey]) -> None:
    began, pages = process_time(), 0
    for journey in everything.values():
        for seed in range(5):
            pages += len(wander(begin(journey, seed), seed).shown)
    assert pages > 1000
    assert (process_time() - began) / pages < 0.005


def test_two_hundred_journeys_are_checked_and_walked_in_time() -> None:
    began = process_time()
    catalogue = load_files(SHIPPED, try_out=True)
    took = process_time() - began
    assert len(catalogue.journeys) > 30
    # The aim is 10 s (docs/performance.md); twice that is a fault and not a busy machine.
    assert took / len(catalogue.journeys) * 200 < 20


def test_the_check_tells_of_a_page_that_nobody_can_leave(trap: Journey) -> None:
    found = list(check_walk(trap))
    assert [(one.rule, one.message) for one in found] == [
        ("walk", "there is no way on from 'why': no answer is taken.")
    ]


@pytest.fixture
def trap(tmp_path: Path) -> Journey:
    """A question with a pattern that no text matches, behind one answer of three."""
    (tmp_path / "shared.yaml").write_text("organisations: [council]\n", encoding="utf-8")
    (tmp_path / "trap.yaml").write_text(
        "journey: trap\ntitle: Trap\nversion: 1\nstatus: live\nowner: council\n"
        "offline: information\nclass: 1\n"
        "lists:\n  way:\n    one: One\n    two: Two\n    three: Three\n"
        "steps:\n- {ask: which, type: choice, of: way, title: Which way}\n"
        "- {ask: why, when: which == 'three', type: text, pattern: '(?!x)x', title: Why}\n"
        "done:\n  title: Done\n",
        encoding="utf-8",
    )
    return load_folder(tmp_path).journeys["trap"]
