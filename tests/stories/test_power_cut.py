"""`kiosk run` loses its power in the middle of a visit: nothing is left anywhere, and it starts as new."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.commands.demo_story import found_in

HANDS = Path(__file__).parent / "hands.py"
SCREEN = Path(__file__).parents[1] / "screen.json"
TOLD = ("Zebedee", "Zebedee Exampleton", "07700 900321", "7700900321", "+447700900321")
"""What the resident told before the cut, as it could stand in a file."""


@pytest.fixture
def run(site, tmp_path: Path):
    """`kiosk run` with home and temporary folder below the site's, so that whatever it writes is found."""
    began: list[subprocess.Popen[str]] = []
    home = site.folder / "home"
    home.mkdir()

    def start(act: str) -> tuple[subprocess.Popen[str], dict]:
        process = subprocess.Popen(
            [sys.executable, str(HANDS), str(site.config), act],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=home,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": f"offscreen:configfile={SCREEN}",
                "HOME": str(home),
                "TMPDIR": str(home),
                "XDG_RUNTIME_DIR": str(home),
                "XDG_CONFIG_HOME": str(home),
                "XDG_CACHE_HOME": str(home),
            },
        )
        began.append(process)
        line = process.stdout.readline()
        assert line, process.stderr.read()
        return process, json.loads(line)

    yield start
    for process in began:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_after_a_power_cut_nothing_is_left_and_the_attract_screen_shows(run, site) -> None:
    process, where = run("visit")
    assert where == {"page": "call_times"}, "the visit is well under way"
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL

    assert site.settings().database.exists(), "the kiosk had its database open"
    assert found_in(site.folder, TOLD) == []
    planted = site.folder / "home" / "planted"
    planted.write_text(f"name={TOLD[1]}", encoding="utf-8")
    assert found_in(site.folder, TOLD) == ["planted"], "the search finds what is there"
    planted.unlink()

    process, seen = run("look")
    assert (seen["stage"], seen["walk"], seen["begin"]) == ("attract", False, True)
    assert not any(told in seen["text"] for told in TOLD)
    process.terminate()
    assert process.wait(10) == 0, "asked by the system, the kiosk ends in order"
    assert process.stderr.read() == ""
    assert found_in(site.folder, TOLD) == []
