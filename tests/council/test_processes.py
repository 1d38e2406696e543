"""Several `council serve` processes on one database: one record for each id, and nothing acknowledged is
lost."""

import hashlib
import http.client
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
import pytest
from sqlalchemy import func, insert, select, text

from council.keys import keys_in
from council.store import CouncilStore
from council.tables import submissions
from council.vault import vault_in
from kiosk.commands.demo_enrolment import enrol_here
from kiosk.envelope import CONTENT_TYPE, Envelope
from kiosk.envelope import seal as seal_record
from kiosk.submission import Record
from sync.client import Client
from sync.identity import IdentityFolder
from sync.tokens import Credentials
from sync.wire import Acknowledgement, submission_path

if TYPE_CHECKING:
    from postgres import PostgreSQL

SOAK = int(os.environ.get("SOAK", "1"))
THREADS = 200


class Servers:
    """Two servers that share a database and a folder of keys, and a kiosk's token for both."""

    def __init__(self, folder: Path, database: str) -> None:
        self.database = database
        self.data = folder / "data"
        enrol_here(
            self.data, folder / "state", "demo-1", "Exampleton Library", "http://council.test", database
        )
        self.running = [self.start(), self.start()]
        with Client(self.urls[0]) as client:
            token = Credentials(IdentityFolder(folder / "state"), client).authorization()
        assert isinstance(token, str)
        self._headers = {"content-type": CONTENT_TYPE, "authorization": token}

    def start(self) -> tuple[subprocess.Popen[str], str]:
        line = [sys.executable, "-m", "council", "serve", "--port", "0", "--data", str(self.data)]
        process = subprocess.Popen(
            [*line, "--database", self.database], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert process.stdout is not None
        return process, process.stdout.readline().rpartition(" ")[2].strip()

    @property
    def urls(self) -> list[str]:
        return [url for _, url in self.running]

    def kill(self, number: int) -> None:
        """Kill one at once and put another in its place."""
        process, _ = self.running[number]
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        self.running[number] = self.start()

    def put(self, url: str, envelope: Envelope) -> tuple[int, bytes]:
        """Put one; status 0 where no answer came."""
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        try:
            path = submission_path(envelope.header.id)
            connection.request("PUT", path, envelope.data, self._headers)
            reply = connection.getresponse()
            return reply.status, reply.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def rows(self) -> list[tuple[str, str]]:
        """Id and hash of each row in the database that opens."""
        with closing(CouncilStore.open(self.database, vault_in(self.data))) as store:
            return [(record["id"], record["sha256"]) for record in store.records()]

    def held(self) -> dict[str, str]:
        """Hash by id of what is in the database, each there once."""
        rows = self.rows()
        assert len(rows) == len(dict(rows)), "an id is there twice"
        return dict(rows)

    def stop(self) -> None:
        for process, _ in self.running:
            process.terminate()
        for process, _ in self.running:
            process.wait(20)
            assert process.stdout is not None
            process.stdout.close()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, postgres: "PostgreSQL") -> Iterator[Servers]:
    url = postgres.database()
    made = Servers(tmp_path_factory.mktemp("servers"), url)
    yield made
    made.stop()
    postgres.drop(url)


@pytest.fixture
def seal(servers: Servers, record: Callable[..., Record]) -> Callable[[], Envelope]:
    """Seal a new submission to the keys of these servers."""
    keyset = keys_in(servers.data).public
    return lambda: seal_record(record(), keyset, datetime.now(UTC))


def together(work: Callable[[int], None], number: int) -> None:
    """Do it so many times at once."""
    start = threading.Barrier(number)
    failed: list[BaseException] = []

    def one(place: int) -> None:
        start.wait()
        try:
            work(place)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def put_all(servers: Servers, envelopes: list[Envelope], answers: list[tuple[int, bytes]]) -> None:
    """Put them all at once, every other at the other server."""

    def put(place: int) -> None:
        answers.append(servers.put(servers.urls[place % 2], envelopes[place]))

    together(put, len(envelopes))


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_200_threads_over_two_servers_put_one_id_and_there_is_one_record(
    servers: Servers, seal: Callable[[], Envelope]
) -> None:
    names = []
    for _ in range(SOAK):
        envelope = seal()
        names.append(envelope.header.id)
        answers: list[tuple[int, bytes]] = []
        put_all(servers, [envelope] * THREADS, answers)
        statuses = [status for status, _ in answers]
        assert (statuses.count(201), statuses.count(200)) == (1, THREADS - 1)
        assert len({body for _, body in answers}) == 1
        assert servers.held()[envelope.header.id] == envelope.sha256
    twice = len([name for name, _ in servers.rows() if name in names]) - len(names)
    print(f"one id, {THREADS} threads, two servers on PostgreSQL: {len(names)} rounds, {twice} twice")
    assert twice == 0


