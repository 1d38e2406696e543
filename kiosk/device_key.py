"""The key with which a kiosk proves who it is: ES256 (P-256), made on the kiosk, signing small statements.

Pure: where the private half lies is `sync.identity`; what the council makes of a statement is its own
affair. A statement is a JWT (RFC 7519) that says by its `typ` what it is for, so that none serves for
something else. A public key is named by its thumbprint (RFC 7638).
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta, Struct

from kiosk import base64url
from kiosk.errors import UNREADABLE, IdentityError

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

ALGORITHM = "ES256"
LONGEST_STATEMENT = 4096
"""Characters. A longer one is not looked into."""
_COORDINATE = r"^[A-Za-z0-9_-]{43}\Z"


class Use(StrEnum):
    """What a statement is for: the `typ` of its header."""

    AUTHENTICATION = "client-authentication+jwt"
    """Asks for a token."""
    KEY = "kiosk-key+jwt"
    """Shows that the private half of a key is held, and what the key is for."""


class PublicJwk(Struct, frozen=True, kw_only=True):
    """A public key (RFC 7517, RFC 7518, 6.2)."""

    kty: Literal["EC"] = "EC"
    crv: Literal["P-256"] = "P-256"
    x: Annotated[str, Meta(pattern=_COORDINATE)]
    y: Annotated[str, Meta(pattern=_COORDINATE)]

    @property
    def thumbprint(self) -> str:
        """The key's name: base64url, 43 characters. Raises IdentityError for no point of the curve."""
        return _imported(self).thumbprint()

    @property
    def fingerprint(self) -> str:
        """What people compare: the first 80 bits of the thumbprint, as `3F9A 12BC 77D0 4E01 9A8B`."""
        return fingerprint_of(self.thumbprint)


class _PrivateJwk(PublicJwk, frozen=True, kw_only=True):
    d: Annotated[str, Meta(pattern=_COORDINATE)]


class Statement(Struct, frozen=True):
    """What was signed, by the key of that thumbprint."""

    key: str
    claims: dict[str, Any]


class DeviceKey:
    """A private key with its public half."""

    def __init__(self, key: "ECKey") -> None:
        self._key = key
        jwk = key.as_dict(private=False)
        self.public = PublicJwk(x=str(jwk["x"]), y=str(jwk["y"]))
        self.thumbprint = key.thumbprint()

    @classmethod
    def make(cls) -> Self:
        """A fresh one."""
        from joserfc.jwk import ECKey

        return cls(ECKey.generate_key("P-256"))

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """The key that `to_json` wrote. Raises IdentityError without repeating any of it."""
        try:
            jwk = msgspec.json.decode(data, type=_PrivateJwk)
        except UNREADABLE:
            raise IdentityError("is no private key") from None
        return cls(_imported(jwk))

    def to_json(self) -> bytes:
        """Private and public half, for a file that nobody else may read."""
        return msgspec.json.encode(
            {**msgspec.to_builtins(self.public), "d": self._key.as_dict(private=True)["d"]}
        )

    @property
    def fingerprint(self) -> str:
        """What people compare."""
        return fingerprint_of(self.thumbprint)

    def sign(self, use: Use, claims: dict[str, Any]) -> str:
        """A statement, signed."""
        from joserfc import jwt

        header = {"alg": ALGORITHM, "typ": use.value, "kid": self.thumbprint}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])


def fingerprint_of(thumbprint: str) -> str:
    """The first 80 bits in groups that can be read aloud. Another key with the same ones cannot be found
    within the life of an enrolment code."""
    digits = base64url.decode(thumbprint).hex().upper()[:20]
    return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


def same_fingerprint(one: str, other: str) -> bool:
    """Whether both are the same but for spaces, hyphens, colons and case."""
    plain = str.maketrans(dict.fromkeys(" -:\N{NO-BREAK SPACE}"))
    return one.translate(plain).upper() == other.translate(plain).upper()


def signer_of(text: str) -> str:
    """Whose statement it claims to be: a thumbprint, not yet proved. Raises IdentityError."""
    kid = _header(text).get("kid")
    if not isinstance(kid, str) or len(kid) > 43:
        raise IdentityError("the statement does not say whose it is")
    return kid


def verified(text: str, use: Use, key: PublicJwk) -> Statement:
    """What `text` states, when `key` signed it for that use. Times in it are the caller's to check.

    Raises IdentityError.
    """
    from joserfc import jwt
    from joserfc.errors import JoseError

    header = _header(text)
    if header.get("typ") != use.value or header.get("alg") != ALGORITHM:
        raise IdentityError("the statement is of another kind")
    try:
        claims = jwt.decode(text, _imported(key), algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError, TypeError, RecursionError):
        raise IdentityError("the signature of the statement does not fit") from None
    if not isinstance(claims, dict):
        raise IdentityError("the statement states nothing")
    return Statement(key.thumbprint, claims)


def _header(text: str) -> dict[str, Any]:
    from joserfc import jws
    from joserfc.errors import JoseError

    if len(text) > LONGEST_STATEMENT:
        raise IdentityError("the statement is too long")
    try:
        header: dict[str, Any] = jws.extract_compact(text.encode("utf-8", "replace")).headers()
    except (JoseError, ValueError, TypeError, RecursionError):
        raise IdentityError("is no signed statement") from None
    return header


def _imported(jwk: PublicJwk) -> "ECKey":
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey

    try:
        key = ECKey.import_key(msgspec.to_builtins(jwk))
        # Reads the numbers, and sees that they are a point of the curve.
        _ = key.raw_value
    except (JoseError, ValueError, TypeError):
        raise IdentityError("is no key of the curve P-256") from None
    return key
