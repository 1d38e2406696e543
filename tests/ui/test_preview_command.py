"""`kiosk journeys preview`: pictures of a story without a window, and what is told before one opens."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from kiosk.__main__ import main

FIXTURES = Path(__file__).parent.parent / "kiosk" / "journeys" / "fixtures"
CLEAN = str(FIXTURES / "clean.yaml")
WORLD = ["--data", str(FIXTURES / "data"), "--today", "2026-11-23"]
STORY = ["--answers", str(FIXTURES / "answers.json")]


def test_a_story_becomes_a_picture_of_each_page(
    tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "shots"
    argv = ["journeys", "preview", CLEAN, *WORLD, *STORY, "--panel", "desk", "--shots", str(out)]
    assert main(argv) == 0
    names = sorted(path.name for path in out.glob("*.png"))
    assert names[:4] == ["01-start.png", "02-behalf.png", "03-address.png", "04-bins.png"]
    assert names[-2].endswith("-answers.png")
    assert names[-1].endswith("-saved.png")
    assert capsys.readouterr().out.count("wrote ") == len(names)
    first, second = (QImage(str(out / name)) for name in names[:2])
    assert (first.width(), first.height()) == (1280, 800)
    assert first != second


def test_a_story_that_leaves_ends_with_the_way_out(tmp_path: Path, qapp: object) -> None:
    story = tmp_path / "out.json"
    story.write_text('{"behalf": "self", "address": "20"}', encoding="utf-8")
    argv = ["journeys", "preview", CLEAN, *WORLD, "--answers", str(story), "--panel", "desk"]
    assert main([*argv, "--shots", str(tmp_path / "s")]) == 0
    assert sorted(path.name for path in (tmp_path / "s").iterdir())[-1] == "04-outside.png"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--shots", "x"], "give one with --answers FILE"),
        (["--lang", "xx"], "there are no texts in 'xx'"),
        (["--theme", "pink"], "there is no theme 'pink'"),
        (["--data", "nowhere"], "no such folder of datasets"),
        (["--today", "soon"], "write the day as"),
        (["--answers", "nowhere.json"], "cannot be read"),
    ],
)
def test_what_could_not_be_shown_is_one_line(
    more: list[str], said: str, qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["journeys", "preview", CLEAN, *more]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert len(err.splitlines()) == 1


def test_wording_for_somebody_else_needs_the_question(
    tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["journeys", "new", "litter", "--in", str(tmp_path)]) == 0
    assert main(["journeys", "preview", str(tmp_path / "litter.yaml"), "--other"]) == 2
    assert "there is no 'behalf'" in capsys.readouterr().err


def test_a_broken_journey_has_no_pictures(
    tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("journey: bad\n", encoding="utf-8")
    story = tmp_path / "story.json"
    story.write_text("{}", encoding="utf-8")
    argv = ["journeys", "preview", str(file), "--answers", str(story), "--shots", str(tmp_path / "s")]
    assert main(argv) == 2
    assert "missing-key" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()


def test_ctrl_c_ends_the_window_cleanly() -> None:
    code = "import sys; from kiosk.__main__ import main; sys.exit(main(sys.argv[1:]))"
    running = subprocess.Popen(
        [sys.executable, "-c", code, "journeys", "preview", CLEAN, *WORLD],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(3)
    assert running.poll() is None, "it ended by itself"
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)
    assert running.returncode == 0
    assert "Traceback" not in err
