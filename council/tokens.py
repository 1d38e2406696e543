"""Tokens for kiosks: OAuth 2.0 client credentials (RFC 6749, 4.4) with a signed assertion (RFC 7523, 2.2).

An assertion names its kiosk, this council, and a time of at most a minute around now; each is taken once,
which the database sees to, whichever process it comes to. Tokens are random, short-lived and kept hashed.
Whether they still count is looked up with every request, so that revocation takes effect at once.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeGuard

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, select, tuple_
from sqlalchemy.exc import IntegrityError

from council.database import Database
from council.enrolments import Enrolments
from council.kiosk_keys import HeldKey, KeyState, KioskKeys, held_key, is_revoked, may_be_used, use
from council.tables import assertions, kiosk_keys, kiosks, tokens
from kiosk.device_key import PublicJwk, Use, signer_of, verified
from kiosk.errors import IdentityError
from sync.wire import Scope, TokenAnswer, TokenError

TOKEN_SECONDS = 600
ASSERTION_SECONDS = 60
"""Longest life of an assertion."""
LEEWAY_SECONDS = 10
"""How far the kiosk's idea of our time may be off."""
GRANT = "client_credentials"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


# Made once: it is asked with every request.
_CALLER = (
    select(tokens.c.kiosk, tokens.c.key, tokens.c.scope)
    .join(kiosks, kiosks.c.name == tokens.c.kiosk)
    .join(kiosk_keys, kiosk_keys.c.key == tokens.c.key)
    .where(
        tokens.c.hash == bindparam("hash"),
        tokens.c.until > bindparam("at"),
        kiosks.c.revoked_at.is_(None),
        kiosk_keys.c.state == KeyState.CURRENT.value,
    )
)


class TokenRefusedError(Exception):
    """No token. `error` is for the kiosk; the text says more and nothing that helps to guess."""

    def __init__(self, error: TokenError, text: str = "") -> None:
        super().__init__(text)
        self.error = error
        self.text = text


class Caller(Struct, frozen=True):
    """A kiosk that has proved who it is, and what its token lets it do."""

    kiosk: str
    key: str
    scopes: frozenset[str]


class Assertion(Struct, frozen=True, kw_only=True):
    """What is left of an assertion once it is checked: `until` it could be used again (s since 1970)."""

    kiosk: str
    jti: str
    until: int


def checked(claims: Mapping[str, Any], kiosk: str, issuer: str, now: datetime) -> Assertion:
    """See that an assertion, signed by a key of `kiosk`, is for here and now. Raises TokenRefusedError. Pure.

    RFC 7523, 3. Its audience is this council's own name and nothing else, so that no other server could use
    it here.
    """
    if claims.get("iss") != kiosk or claims.get("sub") != kiosk:
        raise _refused("the assertion is not of the kiosk whose key signed it")
    if claims.get("aud") not in (issuer, [issuer]):
        raise _refused("the assertion is for somebody else")
    jti, issued, expires = claims.get("jti"), claims.get("iat"), claims.get("exp")
    if not isinstance(jti, str) or not 16 <= len(jti) <= 64:
        raise _refused("the assertion has no usable jti")
    if not _is_time(issued) or not _is_time(expires) or not 0 < expires - issued <= ASSERTION_SECONDS:
        raise _refused(f"the assertion has to have iat and exp, at most {ASSERTION_SECONDS} s apart")
    at = now.timestamp()
    if not issued - LEEWAY_SECONDS <= at < expires + LEEWAY_SECONDS:
        raise _refused("the assertion is not of this time; the header Date tells ours")
    return Assertion(kiosk=kiosk, jti=jti, until=int(expires) + LEEWAY_SECONDS + 1)


