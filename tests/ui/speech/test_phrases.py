"""What is said of each kind of thing in each of its states (EN 301 549 5.1.3.3, 5.6.1)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from kiosk.journeys.pages import Field, Option
from kiosk.language import NAMES, words_for
from ui.fields.make import make_field
from ui.pieces.button import Button
from ui.pieces.card import LinkCard
from ui.pieces.text import heading, label
from ui.speech.phrases import flowing, phrases_of
from ui.tree.roles import masked

COLOURS = (
    Option(value="black", text="Black"),
    Option(value="ginger", text="Ginger", body="Or orange"),
    Option(value="white", text="White"),
)


def said(widget: QWidget, language: str = "en") -> str:
    return flowing(one.text for one in phrases_of(widget, words_for(language)))


@pytest.fixture
def shown(qtbot):
    """Shows a thing."""

    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.show()
        return widget

    return show


@pytest.fixture
def targets(look, english, shown):
    """What a field of a kind is answered with."""

    kept: list[QWidget] = []

    def made(kind: str, **facts) -> list[QWidget]:
        field = Field(name="it", type=kind, title="Which?", **facts)
        kept.append(shown(make_field(look, english, field, True, lambda *_: ())))
        return kept[-1].targets()

    return made


def test_words_are_said_as_they_are(look, shown) -> None:
    assert said(shown(heading(look, "Where is it?"))) == "Where is it?"
    assert said(shown(label("Nothing is sent yet", "body"))) == "Nothing is sent yet"


def test_a_button_is_a_button_with_more_to_say_behind_it(look, shown) -> None:
    assert said(shown(Button(look, "Continue", "main", "main"))) == "Continue. button"
    card = shown(LinkCard(look, "Bins", "Missed bins and bin days", "card"))
    assert said(card) == "Bins. button. Missed bins and bin days"


def test_a_choice_says_its_place_and_whether_it_is_chosen(targets) -> None:
    choices = targets("choice", options=COLOURS)
    assert [said(one) for one in choices] == [
        "Black. choice 1 of 3. not chosen",
        "Ginger. choice 2 of 3. not chosen. Or orange",
        "White. choice 3 of 3. not chosen",
    ]
    choices[1].setChecked(True)
    assert said(choices[1]) == "Ginger. choice 2 of 3. chosen. Or orange"
    choices[2].setChecked(True)
    assert said(choices[1]) == "Ginger. choice 2 of 3. not chosen. Or orange"


def test_a_tick_box_says_its_place_and_whether_it_is_ticked(targets) -> None:
    ticks = targets("choices", options=COLOURS)
    ticks[0].setChecked(True)
    assert [said(one) for one in ticks[:2]] == [
        "Black. tick box 1 of 3. ticked",
        "Ginger. tick box 2 of 3. not ticked. Or orange",
    ]


def test_a_tick_box_that_stands_alone_has_no_place(targets) -> None:
    (tick,) = targets("declare", body="This is true")
    assert "tick box. not ticked" in said(tick)
    tick.setChecked(True)
    assert "tick box. ticked" in said(tick)
    assert " of " not in said(tick)


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_a_box_says_what_stands_in_it_or_that_it_is_empty(shown, kind: type) -> None:
    box = shown(kind())
    box.setAccessibleName("Full name")
    box.setAccessibleDescription("As people call you")
    assert said(box) == "Full name. box to type in. empty. As people call you"
    box.setText("Sam") if kind is QLineEdit else box.setPlainText("Sam")
    assert said(box) == "Full name. box to type in. Sam. As people call you"


def test_a_masked_box_says_how_much_stands_in_it(shown) -> None:
    box = shown(QLineEdit())
    box.setAccessibleName("Sort code")
    masked(box)
    for text, told in (("", "empty"), ("9", "1 character entered"), ("914", "3 characters entered")):
        box.setText(text)
        assert said(box) == f"Sort code. box to type in. {told}"


@pytest.mark.parametrize("language", [one for one in NAMES if one != "en"])
def test_kind_place_and_state_are_said_in_the_language_shown(targets, language: str) -> None:
    choice, tick = targets("choice", options=COLOURS)[0], targets("choices", options=COLOURS)[0]
    (box,) = targets("name")
    for one, english in ((choice, ("choice", "not chosen")), (tick, ("tick box", "not ticked"))):
        phrase = said(one, language)
        assert "Black" in phrase
        assert "1" in phrase
        assert "3" in phrase
        assert not any(word in phrase for word in english), phrase
    assert "box to type in" not in said(box, language)
    assert "empty" not in said(box, language)


def test_the_state_of_shift_is_heard_without_pressing_it_and_when_it_changes(listener) -> None:
    listener.rig.begin()
    listener.listen()
    shift = listener.rig.window.keyboard.findChild(QPushButton, "key:shift")
    if shift is None:
        shift = listener.rig.robot.find("key:shift")
    before = shift.isChecked()
    state = {True: "Shift, on", False: "Shift, off"}
    shift.setFocus(Qt.FocusReason.TabFocusReason)
    assert listener.hear() == [state[before]]
    assert shift.isChecked() == before, "to hear it changes nothing"
    shift.click()
    assert listener.hear() == [state[not before]]
    letter = listener.rig.robot.find("key:q")
    letter.setFocus(Qt.FocusReason.TabFocusReason)
    assert listener.hear() == ["Letter q" if before else "Capital letter Q"]
