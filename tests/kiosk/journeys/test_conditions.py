"""What the checker says of conditions, against every way there is to answer.

Small journeys are made up at random. The engine itself walks each with all possible answers, datasets and
both kinds of visit, and keeps what every condition came to wherever it was asked. What the checker calls
impossible must never have been true there, what it calls always true must never have been anything else;
and where answers are closed it must find what the engine finds.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kiosk.journeys import route as walking
from kiosk.journeys.build import build_journey
from kiosk.journeys.check_conditions import check_conditions
from kiosk.journeys.check_names import check_names
from kiosk.journeys.definition import Ask, Journey, PageStep, Repeat, Section, Step
from kiosk.journeys.expressions import Expression
from kiosk.journeys.path import keyed
from kiosk.journeys.route import Route
from kiosk.journeys.scope import Fresh, PathScope, World
from kiosk.journeys.shared import Shared, build_shared
from kiosk.journeys.source import Finding, read_nodes
from kiosk.journeys.survey import Survey
from kiosk.journeys.told import Told
from kiosk.journeys.values import BLANK, Chosen
from kiosk.language import words_for

TODAY = date(2026, 11, 23)
SHARED = """
organisations: [council]
datasets:
  places:
    key: [town]
    columns: {town: text, kind: kind_of_place, open: yesno}
lists:
  kind_of_place:
    shop: Shop
    desk: Desk
"""
TOP = """
journey: odd
title: Odd
version: 1
status: live
owner: council
offline: information
class: 1
uses: {places: 9 days}
lists:
  way:
    x: X
    y: Y
    z: {text: Z, alone: true}
let:
  spot: lookup(places, 'north')
  both: on and one == 'x'
