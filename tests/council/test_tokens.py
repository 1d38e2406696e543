"""Who has the key gets a short token, once for each assertion; who was shut out has none from that moment.

What an independent client sends is made here by hand: base64, JSON, ECDSA.
"""

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from council.database import Database
from council.enrolments import Enrolments
from council.kiosk_keys import OVERLAP, KeyState, KioskKeys
from council.tables import assertions, kiosks
from council.tables import tokens as token_rows
from council.tokens import ASSERTION_TYPE, GRANT, TOKEN_SECONDS, Caller, TokenRefusedError, Tokens
from kiosk.device_key import PublicJwk, fingerprint_of
from kiosk.errors import CouncilError
from sync.wire import Scope, TokenAnswer, TokenError

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Device:
    """A kiosk's key, without any of our code."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        numbers = self.private.public_key().public_numbers()
        self.x, self.y = (b64(number.to_bytes(32)) for number in (numbers.x, numbers.y))
        plain = f'{{"crv":"P-256","kty":"EC","x":"{self.x}","y":"{self.y}"}}'
        self.thumbprint = b64(hashlib.sha256(plain.encode()).digest())

    @property
    def jwk(self) -> PublicJwk:
        return PublicJwk(x=self.x, y=self.y)

    def jwt(self, claims: dict[str, Any], **header: Any) -> str:
        head = {"alg": "ES256", "typ": "client-authentication+jwt", "kid": self.thumbprint, **header}
        signed = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(claims).encode())}"
        der = self.private.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(der)
        return f"{signed}.{b64(r.to_bytes(32) + s.to_bytes(32))}"


class Council:
    """The council's end with one kiosk let in."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.enrolments = Enrolments(database)
        self.tokens = Tokens(database)
        self.keys = KioskKeys(database)
        self.device = Device()
        self.let_in(self.device)

    def let_in(self, device: Device, kiosk: str = "demo-1") -> None:
        code = self.enrolments.create(kiosk, "Exampleton Library", NOW)
        assert self.enrolments.claim(kiosk, code, device.jwk, NOW)
        self.enrolments.confirm(kiosk, fingerprint_of(device.thumbprint), NOW)

    def claims(self, now: datetime = NOW, **changes: Any) -> dict[str, Any]:
        at = int(now.timestamp())
        found = {
            "iss": "demo-1",
            "sub": "demo-1",
            "aud": self.enrolments.issuer,
            "iat": at,
            "exp": at + 60,
            "jti": str(uuid.uuid4()),
        }
        return {name: value for name, value in {**found, **changes}.items() if value is not None}

    def ask(self, text: str, now: datetime = NOW, **fields: str) -> TokenAnswer:
        form = {
            "grant_type": GRANT,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": text,
            **fields,
        }
        return self.tokens.issue(*self.tokens.asks(form, now), now)

    def token(self, device: Device | None = None, now: datetime = NOW) -> str:
        return self.ask((device or self.device).jwt(self.claims(now)), now).access_token

    def refused(self, ask: Callable[[], object]) -> TokenError:
        with pytest.raises(TokenRefusedError) as caught:
            ask()
        return caught.value.error


@pytest.fixture
def council(database: str) -> Iterator[Council]:
    with closing(Database.open(database)) as opened:
        yield Council(opened)


def test_a_token_says_whose_it_is_until_it_ends(council: Council) -> None:
    answer = council.ask(council.device.jwt(council.claims()))
    assert (answer.token_type, answer.expires_in) == ("Bearer", TOKEN_SECONDS)
    end = NOW + timedelta(seconds=TOKEN_SECONDS)
    expected = Caller("demo-1", council.device.thumbprint, frozenset(scope.value for scope in Scope))
    assert council.tokens.caller(answer.access_token, end - timedelta(seconds=1)) == expected
    assert council.tokens.caller(answer.access_token, end) is None
    assert council.tokens.caller(answer.access_token + "x", NOW) is None
    assert council.tokens.caller("", NOW) is None


def test_a_token_is_good_for_what_was_asked(council: Council) -> None:
    answer = council.ask(council.device.jwt(council.claims()), scope="report content")
    assert answer.scope == "content report"
    caller = council.tokens.caller(answer.access_token, NOW)
    assert caller is not None
    assert caller.scopes == {"report", "content"}


def test_another_form_is_refused_by_the_words_of_oauth(council: Council) -> None:
    text = council.device.jwt(council.claims())
    for field, value, error in (
        ("scope", "submit everything", TokenError.INVALID_SCOPE),
        ("grant_type", "password", TokenError.UNSUPPORTED_GRANT_TYPE),
        ("client_assertion_type", "something", TokenError.INVALID_REQUEST),
        ("client_id", "demo-2", TokenError.INVALID_CLIENT),
    ):
        fields = {field: value}
        assert council.refused(lambda fields=fields: council.ask(text, **fields)) is error


AT = int(NOW.timestamp())


