"""`kiosk journeys`: what is printed, and the exit codes."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.__main__ import main

FIXTURES = Path(__file__).parent / "fixtures"
CLEAN = str(FIXTURES / "clean.yaml")


def walk(*more: str, answers: Path = FIXTURES / "answers.json") -> list[str]:
    data = str(FIXTURES / "data")
    return [
        "journeys",
        "walk",
        CLEAN,
        "--answers",
        str(answers),
        "--data",
        data,
        "--today",
        "2026-11-23",
        *more,
    ]


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES, tmp_path / "j", ignore=shutil.ignore_patterns("data", "*.json"))
    path = tmp_path / "j" / "clean.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("'none' in bins", "'nowt' in bins"), encoding="utf-8"
    )
    return path


def test_a_clean_folder_counts_its_texts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journeys", "check", str(FIXTURES)]) == 0
    assert "clean.cy.yaml: 67 of 67 texts" in capsys.readouterr().out


def test_mistakes_are_told_with_file_line_and_suggestion(
    spoiled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["journeys", "check", str(spoiled)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    line = spoiled.read_text(encoding="utf-8").split("'nowt'")[0].count("\n") + 1
    assert (
        first == f"clean.yaml:{line}: error: not-in-list: 'nowt' is not a value of bin. Did you mean 'none'?"
    )


def test_mistakes_as_json(spoiled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journeys", "check", str(spoiled.parent), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["rule"] for one in found["problems"]] == ["not-in-list"]
    assert found["problems"][0].keys() == {"file", "line", "level", "rule", "message", "suggestion"}
    assert found["texts"]["clean.cy.yaml"] == [67, 67]


def test_an_overlay_stands_for_its_journey(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journeys", "check", str(FIXTURES / "clean.cy.yaml"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["texts"]["clean.cy.yaml"] == [67, 67]


@pytest.mark.parametrize(
    "argv",
    [
        ["check", "nowhere"],
        ["list", "nowhere"],
        ["walk", "no-such-journey", "--answers", "x.json"],
        ["walk", "nowhere.yaml", "--answers", "x.json"],
        ["walk", CLEAN, "--answers", "x.json"],
        ["walk", CLEAN, "--answers", __file__],
        ["walk", CLEAN, "--answers", str(FIXTURES / "answers.json"), "--today", "tomorrow"],
        ["walk", CLEAN, "--answers", str(FIXTURES / "answers.json"), "--data", "nowhere"],
    ],
)
def test_what_could_not_run_is_one_line_and_exit_code_2(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["journeys", *argv]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("kiosk: ")
    assert len(said.err.splitlines()) == 1


def test_a_journey_with_mistakes_cannot_be_walked(spoiled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journeys", "walk", str(spoiled), "--answers", str(FIXTURES / "answers.json")]) == 2
    assert "not-in-list" in capsys.readouterr().err


def test_a_walk_to_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(walk("--json")) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["end"] == "check"
    assert found["problems"] == []
    assert found["never_asked"] == ["crew"]
    assert [one["name"] for one in found["shown"]][:4] == ["behalf", "address", "bins", "crew_note[refuse]"]
    assert found["submission"]["answers"]["income[2]"] == "20.25"
    assert found["submission"]["derived"]["total"] == "120.25"


def test_a_walk_with_staff_in_welsh(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(walk("--json", "--staff", "--lang", "cy")) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["never_asked"] == []
    assert found["shown"][0]["title"] == "I bwy mae hyn?"
    assert found["submission"]["answers"]["crew"] == "Ring the bell"


def test_a_walk_that_stops_short_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = json.loads((FIXTURES / "answers.json").read_text(encoding="utf-8"))
    del answers["rooms"]
    path = tmp_path / "short.json"
    path.write_text(json.dumps({**answers, "spare": 1}), encoding="utf-8")
    assert main(walk(answers=path)) == 1
    out = capsys.readouterr().out
    assert "problem: rooms: required: Enter rooms" in out
    assert "never asked: spare" in out
    assert out.endswith("end: stopped short\n")


def test_a_walk_to_an_exit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "out.json"
    path.write_text('{"behalf": "self", "address": "20"}', encoding="utf-8")
    assert main(walk(answers=path)) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "exit: outside: We do not collect bins there",
        "end: exit",
    ]


def test_journeys_without_a_register_are_listed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journeys", "list", str(FIXTURES), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["count"] is None
    row = next(one for one in found["services"] if one["id"] == "clean")
    assert (row["title"], row["status"]) == ("Tell us about your bins", "live")
    assert (row["version"], row["offline"], row["class"]) == (2, "warn", 3)
    assert row["languages"] == ["en", "cy"]


def test_a_list_with_a_bad_journey_says_so(spoiled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journeys", "list", str(spoiled.parent)]) == 1
    assert "not-in-list" in capsys.readouterr().out


def test_loading_starts_without_what_it_does_not_need() -> None:
    code = (
        "import sys; from kiosk.__main__ import main; main(['journeys', 'list', sys.argv[1]]);"
        "print([name for name in ('PySide6', 'babel', 'phonenumbers', 'httpx', 'cryptography')"
        " if name in sys.modules])"
    )
    began = time.perf_counter()
    done = subprocess.run(  # our own interpreter and code
        [sys.executable, "-c", code, str(FIXTURES)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ},
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert time.perf_counter() - began < 5
