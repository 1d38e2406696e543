"""Finding help: typed in a hurry, found under a letter, not possible now; and leaving without a trace."""

import json

from kiosk.assets import assets_dir
from kiosk.journeys.rehearsal import given
from kiosk.visit import Preferences, Stage


def search(resident, text: str, service: str) -> None:
    resident.robot.touch("begin")
    resident.robot.touch("open:search")
    resident.robot.type(text)
    resident.robot.touch(f"service:{service}")


def walk(resident, journey: str, example: str, kind: str) -> None:
    """Answer as in an example until a page of this kind shows."""
    path = assets_dir() / "examples" / journey / f"{example}.json"
    answers, used = json.loads(path.read_text(encoding="utf-8")), set()
    for _ in range(60):
        page = resident.visit.page
        if page.kind == kind:
            break
        assert resident.visit.answer(page.name, given(page, answers, used)) == (), page.name
    resident.app.navigator.show()
    resident.robot.settle()


def test_somebody_types_what_is_wrong_and_leaves_in_a_hurry_and_nothing_is_left(site, come) -> None:
    resident = come()
    robot = resident.robot
    search(resident, "homles", "homeless")
    assert robot.sees("01632 960")
    assert robot.has("leave")
    robot.touch("main")
    robot.until(lambda: resident.visit.stage is Stage.ANSWERING, "the first page")
    walk(resident, "homeless", "usual", "check")
    robot.touch("leave")
    assert resident.visit.stage is Stage.ATTRACT
    assert resident.visit.walk is None
    assert resident.visit.preferences == Preferences()
    assert resident.outbox() == ()
    assert list(site.receipts.glob("*.png")) == []
    robot.touch("begin")
    robot.touch("open:search")
    assert robot.find("input:search").text() == "", "what was typed is gone too"
    robot.touch("back")
    robot.touch("stop")


def test_what_needs_the_council_is_not_begun_without_it_and_a_call_is_offered(site, come) -> None:
    resident = come()
    robot = resident.robot
    assert not site.reachable()
    search(resident, "bailif", "council-tax-question")
    assert robot.sees("This cannot be done here just now, because this kiosk is not connected.")
    assert robot.sees("Phone 01632 960")
    assert not robot.has("main")
    robot.touch("service:call-back")
    robot.touch("main")
    robot.until(lambda: resident.visit.stage is Stage.ANSWERING, "the first question")
    assert resident.visit.journey == "call-back"


def test_a_service_of_somebody_else_is_found_under_its_letter_and_taken_home_on_paper(site, come) -> None:
    resident = come()
    robot = resident.robot
    robot.touch("begin")
    robot.touch("open:a-z")
    robot.touch("letter:B")
    robot.touch("service:blue-badge")
    assert robot.sees("This is information. Nothing is sent.")
    robot.touch("main")
    walk(resident, "blue-badge", "pip-moving", "done")
    assert robot.sees("Scan this with your phone")
    link = resident.visit.page.link
    assert link.startswith("https://")
    robot.until(lambda: robot.has("second"), "the printer's state")
    robot.touch("second")
    robot.until(lambda: robot.sees("Take your receipt"), "the paper")
    (paper,) = site.receipts.glob("*.png")
    assert read_code(paper) == link
    assert resident.outbox() == ()


def read_code(path) -> str:
    import zxingcpp
    from PIL import Image

    with Image.open(path) as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    return found.text


def test_the_season_of_the_year_is_pinned_only_with_its_reason(come) -> None:
    resident = come()
    resident.desk.prepare()
    resident.robot.touch("begin")
    pinned = resident.desk.pinned("en", resident.app.navigator.scene.today)
    assert [entry.body for entry in pinned if resident.robot.has(f"pinned:{entry.id}")] == [
        entry.body for entry in pinned
    ]
    for entry in pinned:
        assert resident.robot.find(f"pinned:{entry.id}").accessibleDescription() == entry.body
