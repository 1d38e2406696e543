"""The page *Facts* for staff, and the same as CSV and JSON."""

from litestar import MediaType, Response, get
from litestar.di import NamedDependency

from council.facts import as_csv, fact_sheet
from council.pages import Pages
from council.releases import Releases
from kiosk.clock import today
from kiosk.datasets.facts import Fact


@get("/facts", include_in_schema=False, media_type=MediaType.HTML, sync_to_thread=True)
def get_facts(releases: NamedDependency[Releases], pages: NamedDependency[Pages]) -> str:
    """The page."""
    return pages.facts(fact_sheet(releases.data, today()))


@get("/facts.csv", include_in_schema=False, sync_to_thread=True)
def get_facts_csv(releases: NamedDependency[Releases]) -> Response[str]:
    """For a spreadsheet."""
    headers = {"content-disposition": 'attachment; filename="facts.csv"'}
    text = as_csv(fact_sheet(releases.data, today()).facts)
    # With a mark of its encoding in front: spreadsheets guess wrongly without.
    return Response("\ufeff" + text, media_type="text/csv", headers=headers)


@get("/facts.json", include_in_schema=False, sync_to_thread=True)
def get_facts_json(releases: NamedDependency[Releases]) -> tuple[Fact, ...]:
    """For other programs."""
    return fact_sheet(releases.data, today()).facts
