"""Who can hear: whether headphones are plugged in, and whether a loudspeaker may say what is no secret.

On Linux a headphone socket is an input device with a switch (Linux input event codes: EV_SW,
SW_HEADPHONE_INSERT). The kiosk's user must be able to read it (group `input`).
"""

import fcntl
import os
import struct
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

DEVICES = Path("/dev/input")
EV_SW = 0x05
SW_HEADPHONE_INSERT = 0x02
EVENT = struct.Struct("llHHi")
"""input_event: seconds, microseconds, type, code, value."""
BYTES = 2
"""Room for the switches, of which there are fewer than 16."""
LOOK_MS = 5000
"""How often a socket that is not there is looked for."""


class Headphones(QObject):
    """Whether somebody listens with headphones. `speaker`: without them, instructions may be said aloud."""

    changed = Signal(bool)

    def __init__(self, *, plugged: bool, speaker: bool = False) -> None:
        super().__init__()
        self.plugged = plugged
        self.speaker = speaker

    @property
    def heard(self) -> bool:
        """Whether anything may be said at all."""
        return self.plugged or self.speaker

    def put(self, plugged: bool) -> None:
        """Headphones were plugged in or pulled out."""
        if plugged != self.plugged:
            self.plugged = plugged
            self.changed.emit(plugged)

    def close(self) -> None:
        """Stop watching."""


def _read_request(number: int, size: int) -> int:
    """Linux's _IOC(_IOC_READ, 'E', number, size)."""
    return 2 << 30 | size << 16 | ord("E") << 8 | number


def switches(fd: int) -> int:
    """The state of a device's switches as bits (EVIOCGSW). Raises OSError."""
    return int.from_bytes(fcntl.ioctl(fd, _read_request(0x1B, BYTES), bytes(BYTES)), "little")


def has_socket(fd: int) -> bool:
    """Whether a device has the switch of a headphone socket (EVIOCGBIT)."""
    try:
        found = fcntl.ioctl(fd, _read_request(0x20 + EV_SW, BYTES), bytes(BYTES))
    except OSError:
        return False
    return bool(int.from_bytes(found, "little") >> SW_HEADPHONE_INSERT & 1)


def find_socket(folder: Path = DEVICES, has: Callable[[int], bool] = has_socket) -> int | None:
    """An open file of the first device with a headphone socket that may be read, None where there is none."""
    for path in sorted(folder.glob("event*")):
        try:
            fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            continue
        if has(fd):
            return fd
        os.close(fd)
    return None


class Jack(Headphones):
    """Watches a headphone socket. What cannot be watched is taken as unplugged, and looked for again."""

    def __init__(
        self, find: Callable[[], int | None] = find_socket, state: Callable[[int], int] = switches
    ) -> None:
        super().__init__(plugged=False)
        self._find, self._state = find, state
        self._fd: int | None = None
        self._notifier: QSocketNotifier | None = None
        self._rest = b""
        self._again = QTimer(self)
        self._again.setInterval(LOOK_MS)
        self._again.timeout.connect(self._look)
        self._look()

    def _look(self) -> None:
        self._fd = self._find()
        if self._fd is None:
            self._again.start()
            return
        self._again.stop()
        self._notifier = QSocketNotifier(self._fd, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        try:
            self.put(bool(self._state(self._fd) >> SW_HEADPHONE_INSERT & 1))
        except OSError:
            self._lost()

    def _read(self) -> None:
        if self._fd is None:
            return
        try:
            found = os.read(self._fd, EVENT.size * 64)
        except BlockingIOError:
            return
        except OSError:
            found = b""
        if not found:
            self._lost()
            return
        self._rest += found
        while len(self._rest) >= EVENT.size:
            event, self._rest = self._rest[: EVENT.size], self._rest[EVENT.size :]
            _, _, kind, code, value = EVENT.unpack(event)
            if (kind, code) == (EV_SW, SW_HEADPHONE_INSERT):
                self.put(bool(value))

    def _lost(self) -> None:
        """The socket itself has gone, and with it the headphones."""
        self._let_go()
        self._again.start()
        self.put(False)

    def _let_go(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
        self._rest = b""

    def close(self) -> None:
        self._again.stop()
        self._let_go()


def headphones(kind: str) -> Headphones:
    """Of the setting `speech.headphones`: `jack`, `always` or `never`."""
    if kind == "jack":
        return Jack()
    return Headphones(plugged=kind == "always", speaker=kind == "never")
