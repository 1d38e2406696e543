"""`kiosk datasets`: what this kiosk works with, and who vouches for it."""

import json
from pathlib import Path

import pytest

from kiosk.__main__ import main

CONTACTS = """\
organisation,text,phone,web,source,verified_on
council,Customer services,01632 960 100,,Telephone list,2999-01-01
waste,Bins team,01632 960 110,,,
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    (tmp_path / "data" / "contacts.toml").write_text('made = "2026-11-20"\n', encoding="utf-8")
    (tmp_path / "data" / "rules.csv").write_text("rule\n", encoding="utf-8")
    (tmp_path / "data" / "rules.toml").write_text('made = "2026-11-20"\n', encoding="utf-8")
    path = tmp_path / "kiosk.toml"
    path.write_text('[site]\nstate_dir = "state"\n[content]\ndatasets = "data"\n', encoding="utf-8")
    return str(path)


def test_facts_are_listed_with_their_state(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["datasets", "facts", "--config", config]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "contacts  waste  not yet confirmed  Bins team; 01632 960 110  [no source]",
        "contacts  council  confirmed 2999-01-01  Customer services; 01632 960 100  [Telephone list]",
        "2 facts, 1 not confirmed within a year",
    ]


def test_facts_come_as_json_and_only_open_ones_if_asked(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["datasets", "facts", "--config", config, "--json", "--open"]) == 0
    (fact,) = json.loads(capsys.readouterr().out)
    assert (fact["fact"], fact["state"], fact["verified_on"]) == ("waste", "not yet confirmed", None)


def test_the_list_says_what_is_there_and_why_something_is_not(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["datasets", "list", "--config", config]) == 0
    told = capsys.readouterr().out
    assert "(no release)" in told
    assert "contacts       2026-11-20" in told
    assert "rules.csv: the column 'number' is missing" in told
    assert "addresses      not there" in told
