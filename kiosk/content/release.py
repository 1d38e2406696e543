"""What a release of content is: journeys, register and datasets under one version, signed by the council.

Pure: bytes in, decisions out. A release is described by its manifest. The council signs the manifest's
bytes with Ed25519; the hashes in it bind every file. Which keys to trust is the kiosk's settings; files
and folders are `shelf`, the network is `sync.content`. docs/protocol.md gives the bytes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from kiosk.errors import UNREADABLE, ContentError
from kiosk.signed import Signed, payload_of, signature_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LABEL = b"council-kiosk/content\0"
"""Goes before the manifest's bytes when they are signed, so that no other signature serves here."""
MOST_FILE_BYTES = 256 * 1024 * 1024
MOST_RELEASE_BYTES = 1024 * 1024 * 1024
MOST_FILES = 5000
NAME = r"^(services\.yaml|journeys/[a-z0-9_-]+(\.[a-z]+){0,2}\.yaml|datasets/[a-z][a-z0-9_]*\.sqlite)\Z"
"""The only places where a release may put a file."""

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Size = Annotated[int, Meta(ge=0, le=MOST_FILE_BYTES)]


class ReleaseFile(Struct, frozen=True, kw_only=True):
    """One file: its place in the release, and what it is. It travels packed (gzip), and is fetched by the
    hash of the packed bytes; `size` and `sha256` are of the file itself."""

    name: Annotated[str, Meta(pattern=NAME)]
    size: Size
    sha256: Sha256
    packed_size: Size
    packed_sha256: Sha256


class Manifest(Struct, frozen=True, kw_only=True):
    """A release. Versions only go up; `created` is the council's time (UTC)."""

    format: Literal[1] = 1
    version: Annotated[int, Meta(ge=1, le=2**53)]
    created: Annotated[datetime, Meta(tz=True)]
    files: Annotated[tuple[ReleaseFile, ...], Meta(min_length=1, max_length=MOST_FILES)]

    @property
    def size(self) -> int:
        """All files together, in bytes."""
        return sum(file.size for file in self.files)


class SignedManifest(Signed, frozen=True, kw_only=True):
    """A signed manifest; the payload is the manifest's JSON."""


def sign(manifest: Manifest, key: "Ed25519PrivateKey") -> SignedManifest:
    """Sign a release at the council."""
    payload, kid, signature = signature_of(msgspec.json.encode(manifest), LABEL, key)
    return SignedManifest(payload=payload, kid=kid, signature=signature)


def opened(signed: SignedManifest, keys: Sequence[str]) -> Manifest:
    """The manifest inside, when one of `keys` (Ed25519 public keys, base64url) signed it.

    Raises ContentError, whose `reason` says why it is not to be trusted.
    """
    payload = payload_of(signed, LABEL, keys, "release")
    try:
        manifest = msgspec.json.decode(payload, type=Manifest)
    except UNREADABLE as error:
        raise ContentError(f"the manifest of the release cannot be read: {error}", "unreadable") from None
    names = [file.name for file in manifest.files]
    if len(set(names)) < len(names):
        raise ContentError("the manifest of the release names a file twice", "unreadable")
    if manifest.size > MOST_RELEASE_BYTES:
        raise ContentError(f"the release has {manifest.size:,} bytes, too many", "too-large")
    return manifest


def read_signed(data: bytes) -> SignedManifest:
    """A signed manifest from its JSON, not yet trusted. Raises ContentError."""
    try:
        return msgspec.json.decode(data, type=SignedManifest)
    except UNREADABLE:
        raise ContentError("is not a signed manifest", "unreadable") from None
