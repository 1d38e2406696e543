"""What it costs the council to take a submission in: opened, sealed anew, stored with deliveries, durable.
Measured against the bare insert of the same bytes with the same durability, on SQLite and on PostgreSQL.

`python tests/bench/intake.py FOLDER` prints the figures as JSON. The two sides take turns, so that a noisy
machine is as noisy to both. Then whole servers on PostgreSQL, one, two and four of them, over HTTP.
"""

import json
import statistics
import sys
import time
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from served import Ask, ask_all, know_kiosks, servers
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table

from council.database import Database
from council.intake import Arrival, examine
from council.keys import keys_in
from council.store import CouncilStore
from council.vault import vault_in
from kiosk.envelope import CONTENT_TYPE, Envelope, seal
from kiosk.keyset import Keyset
from kiosk.reference import new_reference
from kiosk.submission import Record, Submission
from sync.wire import submission_path

ROUNDS = 300
PROCESSES = (1, 2, 4)
PUTS = 2000
AT_ONCE = 16
BARE = MetaData()
bare = Table("bare", BARE, Column("seq", Integer, primary_key=True), Column("envelope", LargeBinary))


def measure(folder: Path) -> dict[str, object]:
    """The figures of SQLite in `folder`, and of a PostgreSQL server of our own, where there is one."""
    found = one_database(folder / "intake", f"sqlite:///{folder / 'intake' / 'council.db'}", "sqlite")
    sys.path.insert(0, str(Path(__file__).parent.parent / "servers"))
    from postgres import OwnServer, PostgreSQL
    from postgres import found as programs_found

    programs = programs_found()
    if programs is None:
        return found
    server = OwnServer(programs, on_disk=True)
    try:
        found |= one_database(folder / "intake", PostgreSQL(server.url).database(), "postgresql")
        for number in PROCESSES:
            found |= processes(folder / "intake", PostgreSQL(server.url).database(), number)
        return found
    finally:
        server.stop()


def one_database(data: Path, url: str, name: str) -> dict[str, object]:
    """The medians on one database."""
    keys = keys_in(data)
    store = CouncilStore.open(url, vault_in(data), lambda _: ("crm", "notify"))
    ours: list[float] = []
    theirs: list[float] = []
    with closing(store), closing(Database.open(url)) as raw:
        with raw.write() as connection:
            BARE.create_all(connection)
        for round_ in range(ROUNDS + 20):
            envelope = made(keys.public)
            began = time.perf_counter()
            with raw.write() as connection:
                connection.execute(bare.insert().values(envelope=envelope.data))
            middle = time.perf_counter()
            arrival = examine(envelope.header.id, envelope.data, keys.private, datetime.now(UTC))
            assert isinstance(arrival, Arrival)
            store.keep(arrival)
            if round_ >= 20:  # the first ones compile statements and warm what is cached
                ours.append((time.perf_counter() - middle) * 1000)
                theirs.append((middle - began) * 1000)
    our_ms, their_ms = statistics.median(ours), statistics.median(theirs)
    return {
        f"intake_{name}_ratio": round(our_ms / their_ms, 2),
        f"intake_{name}_ms": round(our_ms, 2),
        f"intake_{name}_bare_ms": round(their_ms, 2),
    }


def processes(data: Path, url: str, number: int) -> dict[str, object]:
    """How many submissions a second so many servers on one database take in, over HTTP."""
    (token,) = know_kiosks(url, ["bench-1"]).values()
    headers = {"authorization": token, "content-type": CONTENT_TYPE}
    keyset = keys_in(data).public
    envelopes = [made(keyset) for _ in range(PUTS + AT_ONCE * 10)]
    puts = [Ask("PUT", submission_path(one.header.id), one.data, headers) for one in envelopes]
    with servers(data, url, number) as running:
        ports = [one.port for one in running]
        ask_all(ports, puts[PUTS:], AT_ONCE)
        before = sum(one.cpu for one in running)
        took = ask_all(ports, puts[:PUTS], AT_ONCE)
        cpu = sum(one.cpu for one in running) - before
    return {
        f"intake_{number}_processes_per_s": round(PUTS / took.seconds),
        f"intake_{number}_processes_p99_ms": round(sorted(took.each)[int(PUTS * 0.99)], 1),
        f"intake_{number}_processes_cpu_ms": round(cpu / PUTS * 1000, 2),
    }


def made(keyset: Keyset) -> Envelope:
    """An envelope as a kiosk sends it."""
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
    record = Record(
        id=str(uuid.uuid4()),
        reference=new_reference(),
        kiosk="bench-1",
        place="Bench",
        captured_at="2026-11-22T12:00:00Z",
        service="Report a missed bin",
        route="waste/missed-bin",
        sensitivity=2,
        app_version="0",
        submission=submission,
    )
    return seal(record, keyset, datetime.now(UTC))


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
