"""A box that is full: seen above the keyboard, heard, and left with Delete and Done."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel

from ui.fields.text import MOST

LETTERS = "o" * (MOST - 2)


def test_that_a_box_gets_full_is_heard(listener) -> None:
    listener.listen()
    listener.rig.begin()
    listener.hear()
    listener.rig.write("input:cat_name", LETTERS)
    listener.changes()
    assert "You have 2 characters left" in listener.rig.robot.find("count:cat_name").text()
    listener.type("mn")
    assert "You have 0 characters left" in listener.changes()
    listener.type("x")
    assert "You have 0 characters left" not in listener.changes()
    assert listener.rig.robot.find("input:cat_name").text() == f"{LETTERS}mn"


@pytest.mark.parametrize("size", [0, 3])
@pytest.mark.parametrize("panel", ["portrait", "landscape", "tablet"])
def test_what_is_left_is_in_view_and_delete_and_done_still_work(make_kiosk, panel: str, size: int) -> None:
    kiosk = make_kiosk(panel)
    kiosk.start()
    kiosk.begin()
    kiosk.look(size=size)
    kiosk.write("input:cat_name", LETTERS)
    kiosk.robot.type("mn")
    port = kiosk.window.area.viewport()
    line = kiosk.robot.find("count:cat_name")
    assert isinstance(line, QLabel)
    assert port.rect().contains(QRect(line.mapTo(port, QPoint(0, 0)), line.size()))
    assert line.text() == "You have 0 characters left"
    kiosk.robot.touch("key:backspace")
    assert kiosk.robot.find("input:cat_name").text() == f"{LETTERS}m"
    kiosk.robot.touch("key:done")
    assert not kiosk.window.keyboard.isVisible()
