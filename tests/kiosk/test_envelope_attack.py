"""Envelopes that were cut, altered, mixed and made up: none is accepted, none stops whoever opens it.

Sealing and opening are held against `pyhpke`, which shares no code with what we use. The controls open with a
careless twin of ours, and must accept what we refuse.
"""

import os
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import asdict, replace
from pyhpke import AEADId, CipherSuite, KDFId, KEMId

from council.intake import Arrival, Refusal, examine
from kiosk.envelope import STEP, VERSION, Envelope, Header, info_for, open_envelope, seal
from kiosk.errors import EnvelopeError
from kiosk.keyset import Keyset, PublicKey, encode_key, kid_of
from kiosk.submission import Record, Submission

SOAK = int(os.environ.get("SOAK", "1"))
SEED = 20261122 if SOAK == 1 else Random().randrange(1_000_000)
FUZZED = 100_000 if SOAK == 1 else 1_000_000 * SOAK
SUITE = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Keys = dict[str, X25519PrivateKey]


def made_key() -> tuple[X25519PrivateKey, Keyset]:
    private = X25519PrivateKey.generate()
    raw = private.public_key().public_bytes_raw()
    public = PublicKey(
        kid=kid_of(raw),
        public=encode_key(raw),
        not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2028, 1, 1, tzinfo=UTC),
    )
    return private, Keyset((public,))


def record_of(number: int, kiosk: str = "demo-1") -> Record:
    answers = {"full_name": f"Sam Example {number}", "note": "behind the gate " * (number % 90)}
    submission = Submission(
        journey="j", version=1, hash="", language="en", today="2026-11-22", answers=answers
    )
    return Record(
        id=str(uuid.UUID(int=number)),
        reference="K7MF4T2Q9XW3",
        kiosk=kiosk,
        place="Exampleton Library",
        captured_at="2026-11-22T12:00:00Z",
        service="Leave a note",
        route="notes/new",
        sensitivity=2,
        app_version="0.1.0",
        submission=submission,
    )


@pytest.fixture(scope="module")
def key() -> tuple[X25519PrivateKey, Keyset]:
    return made_key()


@pytest.fixture(scope="module")
def keys(key: tuple[X25519PrivateKey, Keyset]) -> Keys:
    return {key[1].keys[0].kid: key[0]}


@pytest.fixture(scope="module")
def envelopes(key: tuple[X25519PrivateKey, Keyset]) -> list[Envelope]:
    return [seal(record_of(number, f"demo-{number % 2 + 1}"), key[1], NOW) for number in range(8)]


def refused(data: bytes, keys: Keys) -> bool:
    """Whether it is refused in order; any other error is one of ours and goes up."""
    try:
        open_envelope(data, keys)
    except EnvelopeError as error:
        # Our words about it hold nothing of it.
        return "Sam" not in str(error)
    return False


def fields(envelope: Envelope) -> dict[str, object]:
    found = msgspec.msgpack.decode(envelope.data)
    assert isinstance(found, dict)
    return found


# -- an implementation of somebody else ------------------------------------------------------------------


def test_another_implementation_opens_ours(envelopes: list[Envelope], keys: Keys) -> None:
    for number, envelope in enumerate(envelopes):
        box = fields(envelope)["box"]
        assert isinstance(box, bytes)
        private = SUITE.kem.deserialize_private_key(keys[envelope.header.kid].private_bytes_raw())
        context = SUITE.create_recipient_context(box[:32], private, info=info_for(envelope.header))
        plain = context.open(box[32:])
        assert len(plain) % STEP == 0
        assert msgspec.json.decode(plain, type=Record).submission == record_of(number).submission


