"""A site in a folder, the real council server as a process of its own, and a wire between the two that can
be cut, held or tapped."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from council.keys import keys_in, write_keyset
from council.store import CouncilStore
from kiosk.commands.demo_enrolment import enrol_here
from kiosk.item import ItemState
from kiosk.keyset import Keyset
from kiosk.outbox import Outbox
from kiosk.store import Store
from kiosk.submission import Submission
from kiosk.submit import KioskFacts, Saved, ServiceFacts, Submitter
from sync.client import Client
from sync.identity import IdentityFolder
from sync.tokens import Credentials
from sync.wire import TOKEN

SERVICE = ServiceFacts(title="Report a missed bin", route="waste/missed", sensitivity=2)


class Site:
    """A kiosk and its council's data, in one folder; what lies between them is the test's business."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.council = folder / "council"
        self.database = folder / "state" / "kiosk.db"
        self.keyset: Keyset = keys_in(self.council).public
        write_keyset(self.keyset, folder / "keyset.json")

        self.enrol()

    def enrol(self) -> None:
        """Let the kiosk be known to the council."""
        enrol_here(self.council, self.folder / "state", "demo-1", "Exampleton Library", "http://council.test")

    def client(self, url: str, **parts: Any) -> Client:
        """A client that proves it is this kiosk."""
        made = Client(url, **parts)
        made.use(Credentials(IdentityFolder(self.folder / "state"), made))
        return made

    def config(self, url: str) -> Path:
        path = self.folder / "kiosk.toml"
        path.write_text(f'[site]\nstate_dir = "state"\n[council]\napi = "{url}"\n', encoding="utf-8")
        return path

    def submit(self, store: Store, kiosk: str = "demo-1", **answers: object) -> Saved:
        submitter = Submitter(store, self.keyset, KioskFacts(kiosk, "Exampleton Library", "0.1.0"))
        submission = Submission(
            journey="missed-bin", version=1, hash="", language="en", today="2026-11-22", answers=answers
        )
        return submitter.submit(submission, SERVICE)

    def items(self) -> tuple[ItemState, ...]:
        with Store.open(self.database) as store:
            return Outbox(store).items()

    def held(self) -> list[str]:
        """Ids of what the council holds, in the order in which it came."""
        with closing(CouncilStore.open(f"sqlite:///{self.council / 'council.db'}")) as store:
            return [entry.id for entry in store.entries()]


class Server:
    """The council's server as a process."""

    def __init__(self, site: Site, port: int = 0) -> None:
        self.data = site.council
        self._process = subprocess.Popen(
            [sys.executable, "-m", "council", "serve", "--port", str(port), "--data", str(site.council)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert "listening on " in line, line
        self.url = line.rpartition(" ")[2].strip()
        self.port = int(self.url.rpartition(":")[2])

    def stop(self) -> int:
        self._process.terminate()
        code = self._process.wait(15)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code

    def kill(self) -> None:
        self._process.kill()
        self.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def server(site: Site) -> Iterator[Server]:
    server = Server(site)
    yield server
    assert server.stop() == 0


@pytest.fixture
def store(site: Site) -> Iterator[Store]:
    """The kiosk's database, with nothing in it that an earlier test left."""
    with Store.open(site.database) as opened:
        with opened.write():
            opened.connection.execute("DELETE FROM outbox")
        yield opened


def passing(request: bytes, port: int) -> bytes:
    """Hand a request to the server and give its reply."""
    with socket.create_connection(("127.0.0.1", port)) as upstream:
        upstream.sendall(request)
        reply = b""
        while part := upstream.recv(65536):
            reply += part
            head, found, body = reply.partition(b"\r\n\r\n")
            lengths = [
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            ]
            if found and lengths and len(body) >= lengths[0]:
                break
    return reply


class Wire:
    """A listening end between agent and server. For each request the next of `faults` is used up; once
    there are none, requests pass.

    lost: the server takes it, its reply never arrives · cut: half of the reply arrives · reset: the
    connection breaks before the server sees anything · twice: the server gets it two times · held: the
    reply waits until `release` is set.
    """

    def __init__(self, port: int) -> None:
        self.faults: list[str] = []
        self.taken = threading.Event()
        self.release = threading.Event()
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def close(self) -> None:
        self.release.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client, suppress(OSError):
                self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            request += client.recv(65536) or b"\r\n\r\n"
        head, _, body = request.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        while len(body) < length:
            body += client.recv(65536)
        whole = head.replace(b"keep-alive", b"close") + b"\r\n\r\n" + body
        # The faults are for what is sent, not for the token that goes with it.
        fault = self.faults.pop(0) if self.faults and TOKEN.encode() not in head[:40] else ""
        if fault == "reset":
            return
        reply = passing(whole, self._port)
        self.taken.set()
        if fault == "twice":
            reply = passing(whole, self._port)
        if fault == "held":
            self.release.wait(20)
        if fault == "cut":
            client.sendall(reply[: len(reply) // 2])
        elif fault != "lost":
            client.sendall(reply)


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    wire = Wire(server.port)
    yield wire
    wire.close()


class Impostor:
    """An HTTP server that answers every request in one fixed way, and counts them."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        outer = self
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self.do_GET()

            do_POST = do_PUT  # noqa: N815  the library's name

            def do_GET(self) -> None:
                outer.headers.append({name.lower(): value for name, value in self.headers.items()})
                outer.asked.append(f"{self.command} {self.path}")
                self.send_response(status)
                for name, value in {**headers, "content-length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def __enter__(self) -> "Impostor":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def impostor() -> type[Impostor]:
    return Impostor


@pytest.fixture(scope="module")
def start_server() -> type[Server]:
    return Server
