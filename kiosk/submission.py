"""What a resident sends: the frozen result of a walk, and the record that is sealed.

The walk makes a `Submission` (journeys); `Record` adds who, where and when, and is what gets frozen
to bytes. Nothing edits a record once frozen.
"""

from typing import Any

from msgspec import Struct


class Part(Struct, frozen=True, kw_only=True):
    """What one of several services is told: its own route, class and codes, and only its own answers."""

    name: str
    title: str
    route: str
    sensitivity: int
    lgsl: int | None = None
    lgil: int | None = None
    answers: dict[str, Any]
    derived: dict[str, Any] = {}


class Submission(Struct, frozen=True, kw_only=True):
    """The path's answers and nothing else.

    `answers` holds JSON values in clean form: dates ISO, money as text with two places, phones +44…,
    a picked row as {key…, "text": …}, a typed one as {"text": …}, a photo or a drawn signature as
    {"type": its media type, "data": base64}, a signature that was agreed to as {"typed": name}.
    `derived` holds the `let`s. `data` gives each used dataset's date (ISO), `unchecked` what could not be
    checked for want of data. Where one journey tells several services, `parts` holds what each is told;
    what is sent for one of them names it in `part`.
    """

    journey: str
    version: int
    hash: str
    language: str
    today: str
    staff: bool = False
    answers: dict[str, Any]
    derived: dict[str, Any] = {}
    pay: dict[str, Any] = {}
    data: dict[str, str] = {}
    unchecked: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    part: str = ""


class Tied(Struct, frozen=True, kw_only=True):
    """One part of a record that ties several: the submission it became."""

    id: str
    reference: str
    service: str
    route: str


class Record(Struct, frozen=True, kw_only=True):
    """A submission with its circumstances: what the council opens.

    `captured_at` is the kiosk's clock, UTC, ISO 8601 with seconds. `route` is the journey's `send`.

    A journey that tells several services becomes a record for each, with its answers, and one that ties
    them: it has no answers but its `parts`, and they have its id as their `bundle`.
    """

    id: str
    reference: str
    kiosk: str
    place: str
    captured_at: str
    service: str
    route: str
    sensitivity: int
    lgsl: int | None = None
    lgil: int | None = None
    app_version: str
    bundle: str = ""
    parts: tuple[Tied, ...] = ()
    submission: Submission
