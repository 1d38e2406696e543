"""Scanning on real screens: the mark, the setting up, questions that come up, and the end of it all."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt

from kiosk.settings import Controller
from kiosk.visit import Preferences, Stage
from ui.controller.pace import LEAST_MS, MOST_MS, dwell_ms

K = Qt.Key
TWO, ONE = Controller(switches=2), Controller(switches=1)


def marked(rig) -> list[str]:
    return [one.objectName() for one in rig.app.devices.switches.scanner.marked]


def mark(rig):
    rig.robot.settle()
    return rig.robot.find("scan-mark")


# -- the pace --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("took", "dwell"),
    [([0.9, 0.8, 0.7], 1400), ([1.0, 2.0, 1.0], 3000), ([0.01] * 3, LEAST_MS), ([60.0] * 3, MOST_MS)],
)
def test_the_slowest_press_sets_the_pace(took: list[float], dwell: int) -> None:
    assert dwell_ms(took) == dwell


# -- beginning and ending --------------------------------------------------------------------------------


def test_without_switches_fitted_space_is_a_key(kiosk) -> None:
    kiosk.robot.key(K.Key_Space)
    assert kiosk.window.dialog is None
    assert kiosk.stage is Stage.CHOOSING


def test_a_press_of_a_fitted_switch_begins_where_nobody_is(make_kiosk) -> None:
    rig = make_kiosk(controller=TWO)
    rig.start()
    rig.robot.key(K.Key_Return)
    assert rig.robot.sees("Set up your switches")
    assert rig.robot.sees("Press the switch you want to move with.")
    assert rig.stage is Stage.ATTRACT


def test_a_fitted_switch_types_for_who_uses_a_keyboard(make_kiosk) -> None:
    rig = make_kiosk(controller=TWO)
    rig.start()
    rig.begin()
    rig.write("input:cat_name", "Old")
    rig.robot.key(K.Key_Space)
    assert rig.robot.find("input:cat_name").text() == "Old "


def test_the_same_switch_twice_is_told_apart(make_kiosk) -> None:
    rig = make_kiosk(controller=TWO)
    rig.start()
    for _ in range(3):
        rig.robot.key(K.Key_Space)
    assert rig.robot.sees("That is the switch that moves. Press your other switch.")
    rig.robot.key(K.Key_Return)
    assert rig.window.dialog is None


def test_who_does_not_use_a_switch_gets_rid_of_the_question(make_kiosk) -> None:
    rig = make_kiosk(controller=ONE)
    rig.start()
    rig.robot.key(K.Key_Space)
    rig.robot.touch("calibration:none")
    assert rig.window.dialog is None
    assert rig.visit.preferences == Preferences()
    assert not rig.robot.has("scan-mark")
    rig.robot.touch("begin")
    assert rig.stage is Stage.CHOOSING


def test_a_press_before_the_sign_does_not_count(make_kiosk) -> None:
    rig = make_kiosk(controller=ONE)
    rig.start()
    rig.robot.key(K.Key_Space)
    for _ in range(5):
        rig.robot.key(K.Key_Space)
    assert rig.robot.sees("1 of 3")


def test_the_sign_is_told_by_a_word(make_kiosk) -> None:
    rig = make_kiosk(controller=ONE)
    rig.start()
    rig.robot.key(K.Key_Space)
    sign = rig.window.dialog.sign
    assert sign.accessibleName() == ""
    rig.window.dialog._wait.timeout.emit()
    assert sign.accessibleName() == "Now"


def test_who_goes_away_while_setting_up_leaves_the_usual_kiosk(make_kiosk) -> None:
    rig = make_kiosk(controller=ONE)
    rig.start()
    rig.robot.key(K.Key_Space)
    rig.wait_out(100)
    assert rig.window.dialog is None
    assert rig.visit.preferences == Preferences()


def test_a_preference_begins_the_scan_and_its_end_ends_it(kiosk) -> None:
    """As the page of ways to use the kiosk sets it."""
    kiosk.begin()
    kiosk.visit.prefer(switches=2)
    kiosk.app.navigator.show()
    kiosk.robot.settle()
    assert kiosk.window.dialog.objectName() == "calibration"
    kiosk.robot.key(K.Key_Space)
    kiosk.robot.key(K.Key_Return)
    assert mark(kiosk).isVisible()
    kiosk.visit.prefer(switches=0)
    kiosk.app.navigator.show()
    assert not kiosk.robot.has("scan-mark")


def test_the_page_of_ways_starts_the_setting_up_and_tells_how_it_ended(make_kiosk) -> None:
    rig = make_kiosk(controller=ONE)
    rig.start()
    rig.home()
    rig.robot.touch("tool:help")
    rig.robot.touch("show:options")
    before = rig.robot.text()
    rig.robot.touch("way:switches")
    assert rig.window.dialog.objectName() == "calibration"
    rig.robot.touch("calibration:none")
    assert rig.visit.preferences.switches == 0
    assert rig.robot.text() == before
    rig.robot.touch("way:switches")
    assert rig.visit.preferences.switches == 1


# -- scanning --------------------------------------------------------------------------------------------


@pytest.fixture
def scanning(come_with):
    """Two switches at the first question of a journey."""
    hands = come_with("TwoSwitches")
    hands.rig.begin()
    return hands


def test_the_mark_is_round_what_is_marked(scanning) -> None:
    rig = scanning.rig
    rig.tell(cat_name="Tibbles")
    rig.robot.settle()
    for name in ("option:ginger", "back", "tool:size"):
        for _ in range(60):
            if marked(rig) == [name]:
                break
            scanning.key(scanning.select if name in marked(rig) else scanning.move)
        thing = rig.robot.find(name)
        inside = QRect(thing.mapTo(rig.window, QPoint(0, 0)), thing.size())
        assert mark(rig).geometry().contains(inside & rig.window.rect())
        assert mark(rig).width() - inside.width() < rig.window.look.u(8)


def test_the_mark_lets_touches_through(scanning) -> None:
    rig = scanning.rig
    rig.tell(cat_name="Tibbles")
    rig.robot.touch("option:black")
    assert rig.robot.find("option:black").isChecked()


def test_the_focus_ring_and_the_mark_never_show_together(scanning) -> None:
    rig = scanning.rig
    rig.tell(cat_name="Tibbles")
    scanning.key(scanning.move)
    assert mark(rig).isVisible()
    assert not rig.window._ring.isVisible()


def test_what_is_out_of_view_is_brought_into_it(come_with) -> None:
    hands = come_with("TwoSwitches", panel="tablet")
    rig = hands.rig
    rig.begin()
    rig.tell(cat_name="Tibbles")
    rig.look(size=3)
    hands.press("option:other")
    thing, port = rig.robot.find("option:other"), rig.window.area.viewport()
    assert thing.isChecked()
    assert port.rect().contains(QRect(thing.mapTo(port, QPoint(0, 0)), thing.size()).center())


def test_a_question_that_comes_up_is_marked_at_its_safe_way(scanning) -> None:
    rig = scanning.rig
    rig.wait_out(91)
    assert rig.window.dialog.objectName() == "idle-dialog"
    assert marked(rig) == ["idle-dialog:stay"]
    assert mark(rig).isVisible()
    scanning.key(scanning.select)
    assert rig.window.dialog is None
    assert rig.page == "cat_name"
    assert set(marked(rig)) != set()


def test_moving_a_mark_keeps_the_visit_alive(scanning) -> None:
    rig = scanning.rig
    for _ in range(4):
        rig.wait_out(60)
        scanning.key(scanning.move)
    assert rig.window.dialog is None


def test_a_mark_that_moves_by_itself_keeps_nobody_s_answers(come_with) -> None:
    hands = come_with("OneSwitch")
    rig = hands.rig
    rig.begin()
    moved = 0
    while rig.stage is Stage.ANSWERING and moved < 200:
        hands.next()
        rig.wait_out(1)
        moved += 1
    assert rig.stage is Stage.ATTRACT
    assert 140 < moved < 160


@pytest.mark.parametrize("layer", ["page", "stop", "idle", "calibration"])
def test_time_ends_a_visit_whatever_lies_over_the_page(scanning, layer: str) -> None:
    rig = scanning.rig
    if layer == "stop":
        scanning.press("stop")
    elif layer == "idle":
        rig.wait_out(91)
    elif layer == "calibration":
        rig.visit.prefer(switches=1)
        rig.app.navigator.show()
        rig.robot.settle()
        assert rig.window.dialog.objectName() == "calibration"
    rig.wait_out(152)
    assert rig.stage is Stage.ATTRACT
    assert rig.window.dialog is None
    assert rig.visit.preferences == Preferences()
    assert not rig.robot.has("scan-mark")


def test_the_next_resident_s_switches_are_as_fitted(scanning) -> None:
    rig, switches = scanning.rig, scanning.rig.app.devices.switches
    assert switches._keys != switches._given
    rig.app.navigator.wipe()
    assert switches._keys == switches._given
    rig.robot.key(K.Key_Space)
    assert rig.window.dialog.objectName() == "calibration"


def test_another_language_keeps_the_scan(scanning) -> None:
    rig = scanning.rig
    scanning.press("tool:language")
    assert rig.visit.preferences.language == "cy"
    assert rig.window.dialog is None
    assert mark(rig).isVisible()


def test_done_on_the_keyboard_leads_away_from_it(scanning) -> None:
    rig = scanning.rig
    scanning.type("input:cat_name", "Tib")
    scanning.press("key:done")
    rig.robot.settle()
    assert not rig.window.keyboard.isVisible() or rig.page != "cat_name"
    assert marked(rig)
    assert "key:done" not in marked(rig)


def test_a_full_box_is_left_by_the_same_keys(scanning) -> None:
    rig = scanning.rig
    box = rig.robot.find("input:cat_name")
    box.setText("x" * box.maxLength())
    scanning.press("key:q")
    assert len(box.text()) == box.maxLength()
    scanning.press("key:backspace")
    assert len(box.text()) == box.maxLength() - 1
    scanning.press("main")
    assert rig.page != "cat_name" or rig.robot.has("error-summary")


# -- heard -----------------------------------------------------------------------------------------------


class Heard:
    on = True

    def __init__(self) -> None:
        self.said: list[str] = []

    def say_widget(self, widget) -> None:
        self.said.append(widget.objectName())

    def say_text(self, text: str) -> None:
        self.said.append(text)


def test_with_speech_each_step_is_said_and_nothing_that_was_told(come_with) -> None:
    hands = come_with("TwoSwitches")
    rig = hands.rig
    rig.begin()
    rig.tell(cat_name="Tibbles")
    voice = Heard()
    rig.app.devices.switches.scanner._speech = voice
    hands.press("option:ginger")
    assert "option:ginger" in voice.said
    hands.press("tool:size")
    assert "Tools at the top" in voice.said
    assert "Buttons at the bottom" in voice.said
    assert not any("Tibbles" in one for one in voice.said)


def test_preferences_of_scanning_are_reset_by_a_wipe(kiosk) -> None:
    kiosk.begin()
    changed = replace(kiosk.visit.preferences, switches=1, dwell_ms=3000, bounce_ms=500)
    kiosk.visit.preferences = changed
    kiosk.app.navigator.wipe()
    assert kiosk.visit.preferences == Preferences()
