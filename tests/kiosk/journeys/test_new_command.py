"""`kiosk journeys new`: what it writes is clean and walks to its end; it overwrites nothing."""

import json
import shutil
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.assets import assets_dir
from kiosk.commands.journeys_author import KINDS
from kiosk.journeys.load import load_files

FIXTURES = Path(__file__).parent / "fixtures"


def new(name: str, folder: Path, *more: str) -> int:
    return main(["journeys", "new", name, "--in", str(folder), *more])


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_journey_has_no_mistake_and_its_story_ends(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new("litter-picker", tmp_path, "--offline", kind) == 0
    found = load_files(tmp_path, try_out=True)
    assert [str(one) for one in found.problems] == []
    journey = found.journeys["litter-picker"]
    assert (journey.offline, journey.status, journey.title.source) == (kind, "test", "Litter picker")
    capsys.readouterr()
    story = tmp_path / "litter-picker" / "usual.json"
    file = str(tmp_path / "litter-picker.yaml")
    assert main(["journeys", "walk", file, "--answers", str(story), "--json"]) == 0
    walked = json.loads(capsys.readouterr().out)
    assert walked["end"] == ("done" if kind in ("information", "handoff") else "check")
    assert walked["never_asked"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_journey_fits_among_the_shipped_ones(kind: str, tmp_path: Path) -> None:
    shutil.copytree(assets_dir() / "journeys", tmp_path / "journeys")
    assert new("litter-picker", tmp_path / "journeys", "--offline", kind, "--owner", "streets") == 0
    found = load_files(tmp_path / "journeys", ("litter-picker",), try_out=True)
    assert [str(one) for one in found.problems] == []
    assert "{team.phone}" in (tmp_path / "journeys" / "litter-picker.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_dataset_of_contacts_no_text_needs_one(kind: str, tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text("organisations: [parks]\n", encoding="utf-8")
    assert new("litter-picker", tmp_path, "--offline", kind, "--owner", "parks") == 0
    assert [str(one) for one in load_files(tmp_path, try_out=True).problems] == []


def test_a_story_lies_among_the_other_examples_where_there_are_some(tmp_path: Path) -> None:
    (tmp_path / "journeys").mkdir()
    (tmp_path / "examples").mkdir()
    assert new("litter-picker", tmp_path / "journeys") == 0
    assert (tmp_path / "examples" / "litter-picker" / "usual.json").is_file()


def test_what_to_do_next_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new("litter-picker", tmp_path)
    out = capsys.readouterr().out
    file = tmp_path / "litter-picker.yaml"
    assert f"wrote {file}" in out
    for verb in ("preview", "check", "walk"):
        assert f"kiosk journeys {verb} {file}" in out


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new("litter-picker", tmp_path)
    file = tmp_path / "litter-picker.yaml"
    file.write_text("mine", encoding="utf-8")
    (tmp_path / "litter-picker" / "usual.json").unlink()
    assert new("litter-picker", tmp_path) == 2
    assert "is there already" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "litter-picker" / "usual.json").exists()


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("Litter", (), "small letters"),
        ("litter_picker", (), "small letters"),
        ("../litter", (), "small letters"),
        ("-litter", (), "small letters"),
        ("shared", (), "cannot be the name"),
        ("l" * 41, (), "41 characters"),
        ("litter", ("--owner", "counsil"), "Did you mean 'council'? Use --owner X."),
    ],
)
def test_what_cannot_be_begun_is_said_in_one_line(
    name: str, more: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(FIXTURES / "shared.yaml", tmp_path)
    argv = ["journeys", "new", f"--in={tmp_path}", *more, "--", name]
    assert main(argv) == 2
    err = capsys.readouterr().err
    assert said in err
    assert len(err.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shared.yaml"]


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new("litter", tmp_path / "nowhere") == 2
    assert "there is no such folder" in capsys.readouterr().err


def test_a_broken_shared_file_must_be_mended_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shared.yaml").write_text("organisations: [council\n", encoding="utf-8")
    assert new("litter", tmp_path) == 2
    assert "Mend it first." in capsys.readouterr().err
