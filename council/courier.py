"""Hands on what is due, one delivery after the other, each through the adapter of its target.

What to do with an outcome is `delivery`; who may work at which row, `deliveries`.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from council.adapters.parcel import Adapter, Parcel
from council.deliveries import Deliveries, Leased
from council.delivery import Kind, Outcome, step
from council.store import CouncilStore
from kiosk.errors import UNREADABLE, CouncilError

Clock = Callable[[], datetime]
Log = Callable[[Mapping[str, object]], None]


class Courier:
    """Takes one due delivery after the other. Belongs to one thread; `done` counts the outcomes."""

    def __init__(
        self,
        store: CouncilStore,
        adapters: Mapping[str, Adapter],
        *,
        clock: Clock = lambda: datetime.now(UTC),
        random: Random | None = None,
        log: Log = lambda _: None,
    ) -> None:
        self._store = store
        self._deliveries = Deliveries(store.database)
        self._adapters = adapters
        self._clock = clock
        self._random = random or Random()  # noqa: S311  only spreads the waits
        self._log = log
        self._resting: dict[str, datetime] = {}
        self.done: Counter[str] = Counter()

    def next(self) -> bool:
        """Work at the delivery that is due longest. False when none is due, or all targets rest."""
        now = self._clock()
        awake = [name for name in self._adapters if self._resting.get(name, now) <= now]
        leased = self._deliveries.lease(awake, now) if awake else None
        if leased is None:
            return False
        outcome = self._try(leased, now)
        now = self._clock()
        follows = step(outcome, leased.attempts, now, self._random)
        kept = self._deliveries.end(leased, follows, now, receipt=outcome.receipt, reason=outcome.reason)
        if follows.rest_s:
            self._resting[leased.target] = now + timedelta(seconds=follows.rest_s)
        self.done[outcome.kind.value] += 1
        self._log(
            {
                "event": follows.event.value if kept else "lease-lost",
                "delivery": leased.seq,
                "target": leased.target,
                "attempts": follows.attempts,
                "kind": outcome.kind.value,
                "reason": outcome.reason,
            }
        )
        return True

    def _try(self, leased: Leased, now: datetime) -> Outcome:
        try:
            held = self._store.record(leased.submission)
        except (CouncilError, *UNREADABLE):
            return Outcome(Kind.REFUSED, "the record cannot be read: see council submissions --json")
        if held is None:
            return Outcome(Kind.SKIPPED, "the record was erased")
        record, received_at = held
        parcel = Parcel(
            record=record, received_at=received_at, attempts=leased.attempts, receipt=leased.receipt
        )
        try:
            return self._adapters[leased.target].send(parcel, now)
        except Exception as error:
            # A mistake of ours about one record must not stop the others. Its text could quote the record.
            return Outcome(Kind.BUSY, f"our own mistake: {type(error).__name__}")
