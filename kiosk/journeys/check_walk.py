"""The rule `walk`: somebody who answers at random must come to an end."""

from collections.abc import Iterator
from datetime import date

from kiosk.journeys.definition import Journey
from kiosk.journeys.source import Finding, found
from kiosk.journeys.walk import Walk
from kiosk.journeys.wander import Habits, MadeUp, wander
from kiosk.language import words_for

MOST_WALKS = 100
ENOUGH = 6
"""Walks in a row that met no new page: more would meet none either, as a rule."""
DATASETS = 5
TODAY = date(2026, 11, 23)
"""Any day, so that a journey is judged alike on all of them."""


def check_walk(journey: Journey) -> Iterator[Finding]:
    """Walk until nothing new is met, and tell of the first page that nobody could leave."""
    words = words_for(journey.languages[0])
    data = [MadeUp(journey.datasets, TODAY, seed) for seed in range(DATASETS)]
    habits = Habits()
    met: set[str] = set()
    idle = 0
    for seed in range(MOST_WALKS):
        walk = Walk(
            journey,
            data[seed % DATASETS],
            TODAY,
            words=words,
            staff=seed % 2 == 1,
            language=journey.languages[0],
        )
        wandered = wander(walk, seed, habits)
        if wandered.stuck:
            name = wandered.stuck.partition("[")[0]
            text = journey.texts.get(f"{name}.title")
            mark = text.mark if text is not None else journey.mark
            yield found(mark, "walk", f"there is no way on from '{name}': no answer is taken.")
            return
        idle = 0 if set(wandered.shown) - met else idle + 1
        met |= set(wandered.shown)
        if idle >= ENOUGH:
            return
