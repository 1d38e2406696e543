"""I have just moved here: told once, each team gets its own part, one reference and one receipt for all."""

import json

from kiosk.assets import assets_dir
from kiosk.journeys.rehearsal import given
from kiosk.reference import grouped, parse
from kiosk.visit import Stage
from ui import intents

EXAMPLE = "tax-bins-and-benefits"
NOT_FOR_BINS = {"landlord_name", "last_address", "adult_name[1]", "adult_name[2]", "more_adults"}


def fill_in(resident) -> None:
    """Answer as in the example, up to the check page."""
    path = assets_dir() / "examples" / "moved-here" / f"{EXAMPLE}.json"
    answers = json.loads(path.read_text(encoding="utf-8"))
    navigator = resident.app.navigator
    while (page := resident.visit.page).kind != "check":
        navigator.wanted(intents.Answered(page.name, given(page, answers, set())))
        assert resident.visit.page.name != page.name, page.name
    resident.robot.settle()


def test_one_visit_tells_three_teams_and_shows_where_to_go_for_the_rest(site, come, received) -> None:
    resident = come()
    robot = resident.robot
    resident.choose("family", "moved-here")
    fill_in(resident)
    robot.touch("main")
    robot.until(lambda: resident.visit.stage is Stage.FINISHED, "the last page")
    robot.settle()
    saved = resident.visit.saved
    waiting = resident.outbox()
    assert len(waiting) == 4, "three parts and what ties them"
    assert robot.sees(grouped(saved.reference))
    for _, reference in saved.parts.values():
        assert robot.sees(grouped(reference))
    assert robot.sees("Saved on this kiosk at")
    assert robot.sees("Voting"), "what the resident does elsewhere stands there too"

    robot.until(lambda: robot.has("print"), "the printer's state")
    robot.touch("print")
    robot.until(lambda: robot.sees("Take your receipt"), "the paper")
    assert len(list(site.receipts.glob("*.png"))) == 1

    site.start_council()
    site.start_agent()
    robot.until(lambda: robot.sees("Sent to the council at"), "the acknowledgement", 60)

    held = {one["id"]: one for one in received()}
    assert set(held) == set(saved.ids)
    whole = held.pop(saved.id)
    assert parse(whole["reference"]) == saved.reference
    assert whole["submission"]["answers"] == {}
    assert {one["id"] for one in whole["parts"]} == set(held)
    assert {one["bundle"] for one in held.values()} == {saved.id}
    by_route = {one["route"]: one["submission"]["answers"] for one in held.values()}
    assert set(by_route) == {"council-tax/new-home", "waste/new-home", "benefits/new-home"}
    assert by_route["council-tax/new-home"].keys() >= NOT_FOR_BINS
    assert not by_route["waste/new-home"].keys() & NOT_FOR_BINS
    assert "here_bins" not in by_route["benefits/new-home"]
