"""Typed answers: one line with its clear button, several lines with their count."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from ui.fields.left import FEW
from ui.fields.text import MOST, WIDTHS
from ui.pieces.button import Button


def test_the_clear_button_shows_once_there_is_something_and_empties_the_box(make, qtbot) -> None:
    widget = make("text")
    clear = widget.findChild(Button, "clear:it")
    assert not clear.isVisible()
    widget.set_value("something")
    assert clear.isVisible()
    assert clear.accessibleName() == "Clear What is it?"
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert widget.value() == ""
    assert not clear.isVisible()
    assert QApplication.focusWidget() is widget.line


def test_showing_the_clear_button_does_not_move_the_box(make) -> None:
    widget = make("text")
    before = widget.line.geometry()
    widget.set_value("something")
    QApplication.processEvents()
    assert widget.line.geometry() == before


def test_a_line_that_is_nearly_full_says_what_is_left_below_it_and_of_itself(make) -> None:
    widget = make("text")
    line = widget.findChild(QLabel, "count:it")
    shown = []
    for length in (MOST - FEW - 1, MOST - FEW, MOST - 1, MOST, MOST + 1, MOST - FEW - 1):
        widget.set_value("x" * length)
        shown.append(line.text() if line.isVisible() else "")
    assert shown == [
        "",
        "You have 10 characters left",
        "You have 1 character left",
        "You have 0 characters left",
        "You have 0 characters left",
        "",
    ]
    related = QAccessible.queryAccessibleInterface(line).relations(QAccessible.RelationFlag.AllRelations)
    assert [end.object() for end, _ in related] == [widget.line]


def test_a_line_takes_no_more_than_an_address_of_the_longest_kind(make) -> None:
    widget = make("email")
    widget.set_value("x" * 400)
    assert len(str(widget.value())) == MOST == 254


@pytest.mark.parametrize("kind", sorted(WIDTHS))
def test_a_short_answer_has_a_short_box_that_still_holds_it(make, kind: str) -> None:
    short, full = make(kind).line, make("text").line
    assert short.maximumWidth() < full.maximumWidth()
    longest = {"phone": "+44 7700 900 123", "nino": "QQ 12 34 56 C", "nhs": "943 476 5919"}
    text = longest.get(kind, "8" * 8)
    assert short.maximumWidth() >= short.fontMetrics().horizontalAdvance(text)


def test_the_count_tells_what_is_left_and_what_is_too_many(make) -> None:
    widget = make("long", limit=10)
    said = {}
    for length in (0, 9, 10, 11, 13):
        widget.set_value("x" * length)
        said[length] = widget.count.text()
    assert said == {
        0: "You have 10 characters left",
        9: "You have 1 character left",
        10: "You have 0 characters left",
        11: "You have 1 character too many",
        13: "You have 3 characters too many",
    }
    assert len(str(widget.value())) == 13, "nothing is cut off while typing"


def test_without_a_limit_nothing_is_counted(make) -> None:
    widget = make("long", value="words")
    assert widget.count.text() == ""


def test_tab_leaves_the_long_box_instead_of_typing(make) -> None:
    widget = make("long")
    widget.box.setFocus()
    QTest.keyClick(widget.box, Qt.Key.Key_Tab)
    assert widget.value() == ""


def test_enter_makes_a_new_line_in_the_long_box(make) -> None:
    widget = make("long")
    QTest.keyClicks(widget.box, "a")
    QTest.keyClick(widget.box, Qt.Key.Key_Return)
    QTest.keyClicks(widget.box, "b")
    assert widget.value() == "a\nb"
