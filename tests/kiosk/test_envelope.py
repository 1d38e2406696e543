"""Sealing and opening; every change on the way, every exchange of names, every wrong key is refused."""

import hashlib
import hmac
import uuid

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.clock import Moment
from kiosk.envelope import STEP, VERSION, Envelope, Header, info_for, open_envelope, read_header, seal
from kiosk.errors import EnvelopeError, KeysetError
from kiosk.keyset import Keyset
from kiosk.submission import Record, Submission

OVERHEAD = 32 + 16
"""HPKE's encapsulated key and AES-GCM's tag."""


@pytest.fixture
def record(submission: Submission) -> Record:
    return Record(
        id=str(uuid.uuid4()),
        reference="K7MF4T2Q9XW3",
        kiosk="demo-1",
        place="Exampleton Library",
        captured_at="2026-11-22T12:00:00Z",
        service="Report a missed bin",
        route="waste/missed-collection",
        sensitivity=2,
        app_version="0.1.0",
        submission=submission,
    )


@pytest.fixture
def keys(private_key: X25519PrivateKey, keyset: Keyset) -> dict[str, X25519PrivateKey]:
    return {keyset.keys[0].kid: private_key}


@pytest.fixture
def envelope(record: Record, keyset: Keyset, noon: Moment) -> Envelope:
    return seal(record, keyset, noon.utc)


def rewritten(envelope: Envelope, **changes: object) -> bytes:
    return msgspec.msgpack.encode({**msgspec.msgpack.decode(envelope.data), **changes})


def test_what_was_sealed_is_opened(
    envelope: Envelope, record: Record, keys: dict[str, X25519PrivateKey]
) -> None:
    assert open_envelope(envelope.data, keys) == record
    assert read_header(envelope.data).id == envelope.header.id == record.id
    assert envelope.sha256 == hashlib.sha256(envelope.data).hexdigest()


def test_two_envelopes_of_one_record_differ(
    envelope: Envelope, record: Record, keyset: Keyset, noon: Moment
) -> None:
    assert seal(record, keyset, noon.utc).data != envelope.data


def test_nothing_of_the_content_shows(envelope: Envelope, record: Record) -> None:
    shown = (
        record.service,
        record.route,
        record.submission.journey,
        record.reference,
        "Sam Example",
        "700900",
    )
    for text in shown:
        assert text.encode() not in envelope.data
    wire = msgspec.msgpack.decode(envelope.data)
    assert wire.keys() == {"v", "id", "kiosk", "kid", "box"}


