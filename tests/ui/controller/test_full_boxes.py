"""A box that is full, of each type of question, worked with two switches: what is left shows, Delete and Done
still work, and the page is left (A-41)."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from kiosk.journeys.pages import Field, Page
from ui import intents
from ui.fields.left import FEW
from ui.screens.question import QuestionScreen

LINES = ("text", "name", "number", "money", "time", "email", "phone", "postcode", "nino", "nhs", "utr")
LINES += ("vat", "plate", "address", "place", "bank", "signature")
LIMIT = 20


@pytest.fixture
def asked(come_with):
    """Puts up a question of a type and gives the hands and the box one types in first."""
    hands = come_with("TwoSwitches")
    hands.rig.home()

    def ask(kind: str, **facts):
        rig = hands.rig
        field = Field(name="it", type=kind, title="What is it?", **facts)
        page = Page(kind="ask", name="it", title="What is it?", fields=(field,))
        look, words = rig.app.navigator.scene.look, rig.app.navigator.scene.words
        screen = QuestionScreen(look, words, page=page, find=lambda *_: (), told=())
        rig.window.show_screen(screen)
        rig.app.devices.switches.follow()
        rig.robot.settle()
        if kind == "signature":
            hands.press("option:agree")
        box = next(one for one in screen.fields[0].targets() if one.property("keyboard"))
        hands.press(box.objectName())
        return hands, box

    return ask


def line_below(rig, box: QLineEdit) -> QLabel:
    return rig.screen.findChild(QLabel, box.objectName().replace("input:", "count:", 1))


@pytest.mark.parametrize("kind", LINES)
def test_a_full_box_says_so_and_is_mended_and_left(asked, kind: str) -> None:
    hands, box = asked(kind, pick=kind in ("address", "place"))
    rig = hands.rig
    box.setText("1" * (box.maxLength() - FEW - 1))
    assert line_below(rig, box).isHidden()
    box.setText("1" * box.maxLength())
    rig.robot.settle()
    assert "You have 0 characters left" in line_below(rig, box).text()
    assert line_below(rig, box).isVisible()
    typing = next(one for one in ("key:1", "key:q") if rig.robot.has(one))
    hands.press(typing)
    assert len(box.text()) == box.maxLength()
    hands.press("key:backspace")
    assert len(box.text()) == box.maxLength() - 1
    hands.press("key:done")
    rig.robot.settle()
    assert rig.window.typing.open_keyboard is None
    hands.press("back")


def test_a_long_answer_over_its_limit_is_cut_and_left_too(asked) -> None:
    hands, box = asked("long", limit=LIMIT)
    rig = hands.rig
    box.setPlainText("x" * LIMIT)
    hands.press("key:q")
    assert "1 character too many" in rig.robot.find("count:it").text()
    hands.press("key:backspace")
    assert "You have 0 characters left" in rig.robot.find("count:it").text()
    hands.press("key:hide")
    assert rig.window.typing.open_keyboard is None
    hands.press("main")


def test_what_is_searched_for_is_counted_too(kiosk) -> None:
    kiosk.home()
    kiosk.app.navigator.wanted(intents.Opened("search"))
    kiosk.robot.settle()
    box = kiosk.robot.find("input:search")
    assert line_below(kiosk, box).isHidden()
    box.setText("q" * (box.maxLength() - 1))
    kiosk.robot.settle()
    assert "You have 1 character left" in line_below(kiosk, box).text()
