"""The council's public keys, to which kiosks seal submissions, and the file that lists them.

A key's `kid` is the start of its own fingerprint, so a damaged file is noticed before anything is sealed
to a key that nobody holds. The private halves live at the council (`council.keys`).
"""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk import base64url
from kiosk.errors import UNREADABLE, KeysetError

MAX_AGE = timedelta(days=90)
"""So long a kiosk may be offline: with an older keyset nothing is sealed any more."""
KEY_BYTES = 32
"""Length of an X25519 key."""


class PublicKey(Struct, frozen=True, kw_only=True):
    """One key. `public` is base64url without padding of its 32 bytes; times are UTC.

    New submissions are sealed to it from `not_before` until `not_after`; what was sealed before stays
    readable as long as the council keeps the private half.
    """

    kid: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
    public: str
    not_before: Annotated[datetime, Meta(tz=True)]
    not_after: Annotated[datetime, Meta(tz=True)]

    @property
    def raw(self) -> bytes:
        """The 32 bytes."""
        return decode_key(self.public)


class Keyset(Struct, frozen=True, omit_defaults=True):
    """The public keys of one council. `issued` is when it said so (UTC)."""

    keys: tuple[PublicKey, ...]
    issued: Annotated[datetime, Meta(tz=True)] | None = None

    def usable(self, now: datetime) -> PublicKey:
        """The newest key that may be used at `now`. Raises KeysetError when there is none, or when the keyset
        is so old that the council may have thrown the keys away."""
        if self.issued is not None and now - self.issued > MAX_AGE:
            raise KeysetError(
                f"the council's keyset is {(now - self.issued).days} days old; {MAX_AGE.days} are the most: "
                "see that the council is reached, and check the date and time of this machine"
            )
        usable = [key for key in self.keys if key.not_before <= now < key.not_after]
        if not usable:
            raise KeysetError(
                f"the council's keyset has no key for {now:%Y-%m-%d}: fetch a new one, and check the date "
                "and time of this machine"
            )
        return max(usable, key=lambda key: key.not_before)


def kid_of(public: bytes) -> str:
    """A key's name: the first 16 hexadecimal digits of the SHA-256 of its public bytes."""
    return hashlib.sha256(public).hexdigest()[:16]


def encode_key(raw: bytes) -> str:
    """32 bytes as base64url without padding."""
    return base64url.encode(raw)


def decode_key(text: str) -> bytes:
    """The 32 bytes of a key. Raises KeysetError when the text is no key."""
    try:
        raw = base64url.decode(text)
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise KeysetError("a key of the council's keyset is damaged: fetch the keyset again")
    return raw


def parse_keyset(data: bytes) -> Keyset:
    """A keyset from its JSON, every key checked against its name. Raises KeysetError."""
    try:
        keyset = msgspec.json.decode(data, type=Keyset)
    except UNREADABLE as error:
        raise KeysetError(f"is not a keyset: {error}") from None
    if not keyset.keys:
        raise KeysetError("is a keyset without any key")
    for key in keyset.keys:
        if kid_of(key.raw) != key.kid:
            raise KeysetError(f"key {key.kid} of the keyset is damaged: fetch the keyset again")
    return keyset


def read_keyset(path: Path) -> Keyset:
    """Read and check the keyset file of a kiosk. Raises KeysetError with one line for the operator."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeysetError(
            f"{path}: the council's keyset cannot be read: {error.strerror}. "
            "Make it at the council with: council keyset --out FILE"
        ) from None
    try:
        return parse_keyset(data)
    except KeysetError as error:
        raise KeysetError(f"{path}: {error}") from None
