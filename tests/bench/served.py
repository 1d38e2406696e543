"""Real `council serve` processes, many kiosks known to them, and many requests at once.

The kiosks are written into the database as if they had been enrolled, each with a token that counts: to enrol
ten thousand takes as many slow hashes, on purpose.
"""

import contextlib
import hashlib
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

TICK = os.sysconf("SC_CLK_TCK")


class Ask(Struct, frozen=True):
    """One request."""

    method: str
    path: str
    body: bytes | None = None
    headers: dict[str, str] = {}


class Served:
    """One server process. `cpu` is what it has used of the processors."""

    def __init__(self, data: Path, database: str) -> None:
        line = [sys.executable, "-m", "council", "serve", "--port", "0", "--data", str(data)]
        self._process = subprocess.Popen([*line, "--database", database], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline().strip().rpartition(":")[2])

    @property
    def cpu(self) -> float:
        """Seconds of the processors until now."""
        words = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICK

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()


@contextlib.contextmanager
def servers(data: Path, database: str, number: int) -> Iterator[list[Served]]:
    """So many on one database."""
    running = [Served(data, database) for _ in range(number)]
    try:
        yield running
    finally:
        for one in running:
            one.stop()


def know_kiosks(database: str, names: Sequence[str]) -> dict[str, str]:
    """Let the council know these kiosks; the header Authorization of each."""
    from council.database import Database
    from council.tables import kiosk_keys, kiosks, tokens
    from kiosk.clock import iso
    from sync.wire import Scope

    now = datetime.now(UTC)
    at, until = iso(now), int(now.timestamp()) + 3600
    scope = " ".join(sorted(scope.value for scope in Scope))
    words = {name: f"token-of-{name}" for name in names}
    with closing(Database.open(database)) as opened, opened.write() as connection:
        connection.execute(
            kiosks.insert(), [{"name": name, "place": "Bench", "enrolled_at": at} for name in names]
        )
        keys = [
            {"key": f"key-{name}", "kiosk": name, "jwk": "{}", "state": "current", "since": at}
            for name in names
        ]
        connection.execute(kiosk_keys.insert(), keys)
        given = [
            {
                "hash": hashlib.sha256(word.encode()).hexdigest(),
                "kiosk": name,
                "key": f"key-{name}",
                "scope": scope,
                "until": until,
            }
            for name, word in words.items()
        ]
        connection.execute(tokens.insert(), given)
    return {name: f"Bearer {word}" for name, word in words.items()}


class Answers(Struct):
    """How long each request took (ms), and how long all of them (s)."""

    each: list[float]
    seconds: float


def ask_all(
    ports: Sequence[int], asks: Sequence[Ask], at_once: int, per_second: float | None = None
) -> Answers:
    """Ask all of `asks` over `at_once` open connections, spread over the servers. With `per_second` each is
    due at its time, and its time counts from then, not from when somebody was free to ask it. Raises
    RuntimeError for any answer but 200 and 201."""
    each: list[float] = []
    failed: list[str] = []
    begin = time.perf_counter()

    def work(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", ports[place % len(ports)], timeout=60)
        with closing(connection):
            for number in range(place, len(asks), at_once):
                ask = asks[number]
                began = time.perf_counter()
                if per_second is not None:
                    due = begin + number / per_second
                    time.sleep(max(0.0, due - began))
                    began = due
                connection.request(ask.method, ask.path, ask.body, ask.headers)
                reply = connection.getresponse()
                reply.read()
                each.append((time.perf_counter() - began) * 1000)
                if reply.status not in (200, 201):
                    failed.append(f"{ask.method} {ask.path}: {reply.status}")
                    return

    run_together(work, at_once)
    if failed or len(each) != len(asks):
        raise RuntimeError(f"{len(each)} of {len(asks)} answered; {failed[:3]}")
    return Answers(each, time.perf_counter() - begin)


def run_together(work: Callable[[int], None], number: int) -> None:
    """Do it in so many threads."""
    threads = [threading.Thread(target=work, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
