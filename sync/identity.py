"""Who this kiosk is to its council: the key in its folder, and the tokens that are fetched with it.

The private key is made here, lies in one file that nobody else may read, and is never sent. A token is kept
in memory only, and its age is measured by the monotonic clock. The time that an assertion names is the
council's, as far as its last answer told it: a kiosk whose clock is wrong is known all the same.

How a kiosk becomes known is `enrolment`; sending is `client`; what a refusal means for the queue `courier`.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from kiosk.clock import Moment, moment
from kiosk.device_key import DeviceKey, Use
from kiosk.durable import sync, write_whole
from kiosk.errors import UNREADABLE, IdentityError
from sync.courier import Fault, Reply
from sync.journal import Journal
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
    try:
        return parsedate_to_datetime(reply.date) - now.utc
    except (ValueError, TypeError):
        return None
