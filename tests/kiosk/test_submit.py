"""Submitting: durable before it says saved, sealed before it is durable, or else nothing at all."""

import os
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.clock import Moment
from kiosk.envelope import open_envelope
from kiosk.errors import KeysetError, StoreFullError
from kiosk.item import OutboxState
from kiosk.keyset import Keyset
from kiosk.outbox import Outbox
from kiosk.receipt import State
from kiosk.reference import parse
from kiosk.store import Limits, Store
from kiosk.submission import Part, Record, Submission
from kiosk.submit import KioskFacts, ServiceFacts, Submitter

FACTS = KioskFacts("demo-1", "Exampleton Library", "0.1.0")
SERVICE = ServiceFacts(title="Report a missed bin", route="waste/missed", sensitivity=2, lgsl=524, lgil=17)


@pytest.fixture
def submitter(store: Store, keyset: Keyset, noon: Moment) -> Submitter:
    return Submitter(store, keyset, FACTS, clock=lambda: noon)


def test_the_council_opens_what_the_resident_sent(
    submitter: Submitter, store: Store, submission: Submission, private_key: X25519PrivateKey, noon: Moment
) -> None:
    saved = submitter.submit(submission, SERVICE)
    assert (saved.state, saved.saved_at) == (State.SAVED, noon.utc)
    assert parse(saved.reference) == saved.reference
    ((kid, data),) = store.rows("SELECT kid, envelope FROM outbox")
    record = open_envelope(data, {kid: private_key})
    assert (record.id, record.reference, record.submission) == (saved.id, saved.reference, submission)
    assert (record.kiosk, record.place, record.captured_at) == (
        "demo-1",
        "Exampleton Library",
        "2026-11-22T12:00:00Z",
    )
    assert (record.service, record.route, record.lgsl, record.lgil) == (SERVICE.title, SERVICE.route, 524, 17)


TOGETHER = (
    Part(
        name="bins",
        title="Bins",
        route="waste/moved",
        sensitivity=1,
        lgsl=524,
        answers={"street": "1 Example Street"},
    ),
    Part(
        name="tax",
        title="Council tax",
        route="tax/moved",
        sensitivity=3,
        answers={"name": "Sam Example"},
        derived={"late": False},
    ),
)


def opened(store: Store, private_key: X25519PrivateKey) -> list[Record]:
    rows = store.rows("SELECT kid, envelope FROM outbox ORDER BY seq")
    return [open_envelope(data, {kid: private_key}) for kid, data in rows]


def test_several_services_get_a_record_each_with_only_their_answers_and_one_that_ties_them(
    submitter: Submitter, store: Store, submission: Submission, private_key: X25519PrivateKey
) -> None:
    saved = submitter.submit(msgspec.structs.replace(submission, parts=TOGETHER), SERVICE)
    whole, bins, tax = opened(store, private_key)
    assert (whole.id, whole.reference, whole.route) == (saved.id, saved.reference, SERVICE.route)
    assert (whole.submission.answers, whole.submission.derived, whole.submission.parts) == ({}, {}, ())
    assert [(one.id, one.reference, one.route) for one in whole.parts] == [
        (bins.id, bins.reference, "waste/moved"),
        (tax.id, tax.reference, "tax/moved"),
    ]
    assert (bins.bundle, tax.bundle, whole.bundle) == (whole.id, whole.id, "")
    assert (bins.submission.part, bins.submission.answers, bins.lgsl) == (
        *("bins", {"street": "1 Example Street"}),
        524,
    )
    assert (tax.submission.answers, tax.submission.derived, tax.sensitivity) == (
        *({"name": "Sam Example"}, {"late": False}),
        3,
    )
    assert {name: part.reference for name, part in saved.parts.items()} == {
        "bins": bins.reference,
        "tax": tax.reference,
    }
    assert len({one.reference for one in (whole, bins, tax)}) == 3


def test_when_one_of_several_cannot_be_kept_none_is(
    submitter: Submitter, store: Store, submission: Submission
) -> None:
    store.connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON outbox WHEN (SELECT count(*) FROM outbox) = 2 "
        "BEGIN SELECT raise(FAIL, 'full'); END"
    )
    with pytest.raises(sqlite3.IntegrityError):
        submitter.submit(msgspec.structs.replace(submission, parts=TOGETHER), SERVICE)
    assert Outbox(store).items() == ()


def test_it_is_queued_and_its_state_can_be_asked(submitter: Submitter, submission: Submission) -> None:
    saved = submitter.submit(submission, SERVICE)
    found = submitter.state(saved.id)
    assert found is not None
    assert (found.state, found.reference) == (OutboxState.QUEUED, saved.reference)
    assert submitter.state("nothing") is None


