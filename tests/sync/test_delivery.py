"""How long the queue rests, and what ends it."""

from collections.abc import Callable
from threading import Event
from typing import Any

import msgspec
import pytest

from kiosk.clock import moment
from kiosk.outbox import Outbox
from kiosk.store import Store
from sync.backoff import Backoff
from sync.courier import Fault, Reply
from sync.delivery import Delivery
from sync.journal import Journal
from sync.wire import Acknowledgement

NOW = moment()


class Council:
    """Answers every submission as it is told, or acknowledges it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.says: Reply | Fault | None = None

    def put_submission(self, submission_id: str, data: bytes) -> Reply | Fault:
        if self.says is not None:
            return self.says
        item = Outbox(self._store).state(submission_id)
        assert item is not None
        body = msgspec.json.encode(Acknowledgement(id=submission_id, sha256=item.sha256, received_at=NOW.utc))
        return Reply(status=201, content_type="application/json", body=body)

    def healthy(self) -> bool:
        return self.says is not Fault.CONNECT


@pytest.fixture
def council(store: Store) -> Council:
    return Council(store)


@pytest.fixture
def delivery(store: Store, council: Council) -> Delivery:
    return Delivery(
        store,
        council,
        stop=Event(),
        backoff=Backoff(first=2.0),
        journal=Journal(lambda _: None),
        clock=lambda: NOW,
        chance=lambda: 1.0,
    )


@pytest.fixture
def rest(delivery: Delivery) -> Callable[[], float]:
    """Sends everything; how long the queue then rests."""

    def sent() -> float:
        delivery.send_due(everything=True)
        return max(0.0, delivery.rest_until - NOW.monotonic)

    return sent


def test_rests_grow_with_each_failure_and_a_delivery_makes_them_short_again(
    site: Any, store: Store, council: Council, rest: Callable[[], float]
) -> None:
    site.submit(store)
    council.says = Reply(status=503)
    assert [rest() for _ in range(3)] == pytest.approx([2, 4, 8])
    council.says = None
    rest()
    assert Outbox(store).counts().unsent == 0
    site.submit(store)
    council.says = Reply(status=503)
    assert rest() == pytest.approx(2)


def test_hearing_from_the_council_ends_the_rest_of_a_queue_that_had_no_network(
    site: Any, store: Store, council: Council, delivery: Delivery, rest: Callable[[], float]
) -> None:
    site.submit(store)
    council.says = Fault.CONNECT
    assert rest() > 0
    assert (delivery.offline, delivery.pause) == (True, "connect")
    delivery.heard()
    assert (delivery.offline, delivery.pause, delivery.rest_until) == (False, "", 0.0)


def test_hearing_from_a_council_that_is_busy_leaves_the_queue_at_rest(
    site: Any, store: Store, council: Council, delivery: Delivery, rest: Callable[[], float]
) -> None:
    site.submit(store)
    council.says = Reply(status=503, retry_after="120")
    assert rest() == pytest.approx(120)
    delivery.heard()
    assert delivery.rest_until - NOW.monotonic == pytest.approx(120)
    assert delivery.pause == "http-503"
