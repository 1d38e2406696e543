"""How long the council keeps submissions of each service, and what staff did: a file of periods, each with
its source."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.errors import CouncilError

SCHEDULE = "retention.toml"
LEAST_AUDIT_DAYS = 400
"""A little over the 13 months for which the database refuses to remove an entry."""


class Period(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many days submissions with these routes are kept; whose rule that is, and who confirmed it when."""

    routes: Annotated[tuple[str, ...], Meta(min_length=1)]
    days: Annotated[int, Meta(ge=1, le=36_500)]
    source: str
    verified_on: date | None = None


class Schedule(Struct, frozen=True, forbid_unknown_fields=True):
    """The periods of every service; how many days entries of the audit are kept; and how many days what
    cannot be opened is, None: until staff give it up."""

    keep: tuple[Period, ...] = ()
    audit_days: Annotated[int, Meta(ge=LEAST_AUDIT_DAYS, le=36_500)] = 2190
    quarantine_days: Annotated[int, Meta(ge=1, le=36_500)] | None = None


def read_schedule(path: Path) -> Schedule:
    """The schedule of a file. Raises CouncilError."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Schedule)
    except OSError as error:
        raise CouncilError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise CouncilError(f"{path}: {error}") from None
