"""Forks children that work as the product's processes do, and kills each in the middle of it.

`residents.py FOLDER` children press Send; `residents.py FOLDER URL` they are agents; `residents.py FOLDER
council` they are the council's server. For each line read, a number of steps that the child takes first and
seconds to wait then, one line is written: `killed`, and the steps; of residents these are the ids of what was
saved. All they need is loaded before, so that what is killed is their work and not their start.
"""

import os
import select
import signal
import socket
import ssl
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any, cast

from ground import KIOSK, LIMITS, SERVICE, agent

from kiosk.clock import moment
from kiosk.keyset import read_keyset
from kiosk.outbox import Outbox
from kiosk.store import Store
from kiosk.submission import Submission
from kiosk.submit import KioskFacts, Submitter
from sync.client import Client
from sync.identity import IdentityFolder
from sync.tokens import Credentials

FOLDER = Path(sys.argv[1])
URL = sys.argv[2] if len(sys.argv) > 2 else ""
MOST_SECONDS = 10.0
TLS = ssl.create_default_context()
LISTENER = socket.create_server(("127.0.0.1", 0), backlog=100)
SUBMISSION = Submission(
    journey="missed-bin", version=1, hash="", language="en", today="2026-11-22", answers={"bin": "blue"}
)


def submitter(store: Store) -> Submitter:
    facts = KioskFacts(KIOSK, "Exampleton Library", "0.1.0")
    return Submitter(store, read_keyset(FOLDER / "keyset.json"), facts)


def press_send(said: int) -> None:
    """As fast as it goes. Says that it begins, then each id once it is saved."""
    with Store.open(FOLDER / "state" / "kiosk.db", LIMITS) as store:
        sender = submitter(store)
        os.write(said, b"begun\n")
        while True:
            if os.environ.get("CONTROL") == "early":
                # What must not be: said before it is true.
                os.write(said, f"{uuid.uuid4()}\n".encode())
            os.write(said, f"{sender.submit(SUBMISSION, SERVICE).id}\n".encode())


class Saying:
    """Where the agent's log goes: each event is a step."""

    def __init__(self, said: int) -> None:
        self._said = said

    def append(self, line: str) -> None:
        os.write(self._said, b"step\n")


def deliver(said: int) -> None:
    """As `kiosk agent` does."""
    with Store.open(FOLDER / "state" / "kiosk.db", LIMITS) as store, Client(URL, TLS) as client:
        client.use(Credentials(IdentityFolder(FOLDER / "state"), client))
        sending = agent(store, client, cast("list[str]", Saying(said)))
        os.write(said, b"begun\n")
        sending.begin()
        sending.run()


def load() -> None:
    """Do once, elsewhere, what the children will do."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "kiosk.db", LIMITS) as store:
        Outbox(store).start(submitter(store).submit(SUBMISSION, SERVICE).id, moment())
    if URL == "council":
        import council.app  # noqa: F401  loaded for the children
    elif URL:
        with Client(URL, TLS) as client:
            Credentials(IdentityFolder(FOLDER / "state"), client).authorization()


def serve(said: int) -> None:
    """As `council serve` does, on a socket that outlives it."""
    import uvicorn

    from council.app import create_app
    from council.guard import Guard
    from council.keys import keys_in
    from council.releases import Releases
    from council.store import CouncilStore
    from council.vault import vault_in

    data = FOLDER / "council"
    held = CouncilStore.open(f"sqlite:///{data / 'council.db'}", vault_in(data))
    app = Guard(create_app(held, keys_in(data), Releases(data)))

    async def stepping(scope: Any, receive: Any, send: Any) -> None:
        """Each submission that begins to come in is a step."""
        if scope.get("method") == "PUT":
            os.write(said, b"step\n")
        await app(scope, receive, send)

    os.write(said, b"begun\n")
    uvicorn.Server(uvicorn.Config(stepping, log_level="error", access_log=False)).run(sockets=[LISTENER])


def one(steps: int, seconds: float) -> bytes:
    """Fork, let it begin and take its steps, wait, and kill it. What it said."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            (serve if URL == "council" else deliver if URL else press_send)(write)
        finally:
            os._exit(3)
    os.close(write)
    said = b""
    until = time.monotonic() + MOST_SECONDS
    while said.count(b"\n") < 1 + steps and (left := until - time.monotonic()) > 0:
        if select.select([read], [], [], left)[0]:
            part = os.read(read, 65536)
            if not part:
                raise SystemExit("the child ended by itself")
            said += part
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    while part := os.read(read, 65536):
        said += part
    os.close(read)
    os.waitpid(child, 0)
    return said


load()
print("listening", LISTENER.getsockname()[1], flush=True)
for line in sys.stdin:
    count, wait = line.split()
    print("killed", *one(int(count), float(wait)).decode().split()[1:], flush=True)
