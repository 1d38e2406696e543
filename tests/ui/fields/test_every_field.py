"""What all fields have in common, whatever they ask for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from kiosk.journeys.pages import Option, Problem
from kiosk.journeys.values import Account, Signature

OPTIONS = (
    Option(value="black", text="Black"),
    Option(value="ginger", text="Ginger", body="Orange"),
    Option(value="none", text="None of these", alone=True),
)
DAY = {"day": "20", "month": "11", "year": "2026"}
ANSWERS: dict[str, object] = {
    "text": "under the shed",
    "long": "Two lines\nof words.",
    "name": "Zoë Sample-O'Neil",
    "number": "30",
    "money": "120.50",
    "time": "6:30am",
    "email": "sam.sample@example.com",
    "phone": "01632 960 001",
    "postcode": "zz9 9aa",
    "nino": "QQ 12 34 56 C",
    "nhs": "943 476 5919",
    "utr": "1123456789",
    "vat": "GB123456789",
    "plate": "AB12 CDE",
    "yesno": False,
    "declare": True,
    "choice": "ginger",
    "choices": ["black", "ginger"],
    "date": DAY,
    "month": {"month": "November", "year": "2026"},
    "address": {"text": "1 Example Street\nExampleton\nZZ9 9AA"},
    "place": {"text": "Behind the library\nExampleton\nZZ9 9AA"},
    "bank": Account("00-00-00", "12345678"),
    "signature": Signature(typed="Sam Sample"),
}
"""Each type of `pages.Field` with an answer in the shape that its table gives; but photos, whose field needs
a camera to have anything to use."""
EMPTY: dict[str, object] = {"declare": False, "choices": []}
EMPTY |= dict.fromkeys(("yesno", "choice", "date", "month", "address", "place", "bank", "signature"), None)
"""What stands for 'nothing entered'; '' for all that are one text."""
KEYBOARDS = {
    "text": {"letters"},
    "long": {"letters"},
    "name": {"name"},
    "number": {"number"},
    "money": {"decimal"},
    "time": {"letters"},
    "email": {"email"},
    "phone": {"phone"},
    "postcode": {"postcode"},
    "nino": {"postcode"},
    "nhs": {"number"},
    "utr": {"number"},
    "vat": {"postcode"},
    "plate": {"postcode"},
    "date": {"number"},
    "month": {"number"},
    "address": {"name", "postcode"},
    "place": {"name", "postcode"},
    "bank": {"number"},
}
TYPED = sorted(KEYBOARDS)
CHOSEN = ("choice", "choices", "yesno", "declare", "signature")


def boxes(widget: QWidget) -> list[QWidget]:
    """Where one can type."""
    found = widget.findChildren(QLineEdit) + widget.findChildren(QPlainTextEdit)
    return [box for box in found if box.isVisible()]


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_comes_back_as_it_was_given(make, kind: str) -> None:
    widget = make(kind, options=OPTIONS)
    assert widget.value() == EMPTY.get(kind, "")
    widget.set_value(ANSWERS[kind])
    assert widget.value() == ANSWERS[kind]


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_given_before_shows_at_once(make, kind: str) -> None:
    assert make(kind, options=OPTIONS, value=ANSWERS[kind]).value() == ANSWERS[kind]


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_was_typed_can_be_put_into_the_same_field_made_anew(make, kind: str) -> None:
    before = make(kind, options=OPTIONS)
    before.set_value(ANSWERS[kind])
    after = make(kind, options=OPTIONS)
    after.restore(before.typed())
    assert after.value() == ANSWERS[kind]


@pytest.mark.parametrize("kind", [kind for kind in ANSWERS if kind not in ("yesno", "choice")])
def test_what_was_emptied_stays_empty_in_the_field_made_anew(make, kind: str) -> None:
    nothing = EMPTY.get(kind, "")
    before = make(kind, options=OPTIONS)
    after = make(kind, options=OPTIONS, value=ANSWERS[kind])
    after.restore(before.typed())
    assert after.value() == nothing


@pytest.mark.parametrize("kind", TYPED)
def test_the_keyboard_that_fits_opens(make, kind: str) -> None:
    kinds = {box.property("keyboard") for box in boxes(make(kind))}
    assert kinds == KEYBOARDS[kind]


@pytest.mark.parametrize("kind", CHOSEN)
def test_a_choice_opens_no_keyboard(make, kind: str) -> None:
    widget = make(kind, options=OPTIONS)
    assert boxes(widget) == []
    assert widget.targets()
    assert all(not target.property("keyboard") for target in widget.targets())


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_problem_stands_beside_the_field_in_its_own_words_and_is_read_with_it(make, kind: str) -> None:
    widget = make(kind, options=OPTIONS)
    assert not widget.error.isVisible()
    problem = Problem(name="it", rule="required", text="Enter what it is")
    widget.show_problems((problem,))
    assert widget.error.isVisible()
    assert widget.error.text() == "Enter what it is"
    assert all("Enter what it is" in target.accessibleDescription() for target in widget.targets())
    assert widget.target_for(problem) is widget.targets()[0]
    marked = [box for box in boxes(widget) if box.property("state") == "wrong"]
    assert bool(marked) is (kind in TYPED)


@pytest.mark.parametrize("kind", ANSWERS)
def test_everything_one_can_use_has_a_name_and_can_be_reached_by_keys(make, kind: str) -> None:
    widget = make(kind, options=OPTIONS)
    usable = [
        one
        for one in (*widget.findChildren(QAbstractButton), *boxes(widget))
        if one.isVisible() and one.isEnabled()
    ]
    assert usable
    for one in usable:
        assert one.accessibleName().strip(), one.objectName()
        # Of cards that exclude each other Tab leads to one; the arrows lead on.
        assert isinstance(one, QRadioButton) or one.focusPolicy() & Qt.FocusPolicy.TabFocus, one.objectName()
    radios = [one for one in usable if isinstance(one, QRadioButton)]
    assert not radios or any(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in radios)


@pytest.mark.parametrize("kind", ANSWERS)
def test_its_question_and_hint_show_only_where_the_heading_does_not_say_them(make, kind: str) -> None:
    def labels(widget: QWidget) -> list[str]:
        return [one.accessibleName() or one.text() for one in widget.findChildren(QLabel) if one.isVisible()]

    beside, alone = labels(make(kind, options=OPTIONS)), labels(make(kind, options=OPTIONS, alone=True))
    assert beside[:2] == ["What is it?", "A hint"]
    assert not {"What is it?", "A hint"} & set(alone)


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_optional_question_says_so(make, kind: str) -> None:
    widget = make(kind, options=OPTIONS, optional=True)
    assert widget.title == "What is it? (optional)"


@pytest.mark.parametrize("kind", TYPED)
def test_a_box_takes_no_drop_and_offers_no_menu(make, kind: str) -> None:
    for box in boxes(make(kind)):
        assert not box.acceptDrops()
        assert box.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu
        if isinstance(box, QLineEdit):
            assert not box.dragEnabled()


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_change_is_told(make, qtbot, kind: str) -> None:
    widget = make(kind, options=OPTIONS)
    with qtbot.waitSignal(widget.changed, timeout=100):
        widget.set_value(ANSWERS[kind])
