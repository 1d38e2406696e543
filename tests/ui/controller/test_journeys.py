"""Each journey from the first screen to its end with one device alone, without a touch (A-28, A-36)."""

import pytest

from kiosk.visit import Stage

HOME = ("ZZ9 1AA", "100000000001")
BIN_DAY = {"address": HOME}
CALL_BACK = {
    "topic": "bins_topic",
    "full_name": "Sam",
    "phone": "07700 900123",
    "call_times": ["morning"],
    "message_ok": True,
    "call_needs": ["none"],
}
MISSED_BIN = {
    "address": HOME,
    "bins": ["refuse"],
    "note_right": False,
    "out_in_time": True,
    "due": "2026-11-20",
    "tag": False,
    "neighbours": "emptied",
    "left_at": "front",
    "assisted": False,
    "update_by": "letter",
}
ALL = ["Keys", "Pad", "NumberPad", "TwoSwitches", "OneSwitch"]


@pytest.mark.parametrize("device", ALL)
def test_the_day_of_a_bin_is_found(errand, shipped, device: str) -> None:
    one = errand(device, desk=shipped)
    one.begin("recycling", "bin-day")
    one.answer(BIN_DAY)
    assert one.robot.sees("Your bin days")
    one.hands.press("main")
    assert one.rig.stage is Stage.ATTRACT


@pytest.mark.parametrize("device", ALL)
def test_a_call_back_is_asked_for(errand, shipped, device: str) -> None:
    one = errand(device, desk=shipped)
    one.begin("contact", "call-back")
    one.answer(CALL_BACK)
    assert one.rig.visit.page.kind == "check"
    one.send()
    (sent,) = one.rig.counter.saved
    assert sent.journey == "call-back"
    assert "Sam" in repr(sent)


@pytest.mark.parametrize("device", ALL)
def test_a_missed_bin_is_reported_while_the_council_cannot_be_reached(errand, shipped, device: str) -> None:
    one = errand(device, desk=shipped)
    one.rig.counter.reached = False
    one.begin("recycling", "missed-bin")
    one.answer(MISSED_BIN)
    assert one.rig.visit.page.kind == "check"
    one.hands.press("change:neighbours")
    one.hands.press("option:missed")
    one.hands.press("main")
    one.send()
    (sent,) = one.rig.counter.saved
    assert "missed" in repr(sent)
    assert one.robot.sees("The council has not received it yet.")
