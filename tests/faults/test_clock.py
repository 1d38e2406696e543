"""A clock that is wrong, or jumps: order and delivery stay what they are, and no loop goes without rest.

Time is made up here: the agent's own loop runs for hours of it in a moment.
"""

import hashlib
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ground import LIMITS, SEED, SERVICE, SOAK

from council.keys import keys_in
from kiosk.clock import BUILT, Moment, from_iso
from kiosk.errors import KeysetError
from kiosk.item import OutboxState
from kiosk.keyset import Keyset
from kiosk.outbox import Outbox
from kiosk.store import Store
from kiosk.submission import Submission
from kiosk.submit import KioskFacts, Submitter
from sync.agent import Agent
from sync.backoff import Backoff
from sync.courier import Fault, Reply
from sync.journal import Journal

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WRONG = {
    "1970": datetime(1970, 1, 1, tzinfo=UTC) - NOW,
    "an hour behind": timedelta(hours=-1),
    "an hour ahead": timedelta(hours=1),
    "ten years ahead": timedelta(days=3652),
}
SUBMISSION = Submission(
    journey="missed-bin", version=1, hash="", language="en", today="2026-11-22", answers={}
)


class World:
    """A clock, and a stop signal whose waiting lets it go on."""

    def __init__(self, hours: float = 1.0) -> None:
        self.real = 0.0
        self.off = timedelta()
        self.boot = "a"
        self.end = hours * 3600
        self.waits = 0
        self.each: Callable[[], None] = lambda: None

    def __call__(self) -> Moment:
        return Moment(NOW + timedelta(seconds=self.real) + self.off, 1000.0 + self.real, self.boot)

    def is_set(self) -> bool:
        return self.real >= self.end

    def wait(self, seconds: float) -> bool:
        self.waits += 1
        # What takes no time at all would be a loop that never rests.
        self.real += max(seconds, 0.0005)
        self.each()
        return self.is_set()


class Council:
    """A council in memory: keeps what it acknowledges, and answers as its script says."""

    def __init__(
        self, world: World, script: Callable[[str, int], Reply | Fault | None] | None = None
    ) -> None:
        self.world = world
        self.script = script or (lambda _, number: None)
        self.held: list[str] = []
        self.asked: list[float] = []
        self.probes = 0
        self.there = True

    def put_submission(self, submission_id: str, data: bytes) -> Reply | Fault:
        self.asked.append(self.world.real)
        self.world.real += 0.05
        found = self.script(submission_id, len(self.asked))
        if found is not None:
            return found
        if submission_id not in self.held:
            self.held.append(submission_id)
        sha256 = hashlib.sha256(data).hexdigest()
        body = f'{{"id":"{submission_id}","sha256":"{sha256}","received_at":"2026-11-22T12:00:00Z"}}'
        return Reply(status=201, content_type="application/json", body=body.encode())

    def healthy(self) -> bool:
        self.probes += 1
        return self.there


@pytest.fixture(scope="module")
def keyset(tmp_path_factory: pytest.TempPathFactory) -> Keyset:
    return keys_in(tmp_path_factory.mktemp("keys")).public


@pytest.fixture
def store(tmp_memory: Path) -> Any:
    with Store.open(tmp_memory / "state" / "kiosk.db", LIMITS) as opened:
        yield opened


def save(store: Store, keyset: Keyset, number: int, clock: Callable[[], Moment]) -> list[str]:
    facts = KioskFacts("demo-1", "Exampleton Library", "0.1.0")
    # The sealing goes by a clock that is right: which keys are usable has a test of its own.
    submitter = Submitter(store, keyset, facts, lambda: Moment(NOW, clock().monotonic, clock().boot))
    return [submitter.submit(SUBMISSION, SERVICE).id for _ in range(number)]


def run(store: Store, council: Any, world: World, lines: list[str] | None = None) -> None:
    chance = random.Random(SEED)
    journal = Journal((lines if lines is not None else []).append)
    agent = Agent(
        store, council, stop=world, backoff=Backoff(), journal=journal, clock=world, chance=chance.random
    )
    agent.begin()
    agent.run()


@pytest.mark.parametrize("wrong", WRONG)
def test_with_a_wrong_clock_all_arrives_in_order(store: Store, keyset: Keyset, wrong: str) -> None:
    world = World(hours=0.1)
    world.off = WRONG[wrong]
    saved = save(store, keyset, 5, world)
    council = Council(world, lambda _, number: Fault.BROKEN if number in (2, 4) else None)
    lines: list[str] = []
    run(store, council, world, lines)
    assert sorted(council.held) == sorted(saved)
    assert council.held[0] == saved[0]
    assert len(council.asked) == 7
    reported = [json.loads(line)["event"] for line in lines].count("clock-wrong")
    assert reported == (1 if world().utc < BUILT else 0)


@pytest.mark.parametrize("jump", WRONG)
def test_a_jump_in_the_middle_of_sending_changes_nothing(store: Store, keyset: Keyset, jump: str) -> None:
    world = World(hours=0.1)
    saved = save(store, keyset, 6, world)

    def script(_: str, number: int) -> Reply | Fault | None:
        world.off = WRONG[jump] if number % 2 else timedelta()
        return Fault.BROKEN if number == 3 else None

    council = Council(world, script)
    run(store, council, world)
    assert sorted(council.held) == sorted(saved)
    unhurt = [one for one in council.held if one != saved[2]]
    assert unhurt == [one for one in saved if one != saved[2]]
    assert len(council.asked) == 7


