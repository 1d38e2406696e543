"""On X11 whatever is selected can be pasted by the next one, without being copied. Ours gives nothing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(
    shutil.which("Xvfb") is None,
    reason="Xvfb is not installed: sudo apt-get install --no-install-recommends xvfb",
)
def test_the_systems_selection_has_nothing_of_our_boxes() -> None:
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            display = told.readline().strip()
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("selection_window.py"))],
            capture_output=True,
            text=True,
            env={**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"},
            timeout=60,
            check=True,
        )
    finally:
        screen.terminate()
        screen.wait(10)
    found = json.loads(done.stdout)
    assert found["supported"], "this screen has such a selection"
    assert "told" not in (found["line"], found["long"])
    assert found["plain"] == "told", "the control: a box of Qt's own gives what is in it"
