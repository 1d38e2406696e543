"""An address: found by postcode or street and picked, or typed line by line."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QRadioButton

from kiosk.journeys.pages import Option, Problem
from ui.pieces.button import Button

TYPED = {"text": "1 Example Street\nExampleton\nZZ9 9AA"}


def search(widget, text: str) -> None:
    widget.findChild(QLineEdit, "input:it").setText(text)
    QTest.mouseClick(widget.findChild(Button, "address:find"), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def said(widget) -> str:
    return widget.findChild(QLabel, "address:said").text()


def cards(widget) -> list[QRadioButton]:
    return [one for one in widget.findChildren(QRadioButton) if one.isVisible()]


def line(widget, name: str) -> QLineEdit:
    return widget.findChild(QLineEdit, f"input:it:{name}")


def test_homes_are_found_counted_and_picked(make) -> None:
    widget = make("address", pick=True)
    search(widget, "12 example")
    assert said(widget) == "1 address found"
    (card,) = cards(widget)
    assert QApplication.focusWidget() is card
    assert widget.value() is None, "found is not picked"
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert widget.value() == "12"


def test_a_new_search_drops_what_was_picked(make) -> None:
    widget = make("address", pick=True)
    search(widget, "12 example")
    QTest.mouseClick(cards(widget)[0], Qt.MouseButton.LeftButton)
    search(widget, "13 example")
    assert widget.value() is None
    assert [card.text() for card in cards(widget)] == ["13 Example Street, Exampleton, ZZ9 9AA"]


def test_enter_searches_too(make) -> None:
    widget = make("address", pick=True)
    box = widget.findChild(QLineEdit, "input:it")
    box.setText("12 example")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert len(cards(widget)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Enter a postcode or a street first"),
        ("   ", "Enter a postcode or a street first"),
        ("Nowhere Lane", "We did not find that. Check it, or use the button below."),
        ("example street", "There are many. Enter more of the address to see fewer."),
    ],
)
def test_what_to_do_is_said_where_the_search_does_not_help(make, text: str, words: str) -> None:
    widget = make("address", pick=True)
    search(widget, text)
    assert said(widget) == words
    assert widget.value() is None


def test_an_address_that_is_not_listed_can_be_typed(make) -> None:
    widget = make("address", pick=True)
    search(widget, "12 example")
    QTest.mouseClick(cards(widget)[0], Qt.MouseButton.LeftButton)
    QTest.mouseClick(widget.findChild(Button, "address:other"), Qt.MouseButton.LeftButton)
    assert cards(widget) == []
    assert widget.value() is None, "what was picked is not the answer any more"
    assert QApplication.focusWidget() is line(widget, "line1")
    for name, text in (("line1", " 1 Example Street "), ("town", "Exampleton"), ("postcode", "ZZ9 9AA")):
        line(widget, name).setText(text)
    assert widget.value() == TYPED


def test_without_the_list_the_lines_show_at_once(make) -> None:
    widget = make("address", pick=False)
    assert line(widget, "line1").isVisible()
    assert not widget.findChild(QLineEdit, "input:it").isVisible()
    assert not widget.findChild(Button, "address:other").isVisible()
    assert widget.targets()[0] is line(widget, "line1")


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("1 Example Street\nExampleton\nZZ9 9AA", ("1 Example Street", "", "Exampleton", "ZZ9 9AA")),
        (
            "Flat 2\n1 Example Street\nExampleton\nZZ9 9AA",
            ("Flat 2", "1 Example Street", "Exampleton", "ZZ9 9AA"),
        ),
    ],
)
def test_typed_lines_go_back_into_the_boxes_they_came_from(make, text: str, boxes: tuple[str, ...]) -> None:
    widget = make("address", pick=True, value={"text": text})
    assert tuple(line(widget, name).text() for name in ("line1", "line2", "town", "postcode")) == boxes
    assert widget.value() == {"text": text}


def test_a_home_picked_before_shows_picked(make) -> None:
    picked = Option(value="12", text="12 Example Street, Exampleton, ZZ9 9AA")
    widget = make("address", pick=True, value="12", options=(picked,))
    assert [(card.text(), card.isChecked()) for card in cards(widget)] == [(picked.text, True)]
    assert widget.value() == "12"


def test_a_search_and_what_was_picked_go_into_the_same_field_made_anew(make) -> None:
    before, after = make("address", pick=True), make("address", pick=True)
    search(before, "12 example")
    QTest.mouseClick(cards(before)[0], Qt.MouseButton.LeftButton)
    after.restore(before.typed())
    assert after.value() == "12"
    assert after.findChild(QLineEdit, "input:it").text() == "12 example"
    assert len(cards(after)) == 1


def test_a_search_not_begun_yet_is_not_lost_either(make) -> None:
    before, after = make("address", pick=True), make("address", pick=True)
    before.findChild(QLineEdit, "input:it").setText("zz9 9")
    after.restore(before.typed())
    assert after.findChild(QLineEdit, "input:it").text() == "zz9 9"
    assert cards(after) == []
    assert said(after) == ""


def test_choosing_to_type_is_kept_before_the_first_letter(make) -> None:
    before, after = make("address", pick=True), make("address", pick=True)
    QTest.mouseClick(before.findChild(Button, "address:other"), Qt.MouseButton.LeftButton)
    after.restore(before.typed())
    assert line(after, "line1").isVisible()


def test_a_problem_leads_to_the_search_or_to_the_first_line(make) -> None:
    problem = Problem(name="it", rule="required", text="Choose your address")
    widget = make("address", pick=True)
    assert widget.target_for(problem) is widget.findChild(QLineEdit, "input:it")
    QTest.mouseClick(widget.findChild(Button, "address:other"), Qt.MouseButton.LeftButton)
    assert widget.target_for(problem) is line(widget, "line1")
