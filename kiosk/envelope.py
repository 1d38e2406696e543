"""Sealing a record to the council's public key, and opening it there.

HPKE (RFC 9180) in base mode with X25519, HKDF-SHA256 and AES-256-GCM. The plain header names the
envelope's version, submission, kiosk and key, and nothing of the subject. All four are bound into HPKE's
`info`, so an envelope whose header was changed cannot be opened. docs/protocol.md gives the bytes.

HPKE hides but proves no sender: who may send is for the council's intake to decide.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from kiosk.errors import UNREADABLE, EnvelopeError, KeysetError
from kiosk.keyset import Keyset
from kiosk.submission import Record

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.hpke import Suite

VERSION = 1
STEP = 1024
"""The record is padded to a multiple of this many bytes, so that its size tells little."""
MOST_ENVELOPE_BYTES = 1024 * 1024
"""A larger one is refused by the council."""
CONTENT_TYPE = "application/vnd.council-kiosk.envelope+msgpack"
_LABEL = "council-kiosk/envelope"
_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


class Header(Struct, frozen=True, kw_only=True):
    """What may be read without a key."""

    v: Annotated[int, Meta(ge=1, le=65535)]
    id: Annotated[str, Meta(pattern=_UUID)]
    kiosk: Annotated[str, Meta(pattern="^[a-z0-9-]{2,40}$")]
    kid: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]


class _Wire(Header, frozen=True, kw_only=True):
    """The header and, in `box`, HPKE's encapsulated key followed by the ciphertext."""

    box: bytes


_H = TypeVar("_H", bound=Header)


class Envelope(Struct, frozen=True):
    """A sealed record: `data` is what is stored and sent, byte for byte."""

    header: Header
    data: bytes

    @property
    def sha256(self) -> str:
        """Of the sealed bytes, hexadecimal. A hash of the record itself would let answers be guessed."""
        return hashlib.sha256(self.data).hexdigest()


def seal(record: Record, keyset: Keyset, now: datetime) -> Envelope:
    """Freeze `record` and seal it to the newest key usable at `now`.

    Raises KeysetError when the keyset has no such key, EnvelopeError when the record cannot be sealed.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    key = keyset.usable(now)
    header = Header(v=VERSION, id=record.id, kiosk=record.kiosk, kid=key.kid)
    plain = msgspec.json.encode(record)
    padded = plain.ljust(-(-len(plain) // STEP) * STEP)
    try:
        public = X25519PublicKey.from_public_bytes(key.raw)
        box = _suite().encrypt(padded, public, info=info_for(header))
    except ValueError:
        raise KeysetError(f"key {key.kid} of the council's keyset cannot be sealed to") from None
    wire = _Wire(v=header.v, id=header.id, kiosk=header.kiosk, kid=header.kid, box=box)
    data = msgspec.msgpack.encode(wire)
    if len(data) > MOST_ENVELOPE_BYTES:
        # Queued, it would be tried and refused, and the resident would believe it on its way.
        raise EnvelopeError(
            f"the submission has {len(data):,} bytes; the council takes {MOST_ENVELOPE_BYTES:,}"
        )
    return Envelope(header, data)


def read_header(data: bytes) -> Header:
    """The plain header of an envelope. Raises EnvelopeError when `data` is none.

    Of a version that is not known here only the header is: what else it has is for a later release to read.
    """
    header = _read(data, Header)
    return _read(data, _Wire) if header.v == VERSION else header


def open_envelope(data: bytes, private_keys: Mapping[str, "X25519PrivateKey"]) -> Record:
    """The record inside. `private_keys` maps kid to key.

    Raises EnvelopeError saying why it cannot be opened, in words that hold nothing of its content.
    """
    from cryptography.exceptions import InvalidTag

    header = read_header(data)
    if header.v != VERSION:
        raise EnvelopeError(f"envelope version {header.v} is not known here")
    wire = _read(data, _Wire)
    key = private_keys.get(wire.kid)
    if key is None:
        raise EnvelopeError(f"sealed to key {wire.kid}, which is not held here")
    try:
        padded = _suite().decrypt(wire.box, key, info=info_for(wire))
    except (InvalidTag, ValueError):
        raise EnvelopeError("does not open with its key: changed on the way, or not what it says") from None
    try:
        record = msgspec.json.decode(padded, type=Record)
    except UNREADABLE:
        # msgspec's text would name a field of the answers.
        raise EnvelopeError("opened, but what is inside is not a record this release can read") from None
    if (record.id, record.kiosk) != (wire.id, wire.kiosk):
        raise EnvelopeError("opened, but the record inside belongs to another submission or kiosk")
    return record


def info_for(header: Header) -> bytes:
    """HPKE's `info`: a msgpack array, whose parts carry their lengths, so no two headers share it."""
    return msgspec.msgpack.encode((_LABEL, header.v, header.kiosk, header.id, header.kid))


def _read(data: bytes, kind: type[_H]) -> _H:
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except UNREADABLE:
        raise EnvelopeError("is not an envelope") from None


def _suite() -> "Suite":
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
