"""Delivered envelopes that are kept, still sealed, until the council has them in a backup, a day at most.

Should the council have to go back to an older backup, it has lost what it acknowledged since; it gets it
again. Until then such an item is saved on this kiosk and not sent, and that is what is shown of it.
"""

from datetime import datetime, timedelta

from kiosk.audit import Audit
from kiosk.clock import Moment, from_iso, iso
from kiosk.item import DUE_AT_ONCE, Event, Resent
from kiosk.moves import move
from kiosk.store import Store

KEPT_SECONDS = 24 * 3600.0
"""How long, at most, a delivered envelope is kept for a council that may lose it."""
_UNDELIVERED: dict[str, object] = {**DUE_AT_ONCE, "sent_at": None, "received_at": None, "closed_at": None}


class Kept:
    """The kept envelopes in `store`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._audit = Audit(store)

    def backed_up(self, until: datetime | None, now: Moment) -> int:
        """Erase the kept envelopes of what the council received up to `until` (UTC, by its clock) and holds
        in a backup, and of all that was delivered a day ago. How many. To be called with every heartbeat.

        `until` None: the council has said nothing of backups; then only the day counts.
        """
        kept = self._store.rows(
            "SELECT seq, received_at, sent_at, sent_monotonic, sent_boot FROM outbox "
            "WHERE state = 'delivered' AND envelope IS NOT NULL"
        )
        over = [
            seq
            for seq, received_at, *sent in kept
            if (until is not None and _by(received_at, until)) or _day_over(now, *sent)
        ]

        def work() -> int:
            self._store.connection.executemany(
                "UPDATE outbox SET envelope = NULL WHERE seq = ? AND state = 'delivered'",
                [(seq,) for seq in over],
            )
            return len(over)

        return self._store.write_in_need(work) if over else 0

    def lost_since(self, until: datetime, now: Moment, *, restored_at: datetime) -> Resent:
        """The council came back at `restored_at` from a backup that holds what it received up to `until`
        (both UTC, by its clock): what it received between goes again, and is saved, not sent, until then.

        To be called before `backed_up`, with every heartbeat that says so: what was told once is not told
        again, and what was delivered after `restored_at` is not lost.
        """
        if not self._lost(until, restored_at):
            return Resent(0, 0)

        def work() -> Resent:
            lost = self._lost(until, restored_at)
            again = [item_id for item_id, held in lost if held]
            for item_id in again:
                move(self._store, item_id, Event.RESTORE, _UNDELIVERED)
            found = Resent(len(again), len(lost) - len(again))
            if self._was_told(restored_at):
                return Resent(found.again, 0)
            self._audit.record(
                "outbox-sent-again",
                now,
                restored_at=iso(restored_at),
                backed_up_to=iso(until),
                again=found.again,
                gone=found.gone,
            )
            return found

        return self._store.write_in_need(work)

    def _lost(self, until: datetime, restored_at: datetime) -> list[tuple[str, bool]]:
        """Ids of what was delivered in that time, and whether its envelope is still there."""
        delivered = self._store.rows(
            "SELECT id, received_at, envelope IS NOT NULL FROM outbox WHERE state = 'delivered'"
        )
        return [
            (item_id, bool(held))
            for item_id, received_at, held in delivered
            if _by(received_at, restored_at) and not _by(received_at, until)
        ]

    def _was_told(self, restored_at: datetime) -> bool:
        return any(
            entry.event == "outbox-sent-again" and entry.fields["restored_at"] == iso(restored_at)
            for entry in self._audit.entries()
        )


def _by(received_at: str, time: datetime) -> bool:
    """Whether that was certainly not after `time`. It was stored without the fraction of its second."""
    return from_iso(received_at) + timedelta(seconds=1) <= time


def _day_over(now: Moment, sent_at: str, monotonic: float | None, boot: str | None) -> bool:
    """Whether a day has passed since then. A time that lies ahead was told by a clock that was wrong."""
    at = from_iso(sent_at)
    if monotonic is None or boot is None:
        return True
    return now.seconds_since(at, monotonic, boot) >= KEPT_SECONDS or (boot != now.boot and at > now.utc)
