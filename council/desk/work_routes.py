"""The pages to work with: kiosks, what is held on the way to back offices, what did not open, alerts, and
kiosks that want to be let in. Every click is written down."""

from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from council.alerts import Alerts
from council.deliveries import Deliveries
from council.delivery import State
from council.desk.audit import Event
from council.desk.desk import Desk
from council.desk.drawing import Drawing
from council.desk.gate import Here, NoSuchPageError
from council.desk.roles import Role
from council.enrolments import Enrolments
from council.erasure import Erasure
from council.heartbeats import Heartbeats, span, unheard
from council.keys import KeyRing
from council.store import CouncilStore
from kiosk.errors import CouncilError
from kiosk.given_up import GivenUp

Reply = Response[str] | Redirect
LOOK = {"may": Role.VIEW, "audited": True}
CLICK = {"may": Role.OPERATE}
LET_IN = {"may": Role.ADMINISTER}
MOST = 100


@get("/kiosks", opt=LOOK, media_type=MediaType.HTML, sync_to_thread=True)
def get_kiosks(
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    heartbeats: NamedDependency[Heartbeats],
    draw: NamedDependency[Drawing],
) -> Response[str]:
    """What each kiosk last said of itself: those that never did first, then those that wait longest."""
    found = sorted(heartbeats.all(), key=lambda seen: -(seen.oldest_age(here.now) or 0.0))
    return draw("kiosks.html", here, never=unheard(desk.database), kiosks=found, now=here.now, span=span)


@get("/deliveries", opt=LOOK, media_type=MediaType.HTML, sync_to_thread=True)
def get_deliveries(
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    draw: NamedDependency[Drawing],
    before: FromQuery[int | None] = None,
) -> Response[str]:
    """What is handed on to back offices, and what is held."""
    return _deliveries(here, desk, draw, before)


@post("/deliveries/{number:int}/retry", opt=CLICK, media_type=MediaType.HTML, sync_to_thread=True)
def post_retry(
    number: FromPath[int],
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    draw: NamedDependency[Drawing],
) -> Reply:
    """Let one go on."""
    if not Deliveries(desk.database).retry(number, here.account.name, here.now):
        return _deliveries(here, desk, draw, trouble=f"Number {number} is not held any more.")
    _note(here, desk, Event.DELIVERY_RETRIED, str(number))
    return Redirect("/deliveries", status_code=303)


@post("/deliveries/{number:int}/discard", opt=CLICK, media_type=MediaType.HTML, sync_to_thread=True)
def post_discard(
    number: FromPath[int],
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    draw: NamedDependency[Drawing],
) -> Reply:
    """Give one up, for a reason."""
    reason = _reason(here)
    if reason is None:
        return _deliveries(here, desk, draw, trouble=f"Say why number {number} is given up.")
    if not Deliveries(desk.database).discard(number, here.account.name, reason, here.now):
        return _deliveries(here, desk, draw, trouble=f"Number {number} is not held any more.")
    _note(here, desk, Event.DELIVERY_DISCARDED, f"{number}: {reason.value}")
    return Redirect("/deliveries", status_code=303)


@get("/quarantine", opt=LOOK, media_type=MediaType.HTML, sync_to_thread=True)
def get_quarantine(
    here: NamedDependency[Here], store: NamedDependency[CouncilStore], draw: NamedDependency[Drawing]
) -> Response[str]:
    """What is kept sealed because it did not open."""
    return _quarantine(here, store, draw)


@post("/quarantine/retry", opt=CLICK, media_type=MediaType.HTML, sync_to_thread=True)
def post_open_again(
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    store: NamedDependency[CouncilStore],
    keys: NamedDependency[KeyRing],
    draw: NamedDependency[Drawing],
) -> Response[str]:
    """Try to open all of it with the keys that the server has now."""
    tried = store.open_again(keys.private, here.now)
    _note(here, desk, Event.QUARANTINE_RETRIED, f"{tried[0]} opened, {tried[1]} did not")
    return _quarantine(here, store, draw, tried)


@post("/quarantine/{submission:uuid}/discard", opt=CLICK, media_type=MediaType.HTML, sync_to_thread=True)
def post_give_up(
    submission: FromPath[UUID],
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    store: NamedDependency[CouncilStore],
    draw: NamedDependency[Drawing],
) -> Reply:
    """Erase one that cannot be opened, for a reason."""
    reason = _reason(here)
    who = here.account.name
    if reason is None:
        trouble = f"Say why {submission} is given up."
    elif Erasure(desk.database).give_up(str(submission), reason, who, here.now, here.visitor.address):
        return Redirect("/quarantine", status_code=303)
    else:
        trouble = f"{submission} is not here any more: it was opened or given up."
    return _quarantine(here, store, draw, trouble=trouble)


