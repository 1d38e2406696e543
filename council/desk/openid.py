"""Signing in with the council's own accounts: OpenID Connect, authorization code flow with PKCE.

A provider is believed only what its signed ID token says, and only in answer to a question that this very
browser asked a moment ago. Sources of the checks: OpenID Connect Core 1.0 (3.1.3.7), Discovery 1.0 (4.3),
RFC 7636 (PKCE), RFC 9207 (issuer in the answer), RFC 9700 (security practice).
"""

import hashlib
import re
import secrets
from base64 import b64encode, urlsafe_b64encode
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct

from council.adapters.door import Answer, Door
from council.database import Database
from council.desk.codes import hashed
from council.desk.openid_settings import OpenIdSettings, is_safe
from council.desk.roles import Role
from council.tables import staff_openid
from kiosk.clock import iso

if TYPE_CHECKING:
    from joserfc.jwk import KeySet, KeySetSerialization

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Never `none`, and none that signs with a shared secret."""
WHILE = timedelta(minutes=10)
"""How long somebody may take at the provider."""
LEEWAY_S = 60
KEEP = timedelta(hours=1)
"""How long the provider's addresses and keys are taken for what they were."""


class Vouched(Struct, frozen=True, kw_only=True):
    """Whom the provider vouches for, what they may do here, and where they were going."""

    issuer: str
    subject: str
    name: str
    role: Role
    wanted: str


