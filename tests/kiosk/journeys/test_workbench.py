"""A journey on the bench: read again, the last good version kept, and where a walk stands in it."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from kiosk.errors import JourneyError
from kiosk.journeys.definition import Journey
from kiosk.journeys.outline import outline
from kiosk.journeys.walk import Walk
from kiosk.journeys.workbench import Workbench, standings, told
from kiosk.language import words_for

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    shutil.copytree(FIXTURES, tmp_path / "j")
    path = tmp_path / "j" / "clean.yaml"
    return Workbench(path, FIXTURES / "data", date(2026, 11, 23), staff=False, other=False)


def states(journey: Journey, walk: Walk, *, staff: bool = False) -> dict[str, str]:
    found = standings(outline(journey), walk.met(), walk.page().name, staff=staff)
    return {one.line.name: one.state for one in found}


def test_reading_says_whether_there_is_something_new(bench: Workbench) -> None:
    assert bench.read()
    assert not bench.read()
    bench.path.write_text(bench.path.read_text(encoding="utf-8") + "# a note\n", encoding="utf-8")
    assert bench.read()


def test_a_broken_file_leaves_the_last_good_version(bench: Workbench) -> None:
    bench.read()
    good = bench.journey
    bench.path.write_text("journey: [", encoding="utf-8")
    assert not bench.read()
    assert bench.broken
    assert bench.journey is good


def test_journeys_that_a_way_out_leads_to_are_read_too(bench: Workbench) -> None:
    bench = Workbench(
        bench.path.parent / "change.yaml", FIXTURES / "data", bench.today, staff=False, other=False
    )
    bench.read()
    assert set(bench.catalogue.journeys) == {"change", "clean"}


def test_a_journey_that_is_only_planned_has_no_pages(bench: Workbench) -> None:
    lines = ("journey: clean", "title: A plan", "version: 1", "status: planned", "owner: council")
    bench.path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(JourneyError, match="only planned"):
        bench.read()


def test_nobody_stuck_is_found_by_trying_out(bench: Workbench) -> None:
    bench.read()
    assert bench.try_out() == []
    text = bench.path.read_text(encoding="utf-8")
    impossible = text.replace('pattern: "[0-9]{7,9}"', 'pattern: "(?!x)y(?<!y)"')
    optional = "    short: Claim reference\n    optional: true\n"
    bench.path.write_text(impossible.replace(optional, "    short: Claim reference\n"), encoding="utf-8")
    bench.read()
    assert [one.rule for one in bench.try_out()] == ["walk"]


def test_steps_are_met_now_ahead_or_off(bench: Workbench) -> None:
    bench.read()
    assert bench.journey is not None
    walk = bench.walk(words_for("en"))
    for _ in told(walk, {"behalf": "self", "address": "10", "bins": ["refuse"]}):
        pass
    found = states(bench.journey, walk)
    assert found["behalf"] == found["address"] == found["bins"] == "met"
    assert found["outside"] == found["nothing_missed"] == "off"
    assert found["missed"] == "met"
    assert walk.page().name == "crew_note[refuse]" or found["crew_note"] == "off"
    assert found["rooms"] == found["home"] == found["answers"] == "ahead"
    assert list(found.values()).count("now") == 1


def test_after_a_way_out_nothing_is_ahead(bench: Workbench) -> None:
    bench.read()
    assert bench.journey is not None
    walk = bench.walk(words_for("en"))
    for _ in told(walk, {"behalf": "self", "address": "20"}):
        pass
    lines = standings(outline(bench.journey), walk.met(), walk.page().name, staff=False)
    by_name = {one.line.name: one for one in lines}
    assert by_name["outside"].state == "now"
    assert by_name["bins"].state == "off"
    assert by_name["bins"].reason == "the way ended before"


def test_a_page_and_its_questions_stand_together(bench: Workbench) -> None:
    bench.read()
    assert bench.journey is not None
    lines = standings(outline(bench.journey), ("person[1]",), "person[1]", staff=False)
    by_name = {one.line.name: one for one in lines}
    assert {by_name[name].state for name in ("person", "person_name", "born")} == {"now"}
    assert by_name["people"].state == "met"
    assert by_name["people"].key == "person[1]"
    assert by_name["crew"].state == "ahead"


def test_the_reason_may_be_that_of_what_holds_a_step(bench: Workbench) -> None:
    bench.read()
    assert bench.journey is not None
    lines = standings(outline(bench.journey), ("agreed",), "agreed", staff=False)
    reasons = {one.line.name: one.reason for one in lines}
    assert reasons["born"] == "only if “Rooms” is more than 3"
    assert reasons["crew"] == "with staff only"
    assert reasons["address"] == ""
