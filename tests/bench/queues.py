"""Saving one submission durably: ours against queues of others that lie in SQLite too.

`python tests/bench/queues.py FOLDER` prints the figures as JSON. Each queue is given the sealed bytes and
commits them with our durability: rollback journal TRUNCATE, synchronous EXTRA, secure_delete; so a power cut
costs none of them anything. As they come they write a log ahead (litequeue syncs it at times only, which
loses the last items when the power goes; the others at each commit); that is measured too. All take turns, so
that a noisy machine is as noisy to each.
"""

import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from huey.storage import SqliteStorage
from intake import made
from litequeue import LiteQueue
from persistqueue import SQLiteQueue

from council.keys import keys_in
from kiosk.clock import moment
from kiosk.outbox import Outbox
from kiosk.reference import new_reference
from kiosk.store import Store
from kiosk.submission import Submission
from kiosk.submit import KioskFacts, ServiceFacts, Submitter

ROUNDS = 300
FIRST = 20
"""The first rounds warm what is cached; nobody counts them."""
RAW = "raw"
"""The bare insert, to which all else is a ratio."""
DURABLE = ("PRAGMA journal_mode=TRUNCATE", "PRAGMA synchronous=EXTRA", "PRAGMA secure_delete=ON")


def measure(folder: Path, rounds: int = ROUNDS) -> dict[str, object]:
    """Medians of one save each, in ms, and their ratios to the bare insert."""
    folder.mkdir(parents=True, exist_ok=True)
    keyset = keys_in(folder / "keys").public
    with ExitStack() as stack:
        saves: dict[str, Callable[[], object]] = {RAW: raw(folder, stack, made(keyset).data)}
        for name, open_queue in (("litequeue", lite), ("persist_queue", persist), ("huey", huey)):
            for kind, durable in (("", True), ("_as_it_comes", False)):
                path = folder / f"{name}{kind}"
                path.mkdir()
                saves[name + kind] = open_queue(path, stack, made(keyset).data, durable=durable)
        store = stack.enter_context(Store.open(folder / "kiosk.db"))
        outbox = Outbox(store)
        sealed = [(made(keyset), new_reference()) for _ in range(rounds + FIRST)]
        saves["outbox_add"] = lambda: outbox.add([sealed.pop()], moment())
        submitter = Submitter(store, keyset, KioskFacts("bench-1", "Bench", "0"))
        submission, service = example()
        saves["submit"] = lambda: submitter.submit(submission, service)
        seen: dict[str, list[float]] = {name: [] for name in saves}
        for round_ in range(rounds + FIRST):
            for name, save in saves.items():
                began = time.perf_counter()
                save()
                if round_ >= FIRST:
                    seen[name].append((time.perf_counter() - began) * 1000)
    bare = statistics.median(seen[RAW])
    found: dict[str, object] = {"save_raw_ms": round(bare, 2)}
    for name, values in seen.items():
        if name != RAW:
            found[f"save_{name}_ms"] = round(statistics.median(values), 2)
            found[f"save_{name}_ratio"] = round(statistics.median(values) / bare, 2)
    # How submit stands to each of the others at the same durability: below 1 we are the quicker one.
    ours = statistics.median(seen["submit"])
    for name in ("litequeue", "persist_queue", "huey"):
        found[f"submit_to_{name}_ratio"] = round(ours / statistics.median(seen[name]), 2)
    return found


def make_durable(connection: sqlite3.Connection) -> None:
    """Our settings, and a look whether they were taken."""
    for line in DURABLE:
        connection.execute(line)
    mode, level = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
    )
    if (mode, level) != ("truncate", 3):
        raise RuntimeError(f"journal {mode}, synchronous {level}")


def raw(folder: Path, stack: ExitStack, data: bytes) -> Callable[[], object]:
    """A bare insert into a bare table."""
    connection = stack.enter_context(closing(sqlite3.connect(folder / "raw.db", isolation_level=None)))
    make_durable(connection)
    connection.execute("CREATE TABLE raw (seq INTEGER PRIMARY KEY, envelope BLOB)")

    def save() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO raw (envelope) VALUES (?)", (data,))
        connection.execute("COMMIT")

    return save


def lite(folder: Path, stack: ExitStack, data: bytes, *, durable: bool) -> Callable[[], object]:
    queue = LiteQueue(folder / "queue.db")
    stack.callback(queue.close)
    if durable:
        make_durable(queue.conn)
    return lambda: queue.put(data)


def persist(folder: Path, stack: ExitStack, data: bytes, *, durable: bool) -> Callable[[], object]:
    queue = SQLiteQueue(str(folder), auto_commit=True)
    stack.callback(queue.close)
    if durable:
        make_durable(queue._putter)
    return lambda: queue.put(data)


def huey(folder: Path, stack: ExitStack, data: bytes, *, durable: bool) -> Callable[[], object]:
    queue = SqliteStorage(filename=str(folder / "queue.db"), journal_mode="truncate" if durable else "wal")
    stack.callback(queue.close)
    if durable:
        make_durable(queue.conn)
    return lambda: queue.enqueue(data)


def example() -> tuple[Submission, ServiceFacts]:
    """What a resident sends."""
    submission = Submission(
        journey="missed-bin",
        version=1,
        hash="",
        language="en",
        today="2026-11-22",
        answers={
            "address": {"uprn": "100000000001", "text": "1 High Street, Exampleton"},
            "bins": ["refuse"],
        },
    )
    return submission, ServiceFacts(title="Report a missed bin", route="waste/missed-bin", sensitivity=2)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