TROUBLES: dict[str, Reply | Fault] = {
    "nobody": Fault.CONNECT,
    "time-outs": Fault.TIMEOUT,
    "broken": Fault.BROKEN,
    "500": Reply(status=500),
    "503 without a time": Reply(status=503),
    "429 with a time": Reply(status=429, retry_after="120"),
    "401": Reply(status=401),
    "404 of somebody else": Reply(status=404),
    "portal": Reply(status=302),
    "portal page": Reply(status=200, content_type="text/html", body=b"<html>"),
}


def jumping(world: World, seed: int) -> None:
    """Let the wall clock jump a few times an hour, by anything up to ten years."""
    chance = random.Random(seed)

    def each() -> None:
        if chance.random() < 0.01:
            world.off = timedelta(seconds=chance.uniform(-1e9, 3.2e8))

    world.each = each


@pytest.mark.parametrize(
    ("trouble", "there"),
    [*((trouble, True) for trouble in TROUBLES), ("nobody", False), ("portal", False)],
)
def test_a_long_time_of_trouble_is_no_tight_loop_whatever_the_clock_does(
    store: Store, keyset: Keyset, trouble: str, there: bool
) -> None:
    world = World(hours=0.25)
    jumping(world, SEED)
    saved = save(store, keyset, 6, world)
    council = Council(world, lambda *_: TROUBLES[trouble])
    council.there = there
    run(store, council, world)
    assert council.held == []
    assert [item.state for item in Outbox(store).items()] == [OutboxState.QUEUED] * 6, "everything is kept"
    # At the most once a second in the first seconds, then ever fewer, but never none.
    assert 1 <= len(council.asked) <= 120
    late = sum(at > 450 for at in council.asked)
    assert late <= 60
    assert council.probes <= 60
    assert late + council.probes >= 2, "it did not give up"
    if trouble == "429 with a time":
        assert len(council.asked) <= 8
    assert world.waits < 3 * 900, "and the loop itself rests"
    # Once the trouble is over, all of it goes.
    council.script, council.there = (lambda *_: None), True
    world.end += 600
    run(store, council, world)
    assert sorted(council.held) == sorted(saved)


def test_control_waiting_by_the_wall_clock_is_found_out(store: Store, keyset: Keyset) -> None:
    """An agent that measures its waits by the wall clock stands still when that is set back."""
    world = World(hours=0.5)

    class ByTheWall(World):
        def __call__(self) -> Moment:
            now = world()
            return Moment(now.utc, now.utc.timestamp(), now.boot)

        def is_set(self) -> bool:
            return world.is_set()

        def wait(self, seconds: float) -> bool:
            return world.wait(seconds)

    saved = save(store, keyset, 3, world)

    def script(_: str, number: int) -> Reply | Fault | None:
        if number == 1:
            return Fault.BROKEN
        world.off = WRONG["1970"]
        return Fault.BROKEN if number < 5 else None

    council = Council(world, script)
    run(store, council, ByTheWall())
    assert sorted(council.held) != sorted(saved)


@pytest.mark.parametrize(
    ("wrong", "usable"), [("1970", False), ("an hour behind", True), ("an hour ahead", True)]
)
def test_the_keyset_goes_by_the_clock_and_says_so_before_a_form_starts(
    store: Store, keyset: Keyset, wrong: str, usable: bool
) -> None:
    def clock() -> Moment:
        return Moment(datetime.now(UTC) + WRONG[wrong], 1000.0, "a")

    submitter = Submitter(store, keyset, KioskFacts("demo-1", "Exampleton Library", "0.1.0"), clock)
    if usable:
        submitter.check_ready()
        return
    with pytest.raises(KeysetError, match="check the date and time of this machine"):
        submitter.check_ready()


def test_what_waits_for_its_time_does_not_wait_into_the_next_boot(store: Store, keyset: Keyset) -> None:
    world = World()
    (one,) = save(store, keyset, 1, world)
    outbox = Outbox(store)
    outbox.start(one, world())
    outbox.put_back(one, world(), reason="http-503", wait=900)
    assert outbox.due(world()) == ()
    world.boot = "b"
    world.off = WRONG["1970"]
    assert outbox.due(world()) == (one,)


def test_the_council_knows_the_right_time_whatever_the_kiosk_says(store: Store, keyset: Keyset) -> None:
    world = World(hours=0.1)
    world.off = WRONG["ten years ahead"]
    save(store, keyset, 1, world)
    run(store, Council(world), world)
    (item,) = Outbox(store).items()
    assert item.received_at == from_iso("2026-11-22T12:00:00Z")
    assert item.sent_at is not None
    assert item.sent_at.year == 2036, "the kiosk's own time stays what it was"


@pytest.mark.soak(only=True)
@pytest.mark.timeout(3600)
def test_soak_random_jumps(store: Store, keyset: Keyset) -> None:
    seed = SEED if SOAK == 1 else random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)
    rounds, jumps, items = 10 * SOAK, 0, 0
    for number in range(rounds):
        world = World(hours=0.5)
        jumping(world, seed + number)
        saved = save(store, keyset, 5, world)
        items += len(saved)
        council = Council(
            world, lambda *_: chance.choice(list(TROUBLES.values())) if chance.random() < 0.5 else None
        )
        before = world.each

        def each(before: Callable[[], None] = before, world: World = world) -> None:
            nonlocal jumps
            off = world.off
            before()
            jumps += off != world.off

        world.each = each
        run(store, council, world)
        council.script, world.end = (lambda *_: None), world.end + 1200
        run(store, council, world)
        assert sorted(council.held) == sorted(saved)
        with store.write():
            store.connection.execute("DELETE FROM outbox")
    print(f"clock: {rounds} runs, {jumps} jumps, {items} items, 0 lost, seed {seed}")
