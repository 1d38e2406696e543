"""The agent: one process that brings the outbox to the council, for as long as the kiosk runs.

It holds a kernel lock on the state folder, so there is one at a time and death frees it. Each item is
marked as being sent before any byte leaves, and whatever is found so marked at the start goes again: the
council stores an id once. Nothing is held in memory that a restart would miss.

Between deliveries it says how the kiosk is, and asks for new content, one bounded piece at a time, so that a
long download never holds up what a resident sends.

What a reply means is `courier`, how long to wait `backoff`, the network `client`, content `content`, what is
said of the kiosk `heartbeat`.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event as Signal
from typing import Protocol

from msgspec import Struct

from kiosk.clock import BUILT, Moment, iso, moment
from kiosk.contact import Contact
from kiosk.errors import AgentError, StoreDamagedError, StoreError, StoreNewerError
from kiosk.outbox import CRASHES_BEFORE_LAST, KEPT_DAYS, Event, Outbox, OutboxState, Parcel
from kiosk.store import Store
from sync.backoff import Backoff
from sync.courier import Fault, Kind, Reply, Verdict, judge
from sync.journal import Journal
from sync.wire import HeartbeatReply

LOOK_SECONDS = 1.0
"""How often the loop looks into the database for something new."""
LONGEST_LOOK_SECONDS = 60.0
"""Looks at the latest after so long, even if nothing seems to have changed."""
PROBE_SECONDS = 60.0
"""Without the council, asks at the latest after so long whether it is back."""
ASK_SECONDS = 300.0
"""Asks the council so often for new content, or else whether it is there."""
DAY_SECONDS = 24 * 3600.0
CONTACT_SECONDS = 5.0
"""While one delivery follows the other, a contact with the council is noted so often: a commit of its own for
each would be a third of all that a full queue costs, and whoever asks asks in minutes."""
STREAK = 3
"""After so many failures in a row one other item is tried: when that fails too, it is not the items."""
CHECK_AFTER_SECONDS = 1800.0
"""The whole file is checked so long after the start for the first time, and then daily."""


class Council(Protocol):
    """The council as the agent sees it; `sync.client.Client` is the real one."""

    def put_submission(self, submission_id: str, data: bytes) -> Reply | Fault:
        """Send one envelope."""
        ...

    def healthy(self) -> bool:
        """Whether the council itself answers."""
        ...


class Content(Protocol):
    """What fetches the council's content; `sync.content.Fetcher` is the real one."""

    def step(self) -> "Step":
        """Do one bounded piece of work."""
        ...


class Heart(Protocol):
    """What says how the kiosk is; `sync.heartbeat.Heart` is the real one."""

    def due(self, pause: str) -> bool:
        """Whether it is time. `pause` says why nothing is sent."""
        ...

    def beat(self, pause: str) -> "Pulse":
        """Say it once."""
        ...


class Pulse(Struct, frozen=True):
    """What came of one beat: the council's answer, or None and a short `reason`. `unknown`: the council does
    not know who says it."""

    answer: HeartbeatReply | None
    unknown: bool = False
    reason: str = ""


