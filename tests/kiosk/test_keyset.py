"""The keyset file: what is damaged, missing or out of date is noticed before anything is sealed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import KeysetError
from kiosk.keyset import Keyset, encode_key, kid_of, parse_keyset, read_keyset


def test_a_written_keyset_is_read_back(keyset: Keyset, tmp_path: Path) -> None:
    path = tmp_path / "keyset.json"
    path.write_bytes(msgspec.json.encode(keyset))
    assert read_keyset(path) == keyset


def test_a_key_that_does_not_match_its_name_is_refused(keyset: Keyset) -> None:
    other = msgspec.structs.replace(keyset.keys[0], public=encode_key(bytes(range(32))))
    with pytest.raises(KeysetError, match=f"key {keyset.keys[0].kid}"):
        parse_keyset(msgspec.json.encode(Keyset((other,))))


@pytest.mark.parametrize("public", ["", "AAAA", "!" * 43, "é" * 43, "A" * 44])
def test_a_key_that_is_no_key_is_refused(keyset: Keyset, public: str) -> None:
    damaged = msgspec.structs.replace(keyset.keys[0], public=public)
    with pytest.raises(KeysetError):
        parse_keyset(msgspec.json.encode(Keyset((damaged,))))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"keys": []}', b'{"keys": [{}]}', b"\xff"])
def test_what_is_no_keyset_is_refused(data: bytes) -> None:
    with pytest.raises(KeysetError):
        parse_keyset(data)


def test_unknown_fields_are_accepted(keyset: Keyset) -> None:
    found = msgspec.json.decode(msgspec.json.encode(keyset))
    found["later"] = True
    found["keys"][0]["later"] = True
    assert parse_keyset(msgspec.json.encode(found)) == keyset


def test_the_newest_usable_key_is_taken(keyset: Keyset) -> None:
    old = keyset.keys[0]
    raw = bytes(range(32))
    new = msgspec.structs.replace(
        old, kid=kid_of(raw), public=encode_key(raw), not_before=old.not_before + timedelta(days=5)
    )
    both = Keyset((new, old))
    assert both.usable(old.not_before + timedelta(days=1)) == old
    assert both.usable(new.not_before) == new


@pytest.mark.parametrize("year", [1970, 2125])
def test_without_a_usable_key_the_operator_is_told(keyset: Keyset, year: int) -> None:
    with pytest.raises(KeysetError, match="check the date"):
        keyset.usable(datetime(year, 1, 1, tzinfo=UTC))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeysetError, match=r"keyset\.json.*council keyset"):
        read_keyset(tmp_path / "keyset.json")
