"""The audit: what staff did, by name, together with the deed or not at all, and never changed."""

import sqlite3

import pytest

from kiosk.audit import CATALOGUE, Audit
from kiosk.clock import Moment
from kiosk.errors import BugError, IllegalTransitionError
from kiosk.given_up import GivenUp
from kiosk.outbox import Outbox
from kiosk.store import Store


@pytest.fixture
def held(store: Store, noon: Moment) -> str:
    """An item that the council refused."""
    from kiosk.envelope import Envelope, Header

    item = "c7ce7c47-38a0-4722-8113-cc7b69818a00"
    outbox = Outbox(store)
    outbox.add(
        [(Envelope(Header(v=1, id=item, kiosk="demo-1", kid="0" * 16), b"sealed"), "K7MF4T2Q9XW3")], noon
    )
    outbox.start(item, noon)
    outbox.quarantine(item, "other-content")
    return item


def test_who_sent_an_item_again_and_who_gave_it_up_is_written_down(
    store: Store, held: str, noon: Moment
) -> None:
    outbox = Outbox(store)
    outbox.retry(held, noon, "staff-1")
    outbox.start(held, noon)
    outbox.quarantine(held, "too-large")
    outbox.discard(held, noon, "staff-2", GivenUp.KNOWN)
    assert [(one.at, one.event, one.who, one.fields) for one in Audit(store).entries()] == [
        (noon.utc, "outbox-retried", "staff-1", {"item": held, "refused": "other-content"}),
        (
            noon.utc,
            "outbox-discarded",
            "staff-2",
            {"item": held, "refused": "too-large", "reason": "known-otherwise"},
        ),
    ]


def test_what_did_not_happen_is_not_written_down(store: Store, held: str, noon: Moment) -> None:
    outbox = Outbox(store)
    outbox.retry(held, noon, "staff-1")
    with pytest.raises(IllegalTransitionError):
        outbox.discard(held, noon, "staff-1", GivenUp.KNOWN)
    assert len(Audit(store).entries()) == 1


def test_what_cannot_be_written_down_does_not_happen(store: Store, held: str, noon: Moment) -> None:
    store.connection.execute("DROP TABLE audit")
    with pytest.raises(Exception, match="audit"):
        Outbox(store).discard(held, noon, "staff-1", GivenUp.KNOWN)
    assert store.rows("SELECT state, envelope FROM outbox") == [("quarantined", b"sealed")]


@pytest.mark.parametrize("change", ["DELETE FROM audit", "UPDATE audit SET who = 'somebody else'"])
def test_what_was_written_down_stays(store: Store, held: str, noon: Moment, change: str) -> None:
    Outbox(store).retry(held, noon, "staff-1")
    before = Audit(store).entries()
    with pytest.raises(sqlite3.IntegrityError, match="stays"):
        store.connection.execute(change)
    assert Audit(store).entries() == before


@pytest.mark.parametrize(
    ("event", "fields"),
    [("answered", {}), ("outbox-retried", {"item": "1", "name": "Sam Example"})],
)
def test_only_events_of_the_catalogue_with_their_fields_are_taken(
    store: Store, noon: Moment, event: str, fields: dict[str, str]
) -> None:
    with store.write(), pytest.raises(BugError):
        Audit(store).record(event, noon, **fields)


def test_it_is_written_in_the_transaction_of_the_deed_only(store: Store, noon: Moment) -> None:
    with pytest.raises(BugError, match="together"):
        Audit(store).record(next(iter(CATALOGUE)), noon)
