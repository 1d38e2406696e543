"""Seals the few secrets that the database has to hold, with a key that is not in it: whoever copies the
database, or its backup, cannot use them."""

import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.errors import CouncilError

FILE = "staff.key"
NONCE = 12


class Strongbox:
    """Seals with the key in `folder`, made at the first use. Raises CouncilError."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._path.exists():
                self._make()
            key = self._path.read_bytes()
            self._cipher = AESGCM(key)
        except OSError as error:
            raise CouncilError(f"{self._path}: cannot be kept here: {error.strerror}") from None
        except ValueError:
            raise self._damaged() from None

    def seal(self, secret: bytes, about: str) -> bytes:
        """`secret`, to be opened only for the same `about`."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, secret, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """What was sealed. Raises CouncilError when it was changed, or sealed with another key."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
        except (InvalidTag, ValueError):
            raise CouncilError(
                f"{self._path}: does not fit this database; restore both from the same backup"
            ) from None

    def _make(self) -> None:
        fresh = self._path.with_name(f"{FILE}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(AESGCM.generate_key(256))
            file.flush()
            os.fsync(descriptor)
        # A link, not a rename: of two processes starting at once, the first one's key stays.
        with suppress(FileExistsError):
            self._path.hardlink_to(fresh)
        fresh.unlink()

    def _damaged(self) -> CouncilError:
        return CouncilError(f"{self._path}: is damaged. Restore it from a backup")