class Step(Struct, frozen=True):
    """What came of one piece of work: whether the council answered, and whether there is more to do now."""

    reached: bool
    more: bool = False


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
        self._backoff = backoff or Backoff()
        self._journal = journal or Journal()
        self._clock = clock
        self._chance = chance
        self._failures = 0
        self._offline = False
        self._interrupted = False
        self._unheard = False
        self._pause = ""
        self._rest_until = 0.0
        self._forget_at = 0.0
        self._contact_at = 0.0
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
        self._pass(everything=True)

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
            rested = now.monotonic >= self._rest_until
            # Asking whether the network is back costs little, and whoever saved this stands at the kiosk.
            if (version != seen and (rested or self._offline)) or (rested and now.monotonic >= look_again):
                seen = version
                look_again = self._look()
            ask_at = max(self._ask_at, self._rest_until)
            if self._clock().monotonic >= ask_at:
                self._ask()
                ask_at = self._ask_at
            self.beat()
            wait = min(look_again, ask_at) - self._clock().monotonic
            self._stop.wait(min(LOOK_SECONDS, max(0.0, wait)))
        self._log("stopped")

    def beat(self) -> None:
        """Say how the kiosk is, when it is time, and do what the council's answer means for the queue."""
        if self._heart is None or not self._heart.due(self._pause):
            return
        pulse = self._heart.beat(self._pause)
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
        self._failures = 0
        if self._offline:
            self._offline = False
            self._rest_until = 0.0
            self._pause = ""
            self._log("online")
        try:
            self._contact.reached(now)
            # First what the council lost: a backup made since then may reach further than what it has.
            if answer.restored_at is not None and answer.restored_to is not None:
                resent = self._outbox.lost_since(answer.restored_to, now, restored_at=answer.restored_at)
                if resent.again or resent.gone:
                    self._log("sent-again", again=resent.again, gone=resent.gone)
            self._outbox.backed_up(answer.backed_up_to, now)
        except (StoreDamagedError, StoreNewerError):
            raise
        except StoreError as error:
            self._log("store-failed", kind=type(error).__name__)

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
            self._pass()
            wait = self._outbox.next_due(self._clock())
        except (StoreDamagedError, StoreNewerError):
            raise
        except StoreError as error:
            # What was in hand may be marked as being sent, and sent: it goes again, which does no harm.
            self._interrupted = True
            self._log("store-failed", kind=type(error).__name__)
            self._rest("store")
            return self._rest_until
        after = self._clock().monotonic + (LONGEST_LOOK_SECONDS if wait is None else wait)
        return max(after, self._rest_until)

    def _pass(self, *, everything: bool = False) -> None:
        """Send what is due, in order, until something says that it is not the items."""
        ids = self._outbox.due(self._clock(), everything=everything, limit=10_000 if everything else 100)
        if ids and self._offline and not self._back_online():
            self._rest("offline")
            return
        streak = 0
        tried: set[str] = set()
        for item_id in ids:
            if self._stop.is_set():
                return
            if item_id in tried:
                continue
            tried.add(item_id)
            verdict = self._send(item_id)
            if verdict.kind is Kind.DELIVERED:
                self._failures = streak = 0
            elif verdict.kind is not Kind.REJECTED:
                streak += 1
                if streak >= STREAK and not verdict.stop:
                    # It may be these items only: then however many there are, they hold up no other.
                    witness = self._outbox.least_tried(self._clock(), everything=everything)
                    if witness is not None and witness not in tried and not self._stop.is_set():
                        tried.add(witness)
                        verdict = self._send(witness)
                    if verdict.kind in (Kind.DELIVERED, Kind.REJECTED):
                        self._failures = streak = 0
                        continue
                if verdict.stop or streak >= STREAK:
                    self._rest(verdict.reason, verdict.rest)
                    return
        self._pause = ""

    def _send(self, item_id: str) -> Verdict:
        parcel = self._outbox.start(item_id, self._clock())
        reply = self._council.put_submission(parcel.id, parcel.data)
        now = self._clock()
        verdict = judge(parcel.id, parcel.sha256, reply, now.utc)
        self._apply(parcel, verdict, now)
        if verdict.kind is Kind.OFFLINE and not self._offline:
            self._offline = True
            self._log("offline")
        if verdict.kind is Kind.IDENTITY:
            self._log("identity-refused", reason=verdict.reason)
        return verdict

    def _apply(self, parcel: Parcel, verdict: Verdict, now: Moment) -> None:
        told: dict[str, str | int | float] = {"seq": parcel.seq, "attempts": parcel.attempts}
        if verdict.received_at is not None:
            self._outbox.delivered(parcel.id, now, iso(verdict.received_at))
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

    def _back_online(self) -> bool:
        if not self._council.healthy():
            return False
        # The failures stay counted: a service that answers for its health may take nothing all the same.
        self._offline = False
        self._pause = ""
        self._contact.reached(self._clock())
        self._log("online")
        return True

    def _ask(self) -> None:
        """One piece of fetching content; without content, only ask whether the council is there."""
        try:
            step = self._content.step() if self._content else Step(self._council.healthy())
            if step.reached:
                self._contact.reached(self._clock())
        except (StoreDamagedError, StoreNewerError):
            raise
        except StoreError as error:
            self._log("store-failed", kind=type(error).__name__)
            step = Step(reached=False)
        # Not all at once: many kiosks were switched on at the same minute.
        often = self._ask_seconds if step.reached else min(self._ask_seconds, PROBE_SECONDS)
        wait = 0.0 if step.more else often * (0.9 + 0.2 * self._chance())
        self._ask_at = self._clock().monotonic + wait

    def _rest(self, reason: str, least: float = 0.0) -> None:
        self._failures += 1
        most = PROBE_SECONDS if self._offline else self._backoff.most
        seconds = max(least, min(most, self._backoff.wait(self._failures, self._chance())))
        self._rest_until = self._clock().monotonic + seconds
        self._pause = reason
        self._log("resting", reason=reason, seconds=round(seconds, 1))

    def _forget(self) -> None:
        now = self._clock()
        self._outbox.backed_up(None, now)
        self._outbox.forget(now.utc - timedelta(days=KEPT_DAYS))
        self._forget_at = now.monotonic + DAY_SECONDS

    def _check_file(self) -> None:
        now = self._clock()
        self._check_at = now.monotonic + DAY_SECONDS
        self._log("store-checked", sound=self._store.check_integrity(now))

    def _log(self, event: str, **fields: str | int | float) -> None:
        self._journal(event, self._clock().utc, **fields)


@contextmanager
def alone(state_dir: Path) -> Iterator[None]:
    """Hold the agent's lock on this kiosk's state folder. Raises AgentError while another agent holds it."""
    from filelock import FileLock, Timeout

    lock = FileLock(state_dir / "agent.lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise AgentError(f"{state_dir}: another agent already serves this kiosk") from None
    except OSError as error:
        raise AgentError(f"{state_dir}: the agent cannot lock this folder: {error.strerror}") from None
    try:
        yield
    finally:
        lock.release()
