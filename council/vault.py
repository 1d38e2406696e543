"""Seals records before they lie in the council's database: whoever steals that, or a backup of it, reads no
answer in it. The key is a file that is not in the database.

Sealing to the council is `kiosk.envelope`; this is what becomes of a record once it was opened here.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Meta, Struct

from kiosk.durable import sync, write_whole
from kiosk.errors import UNREADABLE, CouncilError

FILE = "records.json"
NAMED = "COUNCIL_RECORDS_KEY"
KEY_BYTES = 32
NONCE_BYTES = 12
KID_BYTES = 4
Keys: TypeAlias = dict[str, bytes]
_LABEL = b"council-kiosk/record\0"


class _Key(Struct, frozen=True):
    kid: Annotated[str, Meta(pattern="^[0-9a-f]{8}$")]
    key: Annotated[bytes, Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]


class _File(Struct, frozen=True):
    """The newest key stands last."""

    keys: Annotated[tuple[_Key, ...], Meta(min_length=1)]


class Vault:
    """Seals with the newest of its keys (AES-256-GCM) and opens with any. May be used by several threads."""

    def __init__(self, keys: Keys, reread: Callable[[], Keys] | None = None) -> None:
        """`keys` are 32 bytes each by kid, the newest last; `reread` gives those that were added since."""
        self._ciphers = {kid: AESGCM(key) for kid, key in keys.items()}
        self._newest = list(keys)[-1]
        self._reread = reread

    @property
    def newest(self) -> str:
        """The kid of the key that seals."""
        return self._newest

    @staticmethod
    def sealed_with(sealed: bytes) -> str:
        """The kid of the key that sealed it."""
        return sealed[:KID_BYTES].hex()

    def seal(self, submission: str, record: bytes) -> bytes:
        """`record` for the row of `submission`: kid, nonce, ciphertext with its tag."""
        nonce = os.urandom(NONCE_BYTES)
        box = self._ciphers[self._newest].encrypt(nonce, record, _bound(submission))
        return bytes.fromhex(self._newest) + nonce + box

    def open(self, submission: str, sealed: bytes) -> bytes:
        """What was sealed for `submission`. Raises CouncilError, whose text holds nothing of it."""
        kid = self.sealed_with(sealed)
        if kid not in self._ciphers and self._reread is not None:
            # Another process has added a key.
            self._ciphers = {name: AESGCM(key) for name, key in self._reread().items()} | self._ciphers
        cipher = self._ciphers.get(kid)
        if cipher is None:
            raise CouncilError(
                f"submission {submission} is sealed with key {kid}, which {FILE} does not have: restore that "
                "file from the backup that fits the database"
            )
        nonce, box = sealed[KID_BYTES : KID_BYTES + NONCE_BYTES], sealed[KID_BYTES + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, box, _bound(submission))
        except (InvalidTag, ValueError):
            raise CouncilError(
                f"submission {submission} was changed in the database, or is another's: it does not open"
            ) from None


def vault_in(folder: Path) -> Vault:
    """The vault whose keys are kept in `folder`, or in the file that the environment names in
    COUNCIL_RECORDS_KEY; made in the folder at the first call, never elsewhere. Raises CouncilError."""
    path = keys_file(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path == folder / FILE and not path.exists():
            _make(path)
        return _vault(path)
    except OSError as error:
        raise CouncilError(f"{path}: the keys of the records cannot be kept here: {error.strerror}") from None


def keys_file(folder: Path) -> Path:
    """Where the keys lie for a council whose folder is `folder`."""
    named = os.environ.get(NAMED)
    return Path(named) if named else folder / FILE


def add_key(folder: Path) -> Vault:
    """Add a key that seals from now on. Those before it stay. Raises CouncilError."""
    vault_in(folder)
    return _rewritten(keys_file(folder), lambda keys: (*keys, _new()))


def keep_newest(folder: Path) -> Vault:
    """Forget all keys but the newest, once nothing is sealed with them any more. Raises CouncilError."""
    return _rewritten(keys_file(folder), lambda keys: keys[-1:])


def _rewritten(path: Path, change: Callable[[tuple[_Key, ...]], tuple[_Key, ...]]) -> Vault:
    try:
        file = _File(change(_read(path).keys))
        write_whole(path, msgspec.json.encode(file) + b"\n")
    except OSError as error:
        raise CouncilError(f"{path}: cannot be written: {error.strerror}") from None
    return _vault(path)


def _make(path: Path) -> None:
    fresh = path.with_name(f"{FILE}.{os.getpid()}")
    write_whole(fresh, msgspec.json.encode(_File((_new(),))) + b"\n")
    # A link, not a rename: of two processes starting at once, the first one's key stays.
    with suppress(FileExistsError):
        path.hardlink_to(fresh)
    fresh.unlink()
    sync(path.parent)


def _read(path: Path) -> _File:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_File)
    except UNREADABLE:
        # The decoder's own text could quote the file.
        raise CouncilError(
            f"{path}: is damaged, so no record can be read. Restore it from a backup"
        ) from None


def _vault(path: Path) -> Vault:
    return Vault(_keys(path), lambda: _keys(path))


def _keys(path: Path) -> Keys:
    return {key.kid: key.key for key in _read(path).keys}


def _bound(submission: str) -> bytes:
    return _LABEL + submission.encode("utf-8")


def _new() -> _Key:
    return _Key(os.urandom(KID_BYTES).hex(), os.urandom(KEY_BYTES))
