"""Dates as numbers in boxes of their own."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from kiosk.journeys.pages import Problem


def box(widget, part: str) -> QLineEdit:
    return widget.findChild(QLineEdit, f"input:it:{part}")


def test_a_date_has_three_boxes_and_a_month_two_each_with_its_label(make) -> None:
    for kind, parts in (("date", ["Day", "Month", "Year"]), ("month", ["Month", "Year"])):
        widget = make(kind, alone=True)
        assert [one.text() for one in widget.findChildren(QLabel) if one.isVisible()] == parts
        assert [one.accessibleName() for one in widget.targets()] == [f"What is it? {part}" for part in parts]


def test_part_of_a_date_comes_with_the_rest_empty(make) -> None:
    widget = make("date")
    QTest.keyClicks(box(widget, "month"), "11")
    assert widget.value() == {"day": "", "month": "11", "year": ""}


def test_no_box_moves_on_by_itself(make) -> None:
    widget = make("date")
    box(widget, "day").setFocus()
    QTest.keyClicks(box(widget, "day"), "20")
    assert QApplication.focusWidget() is box(widget, "day")


@pytest.mark.parametrize("part", ["day", "month", "year"])
def test_only_the_wrong_part_is_marked_and_the_problem_leads_there(make, part: str) -> None:
    widget = make("date")
    problem = Problem(name="it", rule="format", text=f"It must have a {part}", part=part)
    widget.show_problems((problem,))
    marked = [one for one in ("day", "month", "year") if box(widget, one).property("state") == "wrong"]
    assert marked == [part]
    assert widget.target_for(problem) is box(widget, part)


def test_a_problem_with_the_whole_date_marks_all_of_it(make) -> None:
    widget = make("date")
    widget.show_problems((Problem(name="it", rule="max", text="It must be today or earlier"),))
    assert all(one.property("state") == "wrong" for one in widget.targets())


def test_the_year_has_room_for_four_figures_at_every_size(make) -> None:
    widget = make("date")
    for part, figures in (("day", "30"), ("year", "2026")):
        room = box(widget, part).width()
        assert room >= box(widget, part).fontMetrics().horizontalAdvance(figures) + 20
