"""The power goes while a damaged file is salvaged: that stays as it was found, and the next loses nothing."""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import power_cut
import pytest
from ground import SEED, SOAK
from power_worker import LIMITS
from salvage_worker import NOON

from kiosk.envelope import Envelope, Header
from kiosk.errors import StoreDamagedError
from kiosk.outbox import Outbox
from kiosk.salvage import FOLDER, salvage
from kiosk.store import Store

WORKER = Path(__file__).with_name("salvage_worker.py")
ITEMS, TORN = 16, 3
SIZE, PAGE = 6000, 4096
MOVED = 16
"""After so many calls the damaged files are moved, and waited for."""
PAIR = ("kiosk.db", "kiosk.db-journal")
Files = dict[str, bytes]


def damage(folder: Path) -> Files:
    """A kiosk's files after a bad day: half a transaction and the journal that takes it back, and a page of
    another item gone."""
    path = folder / "kiosk.db"
    chance = random.Random(SEED)
    sealed = [chance.randbytes(SIZE) for _ in range(ITEMS)]
    with Store.open(path, LIMITS) as store:
        for number, data in enumerate(sealed):
            header = Header(v=1, id=f"00000000-0000-4000-8000-{number:012d}", kiosk="demo-1", kid="0" * 16)
            Outbox(store).add([(Envelope(header, data), "K7MF4T2Q9XW3")], NOON)
    with Store.open(path, LIMITS) as store, store.write():
        # Larger than its cache, so that SQLite writes pages before the commit.
        store.connection.execute("PRAGMA cache_size = 5")
        store.connection.execute("UPDATE outbox SET envelope = randomblob(6000) WHERE seq > 8")
        files = {one.name: one.read_bytes() for one in folder.iterdir()}
    at = files["kiosk.db"].index(sealed[TORN][4500:4600]) // PAGE * PAGE
    files["kiosk.db"] = files["kiosk.db"][:at] + bytes(PAGE) + files["kiosk.db"][at + PAGE :]
    lay(folder, files)
    return files


def lay(folder: Path, files: Files) -> None:
    """These files and no others."""
    for left in sorted(folder.rglob("*"), reverse=True):
        left.rmdir() if left.is_dir() else left.unlink()
    for name, content in sorted(files.items()):
        if name.endswith("/"):
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(content)


class Recording:
    """One salvage, call by call, and what came of it."""

    def __init__(self, recorder: Path, folder: Path, control: str = "") -> None:
        state, log = folder / "state", folder / "record"
        state.mkdir(mode=0o700)
        self.damaged = damage(state)
        self._before = {
            (state / name).stat().st_ino: (name, content) for name, content in self.damaged.items()
        }
        environment = {
            **os.environ,
            "LD_PRELOAD": str(recorder),
            "RECORD_BELOW": str(state),
            "RECORD_LOG": str(log),
            "CONTROL": control,
        }
        subprocess.run([sys.executable, str(WORKER), str(state / "kiosk.db")], env=environment, check=True)
        self.calls = power_cut.read_record(log)
        self.rows = rows(state / "kiosk.db")

    def cuts(self, seeds: range, until: int | None = None) -> Iterator[Files]:
        """The disk after a cut at each call, or each of the first, once for each seed."""
        disk = power_cut.Disk(self._before)
        return (files for _, files in power_cut.every_cut(self.calls[:until], seeds, "", disk))


def rows(path: Path) -> list[tuple[object, ...]]:
    with Store.open(path, LIMITS) as store:
        return store.rows("SELECT * FROM outbox ORDER BY seq")


def kept(damaged: Files, files: Files) -> bool:
    """Whether the damaged pair is there as it was found, in its place or aside."""
    aside = {Path(name).name: content for name, content in files.items() if name.startswith(FOLDER)}
    return all(damaged[one] in (files.get(one), aside.get(one)) for one in PAIR)


def verdict(recording: Recording, files: Files, folder: Path) -> str:
    """What is wrong when the power is back, or 'right'."""
    path = folder / "kiosk.db"
    if not kept(recording.damaged, files):
        return "damaged file lost"
    lay(folder, files)
    try:
        found = rows(path)
    except StoreDamagedError:
        found = recording.rows
    if not set(recording.rows) <= set(found):
        return "starts with less"
    lay(folder, files)
    salvage(path, NOON, "staff-2")
    if rows(path) != recording.rows:
        return "salvaged less"
    there = {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    return "right" if kept(recording.damaged, there) else "damaged file lost by the second"


def judge(recording: Recording, disks: Iterator[Files], folder: Path) -> Counter[str]:
    """How many different disks there are of each verdict."""
    seen: set[bytes] = set()
    verdicts: Counter[str] = Counter()
    for files in disks:
        key = power_cut.fingerprint(files)
        if key not in seen:
            seen.add(key)
            verdicts[verdict(recording, files, folder)] += 1
    return verdicts


@pytest.fixture
def recorder(preloadable: Callable[[str], Path]) -> Path:
    return preloadable("power_recorder.c")


def test_a_cut_salvage_is_finished_by_the_next_and_the_damaged_files_stay(
    recorder: Path, tmp_path: Path, in_memory: Path
) -> None:
    recording = Recording(recorder, tmp_path)
    assert len(recording.rows) == ITEMS - 1, "all but the torn one"
    disks = chain(recording.cuts(range(40), MOVED), recording.cuts(range(1)))
    verdicts = judge(recording, disks, in_memory)
    assert verdicts.keys() == {"right"}
    assert verdicts["right"] > 80


def test_control_a_salvage_that_does_not_wait_for_the_disk_loses_items(
    recorder: Path, tmp_path: Path, in_memory: Path
) -> None:
    recording = Recording(recorder, tmp_path, control="unsynced")
    verdicts = judge(recording, recording.cuts(range(1)), in_memory)
    assert verdicts["salvaged less"] > 0


@pytest.mark.soak(only=True)
@pytest.mark.timeout(3600)
def test_soak_a_salvage_is_cut_at_every_call(recorder: Path, tmp_path: Path, in_memory: Path) -> None:
    recording = Recording(recorder, tmp_path)
    verdicts = judge(recording, recording.cuts(range(5 * SOAK)), in_memory)
    wrong = verdicts.total() - verdicts["right"]
    print(
        f"power cut in a salvage: {len(recording.calls)} calls, {verdicts.total()} different disks, "
        f"{wrong} wrong, seeds from 0"
    )
    assert wrong == 0
