"""The council's key pairs: made once, kept in one file for this user alone, public halves handed out.

Private keys are kept as long as anything sealed to them may still arrive. Renewing them and signing the
keyset come with the identity of kiosks.
"""

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from kiosk.errors import UNREADABLE, CouncilError, KeysetError
from kiosk.keyset import Keyset, PublicKey, decode_key, encode_key, kid_of

FILE = "keys.json"
LIFE = timedelta(days=730)
"""How long kiosks may seal to a key."""
EARLIER = timedelta(days=1)
"""A key is usable from a day before it was made, for kiosks whose clock is behind."""


class _Pair(PublicKey, frozen=True, kw_only=True):
    """A public key's entry with its private half, base64url."""

    private: str


class _File(Struct, frozen=True):
    keys: tuple[_Pair, ...]


class KeyRing(Struct, frozen=True):
    """Private keys by kid, and the keyset for the kiosks."""

    private: dict[str, X25519PrivateKey]
    public: Keyset


def keys_in(folder: Path, now: datetime | None = None) -> KeyRing:
    """The keys kept in `folder`; made at the first call. Raises CouncilError."""
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path, now or datetime.now(UTC))
        return _read(path)
    except OSError as error:
        raise CouncilError(f"{path}: the council's keys cannot be kept here: {error.strerror}") from None


def write_keyset(keyset: Keyset, out: Path | None) -> None:
    """Write the public keyset to a file, whole or not at all, or print it. Raises CouncilError."""
    text = msgspec.json.format(msgspec.json.encode(keyset), indent=2) + b"\n"
    if out is None:
        sys.stdout.write(text.decode("utf-8"))
        return
    try:
        _write(out.with_name(out.name + ".new"), text, 0o644).replace(out)
    except OSError as error:
        raise CouncilError(f"{out}: cannot be written: {error.strerror}") from None


def _make(path: Path, now: datetime) -> None:
    key = X25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    start = (now - EARLIER).replace(microsecond=0)
    pair = _Pair(
        kid=kid_of(public),
        public=encode_key(public),
        private=encode_key(key.private_bytes_raw()),
        not_before=start,
        not_after=start + LIFE,
    )
    text = msgspec.json.format(msgspec.json.encode(_File((pair,))), indent=2) + b"\n"
    new = _write(path.with_name(f"{path.name}.{os.getpid()}"), text, 0o600)
    # A link, not a rename: of two processes starting at once, the first one's keys stay.
    with suppress(FileExistsError):
        path.hardlink_to(new)
    new.unlink()


def _write(path: Path, data: bytes, mode: int) -> Path:
    """Write a file and wait until the disk has it."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, mode)
        file.write(data)
        file.flush()
        os.fsync(descriptor)
    return path


def _read(path: Path) -> KeyRing:
    try:
        pairs = msgspec.json.decode(path.read_bytes(), type=_File).keys
        private = {pair.kid: X25519PrivateKey.from_private_bytes(decode_key(pair.private)) for pair in pairs}
    except (*UNREADABLE, KeysetError):
        # The decoder's own text could quote the file.
        raise CouncilError(f"{path}: the council's keys are damaged. Restore them from a backup") from None
    public = tuple(
        PublicKey(kid=pair.kid, public=pair.public, not_before=pair.not_before, not_after=pair.not_after)
        for pair in pairs
    )
    return KeyRing(private, Keyset(public))
