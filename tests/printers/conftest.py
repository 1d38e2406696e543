"""A receipt to print, and a network printer to print it on: a real socket with scripted replies."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from msgspec import Struct
from PySide6.QtWidgets import QApplication

from kiosk.language import Words, words_for
from kiosk.receipt import Line, Receipt, State, compose, reference_link
from printers.lock import Lock
from printers.paper import Deadlines, PaperPrinter
from printers.profile import Profile, read_profile
from printers.raster import Raster
from printers.transport import Link, TcpLink

REFERENCE = "K7MF4T2Q9XWY"
SHORT = Deadlines(connect=0.3, status=0.25, completion=0.3, rows_per_second=50_000)


class Script(Struct):
    """What the printer answers to DLE EOT 1, 2, 4 and to GS r 1; b"" is silence."""

    printer: bytes = b"\x12"
    cause: bytes = b"\x12"
    paper: bytes = b"\x12"
    proof: bytes = b"\x00"
    stray: bytes = b""
    """Sent in the middle of the job."""
    close_at_once: bool = False
    stop_after: int | None = None
    """Bytes of the job after which nothing more is read, until `resume`."""
    reset_after: int | None = None
    """Bytes of the job after which the link breaks."""
    paper_after_job: bytes | None = None
    """Replaces `paper` once the job began."""


class FakePrinter:
    """TCP 9100 in a thread. `jobs` has the bytes of each connection from ESC @ on."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.jobs: list[bytes] = []
        self.seen: list[bytes] = []
        self.connections = 0
        self.resume = threading.Event()
        self.idle = threading.Event()
        self._server = socket.socket()
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        self._server.bind(("127.0.0.1", 0))
        self._server.listen()
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.resume.set()
        if self._thread.is_alive():
            self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            self.idle.clear()
            with link:
                if not self.script.close_at_once:
                    with suppress(OSError):
                        self._talk(link)
            self.idle.set()

    def _talk(self, link: socket.socket) -> None:
        script, job = self.script, b""
        asks = {b"\x10\x04\x01": "printer", b"\x10\x04\x02": "cause", b"\x10\x04\x04": "paper"}
        self.seen.append(b"")
        while data := link.recv(2048):
            self.seen[-1] += data
            if not job:
                while data[:3] in asks:
                    link.sendall(getattr(script, asks[data[:3]]))
                    data = data[3:]
                if not data:
                    continue
                self.jobs.append(b"")
                link.sendall(script.stray)
            if job.endswith(b"\x1dr\x01") and data[:3] in asks:
                paper = script.paper_after_job or script.paper
                link.sendall(paper if asks[data[:3]] == "paper" else getattr(script, asks[data[:3]]))
                continue
            job += data
            self.jobs[-1] = job
            if script.stop_after is not None and len(job) >= script.stop_after:
                self.resume.wait(10)
                script.stop_after = None
            if script.reset_after is not None and len(job) >= script.reset_after:
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return
            if job.endswith(b"\x1dr\x01"):
                link.sendall(script.proof)


@pytest.fixture
def printer_at() -> Iterator[Callable[[Script], FakePrinter]]:
    """Start a network printer that follows a script."""
    made: list[FakePrinter] = []

    def start(script: Script) -> FakePrinter:
        made.append(FakePrinter(script))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture
def paper(
    printer_at: Callable[[Script], FakePrinter], profile: Profile, tmp_path: Path, raster: Raster
) -> Callable[[Script], tuple[PaperPrinter, FakePrinter]]:
    """A printer of ours, with short deadlines, at the end of a real link; its lock in `tmp_path`."""

    def make(script: Script) -> tuple[PaperPrinter, FakePrinter]:
        fake = printer_at(script)

        def connect(deadline: float) -> Link:
            return TcpLink("127.0.0.1", fake.port, deadline)

        return PaperPrinter(connect, profile, Lock(tmp_path), raster, SHORT), fake

    return make


@pytest.fixture(scope="session")
def profile() -> Profile:
    return read_profile("TM-T20II")


@pytest.fixture(scope="session")
def raster(profile: Profile, qapp: QApplication) -> Raster:
    return Raster(profile)


@pytest.fixture
def words() -> Words:
    return words_for("en")


@pytest.fixture
def script() -> type[Script]:
    return Script


@pytest.fixture
def receipt(words: Words) -> Receipt:
    """A saved report of a synthetic resident."""
    return compose(
        council="Exampleton District Council",
        service="Report a missed bin",
        reference=REFERENCE,
        at=datetime.fromisoformat("2026-11-02T10:42:00"),
        place="Exampleton Library",
        state=State.SAVED,
        words=words,
        lines=(Line("Which bin", "Garden waste"), Line("Collection day", "Friday 30 October")),
        next_steps="We will collect it by **Friday 6 November**.\n\n"
        "- Leave the bin out.\n- Keep the lid closed.",
        phone="01632 960 100",
        hours="Monday to Friday, 9am to 5pm",
        link=reference_link("https://www.example.org/kiosk", REFERENCE),
    )
