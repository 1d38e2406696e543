"""The disk fails while the kiosk has its file open: nobody is told "saved", and no form begins."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WORKER = Path(__file__).with_name("bad_disk_worker.py")
Happens = Callable[..., dict[str, Any]]


@pytest.fixture
def happens(preloadable: Callable[[str], Path], tmp_path: Path) -> Happens:
    def run(scenario: str, control: str = "") -> dict[str, Any]:
        """What a kiosk of its own met, and what it said."""
        folder = tmp_path / (control or scenario)
        folder.mkdir()
        extra = {
            "LD_PRELOAD": str(preloadable("bad_disk.c")),
            "BAD_DISK_BELOW": str(folder / "state"),
            "CONTROL": control,
        }
        done = subprocess.run(
            [sys.executable, str(WORKER), scenario, str(folder)],
            capture_output=True,
            text=True,
            env={**os.environ, **extra},
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    return run


def test_what_the_screen_says_while_the_disk_fails_is_true(happens: Happens) -> None:
    """It can only be read; it is over its quota; a sync fails."""
    found = happens("screens")
    control = found.pop("control")
    assert sorted(found) == ["quota", "read-only", "sync"]
    for name, seen in found.items():
        assert seen["failed"] > 2, f"{name}: the disk did fail"
        assert seen["saved"] == [False, False]
        assert "We could not save this" in seen["said"]
        assert "01632 960 100" in seen["said"]
        assert "Saved" not in seen["said"]
        assert seen["unasked"] == [], "what was not saved is not in the queue either"
        assert not seen["next_began"], f"{name}: the next resident is told before the form"
        assert "This kiosk is not working" in seen["next_said"]
        assert seen["again"], "the disk is well, and so is the kiosk"
        assert seen["new"] == [seen["reference"]], "that one, once"
    assert control["next_began"], "without the trial the form would begin"


def test_a_save_of_which_any_one_sync_fails_is_there_once_when_it_was_tried_again(happens: Happens) -> None:
    found = happens("syncs")
    assert found["failed"] > 2
    assert (found["lost"], found["unasked"], found["sound"]) == (0, 0, True)


def test_control_what_a_failed_save_left_would_be_sent_as_well(happens: Happens) -> None:
    assert happens("syncs", control="left")["unasked"] == 1


def test_when_the_quota_is_used_up_an_item_is_marked_all_the_same(happens: Happens) -> None:
    assert happens("quota") == {"delivered": True, "ballast": True}


def test_control_without_the_ballast_it_could_not_be_marked(happens: Happens) -> None:
    assert happens("quota", control="kept") == {"delivered": False, "ballast": True}
