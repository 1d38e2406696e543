"""The table of a print job."""

from pathlib import Path

from kiosk.receipt import Outcome
from printers.job import OUTCOMES, TABLE, Event, Phase


def test_a_failure_before_the_first_byte_is_not_printed_and_after_it_unknown() -> None:
    assert TABLE[Phase.NEW, Event.FAILED] is Phase.NOT_PRINTED
    assert TABLE[Phase.READY, Event.FAILED] is Phase.NOT_PRINTED
    assert TABLE[Phase.STARTED, Event.FAILED] is Phase.UNKNOWN


def test_printed_is_reached_by_proof_alone() -> None:
    assert [event for (_, event), to in TABLE.items() if to is Phase.PRINTED] == [Event.PROVEN]


def test_every_outcome_comes_of_one_end() -> None:
    assert sorted(OUTCOMES.values()) == sorted(Outcome)


def test_the_documentation_draws_this_table() -> None:
    text = (Path(__file__).parents[2] / "docs/printing.md").read_text()
    section = text.split("## The life of a print job")[1].split("\n\n")[1]
    rows = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in section.splitlines()[2:]]
    assert rows == [(phase.value, event.value, to.value) for (phase, event), to in TABLE.items()]
