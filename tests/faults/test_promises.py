"""The promises of the outbox hold whatever happens, in whatever order (a state machine of Hypothesis).

Residents press Send; the agent sends, and meets every kind of reply; it is killed and begins again; the clock
jumps, the machine boots, staff retry and discard. After each step the kiosk's rows are compared with what a
council in memory holds.
"""

import hashlib
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from ground import SEED, SERVICE, SOAK
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import kiosk.item
import sync.delivery
from council.keys import keys_in
from kiosk.clock import Moment
from kiosk.errors import StoreFullError
from kiosk.given_up import GivenUp
from kiosk.item import Event, OutboxState
from kiosk.outbox import Outbox
from kiosk.room import Limits
from kiosk.store import Store
from kiosk.submission import Submission
from kiosk.submit import KioskFacts, Submitter
from sync.agent import Agent
from sync.backoff import Backoff
from sync.courier import Fault, Kind, Reply, Verdict
from sync.journal import Journal
from sync.wire import PROBLEM_PREFIX, PROBLEM_TYPE, Acknowledgement

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LIMIT = 6
LIMITS = Limits(free_bytes=0, items=LIMIT, free_share=0.0, warn_share=0.0, ballast_bytes=0)
SUBMISSION = Submission(
    journey="missed-bin", version=1, hash="", language="en", today="2026-11-22", answers={}
)
MEMORY = Path("/dev/shm")
LOSING = ("lost", "cut", "wrong-hash", "bad-gateway")
"""The council stores it, and the kiosk does not learn so."""
REPLIES: dict[str, Reply | Fault] = {
    "no connection": Fault.CONNECT,
    "time-out": Fault.TIMEOUT,
    "broken": Fault.BROKEN,
    "500": Reply(status=500),
    "503": Reply(status=503, retry_after="30"),
    "429": Reply(
        status=429, retry_after="Sun, 22 Nov 2026 12:05:00 GMT", date="Sun, 22 Nov 2026 12:00:00 GMT"
    ),
    "401": Reply(status=401),
    "404": Reply(status=404, content_type="text/html", body=b"<h1>404</h1>"),
    "portal": Reply(status=302),
    "portal page": Reply(status=200, content_type="text/html", body=b"<html>"),
    "empty": Reply(status=204),
}
OUTCOMES = ("good", "refused", *LOSING, *REPLIES)


def acknowledgement(submission_id: str, sha256: str) -> Reply:
    found = Acknowledgement(id=submission_id, sha256=sha256, received_at=NOW)
    return Reply(status=201, content_type="application/json", body=msgspec.json.encode(found))


class Killed(BaseException):
    """The power of this process is gone."""


