"""One event of one item, written into its row, inside a transaction of the caller's."""

from collections.abc import Mapping

from kiosk.errors import BugError
from kiosk.item import TRANSITIONS, Event, OutboxState
from kiosk.store import Store
from kiosk.transitions import after


def move(
    store: Store,
    item_id: str,
    event: Event,
    changes: Mapping[str, object],
    *,
    attempts: int = 0,
    crashes: int = 0,
) -> None:
    """The event as the table of states has it, with `changes` of other columns; the counts are added.

    Raises IllegalTransitionError, having changed nothing, and BugError for an item that is not there.
    """
    found = store.rows("SELECT seq, state, attempts, crashes FROM outbox WHERE id = :id", id=item_id)
    if not found:
        raise BugError("the outbox has no such item")
    seq, state, attempts_before, crashes_before = found[0]
    moved = {
        "state": after(TRANSITIONS, OutboxState(state), event),
        "attempts": attempts_before + attempts,
        "crashes": crashes_before + crashes,
    }
    store.db.table("outbox").update(seq, {**changes, **moved})
