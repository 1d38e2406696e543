"""Screens over the real outbox: where nothing could be saved no form begins, and the phone number shows."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import replace

from kiosk.commands.parts import OutboxCounter
from kiosk.keyset import MAX_AGE, Keyset, PublicKey, encode_key, kid_of, read_keyset
from kiosk.settings import Settings, Site
from kiosk.signed_keyset import KeysetFiles
from kiosk.store import Store
from kiosk.visit import Stage

MIB = 1024 * 1024


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    raw = X25519PrivateKey.generate().public_key().public_bytes_raw()
    now, year = datetime.now(UTC), timedelta(days=365)
    key = PublicKey(kid=kid_of(raw), public=encode_key(raw), not_before=now - year, not_after=now + year)
    (tmp_path / "keyset.json").write_bytes(msgspec.json.encode(Keyset((key,))))
    return Settings(site=Site(state_dir="state"), folder=str(tmp_path))


@pytest.fixture
def real(make_kiosk, settings: Settings):
    """A kiosk that asks the real outbox whether it could save."""
    rig = make_kiosk()
    rig.app.navigator.errands.saving._counter = OutboxCounter(settings, None)
    rig.start()
    return rig


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Says how many megabytes of 1,000 are free."""
    usage = shutil.disk_usage(tmp_path)

    def say(megabytes: int) -> None:
        found = usage._replace(free=megabytes * MIB, total=1000 * MIB)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: found)

    return say


def wants(kiosk) -> None:
    """Go to a service that sends something, and begin."""
    kiosk.cover()
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage in (Stage.ANSWERING, Stage.OUT_OF_ORDER), "an answer")


def test_on_a_full_disk_no_form_begins_until_there_is_room_again(real, free, settings, capfd) -> None:
    free(49)
    wants(real)
    real.robot.settle()
    assert real.stage is Stage.OUT_OF_ORDER
    assert real.robot.sees("01632 960 100")
    assert not real.robot.sees("saved")
    said = [line for line in capfd.readouterr().err.splitlines() if "are free on this disk" in line]
    assert len(said) == 1
    assert "49 MB are free" in said[0]

    free(400)
    real.wait_out(36)
    real.robot.until(lambda: real.stage is Stage.ATTRACT, "the attract screen")
    wants(real)
    assert real.stage is Stage.ANSWERING


def test_control_without_the_rule_the_form_would_begin(real, free, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "check_disk", lambda _: None)
    free(49)
    wants(real)
    assert real.stage is Stage.ANSWERING


def test_with_a_damaged_database_no_form_begins_and_the_operator_is_told_what_to_run(
    real, settings, capfd
) -> None:
    Store.open(settings.database).close()
    settings.database.write_bytes(b"no database" * 1000)
    wants(real)
    assert real.stage is Stage.OUT_OF_ORDER
    assert real.robot.sees("01632 960 100")
    real.wait_out(36)
    said = [line for line in capfd.readouterr().err.splitlines() if "kiosk store salvage" in line]
    assert len(said) == 1, "said once"
    assert settings.database.read_bytes() == b"no database" * 1000


def test_with_an_old_keyset_no_form_begins_until_the_agent_has_fetched_another(real, settings, capfd) -> None:
    keyset = read_keyset(settings.keyset)
    old = replace(keyset, issued=datetime.now(UTC) - MAX_AGE - timedelta(days=1))
    settings.keyset.write_bytes(msgspec.json.encode(old))
    wants(real)
    assert real.stage is Stage.OUT_OF_ORDER
    assert real.robot.sees("01632 960 100")
    said = [line for line in capfd.readouterr().err.splitlines() if "91 days old" in line]
    assert len(said) == 1

    KeysetFiles(settings.keyset, settings.fetched_keyset).keep(replace(keyset, issued=datetime.now(UTC)))
    real.wait_out(36)
    real.robot.until(lambda: real.stage is Stage.ATTRACT, "the attract screen")
    wants(real)
    assert real.stage is Stage.ANSWERING