class Council:
    """Stores what it acknowledges, once; meets the outcomes that the machine has drawn."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self.outcomes: list[str] = []
        self.well = True

    def put_submission(self, submission_id: str, data: bytes) -> Reply | Fault:
        outcome = self.outcomes.pop(0) if self.outcomes else "good"
        if outcome == "killed before":
            raise Killed
        if outcome in REPLIES:
            return REPLIES[outcome]
        if outcome == "refused" and submission_id not in self.held:
            problem = {"type": f"{PROBLEM_PREFIX}other-id", "title": "No", "status": 422}
            body = msgspec.json.encode({**problem, "submission": submission_id})
            return Reply(status=422, content_type=PROBLEM_TYPE, body=body)
        sha256 = hashlib.sha256(data).hexdigest()
        assert self.held.setdefault(submission_id, sha256) == sha256, "its bytes were changed on the way"
        if outcome == "killed after":
            raise Killed
        if outcome in LOSING:
            wrong = acknowledgement(submission_id, "0" * 64)
            return {"wrong-hash": wrong, "bad-gateway": Reply(status=502)}.get(outcome, Fault.BROKEN)
        return acknowledgement(submission_id, sha256)

    def healthy(self) -> bool:
        return self.well


class Promises(RuleBasedStateMachine):
    """A kiosk, its staff, its residents, and a council."""

    keys: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None, prefix="promises-"))
        if Promises.keys is None:
            with tempfile.TemporaryDirectory() as folder:
                Promises.keys = keys_in(Path(folder)).public
        self.passed, self.off, self.boot = 0.0, timedelta(), "a"
        self.council = Council()
        self.saved: list[str] = []
        self.discarded: set[str] = set()
        self.open()

    def clock(self) -> Moment:
        return Moment(NOW + timedelta(seconds=self.passed) + self.off, 1000.0 + self.passed, self.boot)

    def open(self) -> None:
        self.store = Store.open(self.folder / "kiosk.db", LIMITS)
        self.outbox = Outbox(self.store)
        self.begin()

    def begin(self) -> None:
        self.agent = Agent(
            self.store,
            self.council,
            journal=Journal(lambda _: None),
            backoff=Backoff(),
            clock=self.clock,
            chance=lambda: 0.5,
        )
        self.agent.begin()

    def held_by_staff(self) -> list[str]:
        return [item.id for item in self.outbox.items() if item.state is OutboxState.QUARANTINED]

    @rule(number=st.integers(1, 3))
    def somebody_presses_send(self, number: int) -> None:
        facts = KioskFacts("demo-1", "Exampleton Library", "0.1.0")
        submitter = Submitter(
            self.store, Promises.keys, facts, lambda: Moment(NOW, self.clock().monotonic, self.boot)
        )
        for _ in range(number):
            unsent = len(self.saved) - len(self.done())
            try:
                self.outbox.check_room()
            except StoreFullError:
                assert unsent >= LIMIT, "it refuses only what has no room"
                continue
            assert unsent < LIMIT, "promise 6: it refuses before the form starts"
            self.saved.append(submitter.submit(SUBMISSION, SERVICE).id)

    @rule(outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=8), well=st.booleans())
    def the_agent_sends(self, outcomes: list[str], well: bool) -> None:
        self.council.outcomes, self.council.well = list(outcomes), well
        self.agent.once()

    @rule(
        outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=3), where=st.sampled_from(["before", "after"])
    )
    def the_agent_is_killed_while_it_sends(self, outcomes: list[str], where: str) -> None:
        self.council.outcomes = [*outcomes, f"killed {where}"]
        try:
            self.agent.once()
        except Killed:
            self.store.close()
            self.open()

    @rule(seconds=st.floats(0, 100_000), jump=st.sampled_from([0, -1, 1, 87_600, -496_000]))
    def time_passes_and_the_clock_jumps(self, seconds: float, jump: int) -> None:
        self.passed += seconds
        self.off = timedelta(hours=jump)

    @rule()
    def the_machine_boots(self) -> None:
        self.boot += "b"
        self.store.close()
        self.open()

    @precondition(lambda self: self.held_by_staff())
    @rule(discard=st.booleans())
    def staff_decide(self, discard: bool) -> None:
        item_id = self.held_by_staff()[0]
        if discard:
            self.outbox.discard(item_id, self.clock(), "Alex Staff", GivenUp.KNOWN)
            self.discarded.add(item_id)
        else:
            self.outbox.retry(item_id, self.clock(), "Alex Staff")

    def done(self) -> set[str]:
        known = {item.id: item.state for item in self.outbox.items()}
        closed = (OutboxState.DELIVERED, OutboxState.DISCARDED)
        return {item_id for item_id in self.saved if known.get(item_id, OutboxState.DELIVERED) in closed}

    @invariant()
    def the_account_balances(self) -> None:
        sealed = {
            item_id: (OutboxState(state), sha256, held, by)
            for item_id, state, sha256, held, by in self.store.rows(
                "SELECT id, state, sha256, envelope IS NOT NULL, closed_by FROM outbox"
            )
        }
        assert set(sealed) <= set(self.saved)
        for item_id in self.saved:
            if item_id not in sealed:
                # Thirty days over: the row of what was closed is gone, of nothing else.
                assert item_id in self.council.held or item_id in self.discarded
        for item_id, (state, sha256, held, by) in sealed.items():
            if state is OutboxState.DELIVERED:
                assert self.council.held.get(item_id) == sha256, "promises 1 and 3: sent, and not there"
            elif state is OutboxState.DISCARDED:
                assert item_id in self.discarded, "promise 3: only staff give up"
                assert by == "Alex Staff"
                assert not held
            else:
                assert held, "promise 3: nothing is erased before it is acknowledged"
            assert state is not OutboxState.SENDING, "nobody is sending now"
        unsent = [one for one, (state, *_) in sealed.items() if state in kiosk.item.UNSENT]
        assert (self.outbox.oldest_unsent_age(self.clock()) is not None) == bool(unsent), "promise 5"
        assert self.outbox.counts().unsent == len(unsent), "promise 7: who wipes can ask"

    def teardown(self) -> None:
        try:
            self.council.outcomes, self.council.well = [], True
            for _ in range(3):
                self.agent.once()
            self.the_account_balances()
            left = {item.state for item in self.outbox.items() if item.id in set(self.saved) - self.done()}
            assert left <= {OutboxState.QUARANTINED}, (
                "promise 4: the network is well, and something is held up"
            )
        finally:
            self.store.close()
            shutil.rmtree(self.folder)


def tried(machine: type[RuleBasedStateMachine], examples: int, steps: int, *, shrink: bool = True) -> None:
    phases = [Phase.explicit, Phase.generate, *([Phase.shrink] if shrink else [])]
    found = settings(
        max_examples=examples,
        stateful_step_count=steps,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    if SOAK > 1:
        run_state_machine_as_test(machine, settings=found)
    else:
        run_state_machine_as_test(seeded(SEED)(machine), settings=found)


def test_the_promises_hold_whatever_happens() -> None:
    tried(Promises, 30, 30)


@pytest.mark.soak(only=True)
@pytest.mark.timeout(7200)
def test_soak_the_promises() -> None:
    lives = 100 if SOAK == 1 else 500 * SOAK
    tried(Promises, lives, 50)
    print(f"promises: {lives} lives of up to 50 steps, 0 promises broken")


# -- the controls -------------------------------------------------------------------------------------------


def believes_everything(submission_id: str, sha256: str, reply: Reply | Fault, now: datetime) -> Verdict:
    if isinstance(reply, Reply) and reply.status < 300:
        return Verdict(kind=Kind.DELIVERED, reason="acknowledged", received_at=now)
    return Verdict(kind=Kind.BUSY, reason="busy")


def test_control_a_courier_that_believes_everything_breaks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync.delivery, "judge", believes_everything)
    with pytest.raises(AssertionError, match="promises 1 and 3"):
        tried(Promises, 50, 30, shrink=False)


def test_control_a_state_that_is_not_recovered_breaks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outbox, "recover", lambda self: 0)
    with pytest.raises(AssertionError, match="nobody is sending now"):
        tried(Promises, 50, 30, shrink=False)


def test_control_a_refusal_that_discards_breaks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry of the table of states, changed."""
    refusal = (OutboxState.SENDING, Event.REJECT)
    monkeypatch.setitem(kiosk.item.TRANSITIONS, refusal, OutboxState.DISCARDED)
    with pytest.raises(AssertionError, match="promise 3: only staff give up"):
        tried(Promises, 50, 30, shrink=False)


def test_control_a_queue_that_stops_at_the_first_failure_breaks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    really = Outbox.due

    def due(self: Outbox, now: Moment, **how: Any) -> tuple[str, ...]:
        found = really(self, now, **how)
        return () if any(item.attempts for item in self.items()) else found

    monkeypatch.setattr(Outbox, "due", due)
    with pytest.raises(AssertionError, match="promise 4"):
        tried(Promises, 50, 30, shrink=False)
