"""What is to become of a delivery to a back office: its states, and when it is tried again. Pure.

A delivery is one submission for one target. The rows are `deliveries`, the sending is `adapters`.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from msgspec import Struct

FIRST_WAIT_S = 30.0
MOST_WAIT_S = 3600.0
CLOSED_WAIT_S = 900.0
"""A target whose set-up is wrong, or that does not know us, is not asked again sooner."""
MOST_ASKED_S = 86_400.0
"""Of what `Retry-After` asks for."""
MOST_ATTEMPTS = 20
"""With the waits between them some 14 hours: then somebody must look. A target that is away counts none."""


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"
    HELD = "held"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What happens to one."""

    ACCEPT = "accept"
    POSTPONE = "postpone"
    SKIP = "skip"
    HOLD = "hold"
    RETRY = "retry"
    DISCARD = "discard"


TABLE: dict[tuple[State, Event], State] = {
    (State.WAITING, Event.ACCEPT): State.DONE,
    (State.WAITING, Event.POSTPONE): State.WAITING,
    (State.WAITING, Event.SKIP): State.SKIPPED,
    (State.WAITING, Event.HOLD): State.HELD,
    (State.HELD, Event.RETRY): State.WAITING,
    (State.HELD, Event.DISCARD): State.DISCARDED,
}


class Kind(StrEnum):
    """What came of one try."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    """Taken in, but its number is to be asked for later."""
    BUSY = "busy"
    """It did not work this time: a fault of the other side about this item, or no clear answer."""
    AWAY = "away"
    """The other side was not reached: nothing is wrong with the item."""
    CLOSED = "closed"
    """It does not know us, or is not there: a matter of the target's set-up, for all its items."""
    REFUSED = "refused"
    """It will never take this item as it is."""
    SKIPPED = "skipped"
    """There is nothing to be sent to this target."""


class Outcome(Struct, frozen=True):
    """What came of one try. `reason` is a short text of ours, never words of the other side or of a
    resident; `receipt` what the other side calls it; `wait_s` what it asked us to wait."""

    kind: Kind
    reason: str = ""
    receipt: str = ""
    wait_s: float | None = None


class Step(Struct, frozen=True):
    """What follows from an outcome. `due_at` is UTC."""

    event: Event
    due_at: datetime
    attempts: int
    rest_s: float = 0.0
    """How long the whole target is left alone."""


def step(outcome: Outcome, attempts: int, now: datetime, random: Random) -> Step:
    """What follows when try number `attempts` (from 1) ended like this."""
    kind = outcome.kind
    if kind is Kind.ACCEPTED:
        return Step(Event.ACCEPT, now, attempts)
    if kind is Kind.SKIPPED:
        return Step(Event.SKIP, now, attempts)
    if kind is Kind.REFUSED:
        return Step(Event.HOLD, now, attempts)
    asked = min(outcome.wait_s or 0.0, MOST_ASKED_S)
    if kind in (Kind.BUSY, Kind.PENDING):
        if attempts >= MOST_ATTEMPTS:
            return Step(Event.HOLD, now, attempts)
        limit = min(MOST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(attempts - 1, 12))
        wait = max(asked, limit * (0.5 + random.random() / 2))
        return Step(Event.POSTPONE, now + timedelta(seconds=wait), attempts, rest_s=asked)
    wait = max(asked, CLOSED_WAIT_S if kind is Kind.CLOSED else FIRST_WAIT_S)
    # The try does not count, and all that goes there waits: one unreachable target must not eat the time
    # of the others.
    return Step(Event.POSTPONE, now + timedelta(seconds=wait), attempts - 1, rest_s=wait)
