"""Every line that would be printed is heard."""

from datetime import UTC, datetime

import pytest

from kiosk.language import NAMES, words_for
from kiosk.receipt import Line, Receipt, State, compose
from printers.layout import Box, Text, lay_out
from ui.speech.paper import receipt_lines

AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


def receipt(language: str, state: State) -> Receipt:
    """One with everything that a receipt may hold."""
    sent = state is not State.INFORMATION
    return compose(
        council="Exampleton Council",
        service="Missed bin",
        reference="K7MF4T2Q9XW3" if sent else "",
        at=AT,
        place="Exampleton Library",
        state=state,
        words=words_for(language),
        lines=(Line("Bin", "Recycling\nGlass"), Line("Street", "Old Orchard Gardens")),
        next_steps="We tell **the crew**.\n\n- They come back\n- You need not wait",
        items=(Line("Bring a bill", "Not older than\n3 months"), Line("A key", "")),
        phone="01632 960 123",
        hours="9am to 5pm",
        link="https://www.example.org/kiosk?ref=K7MF4T2Q9XW3" if sent else "https://www.example.org/bins",
    )


def plain(text: str) -> str:
    """The letters alone: marks for line breaks and direction are not heard."""
    return "".join(one for one in text if one.isalnum()).casefold()


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("language", list(NAMES))
def test_every_printed_line_is_said_in_the_same_order(language: str, state: State) -> None:
    made, words = receipt(language, state), words_for(language)
    printed = [one.text for one in lay_out(made, words).blocks if isinstance(one, Text | Box)]
    heard = receipt_lines(made, words)
    assert [plain(one) for one in heard] == [plain(one) for one in printed]


def test_a_card_without_a_reference_has_only_what_is_on_it() -> None:
    words = words_for("en")
    card = compose(
        council="Exampleton Council",
        service="Talk to us",
        at=AT,
        place="Exampleton Library",
        state=State.INFORMATION,
        words=words,
        phone="01632 960 123",
    )
    printed = [one.text for one in lay_out(card, words).blocks if isinstance(one, Text | Box)]
    assert [plain(one) for one in receipt_lines(card, words)] == [plain(one) for one in printed]
