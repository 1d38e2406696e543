"""The way to the council's own accounts and back."""

from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from council.desk.audit import NOBODY, Event
from council.desk.desk import Desk
from council.desk.drawing import Drawing
from council.desk.gate import Here, NoSuchPageError, led_to, set_key, set_keys
from council.desk.openid import NotVouchedError, OpenId
from council.desk.openid_settings import BACK
from council.desk.sign_in import TOO_OFTEN, Refused

Reply = Response[str] | Redirect


@get("/sign-in/openid", opt={"may": "anybody"}, media_type=MediaType.HTML, sync_to_thread=True)
def get_provider(
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    draw: NamedDependency[Drawing],
    to: FromQuery[str] = "",
) -> Reply:
    """Off to the provider."""
    provider = _provider(desk)
    if not desk.sign_in.may_knock(here.visitor, here.now):
        return _refused(here, desk, draw, TOO_OFTEN)
    try:
        address = provider.begin(here.key, led_to(to), here.now)
    except NotVouchedError as error:
        return _refused(here, desk, draw, Refused(error.why))
    response = Redirect(address, status_code=303)
    if here.fresh:
        set_key(response, here, here.key)
    return response


@get(BACK, opt={"may": "anybody"}, media_type=MediaType.HTML, sync_to_thread=True)
def get_back(
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    draw: NamedDependency[Drawing],
    request: Request[Any, Any, Any],
) -> Reply:
    """Back from the provider."""
    provider = _provider(desk)
    said = {name: value for name, value in request.query_params.items() if isinstance(value, str)}
    try:
        vouched = provider.finish(here.key, said, here.now)
    except NotVouchedError as error:
        desk.audit.note(Event.SIGN_IN_FAILED, here.now, NOBODY, "openid", here.visitor.address)
        return _refused(here, desk, draw, Refused(error.why))
    account = desk.accounts.from_openid(vouched.issuer, vouched.subject, vouched.name, vouched.role, here.now)
    done = desk.sign_in.vouched(account, here.visitor, here.now)
    if isinstance(done, Refused):
        return _refused(here, desk, draw, done)
    response = Redirect(led_to(vouched.wanted), status_code=303)
    set_keys(response, here, done)
    return response


def _provider(desk: Desk) -> OpenId:
    if desk.openid is None:
        raise NoSuchPageError
    return desk.openid


def _refused(here: Here, desk: Desk, draw: Drawing, refused: Refused) -> Response[str]:
    content = {"wanted": "/", "name": "", "trouble": refused.why, "openid": desk.openid and desk.openid.title}
    response = draw("sign_in.html", here, status=429 if refused.limited else 422, target="", **content)
    if here.fresh:
        set_key(response, here, here.key)
    return response
