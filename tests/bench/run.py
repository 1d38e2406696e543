"""`make bench`: what has a budget, measured in one run against a named baseline, as ratios.

Machines differ and are noisy: a ratio of interleaved runs means more than a number of milliseconds.
"""

import argparse
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

AIMS = {
    "first_paint_ratio": 1.5,
    "ui_memory_ratio": 2.0,
    "page_turn_p99_ms": 16.0,
    "page_turn_largest_spoken_p99_ms": 16.0,
    "page_turn_largest_spoken_ratio": 2.0,
    "speech_focus_p95_ms": 150.0,
    "submit_ratio": 2.0,
    "submit_to_litequeue_ratio": 2.0,
    "submit_to_persist_queue_ratio": 2.0,
    "submit_to_huey_ratio": 2.0,
    "drain_ratio": 2.0,
    "journeys_check_200_s": 10.0,
    "journeys_open_one_catalogue_s": 0.1,
    "journeys_10000_walks_s": 60.0,
    "journeys_load_growth": 1.2,
    "journeys_walk_growth": 1.2,
}
SCREEN = {
    "screens": [{"name": "bench", "x": 0, "y": 0, "width": 1080, "height": 1920, "logicalDpi": 96, "dpr": 1}]
}
STARTS = 9
TURNS = 300
SUBMITS = 200
HERE = Path(__file__).parent


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what has a budget.")
    parser.add_argument("--out", type=Path, default=Path("bench-out/bench.json"), metavar="FILE")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when an aim is missed")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, and nothing else")
    parser.add_argument("--only", action="append", choices=[step.__name__ for step in STEPS], metavar="STEP")
    args = parser.parse_args()
    found: dict[str, object] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        site = Path(folder)
        screen = site / "screen.json"
        screen.write_text(json.dumps(SCREEN))
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
        config = make_site(site)
        for step in STEPS:
            if args.only and step.__name__ not in args.only:
                continue
            if not args.json:
                print(f"  {step.__doc__}", flush=True)
            found |= step(config)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(found, indent=2))
    if args.json:
        print(json.dumps(found, indent=2))
        return 1 if args.strict and missed(found) else 0
    show(found)
    print(f"\nWritten to {args.out}")
    return 1 if args.strict and missed(found) else 0


def missed(found: dict[str, object]) -> list[str]:
    """The figures that are worse than their aim."""
    return [
        name
        for name, value in found.items()
        if isinstance(value, int | float) and value > AIMS.get(name, value)
    ]


def show(found: dict[str, object]) -> None:
    """Print the figures beside their aims."""
    worse = missed(found)
    print(f"\n{'figure':40}{'seen':>10}{'aim':>8}")
    for name, value in found.items():
        if not isinstance(value, int | float):
            continue
        aim = AIMS.get(name, "")
        print(f"{name:40}{value:>10}{aim:>8}{'  MISSED' if name in worse else ''}")


def machine() -> dict[str, object]:
    """What it was measured on."""
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def make_site(folder: Path) -> Path:
    """A kiosk with sample data and a council's key."""
    from kiosk.clock import today
    from kiosk.sample import write_sample

    (folder / "datasets").mkdir()
    write_sample(folder / "datasets", today())
    keyset = [sys.executable, "-m", "council", "keyset", "--data", str(folder / "council")]
    subprocess.run([*keyset, "--out", str(folder / "keyset.json")], check=True)
    config = folder / "kiosk.toml"
    config.write_text('[site]\nstate_dir = "state"\n[content]\ndatasets = "datasets"\n')
    return config


def median(values: list[float]) -> float:
    return round(statistics.median(values), 2)


def percentile(values: list[float], part: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(len(values) * part))], 2)


# -- start ---------------------------------------------------------------------------------------------


def starts(config: Path) -> dict[str, object]:
    """first picture of the home page, against a bare PySide6 window"""
    seen: dict[str, list[dict[str, float]]] = {"bare": [], "kiosk": []}
    # A kiosk is shipped with its modules compiled, wherever this is run.
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    given["PYTHONPYCACHEPREFIX"] = str(config.parent / "compiled")
    for round_ in range(STARTS + 1):
        for kind, runs in seen.items():
            began = time.monotonic()
            line = [sys.executable, str(HERE / "first_paint.py"), kind, str(config)]
            done = subprocess.run(line, capture_output=True, text=True, check=True, env=given)
            one = json.loads(done.stdout)
            if round_:  # the first round compiles, and warms the disk's cache
                runs.append(one | {"ms": (one["at"] - began) * 1000})
    bare, ours = seen["bare"], seen["kiosk"]
    bare_ms, our_ms = median([one["ms"] for one in bare]), median([one["ms"] for one in ours])
    bare_cpu, our_cpu = median([one["cpu_ms"] for one in bare]), median([one["cpu_ms"] for one in ours])
    bare_kib, our_kib = median([one["pss_kib"] for one in bare]), median([one["pss_kib"] for one in ours])
    settled = median([one["settled_pss_kib"] for one in ours])
    return {
        "first_paint_ratio": round(our_ms / bare_ms, 2),
        "first_paint_ms": our_ms,
        "first_paint_bare_ms": bare_ms,
        "first_paint_cpu_ratio": round(our_cpu / bare_cpu, 2),
        "ui_memory_ratio": round(our_kib / bare_kib, 2),
        "ui_memory_settled_ratio": round(settled / bare_kib, 2),
        "ui_memory_mib": round(our_kib / 1024, 1),
        "ui_memory_bare_mib": round(bare_kib / 1024, 1),
    }


