"""Visits through the real screens, of which one in ten ends with the process: what they told is nowhere."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from canaries import NAME, files, forms, hits

from kiosk.store import Store

HANDS = Path(__file__).parent / "canary_hands.py"
SCREEN = Path(__file__).parents[1] / "screen.json"
SOAK = int(os.environ.get("SOAK", "1"))
VISITS = 10 if SOAK == 1 else 50 * SOAK
"""`make soak` makes them 500."""
TOGETHER = 10
SHELL = ("/bin/sh", "-c", 'ulimit -Sc unlimited; exec "$@"', "sh")
ENDS = (signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV)


@pytest.mark.soak(only=True)
@pytest.mark.timeout(120 * (1 + SOAK))
def test_visits_through_the_screens_leave_nothing_however_the_process_ends(site, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(1_000_000) if SOAK > 1 else 1
    draw, home, killed, done = random.Random(seed), tmp_path / "home", 0, 0
    home.mkdir()
    stderr = (home / "stderr").open("ab")
    for first in range(0, VISITS, TOGETHER):
        process = subprocess.Popen(
            [*SHELL, sys.executable, "-X", "faulthandler", HANDS, site.config, str(first), str(TOGETHER)],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            cwd=home,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": f"offscreen:configfile={SCREEN}",
                "PYTHONPATH": str(HANDS.parents[1] / "faults"),
                **{name: str(home) for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR")},
                **{name: str(home) for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME")},
            },
        )
        for line in process.stdout:
            done += line.startswith("done")
            if line.split() == ["begun", str(first + TOGETHER - 1)]:
                time.sleep(draw.uniform(0, 1.2))
                if process.poll() is None:
                    process.send_signal(draw.choice(ENDS))
                    killed += 1
        process.stdout.close()
        process.wait(30)
        left = hits(files(site.folder / "state", site.receipts, home))
        assert left == [], f"seed {seed}, visits {first} to {first + TOGETHER}"
    stderr.close()
    assert killed >= VISITS // TOGETHER * 4 // 5
    with Store.open(site.settings().database) as store:
        saved = store.connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
    assert saved > VISITS // 5, "they did send"
    assert list(site.receipts.glob("*.png")), "and took paper"
    for place, data in files(site.folder / "state", home).items():
        for form in forms(NAME).values():
            assert hits({place: data + form}) == [place]
    print(
        f"\ncanary visits: {VISITS} begun, {done} done, {killed} killed, {saved} saved, 0 readable, "
        f"seed {seed}"
    )
