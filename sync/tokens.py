"""The tokens that prove to the council who asks: fetched with the kiosk's key, kept in memory only.

A token's age is measured by the monotonic clock. The time that an assertion names is the council's, as far
as its last answer told it: a kiosk whose clock is wrong is known all the same.

The key is `identity`, sending `client`; what a refusal means for the queue `courier`.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

import msgspec
from msgspec import Struct

from kiosk.clock import Moment, moment
from kiosk.device_key import DeviceKey, Use
from kiosk.errors import UNREADABLE, IdentityError
from sync.courier import Fault, Reply
from sync.identity import Identity, IdentityFolder
from sync.journal import Journal
from sync.server_time import read_date
from sync.wire import TOKEN, TokenAnswer, TokenError, TokenRefusal

ASSERTION_SECONDS = 50
"""Life of an assertion; the council takes 60 s at most."""
EARLY_SECONDS = 30.0
"""A token is renewed so long before its end, so that none ends on the way."""
NOTABLE_SECONDS = 5.0
"""A clock that is further off is corrected and the asking repeated."""
QUIET_SECONDS = 5.0
"""After a refusal nothing is asked for so long."""
GRANT = {
    "grant_type": "client_credentials",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
}


def assertion(identity: Identity, key: DeviceKey, at: float, jti: str) -> str:
    """What asks for a token (RFC 7523, 3): signed by `key`; `at` is the council's time (s since 1970)."""
    issued = int(at)
    claims = {
        "iss": identity.kiosk,
        "sub": identity.kiosk,
        "aud": identity.issuer,
        "iat": issued,
        "exp": issued + ASSERTION_SECONDS,
        "jti": jti,
    }
    return key.sign(Use.AUTHENTICATION, claims)


class Council(Protocol):
    """The council as it is asked for tokens; `sync.client.Client` is the real one."""

    def post_form(self, path: str, fields: dict[str, str]) -> Reply | Fault:
        """Send a form."""
        ...


class Token(Struct, frozen=True):
    """A token, and until when it serves by the monotonic clock of this boot."""

    text: str
    until: float
    boot: str


class Credentials:
    """Fetches tokens for a client and keeps the one in use. Belongs to one thread.

    The folder is looked into with each fetching: the key may have been replaced by another process.
    """

    def __init__(
        self,
        folder: IdentityFolder,
        council: Council,
        *,
        journal: Journal | None = None,
        clock: Callable[[], Moment] = moment,
    ) -> None:
        self._folder = folder
        self._council = council
        self._journal = journal
        self._clock = clock
        self._token: Token | None = None
        self._offset = timedelta(0)
        self._quiet_until = -1.0
        self.trouble = ""
        """Why there is no token: `not-enrolled`, `damaged`, or the council's word; empty where one is."""

    def authorization(self) -> str | Reply | Fault | None:
        """The value of the header Authorization; None where there is no token, and `trouble` says why.

        What came instead, when somebody else or nobody answered, or the council cannot now.
        """
        now = self._clock()
        if self._token is not None and self._token.boot == now.boot and now.monotonic < self._token.until:
            return f"Bearer {self._token.text}"
        self._token = None
        if now.monotonic < self._quiet_until:
            return None
        try:
            identity = self._folder.read()
            next_key = self._folder.next_key()
        except IdentityError:
            self._note("damaged")
            return None
        if identity is None:
            self._note("not-enrolled")
            return None
        if next_key is not None:
            # It may have been registered, and the answer lost.
            found = self._fetch(identity, next_key)
            if isinstance(found, Token):
                with suppress(IdentityError):
                    self._folder.keep(msgspec.structs.replace(identity, key=next_key))
            if not isinstance(found, TokenRefusal):
                return self._use(found)
        return self._use(self._fetch(identity, identity.key))

    def renew(self) -> None:
        """Forget the token in use: the council refused it."""
        self._token = None

    def _use(self, found: Token | TokenRefusal | Reply | Fault) -> str | Reply | Fault | None:
        if isinstance(found, Token):
            self._token, self.trouble = found, ""
            return f"Bearer {found.text}"
        if isinstance(found, TokenRefusal):
            self._note(found.error.value)
            return None
        return found

    def _note(self, trouble: str) -> None:
        now = self._clock()
        self._quiet_until = now.monotonic + QUIET_SECONDS
        if trouble != self.trouble and self._journal is not None:
            self._journal("token-refused", now.utc, reason=trouble)
        self.trouble = trouble

    def _fetch(self, identity: Identity, key: DeviceKey) -> Token | TokenRefusal | Reply | Fault:
        """Ask for a token; once more by the council's clock when ours turns out to be wrong."""
        found = self._ask(identity, key)
        if not isinstance(found, tuple):
            return found
        refusal, offset = found
        if refusal.error is not TokenError.INVALID_CLIENT or offset is None:
            return refusal
        if abs((offset - self._offset).total_seconds()) <= NOTABLE_SECONDS:
            return refusal
        self._offset = offset
        again = self._ask(identity, key)
        return again[0] if isinstance(again, tuple) else again

    def _ask(
        self, identity: Identity, key: DeviceKey
    ) -> Token | Reply | Fault | tuple[TokenRefusal, timedelta | None]:
        asked = self._clock()
        signed = assertion(
            identity, key, asked.utc.timestamp() + self._offset.total_seconds(), secrets.token_urlsafe(24)
        )
        reply = self._council.post_form(TOKEN, {**GRANT, "client_assertion": signed})
        if isinstance(reply, Fault):
            return reply
        try:
            if reply.status == 200:
                answer = msgspec.json.decode(reply.body, type=TokenAnswer)
                life = max(0.0, answer.expires_in - EARLY_SECONDS)
                return Token(answer.access_token, asked.monotonic + life, asked.boot)
            if reply.status == 400:
                refusal = msgspec.json.decode(reply.body, type=TokenRefusal)
                return refusal, _offset(reply, self._clock())
        except UNREADABLE:
            # Somebody else's answer: it is judged like any other.
            pass
        return reply


def _offset(reply: Reply, now: Moment) -> timedelta | None:
    """How far the council's clock is ahead of ours, by its answer (RFC 9110, 6.6.1)."""
    there = read_date(reply.date)
    return None if there is None else there - now.utc
