"""What a council signs and its kiosks check: bytes with an Ed25519 signature behind a label.

The label says what the bytes are, so that no signature serves for something else. Pure. What is signed is
`content.release` and `signed_keyset`; docs/protocol.md gives the bytes.
"""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk import base64url
from kiosk.errors import ContentError
from kiosk.keyset import decode_key, kid_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Signed(Struct, frozen=True, kw_only=True):
    """Bytes as they travel: `payload`, base64url without padding; `signature` (Ed25519, likewise) is over the
    label and those bytes, by the key that `kid` names."""

    payload: Annotated[str, Meta(description="JSON, base64url without padding.")]
    kid: Annotated[str, Meta(pattern="^[0-9a-f]{16}$", description="Which key signed it.")]
    signature: Annotated[str, Meta(description="Ed25519 over the label and the payload's bytes, base64url.")]

    @property
    def plain(self) -> bytes:
        """The bytes. Raises ValueError when the payload is no base64."""
        return base64url.decode(self.payload)

    @property
    def etag(self) -> str:
        """Names this very text, for HTTP."""
        return f'"{hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:32]}"'


def signature_of(payload: bytes, label: bytes, key: "Ed25519PrivateKey") -> tuple[str, str, str]:
    """Payload, kid and signature, as they stand in a `Signed`."""
    public = key.public_key().public_bytes_raw()
    return base64url.encode(payload), kid_of(public), base64url.encode(key.sign(label + payload))


def payload_of(signed: Signed, label: bytes, keys: Sequence[str], what: str) -> bytes:
    """The bytes inside, when one of `keys` (Ed25519 public keys, base64url) signed them; `what` they are is
    for the error. Raises ContentError, whose `reason` says why they are not to be trusted."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    trusted = {kid_of(raw): raw for raw in map(decode_key, keys)}
    if signed.kid not in trusted:
        raise ContentError(f"the {what} is signed by key {signed.kid}, which is not trusted", "unknown-key")
    try:
        payload, signature = signed.plain, base64url.decode(signed.signature)
        Ed25519PublicKey.from_public_bytes(trusted[signed.kid]).verify(signature, label + payload)
    except (InvalidSignature, ValueError):
        raise ContentError(
            f"the signature of the {what} does not fit: it was changed", "bad-signature"
        ) from None
    return payload
