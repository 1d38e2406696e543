"""What is typed into a box that hides it is on the system's bus in no form: neither as its text nor as it
changes."""

import sys
from pathlib import Path

import pytest
from jeepney.wrappers import DBusErrorResponse

WINDOW = Path(__file__).with_name("bank_window.py")
TYPED = "914253"


@pytest.fixture
def bank(desktop, make_reader):
    """Reads a window that types a bank account by itself."""
    running = desktop.start(
        sys.executable, str(WINDOW), TYPED, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", PYTHONWARNINGS="error"
    )
    reader = make_reader()
    reader.until(lambda tree: tree.has("text", "Sort code"), "the bank account")
    yield reader
    running.terminate()
    running.wait(timeout=30)


def test_nothing_of_a_masked_box_is_on_the_bus(bank) -> None:
    with (
        bank.listening("org.a11y.atspi.Event.Object", "TextChanged") as changes,
        bank.listening("org.a11y.atspi.Event.Object", "Announcement") as announced,
    ):
        tree = bank.until(lambda tree: tree.has("text", "All typed"), "the last sign")
        # The box beside it tells each sign once: none of them is of the box that hides.
        told = [str(body[3][1]) for body in changes() if body[0] == "insert"]
        assert told == list(TYPED)
        said = [str(body[3][1]) for body in announced()]
    assert said == [f"character {n} entered" for n in range(1, len(TYPED) + 1)]
    box = tree.find("text", "Sort code")
    with pytest.raises(DBusErrorResponse):
        bank.text(box)
    assert bank.text(tree.find("text", "All typed")) == TYPED, "the control: the other box tells"
    assert TYPED not in box.shown()