@pytest.mark.parametrize("length", [0, 1, 500, 1023, 1024, 1025, 20_000])
def test_sizes_come_in_steps(record: Record, keyset: Keyset, noon: Moment, length: int) -> None:
    longer = msgspec.structs.replace(record.submission, answers={"note": "a" * length})
    sealed = seal(msgspec.structs.replace(record, submission=longer), keyset, noon.utc)
    box = msgspec.msgpack.decode(sealed.data)["box"]
    assert (len(box) - OVERHEAD) % STEP == 0
    assert len(box) - OVERHEAD >= length


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_changed_bit_is_refused(
    data: st.DataObject, prepared: tuple[Envelope, dict[str, X25519PrivateKey]]
) -> None:
    envelope, keys = prepared
    place = data.draw(st.integers(0, len(envelope.data) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(envelope.data)
    changed[place] ^= 1 << bit
    with pytest.raises(EnvelopeError):
        open_envelope(bytes(changed), keys)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_order(data: bytes) -> None:
    with pytest.raises(EnvelopeError):
        open_envelope(data, {})


@pytest.mark.parametrize("data", [b"\x81\xa1z" + b"\x91" * 200_000 + b"\x01", b"\xdf\xff\xff\xff\xff"])
def test_hostile_bytes_are_refused_in_order(data: bytes) -> None:
    with pytest.raises(EnvelopeError):
        read_header(data)


@pytest.fixture(scope="module")
def prepared(private_key: X25519PrivateKey, keyset: Keyset) -> tuple[Envelope, dict[str, X25519PrivateKey]]:
    submission = Submission(journey="j", version=1, hash="", language="en", today="2026-11-22", answers={})
    record = Record(
        id=str(uuid.uuid4()),
        reference="K7MF4T2Q9XW3",
        kiosk="demo-1",
        place="p",
        captured_at="",
        service="s",
        route="r",
        sensitivity=1,
        app_version="0",
        submission=submission,
    )
    return seal(record, keyset, keyset.keys[0].not_before), {keyset.keys[0].kid: private_key}


@pytest.mark.parametrize(
    "change",
    [
        {"id": str(uuid.UUID(int=0))},
        {"kiosk": "demo-2"},
        {"v": VERSION + 1},
        {"box": bytes(48)},
        {"box": b""},
        {"box": "text"},
        {"id": "../../etc/passwd"},
        {"kiosk": "A" * 1000},
    ],
)
def test_an_exchanged_part_is_refused(
    envelope: Envelope, keys: dict[str, X25519PrivateKey], change: dict[str, object]
) -> None:
    with pytest.raises(EnvelopeError):
        open_envelope(rewritten(envelope, **change), keys)


def test_the_content_of_another_envelope_is_refused(
    envelope: Envelope, record: Record, keyset: Keyset, noon: Moment, keys: dict[str, X25519PrivateKey]
) -> None:
    other = seal(msgspec.structs.replace(record, id=str(uuid.uuid4())), keyset, noon.utc)
    box = msgspec.msgpack.decode(other.data)["box"]
    with pytest.raises(EnvelopeError, match="does not open"):
        open_envelope(rewritten(envelope, box=box), keys)


def test_a_wrong_key_is_refused(envelope: Envelope) -> None:
    with pytest.raises(EnvelopeError, match="does not open"):
        open_envelope(envelope.data, {envelope.header.kid: X25519PrivateKey.generate()})


def test_a_key_not_held_is_named(envelope: Envelope) -> None:
    with pytest.raises(EnvelopeError, match=envelope.header.kid):
        open_envelope(envelope.data, {})


def test_a_record_of_another_submission_inside_is_refused(
    record: Record, keyset: Keyset, keys: dict[str, X25519PrivateKey]
) -> None:
    """Somebody else who knows the public key seals one submission's record under another one's name."""
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    header = Header(v=VERSION, id=str(uuid.uuid4()), kiosk=record.kiosk, kid=keyset.keys[0].kid)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    public = X25519PublicKey.from_public_bytes(keyset.keys[0].raw)
    box = suite.encrypt(msgspec.json.encode(record), public, info=info_for(header))
    data = msgspec.msgpack.encode({**msgspec.structs.asdict(header), "box": box})
    with pytest.raises(EnvelopeError, match="another submission"):
        open_envelope(data, keys)


def test_a_record_that_cannot_be_read_is_refused_without_quoting_it(
    record: Record, keyset: Keyset, keys: dict[str, X25519PrivateKey]
) -> None:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    header = Header(v=VERSION, id=record.id, kiosk=record.kiosk, kid=keyset.keys[0].kid)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    public = X25519PublicKey.from_public_bytes(keyset.keys[0].raw)
    box = suite.encrypt(b'{"id": 1, "Sam Example": 2}', public, info=info_for(header))
    with pytest.raises(EnvelopeError) as caught:
        open_envelope(msgspec.msgpack.encode({**msgspec.structs.asdict(header), "box": box}), keys)
    assert "Sam" not in str(caught.value)


def test_no_two_headers_share_their_info() -> None:
    one = Header(v=1, id=str(uuid.UUID(int=1)), kiosk="ab", kid="0" * 16)
    other = msgspec.structs.replace(one, kiosk="a", kid="b" + "0" * 15)
    assert info_for(one) != info_for(other)


def test_a_keyset_out_of_date_seals_nothing(record: Record, keyset: Keyset) -> None:
    with pytest.raises(KeysetError):
        seal(record, keyset, keyset.keys[0].not_after)


def test_the_bytes_are_hpke_as_rfc_9180_writes_it(
    envelope: Envelope, record: Record, private_key: X25519PrivateKey
) -> None:
    """Opens an envelope with nothing but HMAC, X25519 and AES-GCM, following the RFC's sections."""
    wire = msgspec.msgpack.decode(envelope.data)
    encapsulated, ciphertext = wire["box"][:32], wire["box"][32:]

    def extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + secret, "sha256")

    def expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
        assert length <= 32
        return hmac.digest(key, labelled + b"\x01", "sha256")[:length]

    kem = b"KEM" + (0x0020).to_bytes(2, "big")  # 7.1: DHKEM(X25519, HKDF-SHA256)
    shared = private_key.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    context = encapsulated + private_key.public_key().public_bytes_raw()
    secret = expand(kem, extract(kem, b"", b"eae_prk", shared), b"shared_secret", context, 32)

    hpke = b"HPKE" + b"".join(part.to_bytes(2, "big") for part in (0x0020, 0x0001, 0x0002))
    info = msgspec.msgpack.encode(["council-kiosk/envelope", 1, wire["kiosk"], wire["id"], wire["kid"]])
    schedule = b"\x00" + extract(hpke, b"", b"psk_id_hash", b"") + extract(hpke, b"", b"info_hash", info)
    exporter = extract(hpke, secret, b"secret", b"")
    key = expand(hpke, exporter, b"key", schedule, 32)
    nonce = expand(hpke, exporter, b"base_nonce", schedule, 12)
    assert msgspec.json.decode(AESGCM(key).decrypt(nonce, ciphertext, b""), type=Record) == record
