"""On a full disk nobody is told "saved", nothing is lost or recorded twice, and the queue still drains."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SOAK = int(os.environ.get("SOAK", "1"))
SEED = 20261122
BALLAST = 128 * 1024
NAMESPACE = (
    ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder on which a small disk can be mounted."""
    folder = tmp_path_factory.mktemp("disk")
    if shutil.which("unshare") is None:
        pytest.skip("no program to mount a small disk with: apt-get install util-linux")
    mount = [*NAMESPACE, "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("may not mount a small disk here: run as root, or allow user namespaces")
    return folder


def happens(scenario: str, disk: Path, ballast: int = BALLAST, seed: int = SEED) -> dict[str, Any]:
    worker = [sys.executable, str(HERE / "disk_worker.py"), scenario, str(disk), str(seed), str(ballast)]
    done = subprocess.run([*NAMESPACE, *worker], capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def holds(facts: dict[str, Any]) -> None:
    """What is true on every disk at every moment."""
    wrong = ("lost", "unasked", "shown_sent_but_not", "in_transaction")
    assert {name: facts[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert facts["sound"]


def check_full(found: dict[str, Any]) -> None:
    saved = found["refused_early"]["saved"]
    for facts in (found["refused_early"], found["full"], found["after"], found["end"]):
        holds(facts)
    assert found["refused_early"]["room"] == "none"
    assert found["refused_early"]["ballast"]
    assert saved > 10
    assert found["refused"], "on a full disk nobody is told that it is saved"
    assert (found["full"]["saved"], found["full"]["ballast"]) == (saved, True), (
        "saving never takes the ballast"
    )
    assert found["drained"] == saved
    assert (found["after"]["delivered"], found["after"]["ballast"]) == (saved, False)
    assert found["again"], "with room again, there is saving again"
    assert found["end"]["ballast"], "and the ballast is back"
    assert found["end"]["records"] == found["end"]["delivered"] == saved + 1
    assert found["end"]["sent_twice"] == 0


def test_a_full_disk_refuses_early_and_still_drains(disk: Path) -> None:
    found = happens("full", disk)
    check_full(found)
    end = found["end"]
    print(f"disk full: {end['saved']} saved, {end['lost']} lost, {end['sent_twice']} twice, seed {SEED}")


def test_control_without_ballast_nothing_can_be_marked_on_a_full_disk(disk: Path) -> None:
    found = happens("full", disk, ballast=0)
    assert found["drained"] == 0
    with pytest.raises(AssertionError):
        check_full(found)
    holds(found["end"])


def test_an_item_that_was_sent_is_marked_although_the_disk_filled_meanwhile(disk: Path) -> None:
    found = happens("unmarked", disk)
    assert found["marked"]
    assert (found["between"]["delivered"], found["end"]["sent_twice"]) == (1, 0)
    holds(found["between"])


def test_an_item_that_could_not_be_marked_goes_again_and_is_one_record(disk: Path) -> None:
    found = happens("unmarked", disk, ballast=0)
    assert not found["marked"]
    assert found["between"]["delivered"] == 0
    holds(found["between"])
    holds(found["end"])
    end = found["end"]
    assert (end["delivered"], end["records"], end["sent_twice"]) == (1, 1, 1)


def test_on_a_disk_that_can_only_be_read_the_kiosk_says_so_and_goes_on_later(disk: Path) -> None:
    found = happens("read_only", disk)
    assert "Read-only file system" in found["said"]
    assert "state" in found["said"]
    assert (found["between"]["saved"], found["drained"], found["again"]) == (5, 5, True)
    holds(found["between"])
    holds(found["end"])


@pytest.mark.soak(only=True)
def test_full_disks_again_and_again(disk: Path) -> None:
    saved = lost = twice = 0
    for seed in range(10 * SOAK):
        found = happens("full", disk, ballast=(96 + 8 * (seed % 8)) * 1024, seed=seed)
        check_full(found)
        saved, lost = saved + found["end"]["saved"], lost + found["end"]["lost"]
        twice += found["end"]["sent_twice"]
    rounds = 10 * SOAK
    print(f"disk full: {rounds} rounds, {saved} saved, {lost} lost, {twice} twice, seeds from 0")
