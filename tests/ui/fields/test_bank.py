"""A bank account: two boxes, each with its own label and error, that hide what was typed once one goes on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from kiosk.journeys.pages import Problem
from kiosk.journeys.values import Account
from ui.fields.bank import BankField


@pytest.fixture
def field(make) -> BankField:
    return make("bank", sensitive=True)


def box(widget: BankField, part: str) -> QLineEdit:
    found = widget.findChild(QLineEdit, f"input:it:{part}")
    assert found is not None
    return found


def hidden(widget: BankField, part: str) -> bool:
    return not any(one.isdigit() for one in box(widget, part).displayText())


def test_each_box_has_its_label_and_hint(field: BankField) -> None:
    words = [one.text() for one in field.findChildren(QLabel) if one.isVisible()]
    for said in (
        "Sort code",
        "It has 6 numbers, like 12-34-56.",
        "Account number",
        "It has 6, 7 or 8 numbers.",
    ):
        assert said in words
    assert box(field, "sort_code").accessibleName() == "Sort code"
    assert box(field, "account_number").accessibleDescription() == "It has 6, 7 or 8 numbers."


def test_what_is_typed_shows_until_one_goes_on(field: BankField) -> None:
    first, second = box(field, "sort_code"), box(field, "account_number")
    first.setFocus()
    QTest.keyClicks(first, "91-42-53")
    assert first.displayText() == "91-42-53"
    second.setFocus()
    QApplication.processEvents()
    assert hidden(field, "sort_code")
    first.setFocus()
    assert hidden(field, "sort_code"), "coming back shows nothing"
    QTest.keyClick(first, Qt.Key.Key_Backspace)
    assert first.displayText() == "91-42-5", "changing it does"
    assert field.value() == Account("91-42-5", "")


def test_what_was_given_before_stays_hidden(make) -> None:
    widget = make("bank", value=Account("914253", "60718293"))
    for part in ("sort_code", "account_number"):
        box(widget, part).setFocus()
        assert hidden(widget, part)
    assert widget.value() == Account("914253", "60718293")


def test_what_was_typed_is_hidden_in_the_page_made_anew(make) -> None:
    before, after = make("bank"), make("bank")
    before.set_value(Account("914253", "60718293"))
    after.restore(before.typed())
    assert after.value() == Account("914253", "60718293")
    assert hidden(after, "sort_code")
    assert "914253" not in repr(before.typed())


def test_a_hidden_box_cannot_be_copied_from(make) -> None:
    widget = make("bank", value=Account("914253", "60718293"))
    clipboard = QApplication.clipboard()
    clipboard.setText("before")
    for part in ("sort_code", "account_number"):
        box(widget, part).selectAll()
        box(widget, part).copy()
    assert clipboard.text() == "before"


@pytest.mark.parametrize(
    ("part", "other"), [("sort_code", "account_number"), ("account_number", "sort_code")]
)
def test_an_error_marks_its_own_box(field: BankField, part: str, other: str) -> None:
    problem = Problem(name="it", rule="format", part=part, text="Look here")
    field.show_problems((problem,))
    assert box(field, part).property("state") == "wrong"
    assert box(field, other).property("state") == ""
    assert field.target_for(problem) is box(field, part)


def test_an_error_of_both_marks_both(field: BankField) -> None:
    field.show_problems((Problem(name="it", rule="required", text="Enter both"),))
    assert {box(field, part).property("state") for part in ("sort_code", "account_number")} == {"wrong"}
