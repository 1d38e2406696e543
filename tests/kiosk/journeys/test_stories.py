"""Stories told again: as expected, otherwise, short of their end, or not told at all."""

import json
import shutil
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.assets import assets_dir
from kiosk.journeys.stories import differences

OPTIONS = ["journeys", "stories", "bin-day"]


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    shutil.copytree(assets_dir() / "examples" / "bin-day", tmp_path / "stories" / "bin-day")
    return tmp_path / "stories"


def told(stories: Path, *options: str) -> int:
    return main([*OPTIONS, "--stories", str(stories), *options])


def test_stories_that_come_out_as_expected(stories: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(stories) == 0
    assert capsys.readouterr().out == "4 stories, 0 not as expected\n"


def test_another_outcome_is_named_without_any_answer_and_can_be_accepted(
    stories: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = stories / "bin-day" / "expected" / "usual.json"
    kept = outcome.read_text(encoding="utf-8")
    outcome.write_text(kept.replace('"done"', '"exit"').replace("Which address", "What house"), "utf-8")
    assert told(stories) == 1
    said = capsys.readouterr().out
    assert "bin-day/usual:\n  end is other\n" in said
    assert "What house" not in said
    assert told(stories, "--write") == 0
    assert outcome.read_text(encoding="utf-8") == kept


def test_a_new_story_waits_until_somebody_has_looked(
    stories: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (stories / "bin-day" / "expected" / "usual.json").unlink()
    assert told(stories, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert list(found["differ"]) == ["bin-day/usual"]
    assert told(stories, "--write") == 0
    assert told(stories) == 0


@pytest.mark.parametrize(
    ("answers", "what"),
    [
        ("{}", "'address' breaks the rule 'required'"),
        ('{"address": "100000000001", "adress": "x"}', "'adress' is never asked"),
    ],
)
def test_a_story_with_a_mistake_is_never_accepted(
    stories: Path, answers: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = stories / "bin-day" / "usual.json"
    path.write_text(answers, encoding="utf-8")
    before = (stories / "bin-day" / "expected" / "usual.json").read_text(encoding="utf-8")
    assert told(stories, "--write") == 1
    assert what in capsys.readouterr().out
    assert (stories / "bin-day" / "expected" / "usual.json").read_text(encoding="utf-8") == before


def test_a_file_that_is_no_story_is_told_by_its_line(
    stories: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (stories / "bin-day" / "usual.json").write_text('{"address":\n "1",}', encoding="utf-8")
    assert told(stories) == 2
    assert "usual.json:2: is not JSON" in capsys.readouterr().err


def test_where_there_are_no_stories_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(tmp_path) == 2
    assert "there are no stories of bin-day" in capsys.readouterr().err


def test_differences_are_told_by_place() -> None:
    before = {"end": "check", "rows": [{"a": 1}, {"b": 2}], "gone": 1}
    after = {"end": "exit", "rows": [{"a": 1}, {"b": 3}], "fresh": 2}
    assert list(differences(before, after)) == [
        "end is other",
        "fresh is new",
        "gone is gone",
        "rows[1].b is other",
    ]
