"""The council's keys for signing content: Ed25519, made once, kept in one file for this user alone.

Kiosks are told the public halves in their settings (`content.keys`). To renew a key: add a new one, tell it
to all kiosks beside the old one, then publish; releases are signed by the newest. Keys that submissions are
sealed to are another matter: `keys`.
"""

from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from kiosk.durable import write_whole
from kiosk.errors import UNREADABLE, CouncilError, KeysetError
from kiosk.keyset import decode_key, encode_key

FILE = "content-keys.json"


class _Pair(Struct, frozen=True, kw_only=True):
    public: str
    private: str


class _File(Struct, frozen=True):
    keys: tuple[_Pair, ...]


class SigningKeys(Struct, frozen=True):
    """All pairs, the newest last. `public` are base64url texts as they stand in a kiosk's settings."""

    private: tuple[Ed25519PrivateKey, ...]
    public: tuple[str, ...]

    @property
    def newest(self) -> Ed25519PrivateKey:
        """The one that signs."""
        return self.private[-1]


def signing_keys(folder: Path, *, another: bool = False) -> SigningKeys:
    """The keys kept in `folder`; the first is made at the first call, one more with `another`.

    Raises CouncilError.
    """
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pairs = _read(path) if path.exists() else ()
        if another or not pairs:
            pairs = (*pairs, _make())
            write_whole(path, msgspec.json.format(msgspec.json.encode(_File(pairs)), indent=2) + b"\n", 0o600)
        private = tuple(Ed25519PrivateKey.from_private_bytes(decode_key(pair.private)) for pair in pairs)
    except OSError as error:
        raise CouncilError(f"{path}: the content keys cannot be kept here: {error.strerror}") from None
    except (*UNREADABLE, KeysetError):
        # The decoder's own text could quote the file.
        raise CouncilError(f"{path}: the content keys are damaged. Restore them from a backup") from None
    return SigningKeys(private, tuple(pair.public for pair in pairs))


def _make() -> _Pair:
    key = Ed25519PrivateKey.generate()
    return _Pair(
        public=encode_key(key.public_key().public_bytes_raw()), private=encode_key(key.private_bytes_raw())
    )


def _read(path: Path) -> tuple[_Pair, ...]:
    return msgspec.json.decode(path.read_bytes(), type=_File).keys
