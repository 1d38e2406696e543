"""Backup and restore: a copy taken while the database is in use is whole; what it lacks comes again, once."""

import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from litestar.testing import TestClient
from sqlalchemy import select

from council.__main__ import main
from council.app import create_app
from council.backups import MARGIN, Backups
from council.database import Database
from council.intake import Arrival, examine
from council.keys import KeyRing
from council.releases import Releases
from council.store import CouncilStore
from council.tables import staff_audit
from council.vault import Vault, vault_in
from kiosk.envelope import Envelope
from sync.wire import HEARTBEAT, Heartbeat, QueueBeat

if TYPE_CHECKING:
    from postgres import PostgreSQL

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOAK = int(os.environ.get("SOAK", "1"))
ROUNDS = 2 if SOAK == 1 else 10 * SOAK
Sealer = Callable[..., Envelope]


def arrival(envelope: Envelope, keys: KeyRing, at: datetime = NOW) -> Arrival:
    found = examine(envelope.header.id, envelope.data, keys.private, at)
    assert isinstance(found, Arrival)
    return found


def council(verb: str, data: Path, database: str, *more: object) -> int:
    return main([verb, "--data", str(data), "--database", database, *map(str, more)])


# -- what the database knows of its backups ----------------------------------------------------------------


def test_a_backup_counts_only_once_it_is_safe(database: str) -> None:
    with closing(Database.open(database)) as opened:
        backups = Backups(opened)
        assert backups.state().backed_up_to is None
        begun = backups.begin(NOW)
        assert begun == NOW - MARGIN
        assert backups.state().backed_up_to is None
        backups.finish(begun, NOW + timedelta(minutes=1))
        state = backups.state()
        assert (state.backed_up_to, state.made_at) == (begun, NOW + timedelta(minutes=1))


