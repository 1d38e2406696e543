"""The agent's log takes only what its catalogue allows."""

import json
from datetime import UTC, datetime

import pytest

from kiosk.errors import BugError
from sync.journal import Journal

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_an_event_is_one_line_of_json() -> None:
    lines: list[str] = []
    Journal(lines.append)("delivered", NOW, seq=7, attempts=1)
    assert [json.loads(line) for line in lines] == [
        {"at": "2026-11-22T12:00:00Z", "event": "delivered", "seq": 7, "attempts": 1}
    ]


@pytest.mark.parametrize(("event", "fields"), [("said", {}), ("delivered", {"answers": "Sam Example"})])
def test_what_the_catalogue_does_not_list_is_never_written(event: str, fields: dict[str, str]) -> None:
    lines: list[str] = []
    with pytest.raises(BugError) as caught:
        Journal(lines.append)(event, NOW, **fields)
    assert lines == []
    assert "Sam" not in str(caught.value)
