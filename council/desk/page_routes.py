"""The pages to look at only: what came in, and the facts."""

from litestar import MediaType, Response, get
from litestar.di import NamedDependency

from council.alerts import Alerts
from council.deliveries import Deliveries
from council.delivery import State
from council.desk.desk import Desk
from council.desk.drawing import Drawing
from council.desk.gate import Here
from council.desk.roles import Role
from council.facts import as_csv, fact_sheet
from council.heartbeats import Heartbeats
from council.releases import Releases
from council.store import CouncilStore
from kiosk.clock import today
from kiosk.datasets.facts import Fact
from kiosk.datasets.facts import State as FactState

LOOK = {"may": Role.VIEW}


@get("/", opt=LOOK, media_type=MediaType.HTML, sync_to_thread=True)
def get_overview(
    here: NamedDependency[Here],
    store: NamedDependency[CouncilStore],
    desk: NamedDependency[Desk],
    heartbeats: NamedDependency[Heartbeats],
    draw: NamedDependency[Drawing],
) -> Response[str]:
    """Counts by service and by kiosk, the last arrival, and how much waits for somebody."""
    kiosks = store.by_kiosk()
    return draw(
        "overview.html",
        here,
        now=here.now,
        services=store.by_service(),
        kiosks=kiosks,
        total=sum(kiosk.number for kiosk in kiosks),
        last=max((kiosk.last for kiosk in kiosks), default=None),
        unopened=len(store.unopened()),
        held=sum(one.number for one in Deliveries(desk.database).counts() if one.state is State.HELD),
        alerts=len(Alerts(desk.database).raised()),
        silent=sum(seen.silent(here.now) for seen in heartbeats.all()),
    )


@get("/facts", opt=LOOK, media_type=MediaType.HTML, sync_to_thread=True)
def get_facts(
    here: NamedDependency[Here], releases: NamedDependency[Releases], draw: NamedDependency[Drawing]
) -> Response[str]:
    """Every fact with its source, and what nobody has confirmed within a year."""
    sheet = fact_sheet(releases.data, today())
    return draw("facts.html", here, sheet=sheet, counts=sheet.counts, State=FactState)


@get("/facts.csv", opt=LOOK, sync_to_thread=True)
def get_facts_csv(releases: NamedDependency[Releases]) -> Response[str]:
    """For a spreadsheet."""
    headers = {"content-disposition": 'attachment; filename="facts.csv"'}
    text = as_csv(fact_sheet(releases.data, today()).facts)
    # With a mark of its encoding in front: spreadsheets guess wrongly without.
    return Response("\ufeff" + text, media_type="text/csv", headers=headers)


@get("/facts.json", opt=LOOK, sync_to_thread=True)
def get_facts_json(releases: NamedDependency[Releases]) -> tuple[Fact, ...]:
    """For other programs."""
    return fact_sheet(releases.data, today()).facts
