"""docs/storage.md says what the code does."""

import re
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.audit import CATALOGUE
from kiosk.ballast import ROOM_TIMES
from kiosk.kept import KEPT_SECONDS
from kiosk.room import MIB, Limits

PAGE = (Path(__file__).parents[2] / "docs" / "storage.md").read_text(encoding="utf-8")


def test_the_events_of_the_audit_are_the_catalogue() -> None:
    section = PAGE.partition("## The audit\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", section, re.MULTILINE)
    assert {event: set(fields.replace("`", "").split(", ")) for event, fields in rows} == CATALOGUE


def test_the_limits_are_the_rooms() -> None:
    limits = Limits()
    for words in (
        f"{limits.warn_share:.0%}".replace("%", " %"),
        f"{limits.free_share:.0%}".replace("%", " %"),
        f"{limits.free_bytes // MIB} MB",
        f"{limits.journal_bytes // MIB} MB",
        f"{limits.items:,} items",
        f"{limits.waiting_bytes // 1024 // MIB} GiB wait",
        f"{limits.ballast_bytes // MIB} MiB of random bytes",
        f"{KEPT_SECONDS / 3600:.0f} hours",
    ):
        assert words in PAGE, words
    assert ROOM_TIMES == 2
    assert "twice its size" in PAGE


@pytest.mark.parametrize("words", sorted(set(re.findall(r"`kiosk ((?:outbox|store|audit) [a-z]+)", PAGE))))
def test_every_command_of_the_page_is_there(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words.split(), "--help"])
    assert ended.value.code == 0
    assert "--config" in capsys.readouterr().out
