"""The last line of `kiosk journeys check`, and its colours."""

import shutil
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.commands.journeys_check import painted, summary
from kiosk.journeys.source import Finding

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES, tmp_path / "j", ignore=shutil.ignore_patterns("data", "*.json"))
    return tmp_path / "j"


def test_the_last_line_counts_everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "clean.yaml"
    text = path.read_text(encoding="utf-8").replace("'none' in bins", "'nowt' in bins")
    path.write_text(text, encoding="utf-8")
    assert main(["journeys", "check", str(folder)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 journeys, 1 error, 0 warnings"


def test_missing_texts_are_counted_by_language(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "clean.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: live", "status: test"), encoding="utf-8"
    )
    overlay = folder / "clean.cy.yaml"
    text = overlay.read_text(encoding="utf-8").replace("why.title: Pam oedd yn hwyr?\n", "")
    overlay.write_text(text, encoding="utf-8")
    assert main(["journeys", "check", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 journey, 0 errors, 0 warnings; texts missing: cy 1"


def test_languages_are_summed_over_files() -> None:
    texts = {"a.cy.yaml": (3, 5), "b.cy.yaml": (5, 5), "b.cy.other.yaml": (0, 4), "b.pl.yaml": (1, 2)}
    assert summary(2, 0, 1, texts) == "2 journeys, 0 errors, 1 warning; texts missing: cy 6, pl 1"


def test_colours_are_for_terminals_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "clean.yaml").write_text("journey: clean\n", encoding="utf-8")
    assert main(["journeys", "check", str(folder)]) == 1
    assert "\033" not in capsys.readouterr().out
    finding = Finding(file="a.yaml", line=3, level="error", rule="unused", message="an error: not this one.")
    assert painted(finding) == "a.yaml:3: \033[1;31merror\033[0m: unused: an error: not this one."
