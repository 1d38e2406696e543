"""A kiosk that runs for weeks: what visit after visit leaves behind in its memory.

A process of its own, so that nothing but the kiosk is measured. Long: `make soak`, 10,000 visits with
SOAK=10.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ground import SEED, SOAK

VISITS = Path(__file__).with_name("visits.py")
MOST_GROWTH = 0.05
"""Of the memory that only this process has, from after the first visits to the end."""


def visits(folder: Path, warm: int, number: int, seed: int, control: str = "") -> dict[str, Any]:
    """Run them; what was seen after each tenth part."""
    line = [sys.executable, str(VISITS), str(folder), str(warm), str(number), str(seed)]
    done = subprocess.run(
        line, capture_output=True, text=True, env={**os.environ, "CONTROL": control}, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def growth(found: dict[str, Any], what: str) -> float:
    """How much more there is at the end than after the first visits, as a share of those."""
    first, last = found["seen"][0][what], found["seen"][-1][what]
    return float(last - first) / float(first)


@pytest.mark.timeout(300)
def test_visit_after_visit_leaves_nothing_behind(tmp_path: Path) -> None:
    found = visits(tmp_path, 10, 30, SEED)
    assert found["sent"] > 5
    assert growth(found, "kib") < MOST_GROWTH
    assert growth(found, "widgets") <= 0
    assert growth(found, "files") <= 0
    assert not any(seen["untold"] for seen in found["seen"])


@pytest.mark.timeout(300)
def test_control_pages_that_never_go_are_found_out(tmp_path: Path) -> None:
    found = visits(tmp_path, 1, 8, SEED, control="pages")
    assert growth(found, "widgets") > 0.2


@pytest.mark.soak(only=True)
@pytest.mark.timeout(6 * 3600)
def test_soak_visits(tmp_path: Path) -> None:
    seed, number = random.SystemRandom().randrange(1 << 32), 1000 * SOAK
    found = visits(tmp_path, 100, number, seed)
    first, last = found["seen"][0], found["seen"][-1]
    print(
        f"visits: {number} visits, {found['sent']} sent, {100 * growth(found, 'kib'):.1f} % growth from "
        f"{first['kib'] / 1024:.0f} MiB to {last['kib'] / 1024:.0f} MiB, "
        f"{last['widgets'] - first['widgets']} widgets more, seed {seed}"
    )
    assert growth(found, "kib") < MOST_GROWTH
    assert growth(found, "widgets") <= 0
    assert growth(found, "files") <= 0
    assert not any(seen["untold"] for seen in found["seen"])
