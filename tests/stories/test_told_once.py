"""Told once: what a resident told in one journey of a visit is offered in the next, and to nobody else."""

OFFER = "offer:address"
HOME = "1 High Street, Exampleton, ZZ9 1AA"


def look_up_bin_day(resident) -> None:
    resident.choose("recycling", "bin-day")
    resident.robot.type("ZZ9 1AA")
    resident.robot.touch("address:find")
    resident.robot.touch("option:100000000001")
    resident.robot.touch("main")


def test_the_address_is_offered_and_is_used_only_when_the_resident_says_so(come) -> None:
    resident = come()
    robot = resident.robot
    look_up_bin_day(resident)
    robot.touch("again")
    resident.open("recycling", "missed-bin")
    assert robot.has(OFFER)
    assert robot.find(OFFER).accessibleDescription() == HOME
    robot.touch("main")
    assert resident.visit.page.name == "address", "offered is not answered"
    robot.touch(OFFER)
    assert not robot.has(OFFER)
    robot.touch("main")
    assert resident.visit.page.name == "bins"


def test_the_next_resident_is_offered_nothing(come) -> None:
    resident = come()
    robot = resident.robot
    look_up_bin_day(resident)
    robot.touch("main")
    robot.until(lambda: robot.has("begin"), "the attract screen")
    resident.choose("recycling", "missed-bin")
    assert not robot.has(OFFER)
    assert not robot.sees(HOME)