class NotVouchedError(Exception):
    """The provider does not vouch for anybody. `why` is for whoever signs in."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


AWAY = "The council's accounts cannot be reached at the moment. Try again in a few minutes."
NO_ANSWER = "Signing in with your council account did not work. Begin again on this page."
NO_ROLE = "Your council account has no role for the kiosks. Ask an administrator of the kiosks."


class _Told(Struct, frozen=True):
    """The provider about itself, with the keys that it signs with."""

    about: dict[str, Any]
    keys: "KeySet"
    at: datetime


class OpenId:
    """One provider. May be used by several threads and processes."""

    def __init__(self, database: Database, settings: OpenIdSettings) -> None:
        self._database = database
        self._settings = settings
        self._told: _Told | None = None

    @property
    def title(self) -> str:
        """What staff call these accounts."""
        return self._settings.title

    def begin(self, visitor: str, wanted: str, now: datetime) -> str:
        """The provider's address to send a browser to. `visitor` is its key. Raises NotVouchedError."""
        about = self._provider(now).about
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        row = {
            "state": hashed(state),
            "visitor": hashed(visitor),
            "nonce": nonce,
            "verifier": verifier,
            "wanted": wanted,
            "until": iso(now + WHILE),
        }
        with self._database.write() as connection:
            connection.execute(staff_openid.delete().where(staff_openid.c.until <= iso(now)))
            connection.execute(staff_openid.insert().values(**row))
        challenge = _unpadded(hashlib.sha256(verifier.encode()).digest())
        query = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._settings.redirect,
            "scope": " ".join(self._settings.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address: str = about["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def finish(self, visitor: str, said: dict[str, str], now: datetime) -> Vouched:
        """What the provider's answer, in the query `said`, comes to. Raises NotVouchedError."""
        asked = self._asked(visitor, said.get("state", ""), now)
        told = self._provider(now)
        issuer = said.get("iss", self._settings.issuer)
        if asked is None or issuer != self._settings.issuer or "code" not in said:
            raise NotVouchedError(NO_ANSWER)
        tokens = self._exchange(told, said["code"], asked.verifier)
        claims = self._claims(told, tokens, asked.nonce, now)
        role = self._settings.role_of(claims)
        if role is None:
            raise NotVouchedError(NO_ROLE)
        return Vouched(
            issuer=self._settings.issuer,
            subject=claims["sub"],
            name=_name(claims, self._settings.issuer),
            role=role,
            wanted=asked.wanted,
        )

    def _asked(self, visitor: str, state: str, now: datetime) -> Any:
        """The question that this answers, which is used up by it."""
        mine = (staff_openid.c.state == hashed(state)) & (staff_openid.c.visitor == hashed(visitor))
        with self._database.write() as connection:
            row = connection.execute(staff_openid.select().where(mine)).one_or_none()
            if not connection.execute(staff_openid.delete().where(mine)).rowcount:
                return None
        return row if row is not None and row.until > iso(now) else None

    def _provider(self, now: datetime, *, fresh: bool = False) -> _Told:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        if not fresh and self._told is not None and now - self._told.at < KEEP:
            return self._told
        issuer = self._settings.issuer
        about = self._json("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        addresses = [about.get(f"{name}_endpoint") for name in ("authorization", "token")]
        addresses.append(about.get("jwks_uri"))
        if about.get("issuer") != issuer or not all(
            isinstance(one, str) and is_safe(one) for one in addresses
        ):
            raise NotVouchedError(AWAY)
        try:
            keys = KeySet.import_key_set(cast("KeySetSerialization", self._json("GET", about["jwks_uri"])))
        except (JoseError, ValueError, KeyError, TypeError):
            raise NotVouchedError(AWAY) from None
        self._told = _Told(about, keys, now)
        return self._told

    def _exchange(self, told: _Told, code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._settings.redirect,
            "code_verifier": verifier,
        }
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        client, secret = self._settings.client_id, self._settings.secret()
        ways = told.about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if secret and "client_secret_basic" in ways:
            # RFC 6749, 2.3.1: both are encoded as in a form first.
            pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode('ascii')}"
        else:
            form |= {"client_id": client} | ({"client_secret": secret} if secret else {})
        return self._json("POST", told.about["token_endpoint"], headers, urlencode(form).encode())

    def _claims(self, told: _Told, tokens: dict[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        """What the ID token says, once all of it was checked. Raises NotVouchedError."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        text = tokens.get("id_token")
        if not isinstance(text, str):
            raise NotVouchedError(NO_ANSWER)
        try:
            try:
                token = jwt.decode(text, told.keys, algorithms=ALGORITHMS)
            except (JoseError, ValueError):
                # The provider may have changed its keys since they were fetched.
                token = jwt.decode(text, self._provider(now, fresh=True).keys, algorithms=ALGORITHMS)
            jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=LEEWAY_S,
                iss={"essential": True, "value": self._settings.issuer},
                sub={"essential": True},
                aud={"essential": True, "value": self._settings.client_id},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(token.claims)
        except (JoseError, ValueError, TypeError):
            raise NotVouchedError(NO_ANSWER) from None
        claims = token.claims
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self._settings.client_id:
            raise NotVouchedError(NO_ANSWER)
        if "at_hash" in claims and claims["at_hash"] != _at_hash(token.header["alg"], tokens):
            raise NotVouchedError(NO_ANSWER)
        return claims

    def _json(
        self, method: str, address: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> dict[str, Any]:
        ca_file = Path(self._settings.folder) / self._settings.ca_file if self._settings.ca_file else None
        with Door(ca_file) as door:
            answer = door.ask(method, address, headers, body)
        if not isinstance(answer, Answer) or answer.status >= 500:
            raise NotVouchedError(AWAY)
        if answer.status != 200:
            raise NotVouchedError(NO_ANSWER)
        try:
            return msgspec.json.decode(answer.body, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise NotVouchedError(AWAY) from None


def _at_hash(algorithm: str, tokens: dict[str, Any]) -> str:
    """The left half of the hash of the access token (Core, 3.1.3.6). EdDSA has no size of hash of its own:
    with Ed25519 it is SHA-512."""
    digest = hashlib.sha512 if algorithm == "EdDSA" else hashlib.sha256
    whole = digest(str(tokens.get("access_token", "")).encode()).digest()
    return _unpadded(whole[: len(whole) // 2])


def _unpadded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _name(claims: dict[str, Any], issuer: str) -> str:
    """What the person is called here: always with an @, so never like an account of ours."""
    said = next(
        (claims[key] for key in ("preferred_username", "email") if isinstance(claims.get(key), str)), ""
    )
    plain = re.sub(r"[^\w.@+-]", "", said or claims["sub"])[:60]
    return plain if "@" in plain else f"{plain}@{re.sub(r'https?://', '', issuer).partition('/')[0][:40]}"
