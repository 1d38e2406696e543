"""A damaged database: what is whole is kept, what is lost is counted, and nothing happens by itself."""

import random
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk import salvage as salvage_module
from kiosk.audit import Audit
from kiosk.clock import Moment
from kiosk.contact import Contact
from kiosk.envelope import Envelope, Header
from kiosk.errors import StoreDamagedError, StoreError, StoreFullError, StoreNewerError
from kiosk.item import OutboxState
from kiosk.outbox import Outbox
from kiosk.room import Limits
from kiosk.salvage import salvage
from kiosk.schema import MIGRATIONS
from kiosk.store import Store
from kiosk.store_files import half_salvaged

NOON = Moment(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), 1000.0, "boot-a")
BARE = Limits(ballast_bytes=0)
PAGE = 4096


def sealed(number: int, size: int = 6000) -> Envelope:
    random_bytes = random.Random(number)
    header = Header(v=1, id=f"00000000-0000-4000-8000-{number:012d}", kiosk="demo-1", kid="0" * 16)
    return Envelope(header, random_bytes.randbytes(size))


@pytest.fixture
def path(tmp_memory: Path) -> Path:
    """A queue of 40 items, two of them delivered, one refused, one in hand."""
    path = tmp_memory / "state" / "kiosk.db"
    with Store.open(path, BARE) as store:
        outbox = Outbox(store)
        outbox.add([(sealed(number), "K7MF4T2Q9XW3") for number in range(40)], NOON)
        ids = [item.id for item in outbox.items()]
        for item in ids[:4]:
            outbox.start(item, NOON)
        outbox.delivered(ids[0], NOON, "2026-11-22T12:00:00Z")
        outbox.delivered(ids[1], NOON, "2026-11-22T12:00:00Z")
        outbox.quarantine(ids[2], "other-content")
        Contact(store).reached(NOON)
    return path


def page_of(path: Path, number: int) -> int:
    """Where in the file the envelope of an item has its middle page."""
    data = path.read_bytes()
    return data.index(sealed(number).data[4500:4600]) // PAGE * PAGE


def tear(path: Path, *offsets: int) -> None:
    with path.open("r+b") as file:
        for offset in offsets:
            file.seek(offset)
            file.write(bytes(PAGE))


def held(store: Store) -> dict[int, bytes]:
    return dict(store.rows("SELECT seq, envelope FROM outbox"))


def test_a_sound_file_is_carried_over_whole(path: Path) -> None:
    with Store.open(path, BARE) as store:
        before = store.rows("SELECT * FROM outbox ORDER BY seq")
    found = salvage(path, NOON, "staff-1")
    assert (found.read, found.kept, found.lost, found.exact) == (40, 40, 0, True)
    with Store.open(path, BARE) as store:
        assert store.rows("SELECT * FROM outbox ORDER BY seq") == before
        assert Contact(store).reached_at() == NOON.utc
        (entry,) = Audit(store).entries()
    assert (entry.event, entry.who, entry.at) == ("store-salvaged", "staff-1", NOON.utc)
    assert entry.fields["kept"] == 40


def test_an_envelope_that_is_torn_is_not_kept_and_is_counted(path: Path) -> None:
    tear(path, page_of(path, 20))
    found = salvage(path, NOON, "staff-1")
    assert (found.kept, found.lost, found.exact, found.whole) == (39, 1, True, False)
    with Store.open(path, BARE) as store:
        assert store.check_integrity(NOON)
        kept = held(store)
        assert sorted(kept) == [number + 1 for number in range(40) if number != 20]
        assert all(kept[number + 1] == sealed(number).data for number in range(40) if number != 20)