"""
CHOICES: tuple[tuple[str, ...], ...] = (("x",), ("y",), ("x", "y"), ("z",))
PLACES: tuple[Mapping[str, Any] | None, ...] = (
    None,
    {"kind": Chosen("shop", "kind_of_place"), "open": True},
    {"kind": Chosen("desk", "kind_of_place"), "open": False},
    {"kind": None, "open": None},
)
ATOMS = {
    "on": ("on", "not on", "answered(on)"),
    "one": (
        "one == 'x'",
        "one != 'y'",
        "'z' == one",
        "one in ['x', 'y']",
        "one not in ['z']",
        "answered(one)",
    ),
    "many": ("'x' in many", "'z' in many", "'y' not in many", "count(many) > 1", "answered(many)"),
    "": ("spot.kind == 'shop'", "spot.kind in ['shop', 'desk']", "spot.open", "answered(spot.kind)"),
    "on one": ("both", "not both"),
    "each": (
        "any(each, inside)",
        "every(each, item == 'x')",
        "count(each, inside) == 0",
        "answered(each)",
    ),
    "item": ("item == 'x'", "item != 'z'", "item in ['x', 'y', 'z']"),
    "inside": ("inside", "not inside"),
}
"""What is asked before it may be read, and conditions over it."""


def shared() -> Shared:
    node, _ = read_nodes(SHARED.encode(), "shared.yaml")
    return build_shared(node, {}, [])


class Row:
    """A dataset of one row, or of none."""

    def __init__(self, row: Mapping[str, Any] | None) -> None:
        self._row = row

    def made(self, dataset: str) -> date | None:
        return TODAY

    def row(self, dataset: str, *key: object) -> Any:
        return self._row and {"town": key[0], **self._row}

    def find(self, dataset: str, text: str, equal: Mapping[str, object], limit: int) -> Sequence[Any]:
        return ()


# Journeys made up


def conditions(known: frozenset[str]) -> st.SearchStrategy[str]:
    """Conditions over what was asked so far."""
    atoms = [one for of, some in ATOMS.items() if set(of.split()) <= known for one in some]
    return st.recursive(
        st.sampled_from(atoms),
        lambda inner: st.one_of(
            st.builds("not ({})".format, inner),
            st.builds("({}) and ({})".format, inner, inner),
            st.builds("({}) or ({})".format, inner, inner),
            st.builds("({}) if ({}) else ({})".format, inner, inner, inner),
        ),
        max_leaves=3,
    )


@st.composite
def journeys(draw: st.DrawFn) -> str:
    """A journey with conditions wherever one may stand."""
    lines = [TOP.rstrip(), "steps:"]
    known: set[str] = set()
    n = 0

    def when(more: frozenset[str] = frozenset(), *, always: bool = False) -> list[str]:
        if not always and draw(st.integers(0, 2)) == 0:
            return []
        return [f'  when: "{draw(conditions(frozenset(known) | more))}"']

    def add(first: str, *rest: str, deep: int = 0) -> None:
        pad = "  " * deep
        lines.extend([f"{pad}- {first}", *(f"{pad}{one}" for one in rest)])

    def note(deep: int = 0, more: frozenset[str] = frozenset()) -> None:
        nonlocal n
        n += 1
        add(f"note: note{n}", "  title: Note", *when(more, always=True), deep=deep)

    kinds = {"on": "type: yesno", "one": "type: choice\n  of: way", "many": "type: choices\n  of: way"}
    for name, kind in kinds.items():
        optional = ["  optional: true"] if draw(st.integers(0, 3)) == 0 else []
        asked = when() if draw(st.booleans()) else []
        add(
            f"ask: {name}",
            *(f"  {line.strip()}" for line in kind.split("\n")),
            "  title: What",
            *optional,
            *asked,
        )
        known.add(name)
        for _ in range(draw(st.integers(0, 2))):
            n += 1
            what = draw(st.sampled_from(("exit", "staff exit", "note", "staff note", "section")))
            if what == "section":
                add(f"section: part{n}", "  title: Part", *when(), "  steps:")
                note(deep=1)
                if draw(st.booleans()):
                    add(f"exit: way_out{n}", "  title: Out", *when(always=True), deep=1)
                note(deep=1)
            else:
                staff = ["  who: staff"] if "staff" in what else []
                add(f"{what.split()[-1]}: thing{n}", "  title: Thing", *staff, *when(always=True))
    if draw(st.booleans()):
        add("repeat: each", "  for: many", "  title: Each", *when(), "  steps:")
        add("ask: inside", "  type: yesno", "  title: Is it", *when(frozenset({"item"})), deep=1)
        note(deep=1, more=frozenset({"item", "inside"}))
        known.add("each")
    note()
    note()
    return "\n".join([*lines, "done:", "  title: Done", ""])


def built(content: str) -> tuple[Journey, Survey]:
    """The journey of a text that has no mistake so far."""
    findings: list[Finding] = []
    node, said = read_nodes(content.encode(), "odd.yaml")
    assert node is not None
    journey = build_journey(node, "odd.yaml", shared(), {}, {"odd"}, findings).journey
    survey = Survey(journey)
    assert [str(one) for one in (*said, *findings)] == []
    assert [str(one) for one in check_names(survey) if one.rule != "unused"] == [], content
    return journey, survey


# What the engine finds


def asks(steps: tuple[Step, ...]) -> Iterator[Ask]:
    for step in steps:
        if isinstance(step, Ask):
            yield step
        elif isinstance(step, Section | Repeat | PageStep):
            yield from asks(step.steps)


def ways(journey: Journey) -> Iterator[Told]:
    """All ways to answer."""
    choices: dict[str, list[Any]] = {}
    for ask in asks(journey.steps):
        values: list[Any] = {
            "yesno": [True, False],
            "choice": [Chosen(one, "way") for one in "xyz"],
            "choices": [tuple(Chosen(one, "way") for one in some) for some in CHOICES],
        }[ask.type]
        keys = [keyed(ask.name, item) for item in "xyz"] if ask.name == "inside" else [ask.name]
        for key in keys:
            choices[key] = [*values, BLANK] if ask.optional else values
    for answers in product(*choices.values()):
        told = Told()
        told.answers = dict(zip(choices, answers, strict=True))
        told.passed = Everything()
        yield told


class Everything(set[str]):
    """Every note was read."""

    def __contains__(self, key: object) -> bool:
        return True


def seen_by_engine(journey: Journey, content: str, monkeypatch: pytest.MonkeyPatch) -> dict[int, set[object]]:
    """Line of a condition to what it came to wherever it was asked."""
    seen: dict[int, set[object]] = defaultdict(set)
    real = walking._Walker._shows

    def shows(self: Any, when: Expression | None, scope: PathScope, *, staff: bool) -> bool:
        if when is not None and (self.world.staff or not staff):
            seen[when.mark.line].add(when.run(scope))
        return real(self, when, scope, staff=staff)

    with monkeypatch.context() as patch:
        patch.setattr(walking._Walker, "_shows", shows)
        for row in PLACES if "spot" in content else PLACES[:1]:
            fresh = Fresh(Row(row), journey.uses, TODAY)
            for staff in (False, True) if "who: staff" in content else (False,):
                world = World(journey, fresh, TODAY, words_for("en"), "en", staff=staff)
                for told in ways(journey):
                    Route(world, told).path()
    return seen


def verdicts(survey: Survey) -> dict[int, str]:
    """Line of a condition to what the checker says of it."""
    return {one.line: one.rule for one in check_conditions(survey)}


def wrongly_accused(content: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the checker says that the engine saw otherwise."""
    journey, survey = built(content)
    said = verdicts(survey)
    if not said:
        return []
    seen = seen_by_engine(journey, content, monkeypatch)
    lines = content.splitlines()
    return [
        f"{rule} at line {line}: {lines[line - 1].strip()}, but it came to {seen[line]}"
        for line, rule in said.items()
        if (rule == "never-true" and True in seen[line]) or (rule == "always-true" and seen[line] - {True})
    ]


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as one:
        yield one


