"""The pages that council staff look at: plain HTML, no script, no names of residents."""

from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from council.facts import FactSheet
from council.store import CouncilStore
from kiosk.datasets.facts import State

HERE = Path(__file__).parent


class Pages:
    """Draws pages from the templates beside this module."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["when"] = when
        self._templates.filters["day"] = day

    def overview(self, store: CouncilStore, now: datetime) -> str:
        """Counts by service and by kiosk, the last arrival, and what could not be opened."""
        kiosks = store.by_kiosk()
        return self._templates.get_template("overview.html").render(
            now=now,
            services=store.by_service(),
            kiosks=kiosks,
            total=sum(kiosk.number for kiosk in kiosks),
            last=max((kiosk.last for kiosk in kiosks), default=None),
            unopened=store.unopened(),
        )

    def facts(self, sheet: FactSheet) -> str:
        """Every fact with its source, and what nobody has confirmed within a year."""
        return self._templates.get_template("facts.html").render(
            sheet=sheet, counts=sheet.counts, State=State
        )


def day(at: date) -> str:
    """A day in words: 22 November 2026."""
    return f"{at.day} {at:%B %Y}"


def when(at: datetime) -> str:
    """A time in words, on this server's clock: 22 November 2026, 14:05."""
    local = at.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}"
