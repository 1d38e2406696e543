"""The pages on the way in and out: sign in, sign up, second factor, one's own account."""

from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from council.desk import factor
from council.desk.audit import Event
from council.desk.desk import Desk
from council.desk.drawing import Drawing
from council.desk.gate import SESSION, Here, cookie_name, led_to, set_key, set_keys
from council.desk.roles import Role
from council.desk.sessions import IDLE, LONGEST, Stage
from council.desk.sign_in import Passed, Refused

SERVICE = "Council kiosks"
SeeOther = Response[str] | Redirect

_NEXT: dict[Stage, str] = {Stage.FACTOR: "/sign-in/code", Stage.SETUP: "/sign-up/app", Stage.OPEN: "/"}


@get("/sign-in", opt={"may": "anybody"}, media_type=MediaType.HTML, sync_to_thread=True)
def get_sign_in(
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    draw: NamedDependency[Drawing],
    to: FromQuery[str] = "",
) -> SeeOther:
    """The page to sign in on."""
    if here.signed_in:
        return Redirect(led_to(to), status_code=303)
    return _sign_in(here, desk, draw, led_to(to))


@post("/sign-in", opt={"may": "anybody"}, media_type=MediaType.HTML, sync_to_thread=True)
def post_sign_in(
    here: NamedDependency[Here], desk: NamedDependency[Desk], draw: NamedDependency[Drawing]
) -> SeeOther:
    """Name and password."""
    name, wanted = here.form.get("name", "").strip().lower(), led_to(here.form.get("to", ""))
    done = desk.sign_in.password(name, here.form.get("password", ""), here.visitor, here.now)
    if isinstance(done, Refused):
        return _sign_in(here, desk, draw, wanted, done, name)
    return _onwards(here, done, wanted)


@get("/sign-in/code", opt={"may": Stage.FACTOR}, media_type=MediaType.HTML, sync_to_thread=True)
def get_code(
    here: NamedDependency[Here], draw: NamedDependency[Drawing], to: FromQuery[str] = ""
) -> Response[str]:
    """The page for the second factor."""
    return draw("code.html", here, wanted=led_to(to), trouble="")


@post("/sign-in/code", opt={"may": Stage.FACTOR}, media_type=MediaType.HTML, sync_to_thread=True)
def post_code(
    here: NamedDependency[Here], desk: NamedDependency[Desk], draw: NamedDependency[Drawing]
) -> SeeOther:
    """The second factor."""
    wanted = led_to(here.form.get("to", ""))
    typed = here.form.get("code", "")
    done = desk.sign_in.code(here.key, here.open_session, typed, here.visitor, here.now)
    if isinstance(done, Refused):
        return draw("code.html", here, status=_status(done), wanted=wanted, trouble=done.why)
    return _onwards(here, done, wanted)


@get("/sign-up", opt={"may": "anybody"}, media_type=MediaType.HTML, sync_to_thread=True)
def get_sign_up(here: NamedDependency[Here], draw: NamedDependency[Drawing]) -> Response[str]:
    """The page for somebody new, with their code."""
    return _with_key(draw("sign_up.html", here, name="", trouble=""), here)


@post("/sign-up", opt={"may": "anybody"}, media_type=MediaType.HTML, sync_to_thread=True)
def post_sign_up(
    here: NamedDependency[Here], desk: NamedDependency[Desk], draw: NamedDependency[Drawing]
) -> SeeOther:
    """Name, code and a password of one's own."""
    name, password = here.form.get("name", "").strip().lower(), here.form.get("password", "")
    done: Passed | Refused = Refused("The two passwords are not the same. Type the same one twice.")
    if password == here.form.get("again", ""):
        done = desk.sign_in.sign_up(name, here.form.get("code", ""), password, here.visitor, here.now)
    if isinstance(done, Refused):
        return draw("sign_up.html", here, status=_status(done), name=name, trouble=done.why)
    return _onwards(here, done, "/")


@get("/sign-up/app", opt={"may": Stage.SETUP}, media_type=MediaType.HTML, sync_to_thread=True)
def get_app(
    here: NamedDependency[Here], desk: NamedDependency[Desk], draw: NamedDependency[Drawing]
) -> Response[str]:
    """The page that shows an app its secret."""
    return _app(here, desk, draw)