WRONG_CLAIMS: list[dict[str, Any]] = [
    {"iss": "demo-2"},
    {"sub": "demo-2"},
    {"iss": "demo-2", "sub": "demo-2"},
    {"aud": "urn:uuid:another-council"},
    {"aud": ["urn:uuid:another-council"]},
    {"aud": None},
    {"jti": None},
    {"jti": "short"},
    {"jti": "x" * 65},
    {"jti": 7},
    {"iat": None},
    {"exp": None},
    {"exp": AT + 61},
    {"iat": AT, "exp": AT},
    {"iat": AT, "exp": AT - 5},
    {"iat": "now"},
    {"iat": True, "exp": 60},
    {"iat": AT - 71, "exp": AT - 11},
    {"iat": AT + 11, "exp": AT + 60},
    {"iat": 0, "exp": 60},
    {"iat": 1e300, "exp": 1e300},
]


def test_an_assertion_is_by_its_kiosk_for_this_council_and_for_now(council: Council) -> None:
    for changes in WRONG_CLAIMS:
        text = council.device.jwt(council.claims(**changes))
        assert council.refused(lambda text=text: council.ask(text)) is TokenError.INVALID_CLIENT, changes
    # The control: the same without a change.
    assert council.ask(council.device.jwt(council.claims()))


def test_an_audience_that_names_others_too_is_refused(council: Council) -> None:
    claims = council.claims(aud=[council.enrolments.issuer, "https://other.example"])
    assert council.refused(lambda: council.ask(council.device.jwt(claims))) is TokenError.INVALID_CLIENT


def test_the_clocks_may_be_ten_seconds_apart(council: Council) -> None:
    for off in (-10, 10):
        claims = council.claims(NOW + timedelta(seconds=off))
        assert council.ask(council.device.jwt(claims))


def test_another_kind_of_signature_is_refused(council: Council) -> None:
    kinds: list[dict[str, Any]] = [
        *({"alg": "none"}, {"alg": "HS256"}, {"alg": "ES384"}),
        *({"typ": "kiosk-key+jwt"}, {"typ": "JWT"}, {"kid": "unknown"}, {"kid": 7}),
    ]
    for header in kinds:
        text = council.device.jwt(council.claims(), **header)
        assert council.refused(lambda text=text: council.ask(text)) is TokenError.INVALID_CLIENT, header


def test_the_name_of_a_key_without_the_key_is_nothing(council: Council) -> None:
    thief = Device()
    text = thief.jwt(council.claims(), kid=council.device.thumbprint)
    assert council.refused(lambda: council.ask(text)) is TokenError.INVALID_CLIENT


def test_a_key_in_the_header_is_not_believed(council: Council) -> None:
    thief = Device()
    jwk = {"kty": "EC", "crv": "P-256", "x": thief.x, "y": thief.y}
    text = thief.jwt(council.claims(), jwk=jwk, kid=council.device.thumbprint)
    assert council.refused(lambda: council.ask(text)) is TokenError.INVALID_CLIENT


def test_what_is_no_assertion_is_refused(council: Council) -> None:
    for text in ("", "a.b.c", "e30.e30.e30", "x" * 5000, "é", "." * 100, "[" * 4000):
        assert council.refused(lambda text=text: council.ask(text)) is TokenError.INVALID_CLIENT, text[:9]


def test_a_changed_assertion_is_refused(council: Council) -> None:
    head, body, signature = council.device.jwt(council.claims()).split(".")
    other = b64(json.dumps(council.claims(exp=AT + 59)).encode())
    for text in (f"{head}.{other}.{signature}", f"{head}.{body}.{signature[:-4]}AAAA", f"{head}.{body}."):
        assert council.refused(lambda text=text: council.ask(text)) is TokenError.INVALID_CLIENT


# -- once ------------------------------------------------------------------------------------------------


def test_an_assertion_serves_once_and_its_row_is_what_sees_to_that(council: Council) -> None:
    text = council.device.jwt(council.claims())
    council.ask(text)
    assert council.refused(lambda: council.ask(text)) is TokenError.INVALID_CLIENT
    # The control: without the row it would serve again.
    with council.database.write() as connection:
        connection.execute(assertions.delete())
    assert council.ask(text)


def test_of_several_processes_one_takes_an_assertion(council: Council, database: str) -> None:
    text = council.device.jwt(council.claims())
    with closing(Database.open(database)) as second:
        ends = [council.tokens, Tokens(second)] * 8

        def ask(tokens: Tokens) -> bool:
            form = {"grant_type": GRANT, "client_assertion_type": ASSERTION_TYPE, "client_assertion": text}
            try:
                return bool(tokens.issue(*tokens.asks(form, NOW), NOW))
            except TokenRefusedError:
                return False

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(ask, ends)).count(True) == 1


