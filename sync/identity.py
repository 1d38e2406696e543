"""Who this kiosk is to its council: the key in its folder, and what was told with it.

The private key is made here, lies in one file that nobody else may read, and is never sent.

How a kiosk becomes known is `enrolment`, how it proves who it is `tokens`.
"""

from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.device_key import DeviceKey
from kiosk.durable import sync, write_whole
from kiosk.errors import UNREADABLE, IdentityError


class Identity(Struct, frozen=True, kw_only=True):
    """What the council knows this kiosk by. `issuer` is the council's own name, `signing_keys` the public
    keys of what it signs, told at the enrolment."""

    kiosk: str
    api: str
    issuer: str
    signing_keys: tuple[str, ...]
    key: DeviceKey


class _File(Struct, frozen=True, kw_only=True):
    """The identity's file. `key` is a private JWK."""

    kiosk: str
    api: str
    key: msgspec.Raw
    issuer: str = ""
    signing_keys: tuple[str, ...] = ()


class IdentityFolder:
    """The files of an identity. Each is there whole or not at all."""

    def __init__(self, state_dir: Path) -> None:
        self.path = state_dir / "identity"
        self._current = self.path / "identity.json"
        self._next = self.path / "next.json"
        self._enrolling = self.path / "enrolling.json"

    def read(self) -> Identity | None:
        """The identity; None before an enrolment. Raises IdentityError, which repeats nothing of the file."""
        found = self._read(self._current)
        if found is not None and not found.issuer:
            raise _damaged(self._current)
        return found

    def enrolling(self) -> Identity | None:
        """The key that an enrolment was begun with, whose answer may have been lost."""
        return self._read(self._enrolling)

    def begin(self, kiosk: str, api: str, key: DeviceKey) -> None:
        """Keep the key before it is sent."""
        self._write(self._enrolling, _File(kiosk=kiosk, api=api, key=msgspec.Raw(key.to_json())))

    def keep(self, identity: Identity) -> None:
        """Put an identity in the place of any that was there. What was begun is done with."""
        file = _File(
            kiosk=identity.kiosk,
            api=identity.api,
            issuer=identity.issuer,
            signing_keys=identity.signing_keys,
            key=msgspec.Raw(identity.key.to_json()),
        )
        self._write(self._current, file)
        for path in (self._enrolling, self._next):
            path.unlink(missing_ok=True)
        sync(self.path)

    def next_key(self) -> DeviceKey | None:
        """The key that is to take over."""
        found = self._read(self._next)
        return found.key if found else None

    def keep_next(self, identity: Identity, key: DeviceKey) -> None:
        """Keep a key before the council is told of it."""
        self._write(self._next, _File(kiosk=identity.kiosk, api=identity.api, key=msgspec.Raw(key.to_json())))

    def give_up(self) -> None:
        """Throw away keys that were to be sent, which the council will not take."""
        for path in (self._enrolling, self._next):
            path.unlink(missing_ok=True)

    def _read(self, path: Path) -> Identity | None:
        try:
            file = msgspec.json.decode(path.read_bytes(), type=_File)
            key = DeviceKey.from_json(bytes(file.key))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IdentityError(f"{path}: cannot be read: {error.strerror}") from None
        except (*UNREADABLE, IdentityError):
            raise _damaged(path) from None
        return Identity(
            kiosk=file.kiosk, api=file.api, issuer=file.issuer, signing_keys=file.signing_keys, key=key
        )

    def _write(self, path: Path, file: _File) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.chmod(0o700)
            write_whole(path, msgspec.json.encode(file), 0o600)
        except OSError as error:
            raise IdentityError(f"{path}: cannot be written: {error.strerror}") from None


def signing_keys(folder: IdentityFolder) -> tuple[str, ...]:
    """The keys of what the council signs, as it told them at the enrolment; none where that is not known."""
    try:
        identity = folder.read()
    except IdentityError:
        return ()
    return identity.signing_keys if identity else ()


def check_name(folder: IdentityFolder, kiosk: str) -> None:
    """See that this kiosk is enrolled under its own name, if at all. Raises IdentityError: what it seals
    under another name the council would refuse, one item after the other."""
    try:
        identity = folder.read()
    except IdentityError:
        # Without a token nothing is sent, and so nothing refused.
        return
    if identity is not None and identity.kiosk != kiosk:
        raise IdentityError(
            f"site.kiosk is {kiosk}, but this kiosk is enrolled as {identity.kiosk}: put the name right, or "
            "enrol it under the new one: kiosk enrol URL CODE"
        )


def _damaged(path: Path) -> IdentityError:
    return IdentityError(f"{path}: is damaged. Enrol this kiosk again: kiosk enrol URL CODE")
