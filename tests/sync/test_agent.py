"""The agent against the real council server, over a wire that fails in every way we know."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from kiosk.clock import Moment, moment
from kiosk.contact import Contact
from kiosk.errors import AgentError, StoreDamagedError, StoreError, StoreFullError, StoreNewerError
from kiosk.item import OutboxState, Parcel
from kiosk.outbox import Outbox
from kiosk.store import Store
from sync.agent import Agent
from sync.backoff import Backoff
from sync.client import Client
from sync.courier import Fault, Reply
from sync.delivery import STREAK
from sync.journal import Journal
from sync.lock import alone
from sync.step import Step

SOON = Backoff(first=0.01, most=0.02)


def agent_for(store: Store, client: Any, lines: list[str] | None = None, **parts: Any) -> Agent:
    parts.setdefault("backoff", SOON)
    return Agent(store, client, journal=Journal((lines if lines is not None else []).append), **parts)


def states(site: Any) -> list[str]:
    return [item.state.value for item in site.items()]


def eventually(what: Callable[[], bool], seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.02)
    return False


# -- the happy way ---------------------------------------------------------------------------------------


def test_everything_saved_arrives_once_and_in_order(site: Any, server: Any, store: Store) -> None:
    before = len(site.held())
    saved = [site.submit(store, note=str(number)).id for number in range(5)]
    with site.client(server.url) as client:
        agent_for(store, client).once()
    assert site.held()[before:] == saved
    assert states(site) == ["delivered"] * 5
    assert all(item.sent_at and item.received_at and item.attempts == 1 for item in site.items())


def test_the_council_can_read_what_arrived(site: Any, server: Any, store: Store) -> None:
    saved = site.submit(store, full_name="Sam Example", bins=["refuse"])
    with site.client(server.url) as client:
        agent_for(store, client).once()
    shown = subprocess.run(
        [sys.executable, "-m", "council", "submissions", "--json", "--data", str(site.council)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert saved.id in shown
    assert '"full_name": "Sam Example"' in shown


# -- the network -----------------------------------------------------------------------------------------


def test_without_a_network_it_stays_saved_and_goes_when_it_is_back(
    site: Any, start_server: Any, store: Store
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    saved = site.submit(store)
    lines: list[str] = []
    with site.client(f"http://127.0.0.1:{port}") as client:
        agent = agent_for(store, client, lines)
        agent.once()
        agent.once()
        assert states(site) == ["queued"]
        assert site.items()[0].reason == "connect"
        assert sum('"offline"' in line for line in lines) >= 1
        returned = start_server(site, port)
        try:
            agent.once()
            assert states(site) == ["delivered"]
            assert saved.id in site.held()
        finally:
            returned.stop()


@pytest.mark.parametrize("fault", ["lost", "cut", "reset", "twice"])
def test_whatever_the_wire_does_it_arrives_exactly_once(
    site: Any, wire: Any, store: Store, fault: str
) -> None:
    before = len(site.held())
    saved = [site.submit(store).id for _ in range(3)]
    wire.faults = [fault, "", fault]
    with site.client(wire.url) as client:
        agent = agent_for(store, client)
        assert eventually(lambda: agent.once() or set(states(site)) == {"delivered"})
    assert sorted(site.held()[before:]) == sorted(saved)


def test_a_lost_acknowledgement_is_given_again(site: Any, wire: Any, store: Store) -> None:
    saved = site.submit(store)
    wire.faults = ["lost"]
    with site.client(wire.url) as client:
        agent = agent_for(store, client)
        agent.once()
        assert states(site) == ["queued"]
        assert site.held().count(saved.id) == 1
        agent.once()
    assert states(site) == ["delivered"]
    assert site.held().count(saved.id) == 1


def test_a_storm_of_faults_ends_with_one_record_each(site: Any, wire: Any, store: Store) -> None:
    before = len(site.held())
    saved = [site.submit(store).id for _ in range(20)]
    dice = random.Random(11)
    wire.faults = [dice.choice(["lost", "cut", "reset", "twice", "", ""]) for _ in range(60)]
    with site.client(wire.url) as client:
        agent = agent_for(store, client)
        assert eventually(lambda: agent.once() or set(states(site)) == {"delivered"}, 30)
    assert sorted(site.held()[before:]) == sorted(saved)


# -- somebody else answers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"content-type": "text/html"}, b"<html>Welcome to the library's WiFi. Sign in.</html>"),
        (302, {"location": "http://wifi.example/sign-in"}, b""),
        (511, {"content-type": "text/html"}, b"<html>Sign in</html>"),
        (
            200,
            {"content-type": "application/json"},
            b'{"id": "c7ce7c47-38a0-4722-8113-cc7b69818a00", "sha256": "'
            + b"0" * 64
            + b'", "received_at": "2026-11-22T12:00:00Z"}',
        ),
        (404, {"content-type": "text/html"}, b"<h1>Not Found</h1>"),
        (403, {}, b""),
        (500, {}, b""),
    ],
)
def test_an_answer_that_is_not_the_councils_sends_nothing_off(
    site: Any, store: Store, impostor: Any, status: int, headers: dict[str, str], body: bytes
) -> None:
    site.submit(store)
    with impostor(status, headers, body) as server, Client(server.url) as client:
        agent_for(store, client).once()
        assert states(site) == ["queued"]
        assert len(server.asked) == 1
        assert not client.healthy()
    ((held,),) = store.rows("SELECT length(envelope) FROM outbox")
    assert held > 1000


def test_a_wrong_hash_echoed_with_the_right_id_sends_nothing_off(
    site: Any, store: Store, impostor: Any
) -> None:
    saved = site.submit(store)
    body = f'{{"id": "{saved.id}", "sha256": "{"0" * 64}", "received_at": "2026-11-22T12:00:00Z"}}'
    with (
        impostor(200, {"content-type": "application/json"}, body.encode()) as server,
        Client(server.url) as client,
    ):
        agent_for(store, client).once()
    assert [(item.state.value, item.reason) for item in site.items()] == [("queued", "wrong-echo")]


def test_an_endless_answer_is_not_read_to_its_end(store: Store, impostor: Any) -> None:
    with (
        impostor(200, {"content-type": "application/json"}, b" " * 3_000_000) as server,
        Client(server.url) as client,
    ):
        reply = client.put_submission("c7ce7c47-38a0-4722-8113-cc7b69818a00", b"x")
    assert isinstance(reply, Reply)
    assert len(reply.body) <= 64 * 1024


# -- refusals --------------------------------------------------------------------------------------------


def test_a_refused_item_is_set_aside_and_the_others_go_on(site: Any, server: Any, store: Store) -> None:
    first, second = site.submit(store), site.submit(store)
    with store.write():
        store.connection.execute("UPDATE outbox SET envelope = ? WHERE id = ?", (b"torn", first.id))
    with site.client(server.url) as client:
        agent_for(store, client).once()
    assert states(site) == ["quarantined", "delivered"]
    assert site.items()[0].reason == "not-an-envelope"
    assert second.id in site.held()
    assert first.id not in site.held()


# -- a council made of replies, for what needs many ------------------------------------------------------


class Scripted:
    """A council that answers each submission, by its id, as `script` says."""

    def __init__(self, script: Callable[[str], Reply | Fault]) -> None:
        self.sent: list[str] = []
        self.probes = 0
        self.is_healthy = True
        self._script = script

    def put_submission(self, submission_id: str, data: bytes) -> Reply | Fault:
        assert data
        self.sent.append(submission_id)
        return self._script(submission_id)

    def healthy(self) -> bool:
        self.probes += 1
        return self.is_healthy


class Ticking:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.now = moment()

    def __call__(self) -> Moment:
        return self.now

    def pass_(self, seconds: float) -> None:
        now = self.now
        self.now = Moment(now.utc + timedelta(seconds=seconds), now.monotonic + seconds, now.boot)


def test_a_few_failures_in_a_row_end_the_pass(site: Any, store: Store) -> None:
    for _ in range(10):
        site.submit(store)
    council = Scripted(lambda _: Reply(status=500))
    agent_for(store, council).once()
    assert len(council.sent) == STREAK + 1


def test_one_item_that_always_fails_lets_the_others_by(site: Any, store: Store) -> None:
    bad = site.submit(store).id
    good = [site.submit(store).id for _ in range(3)]
    clock = Ticking()

    def script(submission_id: str) -> Reply | Fault:
        return Fault.BROKEN if submission_id == bad else acknowledged(store, submission_id)

    council = Scripted(script)
    agent_for(store, council, clock=clock, chance=lambda: 0.999, backoff=Backoff()).once()
    assert council.sent == [bad, *good]
    found = {item.id: item.state for item in site.items()}
    assert found == {bad: OutboxState.QUEUED, **dict.fromkeys(good, OutboxState.DELIVERED)}
    assert Outbox(store).due(clock()) == ()
    clock.pass_(2)
    assert Outbox(store).due(clock()) == (bad,)


@pytest.mark.parametrize("number", [4, 12])
def test_however_many_always_fail_they_hold_up_no_other(site: Any, store: Store, number: int) -> None:
    bad = [site.submit(store).id for _ in range(number)]
    good = [site.submit(store).id for _ in range(3)]
    clock = Ticking()
    council = Scripted(
        lambda one: Reply(status=404) if one in bad else acknowledged(store, one),
    )
    agent = agent_for(store, council, clock=clock, chance=lambda: 0.999, backoff=Backoff())
    for _ in range(number):
        agent.once()
        clock.pass_(1)
    found = {item.id: item.state for item in site.items()}
    assert [found[one] for one in good] == [OutboxState.DELIVERED] * 3
    assert [one for one in council.sent if one in good] == good, "in their order, once each"


def test_the_whole_queue_rests_as_long_as_the_council_asks(site: Any, store: Store) -> None:
    for _ in range(3):
        site.submit(store)
    lines: list[str] = []
    council = Scripted(lambda _: Reply(status=503, retry_after="120"))
    agent_for(store, council, lines, clock=Ticking()).once()
    assert len(council.sent) == 1
    assert any('"event": "resting", "reason": "http-503", "seconds": 120' in line for line in lines)
    assert Outbox(store).next_due(moment()) == 0  # the others wait for nothing of their own


def test_unknown_to_the_council_everything_is_kept_and_told(site: Any, store: Store) -> None:
    site.submit(store)
    lines: list[str] = []
    council = Scripted(lambda _: Reply(status=401))
    agent = agent_for(store, council, lines)
    agent.once()
    agent.once()
    assert [(item.state.value, item.attempts) for item in site.items()] == [("queued", 0)]
    assert sum('"identity-refused"' in line for line in lines) == 2


def test_after_an_outage_it_asks_for_the_council_before_it_sends(site: Any, store: Store) -> None:
    saved = site.submit(store).id
    council = Scripted(lambda one: Fault.CONNECT if not council.probes else acknowledged(store, one))
    council.is_healthy = False
    lines: list[str] = []
    agent = agent_for(store, council, lines)
    for _ in range(4):
        agent.once()
    assert (council.sent, council.probes) == ([saved], 3)
    council.is_healthy = True
    agent.once()
    assert states(site) == ["delivered"]
    assert any('"online"' in line for line in lines)


def test_what_a_dead_agent_was_sending_goes_again(site: Any, store: Store) -> None:
    saved = site.submit(store).id
    Outbox(store).start(saved, moment())
    lines: list[str] = []
    council = Scripted(lambda one: acknowledged(store, one))
    agent = agent_for(store, council, lines)
    agent.once()
    assert council.sent == []
    agent.begin()
    agent.once()
    assert [(item.state.value, item.crashes) for item in site.items()] == [("delivered", 1)]
    assert any('"recovered": 1' in line for line in lines)


def test_old_rows_are_forgotten_at_the_start(site: Any, store: Store) -> None:
    site.submit(store)
    clock = Ticking()
    agent = agent_for(store, Scripted(lambda one: acknowledged(store, one)), clock=clock)
    agent.once()
    clock.pass_(29 * 24 * 3600)
    agent.begin()
    assert states(site) == ["delivered"]
    clock.pass_(2 * 24 * 3600)
    agent.begin()
    assert states(site) == []


def test_the_log_names_no_submission(site: Any, server: Any, store: Store) -> None:
    saved = [site.submit(store, full_name="Sam Example") for _ in range(2)]
    lines: list[str] = []
    with site.client(server.url) as client:
        agent = agent_for(store, client, lines)
        agent.begin()
        agent.once()
    told = "\n".join(lines)
    assert told.count('"delivered"') == 2
    for one in saved:
        assert one.id not in told
        assert one.reference not in told
    assert "Sam" not in told


def acknowledged(store: Store, submission_id: str) -> Reply:
    """The right answer to what is being sent now."""
    ((sha256,),) = store.rows("SELECT sha256 FROM outbox WHERE id = :id", id=submission_id)
    body = f'{{"id": "{submission_id}", "sha256": "{sha256}", "received_at": "2026-11-22T12:00:00Z"}}'
    return Reply(status=201, content_type="application/json", body=body.encode())


# -- the loop --------------------------------------------------------------------------------------------


@contextlib.contextmanager
def running(site: Any, url: str, **parts: Any) -> Iterator[None]:
    """The agent's loop in a thread of its own, which opens its own database connection."""
    stop = threading.Event()

    def run() -> None:
        with Store.open(site.database) as own, site.client(url) as client:
            agent_for(own, client, stop=stop, **parts).run()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_the_loop_finds_what_is_saved_while_it_runs(site: Any, server: Any, store: Store) -> None:
    with running(site, server.url):
        for count in (1, 2):
            site.submit(store)
            assert eventually(lambda count=count: states(site) == ["delivered"] * count)  # type: ignore[misc]  a default binds the loop variable