@pytest.mark.soak
@settings(settings.get_profile("many"))
@given(content=journeys())
def test_no_condition_is_accused_wrongly(patch: pytest.MonkeyPatch, content: str) -> None:
    assert wrongly_accused(content, patch) == []


@pytest.mark.soak
@settings(settings.get_profile("many"))
@given(when=conditions(frozenset({"on", "one"})))
def test_over_closed_answers_everything_is_found(patch: pytest.MonkeyPatch, when: str) -> None:
    content = (
        f"{TOP}steps:\n- ask: on\n  type: yesno\n  title: On\n- ask: one\n  type: choice\n  of: way\n"
        f'  title: Which\n- note: at\n  title: At\n  when: "{when}"\ndone:\n  title: Done\n'
    )
    # A lookup's columns are free of each other, as two rows would be.
    assume("spot" not in when)
    journey, survey = built(content)
    (seen,) = seen_by_engine(journey, content, patch).values()
    wanted = "never-true" if True not in seen else "always-true" if seen == {True} else ""
    assert "".join(verdicts(survey).values()) == wanted


def test_made_up_journeys_are_often_accused(patch: pytest.MonkeyPatch) -> None:
    rules: set[str] = set()
    accused = []

    @settings(settings.get_profile("many"), max_examples=40, derandomize=True)
    @given(content=journeys())
    def look(content: str) -> None:
        found = verdicts(built(content)[1])
        rules.update(found.values())
        accused.append(bool(found))

    look()
    assert rules == {"never-true", "always-true"}
    assert sum(accused) > len(accused) / 10


# Cases that matter in a real catalogue

