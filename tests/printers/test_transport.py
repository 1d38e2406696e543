"""A network link: deadlines, and what is left behind when it is given up."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from printers.transport import LinkError, TcpLink


def soon(seconds: float = 1.0) -> float:
    return time.monotonic() + seconds


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """Listens and has a very small buffer for what arrives."""
    with socket.socket() as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        made.bind(("127.0.0.1", 0))
        made.listen()
        made.settimeout(2)
        yield made


@pytest.fixture
def ends(server: socket.socket) -> Iterator[tuple[TcpLink, socket.socket]]:
    link = TcpLink("127.0.0.1", server.getsockname()[1], soon())
    there, _ = server.accept()
    there.settimeout(2)
    yield link, there
    link.close()
    there.close()


def read_all(there: socket.socket) -> int:
    count = 0
    with suppress(ConnectionResetError):
        while data := there.recv(65536):
            count += len(data)
    return count


def test_bytes_go_there_and_back(ends: tuple[TcpLink, socket.socket]) -> None:
    link, there = ends
    link.send(b"\x10\x04\x01", soon())
    assert there.recv(10) == b"\x10\x04\x01"
    there.sendall(b"\x12")
    assert link.receive(soon()) == b"\x12"


def test_what_arrived_before_is_thrown_away(ends: tuple[TcpLink, socket.socket]) -> None:
    link, there = ends
    there.sendall(b"\x10\x00\x00\x00")
    time.sleep(0.05)
    link.drain()
    there.sendall(b"\x12")
    assert link.receive(soon()) == b"\x12"


@pytest.mark.parametrize("call", ["receive", "send"])
def test_a_deadline_is_kept(ends: tuple[TcpLink, socket.socket], call: str) -> None:
    link, _ = ends
    started = time.monotonic()
    with pytest.raises(LinkError, match="took too long"):
        link.receive(soon(0.1)) if call == "receive" else link.send(bytes(1_000_000), soon(0.1))
    assert 0.09 < time.monotonic() - started < 0.5


def test_a_deadline_that_has_passed_sends_nothing(ends: tuple[TcpLink, socket.socket]) -> None:
    link, there = ends
    with pytest.raises(LinkError):
        link.send(b"job", time.monotonic())
    link.close()
    assert read_all(there) == 0


def test_a_link_that_is_closed_there_is_told(ends: tuple[TcpLink, socket.socket]) -> None:
    link, there = ends
    there.close()
    with pytest.raises(LinkError, match="closed the link"):
        link.receive(soon())
    with pytest.raises(LinkError, match="closed the link"):
        link.drain()


def test_nobody_there_is_told(server: socket.socket) -> None:
    port = server.getsockname()[1]
    server.close()
    with pytest.raises(LinkError, match="refused"):
        TcpLink("127.0.0.1", port, soon())


@pytest.mark.parametrize("abandon", [False, True])
def test_what_waits_in_this_machine_goes_out_unless_abandoned(
    ends: tuple[TcpLink, socket.socket], abandon: bool
) -> None:
    """Otherwise the rest of a receipt came out when the printer is back: for the next resident."""
    link, there = ends
    link.send(bytes(14_000), soon())
    link.close(abandon=abandon)
    found = read_all(there)
    assert (found < 14_000) is abandon
