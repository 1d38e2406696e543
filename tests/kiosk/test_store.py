"""The database file: durable settings, private to its user, and never silently made anew."""

import importlib.util
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import schema
from kiosk import store as store_module
from kiosk.clock import Moment
from kiosk.envelope import Envelope, Header
from kiosk.errors import BugError, StoreDamagedError, StoreError, StoreFullError, StoreNewerError
from kiosk.item import OutboxState
from kiosk.outbox import Outbox
from kiosk.room import Limits
from kiosk.store import Check, Store
from kiosk.store_files import marker


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "kiosk.db"


def test_settings_survive_a_power_cut(store: Store) -> None:
    found = {
        name: store.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete", "temp_store", "user_version")
    }
    assert found == {
        "journal_mode": "truncate",
        "synchronous": 3,
        "secure_delete": 1,
        "temp_store": 2,
        "user_version": len(schema.MIGRATIONS),
    }


def test_files_are_for_this_user_alone(path: Path) -> None:
    with Store.open(path) as store, store.write():
        store.connection.execute("UPDATE outbox SET attempts = 0")
        journal = path.with_name("kiosk.db-journal")
        assert [mode(one) for one in (path, marker(path), journal)] == [0o600] * 3
    assert mode(path.parent) == 0o700


def test_an_empty_folder_is_closed_to_others_but_a_shared_one_is_left(tmp_path: Path) -> None:
    empty, shared = tmp_path / "empty", tmp_path / "shared"
    for folder in (empty, shared):
        folder.mkdir()
        folder.chmod(0o755)
    (shared / "kiosk.toml").touch()
    for folder in (empty, shared):
        Store.open(folder / "kiosk.db").close()
    assert (mode(empty), mode(shared)) == (0o700, 0o755)


def test_another_sqlite_module_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """sqlite-utils would take it, and its errors would be none of those that are explained."""
    assert importlib.util.find_spec("pysqlite3") is None, "remove pysqlite3: it must not be installed here"
    monkeypatch.setitem(sys.modules, "pysqlite3", sqlite3)
    with pytest.raises(BugError, match="remove pysqlite3"):
        _ = store.db