def test_ours_opens_what_another_implementation_sealed(
    key: tuple[X25519PrivateKey, Keyset], keys: Keys
) -> None:
    public = key[1].keys[0]
    for number in range(20):
        record = record_of(number)
        header = Header(v=VERSION, id=record.id, kiosk=record.kiosk, kid=public.kid)
        sealing = SUITE.kem.deserialize_public_key(public.raw)
        encapsulated, context = SUITE.create_sender_context(sealing, info=info_for(header))
        box = encapsulated + context.seal(msgspec.json.encode(record))
        assert open_envelope(msgspec.msgpack.encode({**asdict(header), "box": box}), keys) == record


# -- cut and altered -------------------------------------------------------------------------------------


def test_an_envelope_cut_at_any_length_is_refused(envelopes: list[Envelope], keys: Keys) -> None:
    data = envelopes[0].data
    assert [length for length in range(len(data)) if not refused(data[:length], keys)] == []
    assert not refused(data, keys), "whole it opens"
    for more in (b"\x00", b"\xc0", data):
        assert refused(data + more, keys), "and with more behind it it does not"


@pytest.mark.parametrize("number", range(8))
def test_an_envelope_altered_at_any_place_is_refused(
    envelopes: list[Envelope], keys: Keys, number: int
) -> None:
    data, draw = envelopes[number].data, Random(SEED + number)
    accepted = []
    for place in range(0, len(data), 1 if number == 0 else 7):
        changed = bytearray(data)
        changed[place] ^= 1 << draw.randrange(8)
        if not refused(bytes(changed), keys):
            accepted.append(place)
    assert accepted == []


# -- exchanged -------------------------------------------------------------------------------------------


def test_no_part_of_one_fits_into_another(envelopes: list[Envelope], keys: Keys) -> None:
    for one in envelopes:
        for other in envelopes:
            for part in ("id", "kiosk", "box"):
                mixed = {**fields(one), part: fields(other)[part]}
                same = mixed == fields(one)
                assert refused(msgspec.msgpack.encode(mixed), keys) is not same, (
                    one.header,
                    other.header,
                    part,
                )


def test_the_key_of_another_council_does_not_open(envelopes: list[Envelope], keys: Keys) -> None:
    other, keyset = made_key()
    for envelope in envelopes:
        assert refused(envelope.data, {envelope.header.kid: other})
        renamed = msgspec.msgpack.encode({**fields(envelope), "kid": keyset.keys[0].kid})
        assert refused(renamed, {**keys, keyset.keys[0].kid: other})


def test_a_record_for_another_kiosk_inside_is_refused(
    key: tuple[X25519PrivateKey, Keyset], keys: Keys
) -> None:
    """Who knows the public key can seal anything: what is inside must say the same as the header."""
    from kiosk.envelope import _suite

    record = record_of(1, "demo-2")
    header = Header(v=VERSION, id=record.id, kiosk="demo-1", kid=key[1].keys[0].kid)
    box = _suite().encrypt(msgspec.json.encode(record), key[0].public_key(), info=info_for(header))
    data = msgspec.msgpack.encode({**asdict(header), "box": box})
    with pytest.raises(EnvelopeError, match="another submission or kiosk"):
        open_envelope(data, keys)


# -- fuzzed ----------------------------------------------------------------------------------------------


