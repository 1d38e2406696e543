"""Delivering the outbox, one pass at a time: in which order, when a pass ends early, how long it rests then.

Each item is marked as being sent before any byte leaves. What a reply means is `courier`, how long to wait
`backoff`, the network `client`; when a pass is due, and what becomes of a store that fails, is `agent`.
"""

from collections.abc import Callable
from threading import Event as Signal
from typing import Protocol

from kiosk.clock import Moment, iso
from kiosk.contact import Contact
from kiosk.item import Event, Parcel
from kiosk.outbox import Outbox
from kiosk.store import Store
from sync.backoff import Backoff
from sync.courier import Fault, Kind, Reply, Verdict, judge
from sync.journal import Journal

PROBE_SECONDS = 60.0
"""Without the council, asks at the latest after so long whether it is back."""
CONTACT_SECONDS = 5.0
"""While one delivery follows the other, a contact with the council is noted so often: a commit of its own for
each would be a third of all that a full queue costs, and whoever asks asks in minutes."""
STREAK = 3
"""After so many failures in a row one other item is tried: when that fails too, it is not the items."""


class Council(Protocol):
    """The council as it is delivered to; `sync.client.Client` is the real one."""

    def put_submission(self, submission_id: str, data: bytes) -> Reply | Fault:
        """Send one envelope."""
        ...

    def healthy(self) -> bool:
        """Whether the council itself answers."""
        ...


class Delivery:
    """Sends what the outbox in `store` holds, until `stop` is set. Belongs to the agent's thread.

    `pause` says why nothing is sent, '' where nothing is in the way. Nothing should be sent before
    `rest_until`, by the monotonic clock. `offline`: the council was not there the last time.
    """

    def __init__(
        self,
        store: Store,
        council: Council,
        *,
        stop: Signal,
        backoff: Backoff,
        journal: Journal,
        clock: Callable[[], Moment],
        chance: Callable[[], float],
    ) -> None:
        self._outbox = Outbox(store)
        self._contact = Contact(store)
        self._council = council
        self._stop = stop
        self._backoff = backoff
        self._journal = journal
        self._clock = clock
        self._chance = chance
        self._failures = 0
        self._contact_at = 0.0
        self.offline = False
        self.pause = ""
        self.rest_until = 0.0

    def send_due(self, *, everything: bool = False) -> None:
        """Send what is due, or everything whatever time it waits for, in order, until something says that
        it is not the items. Raises StoreError: what was in hand is then to be recovered."""
        ids = self._outbox.due(self._clock(), everything=everything, limit=10_000 if everything else 100)
        if ids and self.offline and not self._back_online():
            self.rest("offline")
            return
        streak = 0
        tried: set[str] = set()
        parcel: Parcel | None = None
        for item_id, following in zip(ids, (*ids[1:], None), strict=False):
            if item_id in tried:
                continue
            if parcel is None and self._stop.is_set():
                return
            tried.add(item_id)
            then = following if following not in tried else None
            verdict, parcel = self._send(parcel or self._outbox.start(item_id, self._clock()), then)
            if verdict.kind is Kind.DELIVERED:
                self._failures = streak = 0
            elif verdict.kind is not Kind.REJECTED:
                streak += 1
                if streak >= STREAK and not verdict.stop:
                    # It may be these items only: then however many there are, they hold up no other.
                    witness = self._outbox.least_tried(self._clock(), everything=everything)
                    if witness is not None and witness not in tried and not self._stop.is_set():
                        tried.add(witness)
                        verdict, _ = self._send(self._outbox.start(witness, self._clock()))
                    if verdict.kind in (Kind.DELIVERED, Kind.REJECTED):
                        self._failures = streak = 0
                        continue
                if verdict.stop or streak >= STREAK:
                    self.rest(verdict.reason, verdict.rest)
                    return
        self.pause = ""

    def rest(self, reason: str, least: float = 0.0) -> None:
        """Send nothing for a while, `least` seconds or more; the longer, the more often in a row."""
        self._failures += 1
        most = PROBE_SECONDS if self.offline else self._backoff.most
        seconds = max(least, min(most, self._backoff.wait(self._failures, self._chance())))
        self.rest_until = self._clock().monotonic + seconds
        self.pause = reason
        self._log("resting", reason=reason, seconds=round(seconds, 1))

    def heard(self) -> None:
        """The council answered something else, and well."""
        self._failures = 0
        if self.offline:
            self.rest_until = 0.0
            self._online()

    def _back_online(self) -> bool:
        if not self._council.healthy():
            return False
        # The failures stay counted: a service that answers for its health may take nothing all the same.
        self._online()
        self._contact.reached(self._clock())
        return True

    def _online(self) -> None:
        self.offline = False
        self.pause = ""
        self._log("online")

    def _send(self, parcel: Parcel, then: str | None = None) -> tuple[Verdict, Parcel | None]:
        """Send one that was started. Once it is delivered, the item `then` is started and handed back, unless
        the agent was told to end."""
        reply = self._council.put_submission(parcel.id, parcel.data)
        now = self._clock()
        verdict = judge(parcel.id, parcel.sha256, reply, now.utc)
        started = self._apply(parcel, verdict, now, then)
        if verdict.kind is Kind.OFFLINE and not self.offline:
            self.offline = True
            self._log("offline")
        if verdict.kind is Kind.IDENTITY:
            self._log("identity-refused", reason=verdict.reason)
        return verdict, started

    def _apply(self, parcel: Parcel, verdict: Verdict, now: Moment, then: str | None) -> Parcel | None:
        started: Parcel | None = None
        told: dict[str, str | int | float] = {"seq": parcel.seq, "attempts": parcel.attempts}
        if verdict.received_at is not None:
            then = None if self._stop.is_set() else then
            started = self._outbox.delivered(parcel.id, now, iso(verdict.received_at), then=then)
            if now.monotonic >= self._contact_at:
                self._contact.reached(now)
                self._contact_at = now.monotonic + CONTACT_SECONDS
            self._log("delivered", **told)
        elif verdict.event is Event.REJECT:
            self._outbox.quarantine(parcel.id, verdict.reason)
            self._log("quarantined", reason=verdict.reason, **told)
        else:
            wait = self._backoff.wait(parcel.attempts, self._chance()) if verdict.item_waits else 0.0
            wait = max(wait, verdict.rest)
            self._outbox.put_back(parcel.id, now, reason=verdict.reason, wait=wait, counted=verdict.counted)
            self._log("put-back", kind=verdict.kind, reason=verdict.reason, wait=round(wait, 1), **told)
        return started

    def _log(self, event: str, **fields: str | int | float) -> None:
        self._journal(event, self._clock().utc, **fields)
