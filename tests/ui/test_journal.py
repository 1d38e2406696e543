"""What the operator is told of an error: which, and where; never what was in it."""

import pytest

from kiosk.errors import BugError, StoreError
from kiosk.visit import Stage
from ui.journal import CATALOGUE, Journal

SECRET = "Sam Sample, 1 Example Street"


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:  # its trace is what is asked for
        return caught


@pytest.mark.parametrize("event", CATALOGUE)
def test_an_event_says_class_and_place_and_nothing_else(event: str) -> None:
    lines: list[str] = []
    Journal(lines.append)(event, raised(ValueError(SECRET)))
    assert lines == [f"kiosk: {event} ValueError at test_journal.py:{raised.__code__.co_firstlineno + 2}"]


def test_an_error_that_was_never_raised_has_no_place() -> None:
    lines: list[str] = []
    Journal(lines.append)("not-saved", ValueError(SECRET))
    assert lines == ["kiosk: not-saved ValueError at unknown"]


def test_an_event_that_is_not_in_the_catalogue_is_a_bug() -> None:
    lines: list[str] = []
    with pytest.raises(BugError, match="answer-given"):
        Journal(lines.append)("answer-given", ValueError(SECRET))
    assert lines == []


def test_why_something_was_not_saved_is_in_the_log_without_its_words(kiosk, capfd) -> None:
    kiosk.counter.failures = [StoreError(SECRET)]
    kiosk.to_check()
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.NOT_SAVED, "told")
    err = capfd.readouterr().err
    assert err.startswith("kiosk: not-saved StoreError at conftest.py:")
    assert SECRET not in err


def test_why_no_form_is_offered_is_in_the_log(kiosk, capfd) -> None:
    kiosk.counter.broken = StoreError(SECRET)
    kiosk.cover()
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.OUT_OF_ORDER, "out of order")
    assert "cannot-save StoreError at conftest.py:" in capfd.readouterr().err


def test_a_state_that_cannot_be_read_is_said_once_until_it_can(kiosk, capfd) -> None:
    kiosk.to_finished()
    saving, counter = kiosk.app.navigator.errands.saving, kiosk.counter
    reads = counter.sent_at

    def broken(_: str) -> None:
        counter.asked += 1
        raise StoreError(SECRET)

    def ask_with(answer, times: int) -> None:
        counter.asked, counter.sent_at = 0, answer
        for _ in range(times):
            saving.look_whether_sent()
        # The door does one after the other: what it is given last is last.
        done: list[object] = []
        saving.door.run(lambda: None, done.append)
        kiosk.robot.until(lambda: bool(done), "asked")

    saving.rest()
    ask_with(broken, 3)
    assert capfd.readouterr().err.count("state-unknown StoreError") == 1
    ask_with(reads, 1)
    ask_with(broken, 2)
    err = capfd.readouterr().err
    assert err.count("state-unknown StoreError") == 1
    assert SECRET not in err
