"""The pages for administrators: the staff's accounts, and what the staff did."""

from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from council.desk.accounts import SIGN_UP, Account
from council.desk.audit import MOST_SHOWN, Event
from council.desk.desk import Desk
from council.desk.drawing import Drawing
from council.desk.gate import Here, NoSuchPageError
from council.desk.roles import Role
from kiosk.errors import CouncilError

Reply = Response[str] | Redirect


@get("/staff", opt={"may": Role.ADMINISTER, "audited": True}, media_type=MediaType.HTML, sync_to_thread=True)
def get_staff(
    here: NamedDependency[Here], desk: NamedDependency[Desk], draw: NamedDependency[Drawing]
) -> Response[str]:
    """All accounts."""
    return _staff(here, desk, draw)


@post("/staff", opt={"may": Role.ADMINISTER}, media_type=MediaType.HTML, sync_to_thread=True)
def post_staff(
    here: NamedDependency[Here], desk: NamedDependency[Desk], draw: NamedDependency[Drawing]
) -> Response[str]:
    """Let a colleague in: their code is shown once."""
    name, role = here.form.get("name", "").strip().lower(), _role(here)
    try:
        code = desk.accounts.add(name, role, here.now)
    except CouncilError as error:
        # The rest of the line is for somebody at a terminal.
        return _staff(here, desk, draw, status=422, trouble=_sentence(error), name=name, role=role)
    _note(here, desk, Event.ACCOUNT_ADDED, f"{name}: {role}")
    return draw("sign_up_code.html", here, name=name, code=code, hours=SIGN_UP.total_seconds() / 3600)


@post(
    "/staff/{number:int}/{what:str}",
    opt={"may": Role.ADMINISTER},
    media_type=MediaType.HTML,
    sync_to_thread=True,
)
def post_account(
    number: FromPath[int],
    what: FromPath[str],
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    draw: NamedDependency[Drawing],
) -> Reply:
    """Change what a colleague may do. Nobody does it to themselves, so that somebody is always left to."""
    account = next((one for one in desk.accounts.all() if one.id == number), None)
    if account is None or what not in ("disable", "enable", "reset", "role"):
        raise NoSuchPageError
    if account.id == here.account.id:
        own = "This is your own account. Ask another administrator to change it."
        return _staff(here, desk, draw, status=422, trouble=own)
    if what == "reset":
        return _reset(account, here, desk, draw)
    if what == "disable":
        desk.accounts.disable(account.name, here.now)
        _note(here, desk, Event.ACCOUNT_DISABLED, account.name)
    elif what == "enable":
        desk.accounts.enable(account.name)
        _note(here, desk, Event.ACCOUNT_ENABLED, account.name)
    else:
        role = _role(here)
        desk.accounts.give_role(account.name, role)
        _note(here, desk, Event.ROLE_CHANGED, f"{account.name}: {role}")
    return Redirect("/staff", status_code=303)


@get("/audit", opt={"may": Role.ADMINISTER, "audited": True}, media_type=MediaType.HTML, sync_to_thread=True)
def get_audit(
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    draw: NamedDependency[Drawing],
    before: FromQuery[int | None] = None,
) -> Response[str]:
    """What the staff did, the newest first."""
    entries = desk.audit.entries(MOST_SHOWN, before)
    older = entries[-1].seq if len(entries) == MOST_SHOWN else None
    return draw("audit.html", here, entries=entries, older=older)


def _reset(account: Account, here: Here, desk: Desk, draw: Drawing) -> Response[str]:
    try:
        code = desk.accounts.reset(account.name, here.now)
    except CouncilError as error:
        return _staff(here, desk, draw, status=422, trouble=_sentence(error))
    _note(here, desk, Event.ACCOUNT_RESET, account.name)
    return draw("sign_up_code.html", here, name=account.name, code=code, hours=SIGN_UP.total_seconds() / 3600)


def _staff(
    here: Here,
    desk: Desk,
    draw: Drawing,
    *,
    status: int = 200,
    trouble: str = "",
    name: str = "",
    role: Role = Role.VIEW,
) -> Response[str]:
    content = {"accounts": desk.accounts.all(), "roles": list(Role), "now": here.now}
    return draw("staff.html", here, status=status, trouble=trouble, name=name, role=role, **content)


def _role(here: Here) -> Role:
    wanted = here.form.get("role", "")
    if wanted not in list(Role):
        raise NoSuchPageError
    return Role(wanted)


def _note(here: Here, desk: Desk, event: Event, about: str) -> None:
    desk.audit.note(event, here.now, here.account.name, about, here.visitor.address)


def _sentence(error: CouncilError) -> str:
    text = str(error).partition(";")[0]
    return f"{text[:1].upper()}{text[1:]}."