@get("/alerts", opt=LOOK, media_type=MediaType.HTML, sync_to_thread=True)
def get_alerts(
    here: NamedDependency[Here], desk: NamedDependency[Desk], draw: NamedDependency[Drawing]
) -> Response[str]:
    """What somebody should look into."""
    return draw("alerts.html", here, alerts=Alerts(desk.database).raised(unseen=True))


@post("/alerts/{number:int}/seen", opt=CLICK, sync_to_thread=True)
def post_seen(number: FromPath[int], here: NamedDependency[Here], desk: NamedDependency[Desk]) -> Redirect:
    """Somebody has looked into it."""
    if not Alerts(desk.database).see(number, here.account.name, here.now):
        raise NoSuchPageError
    _note(here, desk, Event.ALERT_SEEN, str(number))
    return Redirect("/alerts", status_code=303)


@get("/enrolments", opt={**LET_IN, "audited": True}, media_type=MediaType.HTML, sync_to_thread=True)
def get_enrolments(
    here: NamedDependency[Here], enrolments: NamedDependency[Enrolments], draw: NamedDependency[Drawing]
) -> Response[str]:
    """Kiosks that want to be let in, with the fingerprint of their key."""
    return _enrolments(here, enrolments, draw)


@post("/enrolments/{kiosk:str}/confirm", opt=LET_IN, media_type=MediaType.HTML, sync_to_thread=True)
def post_confirm(
    kiosk: FromPath[str],
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    enrolments: NamedDependency[Enrolments],
    draw: NamedDependency[Drawing],
) -> Reply:
    """Let a kiosk in with the key whose fingerprint was compared, and with no other that came since."""
    if here.form.get("compared") != "yes":
        said = "Compare the fingerprint with the one on the kiosk first, and say so."
        return _enrolments(here, enrolments, draw, trouble=said)
    try:
        enrolments.confirm(kiosk, here.form.get("fingerprint", ""), here.now)
    except CouncilError:
        said = (
            "This key does not wait any more, or another one came. Look at the page again before you go on."
        )
        return _enrolments(here, enrolments, draw, trouble=said)
    _note(here, desk, Event.ENROLMENT_CONFIRMED, kiosk)
    return Redirect("/enrolments", status_code=303)


@post("/enrolments/{kiosk:str}/cancel", opt=LET_IN, media_type=MediaType.HTML, sync_to_thread=True)
def post_cancel(
    kiosk: FromPath[str],
    here: NamedDependency[Here],
    desk: NamedDependency[Desk],
    enrolments: NamedDependency[Enrolments],
    draw: NamedDependency[Drawing],
) -> Reply:
    """Keep a kiosk out: its code and the key that came with it end."""
    try:
        enrolments.cancel(kiosk, here.now)
    except CouncilError:
        return _enrolments(here, enrolments, draw, trouble="This was ended already.")
    _note(here, desk, Event.ENROLMENT_CANCELLED, kiosk)
    return Redirect("/enrolments", status_code=303)


HANDLERS = (
    get_kiosks,
    get_deliveries,
    post_retry,
    post_discard,
    get_quarantine,
    post_open_again,
    post_give_up,
    get_alerts,
    post_seen,
    get_enrolments,
    post_confirm,
    post_cancel,
)


def _deliveries(
    here: Here, desk: Desk, draw: Drawing, before: int | None = None, trouble: str = ""
) -> Response[str]:
    deliveries = Deliveries(desk.database)
    held = deliveries.shown(State.HELD, MOST, before)
    older = held[-1].seq if len(held) == MOST else None
    content = {"counts": deliveries.counts(), "held": held, "older": older, "reasons": GivenUp}
    return draw("deliveries.html", here, status=422 if trouble else 200, trouble=trouble, **content)


def _quarantine(
    here: Here, store: CouncilStore, draw: Drawing, tried: tuple[int, int] | None = None, trouble: str = ""
) -> Response[str]:
    content = {"unopened": store.unopened(), "tried": tried, "reasons": GivenUp}
    return draw("quarantine.html", here, status=422 if trouble else 200, trouble=trouble, **content)


def _enrolments(here: Here, enrolments: Enrolments, draw: Drawing, trouble: str = "") -> Response[str]:
    found = enrolments.all(here.now)
    return draw("enrolments.html", here, status=422 if trouble else 200, trouble=trouble, enrolments=found)


def _reason(here: Here) -> GivenUp | None:
    """What was chosen in the form; None where nothing of the list was."""
    found = here.form.get("reason", "")
    return GivenUp(found) if found in set(GivenUp) else None


def _note(here: Here, desk: Desk, event: Event, about: str) -> None:
    desk.audit.note(event, here.now, here.account.name, about, here.visitor.address)