def test_another_process_sees_it_as_soon_as_it_is_said(
    submitter: Submitter, store: Store, submission: Submission
) -> None:
    saved = submitter.submit(submission, SERVICE)
    with Store.open(store.path) as other:
        assert [item.id for item in Outbox(other).items()] == [saved.id]


def test_without_a_usable_key_nothing_is_saved(
    store: Store, keyset: Keyset, noon: Moment, submission: Submission
) -> None:
    too_late = Moment(noon.utc + timedelta(days=1000), noon.monotonic, noon.boot)
    submitter = Submitter(store, keyset, FACTS, clock=lambda: too_late)
    for attempt in (submitter.check_ready, lambda: submitter.submit(submission, SERVICE)):
        with pytest.raises(KeysetError):
            attempt()
    assert Outbox(store).items() == ()


def test_on_a_full_disk_nothing_is_saved(
    tmp_path: Path, keyset: Keyset, noon: Moment, submission: Submission
) -> None:
    with Store.open(tmp_path / "full" / "kiosk.db", Limits(free_bytes=1 << 60)) as store:
        submitter = Submitter(store, keyset, FACTS, clock=lambda: noon)
        for attempt in (submitter.check_ready, lambda: submitter.submit(submission, SERVICE)):
            with pytest.raises(StoreFullError):
                attempt()
        assert Outbox(store).items() == ()


def test_a_file_that_cannot_grow_saves_nothing(
    submitter: Submitter, store: Store, submission: Submission
) -> None:
    submitter.submit(submission, SERVICE)
    store.connection.execute("PRAGMA max_page_count = 1")

    def submit_many() -> None:
        for _ in range(20):
            submitter.submit(submission, SERVICE)

    with pytest.raises(StoreFullError):
        submit_many()
    store.connection.execute("PRAGMA max_page_count = 100000")
    kept = len(Outbox(store).items())
    submitter.submit(submission, SERVICE)
    assert len(Outbox(store).items()) == kept + 1


CHILD = """
import sys
from pathlib import Path
import msgspec
from kiosk.keyset import read_keyset
from kiosk.store import Store
from kiosk.submission import Submission
from kiosk.submit import KioskFacts, ServiceFacts, Submitter
folder = Path(sys.argv[1])
submission = Submission(journey="j", version=1, hash="", language="en", today="2026-11-22", answers={})
service = ServiceFacts(title="t", route="r", sensitivity=1)
store = Store.open(folder / "state" / "kiosk.db")
submitter = Submitter(store, read_keyset(folder / "keyset.json"), KioskFacts("demo-1", "p", "0"))
while True:
    print(submitter.submit(submission, service).id, flush=True)
"""


def test_whatever_was_said_to_be_saved_survives_kill_9(tmp_path: Path, keyset: Keyset) -> None:
    started = keyset.keys[0].not_before.replace(year=2020)
    wide = Keyset(
        (msgspec.structs.replace(keyset.keys[0], not_before=started, not_after=started.replace(year=2100)),)
    )
    (tmp_path / "keyset.json").write_bytes(msgspec.json.encode(wide))
    said: list[str] = []
    for round_ in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        said.extend(child.stdout.readline().strip() for _ in range(10 + round_))
        os.kill(child.pid, signal.SIGKILL)
        said.extend(line.strip() for line in child.stdout if line.endswith("\n"))
        child.wait()
        child.stdout.close()
    with Store.open(tmp_path / "state" / "kiosk.db") as store:
        kept = {item.id for item in Outbox(store).items()}
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
    assert len(said) == len(set(said)) >= 33
    assert set(said) <= kept
    assert len(kept) <= len(said) + 3  # at most the one in flight at each kill


def test_a_durable_submit_costs_little_more_than_a_durable_insert(
    submitter: Submitter, store: Store, submission: Submission, tmp_path: Path
) -> None:
    """Both in turns, so that they share the disk's mood; of both the quiet quarter, for neighbours are loud.
    The promise is twice."""
    raw = sqlite3.connect(tmp_path / "raw.db", isolation_level=None)
    for pragma in ("journal_mode=TRUNCATE", "synchronous=EXTRA", "secure_delete=ON"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute("CREATE TABLE item (id TEXT PRIMARY KEY, data BLOB)")
    submitter.submit(submission, SERVICE)
    size = store.rows("SELECT size FROM outbox")[0][0]
    submits, inserts = [], []
    for number in range(60):
        start = time.perf_counter()
        submitter.submit(submission, SERVICE)
        middle = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO item VALUES (?, ?)", (str(number), os.urandom(size)))
        raw.execute("COMMIT")
        submits.append(middle - start)
        inserts.append(time.perf_counter() - middle)
    raw.close()
    assert statistics.quantiles(submits)[0] < 3 * statistics.quantiles(inserts)[0]


def test_the_id_is_a_random_uuid(submitter: Submitter, submission: Submission) -> None:
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        submitter.submit(submission, SERVICE).id,
    )
