"""What may not come from a loudspeaker: answers, and whatever was made from them or gives them away.

Errs on the side of silence. Headphones hear everything.
"""

import re
from collections.abc import Iterable

from PySide6.QtWidgets import QLabel, QWidget

from kiosk.journeys.pages import Page
from kiosk.visit import Stage, Visit
from ui.fields.address import AddressField
from ui.pieces.card import LinkCard, RadioCard
from ui.pieces.rows import AnswerRow, ToldPanel

TELLING = ("done", "pay")
"""Pages made of what was looked up for one person."""
LEAST = 3
"""Shorter answers (yes, no, 12) stand in any text: they are known by where they stand."""


def told_texts(visit: Visit) -> tuple[str, ...]:
    """The answers of the visit as they may stand within other texts, in small letters."""
    if visit.walk is None or visit.stage not in (Stage.ANSWERING, Stage.SAVING, Stage.NOT_SAVED):
        return ()
    lines = (line for row in visit.walk.summary() for line in row.lines)
    return tuple(dict.fromkeys(line.lower() for line in lines if len(line) >= LEAST))


def page_of(visit: Visit) -> Page | None:
    """The journey's page that shows, if one does."""
    shows = visit.walk is not None and visit.stage in (Stage.ANSWERING, Stage.FINISHED)
    return visit.page if shows else None


def holds_told(text: str, told: Iterable[str]) -> bool:
    """Whether an answer stands in a text as whole words."""
    small = text.lower()
    return any(one in small and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", small) for one in told)


def is_private(
    widget: QWidget, text: str, *, told: Iterable[str], page: Page | None, sensitive: bool
) -> bool:
    """Whether what is said of a widget is for the resident's ears only. `sensitive`: the service itself may
    put somebody at risk, so that nothing of its pages is said aloud."""
    if sensitive or isinstance(widget, AnswerRow):
        return True
    if isinstance(widget, LinkCard) and widget.objectName().startswith("offer:"):
        return True
    if isinstance(widget, RadioCard) and _within(widget, AddressField):
        return True
    if isinstance(widget, QLabel):
        if _within(widget, ToldPanel) or holds_told(text, told):
            return True
        if page is not None and page.kind in TELLING and widget.objectName() != "heading":
            return True
        return page is not None and any(text in " ".join(row.lines) for row in page.rows)
    # Buttons to change an answer name the question only.
    return not widget.objectName().startswith(("option:", "tool:")) and holds_told(text, told)


def _within(widget: QWidget, kind: type[QWidget]) -> bool:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, kind):
            return True
        above = above.parentWidget()
    return False
