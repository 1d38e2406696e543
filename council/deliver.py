"""`council deliver`: hand on what is due, until told to stop. Several may run at once, on several machines.

What to do with an outcome is `delivery`; who may work at which row, `deliveries`.
"""

import json
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from types import FrameType

from sqlalchemy.exc import DBAPIError

from council.adapters.parcel import Adapter, Parcel
from council.deliveries import Deliveries, Leased
from council.delivery import Kind, Outcome, step
from council.store import CouncilStore
from council.targets import read_targets
from council.vault import vault_in
from kiosk.errors import UNREADABLE, CouncilError

PAUSE_S = 2.0
"""Between looks at the database when nothing is due."""
Clock = Callable[[], datetime]
Log = Callable[[Mapping[str, object]], None]


def arguments(parser: ArgumentParser, common: ArgumentParser) -> None:
    """Options of this verb."""
    parser.add_argument("--once", action="store_true", help="end when nothing more is due")


def run(args: Namespace) -> int:
    """Work until SIGTERM or SIGINT; what is in hand then is ended first."""
    targets = read_targets(args.data)
    if not targets.names:
        raise CouncilError(
            "there is nobody to hand anything on to: write council.toml into --data (docs/council.md)"
        )
    adapters = {name: targets.adapter(name) for name in targets.names}
    store = CouncilStore.open(args.database, vault_in(args.data))
    stop = threading.Event()

    def ended(_: int, __: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ended)
    courier = Courier(store, adapters, log=_print)
    print(f"council: handing on to {', '.join(targets.names)}", flush=True)
    try:
        while not stop.is_set():
            try:
                worked = courier.next()
            except DBAPIError as error:
                # The database is away, or busy: what was in hand is free again when its lease ends.
                if args.once:
                    raise CouncilError(f"the database failed: {type(error).__name__}") from None
                _print({"event": "store-failed", "kind": type(error).__name__})
                stop.wait(PAUSE_S)
                continue
            if not worked:
                if args.once:
                    break
                stop.wait(PAUSE_S)
    finally:
        for adapter in adapters.values():
            adapter.close()
        store.close()
    print(
        "council: " + (", ".join(f"{n} {kind}" for kind, n in sorted(courier.done.items())) or "nothing due")
    )
    return 0


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


def _print(entry: Mapping[str, object]) -> None:
    print(json.dumps(entry), file=sys.stderr, flush=True)