def test_a_page_of_the_table_costs_its_own_rows_only(path: Path) -> None:
    connection = sqlite3.connect(path)
    pages = [
        page
        for (page,) in connection.execute(
            "SELECT pageno FROM dbstat WHERE name = 'outbox' AND pagetype = 'leaf' ORDER BY pageno"
        )
    ]
    connection.close()
    tear(path, (pages[len(pages) // 2] - 1) * PAGE)
    with pytest.raises(StoreDamagedError, match="kiosk store salvage"):
        Store.open(path, BARE)
    found = salvage(path, NOON, "staff-1")
    assert 30 <= found.kept < 40
    assert (found.kept + found.lost, found.exact) == (40, True), "the index knows what there was"
    with Store.open(path, BARE) as store:
        assert all(data == sealed(seq - 1).data for seq, data in held(store).items())


def test_without_the_index_of_ids_the_count_is_not_called_exact(path: Path) -> None:
    connection = sqlite3.connect(path)
    pages = connection.execute(
        "SELECT pageno FROM dbstat WHERE name = 'sqlite_autoindex_outbox_1' AND pagetype = 'leaf'"
    ).fetchall()
    connection.close()
    tear(path, *((page - 1) * PAGE for (page,) in pages))
    found = salvage(path, NOON, "staff-1")
    assert (found.kept, found.lost, found.exact, found.whole) == (40, 0, False, False)


def test_whatever_is_torn_nothing_crashes_and_nothing_false_is_kept(path: Path) -> None:
    """Control of the hash: pages are also overwritten by others, which SQLite alone may take for sound."""
    whole = path.read_bytes()
    kept_at_all = 0
    for seed in range(30):
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            at, source = (PAGE * chance.randrange(1, len(whole) // PAGE) for _ in range(2))
            data[at : at + PAGE] = chance.choice(
                (bytes(PAGE), whole[source : source + PAGE], chance.randbytes(PAGE))
            )
        path.write_bytes(data)
        found = salvage(path, NOON, "staff-1")
        with Store.open(path, BARE) as store:
            rows = held(store)
            for seq, envelope in rows.items():
                assert envelope in (None, sealed(seq - 1).data), f"seed {seed}"
            assert found.kept == len(rows)
            kept_at_all += len(rows)
            assert store.rows("PRAGMA integrity_check") == [("ok",)]
    assert kept_at_all > 30 * 20


def test_the_damaged_files_are_kept_as_they_were_with_their_journal(path: Path) -> None:
    """A transaction was half written when the power went: the journal takes it back."""
    with Store.open(path, BARE) as store, store.write():
        # Larger than its cache, so that SQLite writes pages before the commit.
        store.connection.execute("PRAGMA cache_size = 5")
        store.connection.execute("UPDATE outbox SET envelope = randomblob(6000)")
        journal = path.with_name("kiosk.db-journal")
        damaged = path.with_name("damaged.db")
        for one, copy in ((path, damaged), (journal, damaged.with_name("damaged.db-journal"))):
            shutil.copyfile(one, copy)
    damaged.replace(path)
    damaged.with_name("damaged.db-journal").replace(journal)
    before, before_journal = path.read_bytes(), journal.read_bytes()
    assert len(before_journal) > 40 * PAGE
    found = salvage(path, NOON, "staff-1")
    folder = Path(found.folder)
    assert sorted(one.name for one in folder.iterdir()) == ["kiosk.db", "kiosk.db-journal"]
    assert (folder / "kiosk.db").read_bytes() == before
    assert (folder / "kiosk.db-journal").read_bytes() == before_journal
    assert (found.kept, found.lost) == (40, 0)

    # The control: without its journal the same file has lost what it had acknowledged.
    path.write_bytes(before)
    assert salvage(path, NOON, "staff-1").kept < 40


def test_a_missing_database_is_made_again_only_when_somebody_asks(path: Path) -> None:
    path.unlink()
    with pytest.raises(StoreDamagedError, match="gone"):
        Store.open(path)
    found = salvage(path, NOON, "staff-1")
    assert (found.read, found.kept, found.whole) == (0, 0, False)
    with Store.open(path, BARE) as store:
        assert Outbox(store).items() == ()


def test_a_kiosk_that_never_had_a_database_gets_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="never had one"):
        salvage(tmp_path / "kiosk.db", NOON, "staff-1")
    assert list(tmp_path.iterdir()) == []


def test_while_somebody_has_the_file_open_nothing_is_moved(path: Path) -> None:
    with Store.open(path, BARE) as store:
        before = store.rows("SELECT * FROM outbox")
        with pytest.raises(StoreError, match="Stop the kiosk"):
            salvage(path, NOON, "staff-1")
        assert store.rows("SELECT * FROM outbox") == before
    assert not (path.parent / "salvage").exists()


def test_while_it_is_salvaged_nobody_opens_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []

    def place(fresh: Path, to: Path) -> None:
        with pytest.raises(StoreError, match="is being salvaged") as error:
            Store.open(path, BARE)
        said.append(error)
        really(fresh, to)

    really = salvage_module.place
    monkeypatch.setattr(salvage_module, "place", place)
    assert salvage(path, NOON, "staff-1").whole
    assert len(said) == 1
    Store.open(path, BARE).close()


def test_only_the_user_whose_file_it_is_may_salvage_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(salvage_module.os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(StoreError, match="belongs to another user"):
        salvage(path, NOON, "staff-1")
    assert not (path.parent / "salvage").exists()


def test_a_newer_file_and_a_full_disk_change_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreNewerError):
        salvage(path, NOON, "staff-1")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.close()
    usage = shutil.disk_usage(path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=len(before)))
    with pytest.raises(StoreFullError, match="Free some space"):
        salvage(path, NOON, "staff-1")
    assert not (path.parent / "salvage").exists()


def test_an_older_file_is_brought_forward(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.db"
    connection = sqlite3.connect(path)
    connection.execute(MIGRATIONS[0][0])
    connection.execute("PRAGMA user_version = 1")
    one = sealed(1)
    connection.execute(
        "INSERT INTO outbox (id, reference, priority, kid, sha256, size, state, saved_at, saved_monotonic, "
        "saved_boot, envelope) VALUES (?, '', 0, '', ?, ?, 'queued', '2026-11-22T12:00:00Z', 1, 'b', ?)",
        (one.header.id, one.sha256, len(one.data), one.data),
    )
    connection.commit()
    connection.close()
    assert salvage(path, NOON, "staff-1").whole
    with Store.open(path, BARE) as store:
        assert Outbox(store).start(one.header.id, NOON).data == one.data


STEPS = ("sync", "write_whole", "_check_space", "_carry_over", "_told", "place")


@pytest.mark.parametrize("step", STEPS)
def test_a_salvage_that_is_cut_off_keeps_the_kiosk_shut_and_is_finished_by_the_next(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The power goes after each of its steps: at every one of them."""
    calls = 0
    while True:
        really = getattr(salvage_module, step)
        left = calls

        def cut(*args: object, really: object = really) -> object:
            nonlocal left
            done = really(*args)  # type: ignore[operator]  a step of the salvage
            if left == 0:
                raise KeyboardInterrupt
            left -= 1
            return done

        with monkeypatch.context() as patched:
            patched.setattr(salvage_module, step, cut)
            try:
                salvage(path, NOON, "staff-1")
            except KeyboardInterrupt:
                pass
            else:
                break
        if half_salvaged(path).exists():
            with pytest.raises(StoreDamagedError, match="not finished"):
                Store.open(path, BARE)
        found = salvage(path, NOON, "staff-1")
        assert (found.kept, found.lost) == (40, 0)
        with Store.open(path, BARE) as store:
            assert len(Outbox(store).items()) == 40
            assert [item.state for item in Outbox(store).items()].count(OutboxState.DELIVERED) == 2
        calls += 1
    assert calls > 0