def test_what_has_ended_is_removed_but_not_while_it_could_be_used(council: Council) -> None:
    text = council.device.jwt(council.claims())
    council.ask(text)
    soon = NOW + timedelta(seconds=69)
    council.token(now=soon)
    assert council.refused(lambda: council.ask(text, soon)) is TokenError.INVALID_CLIENT
    council.token(now=NOW + timedelta(hours=1))
    with council.database.read() as connection:
        left = [len(connection.execute(table.select()).all()) for table in (assertions, token_rows)]
    assert left == [1, 1]


def test_tokens_are_not_in_the_database(council: Council) -> None:
    token = council.token()
    with council.database.read() as connection:
        found = str(connection.execute(token_rows.select()).all())
    assert "demo-1" in found
    assert token not in found


# -- shut out, let in anew, another key ------------------------------------------------------------------


def test_revocation_takes_effect_with_the_next_request(council: Council) -> None:
    token = council.token()
    assert council.tokens.caller(token, NOW)
    council.keys.revoke("demo-1", "stolen", NOW)
    assert council.tokens.caller(token, NOW) is None
    assert council.refused(council.token) is TokenError.UNAUTHORIZED_CLIENT
    # The control: what shuts it out is the mark of revocation.
    with council.database.write() as connection:
        connection.execute(kiosks.update().values(revoked_at=None))
    assert council.tokens.caller(council.token(), NOW)


def test_a_token_handed_out_while_its_kiosk_is_revoked_does_not_count(council: Council) -> None:
    """Even one whose row comes after the revocation removed the others."""
    token = council.token()
    with council.database.write() as connection:
        connection.execute(kiosks.update().values(revoked_at="2026-11-22T12:00:00Z"))
    assert council.tokens.caller(token, NOW) is None


def test_a_revoked_kiosk_is_let_in_anew_with_another_key_only(council: Council) -> None:
    council.keys.revoke("demo-1", "stolen", NOW)
    device = Device()
    council.let_in(device)
    assert council.tokens.caller(council.token(device), NOW)
    assert council.refused(council.token) is TokenError.UNAUTHORIZED_CLIENT


def test_revoking_nobody_is_said(council: Council) -> None:
    with pytest.raises(CouncilError, match="no kiosk 'demo-9'"):
        council.keys.revoke("demo-9", "lost", NOW)
    council.keys.revoke("demo-1", "lost", NOW)
    with pytest.raises(CouncilError, match="before"):
        council.keys.revoke("demo-1", "lost", NOW)


def test_until_staff_have_confirmed_the_kiosk_hears_that_it_waits(council: Council) -> None:
    device = Device()
    code = council.enrolments.create("demo-2", "Exampleton Hall", NOW)
    council.enrolments.claim("demo-2", code, device.jwk, NOW)
    text = device.jwt(council.claims(iss="demo-2", sub="demo-2"))
    assert council.refused(lambda: council.ask(text)) is TokenError.AUTHORIZATION_PENDING
    # Only who has the key hears that.
    text = Device().jwt(council.claims(iss="demo-2", sub="demo-2"), kid=device.thumbprint)
    assert council.refused(lambda: council.ask(text)) is TokenError.INVALID_CLIENT


def test_the_next_key_counts_at_once_and_its_first_use_ends_the_old_one(council: Council) -> None:
    old_token, device = council.token(), Device()
    assert council.keys.register("demo-1", device.jwk, NOW) == NOW + OVERLAP
    assert council.tokens.caller(council.token(), NOW)
    assert council.tokens.caller(council.token(device), NOW)
    assert council.tokens.caller(old_token, NOW) is None
    assert council.refused(council.token) is TokenError.UNAUTHORIZED_CLIENT
    found = council.keys.find(council.device.thumbprint)
    assert found is not None
    assert found.state is KeyState.RETIRED


def test_unused_the_next_key_ends_the_old_one_after_a_day(council: Council) -> None:
    device = Device()
    council.keys.register("demo-1", device.jwk, NOW)
    almost, after = NOW + OVERLAP - timedelta(seconds=1), NOW + OVERLAP
    assert council.token(now=almost)
    assert council.refused(lambda: council.token(now=after)) is TokenError.UNAUTHORIZED_CLIENT
    assert council.token(device, now=after)


def test_registering_the_next_key_again_changes_nothing(council: Council) -> None:
    device = Device()
    first = council.keys.register("demo-1", device.jwk, NOW)
    assert council.keys.register("demo-1", device.jwk, NOW + timedelta(hours=1)) == first


def test_no_key_comes_back_and_none_serves_two_kiosks(council: Council) -> None:
    device, other = Device(), Device()
    council.let_in(other, "demo-2")
    with pytest.raises(CouncilError, match="in use before"):
        council.keys.register("demo-1", other.jwk, NOW)
    council.keys.register("demo-1", device.jwk, NOW)
    council.token(device)
    with pytest.raises(CouncilError, match="in use before"):
        council.keys.register("demo-1", council.device.jwk, NOW)
