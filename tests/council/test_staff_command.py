"""`council staff` and `council audit` at the server's command line."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from council.__main__ import main
from council.database import Database
from council.desk.accounts import Accounts


def staff(folder: Path, *line: str) -> int:
    return main(["staff", *line, "--data", str(folder)])


def test_accounts_are_made_listed_and_kept_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert staff(tmp_path, "list") == 0
    assert "council staff add NAME --role administer" in capsys.readouterr().out
    assert staff(tmp_path, "add", "kim", "--role", "administer") == 0
    code = re.findall(r": ((?:[0-9A-Z]{4}-?){4})\n", capsys.readouterr().out)[0]
    database = Database.open(f"sqlite:///{tmp_path / 'council.db'}")
    assert Accounts(database).sign_up("kim", code, "hash", datetime.now(UTC))
    assert staff(tmp_path, "role", "kim", "--role", "operate") == 0
    assert staff(tmp_path, "disable", "kim") == 0
    capsys.readouterr()
    assert staff(tmp_path, "list") == 0
    assert re.search(r"kim +operate +kept out, never here yet", capsys.readouterr().out)
    assert staff(tmp_path, "enable", "kim") == 0
    assert staff(tmp_path, "reset", "kim") == 0
    fresh = re.findall(r": ((?:[0-9A-Z]{4}-?){4})\n", capsys.readouterr().out)[0]
    assert fresh != code
    assert Accounts(database).needed("kim").password is None
    database.close()
    assert staff(tmp_path, "list", "--json") == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["name"], told["role"], told["disabled"], told["signed_up"]) == (
        "kim",
        "operate",
        False,
        False,
    )
    assert main(["audit", "--json", "--data", str(tmp_path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["event"], line["actor"], line["about"]) for line in lines] == [
        ("account-added", "operator", "kim: administer"),
        ("role-changed", "operator", "kim: operate"),
        ("account-disabled", "operator", "kim"),
        ("account-enabled", "operator", "kim"),
        ("account-reset", "operator", "kim"),
    ]
    assert main(["audit", "--data", str(tmp_path)]) == 0
    told_plainly = capsys.readouterr().out
    assert "account-reset" in told_plainly
    assert code not in told_plainly + json.dumps(lines)
    assert fresh not in told_plainly + json.dumps(lines)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["add", "Kim", "--role", "view"], "cannot be a name"),
        (["disable", "nobody"], "there is no account 'nobody'"),
        (["reset", "no\x1b[31mbody"], "there is no account 'no[31mbody'"),
        (["role", "nobody", "--role", "view"], "there is no account"),
    ],
)
def test_a_mistake_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: list[str], said: str
) -> None:
    assert staff(tmp_path, *line) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert "\x1b" not in told


def test_no_password_can_be_given_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        staff(tmp_path, "add", "kim", "--role", "view", "--password", "horse stable lamp")
    with pytest.raises(SystemExit):
        staff(tmp_path, "add", "kim")
    assert "--role" in capsys.readouterr().err