def test_a_journal_mode_that_cannot_be_had_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the check: SQLite answers with the mode it really has."""
    Store.open(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    log = "wal"
    assert connection.execute(f"PRAGMA journal_mode = {log}").fetchone() == (log,)
    connection.execute("SELECT count(*) FROM outbox").fetchone()
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.05)
    with pytest.raises(StoreError, match=r"journal mode|locked"):
        Store.open(path)
    connection.close()
    with Store.open(path) as store:
        assert store.rows("PRAGMA journal_mode") == [("truncate",)]


def test_sqlite_utils_uses_the_same_connection(store: Store) -> None:
    assert store.db.conn is store.connection
    assert store.db.table("outbox").count == 0


def test_a_file_that_is_gone_is_damage_not_a_first_run(path: Path) -> None:
    Store.open(path).close()
    path.unlink()
    with pytest.raises(StoreDamagedError, match="gone"):
        Store.open(path)
    assert not path.exists()


def test_a_file_that_was_emptied_is_damage_not_a_first_run(path: Path) -> None:
    Store.open(path).close()
    path.write_bytes(b"")
    with pytest.raises(StoreDamagedError, match="empty"):
        Store.open(path)
    assert path.read_bytes() == b""


def test_a_file_that_is_no_database_is_damage(path: Path) -> None:
    Store.open(path).close()
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreDamagedError):
        Store.open(path)


def test_a_torn_page_is_damage(path: Path) -> None:
    with Store.open(path) as store, store.write():
        for number in range(50):
            store.connection.execute(
                "INSERT INTO outbox (id, reference, priority, kid, sha256, size, state, saved_at, "
                "saved_monotonic, saved_boot) VALUES (?, '', 0, '', '', 0, 'queued', '', 0, ?)",
                (str(number), "x" * 500),
            )
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 3 + 512] = bytes(512)
    path.write_bytes(data)
    with pytest.raises(StoreDamagedError):
        Store.open(path)


def newer(path: Path, monkeypatch: pytest.MonkeyPatch, statement: str, drained_by: int) -> None:
    """The file as the next release leaves it."""
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, (statement,)))
        patched.setattr(schema, "DRAINED_BY", drained_by)
        Store.open(path).close()


def test_text_that_is_none_is_damage_and_is_not_quoted(store: Store) -> None:
    store.connection.execute("CREATE TABLE words (word TEXT)")
    store.connection.execute("INSERT INTO words VALUES (CAST(x'ff53616d' AS TEXT))")
    with pytest.raises(StoreDamagedError, match="cannot be read") as said:
        store.rows("SELECT word FROM words")
    assert "Sam" not in str(said.value)


def test_a_newer_file_that_this_release_cannot_use_is_refused_and_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(path).close()
    newer(path, monkeypatch, "ALTER TABLE outbox RENAME COLUMN state TO stage", len(schema.MIGRATIONS) + 1)
    before = path.read_bytes()
    with pytest.raises(StoreNewerError, match="newer release"):
        Store.open(path)
    assert path.read_bytes() == before


def test_after_a_newer_release_was_taken_back_what_waits_is_still_delivered(
    path: Path, noon: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = Header(v=1, id="00000000-0000-4000-8000-000000000001", kiosk="demo-1", kid="0" * 16)
    with Store.open(path) as store:
        Outbox(store).add([(Envelope(header, b"sealed"), "K7MF4T2Q9XW3")], noon)
    newer(path, monkeypatch, "ALTER TABLE outbox ADD COLUMN more TEXT", schema.DRAINED_BY)
    with Store.open(path) as store:
        outbox = Outbox(store)
        assert store.rows("PRAGMA user_version") == [(len(schema.MIGRATIONS) + 1,)], "left as it is"
        assert outbox.start(header.id, noon).data == b"sealed"
        outbox.delivered(header.id, noon, "2026-11-22T12:00:05Z")
        other = Header(v=1, id="00000000-0000-4000-8000-000000000002", kiosk="demo-1", kid="0" * 16)
        outbox.add([(Envelope(other, b"sealed"), "K7MF4T2Q9XW3")], noon)
        assert outbox.due(noon) == (other.id,)


def test_an_older_file_is_moved_forward_and_keeps_its_rows(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(path) as store, store.write():
        store.connection.execute("CREATE TABLE kept (word TEXT)")
        store.connection.execute("INSERT INTO kept VALUES ('here')")
    later = (*schema.MIGRATIONS, ("ALTER TABLE kept ADD COLUMN more TEXT",))
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    with Store.open(path) as store:
        assert store.rows("SELECT word, more FROM kept") == [("here", None)]
        assert store.rows("PRAGMA user_version") == [(len(later),)]


ROW = (
    "INSERT INTO outbox (id, reference, priority, kid, sha256, size, state, attempts, saved_at, "
    "saved_monotonic, saved_boot, sent_at, received_at, closed_at, envelope) "
    "VALUES (:id, 'K7MF4T2Q9XW3', 0, :kid, :sha256, :size, :state, 1, :saved_at, 1, 'boot-z', :sent_at, "
    ":sent_at, :sent_at, :envelope)"
)
"""An item as every release has stored it."""


def made_by(path: Path, version: int) -> dict[str, Envelope]:
    """A database as the release with that schema left it: an item in each state. The unsent, by id."""
    unsent = {}
    connection = sqlite3.connect(path, isolation_level=None)
    for statements in schema.MIGRATIONS[:version]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    for number, state in enumerate(OutboxState):
        header = Header(v=1, id=f"00000000-0000-4000-8000-{number:012d}", kiosk="demo-1", kid="0" * 16)
        sealed = Envelope(header, bytes([number]) * 3000)
        sent = state in (OutboxState.DELIVERED, OutboxState.DISCARDED)
        if not sent:
            unsent[header.id] = sealed
        values = {
            "id": header.id,
            "kid": header.kid,
            "sha256": sealed.sha256,
            "size": 3000,
            "state": state,
            "saved_at": "2026-11-20T12:00:00Z",
            "sent_at": "2026-11-20T12:05:00Z" if sent else None,
            "envelope": None if sent else sealed.data,
        }
        connection.execute(ROW, values)
    connection.close()
    return unsent


@pytest.mark.parametrize("version", range(1, len(schema.MIGRATIONS) + 1))
def test_what_every_earlier_release_left_is_moved_forward_and_drains(
    tmp_path: Path, noon: Moment, version: int
) -> None:
    path = tmp_path / "kiosk.db"
    unsent = made_by(path, version)
    with Store.open(path) as store:
        assert store.rows("PRAGMA user_version") == [(len(schema.MIGRATIONS),)]
        outbox = Outbox(store)
        assert len(outbox.items()) == len(OutboxState)
        assert outbox.recover() == 1
        for item in outbox.items():
            if item.state is OutboxState.QUARANTINED:
                outbox.retry(item.id, noon, "staff-1")
        for item in outbox.due(noon):
            assert outbox.start(item, noon).data == unsent.pop(item).data
            outbox.delivered(item, noon, "2026-11-22T12:00:05Z")
        assert unsent == {}
        assert outbox.counts().unsent == 0
        assert outbox.backed_up(noon.utc + timedelta(minutes=1), noon) == 3
        assert store.check_integrity(noon)
        assert store.last_check() == Check(noon.utc, sound=True)


def test_an_older_file_is_moved_forward_on_a_full_disk_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(path).close()
    with Store.open(path) as store:
        store.ballast.restore()
        given_up = []
        really = store.ballast.release
        monkeypatch.setattr(type(store.ballast), "release", lambda _: given_up.append(1) or really())
    later = (*schema.MIGRATIONS, ("CREATE TABLE more (word TEXT)",))
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    steps = []

    def step(store: Store) -> None:
        steps.append(1)
        if len(steps) == 1:
            raise StoreFullError("the disk is full")
        forward(store)

    forward = Store._step_forward
    monkeypatch.setattr(Store, "_step_forward", step)
    with Store.open(path) as store:
        assert store.rows("SELECT count(*) FROM more") == [(0,)]
    assert given_up == [1]


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(path).close()
    broken = (*schema.MIGRATIONS, ("CREATE TABLE half (word TEXT)", "CREATE TABLE outbox (word TEXT)"))
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", broken)
        with pytest.raises(StoreError):
            Store.open(path)
    with Store.open(path) as store:
        assert store.rows("SELECT name FROM sqlite_master WHERE name = 'half'") == []


def test_two_processes_may_open_a_new_file_at_once(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kiosk.store import Store; Store.open(Path(sys.argv[1]))"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(4)]
    assert [run.wait(30) for run in runs] == [0, 0, 0, 0]


def test_what_raised_inside_a_write_is_undone(store: Store) -> None:
    def half_a_write() -> None:
        with store.write():
            store.connection.execute("CREATE TABLE half (word TEXT)")
            raise LookupError

    with pytest.raises(LookupError):
        half_a_write()
    assert store.rows("SELECT name FROM sqlite_master WHERE name = 'half'") == []
    assert not store.connection.in_transaction


def test_a_second_writer_waits_for_the_first(path: Path) -> None:
    entered, leave = threading.Event(), threading.Event()

    def first() -> None:
        with Store.open(path) as store, store.write():
            store.connection.execute("CREATE TABLE first (word TEXT)")
            entered.set()
            leave.wait(10)

    with Store.open(path) as second:
        thread = threading.Thread(target=first)
        thread.start()
        assert entered.wait(10)
        threading.Timer(0.2, leave.set).start()
        with second.write():
            assert second.rows("SELECT count(*) FROM first") == [(0,)]
        thread.join()


def test_a_file_that_stays_locked_is_said_plainly(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.05)
    with (
        Store.open(path) as one,
        Store.open(path) as other,
        one.write(),
        pytest.raises(StoreError, match="locked"),
        other.write(),
    ):
        pass


def test_a_full_disk_is_said_as_such_and_undone(store: Store) -> None:
    store.connection.execute("PRAGMA max_page_count = 8")
    with pytest.raises(StoreFullError, match="full"), store.write():
        store.connection.execute("CREATE TABLE big AS SELECT randomblob(100000)")
    assert not store.connection.in_transaction
    assert store.rows("PRAGMA integrity_check") == [("ok",)]


def test_below_the_floor_of_free_space_nothing_more_is_taken(path: Path) -> None:
    free = shutil.disk_usage(path.parent.parent).free
    with (
        Store.open(path, Limits(free_bytes=free * 2)) as store,
        pytest.raises(StoreFullError, match="MB are free"),
    ):
        store.check_disk()
    with Store.open(path, Limits(free_bytes=1)) as store:
        store.check_disk()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file/kiosk\.db"):
        Store.open(tmp_path / "file" / "kiosk.db")


def test_the_version_of_data_changes_when_another_writes(path: Path) -> None:
    with Store.open(path) as one, Store.open(path) as other:
        before = one.version_of_data()
        with one.write():
            one.connection.execute("CREATE TABLE mine (word TEXT)")
        assert one.version_of_data() == before
        with other.write():
            other.connection.execute("CREATE TABLE theirs (word TEXT)")
        assert one.version_of_data() != before
