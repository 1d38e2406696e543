"""The council's key pairs: made once, kept in one file for this user alone, public halves handed out.

Private keys are kept as long as anything sealed to them may still arrive: a kiosk may seal to a key until
its keyset is too old, and then be offline for as long again.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from filelock import FileLock, Timeout
from msgspec import Struct

from kiosk.durable import write_whole
from kiosk.errors import UNREADABLE, CouncilError, KeysetError
from kiosk.keyset import MAX_AGE, Keyset, PublicKey, decode_key, encode_key, kid_of

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


class KeyRing:
    """Private keys by kid, and the keyset for the kiosks, as they stand in the file now: another process may
    have made a new key. May be used by several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._pairs: tuple[_Pair, ...] = ()
        self._private: dict[str, X25519PrivateKey] = {}

    @property
    def private(self) -> dict[str, X25519PrivateKey]:
        """Private keys by kid."""
        self.refresh()
        return self._private

    @property
    def public(self) -> Keyset:
        """The keyset, issued today."""
        return self.public_on(datetime.now(UTC))

    def public_on(self, now: datetime) -> Keyset:
        """The keyset as it is issued on that day (UTC): the same all day, so that it can be named."""
        self.refresh()
        public = tuple(
            PublicKey(kid=pair.kid, public=pair.public, not_before=pair.not_before, not_after=pair.not_after)
            for pair in self._pairs
        )
        return Keyset(public, issued=now.replace(hour=0, minute=0, second=0, microsecond=0))

    def refresh(self) -> None:
        """Read the file again where it is another. Raises CouncilError."""
        try:
            told = self._path.stat()
            stamp = (told.st_mtime_ns, told.st_ino)
            if stamp != self._stamp:
                self._pairs, self._private = _read(self._path)
                self._stamp = stamp
        except OSError as error:
            raise CouncilError(f"{self._path}: the council's keys cannot be read: {error.strerror}") from None


def keys_in(folder: Path, now: datetime | None = None) -> KeyRing:
    """The keys kept in `folder`; made at the first call. Raises CouncilError."""
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path, now or datetime.now(UTC))
        ring = KeyRing(path)
        ring.refresh()
        return ring
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


def rotate(folder: Path, now: datetime) -> str:
    """Make a new key, which kiosks seal to as soon as they know it; its kid. Raises CouncilError.

    The keys before end when no kiosk can use them any more: one that was offline since has stopped by then.
    """
    path = folder / FILE
    keys_in(folder, now)
    with _alone(folder):
        end = (now + MAX_AGE).replace(microsecond=0)
        pairs, _ = _read(path)
        older = [msgspec.structs.replace(pair, not_after=min(pair.not_after, end)) for pair in pairs]
        # Of two keys that may be used the newest counts; made on one day, they would begin at the same time.
        start = max([now - EARLIER, *(pair.not_before + timedelta(seconds=1) for pair in pairs)])
        fresh = _pair(start)
        write_whole(path, _text((*older, fresh)), 0o600)
    return fresh.kid


def retire(folder: Path, now: datetime) -> tuple[str, ...]:
    """Throw away the private keys that nothing can be sealed to any more; their kids. Raises CouncilError."""
    path = folder / FILE
    keys_in(folder, now)
    with _alone(folder):
        pairs, _ = _read(path)
        kept = tuple(pair for pair in pairs if now < kept_until(pair))
        if not kept:
            raise CouncilError(f"{path}: all keys are past their time: council keyset rotate")
        if len(kept) < len(pairs):
            write_whole(path, _text(kept), 0o600)
    return tuple(pair.kid for pair in pairs if pair not in kept)


def kept_until(key: PublicKey) -> datetime:
    """Until when something sealed to it may still arrive: a kiosk may seal to its end and then be offline."""
    return key.not_after + MAX_AGE


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        with FileLock(folder / "keys.lock", timeout=10, mode=0o600):
            yield
    except (Timeout, OSError):
        raise CouncilError(f"{folder}: the council's keys cannot be changed here now") from None


def _pair(start: datetime) -> _Pair:
    key = X25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    start = start.replace(microsecond=0)
    return _Pair(
        kid=kid_of(public),
        public=encode_key(public),
        private=encode_key(key.private_bytes_raw()),
        not_before=start,
        not_after=start + LIFE,
    )


def _text(pairs: tuple[_Pair, ...]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(_File(pairs)), indent=2) + b"\n"


def _make(path: Path, now: datetime) -> None:
    new = _write(path.with_name(f"{path.name}.{os.getpid()}"), _text((_pair(now - EARLIER),)), 0o600)
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


def _read(path: Path) -> tuple[tuple[_Pair, ...], dict[str, X25519PrivateKey]]:
    try:
        pairs = msgspec.json.decode(path.read_bytes(), type=_File).keys
        private = {pair.kid: X25519PrivateKey.from_private_bytes(decode_key(pair.private)) for pair in pairs}
    except (*UNREADABLE, KeysetError):
        # The decoder's own text could quote the file.
        raise CouncilError(f"{path}: the council's keys are damaged. Restore them from a backup") from None
    return pairs, private
