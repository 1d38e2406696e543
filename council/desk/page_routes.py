"""The pages to look at: what came in, what did not open, and the facts."""

from litestar import MediaType, Response, get
from litestar.di import NamedDependency

from council.desk.drawing import Drawing
from council.desk.gate import Here
from council.desk.roles import Role
from council.facts import as_csv, fact_sheet
from council.releases import Releases
from council.store import CouncilStore
from kiosk.clock import today
from kiosk.datasets.facts import Fact, State

LOOK = {"may": Role.VIEW}
LOOK_AUDITED = {"may": Role.VIEW, "audited": True}


@get("/", opt=LOOK, media_type=MediaType.HTML, sync_to_thread=True)
def get_overview(
    here: NamedDependency[Here], store: NamedDependency[CouncilStore], draw: NamedDependency[Drawing]
) -> Response[str]:
    """Counts by service and by kiosk, the last arrival, and how many could not be opened."""
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
    )


@get("/quarantine", opt=LOOK_AUDITED, media_type=MediaType.HTML, sync_to_thread=True)
def get_quarantine(
    here: NamedDependency[Here], store: NamedDependency[CouncilStore], draw: NamedDependency[Drawing]
) -> Response[str]:
    """What is kept sealed because it did not open."""
    return draw("quarantine.html", here, unopened=store.unopened())


@get("/facts", opt=LOOK, media_type=MediaType.HTML, sync_to_thread=True)
def get_facts(
    here: NamedDependency[Here], releases: NamedDependency[Releases], draw: NamedDependency[Drawing]
) -> Response[str]:
    """Every fact with its source, and what nobody has confirmed within a year."""
    sheet = fact_sheet(releases.data, today())
    return draw("facts.html", here, sheet=sheet, counts=sheet.counts, State=State)


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