def bent(data: bytes, other: bytes, draw: Random) -> bytes:
    """Bytes that were an envelope."""
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        at = draw.randrange(len(changed) or 1)
        match draw.randrange(7):
            case 0:
                changed[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del changed[at : at + draw.randint(1, 40)]
            case 2:
                changed[at:at] = draw.randbytes(draw.randint(1, 40))
            case 3:
                there = draw.randrange(len(other))
                changed[at : at + 30] = other[there : there + 30]
            case 4:
                changed[: draw.randrange(160)] = b""
            case 5:
                # The structure: lengths and types of msgpack.
                at = draw.randrange(min(len(changed), 150) or 1)
                changed[at : at + 1] = draw.choice(
                    (b"\xc6\xff\xff\xff\xff", b"\xdd", b"\x81", b"\xc1", b"\xd9\xff")
                )
            case _:
                changed[at:] = draw.randbytes(draw.randrange(64))
    return bytes(changed)


def fuzz(opened: Callable[[bytes], bool], envelopes: list[Envelope], many: int, seed: int) -> tuple[int, int]:
    """How many fuzzed envelopes were tried, and how many of them accepted."""
    draw, tried, accepted = Random(seed), 0, 0
    whole = {one.data for one in envelopes}
    while tried < many:
        data = bent(draw.choice(envelopes).data, draw.choice(envelopes).data, draw)
        if data not in whole:
            tried += 1
            accepted += opened(data)
    return tried, accepted


@pytest.mark.soak
@pytest.mark.timeout(120 + 600 * SOAK)
def test_no_fuzzed_envelope_is_accepted(envelopes: list[Envelope], keys: Keys) -> None:
    began = time.perf_counter()
    assert fuzz(lambda data: not refused(data, keys), envelopes, FUZZED, SEED) == (FUZZED, 0)
    seconds = time.perf_counter() - began
    print(f"\nfuzzed envelopes: {FUZZED} opened in {seconds:.0f} s, 0 accepted, 0 crashed, seed {SEED}")


def test_who_looks_at_the_header_only_accepts_what_we_refuse(envelopes: list[Envelope]) -> None:
    """The control: most of these attacks leave an envelope that looks whole."""

    def careless(data: bytes) -> bool:
        try:
            msgspec.msgpack.decode(data, type=Header)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False
        return True

    tried, accepted = fuzz(careless, envelopes, 2_000, SEED)
    assert accepted > tried // 10


def test_who_does_not_bind_the_header_accepts_what_was_exchanged(
    key: tuple[X25519PrivateKey, Keyset], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the exchanges: without `info` the box of one kiosk opens under another's name, and only
    what the record says of itself still tells."""
    monkeypatch.setattr("kiosk.envelope.info_for", lambda header: b"")
    private, keyset = key
    envelope = seal(record_of(1), keyset, NOW)
    mixed = msgspec.msgpack.encode({**fields(envelope), "kiosk": "demo-2"})
    with pytest.raises(EnvelopeError, match="another submission or kiosk"):
        open_envelope(mixed, {keyset.keys[0].kid: private})


# -- at the council --------------------------------------------------------------------------------------


def test_the_council_keeps_what_is_an_envelope_and_does_not_open(
    envelopes: list[Envelope], keys: Keys
) -> None:
    draw, kept, turned_away = Random(SEED), 0, 0
    for number in range(3_000):
        envelope = envelopes[number % len(envelopes)]
        data = bent(envelope.data, envelopes[0].data, draw)
        if data == envelope.data:
            continue
        decided = examine(envelope.header.id, data, keys, NOW, kiosk=envelope.header.kiosk)
        if isinstance(decided, Arrival):
            assert (decided.record, decided.data) == (None, data)
            assert decided.fault
            assert "Sam" not in decided.fault
            kept += 1
        else:
            assert isinstance(decided, Refusal)
            turned_away += 1
    assert kept > 200
    assert turned_away > 200


def test_the_council_does_not_take_an_envelope_under_another_name(
    envelopes: list[Envelope], keys: Keys
) -> None:
    one, other = envelopes[0], envelopes[1]
    moved = examine(other.header.id, one.data, keys, NOW, kiosk=one.header.kiosk)
    foreign = examine(one.header.id, one.data, keys, NOW, kiosk=other.header.kiosk)
    assert isinstance(moved, Refusal)
    assert isinstance(foreign, Refusal)
    renamed = msgspec.msgpack.encode({**fields(one), "kiosk": other.header.kiosk})
    taken = examine(one.header.id, renamed, keys, NOW, kiosk=other.header.kiosk)
    assert isinstance(taken, Arrival)
    assert taken.record is None, "it does not open under a name that it was not sealed for"
    assert replace(taken, fault="").data == renamed
