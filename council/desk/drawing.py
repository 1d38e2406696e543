"""Draws the pages for staff: plain HTML without script, in the frame, with the pages that somebody may see.

Everything that is not ours is escaped, and what is not seen but turns the text around it is taken out.
"""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import MediaType, Response
from markupsafe import Markup

from council.desk.gate import Here
from council.desk.roles import Role

TEMPLATES = Path(__file__).parent.parent / "templates"
PAGES = (
    ("/", "Overview", Role.VIEW),
    ("/kiosks", "Kiosks", Role.VIEW),
    ("/deliveries", "Deliveries", Role.VIEW),
    ("/quarantine", "Not opened", Role.VIEW),
    ("/alerts", "Alerts", Role.VIEW),
    ("/facts", "Facts", Role.VIEW),
    ("/enrolments", "New kiosks", Role.ADMINISTER),
    ("/staff", "Staff", Role.ADMINISTER),
    ("/audit", "Audit", Role.ADMINISTER),
)
"""What the frame leads to: path, words, and who may."""
ROLES = {
    Role.VIEW: "looks at pages",
    Role.OPERATE: "tries again and gives up",
    Role.ADMINISTER: "administers",
}
SHORT = 300
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Control characters, marks of direction, and halves of characters that no page can hold."""


class Drawing:
    """Draws the templates of the folder `templates`."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_clean,
        )
        self._templates.filters |= {"when": when, "day": day, "short": short, "role": ROLES.__getitem__}
        self._templates.globals["pages"] = _pages

    def __call__(self, template: str, here: Here | None, status: int = 200, **content: Any) -> Response[str]:
        """The page `template`, for whoever is `here`."""
        html = self._templates.get_template(template).render(here=here, **content)
        return Response(html, media_type=MediaType.HTML, status_code=status)


def short(text: object, most: int = SHORT) -> str:
    """A text from elsewhere, as one line that is not too long."""
    told = " ".join(str(text)[: most * 4].split())
    return told if len(told) <= most else told[: most - 1] + "…"


def day(at: date) -> str:
    """A day in words: 22 November 2026."""
    return f"{at.day} {at:%B %Y}"


def when(at: datetime) -> str:
    """A time in words, on this server's clock: 22 November 2026, 14:05."""
    local = at.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}"


def _clean(text: object) -> object:
    return text if isinstance(text, Markup) or not isinstance(text, str) else UNSEEN.sub("\ufffd", text)


@pass_context
def _pages(context: Context) -> list[tuple[str, str]]:
    here = context["here"]
    return [(path, words) for path, words, role in PAGES if here is not None and here.may(role)]
