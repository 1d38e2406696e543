"""A record as a journey makes it, to be handed on."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from council.adapters.door import Door
from council.adapters.parcel import Parcel
from kiosk.submission import Record, Submission

RECEIVED = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
ANSWERS = {
    "address": {"uprn": "100000000001", "text": "1 High Street, Exampleton"},
    "what": ["mattress", "fridge"],
    "where": "Behind the hall & <the> bins: “left”",
    "update_by": "email",
    "update_email": "sam@exampleton.example",
}


@pytest.fixture
def parcel() -> Callable[..., Parcel]:
    """Make a parcel; `answers` are added, None takes one away."""

    def make(
        route: str = "streets/fly-tipping",
        *,
        attempts: int = 1,
        receipt: str = "",
        language: str = "en",
        sensitivity: int = 2,
        **answers: object,
    ) -> Parcel:
        told = {name: value for name, value in {**ANSWERS, **answers}.items() if value is not None}
        record = Record(
            id=str(uuid.uuid4()),
            reference="K7MF4T2Q9XW3",
            kiosk="demo-1",
            place="Exampleton Library",
            captured_at="2026-11-22T12:00:00Z",
            service="Report rubbish that was dumped",
            route=route,
            sensitivity=sensitivity,
            app_version="0.1.0",
            submission=Submission(
                journey="fly-tipping", version=1, hash="", language=language, today="2026-11-22", answers=told
            ),
        )
        return Parcel(record=record, received_at=RECEIVED, attempts=attempts, receipt=receipt)

    return make


@pytest.fixture
def door() -> Iterator[Door]:
    with Door() as opened:
        yield opened