ASKS = (
    "- ask: on\n  type: yesno\n  title: On\n"
    "- ask: one\n  type: choice\n  of: way\n  title: Which\n"
    "- ask: many\n  type: choices\n  of: way\n  title: Which ones\n"
)


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        pytest.param(
            "- exit: out\n  when: one == 'x'\n  title: Out\n- note: at\n  when: one == 'x'\n  title: At\n",
            {"never-true"},
            id="asked-again-after-its-exit",
        ),
        pytest.param(
            "- exit: out\n  when: one != 'x'\n  title: Out\n- note: at\n  when: one == 'x'\n  title: At\n",
            {"always-true"},
            id="all-others-left",
        ),
        pytest.param(
            "- exit: out\n  who: staff\n  when: one == 'x'\n  title: Out\n"
            "- note: at\n  when: one == 'x'\n  title: At\n",
            set(),
            id="an-exit-for-staff-only",
        ),
        pytest.param(
            "- section: sub\n  when: on\n  title: Sub\n  steps:\n"
            "  - exit: out\n    when: one == 'x'\n    title: Out\n"
            "- note: at\n  when: one == 'x'\n  title: At\n",
            set(),
            id="an-exit-that-not-everybody-meets",
        ),
        pytest.param(
            "- section: sub\n  when: on\n  title: Sub\n  steps:\n"
            "  - note: at\n    when: not on\n    title: At\n",
            {"never-true"},
            id="against-the-section",
        ),
        pytest.param(
            "- repeat: each\n  for: many\n  title: Each\n  steps:\n"
            "  - note: at\n    when: item in ['x', 'y', 'z']\n    title: At\n",
            {"always-true"},
            id="any-item-of-the-list",
        ),
        pytest.param(
            "- repeat: each\n  for: many\n  title: Each\n  steps:\n"
            "  - note: at\n    when: item == 'x' and item == 'y'\n    title: At\n",
            {"never-true"},
            id="two-items-at-once",
        ),
        pytest.param(
            "- repeat: each\n  for: many\n  title: Each\n  steps:\n"
            "  - ask: inside\n    when: item == 'x'\n    type: yesno\n    title: Is it\n"
            "  - note: at\n    when: inside and item == 'y'\n    title: At\n",
            set(),
            id="a-question-of-another-item-is-not-decided",
        ),
        pytest.param(
            "- note: at\n  when: spot.kind == 'shop' and spot.kind == 'desk'\n  title: At\n",
            {"never-true"},
            id="a-closed-column-with-two-values",
        ),
        pytest.param(
            "- note: at\n  when: spot.kind in ['shop', 'desk']\n  title: At\n",
            set(),
            id="a-closed-column-may-be-unknown",
        ),
        pytest.param(
            "- exit: out\n  when: spot.kind == 'shop'\n  title: Out\n"
            "- note: at\n  when: spot.kind in ['shop'] and on\n  title: At\n",
            {"never-true"},
            id="a-closed-column-after-its-exit",
        ),
        pytest.param(
            "- note: at\n  when: both and one == 'y'\n  title: At\n", {"never-true"}, id="through-a-let"
        ),
        pytest.param(
            "- note: at\n  when: \"'x' in many or 'x' not in many\"\n  title: At\n",
            {"always-true"},
            id="chosen-or-not",
        ),
        pytest.param(
            "- ask: more\n  type: yesno\n  optional: true\n  title: More\n"
            "- note: at\n  when: more or not more\n  title: At\n",
            set(),
            id="an-optional-question-may-be-passed",
        ),
        pytest.param(
            "- ask: more\n  when: on\n  type: yesno\n  title: More\n"
            "- section: sub\n  when: on\n  title: Sub\n  steps:\n"
            "  - note: at\n    when: more or not more\n    title: At\n",
            {"always-true"},
            id="asked-wherever-the-section-shows",
        ),
    ],
)
def test_a_condition_in_its_place(patch: pytest.MonkeyPatch, steps: str, wanted: set[str]) -> None:
    content = f"{TOP}steps:\n{ASKS}{steps}done:\n  title: Done\n"
    assert set(verdicts(built(content)[1]).values()) == wanted
    assert wrongly_accused(content, patch) == []


def test_the_engine_tries_all_there_is(patch: pytest.MonkeyPatch) -> None:
    alone = [some for n in (1, 2, 3) for some in combinations("xyz", n) if n == 1 or "z" not in some]
    assert sorted(CHOICES) == sorted(alone)
    content = f"{TOP}steps:\n{ASKS}- note: at\n  when: spot.open and on\n  title: At\ndone:\n  title: Done\n"
    journey, _ = built(content)
    assert len(list(ways(journey))) == 2 * 3 * 4
    (seen,) = seen_by_engine(journey, content, patch).values()
    assert seen >= {True, False}
    assert len(seen) == 3
