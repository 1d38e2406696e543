"""The API's part for who a kiosk is: enrolment, tokens, and going over to another key.

What these mean is `enrolments`, `tokens` and `kiosk_keys`; how often they may be tried is `limits`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import JSONBody, RawBody

from council.door import TurnedAwayError, needs
from council.enrolments import Enrolments
from council.kiosk_keys import KioskKeys
from council.limits import Limits
from council.problems import TURNED_AWAY, described
from council.releases import Releases
from council.tokens import ASSERTION_TYPE, GRANT, Caller, TokenRefusedError, Tokens
from kiosk.device_key import Use, verified
from kiosk.errors import CouncilError, IdentityError
from sync.wire import (
    ENROLMENTS,
    KEYS,
    TOKEN,
    EnrolmentAnswer,
    EnrolmentRequest,
    KeyAnswer,
    KeyRequest,
    ProblemKind,
    Scope,
    TokenAnswer,
    TokenError,
    TokenRefusal,
    code_hash,
)

FORM = "application/x-www-form-urlencoded"
MOST_FORM_BYTES = 16 * 1024
ENROLMENT_LIMIT = (20, 600)
"""Tries and seconds, for one address."""
TOKEN_LIMIT = (600, 60)
"""For one address: all kiosks of a council may come from one."""
KIOSK_LIMIT = (120, 60)
"""Tokens for one kiosk, after it has proved who it is: nobody else can use its tries up."""

SERVER_PROBLEM = described("The service has a problem: try again later.")
TOO_OFTEN = described("Too many tries: Retry-After says when to come again.")
_FIELDS = ("grant_type", "client_assertion_type", "client_assertion", "client_id", "scope")


@dataclass
class TokenOperation(Operation):
    """Tells the OpenAPI document that the body is a form."""

    def __post_init__(self) -> None:
        fields: dict[str, Any] = {name: Schema(type=OpenAPIType.STRING) for name in _FIELDS}
        fields["grant_type"] = Schema(type=OpenAPIType.STRING, const=GRANT)
        fields["client_assertion_type"] = Schema(type=OpenAPIType.STRING, const=ASSERTION_TYPE)
        form = Schema(type=OpenAPIType.OBJECT, properties=fields, required=list(_FIELDS[:3]))
        self.request_body = RequestBody(
            content={FORM: OpenAPIMediaType(schema=form)},
            description="OAuth 2.0 client credentials (RFC 6749, 4.4) with private_key_jwt (RFC 7523).",
            required=True,
        )


@post(
    ENROLMENTS,
    operation_id="postEnrolment",
    summary="Make a kiosk known with a one-time code",
    description="The same key again gets the same answer. Then staff have to confirm its fingerprint.",
    response_description="The key waits for staff to confirm it.",
    request_max_body_size=MOST_FORM_BYTES,
    sync_to_thread=True,
    responses={
        400: described("The request cannot be read."),
        403: described("The code does not fit, was used, or is too old."),
        413: described("The body is too large."),
        422: described("The key or its proof is not right, or the key was used before."),
        429: TOO_OFTEN,
        500: SERVER_PROBLEM,
    },
)
def post_enrolment(
    data: JSONBody[EnrolmentRequest],
    request: Request[Any, Any, Any],
    enrolments: NamedDependency[Enrolments],
    limits: NamedDependency[Limits],
    releases: NamedDependency[Releases],
) -> EnrolmentAnswer:
    """Take the key that comes with a code."""
    from council.content_keys import signing_keys

    now = datetime.now(UTC)
    if not limits.allow(f"enrolment {_address(request)}", *ENROLMENT_LIMIT, now.timestamp()):
        raise _too_often(ENROLMENT_LIMIT)
    try:
        stated = verified(data.proof, Use.KEY, data.key).claims
    except IdentityError as error:
        raise _wrong_key(str(error)) from None
    if (stated.get("kiosk"), stated.get("code")) != (data.kiosk, code_hash(data.code)):
        raise _wrong_key("the proof is for another kiosk or code")
    try:
        enrolment = enrolments.claim(data.kiosk, data.code, data.key, now)
    except CouncilError as error:
        raise _wrong_key(str(error)) from None
    if enrolment is None:
        raise TurnedAwayError(
            403, ProblemKind.ENROLMENT, "This code does not fit this kiosk, was used, or is too old"
        )
    return EnrolmentAnswer(
        kiosk=enrolment.kiosk,
        place=enrolment.place,
        issuer=enrolments.issuer,
        fingerprint=data.key.fingerprint,
        signing_keys=signing_keys(releases.data).public,
    )


@post(
    TOKEN,
    operation_id="postToken",
    operation_class=TokenOperation,
    summary="A token for a kiosk that proves who it is",
    response_description="The token.",
    request_max_body_size=MOST_FORM_BYTES,
    sync_to_thread=True,
    status_code=200,
    responses={
        400: ResponseSpec(TokenRefusal, description="No token: RFC 6749, 5.2.", generate_examples=False),
        413: described("The body is too large."),
        429: TOO_OFTEN,
        500: SERVER_PROBLEM,
    },
)
def post_token(
    body: RawBody,
    request: Request[Any, Any, Any],
    tokens: NamedDependency[Tokens],
    limits: NamedDependency[Limits],
) -> TokenAnswer:
    """Hand a token out."""
    now = datetime.now(UTC)
    if not limits.allow(f"token {_address(request)}", *TOKEN_LIMIT, now.timestamp()):
        raise _too_often(TOKEN_LIMIT)
    held, assertion, scopes = tokens.asks(_form(body, request.headers.get("content-type", "")), now)
    if not limits.allow(f"token for {held.kiosk}", *KIOSK_LIMIT, now.timestamp()):
        raise _too_often(KIOSK_LIMIT)
    return tokens.issue(held, assertion, scopes, now)


def no_token(_: Request[Any, Any, Any], error: TokenRefusedError) -> Response[TokenRefusal]:
    """The answer to who gets none (RFC 6749, 5.2)."""
    return Response(TokenRefusal(error=error.error, error_description=error.text), status_code=400)


@post(
    KEYS,
    operation_id="postKey",
    security=needs(Scope.KEY),
    summary="Go over to another key",
    description="The new key counts at once; the old one until the new one is used, at most a day.",
    response_description="The new key may be used.",
    request_max_body_size=MOST_FORM_BYTES,
    sync_to_thread=True,
    responses={
        400: described("The request cannot be read."),
        **TURNED_AWAY,
        413: described("The body is too large."),
        422: described("The key or a proof is not right, or the key was used before."),
        500: SERVER_PROBLEM,
    },
)
def post_key(
    data: JSONBody[KeyRequest], caller: NamedDependency[Caller], kiosk_keys: NamedDependency[KioskKeys]
) -> KeyAnswer:
    """Register the next key of the kiosk that asks."""
    old = kiosk_keys.find(caller.key)
    assert old is not None
    try:
        stated = [
            verified(data.by_old, Use.KEY, old.jwk).claims,
            verified(data.by_new, Use.KEY, data.key).claims,
        ]
        wanted = {"kiosk": caller.kiosk, "old": old.key, "new": data.key.thumbprint}
        if any({name: one.get(name) for name in wanted} != wanted for one in stated):
            raise IdentityError("a proof is for another kiosk or key")
        until = kiosk_keys.register(caller.kiosk, data.key, datetime.now(UTC))
    except (IdentityError, CouncilError) as error:
        raise _wrong_key(str(error)) from None
    return KeyAnswer(key=data.key.thumbprint, old_until=until)


def _form(body: bytes, content_type: str) -> dict[str, str]:
    """The fields of a form, none twice (RFC 6749, 3.2). Raises TokenRefusedError."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise TokenRefusedError(TokenError.INVALID_REQUEST, f"the body has to be {FORM}")
    try:
        pairs = parse_qsl(body.decode("ascii"), max_num_fields=20, errors="strict")
    except ValueError:
        raise TokenRefusedError(TokenError.INVALID_REQUEST, "the form cannot be read") from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise TokenRefusedError(TokenError.INVALID_REQUEST, "the form has a field twice")
    return form


def _address(request: Request[Any, Any, Any]) -> str:
    return request.client.host if request.client else "?"


def _wrong_key(text: str) -> TurnedAwayError:
    return TurnedAwayError(422, ProblemKind.KEY, text[:1].upper() + text[1:])


def _too_often(limit: tuple[int, float]) -> TurnedAwayError:
    most, seconds = limit
    headers = {"retry-after": str(max(1, round(seconds / most)))}
    return TurnedAwayError(429, ProblemKind.TOO_OFTEN, "Too many tries", headers)
