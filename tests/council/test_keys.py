"""The council's keys: made once, private, and readable for the kiosks."""

import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from council.keys import FILE, LIFE, keys_in, write_keyset
from kiosk.errors import CouncilError
from kiosk.keyset import encode_key, kid_of, read_keyset


def test_keys_are_made_once_for_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = keys_in(folder)
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert keys_in(folder).public == made.public
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_the_halves_belong_together(tmp_path: Path) -> None:
    ring = keys_in(tmp_path)
    for key in ring.public.keys:
        assert ring.private[key.kid].public_key().public_bytes_raw() == key.raw
        assert kid_of(key.raw) == key.kid


def test_a_new_key_may_be_used_at_once_and_for_two_years(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    key = keys_in(tmp_path, now).public.usable(now)
    assert key.not_before == now - timedelta(days=1)
    assert key.not_after == key.not_before + LIFE


def test_a_kiosk_reads_the_written_keyset_which_holds_no_private_half(tmp_path: Path) -> None:
    ring = keys_in(tmp_path / "data")
    out = tmp_path / "keyset.json"
    for _ in range(2):
        write_keyset(ring.public, out)
    assert read_keyset(out) == ring.public
    private = encode_key(next(iter(ring.private.values())).private_bytes_raw())
    assert private not in out.read_text()
    assert stat.S_IMODE(out.stat().st_mode) == 0o644


def test_several_processes_starting_at_once_share_one_key(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "council", "keyset", "--data", str(tmp_path / "data")]
    runs = [subprocess.Popen(line, stdout=subprocess.PIPE) for _ in range(4)]
    said = {run.communicate(timeout=30)[0] for run in runs}
    assert [run.returncode for run in runs] == [0] * 4
    assert len(said) == 1


@pytest.mark.parametrize("content", [b"", b"{}", b'{"keys": [{"kid": "secret-part"}]}', b"\xff"])
def test_a_damaged_file_is_neither_replaced_nor_quoted(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(CouncilError, match="backup") as caught:
        keys_in(tmp_path)
    assert "secret" not in str(caught.value)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CouncilError, match="file"):
        keys_in(tmp_path / "file")
    with pytest.raises(CouncilError, match="cannot be written"):
        write_keyset(keys_in(tmp_path).public, tmp_path / "file" / "keyset.json")


def test_keys_differ_from_site_to_site(tmp_path: Path) -> None:
    one, other = (keys_in(tmp_path / name) for name in ("one", "other"))
    assert not one.private.keys() & other.private.keys()
    assert all(isinstance(key, X25519PrivateKey) for key in one.private.values())
