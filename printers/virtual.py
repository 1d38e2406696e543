"""A printer of our own that reads job bytes back into dots, for tests, demonstrations and pictures.

It understands the commands that `escpos` and `status` send, refuses every other byte with a BugError, and
has faults that can be switched on. It writes the page from the bytes alone: what it shows is what a
printer would have been told.
"""

from collections.abc import Callable

from msgspec import Struct

from kiosk.errors import BugError
from printers.escpos import REAL_TIME
from printers.page import Page
from printers.transport import LinkError

LINE = 30
"""Rows that one line of feed moves the paper: Epson's default line spacing."""


class UnknownCommandError(BugError):
    """Bytes that our printers are never sent, or a picture wider than the paper."""


class Faults(Struct):
    """What is wrong with the printer. `out_after` rows the paper ends in mid-job."""

    unplugged: bool = False
    silent: bool = False
    offline: bool = False
    cover_open: bool = False
    paper_out: bool = False
    paper_low: bool = False
    error: bool = False
    out_after: int | None = None


class Device:
    """The printer: bytes in, reply bytes out, pages to `on_page` when they are cut."""

    def __init__(self, dots: int, on_page: Callable[[Page], None], faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self._dots = dots
        self._on_page = on_page
        self._waiting = b""
        self._rows: list[bytes] = []
        self._reply = b""

    def feed(self, data: bytes) -> bytes:
        """Obey `data`, which may end in the middle of a command, and answer."""
        self._waiting += data
        self._reply = b""
        while self._waiting and (used := self._obey(self._waiting)):
            self._waiting = self._waiting[used:]
        return b"" if self.faults.silent else self._reply

    def _obey(self, data: bytes) -> int:
        """Do the first command of `data`. Bytes used; 0 when it is not whole yet."""
        for start, (length, do) in _COMMANDS.items():
            if data.startswith(start):
                if len(data) < length:
                    return 0
                return do(self, data[:length], data[length:])
        if any(start.startswith(data) for start in _COMMANDS):
            return 0
        raise UnknownCommandError(f"our printers do not know the command {data[:3].hex(' ')}")

    def _real_time(self, command: bytes, rest: bytes) -> int:
        faults = self.faults
        match command[2]:
            case 1:
                down = faults.offline or faults.cover_open or faults.paper_out or faults.error
                reply = 0x08 * down
            case 2:
                reply = 0x04 * faults.cover_open | 0x20 * faults.paper_out | 0x40 * faults.error
            case 4:
                reply = 0x60 * faults.paper_out | 0x0C * (faults.paper_low or faults.paper_out)
            case other:
                raise UnknownCommandError(f"our printers are never asked DLE EOT {other}")
        self._reply += bytes([0x12 | reply])
        return 3

    def _reset(self, command: bytes, rest: bytes) -> int:
        self._rows = []
        return len(command)

    def _hush(self, command: bytes, rest: bytes) -> int:
        if command[2]:
            raise UnknownCommandError("our printers are never asked for automatic status")
        return len(command)

    def _feed_lines(self, command: bytes, rest: bytes) -> int:
        self._print(bytes((self._dots + 7) // 8) * (LINE * command[2]))
        return len(command)

    def _picture(self, header: bytes, rest: bytes) -> int:
        across, rows = int.from_bytes(header[4:6], "little"), int.from_bytes(header[6:8], "little")
        stride = (self._dots + 7) // 8
        if header[3] or across > stride:
            raise UnknownCommandError(f"a picture of {across * 8} dots on paper of {self._dots}")
        if len(rest) < across * rows:
            return 0
        if any(command in rest[: across * rows] for command in REAL_TIME):
            raise UnknownCommandError("a picture that holds a real-time command: the printer would obey it")
        lines = (rest[y * across : (y + 1) * across].ljust(stride, b"\0") for y in range(rows))
        self._print(b"".join(lines))
        return len(header) + across * rows

    def _print(self, bits: bytes) -> None:
        stride = (self._dots + 7) // 8
        self._rows += (bits[at : at + stride] for at in range(0, len(bits), stride))
        if self.faults.out_after is not None and len(self._rows) >= self.faults.out_after:
            self.faults.paper_out = True

    def _cut(self, command: bytes, rest: bytes) -> int:
        if command[2] != 1:
            raise UnknownCommandError("our printers only cut part of the way")
        if not self.faults.paper_out:
            page = Page(self._dots, len(self._rows), b"".join(self._rows))
            self._rows = []
            self._on_page(page)
        return len(command)

    def _prove(self, command: bytes, rest: bytes) -> int:
        if command[2] != 1:
            raise UnknownCommandError("our printers are only asked GS r 1")
        if not self.faults.paper_out:
            self._reply += bytes([0x03 * self.faults.paper_low])
        return len(command)


_COMMANDS: dict[bytes, tuple[int, Callable[[Device, bytes, bytes], int]]] = {
    b"\x10\x04": (3, Device._real_time),
    b"\x1b@": (2, Device._reset),
    b"\x1bd": (3, Device._feed_lines),
    b"\x1da": (3, Device._hush),
    b"\x1dv0": (8, Device._picture),
    b"\x1dV": (3, Device._cut),
    b"\x1dr": (3, Device._prove),
}


class DeviceLink:
    """A `transport.Link` to a `Device` in this process. Waiting in vain takes no time."""

    def __init__(self, device: Device) -> None:
        if device.faults.unplugged:
            raise LinkError("the printer is not there")
        self._device = device
        self._arrived = b""

    def send(self, data: bytes, deadline: float) -> None:
        self._arrived += self._device.feed(data)

    def receive(self, deadline: float) -> bytes:
        if not self._arrived:
            raise LinkError("the printer took too long")
        data, self._arrived = self._arrived, b""
        return data

    def drain(self) -> None:
        self._arrived = b""

    def close(self, abandon: bool = False) -> None:
        pass
