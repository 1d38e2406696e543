"""The power goes after any call that writes: what was said to be saved or done is found, and nothing else."""

import hashlib
import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import power_cut
import pytest
from power_worker import LIMITS, ROWS

from kiosk.errors import StoreDamagedError
from kiosk.store import Store

HERE = Path(__file__).parent
SOAK = int(os.environ.get("SOAK", "1"))
SEED = 20261122
MARKS = "marks"
MOST_REMEMBERED = 5000
Row = tuple[object, ...]
Rows = dict[str, Row]


class Doing(power_cut.Struct, frozen=True):
    """One call of the kiosk's own: begun and done at which calls of the record, and what it changed."""

    begun: int
    done: int
    rows: Rows
    gone: list[str]

    def on(self, rows: Rows) -> Rows:
        return {key: row for key, row in {**rows, **self.rows}.items() if key not in self.gone}


class Recording:
    """What three processes of a kiosk did, and what came of it."""

    def __init__(self, calls: list[power_cut.Call]) -> None:
        self.calls = calls
        begun: dict[tuple[str, str], int] = {}
        self.doings: list[Doing] = []
        for place, call in enumerate(calls, 1):
            if call.name == MARKS and call.op == "write":
                what, who, number, *rest = call.data.decode().strip().split(" ", 3)
                if what == "begin":
                    begun[who, number] = place
                else:
                    rows, gone = json.loads(rest[0])
                    at = begun.pop((who, number))
                    self.doings.append(Doing(at, place, {row[0]: tuple(row) for row in rows}, gone))
        assert not begun, "every worker came to its end"

    def expected(self) -> "Iterator[tuple[Rows, list[Doing]]]":
        """For a cut after each call: what must be there, and what was under way."""
        by_end = {doing.done: doing for doing in self.doings}
        by_begin = {doing.begun: doing for doing in self.doings}
        rows: Rows = {}
        under_way: list[Doing] = []
        for place in range(1, len(self.calls) + 1):
            if doing := by_begin.get(place):
                under_way = [*under_way, doing]
            if doing := by_end.get(place):
                under_way = [one for one in under_way if one is not doing]
                rows = doing.on(rows)
            yield rows, under_way


@pytest.fixture(scope="session")
def recorder(preloadable: Callable[[str], Path]) -> Path:
    return preloadable("power_recorder.c")


