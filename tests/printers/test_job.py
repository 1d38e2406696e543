"""The table of a print job."""

from pathlib import Path

import pytest

from kiosk.errors import IllegalTransitionError
from kiosk.receipt import Outcome
from printers.job import OUTCOMES, TABLE, Event, Phase, after


def test_a_failure_before_the_first_byte_is_not_printed_and_after_it_unknown() -> None:
    assert after(Phase.NEW, Event.FAILED) is Phase.NOT_PRINTED
    assert after(Phase.READY, Event.FAILED) is Phase.NOT_PRINTED
    assert after(Phase.STARTED, Event.FAILED) is Phase.UNKNOWN


def test_printed_is_reached_by_proof_alone() -> None:
    assert [event for (_, event), to in TABLE.items() if to is Phase.PRINTED] == [Event.PROVEN]


def test_every_phase_with_an_outcome_is_an_end() -> None:
    assert set(OUTCOMES.values()) == set(Outcome)
    assert not {phase for phase, _ in TABLE} & OUTCOMES.keys()


def test_an_event_outside_the_table_raises() -> None:
    with pytest.raises(IllegalTransitionError, match="a print job cannot have"):
        after(Phase.UNKNOWN, Event.STARTED)


def test_the_documentation_draws_this_table() -> None:
    text = (Path(__file__).parents[2] / "docs/printing.md").read_text()
    section = text.split("## The life of a print job")[1].split("\n\n")[1]
    rows = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in section.splitlines()[2:]]
    assert rows == [(phase.value, event.value, to.value) for (phase, event), to in TABLE.items()]
