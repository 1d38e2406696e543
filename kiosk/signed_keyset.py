"""The council's keyset as it travels, signed, and the two files in which a kiosk may have one.

One file is laid beside the settings by who sets the kiosk up; the other is what the agent fetched. The one
that was issued later counts. Fetching is `sync.keyset`; sealing is `envelope`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiosk.durable import write_whole
from kiosk.errors import ContentError, KeysetError
from kiosk.keyset import Keyset, parse_keyset, read_keyset
from kiosk.signed import Signed, payload_of, signature_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LABEL = b"council-kiosk/keyset\0"


class SignedKeyset(Signed, frozen=True, kw_only=True):
    """A signed keyset; the payload is the keyset's JSON."""


def sign_keyset(keyset: Keyset, key: "Ed25519PrivateKey") -> SignedKeyset:
    """Sign a keyset at the council."""
    payload, kid, signature = signature_of(msgspec.json.encode(keyset), LABEL, key)
    return SignedKeyset(payload=payload, kid=kid, signature=signature)


def opened_keyset(signed: SignedKeyset, keys: Sequence[str]) -> Keyset:
    """The keyset inside, when one of `keys` signed it. Raises ContentError with a reason."""
    payload = payload_of(signed, LABEL, keys, "keyset")
    try:
        keyset = parse_keyset(payload)
    except KeysetError as error:
        raise ContentError(str(error), "unreadable") from None
    if keyset.issued is None:
        raise ContentError("the keyset does not say when it was issued", "unreadable")
    return keyset


class KeysetFiles:
    """The files of a kiosk: `given` with its settings, `fetched` by its agent."""

    def __init__(self, given: Path, fetched: Path) -> None:
        self.given = given
        self.fetched = fetched

    def read(self) -> Keyset:
        """The keyset that counts. Raises KeysetError when there is none that can be read."""
        found, trouble = [], None
        # The fetched one first: of two of the same day it is the later.
        for path in (self.fetched, self.given):
            try:
                found.append(read_keyset(path))
            except KeysetError as error:
                trouble = error
        if not found:
            raise trouble or KeysetError("there is no keyset")
        return max(found, key=lambda one: (one.issued is not None, one.issued and one.issued.timestamp()))

    def stamp(self) -> tuple[tuple[int, int] | None, ...]:
        """Another one whenever a file is another."""
        return tuple(_stamp(path) for path in (self.given, self.fetched))

    def keep(self, keyset: Keyset) -> None:
        """Put a fetched one in its place, whole or not at all."""
        write_whole(self.fetched, msgspec.json.encode(keyset), 0o600)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_ino
