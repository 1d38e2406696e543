"""What the council takes in, what it sets aside for itself, and what it refuses."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.intake import Arrival, Refusal, examine
from council.keys import KeyRing
from kiosk.envelope import Envelope
from sync.wire import ProblemKind

NOW = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
Sealer = Callable[..., Envelope]


def test_an_envelope_is_opened_and_its_own_bytes_are_hashed(sealed: Sealer, keys: KeyRing) -> None:
    envelope = sealed()
    found = examine(envelope.header.id, envelope.data, keys.private, NOW)
    assert isinstance(found, Arrival)
    assert found.record is not None
    assert (found.record.id, found.fault, found.kiosk) == (envelope.header.id, "", "demo-1")
    assert found.sha256 == hashlib.sha256(envelope.data).hexdigest()
    assert found.received_at == NOW.replace(microsecond=0)


def test_what_does_not_open_is_taken_in_all_the_same(sealed: Sealer, keys: KeyRing) -> None:
    envelope = sealed()
    damaged = envelope.data[:-1] + bytes([envelope.data[-1] ^ 1])
    for data, held in ((damaged, keys.private), (envelope.data, {})):
        found = examine(envelope.header.id, data, held, NOW)
        assert isinstance(found, Arrival)
        assert found.record is None
        assert found.fault
        assert found.data == data


def test_an_envelope_put_to_another_id_is_refused(sealed: Sealer, keys: KeyRing) -> None:
    found = examine(str(uuid.uuid4()), sealed().data, keys.private, NOW)
    assert isinstance(found, Refusal)
    assert found.kind is ProblemKind.OTHER_ID


@pytest.mark.parametrize("data", [b"", b"hello", b"\x80", b"\xc1", b"\x91" * 100_000])
def test_what_is_no_envelope_is_refused(keys: KeyRing, data: bytes) -> None:
    found = examine(str(uuid.uuid4()), data, keys.private, NOW)
    assert isinstance(found, Refusal)
    assert found.kind is ProblemKind.NOT_AN_ENVELOPE


@given(data=st.data())
def test_no_change_of_the_bytes_is_ever_taken_for_the_resident(
    data: st.DataObject, sealed: Sealer, keys: KeyRing
) -> None:
    envelope = sealed(id="c7ce7c47-38a0-4722-8113-cc7b69818a00")
    changed = bytearray(envelope.data)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    if bytes(changed) == envelope.data:
        return
    found = examine(envelope.header.id, bytes(changed), keys.private, NOW)
    assert isinstance(found, Refusal) or found.record is None


def test_unknown_fields_of_a_newer_kiosk_do_no_harm(sealed: Sealer, keys: KeyRing) -> None:
    envelope = sealed()
    newer = msgspec.msgpack.encode({**msgspec.msgpack.decode(envelope.data), "later": [1, 2]})
    found = examine(envelope.header.id, newer, keys.private, NOW)
    assert isinstance(found, Arrival)
    assert found.record is not None


# -- who sent it, and what would not fit ------------------------------------------------------------------


def test_an_envelope_that_names_another_kiosk_than_its_sender_is_refused(
    sealed: Sealer, keys: KeyRing
) -> None:
    envelope = sealed(kiosk="demo-1")
    taken = examine(envelope.header.id, envelope.data, keys.private, NOW, kiosk="demo-1")
    assert isinstance(taken, Arrival)
    found = examine(envelope.header.id, envelope.data, keys.private, NOW, kiosk="demo-2")
    assert isinstance(found, Refusal)
    assert (found.kind, found.kiosk, found.detail) == (ProblemKind.OTHER_KIOSK, "demo-2", "demo-1")


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": "K7MF4T2Q9XW3" * 2},
        {"reference": ""},
        {"reference": "K7MF\0T2Q9XW3"},
        {"bundle": "x" * 37},
        {"bundle": "\0"},
    ],
    ids=str,
)
def test_what_would_not_fit_into_the_database_is_set_aside_not_refused_for_ever(
    sealed: Sealer, keys: KeyRing, changes: dict[str, str]
) -> None:
    envelope = sealed(**changes)
    found = examine(envelope.header.id, envelope.data, keys.private, NOW)
    assert isinstance(found, Arrival)
    assert found.record is None
    assert found.fault.startswith("opened, but")
