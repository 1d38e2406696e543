"""The web application: the API for kiosks and the pages for staff. Parts are passed in, none are global.

`guard` stands before it, `door` before what only a kiosk may ask.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from litestar import Litestar, Response, get, put
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OAuthFlow,
    OAuthFlows,
    OpenAPIMediaType,
    Operation,
    RequestBody,
    Schema,
    SecurityScheme,
)
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import FromPath, RawBody
from litestar.static_files import create_static_files_router

from council.backups import Backups
from council.content_keys import signing_keys
from council.content_routes import IfNoneMatch, get_file, get_manifest
from council.desk.desk import Desk
from council.desk.routes import desk_router
from council.door import SCHEME, Door, TurnedAwayError, caller_of, needs, turned_away
from council.enrolments import Enrolments
from council.heartbeat_routes import post_heartbeat
from council.heartbeats import Heartbeats
from council.identity_routes import no_token, post_enrolment, post_key, post_token
from council.intake import Refusal, examine
from council.keys import KeyRing
from council.kiosk_keys import KioskKeys
from council.limits import Limits
from council.problems import (
    TURNED_AWAY,
    RefusedError,
    described,
    our_mistake,
    refused_by_framework,
    refused_by_us,
    too_deep,
)
from council.releases import Releases
from council.store import CouncilStore
from council.tokens import Caller, TokenRefusedError, Tokens
from kiosk import __version__
from kiosk.envelope import CONTENT_TYPE, MOST_ENVELOPE_BYTES
from kiosk.signed_keyset import SignedKeyset, sign_keyset
from sync.wire import (
    HEALTH,
    KEYSET,
    OPENAPI,
    SUBMISSIONS,
    TOKEN,
    Acknowledgement,
    Health,
    ProblemKind,
    Scope,
)

SCOPES = {
    Scope.SUBMIT: "hand submissions over",
    Scope.REPORT: "say how the kiosk is",
    Scope.CONTENT: "fetch content and public keys",
    Scope.KEY: "go over to another key",
}
SERVER_PROBLEM = described("The service has a problem: try again later.")


@dataclass
class EnvelopeOperation(Operation):
    """Tells the OpenAPI document that the body is an envelope, which is no JSON."""

    def __post_init__(self) -> None:
        binary = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        self.request_body = RequestBody(
            content={CONTENT_TYPE: OpenAPIMediaType(schema=binary)},
            description=f"A sealed submission, at most {MOST_ENVELOPE_BYTES} bytes.",
            required=True,
        )


@put(
    SUBMISSIONS + "/{submission_id:uuid}",
    operation_id="putSubmission",
    security=needs(Scope.SUBMIT),
    operation_class=EnvelopeOperation,
    summary="Hand over one sealed submission",
    description="Idempotent: however often the same bytes are put, they are stored once.",
    response_description="Stored already, with the same bytes.",
    request_max_body_size=MOST_ENVELOPE_BYTES,
    sync_to_thread=True,
    status_code=200,
    responses={
        201: ResponseSpec(Acknowledgement, description="Stored now.", generate_examples=False),
        400: described("The request cannot be read."),
        **TURNED_AWAY,
        413: described("The body is too large."),
        422: described(
            "It is no envelope, or belongs to another id, or this id was stored with other bytes."
        ),
        500: SERVER_PROBLEM,
    },
)
def put_submission(
    submission_id: FromPath[UUID],
    body: RawBody,
    caller: NamedDependency[Caller],
    store: NamedDependency[CouncilStore],
    keys: NamedDependency[KeyRing],
) -> Response[Acknowledgement]:
    """Take one envelope in. The answer leaves after the commit."""
    name = str(submission_id)
    now = datetime.now(UTC)
    arrival = examine(name, body, keys.private, now, caller.kiosk)
    if isinstance(arrival, Refusal):
        store.refused(name, arrival, now)
        raise RefusedError(arrival.kind, arrival.title, name)
    kept = store.keep(arrival)
    if kept.sha256 != arrival.sha256:
        raise RefusedError(ProblemKind.OTHER_CONTENT, "This id is stored with other content", name)
    acknowledgement = Acknowledgement(id=name, sha256=kept.sha256, received_at=kept.received_at)
    return Response(acknowledgement, status_code=201 if kept.new else 200)


@get(
    KEYSET,
    operation_id="getKeyset",
    security=needs(Scope.CONTENT),
    summary="The public keys to seal to",
    response_description="The signed keyset; the header ETag names it.",
    responses={
        304: ResponseSpec(None, description="It is the one named in If-None-Match.", generate_examples=False),
        400: described("The request cannot be read."),
        **TURNED_AWAY,
        500: SERVER_PROBLEM,
    },
    sync_to_thread=True,
)
def get_keyset(
    keys: NamedDependency[KeyRing], releases: NamedDependency[Releases], if_none_match: IfNoneMatch = None
) -> Response[SignedKeyset]:
    """The public keys, signed by the key that signs content."""
    signed = sign_keyset(keys.public, signing_keys(releases.data).newest)
    headers = {"etag": signed.etag}
    if if_none_match == signed.etag:
        # A reply without a body, which the type of the handler cannot tell.
        return cast("Response[SignedKeyset]", Response(None, status_code=304, headers=headers))
    return Response(signed, headers=headers)


@get(
    HEALTH,
    operation_id="getHealth",
    summary="Whether the service answers",
    response_description="It does.",
    responses={500: SERVER_PROBLEM},
    sync_to_thread=False,
)
def get_health() -> Health:
    """Alive, and what time it is here."""
    return Health(status="ok", time=datetime.now(UTC))


def _token_scheme() -> SecurityScheme:
    """OAuth 2.0 client credentials; how a kiosk proves who it is there, stands with the operation itself."""
    flow = OAuthFlow(token_url=TOKEN, scopes={scope.value: f"To {words}." for scope, words in SCOPES.items()})
    return SecurityScheme(
        type="oauth2",
        description="Client credentials with a signed assertion (private_key_jwt, RFC 7523).",
        flows=OAuthFlows(client_credentials=flow),
    )


def create_app(store: CouncilStore, keys: KeyRing, releases: Releases, desk: Desk | None = None) -> Litestar:
    """The application over its parts. `desk` has those of the pages for staff."""
    database = store.database
    heartbeats, tokens, limits = Heartbeats(database), Tokens(database), Limits(database)
    enrolments, kiosk_keys, backups = Enrolments(database), KioskKeys(database), Backups(database)
    parts: dict[str, Provide] = {
        "store": Provide(lambda: store, sync_to_thread=False),
        "heartbeats": Provide(lambda: heartbeats, sync_to_thread=False),
        "backups": Provide(lambda: backups, sync_to_thread=False),
        "caller": Provide(caller_of, sync_to_thread=False),
        "enrolments": Provide(lambda: enrolments, sync_to_thread=False),
        "tokens": Provide(lambda: tokens, sync_to_thread=False),
        "kiosk_keys": Provide(lambda: kiosk_keys, sync_to_thread=False),
        "limits": Provide(lambda: limits, sync_to_thread=False),
        "keys": Provide(lambda: keys, sync_to_thread=False),
        "releases": Provide(lambda: releases, sync_to_thread=False),
    }
    static = create_static_files_router(
        path="/static", directories=[Path(__file__).parent / "static"], include_in_schema=False
    )
    api = OpenAPIConfig(
        title="Council kiosk API",
        version=__version__,
        description="Takes sealed submissions from the council's kiosks, and gives them signed content.",
        components=Components(security_schemes={SCHEME: _token_scheme()}),
        path=OPENAPI.rpartition("/")[0],
        render_plugins=[JsonRenderPlugin(path="/" + OPENAPI.rpartition("/")[2])],
    )
    return Litestar(
        route_handlers=[
            put_submission,
            get_keyset,
            get_health,
            post_heartbeat,
            post_enrolment,
            post_token,
            post_key,
            get_manifest,
            get_file,
            desk_router(desk or Desk(store.database, releases.data)),
            static,
        ],
        dependencies=parts,
        guards=[Door(tokens)],
        exception_handlers={
            HTTPException: refused_by_framework,
            TurnedAwayError: turned_away,
            TokenRefusedError: no_token,
            RecursionError: too_deep,
            RefusedError: refused_by_us,
            Exception: our_mistake,
        },
        openapi_config=api,
        logging_config=None,
        request_max_body_size=MOST_ENVELOPE_BYTES,
    )
