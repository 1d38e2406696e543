"""Bin days without a network: from the kiosk's own calendar, or honestly not at all."""

import tomllib
from datetime import timedelta

import pytest

from kiosk.clock import today
from kiosk.language import words_for

PHONE = "01632 960"
"""How every number of the sample data begins."""


def age(site, dataset: str, days: int) -> None:
    """Make a dataset as old as that."""
    beside = site.folder / "datasets" / f"{dataset}.toml"
    made = tomllib.loads(beside.read_text(encoding="utf-8"))["made"]
    old = today() - timedelta(days=days)
    beside.write_text(beside.read_text(encoding="utf-8").replace(str(made), str(old)), encoding="utf-8")


def drop(site, dataset: str) -> None:
    for kind in ("csv", "toml"):
        (site.folder / "datasets" / f"{dataset}.{kind}").unlink()


def look_up(resident) -> None:
    resident.choose("recycling", "bin-day")
    resident.robot.type("ZZ9 1AA")
    resident.robot.touch("address:find")
    resident.robot.touch("option:100000000001")
    resident.robot.touch("main")


def type_address(resident) -> None:
    for line, text in (("line1", "1 High Street"), ("town", "Exampleton"), ("postcode", "ZZ9 1AA")):
        resident.robot.find(f"input:address:{line}").setText(text)
    resident.robot.touch("main")


def test_the_days_come_from_the_kiosk_s_own_calendar_and_say_how_old_it_is(site, come) -> None:
    resident = come()
    assert not site.reachable()
    look_up(resident)
    robot, day = resident.robot, words_for("en").day(today())
    assert robot.sees("Your bin days")
    assert robot.sees("Your usual day is")
    assert robot.sees(f"This information is from {day}.")
    assert robot.sees("This is information, not an application.")
    assert not robot.sees("Saved")
    robot.until(lambda: robot.has("second"), "the printer's state")
    robot.touch("second")
    robot.until(lambda: robot.sees("Take your receipt"), "the paper")
    assert len(list(site.receipts.glob("*.png"))) == 1
    robot.touch("main")
    robot.until(lambda: robot.has("begin"), "the attract screen")
    assert resident.outbox() == (), "nothing is sent, so nothing is saved"


def test_a_calendar_that_is_too_old_is_not_shown_and_a_phone_number_is(site, come) -> None:
    age(site, "collections", 8)
    resident = come()
    look_up(resident)
    robot = resident.robot
    assert robot.sees("We cannot show the days for this address")
    assert robot.sees(PHONE)
    assert not robot.sees("Your usual day is")
    assert resident.visit.page.kind == "exit"
    robot.until(lambda: robot.has("second"), "the phone number may be taken away on paper")


def test_a_calendar_of_last_week_still_tells_the_next_day_and_its_age(site, come) -> None:
    age(site, "collections", 6)
    resident = come()
    look_up(resident)
    old = words_for("en").day(today() - timedelta(days=6))
    assert resident.robot.sees("Your usual day is")
    assert resident.robot.sees(f"This information is from {old}.")


@pytest.mark.parametrize("how", ["stale", "missing"])
def test_without_the_list_of_addresses_one_types_and_is_told_whom_to_phone(site, come, how: str) -> None:
    if how == "stale":
        age(site, "addresses", 46)
    else:
        drop(site, "addresses")
    resident = come()
    resident.choose("recycling", "bin-day")
    robot = resident.robot
    assert robot.sees("We cannot look this up just now. Type it instead.")
    assert not robot.has("address:find")
    type_address(resident)
    assert robot.sees("We cannot show the days for this address")
    assert robot.sees(PHONE)


def test_without_any_calendar_the_kiosk_does_not_guess(site, come) -> None:
    drop(site, "collections")
    resident = come()
    look_up(resident)
    assert resident.robot.sees("We cannot show the days for this address")


def test_a_damaged_list_is_as_if_it_were_not_there(site, come) -> None:
    csv = site.folder / "datasets" / "addresses.csv"
    text = csv.read_text(encoding="utf-8").splitlines()
    text[3] = "not,enough"
    csv.write_text("\n".join(text), encoding="utf-8")
    resident = come()
    resident.choose("recycling", "bin-day")
    assert resident.robot.has("input:address:line1")
    assert resident.desk.data.problems, "somebody can read why"
