"""A kiosk and its council in one folder, and the account that must be true at every moment between them."""

import os
import random
import sqlite3
import ssl
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from fault_proxy import Request

from council.keys import keys_in, write_keyset
from kiosk.clock import moment
from kiosk.commands.demo_enrolment import enrol_here
from kiosk.item import ItemState
from kiosk.keyset import Keyset
from kiosk.outbox import Outbox
from kiosk.room import Limits
from kiosk.store import Store
from kiosk.submission import Submission
from kiosk.submit import KioskFacts, ServiceFacts, Submitter
from sync.agent import Agent
from sync.backoff import Backoff
from sync.client import Client, Patience
from sync.identity import IdentityFolder
from sync.journal import Journal
from sync.tokens import Credentials

SOAK = int(os.environ.get("SOAK", "1"))
SEED = 20261122
KIOSK = "demo-1"
SERVICE = ServiceFacts(title="Report a missed bin", route="waste/missed", sensitivity=2)
LIMITS = Limits(free_bytes=0, items=1_000_000, free_share=0.0, warn_share=0.0)
CALM = Patience()
IMPATIENT = Patience(read=0.7, answer=2.0)
"""For faults in which nobody answers."""


class Ground:
    """The folder, and who lives there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.council = folder / "council"
        self.database = folder / "state" / "kiosk.db"
        self.keyset: Keyset = keys_in(self.council).public
        write_keyset(self.keyset, folder / "keyset.json")
        enrol_here(self.council, folder / "state", KIOSK, "Exampleton Library", "http://council.test")
        self.saved: list[str] = []
        """Ids that were acknowledged as saved."""
        self._before = 0

    def begin(self) -> None:
        """An empty queue; what the council holds so far is not counted, nor how often it was asked for a
        token: no kiosk would ask so often in a minute."""
        with self.open() as store, store.write():
            store.connection.execute("DELETE FROM outbox")
        self._council("DELETE FROM limits")
        self.saved = []
        self._before = self._newest()

    def arrived(self) -> list[str]:
        """Ids of what the council holds since `begin`, in the order in which it came."""
        return [item_id for item_id, _ in self.held()]

    def config(self, url: str) -> Path:
        path = self.folder / "kiosk.toml"
        path.write_text(f'[site]\nstate_dir = "state"\n[council]\napi = "{url}"\n', encoding="utf-8")
        return path

    def open(self) -> Store:
        return Store.open(self.database, LIMITS)

    def save(self, store: Store, number: int = 1, clock: Any = moment) -> list[str]:
        """What residents do."""
        facts = KioskFacts(KIOSK, "Exampleton Library", "0.1.0")
        submitter = Submitter(store, self.keyset, facts, clock)
        submission = Submission(
            journey="missed-bin",
            version=1,
            hash="",
            language="en",
            today="2026-11-22",
            answers={"bin": "blue"},
        )
        found = [submitter.submit(submission, SERVICE).id for _ in range(number)]
        self.saved += found
        return found

    def client(
        self, url: str, patience: Patience = IMPATIENT, verify: ssl.SSLContext | bool = True
    ) -> Client:
        made = Client(url, verify, patience=patience)
        made.use(Credentials(IdentityFolder(self.folder / "state"), made))
        return made

    def held(self) -> list[tuple[str, str]]:
        """(id, sha256) of what the council holds since `begin`, in the order in which it came."""
        return self._council("SELECT id, sha256 FROM submissions WHERE seq > ? ORDER BY seq", self._before)

    def _newest(self) -> int:
        return max((seq for (seq,) in self._council("SELECT max(seq) FROM submissions") if seq), default=0)

    def _council(self, query: str, *values: int) -> list[Any]:
        path = self.council / "council.db"
        if not path.exists():
            return []
        with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as connection:
            return connection.execute(query, values).fetchall()

    def wrong(self, store: Store) -> list[str]:
        """Every promise that is broken at this moment: read the kiosk first, for the council only gains."""
        kiosk = {
            item_id: (sha256, state, sealed)
            for item_id, sha256, state, sealed in store.rows(
                "SELECT id, sha256, state, envelope IS NOT NULL FROM outbox"
            )
        }
        held = self.held()
        found = [
            f"held twice: {name}" for name, number in Counter(one for one, _ in held).items() if number > 1
        ]
        for item_id in self.saved:
            if item_id not in kiosk:
                found.append(f"saved and gone: {item_id}")
        hashes = dict(held)
        for item_id, (sha256, state, sealed) in kiosk.items():
            if state == "delivered" and item_id not in hashes:
                found.append(f"shown as sent, and the council has it not: {item_id}")
            elif item_id in hashes and hashes[item_id] != sha256:
                found.append(f"held with other bytes: {item_id}")
            elif state not in ("delivered", "discarded") and not sealed:
                found.append(f"waits without its envelope: {item_id}")
        return found

    def unsent(self, store: Store) -> list[ItemState]:
        return [item for item in Outbox(store).items() if item.state not in ("delivered", "discarded")]


class Watched:
    """A client that looks at the account before and after everything it sends."""

    def __init__(self, ground: Ground, store: Store, client: Client) -> None:
        self._ground, self._store, self._client = ground, store, client
        self.wrong: list[str] = []
        self.requests = 0

    def put_submission(self, submission_id: str, data: bytes) -> Any:
        self.requests += 1
        self.wrong += self._ground.wrong(self._store)
        reply = self._client.put_submission(submission_id, data)
        self.wrong += self._ground.wrong(self._store)
        return reply

    def healthy(self) -> bool:
        return self._client.healthy()


def agent(store: Store, council: Any, lines: list[str] | None = None, **parts: Any) -> Agent:
    parts.setdefault("backoff", Backoff(first=0.01, most=0.02))
    return Agent(store, council, journal=Journal((lines if lines is not None else []).append), **parts)


class Server:
    """The real `council serve` as a process."""

    def __init__(self, ground: Ground, port: int = 0) -> None:
        line = [sys.executable, "-m", "council", "serve", "--port", str(port), "--data", str(ground.council)]
        self._process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        assert "listening on " in said, said
        self.url = said.rpartition(" ")[2].strip()
        self.port = int(self.url.rpartition(":")[2])

    def stop(self) -> None:
        self._process.terminate()
        self._end()

    def kill(self) -> None:
        self._process.kill()
        self._end()

    def _end(self) -> None:
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()


class Some:
    """A plan: the first request of a submission meets `fault`, each other one with a chance, and each
    submission at most so often."""

    def __init__(self, fault: str, seed: int, chance: float = 0.5, most: int = 2) -> None:
        self._fault, self._chance, self._most = fault, chance, most
        self._random = random.Random(seed)
        self._met: Counter[str] = Counter()

    def __call__(self, request: Request) -> str:
        if request.method != "PUT" or self._met[request.name] >= self._most:
            return ""
        if self._met and self._random.random() >= self._chance:
            return ""
        self._met[request.name] += 1
        return self._fault
