"""All pages for staff as one router, behind the gate, and what is said when something does not go."""

from typing import Any

from litestar import Request, Response, Router
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect

from council.desk import openid_routes, page_routes, people_routes, sign_in_routes, work_routes
from council.desk.desk import Desk
from council.desk.drawing import Drawing
from council.desk.gate import (
    MOST_FORM_BYTES,
    FormError,
    Gate,
    Here,
    NoSuchPageError,
    NotSignedInError,
    RoleError,
    sign_in_address,
)
from council.problems import told_to_the_log
from kiosk.errors import KnownError

AnyRequest = Request[Any, Any, Any]
AnyConnection = ASGIConnection[Any, Any, Any, Any]
HANDLERS = (
    page_routes.get_overview,
    page_routes.get_facts,
    page_routes.get_facts_csv,
    page_routes.get_facts_json,
    *work_routes.HANDLERS,
    people_routes.get_staff,
    people_routes.post_staff,
    people_routes.post_account,
    people_routes.get_audit,
    sign_in_routes.get_sign_in,
    sign_in_routes.post_sign_in,
    openid_routes.get_provider,
    openid_routes.get_back,
    sign_in_routes.get_code,
    sign_in_routes.post_code,
    sign_in_routes.get_sign_up,
    sign_in_routes.post_sign_up,
    sign_in_routes.get_app,
    sign_in_routes.post_app,
    sign_in_routes.post_sign_out,
    sign_in_routes.get_account,
    sign_in_routes.post_password,
)
NO_PAGE = ("There is no such page", "It may have been there before. Choose another above.")
NOT_YOURS = (
    "You may not do this",
    "Your account does not have the role for it. An administrator of the kiosks can change that.",
)
OLD_FORM = (
    "The page was too old",
    "Nothing was done. Go back, load the page again, and do it once more.",
)
OUR_MISTAKE = ("Something went wrong here", "Nothing is known to be lost. Try again in a few minutes.")


def desk_router(desk: Desk) -> Router:
    """The pages over their parts."""
    draw, gate = Drawing(), Gate(desk)

    # The framework copies what it is given, but for functions.
    async def guard(connection: AnyConnection, route: BaseRouteHandler) -> None:
        await gate(connection, route)

    def told(request: AnyRequest, status: int, text: tuple[str, str]) -> Response[str]:
        here: Here | None = request.state.get("here")
        return draw("told.html", here, status=status, heading=text[0], text=text[1])

    def http(request: AnyRequest, error: HTTPException) -> Response[str]:
        return told(request, error.status_code, NO_PAGE if error.status_code < 500 else OUR_MISTAKE)

    def mistake(request: AnyRequest, error: Exception) -> Response[str]:
        told_to_the_log(error)
        return told(request, 500, OUR_MISTAKE)

    return Router(
        path="/",
        route_handlers=HANDLERS,
        guards=[guard],
        dependencies={
            "here": Provide(_here, sync_to_thread=False),
            "desk": Provide(lambda: desk, sync_to_thread=False),
            "draw": Provide(lambda: draw, sync_to_thread=False),
        },
        exception_handlers={
            NotSignedInError: lambda _, error: Redirect(sign_in_address(error.wanted), status_code=303),
            RoleError: lambda request, _: told(request, 403, NOT_YOURS),
            FormError: lambda request, _: told(request, 403, OLD_FORM),
            NoSuchPageError: lambda request, _: told(request, 404, NO_PAGE),
            KnownError: mistake,
            HTTPException: http,
            Exception: mistake,
        },
        include_in_schema=False,
        request_max_body_size=MOST_FORM_BYTES,
    )


def _here(request: AnyRequest) -> Here:
    here: Here = request.state.here
    return here
