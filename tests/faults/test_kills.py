"""Each process is killed in the middle of its work, again and again: nothing lost, nothing there twice."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from ground import SEED, SOAK, Ground, Server, agent

from kiosk.outbox import Outbox
from kiosk.store import Store
from sync.client import Patience

KILLS = 50 if SOAK == 1 else 100 * SOAK
FEWER = 25 if SOAK == 1 else KILLS
"""Of what takes a token and a connection first."""
RESIDENTS = Path(__file__).with_name("residents.py")


def seeded() -> tuple[random.Random, int]:
    seed = SEED if SOAK == 1 else random.SystemRandom().randrange(1 << 32)
    return random.Random(seed), seed


def figures(what: str, kills: int, ground: Ground, seed: int) -> None:
    arrived = ground.arrived()
    lost = len(set(ground.saved) - set(arrived))
    print(
        f"kill -9 of {what}: {kills} kills, {len(ground.saved)} saved, {lost} lost, "
        f"{len(arrived) - len(set(arrived))} twice, seed {seed}"
    )


def finish(ground: Ground, server_url: str) -> None:
    """Send the rest in peace, and look at the account."""
    with ground.open() as store, ground.client(server_url) as client:
        sending = agent(store, client)
        sending.begin()
        for _ in range(5):
            sending.once()
        assert ground.wrong(store) == []
        assert ground.unsent(store) == []
    arrived = ground.arrived()
    assert len(arrived) == len(set(arrived))
    assert set(ground.saved) <= set(arrived)


class Killer:
    """`residents.py`, whose children are killed on demand."""

    def __init__(self, ground: Ground, *what: str, control: str = "") -> None:
        self._ground = ground
        self._process = subprocess.Popen(
            [sys.executable, str(RESIDENTS), str(ground.folder), *what],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "CONTROL": control},
        )
        self.port = int(self._read()[1])
        self.kills = 0

    def kill(self, steps: int, seconds: float) -> None:
        """One child, until it is killed after so many steps and seconds. What it had said was saved goes to
        the account."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{steps} {seconds}\n")
        self._process.stdin.flush()
        said = self._read()
        assert said[0] == "killed", said
        self.kills += 1
        # The last word may have been cut off by the kill.
        self._ground.saved += [one for one in said[1:] if len(one) == 36]

    def _read(self) -> list[str]:
        assert self._process.stdout is not None
        return self._process.stdout.readline().split() or ["ended"]

    def __enter__(self) -> "Killer":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_residents_press_send_and_the_screens_process_is_killed(ground: Ground, server: Server) -> None:
    """Whatever it had said was saved is there; the one in hand may be, and then it arrives as well."""
    chance, seed = seeded()
    with Killer(ground) as killer, ground.open() as store:
        for _ in range(KILLS):
            killer.kill(chance.randrange(4), chance.uniform(0.0, 0.02))
            assert ground.wrong(store) == []
        known = {item.id for item in Outbox(store).items()}
    assert ground.saved
    assert set(ground.saved) <= known
    assert len(known) - len(ground.saved) <= killer.kills, "at most the one in hand for each kill"
    finish(ground, server.url)
    figures("the screens' process", killer.kills, ground, seed)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_agent_is_killed_while_it_sends(ground: Ground, server: Server, store: Store) -> None:
    chance, seed = seeded()
    crashes = 0
    with Killer(ground, server.url) as killer:
        for _ in range(FEWER):
            ground.save(store, max(0, 12 - len(ground.unsent(store))))
            # Its first three steps are those of its start.
            killer.kill(1 + chance.randrange(10), chance.uniform(0.0, 0.03))
            assert ground.wrong(store) == []
            crashes += any(item.state == "sending" for item in ground.unsent(store))
    assert crashes, "one was in hand when the agent died"
    finish(ground, server.url)
    assert sorted(ground.arrived()) == sorted(ground.saved)
    figures("the agent", killer.kills, ground, seed)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_council_is_killed_while_it_stores(ground: Ground, server: Server) -> None:
    chance, seed = seeded()
    stop = threading.Event()
    failed: list[BaseException] = []
    with Killer(ground, "council") as killer:

        def send() -> None:
            try:
                with (
                    ground.open() as own,
                    ground.client(f"http://127.0.0.1:{killer.port}", Patience(read=3.0)) as client,
                ):
                    agent(own, client, stop=stop).run()
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=send)
        thread.start()
        try:
            with ground.open() as store:
                for _ in range(FEWER // 2 if SOAK == 1 else KILLS):
                    ground.save(store, max(0, 6 - len(ground.unsent(store))))
                    killer.kill(1 + chance.randrange(3), chance.uniform(0.0, 0.03))
                    assert ground.wrong(store) == []
        finally:
            stop.set()
            thread.join(30)
    assert failed == []
    assert ground.arrived(), "it did store something"
    finish(ground, server.url)
    assert sorted(ground.arrived()) == sorted(ground.saved)
    figures("the council", killer.kills, ground, seed)


def test_control_a_queue_in_memory_is_found_out(ground: Ground, server: Server) -> None:
    """Residents who are told "saved" before anything is on the disk: the same account does not balance."""
    with Killer(ground, control="early") as killer:
        for _ in range(3):
            killer.kill(2, 0.0)
    with ground.open() as store:
        assert any(one.startswith("saved and gone") for one in ground.wrong(store))


@pytest.mark.timeout(600)
def test_the_agents_own_command_is_killed(ground: Ground, server: Server, store: Store) -> None:
    """`kiosk agent` itself, with its lock, its identity and its log."""
    config = ground.config(server.url)
    ground.save(store, 30)
    for wait in (0.0, 0.05):
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "agent", "--config", str(config)],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        for line in process.stderr:
            if '"delivered"' in line:
                break
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=10)
        assert ground.wrong(store) == []
    finish(ground, server.url)
    assert sorted(ground.arrived()) == sorted(ground.saved)