class Tokens:
    """Hands out tokens and knows them again. May be used by several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys = KioskKeys(database)
        self._enrolments = Enrolments(database)
        self._issuer = self._enrolments.issuer

    def asks(self, form: Mapping[str, str], now: datetime) -> tuple[HeldKey, Assertion, frozenset[Scope]]:
        """Who asks, for what. Raises TokenRefusedError; then nothing was written."""
        scopes = _wanted(form)
        try:
            signer = signer_of(form["client_assertion"])
            held = self._keys.find(signer)
            if held is None:
                self._look_for_waiting(signer, form["client_assertion"], now)
                raise _refused("the key is not known here")
            claims = self._claims(form["client_assertion"], held.jwk)
        except IdentityError as error:
            raise _refused(str(error)) from None
        if form.get("client_id", held.kiosk) != held.kiosk:
            raise _refused("client_id is not the kiosk whose key signed it")
        return held, checked(claims, held.kiosk, self._issuer, now), scopes

    def issue(
        self, held: HeldKey, assertion: Assertion, scopes: frozenset[Scope], now: datetime
    ) -> TokenAnswer:
        """A token for who `asks`. Raises TokenRefusedError for an assertion used before, or a kiosk or key
        that does not count any more."""
        token = secrets.token_urlsafe(32)
        scope = " ".join(sorted(scopes))
        at = int(now.timestamp())
        try:
            with self._database.write() as connection:
                connection.execute(assertions.insert().values(**msgspec.structs.asdict(assertion)))
                now_held = held_key(connection, held.key)
                if now_held is None or is_revoked(connection, held.kiosk):
                    raise TokenRefusedError(TokenError.UNAUTHORIZED_CLIENT, "the kiosk was revoked")
                if not may_be_used(connection, now_held, now):
                    raise TokenRefusedError(TokenError.UNAUTHORIZED_CLIENT, "the key was replaced")
                use(connection, now_held, now)
                connection.execute(
                    tokens.insert().values(
                        hash=_hash(token),
                        kiosk=held.kiosk,
                        key=held.key,
                        scope=scope,
                        until=at + TOKEN_SECONDS,
                    )
                )
                _forget(connection, at)
        except IntegrityError:
            raise _refused("the assertion was used before") from None
        return TokenAnswer(
            access_token=token,
            token_type="Bearer",  # noqa: S106  its kind
            expires_in=TOKEN_SECONDS,
            scope=scope,
        )

    def caller(self, token: str, now: datetime) -> Caller | None:
        """Whose token this is; None where it does not count, or not any more."""
        values = {"hash": _hash(token), "at": int(now.timestamp())}
        with self._database.read() as connection:
            row = connection.execute(_CALLER, values).one_or_none()
        return None if row is None else Caller(row.kiosk, row.key, frozenset(row.scope.split()))

    def _look_for_waiting(self, signer: str, text: str, now: datetime) -> None:
        waiting = self._enrolments.waiting(signer, now)
        if waiting is not None and waiting.jwk is not None:
            checked(self._claims(text, waiting.jwk), waiting.kiosk, self._issuer, now)
            raise TokenRefusedError(
                TokenError.AUTHORIZATION_PENDING, "staff have to compare the fingerprint and confirm it"
            )

    def _claims(self, text: str, jwk: PublicJwk) -> dict[str, Any]:
        return verified(text, Use.AUTHENTICATION, jwk).claims


def _wanted(form: Mapping[str, str]) -> frozenset[Scope]:
    """The scopes a form asks for; all where it names none. Raises TokenRefusedError."""
    if form.get("grant_type") != GRANT:
        missing = "grant_type" not in form
        error = TokenError.INVALID_REQUEST if missing else TokenError.UNSUPPORTED_GRANT_TYPE
        raise TokenRefusedError(error, f"grant_type has to be {GRANT}")
    if form.get("client_assertion_type") != ASSERTION_TYPE or "client_assertion" not in form:
        raise TokenRefusedError(
            TokenError.INVALID_REQUEST, f"a client_assertion of {ASSERTION_TYPE} is needed"
        )
    words = form.get("scope", "").split()
    known = {scope.value for scope in Scope}
    if not known.issuperset(words):
        raise TokenRefusedError(TokenError.INVALID_SCOPE, f"there are {', '.join(sorted(known))}")
    return frozenset(Scope(word) for word in words) or frozenset(Scope)


def _refused(text: str) -> TokenRefusedError:
    return TokenRefusedError(TokenError.INVALID_CLIENT, text)


def _forget(connection: Connection, at: int) -> None:
    """Remove what has ended, but not what another process is at: the two would wait for each other."""
    for table in (assertions, tokens):
        names = tuple_(*table.primary_key.columns)
        ended = select(*table.primary_key.columns).where(table.c.until <= at)
        connection.execute(table.delete().where(names.in_(ended.with_for_update(skip_locked=True))))


def _is_time(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**40


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