def test_many_ids_over_two_servers_are_all_there(servers: Servers, seal: Callable[[], Envelope]) -> None:
    envelopes = [seal() for _ in range(THREADS)]
    statuses: list[int] = []
    together(
        lambda place: statuses.append(servers.put(servers.urls[place % 2], envelopes[place])[0]), THREADS
    )
    assert set(statuses) == {201}
    held = servers.held()
    assert [held[envelope.header.id] for envelope in envelopes] == [one.sha256 for one in envelopes]


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_what_a_killed_server_acknowledged_is_there_and_nothing_twice(
    servers: Servers, seal: Callable[[], Envelope]
) -> None:
    kills, seed = 2 * SOAK, 20261122
    chance = random.Random(seed)
    before = servers.held().keys()
    acknowledged: dict[str, str] = {}
    asked: set[str] = set()
    stop = threading.Event()

    def keep_putting(place: int) -> None:
        while not stop.is_set():
            envelope = seal()
            asked.add(envelope.header.id)
            # As a kiosk does: again, at whichever server, until there is an answer.
            for attempt in range(200):
                status, body = servers.put(servers.urls[(place + attempt) % 2], envelope)
                if status in (200, 201):
                    told = msgspec.json.decode(body, type=Acknowledgement)
                    assert told.sha256 == hashlib.sha256(envelope.data).hexdigest()
                    acknowledged[told.id] = told.sha256
                    break
                time.sleep(0.05)

    def keep_killing() -> None:
        for _ in range(kills):
            time.sleep(chance.uniform(0.2, 0.6))
            servers.kill(chance.randrange(2))
        stop.set()

    together(lambda place: keep_putting(place) if place else keep_killing(), 5)
    rows = servers.rows()
    twice = len(rows) - len(dict(rows))
    held = {name: sha256 for name, sha256 in rows if name not in before}
    print(
        f"servers on PostgreSQL: {kills} killed, {len(acknowledged)} acknowledged, "
        f"{len(acknowledged.keys() - held.keys())} lost, {twice} twice, seed {seed}"
    )
    assert twice == 0
    assert len(acknowledged) > kills
    assert acknowledged.keys() <= held.keys() <= asked
    assert all(held[name] == sha256 for name, sha256 in acknowledged.items())


def test_the_control_without_the_unique_id_there_are_many(
    postgres: "PostgreSQL", seal_naive: Callable[[CouncilStore, threading.Barrier], None]
) -> None:
    url = postgres.database()
    with closing(CouncilStore.open(url)) as store:
        with store.database.write() as connection:
            connection.execute(text("ALTER TABLE submissions DROP CONSTRAINT submissions_id_key"))
        barrier = threading.Barrier(10)
        together(lambda _: seal_naive(store, barrier), 10)
        with store.database.read() as connection:
            number = connection.execute(select(func.count()).select_from(submissions)).scalar()
    postgres.drop(url)
    assert number == 10


@pytest.fixture
def seal_naive() -> Callable[[CouncilStore, threading.Barrier], None]:
    """Looks first and writes then, as a server without a claim would."""

    def keep(store: CouncilStore, meanwhile: threading.Barrier) -> None:
        with store.database.write() as connection:
            there = connection.execute(select(submissions.c.seq)).first()
            meanwhile.wait()
            if there is None:
                row = {"id": "one", "sha256": "", "kiosk": "demo-1", "kid": "", "size": 1, "received_at": ""}
                connection.execute(insert(submissions).values(**row))

    return keep
