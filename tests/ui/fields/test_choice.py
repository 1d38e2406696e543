"""Chosen answers: by touching anywhere on a card, or by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from kiosk.journeys.pages import Option

OPTIONS = (
    Option(value="black", text="Black"),
    Option(value="ginger", text="Ginger", body="Orange"),
    Option(value="none", text="None of these", alone=True),
)


def card(widget, value: str) -> QAbstractButton:
    return widget.findChild(QAbstractButton, f"option:{value}")


def test_nothing_is_chosen_beforehand(make) -> None:
    for kind in ("choice", "choices", "yesno", "declare"):
        widget = make(kind, options=OPTIONS)
        assert not any(one.isChecked() for one in widget.findChildren(QAbstractButton)), kind


@pytest.mark.parametrize("corner", ["left", "right", "middle"])
def test_the_whole_card_is_the_target(make, corner: str) -> None:
    widget = make("choice", options=OPTIONS)
    one = card(widget, "ginger")
    y = one.height() // 2
    point = {"left": QPoint(3, y), "right": QPoint(one.width() - 4, y), "middle": one.rect().center()}[corner]
    QTest.mouseClick(one, Qt.MouseButton.LeftButton, pos=point)
    assert widget.value() == "ginger"


def test_choosing_another_lets_go_of_the_first(make) -> None:
    widget = make("choice", options=OPTIONS)
    for value in ("black", "ginger"):
        QTest.mouseClick(card(widget, value), Qt.MouseButton.LeftButton)
    assert widget.value() == "ginger"
    assert not card(widget, "black").isChecked()


def test_touching_a_tick_again_takes_it_back(make) -> None:
    widget = make("choices", options=OPTIONS)
    for value in ("black", "ginger", "black"):
        QTest.mouseClick(card(widget, value), Qt.MouseButton.LeftButton)
    assert widget.value() == ["ginger"]


def test_none_of_these_and_the_others_exclude_each_other(make) -> None:
    widget = make("choices", options=OPTIONS)
    widget.set_value(["black", "ginger"])
    QTest.mouseClick(card(widget, "none"), Qt.MouseButton.LeftButton)
    assert widget.value() == ["none"]
    QTest.mouseClick(card(widget, "black"), Qt.MouseButton.LeftButton)
    assert widget.value() == ["black"]


def test_choices_come_in_the_order_of_the_list(make) -> None:
    widget = make("choices", options=OPTIONS)
    for value in ("ginger", "black"):
        QTest.mouseClick(card(widget, value), Qt.MouseButton.LeftButton)
    assert widget.value() == ["black", "ginger"]


def test_the_space_bar_chooses_and_ticks(make) -> None:
    for kind, given in (("choice", "black"), ("choices", ["black"])):
        widget = make(kind, options=OPTIONS)
        card(widget, "black").setFocus()
        QTest.keyClick(card(widget, "black"), Qt.Key.Key_Space)
        assert widget.value() == given


def test_a_card_says_its_line_below_too(make) -> None:
    one = card(make("choice", options=OPTIONS), "ginger")
    assert (one.accessibleName(), one.accessibleDescription()) == ("Ginger", "Orange")


def test_yes_and_no_are_told_apart_from_nothing(make) -> None:
    widget = make("yesno")
    assert widget.value() is None
    for value, given in (("no", False), ("yes", True)):
        QTest.mouseClick(card(widget, value), Qt.MouseButton.LeftButton)
        assert widget.value() is given


def test_a_choice_that_is_offered_no_more_shows_as_nothing_chosen(make) -> None:
    assert make("choice", options=OPTIONS, value="purple").value() is None
    assert make("choices", options=OPTIONS, value=["purple", "black"]).value() == ["black"]
