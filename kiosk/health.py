"""How the kiosk's storage is doing, as one frozen fact: for its staff page, the fleet page and operators.

Nothing in it comes from what a submission holds. It is measured here; who is told is others' affair.
"""

from datetime import datetime

from msgspec import Struct

from kiosk.clock import Moment
from kiosk.outbox import Outbox
from kiosk.room import Room, room_of
from kiosk.store import Store


class StoreHealth(Struct, frozen=True, kw_only=True):
    """The disk, the queue and the file. Ages are seconds, times UTC.

    `waiting` is queued or being sent, `quarantined` refused by the council and waiting for staff, `kept`
    delivered but still held, sealed, for a council that restores an older backup. `oldest_age_s` is of the
    oldest item that the council does not have. `sound` is what the last whole check of the file found, at
    `checked_at`; None before the first. `ballast` is whether the reserve for bad days is in its place.
    """

    room: Room
    free_bytes: int
    free_share: float
    ballast: bool
    waiting: int
    waiting_bytes: int
    quarantined: int
    kept: int
    oldest_age_s: float | None
    checked_at: datetime | None
    sound: bool | None


def store_health(store: Store, now: Moment) -> StoreHealth:
    """Measure it now. Raises StoreError where the file cannot be read."""
    outbox = Outbox(store)
    counts = outbox.counts()
    space = store.space()
    check = store.last_check()
    return StoreHealth(
        room=room_of(space, counts.unsent, counts.unsent_bytes, store.limits),
        free_bytes=space.free,
        free_share=round(space.share, 4),
        ballast=store.ballast.whole(),
        waiting=counts.waiting,
        waiting_bytes=counts.unsent_bytes,
        quarantined=counts.quarantined,
        kept=counts.kept,
        oldest_age_s=outbox.oldest_unsent_age(now),
        checked_at=check.at if check else None,
        sound=check.sound if check else None,
    )
