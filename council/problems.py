"""What the council answers when it cannot do what was asked: problem documents (RFC 9457).

They say nothing of what was sent, and an error of our own says only where it happened.
"""

import sys
import traceback
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec

from sync.wire import PROBLEM_TYPE, SUBMISSIONS, ProblemDocument, ProblemKind

TITLES = {
    ProblemKind.REQUEST: "This cannot be asked here",
    ProblemKind.TOO_LARGE: "This is too large",
    ProblemKind.SERVER: "The service has a problem",
}


def described(text: str) -> ResponseSpec:
    """A refusal as the OpenAPI document tells it."""
    return ResponseSpec(ProblemDocument, description=text, media_type=PROBLEM_TYPE, generate_examples=False)


TURNED_AWAY = {
    401: described("No token, or one that does not count."),
    403: described("The token is not for this."),
}
"""What every path answers that asks who is there."""


def problem(
    kind: ProblemKind, status: int, *, title: str = "", submission: str = ""
) -> Response[ProblemDocument]:
    """A reply with a problem document."""
    document = ProblemDocument(
        type=kind.type, title=title or TITLES[kind], status=status, submission=submission
    )
    return Response(document, status_code=status, media_type=PROBLEM_TYPE)


class RefusedError(Exception):
    """This submission cannot be taken in. Carries the answer to give, and nothing of what was sent."""

    def __init__(self, kind: ProblemKind, title: str, submission: str) -> None:
        super().__init__(title)
        self.kind = kind
        self.title = title
        self.submission = submission


def refused_by_us(_: Request[Any, Any, Any], error: RefusedError) -> Response[ProblemDocument]:
    """Our own answer about this very submission: the kiosk takes it out of its queue."""
    return problem(error.kind, 422, title=error.title, submission=error.submission)


def refused_by_framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[ProblemDocument]:
    """Wrong path, method, or size."""
    if error.status_code == 413:
        path = request.scope["path"]
        return problem(ProblemKind.TOO_LARGE, 413, submission=path.removeprefix(f"{SUBMISSIONS}/").lower())
    kind = ProblemKind.REQUEST if error.status_code < 500 else ProblemKind.SERVER
    reply = problem(kind, error.status_code)
    reply.headers.update(error.headers or {})
    return reply


def too_deep(_: Request[Any, Any, Any], __: RecursionError) -> Response[ProblemDocument]:
    """Brackets in brackets without end, which no message of ours has."""
    return problem(ProblemKind.REQUEST, 400)


def our_mistake(_: Request[Any, Any, Any], error: Exception) -> Response[ProblemDocument]:
    """Anything unexpected: a busy-like answer, so that the kiosk keeps the item and tries again."""
    told_to_the_log(error)
    return problem(ProblemKind.SERVER, 500)


def told_to_the_log(error: Exception) -> None:
    """Say where something unexpected happened. The error's text is left out: it could quote what was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
    print(f"council: {type(error).__name__} at {where}", file=sys.stderr, flush=True)
