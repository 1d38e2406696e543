"""Records at rest at the council: unreadable without the key, bound to their row, and never locked out by a
silent new key."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from council.__main__ import main
from council.database import Database
from council.intake import Arrival, examine
from council.keys import KeyRing
from council.serve import keys_beside
from council.store import CouncilStore
from council.vault import FILE, Vault, add_key, keep_newest, vault_in
from kiosk.envelope import Envelope
from kiosk.errors import CouncilError

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CANARY = "Zzyx Canaryton"
Sealer = Callable[..., Envelope]


def keep(store: CouncilStore, keys: KeyRing, envelope: Envelope) -> str:
    found = examine(envelope.header.id, envelope.data, keys.private, NOW)
    assert isinstance(found, Arrival)
    store.keep(found)
    return envelope.header.id


def test_what_was_sealed_opens_for_its_own_row_only(tmp_path: Path) -> None:
    vault = vault_in(tmp_path)
    sealed = vault.seal("one", b"record")
    assert vault.open("one", sealed) == b"record"
    with pytest.raises(CouncilError, match="is another's"):
        vault.open("two", sealed)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(CouncilError):
            vault.open("one", bytes(changed))


def test_the_same_record_never_looks_the_same(tmp_path: Path) -> None:
    vault = vault_in(tmp_path)
    assert len({vault.seal("one", b"record") for _ in range(100)}) == 100


def test_the_key_is_for_this_user_alone_and_stays(tmp_path: Path) -> None:
    first = vault_in(tmp_path / "data")
    assert (tmp_path / "data" / FILE).stat().st_mode & 0o077 == 0
    assert vault_in(tmp_path / "data").open("one", first.seal("one", b"record")) == b"record"


@pytest.mark.parametrize("text", ["", "{}", '{"keys": []}', '{"keys": [{"kid": "00000000", "key": "AAAA"}]}'])
def test_a_damaged_key_file_is_said_and_not_replaced(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(CouncilError, match="Restore it from a backup"):
        vault_in(tmp_path)
    assert (tmp_path / FILE).read_text() == text


def test_a_stolen_database_tells_nothing_that_was_told(tmp_path: Path, keys: KeyRing, sealed: Sealer) -> None:
    file = tmp_path / "council.db"
    with closing(CouncilStore.open(f"sqlite:///{file}", vault_in(tmp_path))) as store:
        submission = json.loads(json.dumps({"full_name": CANARY}))
        envelope = sealed(place=CANARY)
        keep(store, keys, envelope)
        assert next(store.records())["place"] == submission["full_name"]
    assert CANARY.encode() not in file.read_bytes()
    assert envelope.header.id.encode() in file.read_bytes()


def test_the_control_without_the_seal_the_database_tells_it(
    tmp_path: Path, keys: KeyRing, sealed: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Vault, "seal", lambda _, __, record: record)
    file = tmp_path / "council.db"
    with closing(CouncilStore.open(f"sqlite:///{file}", vault_in(tmp_path))) as store:
        keep(store, keys, sealed(place=CANARY))
    assert CANARY.encode() in file.read_bytes()


def test_a_lost_key_file_is_not_silently_replaced_by_a_new_one(
    store: CouncilStore, database: str, tmp_path: Path, keys: KeyRing, sealed: Sealer
) -> None:
    keep(store, keys, sealed())
    with pytest.raises(CouncilError, match="restore that file"):
        CouncilStore.open(database, vault_in(tmp_path / "elsewhere"))


def test_a_new_key_seals_and_all_can_be_sealed_with_it(
    store: CouncilStore, database: str, vault: Vault, tmp_path: Path, keys: KeyRing, sealed: Sealer
) -> None:
    before = keep(store, keys, sealed())
    renewed = add_key(tmp_path / "data")
    with closing(CouncilStore.open(database, renewed)) as other:
        after = keep(other, keys, sealed())
        # The first process knows the old key only, and reads what the other has sealed.
        assert [record["id"] for record in store.records()] == [before, after]
        assert other.seal_again() == 1
        assert other.seal_again() == 0
    keep_newest(tmp_path / "data")
    with closing(CouncilStore.open(database, vault_in(tmp_path / "data"))) as left:
        assert [record["id"] for record in left.records()] == [before, after]
    assert renewed.newest != vault.newest


def test_reseal_at_the_command_line_takes_two_steps(
    store: CouncilStore,
    database: str,
    tmp_path: Path,
    keys: KeyRing,
    sealed: Sealer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep(store, keys, sealed())
    line = ["reseal", "--data", str(tmp_path / "data"), "--database", database]
    assert main(line) == 0
    assert "Sealed with the new key: 1." in capsys.readouterr().out
    assert len(json.loads((tmp_path / "data" / FILE).read_text())["keys"]) == 2
    assert main([*line, "--forget"]) == 0
    assert len(json.loads((tmp_path / "data" / FILE).read_text())["keys"]) == 1
    with closing(CouncilStore.open(database, vault_in(tmp_path / "data"))) as again:
        assert len(list(again.records())) == 1


def test_records_that_an_earlier_release_left_open_are_sealed_when_it_is_opened(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    from council.database import MIGRATIONS

    file = tmp_path / "council.db"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for number in range(250):
            connection.execute(
                text(
                    "INSERT INTO submissions (id, sha256, kiosk, kid, size, received_at, record) "
                    "VALUES (:id, '', 'demo-1', '', 1, '2026-11-22T12:00:00Z', :record)"
                ),
                {"id": f"id-{number}", "record": json.dumps({"id": f"id-{number}", "told": CANARY})},
            )
    engine.dispose()
    with pytest.raises(CouncilError, match="council migrate"):
        Database.open(f"sqlite:///{file}")
    with closing(CouncilStore.open(f"sqlite:///{file}", vault_in(tmp_path))) as store:
        assert [record["told"] for record in store.records()] == [CANARY] * 250
    assert CANARY.encode() not in file.read_bytes()


def test_the_key_can_lie_elsewhere_and_is_never_made_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, other = tmp_path / "data", tmp_path / "credentials" / "records"
    sealed = vault_in(data).seal("id", b"told")
    other.parent.mkdir()
    monkeypatch.setenv("COUNCIL_RECORDS_KEY", str(other))
    with pytest.raises(CouncilError, match="credentials"):
        vault_in(data)
    assert not other.exists()
    (data / "records.json").rename(other)
    assert vault_in(data).open("id", sealed) == b"told"
    add_key(data)
    assert vault_in(data).open("id", sealed) == b"told"
    assert list(data.iterdir()) == []


def test_a_key_beside_its_database_is_said_and_one_elsewhere_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = f"sqlite:///{tmp_path / 'council.db'}"
    assert "COUNCIL_RECORDS_KEY" in keys_beside(beside, tmp_path)
    assert keys_beside("postgresql://council@db.exampleton.example/council", tmp_path) == ""
    assert keys_beside(f"sqlite:///{tmp_path / 'elsewhere' / 'council.db'}", tmp_path) == ""
    monkeypatch.setenv("COUNCIL_RECORDS_KEY", str(tmp_path / "credentials" / "records"))
    assert keys_beside(beside, tmp_path) == ""
