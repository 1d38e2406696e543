"""`kiosk journeys list` and the register's part of `kiosk journeys check`."""

import json
import re
from pathlib import Path

import pytest

from kiosk.__main__ import main

REGISTER = """\
total:
  services: 10
  source: Minutes.
groups:
- {id: bins, icon: recycle, title: {en: Bins}, summary: {en: Bins}}
- {id: pets, icon: house, title: {en: Pets}, summary: {en: Pets}}
services:
- {id: missed-bin, status: live, groups: [bins], index: {en: Bins}}
- {id: lost-cat, status: handoff, groups: [pets], index: {en: Cats}}
- {id: new-bin, status: test, groups: [bins], index: {en: New bins}}
- {id: all-at-once, status: live, groups: [bins], index: {en: All}, counted: false}
- id: dog-licence
  status: planned
  groups: [pets]
  title: {en: Dog licence}
  owner: council
  source: Minutes.
"""
JOURNEY = """\
journey: {id}
title: About {id}
version: 3
status: {status}
owner: council
offline: {offline}
class: 1
minutes: 4
steps:
- note: one
  title: One
  body: One.
done:
  title: Done
"""
FOUND = {
    "missed-bin": ("live", "information"),
    "lost-cat": ("live", "handoff"),
    "new-bin": ("test", "information"),
    "all-at-once": ("live", "information"),
}


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    """A folder as it ships: the register, and the journeys in a folder beside it."""
    journeys = tmp_path / "journeys"
    journeys.mkdir()
    (journeys / "shared.yaml").write_text("organisations: [council]\n", encoding="utf-8")
    for name, (status, offline) in FOUND.items():
        text = JOURNEY.format(id=name, status=status, offline=offline)
        (journeys / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "services.yaml").write_text(REGISTER, encoding="utf-8")
    return tmp_path


def listed(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> list[str]:
    assert main(["journeys", "list", *options]) == code
    return capsys.readouterr().out.splitlines()


def ids(lines: list[str]) -> list[str]:
    return [line.split()[1] for line in lines if re.match("(live|handoff|test|planned) ", line)]


SUMMARY = (
    "2 of 10 services: 1 done here, 1 handed to whoever runs them. "
    "Of the others 1 are in test, 1 are planned and 6 are not yet named."
)


def test_everything_known_by_name_is_listed_and_counted(
    assets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = listed(capsys, str(assets))
    assert ids(lines) == ["missed-bin", "lost-cat", "new-bin", "all-at-once", "dog-licence"]
    assert lines[0] == "live     missed-bin  About missed-bin  (council, version 3, information, class 1, en)"
    assert lines[4] == "planned  dog-licence  Dog licence  (council)"
    assert lines[-1] == SUMMARY


def test_the_folder_of_journeys_finds_its_register_too(
    assets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(capsys, str(assets / "journeys"))[-1] == SUMMARY


def test_the_list_can_be_narrowed(assets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ids(listed(capsys, str(assets), "--status", "live")) == ["missed-bin", "all-at-once"]
    assert ids(listed(capsys, str(assets), "--group", "pets")) == ["lost-cat", "dog-licence"]
    assert ids(listed(capsys, str(assets), "--group", "pets", "--status", "test")) == []
    assert listed(capsys, str(assets), "--summary") == [SUMMARY]


def test_the_list_as_json(assets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads("\n".join(listed(capsys, str(assets), "--json", "--group", "pets")))
    assert found["count"] == {"total": 10, "live": 1, "handoff": 1, "test": 1, "planned": 1, "unnamed": 6}
    cat, dog = found["services"]
    assert (cat["id"], cat["offline"], cat["class"], cat["minutes"]) == ("lost-cat", "handoff", 1, 4)
    assert (dog["status"], dog["source"], dog["version"]) == ("planned", "Minutes.", None)
    assert json.loads("\n".join(listed(capsys, str(assets), "--json", "--summary")))["services"] == []


def test_what_cannot_be_loaded_does_not_count_as_live(
    assets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (assets / "journeys" / "lost-cat.yaml").write_text("journey: lost-cat\n", encoding="utf-8")
    lines = listed(capsys, str(assets), code=1)
    assert any(line.startswith("1 of 10 services: 1 done here, 0 handed") for line in lines)
    assert any(line.startswith("lost-cat.yaml:1: error: missing-key") for line in lines)


def test_a_group_that_is_not_there_is_one_line(assets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journeys", "list", str(assets), "--group", "cars"]) == 2
    assert capsys.readouterr().err == "kiosk: --group: there is no group 'cars'; there are bins, pets\n"


def test_the_shipped_list_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    lines = listed(capsys)
    assert re.fullmatch(r"\d+ of 198 services: .* and \d+ are not yet named\.", lines[-1])
    assert {"missed-bin", "blue-badge", "rent-enquiry"} <= set(ids(lines))


@pytest.mark.parametrize("what", ["", "journeys", "services.yaml"])
def test_a_check_looks_at_the_register_too(
    assets: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    assert main(["journeys", "check", str(assets / what)]) == 0
    file = assets / "services.yaml"
    file.write_text(REGISTER.replace("status: handoff", "status: live"), encoding="utf-8")
    assert main(["journeys", "check", str(assets / what)]) == 1
    told = "services.yaml:9: error: wrong-status: 'lost-cat' is 'live' here, and its journey is 'handoff'."
    assert told in capsys.readouterr().out


def test_a_check_of_one_journey_leaves_the_register_alone(
    assets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (assets / "services.yaml").write_text("total: nonsense\n", encoding="utf-8")
    assert main(["journeys", "check", str(assets / "journeys" / "missed-bin.yaml")]) == 0