def test_a_database_without_a_backup_cannot_have_come_back_from_one(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert council("restored", tmp_path / "data", database) == 2
    assert "knows of no backup" in capsys.readouterr().err


def test_kiosks_hear_of_it_with_their_heartbeat(
    store: CouncilStore, keys: KeyRing, tmp_path: Path, known: Callable[..., object]
) -> None:
    backups = Backups(store.database)
    backups.finish(backups.begin(NOW), NOW)
    backups.restored(NOW + timedelta(hours=1))
    with TestClient(create_app(store, keys, Releases(tmp_path / "data"))) as client:
        known(client)
        beat = Heartbeat(
            kiosk="demo-1",
            boot="6d8e2f8c-7c3a-4a53-9d4f-2f8f4f1f0a11",
            uptime_s=1,
            beat=1,
            release="0.1.0",
            queue=QueueBeat(waiting=0, held=0),
        )
        headers = {"content-type": "application/json"}
        reply = client.post(HEARTBEAT, content=msgspec.json.encode(beat), headers=headers)
        assert reply.status_code == 200
        told = reply.json()
    assert told["backed_up_to"] == told["restored_to"] == "2026-11-22T11:55:00Z"
    assert told["restored_at"] == "2026-11-22T13:00:00Z"


# -- copies --------------------------------------------------------------------------------------------------


def restored_sqlite(copy: Path, folder: Path, data: Path) -> str:
    """Put a copy where a server would find it."""
    folder.mkdir(parents=True)
    shutil.copy(copy, folder / "council.db")
    url = f"sqlite:///{folder / 'council.db'}"
    assert council("restored", data, url) == 0
    return url


@pytest.mark.soak
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_what_an_old_sqlite_backup_lacks_comes_again_and_there_is_one_of_each(
    tmp_path: Path, vault: Vault, keys: KeyRing, sealed: Sealer, round_: int
) -> None:
    data = tmp_path / "data"
    url = f"sqlite:///{data / 'council.db'}"
    kept, later = [sealed() for _ in range(3)], [sealed() for _ in range(4 + round_)]
    with closing(CouncilStore.open(url, vault)) as store:
        for envelope in kept:
            store.keep(arrival(envelope, keys))
        assert council("backup", data, url, "--out", tmp_path / "copy.db") == 0
        for envelope in later:
            store.keep(arrival(envelope, keys))
    again = restored_sqlite(tmp_path / "copy.db", tmp_path / "new", data)
    with closing(CouncilStore.open(again, vault)) as store:
        assert {entry.id for entry in store.entries()} == {envelope.header.id for envelope in kept}
        # A kiosk still holds what was delivered after the backup, and something of before as well.
        new = [store.keep(arrival(envelope, keys)).new for envelope in (*kept[-1:], *later, *later)]
        assert new == [False, *[True] * len(later), *[False] * len(later)]
        records = list(store.records())
        assert sorted(record["id"] for record in records) == sorted(one.header.id for one in (*kept, *later))
        state = Backups(store.database).state()
        assert state.restored_to is not None
        assert state.restored_at is not None
        assert state.restored_to < state.restored_at
        with store.database.read() as connection:
            events = connection.execute(select(staff_audit.c.event)).scalars().all()
        assert events == ["restored"]


def test_a_copy_taken_while_others_write_is_whole(
    tmp_path: Path, vault: Vault, keys: KeyRing, sealed: Sealer
) -> None:
    data = tmp_path / "data"
    url = f"sqlite:///{data / 'council.db'}"
    stop = threading.Event()
    with closing(CouncilStore.open(url, vault)) as store:
        arrivals = [arrival(sealed(), keys) for _ in range(100)]

        def write() -> None:
            for one in arrivals:
                if stop.is_set():
                    return
                store.keep(one)

        writer = threading.Thread(target=write)
        writer.start()
        for number in range(2):
            assert council("backup", data, url, "--out", tmp_path / f"copy-{number}.db") == 0
        stop.set()
        writer.join()
    for number in range(2):
        with closing(sqlite3.connect(tmp_path / f"copy-{number}.db")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        url = f"sqlite:///{tmp_path / f'copy-{number}.db'}"
        with closing(CouncilStore.open(url, vault)) as store:
            assert len(list(store.records())) == len(store.entries())


def test_a_backup_is_for_this_user_alone_and_takes_the_place_of_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = tmp_path / "data", tmp_path / "copy.db"
    url = f"sqlite:///{data / 'council.db'}"
    assert council("backup", data, url, "--out", out) == 0
    assert out.stat().st_mode & 0o077 == 0
    assert "has everything received by" in capsys.readouterr().out
    before = out.read_bytes()
    assert council("backup", data, url, "--out", out) == 2
    assert "is there already" in capsys.readouterr().err
    assert out.read_bytes() == before


def test_a_backup_that_fails_is_not_called_safe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    url = f"sqlite:///{data / 'council.db'}"
    assert council("backup", data, url, "--out", tmp_path / "nowhere" / "copy.db") == 2
    told = capsys.readouterr().err
    assert "the backup was not made" in told
    assert told.count("\n") == 1
    with closing(Database.open(url)) as database:
        assert Backups(database).state().backed_up_to is None


def test_a_postgresql_backup_restores_into_an_empty_database(
    postgres: "PostgreSQL", tmp_path: Path, keys: KeyRing, sealed: Sealer
) -> None:
    if shutil.which("pg_restore") is None:
        pytest.skip("sudo apt-get install postgresql-client")
    data, out = tmp_path / "data", tmp_path / "copy.dump"
    vault = vault_in(data)
    url, again = postgres.database(), postgres.empty()
    kept, later = sealed(), sealed()
    with closing(CouncilStore.open(url, vault)) as store:
        store.keep(arrival(kept, keys))
        assert council("backup", data, url, "--out", out) == 0
        store.keep(arrival(later, keys))
        assert Backups(store.database).state().backed_up_to is not None
    assert out.stat().st_mode & 0o077 == 0
    plain = again.replace("postgresql+psycopg", "postgresql")
    subprocess.run(["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={plain}", out], check=True)
    assert council("restored", data, again) == 0
    with closing(CouncilStore.open(again, vault)) as store:
        assert [store.keep(arrival(one, keys)).new for one in (kept, later, later)] == [False, True, False]
        assert len(list(store.records())) == 2
        assert Backups(store.database).state().restored_to is not None
    for one in (url, again):
        postgres.drop(one)
