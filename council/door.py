"""Which kiosk asks, and whether it may: stands before every path of the API that is not left open.

A path under /v1/ that is in neither list is open to nobody. Who staff are is another matter: `desk`.
"""

from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler

from council.problems import problem
from council.tokens import Caller, Tokens
from sync.wire import (
    CONTENT_FILES,
    CONTENT_MANIFEST,
    ENROLMENTS,
    HEALTH,
    HEARTBEAT,
    KEYS,
    KEYSET,
    OPENAPI,
    SUBMISSIONS,
    TOKEN,
    ProblemDocument,
    ProblemKind,
    Scope,
)

OPEN = frozenset({HEALTH, OPENAPI, ENROLMENTS, TOKEN})
"""Whoever asks."""
NEEDED: dict[str, Scope] = {
    SUBMISSIONS + "/{submission_id}": Scope.SUBMIT,
    HEARTBEAT: Scope.REPORT,
    KEYSET: Scope.CONTENT,
    CONTENT_MANIFEST: Scope.CONTENT,
    CONTENT_FILES + "/{sha256}": Scope.CONTENT,
    KEYS: Scope.KEY,
}
"""What a token must be good for, by path."""
API = "/v1/"
REALM = 'Bearer realm="council-kiosk"'


SCHEME = "kiosk"
"""What the OpenAPI document calls tokens of kiosks."""


def needs(scope: Scope) -> list[dict[str, list[str]]]:
    """The security of an operation, as the OpenAPI document tells it."""
    return [{SCHEME: [scope.value]}]


class TurnedAwayError(HTTPException):
    """Not let in, or not with this. Carries the answer to give: no submission is refused by it."""

    def __init__(
        self, status: int, kind: ProblemKind, title: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status_code=status, headers=headers)
        self.kind = kind
        self.title = title


def not_for_this(title: str) -> TurnedAwayError:
    """Known, but not let in here."""
    return TurnedAwayError(403, ProblemKind.NOT_ALLOWED, title, _challenge("insufficient_scope"))


def _challenge(error: str = "") -> dict[str, str]:
    """RFC 6750, 3."""
    return {"www-authenticate": f'{REALM}, error="{error}"' if error else REALM}


class Door:
    """Lets requests to the API in or not; a guard of the application."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def __call__(
        self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        """Look at one request. Raises TurnedAwayError."""
        path = connection.scope.get("path_template") or connection.scope["path"]
        if not path.startswith(API) or path in OPEN:
            return
        word, _, token = connection.headers.get("authorization", "").partition(" ")
        if word.lower() != "bearer" or not token.strip():
            raise TurnedAwayError(401, ProblemKind.UNKNOWN_KIOSK, "Say who you are", _challenge())
        caller = await sync_to_thread(self._tokens.caller, token.strip(), datetime.now(UTC))
        if caller is None:
            challenge = _challenge("invalid_token")
            raise TurnedAwayError(401, ProblemKind.UNKNOWN_KIOSK, "This token does not count", challenge)
        scope = NEEDED.get(path)
        if scope is None or scope.value not in caller.scopes:
            raise not_for_this("This token is not for this")
        connection.scope["state"]["caller"] = caller


def caller_of(request: Request[Any, Any, Any]) -> Caller:
    """The kiosk that was let in."""
    caller = request.scope["state"]["caller"]
    assert isinstance(caller, Caller)
    return caller


def turned_away(_: Request[Any, Any, Any], error: TurnedAwayError) -> Response[ProblemDocument]:
    """The answer to who was not let in."""
    reply = problem(error.kind, error.status_code, title=error.title)
    reply.headers.update(error.headers or {})
    return reply
