"""Bytes to a printer and back, with a deadline on every call. What they mean is not known here.

A link is opened for one errand and closed after it; printers drop links that stay open. Deadlines are
times of `time.monotonic()`, in seconds.
"""

import socket
import struct
import time
from typing import Protocol

_CHUNK = 4096
_BUFFER = 16384


class LinkError(Exception):
    """The link could not be opened, broke, or let a deadline pass."""


class Link(Protocol):
    """An open way to a printer. Every method raises LinkError."""

    def send(self, data: bytes, deadline: float) -> None:
        """Give `data` away, all of it."""
        ...

    def receive(self, deadline: float) -> bytes:
        """At least one byte."""
        ...

    def drain(self) -> None:
        """Throw away what has already arrived."""
        ...

    def close(self, abandon: bool = False) -> None:
        """Close. With `abandon`, bytes that have not left this machine never will. Never raises."""
        ...


class TcpLink:
    """A network printer's raw port (9100). Addresses should be numbers: a name may be slow to look up."""

    def __init__(self, host: str, port: int, deadline: float) -> None:
        try:
            self._socket = socket.create_connection((host, port), timeout=_left(deadline))
        except OSError as error:
            raise LinkError(_why(error)) from None
        # A printer that stops reading soon stops us: little waits in this machine that nobody wants any more.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        # The question behind the job must not wait for more bytes to share a packet with.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            self._socket.settimeout(_left(deadline))
            try:
                count = self._socket.send(view[:_CHUNK])
            except OSError as error:
                raise LinkError(_why(error)) from None
            view = view[count:]

    def receive(self, deadline: float) -> bytes:
        self._socket.settimeout(_left(deadline))
        try:
            data = self._socket.recv(_CHUNK)
        except OSError as error:
            raise LinkError(_why(error)) from None
        if not data:
            raise LinkError("the printer closed the link")
        return data

    def drain(self) -> None:
        self._socket.setblocking(False)
        try:
            while self._socket.recv(_CHUNK):
                pass
        except BlockingIOError:
            return
        except OSError as error:
            raise LinkError(_why(error)) from None
        raise LinkError("the printer closed the link")

    def close(self, abandon: bool = False) -> None:
        try:
            if abandon:
                # SO_LINGER 0: the rest of a receipt must not come out when the printer is back.
                off = struct.pack("ii", 1, 0)
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, off)
            self._socket.close()
        except OSError:
            pass


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise LinkError("the printer took too long")
    return left


def _why(error: OSError) -> str:
    return "the printer took too long" if isinstance(error, TimeoutError) else error.strerror or "broken"