def test_something_new_hurries_an_agent_that_waits_for_the_network(
    site: Any, start_server: Any, store: Store
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    site.submit(store)
    slow = Backoff(first=300, most=300)
    lines: list[str] = []
    with running(site, f"http://127.0.0.1:{port}", backoff=slow, chance=lambda: 0.999, lines=lines):
        assert eventually(lambda: any('"resting"' in line and "60.0" in line for line in lines))
        returned = start_server(site, port)
        try:
            time.sleep(0.5)
            assert states(site) == ["queued"]
            site.submit(store)
            assert eventually(lambda: states(site) == ["delivered"] * 2)
        finally:
            returned.stop()


def test_a_council_that_asked_for_rest_is_left_in_peace_all_the_same(
    site: Any, store: Store, impostor: Any
) -> None:
    site.submit(store)
    with impostor(503, {"retry-after": "600"}, b"") as busy, running(site, busy.url):
        assert eventually(lambda: len(busy.asked) == 1)
        site.submit(store)
        time.sleep(1.5)
        assert len(busy.asked) == 1


def test_the_loop_tries_again_until_the_network_is_back(site: Any, wire: Any, store: Store) -> None:
    wire.faults = ["reset", "lost", "reset", "reset", "lost"]
    saved = [site.submit(store).id for _ in range(3)]
    with running(site, wire.url):
        assert eventually(lambda: states(site) == ["delivered"] * 3)
    assert all(site.held().count(one) == 1 for one in saved)


def test_an_acknowledgement_that_cannot_be_stored_is_asked_for_again(
    site: Any, server: Any, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = site.submit(store)
    really, failures = Outbox.delivered, [StoreFullError("the disk is full"), StoreError("locked")]

    def delivered(
        self: Outbox, item_id: str, now: Moment, received_at: str, *, then: str | None
    ) -> Parcel | None:
        if failures:
            raise failures.pop()
        return really(self, item_id, now, received_at, then=then)

    monkeypatch.setattr(Outbox, "delivered", delivered)
    lines: list[str] = []
    with running(site, server.url, lines=lines):
        assert eventually(lambda: states(site) == ["delivered"])
    assert [line.partition('"kind": ')[2] for line in lines if "store-failed" in line] == [
        '"StoreError"}',
        '"StoreFullError"}',
    ]
    assert site.held().count(saved.id) == 1


@pytest.mark.parametrize("error", [StoreDamagedError, StoreNewerError])
@pytest.mark.parametrize("at", [(Outbox, "due"), (Contact, "reached")], ids=["sending", "asking"])
def test_a_file_that_is_damaged_or_newer_is_not_waited_for(
    store: Store, monkeypatch: pytest.MonkeyPatch, at: tuple[type, str], error: type[StoreError]
) -> None:
    stop = threading.Event()

    def broken(*_: object, **__: object) -> None:
        stop.set()  # an agent that goes on nevertheless comes to its end
        raise error("the file")

    monkeypatch.setattr(*at, broken)
    with pytest.raises(error):
        agent_for(store, Scripted(lambda _: Fault.BROKEN), stop=stop).run()


# -- the process -----------------------------------------------------------------------------------------


def start(site: Any, url: str, *options: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "kiosk", "agent", "--config", str(site.config(url)), *options]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_once_says_whether_all_was_sent(site: Any, server: Any, store: Store, impostor: Any) -> None:
    site.submit(store)
    with impostor(503, {}, b"") as busy:
        first = start(site, busy.url, "--once")
        assert (first.communicate(timeout=20)[0], first.returncode) == ("1 not sent\n", 1)
    second = start(site, server.url, "--once")
    assert (second.communicate(timeout=20)[0], second.returncode) == ("all sent\n", 0)


def test_killed_in_the_middle_of_sending_it_goes_again_and_is_held_once(
    site: Any, wire: Any, store: Store
) -> None:
    saved = site.submit(store)
    wire.faults = ["held"]
    agent = start(site, wire.url)
    assert wire.taken.wait(20)
    assert states(site) == ["sending"]
    os.kill(agent.pid, signal.SIGKILL)
    agent.communicate(timeout=10)
    wire.release.set()
    again = start(site, wire.url, "--once")
    again.communicate(timeout=20)
    assert again.returncode == 0
    assert [(item.state.value, item.attempts, item.crashes) for item in site.items()] == [("delivered", 2, 1)]
    assert site.held().count(saved.id) == 1


def test_told_to_end_it_finishes_the_item_in_hand(site: Any, wire: Any, store: Store) -> None:
    site.submit(store)
    site.submit(store)
    wire.faults = ["held"]
    agent = start(site, wire.url)
    assert wire.taken.wait(20)
    agent.terminate()
    time.sleep(0.1)
    wire.release.set()
    _, log = agent.communicate(timeout=20)
    assert agent.returncode == 0
    assert states(site) == ["delivered", "queued"]
    assert '"stopped"' in log


def test_a_second_agent_is_refused_in_one_line(site: Any, server: Any, store: Store) -> None:
    with alone(site.database.parent):
        second = start(site, server.url, "--once")
        _, told = second.communicate(timeout=20)
        assert second.returncode == 2
        assert told.splitlines() == [
            f"kiosk: {site.database.parent}: another agent already serves this kiosk"
        ]
        with pytest.raises(AgentError), alone(site.database.parent):
            pass
    with alone(site.database.parent):
        pass  # free again


# -- contact ---------------------------------------------------------------------------------------------


def test_a_delivery_is_a_contact_and_a_dead_wire_is_none(site: Any, server: Any, store: Store) -> None:
    store.connection.execute("DELETE FROM contact")
    site.submit(store, note="first")
    with Client("http://127.0.0.1:9") as nobody:
        agent_for(store, nobody).once()
    assert Contact(store).reached_at() is None
    before = moment().utc.replace(microsecond=0)
    with site.client(server.url) as client:
        agent_for(store, client).once()
    reached = Contact(store).reached_at()
    assert reached is not None
    assert reached >= before


def test_of_deliveries_that_follow_each_other_the_first_is_noted_as_a_contact(
    site: Any, server: Any, store: Store
) -> None:
    for number in range(4):
        site.submit(store, note=str(number))
    said: list[str] = []
    store.connection.set_trace_callback(said.append)
    with site.client(server.url) as client:
        agent_for(store, client).once()
    store.connection.set_trace_callback(None)
    assert states(site) == ["delivered"] * 4
    assert sum("INSERT INTO contact" in line for line in said) == 1
    assert said.count("COMMIT") == 6, "one for each item, one to begin with, and one for the contact"


def test_a_kiosk_with_nothing_to_send_still_knows_whether_the_council_is_there(
    site: Any, server: Any, store: Store
) -> None:
    store.connection.execute("DELETE FROM contact")
    stop = threading.Event()

    def deliver() -> None:
        with Store.open(site.database) as mine, site.client(server.url) as client:
            agent_for(mine, client, stop=stop, ask_seconds=0.05).run()

    thread = threading.Thread(target=deliver)
    thread.start()
    assert eventually(lambda: Contact(store).reached_at() is not None)
    stop.set()
    thread.join()


def test_content_is_fetched_piece_by_piece_without_a_pause_and_then_rests(store: Store) -> None:
    stop = threading.Event()
    steps: list[float] = []

    class Pieces:
        def step(self) -> Step:
            steps.append(time.monotonic())
            if len(steps) == 4:
                stop.set()
            return Step(reached=True, more=len(steps) < 3)

    agent_for(store, None, stop=stop, content=Pieces(), ask_seconds=0.3).run()
    assert steps[2] - steps[0] < 0.2
    assert steps[3] - steps[2] > 0.25