def record(recorder: Path, folder: Path, items: int, journal_mode: str, synchronous: str) -> Recording:
    """Let screen, agent and a reader work on one file until all is delivered or given up."""
    state, log = folder / "state", folder / "record"
    state.mkdir(mode=0o700, parents=True)
    environment = {
        **os.environ,
        "LD_PRELOAD": str(recorder),
        "RECORD_BELOW": str(state),
        "RECORD_LOG": str(log),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def start(role: str) -> subprocess.Popen[bytes]:
        words = (str(state / "kiosk.db"), str(items), journal_mode, synchronous, str(SEED))
        worker = str(HERE / "power_worker.py")
        return subprocess.Popen(
            [sys.executable, worker, role, *words], env=environment, stdin=subprocess.PIPE
        )

    workers = [start(role) for role in ("screen", "agent", "reader")]
    try:
        assert [worker.wait(100) for worker in workers[:2]] == [0, 0]
        workers[2].communicate(timeout=30)
        assert workers[2].returncode == 0
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
    return Recording(power_cut.read_record(log))


class Found(power_cut.Struct, frozen=True):
    """What the kiosk finds when it starts again."""

    rows: Rows
    corrupt: bool = False


def look(folder: Path, files: dict[str, bytes]) -> Found:
    """Start the kiosk's store on such a disk."""
    for left in folder.iterdir():
        left.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        with Store.open(folder / "kiosk.db", LIMITS) as store:
            rows = {row[0]: row for row in store.rows(ROWS)}
            held = store.rows("SELECT sha256, envelope FROM outbox WHERE envelope IS NOT NULL")
            sound = store.rows("PRAGMA integrity_check(1)") == [("ok",)] and all(
                hashlib.sha256(data).hexdigest() == sha256 for sha256, data in held
            )
            return Found(rows, corrupt=not sound)
    except StoreDamagedError:
        return Found({}, corrupt=True)


def judge(recording: Recording, found: Iterator[tuple[int, dict[str, bytes]]], scratch: Path) -> Counter[str]:
    """How many cuts left the state right, an acknowledged one wrong, or the file corrupt."""
    expectations = list(recording.expected())
    seen: dict[bytes, Found] = {}
    verdicts: Counter[str] = Counter()
    looked = 0
    for place, files in found:
        key = power_cut.fingerprint(files)
        if key not in seen:
            if len(seen) == MOST_REMEMBERED:
                # The same disk comes from cuts that are near each other.
                seen.clear()
            seen[key] = look(scratch, files)
            looked += 1
        after = seen[key]
        rows, under_way = expectations[place - 1]
        if after.corrupt:
            verdicts["corrupt"] += 1
        elif any(after.rows == one for one in possible(rows, under_way)):
            verdicts["right"] += 1
        else:
            verdicts["wrong"] += 1
    verdicts["disks"] = looked
    return verdicts


def possible(rows: Rows, under_way: list[Doing]) -> Iterator[Rows]:
    """With and without each that was under way."""
    for kept in itertools.product((False, True), repeat=len(under_way)):
        state = rows
        for doing, keep in zip(under_way, kept, strict=True):
            state = doing.on(state) if keep else state
        yield state


def figures(name: str, recording: Recording, verdicts: Counter[str]) -> str:
    tried = verdicts.total() - verdicts["disks"]
    return (
        f"power cut {name}: {len(recording.doings)} transactions, {len(recording.calls)} calls, {tried} cuts "
        f"({verdicts['disks']} different disks), {verdicts['wrong']} wrong, {verdicts['corrupt']} corrupt, "
        f"seed {SEED}"
    )


def test_after_a_power_cut_at_any_call_the_acknowledged_state_is_found(
    recorder: Path, tmp_path: Path, in_memory: Path
) -> None:
    recording = record(recorder, tmp_path, 12, "truncate", "EXTRA")
    verdicts = judge(recording, power_cut.cuts(recording.calls, 10_000, SEED, MARKS), in_memory)
    print(figures("TRUNCATE, EXTRA", recording, verdicts))
    assert verdicts["right"] == 10_000
    assert verdicts["disks"] > 500


def test_control_without_syncing_the_file_is_corrupt(recorder: Path, tmp_path: Path, in_memory: Path) -> None:
    recording = record(recorder, tmp_path, 6, "truncate", "OFF")
    verdicts = judge(recording, power_cut.cuts(recording.calls, 200, SEED, MARKS), in_memory)
    print(figures("TRUNCATE, OFF", recording, verdicts))
    assert verdicts["corrupt"] > 50


def test_control_a_journal_whose_removal_is_not_synced_takes_an_item_back(
    recorder: Path, tmp_path: Path, in_memory: Path
) -> None:
    recording = record(recorder, tmp_path, 6, "delete", "FULL")
    verdicts = judge(recording, power_cut.cuts(recording.calls, 1000, SEED, MARKS), in_memory)
    print(figures("DELETE, FULL", recording, verdicts))
    assert verdicts["wrong"] > 0
    assert verdicts["corrupt"] == 0


def test_control_an_acknowledgement_before_the_commit_is_found(
    recorder: Path, tmp_path: Path, in_memory: Path
) -> None:
    """The same calls, had each been called done as soon as it began."""
    recording = record(recorder, tmp_path, 6, "truncate", "EXTRA")
    recording.doings = [power_cut.structs.replace(doing, done=doing.begun) for doing in recording.doings]
    verdicts = judge(recording, power_cut.cuts(recording.calls, 500, SEED, MARKS), in_memory)
    assert verdicts["wrong"] > 50
    assert verdicts["corrupt"] == 0


@pytest.mark.soak(only=True)
@pytest.mark.parametrize(
    ("journal_mode", "synchronous", "holds"),
    [
        ("truncate", "EXTRA", True),
        ("delete", "EXTRA", True),
        ("delete", "FULL", False),
        ("truncate", "NORMAL", False),
    ],
)
def test_a_power_cut_after_every_call(
    recorder: Path, tmp_path: Path, in_memory: Path, journal_mode: str, synchronous: str, holds: bool
) -> None:
    recording = record(recorder, tmp_path, 40, journal_mode, synchronous)
    seeds = range(2 * SOAK)
    verdicts = judge(recording, power_cut.every_cut(recording.calls, seeds, MARKS), in_memory)
    print(figures(f"{journal_mode}, {synchronous}, every call", recording, verdicts))
    assert (verdicts["wrong"] + verdicts["corrupt"] == 0) is holds
