"""What a receipt says, composed from facts."""

from datetime import datetime

import pytest

from kiosk.errors import BugError
from kiosk.language import words_for
from kiosk.receipt import Line, Receipt, State, compose, reference_link, state_text

AT = datetime.fromisoformat("2026-11-02T10:42:00")


def made(state: State = State.SAVED, reference: str = "K7MF4T2Q9XWY", **more: object) -> Receipt:
    return compose(
        council="Exampleton District Council",
        service="Report a missed bin",
        reference=reference,
        at=AT,
        place="Exampleton Library",
        state=state,
        words=words_for("en"),
        **more,
    )


@pytest.mark.parametrize("state", [State.SAVED, State.SENT])
def test_paper_and_screen_say_the_same_of_the_state(state: State) -> None:
    assert made(state).state_text == state_text(state, AT, words_for("en"))


def test_saved_is_not_called_sent() -> None:
    assert "has not received" in made(State.SAVED).state_text
    assert "Sent" not in made(State.SAVED).state_text


def test_only_the_lines_given_are_on_it() -> None:
    assert made().lines == ()
    lines = (Line("Which bin", "Garden waste"),)
    assert made(lines=lines).lines == lines
    assert made().items == ()
    assert made(items=lines).items == lines


@pytest.mark.parametrize(("state", "reference"), [(State.SAVED, ""), (State.INFORMATION, "K7MF4T2Q9XWY")])
def test_a_reference_belongs_to_a_submission_and_to_nothing_else(state: State, reference: str) -> None:
    with pytest.raises(BugError, match=f"a receipt in state '{state}'"):
        made(state, reference)


def test_information_has_no_reference() -> None:
    receipt = made(State.INFORMATION, "")
    assert receipt.state_text == "This is information, not an application."


@pytest.mark.parametrize(
    ("web", "reference", "link"),
    [
        ("https://www.example.org/kiosk", "K7MF4T2Q9XWY", "https://www.example.org/kiosk?ref=K7MF4T2Q9XWY"),
        (
            "https://www.example.org/?page=7",
            "K7MF4T2Q9XWY",
            "https://www.example.org/?page=7&ref=K7MF4T2Q9XWY",
        ),
        ("https://www.example.org/kiosk", "", "https://www.example.org/kiosk"),
    ],
)
def test_the_link_holds_the_reference_and_nothing_else(web: str, reference: str, link: str) -> None:
    assert reference_link(web, reference) == link
