"""Whether, and where, a resident wants to hear of what they sent: as they chose in the journey.

Journeys ask in one of two ways (`updates` and `contact` in the journeys' shared steps). No choice is no
consent, and nobody is written to who said that it is not safe.
"""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from kiosk.submission import Record

SAFETY = 4
"""The class of journeys about somebody's safety: a message there is for people to decide about."""


class Way(StrEnum):
    """How."""

    EMAIL = "email"
    TEXT = "text"


class Contact(Struct, frozen=True):
    """One way, and the address or the number."""

    way: Way
    address: str


def contact_of(record: Record) -> Contact | None:
    """The way that was chosen, email before text, or None: then nobody may be written to."""
    answers = record.submission.answers
    if record.sensitivity >= SAFETY or answers.get("safe") is False:
        return None
    ways = [answers.get("update_by")]
    reach = answers.get("reach_by")
    # Where the journey lets people choose every way that suits them, it asks whether it is safe.
    if isinstance(reach, list) and answers.get("safe") is True:
        ways += reach
    for way, names in ((Way.EMAIL, ("update_email", "email")), (Way.TEXT, ("update_phone", "phone"))):
        address = _first(answers, names)
        if way.value in ways and address:
            return Contact(way, address)
    return None


def _first(answers: dict[str, Any], names: tuple[str, ...]) -> str:
    found = (answers.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value), "")