@post("/sign-up/app", opt={"may": Stage.SETUP}, media_type=MediaType.HTML, sync_to_thread=True)
def post_app(
    here: NamedDependency[Here], desk: NamedDependency[Desk], draw: NamedDependency[Drawing]
) -> Response[str]:
    """Proof that the app has it; then the codes for paper are shown, once."""
    typed = here.form.get("code", "")
    done = desk.sign_in.set_factor(here.key, here.open_session, typed, here.visitor, here.now)
    if isinstance(done, Refused):
        return _app(here, desk, draw, done)
    response = draw("recovery.html", here, codes=done.codes)
    set_keys(response, here, done)
    return response


@post("/sign-out", opt={"may": Role.VIEW}, sync_to_thread=True)
def post_sign_out(here: NamedDependency[Here], desk: NamedDependency[Desk]) -> Redirect:
    """Sign this browser out, or all of this person's."""
    everywhere = "everywhere" in here.form
    event = Event.SIGNED_OUT_EVERYWHERE if everywhere else Event.SIGNED_OUT
    desk.audit.note(event, here.now, here.account.name, address=here.visitor.address)
    if everywhere:
        desk.sessions.end_all(here.account)
    else:
        desk.sessions.end(here.key)
    response = Redirect("/sign-in", status_code=303)
    response.delete_cookie(cookie_name(SESSION, here.secure), path="/")
    return response


@get("/account", opt={"may": Role.VIEW}, media_type=MediaType.HTML, sync_to_thread=True)
def get_account(
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    draw: NamedDependency[Drawing],
    done: FromQuery[str] = "",
) -> Response[str]:
    """One's own account."""
    return _account(here, desk, draw, changed=done == "password")


@post("/account/password", opt={"may": Role.VIEW}, media_type=MediaType.HTML, sync_to_thread=True)
def post_password(
    here: NamedDependency[Here], desk: NamedDependency[Desk], draw: NamedDependency[Drawing]
) -> SeeOther:
    """Change one's own password."""
    new = here.form.get("password", "")
    done: Passed | Refused = Refused("The two new passwords are not the same. Type the same one twice.")
    if new == here.form.get("again", ""):
        old = here.form.get("old", "")
        done = desk.sign_in.new_password(here.account, old, new, here.visitor, here.now)
    if isinstance(done, Refused):
        return _account(here, desk, draw, done)
    response = Redirect("/account?done=password", status_code=303)
    set_keys(response, here, done)
    return response


def _sign_in(
    here: Here, desk: Desk, draw: Drawing, wanted: str, refused: Refused | None = None, name: str = ""
) -> Response[str]:
    response = draw(
        "sign_in.html",
        here,
        status=_status(refused),
        wanted=wanted,
        name=name[:40],
        trouble=refused.why if refused else "",
        target="name",
        openid=desk.openid and desk.openid.title,
    )
    return _with_key(response, here)


def _app(here: Here, desk: Desk, draw: Drawing, refused: Refused | None = None) -> Response[str]:
    secret = desk.sign_in.pending_secret(here.open_session)
    return draw(
        "app.html",
        here,
        status=_status(refused),
        picture=factor.picture(factor.address(secret, here.account.name, SERVICE)),
        secret=factor.shown(secret),
        trouble=refused.why if refused else "",
    )


def _account(
    here: Here, desk: Desk, draw: Drawing, refused: Refused | None = None, *, changed: bool = False
) -> Response[str]:
    return draw(
        "account.html",
        here,
        status=_status(refused),
        left=desk.accounts.recovery_left(here.account),
        idle=IDLE,
        longest=LONGEST,
        trouble=refused.why if refused else "",
        changed=changed,
    )


def _onwards(here: Here, done: Passed, wanted: str) -> Redirect:
    target = _NEXT[done.stage]
    if done.stage is Stage.OPEN:
        target = wanted
    elif done.stage is Stage.FACTOR and wanted != "/":
        target += f"?to={wanted}"
    response = Redirect(target, status_code=303)
    set_keys(response, here, done)
    return response


def _with_key(response: Response[str], here: Here) -> Response[str]:
    """A browser that has no key yet gets one, so that its form can be told from anybody else's."""
    if here.fresh:
        set_key(response, here, here.key)
    return response


def _status(refused: Refused | None) -> int:
    if refused is None:
        return 200
    return 429 if refused.limited else 422
