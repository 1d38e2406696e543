"""The agent: one process that brings the outbox to the council, for as long as the kiosk runs.

There is one at a time (`lock`), and whatever is found marked as being sent at the start goes again: the
council stores an id once. Nothing is held in memory that a restart would miss.

Between deliveries it says how the kiosk is, and asks for new content, one bounded piece at a time, so that a
long download never holds up what a resident sends.

How the queue is delivered is `delivery`, content `content`, what is said of the kiosk `heartbeat`.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from threading import Event as Signal
from typing import Protocol

from kiosk.clock import BUILT, Moment, moment
from kiosk.contact import Contact
from kiosk.errors import StoreDamagedError, StoreError, StoreNewerError
from kiosk.item import OutboxState
from kiosk.outbox import CRASHES_BEFORE_LAST, KEPT_DAYS, Outbox
from kiosk.store import Store
from sync.backoff import Backoff
from sync.delivery import PROBE_SECONDS, Council, Delivery
from sync.heartbeat import Pulse
from sync.journal import Journal
from sync.step import Content, Step
from sync.wire import HeartbeatReply

LOOK_SECONDS = 1.0
"""How often the loop looks into the database for something new."""
LONGEST_LOOK_SECONDS = 60.0
"""Looks at the latest after so long, even if nothing seems to have changed."""
ASK_SECONDS = 300.0
"""Asks the council so often for new content, or else whether it is there."""
DAY_SECONDS = 24 * 3600.0
CHECK_AFTER_SECONDS = 1800.0
"""The whole file is checked so long after the start for the first time, and then daily."""


class Heart(Protocol):
    """What says how the kiosk is; `sync.heartbeat.Heart` is the real one."""

    def due(self, pause: str) -> bool:
        """Whether it is time. `pause` says why nothing is sent."""
        ...

    def beat(self, pause: str) -> Pulse:
        """Say it once."""
        ...


class Agent:
    """Delivers what the outbox in `store` holds. `stop` ends it after the item in hand."""

    def __init__(
        self,
        store: Store,
        council: Council,
        *,
        stop: Signal | None = None,
        backoff: Backoff | None = None,
        journal: Journal | None = None,
        content: Content | None = None,
        heart: Heart | None = None,
        ask_seconds: float = ASK_SECONDS,
        clock: Callable[[], Moment] = moment,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._outbox = Outbox(store)
        self._contact = Contact(store)
        self._council = council
        self._content = content
        self._heart = heart
        self._ask_seconds = ask_seconds
        self._stop = stop or Signal()
        self._journal = journal or Journal()
        self._clock = clock
        self._chance = chance
        self._delivery = Delivery(
            store,
            council,
            stop=self._stop,
            backoff=backoff or Backoff(),
            journal=self._journal,
            clock=clock,
            chance=chance,
        )
        self._interrupted = False
        self._unheard = False
        self._forget_at = 0.0
        self._ask_at = 0.0
        self._check_at = clock().monotonic + CHECK_AFTER_SECONDS

    def begin(self) -> None:
        """Put in order what a former agent left: to be called once, under the lock."""
        recovered = self._outbox.recover()
        self._forget()
        items = self._outbox.items()
        unsent = [item for item in items if item.state in (OutboxState.QUEUED, OutboxState.QUARANTINED)]
        self._log("started", recovered=recovered, waiting=len(unsent))
        for item in unsent:
            if item.crashes >= CRASHES_BEFORE_LAST:
                self._log("crashing-item", seq=item.seq, crashes=item.crashes)
        behind = (BUILT - self._clock().utc).total_seconds()
        if behind > 0:
            # Nothing here depends on it but TLS, and which keys may be sealed to.
            self._log("clock-wrong", behind=round(behind))

    def once(self) -> None:
        """Try every queued item once, whatever time it waits for; end early when the council is gone."""
        self._delivery.send_due(everything=True)

    def fetch(self) -> None:
        """Bring the content up to date, for as long as the council answers."""
        while self._content is not None and not self._stop.is_set():
            step = self._content.step()
            if step.reached:
                self._contact.reached(self._clock())
            if not step.more:
                return

    def run(self) -> None:
        """Deliver until `stop` is set. A database that is locked or full is waited for."""
        seen = -1
        look_again = 0.0
        while not self._stop.is_set():
            now = self._clock()
            version = self._store.version_of_data()
            rested = now.monotonic >= self._delivery.rest_until
            # Asking whether the network is back costs little, and whoever saved this stands at the kiosk.
            changed = version != seen and (rested or self._delivery.offline)
            if changed or (rested and now.monotonic >= look_again):
                seen = version
                look_again = self._look()
            ask_at = max(self._ask_at, self._delivery.rest_until)
            if self._clock().monotonic >= ask_at:
                self._ask()
                ask_at = self._ask_at
            self.beat()
            wait = min(look_again, ask_at) - self._clock().monotonic
            self._stop.wait(min(LOOK_SECONDS, max(0.0, wait)))
        self._log("stopped")

    def beat(self) -> None:
        """Say how the kiosk is, when it is time, and do what the council's answer means for the queue."""
        pause = self._delivery.pause
        if self._heart is None or not self._heart.due(pause):
            return
        pulse = self._heart.beat(pause)
        if pulse.unknown:
            self._log("identity-refused", reason="heartbeat")
        if (pulse.answer is None) != self._unheard:
            self._unheard = pulse.answer is None
            if self._unheard:
                self._log("unheard", reason=pulse.reason)
            else:
                self._log("heard")
        if pulse.answer is not None:
            self._heard(pulse.answer)

    def _heard(self, answer: HeartbeatReply) -> None:
        now = self._clock()
        self._delivery.heard()
        try:
            self._contact.reached(now)
            # First what the council lost: a backup made since then may reach further than what it has.
            if answer.restored_at is not None and answer.restored_to is not None:
                resent = self._outbox.lost_since(answer.restored_to, now, restored_at=answer.restored_at)
                if resent.again or resent.gone:
                    self._log("sent-again", again=resent.again, gone=resent.gone)
            self._outbox.backed_up(answer.backed_up_to, now)
        except StoreError as error:
            self._store_failed(error)

    def _look(self) -> float:
        """One pass, and when to look again at the latest, by the monotonic clock."""
        try:
            if self._interrupted:
                self._outbox.recover()
                self._interrupted = False
            if self._clock().monotonic >= self._forget_at:
                self._forget()
            if self._clock().monotonic >= self._check_at:
                self._check_file()
            self._delivery.send_due()
            wait = self._outbox.next_due(self._clock())
        except StoreError as error:
            self._store_failed(error)
            # What was in hand may be marked as being sent, and sent: it goes again, which does no harm.
            self._interrupted = True
            self._delivery.rest("store")
            return self._delivery.rest_until
        after = self._clock().monotonic + (LONGEST_LOOK_SECONDS if wait is None else wait)
        return max(after, self._delivery.rest_until)

    def _ask(self) -> None:
        """One piece of fetching content; without content, only ask whether the council is there."""
        try:
            step = self._content.step() if self._content else Step(self._council.healthy())
            if step.reached:
                self._contact.reached(self._clock())
        except StoreError as error:
            self._store_failed(error)
            step = Step(reached=False)
        # Not all at once: many kiosks were switched on at the same minute.
        often = self._ask_seconds if step.reached else min(self._ask_seconds, PROBE_SECONDS)
        wait = 0.0 if step.more else often * (0.9 + 0.2 * self._chance())
        self._ask_at = self._clock().monotonic + wait

    def _forget(self) -> None:
        now = self._clock()
        self._outbox.backed_up(None, now)
        self._outbox.forget(now.utc - timedelta(days=KEPT_DAYS))
        self._forget_at = now.monotonic + DAY_SECONDS

    def _check_file(self) -> None:
        now = self._clock()
        self._check_at = now.monotonic + DAY_SECONDS
        self._log("store-checked", sound=self._store.check_integrity(now))

    def _store_failed(self, error: StoreError) -> None:
        """What is locked or full is waited for; a file that is damaged or newer ends the agent."""
        if isinstance(error, StoreDamagedError | StoreNewerError):
            raise error
        self._log("store-failed", kind=type(error).__name__)

    def _log(self, event: str, **fields: str | int | float) -> None:
        self._journal(event, self._clock().utc, **fields)