# -- submit --------------------------------------------------------------------------------------------


def submits(config: Path) -> dict[str, object]:
    """a durable submit, against a raw SQLite insert with the same durability"""
    from kiosk.clock import today
    from kiosk.keyset import read_keyset
    from kiosk.settings import read_settings
    from kiosk.store import Store
    from kiosk.submission import Submission
    from kiosk.submit import KioskFacts, ServiceFacts, Submitter

    settings = read_settings(config)
    raw = sqlite3.connect(config.parent / "raw.db", isolation_level=None)
    for pragma in ("journal_mode=TRUNCATE", "synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute("CREATE TABLE raw (seq INTEGER PRIMARY KEY, envelope BLOB)")
    facts = KioskFacts("bench-1", "Bench", "0")
    service = ServiceFacts(title="Report a missed bin", route="waste/missed-bin", sensitivity=2)
    submission = Submission(
        journey="missed-bin",
        version=1,
        hash="sha256:0",
        language="en",
        today=today().isoformat(),
        answers={
            "address": {"uprn": "100000000001", "text": "1 High Street, Exampleton"},
            "bins": ["refuse"],
        },
    )
    ours: list[float] = []
    theirs: list[float] = []
    with Store.open(config.parent / "submits.db") as store:
        submitter = Submitter(store, read_keyset(settings.keyset), facts)
        submitter.submit(submission, service)
        size = int(store.rows("SELECT max(length(envelope)) FROM outbox")[0][0])
        blob = os.urandom(size)
        for _ in range(SUBMITS):
            began = time.perf_counter()
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT INTO raw (envelope) VALUES (?)", (blob,))
            raw.execute("COMMIT")
            middle = time.perf_counter()
            submitter.submit(submission, service)
            ours.append((time.perf_counter() - middle) * 1000)
            theirs.append((middle - began) * 1000)
    raw.close()
    return {
        "submit_ratio": round(statistics.median(ours) / statistics.median(theirs), 2),
        "submit_ms": median(ours),
        "submit_raw_ms": median(theirs),
        "submit_envelope_bytes": size,
    }


# -- journeys ------------------------------------------------------------------------------------------


def journeys(config: Path) -> dict[str, object]:
    """reading, checking and walking the journeys, and finding them: those shipped, 200 and 1,000"""
    from catalogue import first_choice, measure

    from kiosk.assets import assets_dir

    shipped = assets_dir() / "journeys"
    found = measure(shipped, assets_dir() / "services.yaml", config.parent / "grown")
    return found | first_choice(config)


# -- page turns ----------------------------------------------------------------------------------------


def page_turns(config: Path) -> dict[str, object]:
    """from the release of a touch to the next page painted, on the real journey"""
    from turns import measure

    turns, engine, submits_ = measure(config, TURNS)
    return {
        "page_turn_median_ms": median(turns),
        "page_turn_p99_ms": percentile(turns, 0.99),
        "page_turn_max_ms": round(max(turns), 2),
        "page_turn_engine_median_ms": median(engine),
        "page_turns": len(turns),
        "send_to_saved_ms": round(submits_, 1),
    }


def speech(config: Path) -> dict[str, object]:
    """from a change of focus until the voice is told, and page turns that are read out"""
    # A process has one application, and the page turns have it.
    done = subprocess.run(
        [sys.executable, str(HERE / "speech.py"), str(config)], check=True, capture_output=True, text=True
    )
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def saving(config: Path) -> dict[str, object]:
    """a durable save, against a bare insert and three other queues in SQLite, at the same durability"""
    from queues import measure

    return measure(config.parent / "queues")


def draining(config: Path) -> dict[str, object]:
    """2,000 saved items to a real server: the agent against a bare loop of requests"""
    return apart("drain", config)


def intake(config: Path) -> dict[str, object]:
    """the council takes a submission in, against a bare insert; and one, two and four servers"""
    return apart("intake", config)


def fleet(config: Path) -> dict[str, object]:
    """the heartbeats of 10,000 kiosks, against the same server's health"""
    return apart("fleet", config)


def apart(name: str, config: Path) -> dict[str, object]:
    """Run a part as a process of its own: what asks a server shares no interpreter with anything else."""
    line = [sys.executable, str(HERE / f"{name}.py"), str(config.parent / name)]
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


STEPS = (starts, submits, saving, draining, intake, fleet, journeys, page_turns, speech)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    sys.exit(main())
