"""What soak tests print comes into the document, and what failed does not."""

from datetime import date
from pathlib import Path

import pytest
from soak_report import BEGIN, END, Row, read, written

DAY = date(2026, 11, 22)
KILLS = Row("kill -9 of the agent", "50 kills, 62 saved, 0 lost, 0 twice", "7", "10", "2026-11-22", "0a1b2c3")
CLOCK = Row("clock", "10 runs, 0 lost", "from 0", "10", "2026-11-22", "0a1b2c3")
XML = """<testsuites><testsuite>
<testcase classname="tests.faults.test_kills" name="test_agent"><system-out>
--------------------------------- Captured Out ---------------------------------
listening on http://127.0.0.1:8000
/tmp/site/copy.db: has everything received by 2026-11-22T13:58:30Z.
kill -9 of the agent: 50 kills, 62 saved, 0 lost, 0 twice, seed 7
</system-out></testcase>
<testcase classname="tests.faults.test_clock" name="test_jumps">
<system-out>clock: 10 runs, 0 lost, seeds from 0</system-out></testcase>
<testcase classname="tests.faults.test_network" name="test_late">
<failure message="lost"/><system-out>network late: 20 items, 3 lost, seed 1
</system-out></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "soak.xml"
    path.write_text(XML, encoding="utf-8")
    return path


def test_lines_of_tests_that_passed_are_read_and_the_others_named(results: Path) -> None:
    found = read(results, "10", DAY, "0a1b2c3")
    assert found.rows == (KILLS, CLOCK)
    assert found.failed == ("tests.faults.test_network::test_late",)


def test_a_row_takes_the_place_of_the_older_one_and_the_rest_stays() -> None:
    text = f"# Title\n\n{BEGIN}\n{END}\n\nMore.\n"
    once = written(text, (KILLS, CLOCK), "Two processors.")
    newer = Row("clock", "20 runs, 0 lost", "3", "100", "2026-11-23", "0a1b2c4")
    twice = written(once, (newer,), "Three processors.")
    assert twice.startswith("# Title\n")
    assert twice.endswith("\n\nMore.\n")
    assert KILLS.line() in twice
    assert newer.line() in twice
    assert CLOCK.line() not in twice
    assert "Three processors." in twice
    assert "Two processors." not in twice
    assert written(twice, (newer,), "Three processors.") == twice


def test_a_document_without_a_place_for_it_is_refused() -> None:
    with pytest.raises(ValueError, match="begin"):
        written("# Title\n", (CLOCK,), "")
