"""Stands before every page for staff: who asks, whether they may, and whether a form came from our own page.

A page says who may see it in its option `may`; one that says nothing is shown to nobody. Cookies are named
`__Host-…` and go by TLS only, but for a server that listens on its own machine without TLS.
"""

import hashlib
import hmac
import re
from datetime import datetime
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from anyio import to_thread
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from msgspec import Struct

from council.desk.accounts import Account
from council.desk.audit import Event
from council.desk.codes import new_key
from council.desk.desk import Desk
from council.desk.roles import Role
from council.desk.sessions import Session, Stage
from council.desk.sign_in import Passed, Visitor

SESSION = "staff"
DEVICE = "staff-device"
FORM_KEY = "form_key"
FORM_TYPE = "application/x-www-form-urlencoded"
MOST_FORM_BYTES = 64 * 1024
MOST_FIELDS = 50
DEVICE_S = 90 * 24 * 3600
OURS = re.compile(r"/(?:[a-z][a-z0-9-]*(?:/[a-z0-9-]+)*(?:\.csv|\.json)?)?")
"""Paths that somebody may be led to after signing in: those of this server, nothing else."""

Anybody = Literal["anybody"]
May = Role | Stage | Anybody
"""Who may: a role and those above it, somebody half way through signing in, or anybody."""


class NotSignedInError(Exception):
    """Somebody has to sign in first. `wanted` is where they were going."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted


class RoleError(Exception):
    """Somebody is signed in, but their role may not."""


class FormError(Exception):
    """A form that did not come from a page of ours, or from one made before the last sign-in."""


class NoSuchPageError(Exception):
    """There is no such page, or no such thing on it."""


class Here(Struct, frozen=True, kw_only=True):
    """One request of a browser: its key, who it is, what its form says, and when."""

    key: str
    fresh: bool
    secure: bool
    session: Session | None
    visitor: Visitor
    form: dict[str, str]
    path: str
    now: datetime

    @property
    def account(self) -> Account:
        """Who is signed in, or on the way. Only for pages that nobody else may see."""
        if self.session is None:
            raise NotSignedInError(self.path)
        return self.session.account

    @property
    def open_session(self) -> Session:
        """The session, half way or whole."""
        if self.session is None:
            raise NotSignedInError(self.path)
        return self.session

    @property
    def signed_in(self) -> bool:
        """Whether somebody is signed in, not just on the way."""
        return self.session is not None and self.session.stage is Stage.OPEN

    @property
    def form_key(self) -> str:
        """What a form on our page carries: nobody else can know it, and nobody else's fits."""
        return form_key(self.key)

    def may(self, role: str) -> bool:
        """Whether whoever is signed in has that role, or a larger one."""
        return self.signed_in and self.account.role.covers(Role(role))


def form_key(key: str) -> str:
    """The proof that belongs to a browser's key."""
    return hmac.new(key.encode(), b"form", hashlib.sha256).hexdigest()


def cookie_name(name: str, secure: bool) -> str:
    """`__Host-` keeps other hosts of the same domain from setting it (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if secure else name


def set_key(response: Response[Any], here: Here, key: str, name: str = SESSION) -> None:
    """Give the browser a key. That of the session goes when the browser is closed."""
    response.set_cookie(
        key=cookie_name(name, here.secure),
        value=key,
        httponly=True,
        secure=here.secure,
        samesite="lax",
        path="/",
        max_age=DEVICE_S if name == DEVICE else None,
    )


def set_keys(response: Response[Any], here: Here, passed: Passed) -> None:
    """Give the browser what a step of signing in brought."""
    set_key(response, here, passed.key)
    if passed.device:
        set_key(response, here, passed.device, DEVICE)


def led_to(wanted: str) -> str:
    """Where somebody is led after signing in: a page of ours, else the first one."""
    return wanted if len(wanted) <= 200 and OURS.fullmatch(wanted) else "/"


class Gate:
    """A guard of the routes for staff."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler) -> None:
        """Let a request in, or raise."""
        may: May | None = route.opt.get("may")
        if may is None:
            raise NoSuchPageError
        if not isinstance(connection, Request):
            raise NoSuchPageError
        here = await self._here(connection)
        connection.state.here = here
        if may == "anybody":
            pass
        elif isinstance(may, Stage):
            if here.session is None or here.session.stage is not may:
                raise NotSignedInError("/")
        elif not here.signed_in:
            raise NotSignedInError(here.path if connection.method == "GET" else "/")
        elif not here.account.role.covers(may):
            await to_thread.run_sync(self._note, Event.REFUSED, here)
            raise RoleError
        if route.opt.get("audited"):
            await to_thread.run_sync(self._note, Event.LOOKED, here)

    async def _here(self, request: Request[Any, Any, Any]) -> Here:
        secure = request.url.scheme == "https"
        key = request.cookies.get(cookie_name(SESSION, secure), "")
        if request.method == "POST":
            form = await _form(request, key)
        else:
            form = {}
        now = self._desk.clock()
        return Here(
            key=key or new_key(),
            fresh=not key,
            secure=secure,
            session=await to_thread.run_sync(self._desk.sessions.find, key, now) if key else None,
            visitor=Visitor(
                address=request.client.host if request.client else "",
                device=request.cookies.get(cookie_name(DEVICE, secure), ""),
            ),
            form=form,
            path=request.url.path,
            now=now,
        )

    def _note(self, event: Event, here: Here) -> None:
        self._desk.audit.note(event, here.now, here.account.name, here.path, here.visitor.address)


async def _form(request: Request[Any, Any, Any], key: str) -> dict[str, str]:
    """The fields of a form of ours. Raises FormError."""
    origin = request.headers.get("origin")
    if origin != f"{request.url.scheme}://{request.headers.get('host', '')}":
        raise FormError
    if request.headers.get("content-type", "").partition(";")[0].strip() != FORM_TYPE:
        raise FormError
    body = await request.body()
    try:
        fields = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise FormError from None
    if not key or not hmac.compare_digest(fields.pop(FORM_KEY, "").encode(), form_key(key).encode()):
        raise FormError
    return fields


def sign_in_address(wanted: str) -> str:
    """Where somebody signs in on the way to `wanted`."""
    wanted = led_to(wanted)
    return "/sign-in" if wanted == "/" else f"/sign-in?{urlencode({'to': wanted})}"
