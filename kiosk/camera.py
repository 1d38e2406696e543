"""The kiosk's camera or scanner: a program that writes one picture to its standard output.

Which program is a setting, so that any camera will do: `fswebcam`, `libcamera-still`, `scanimage`. The
picture passes through memory only. What is in it is for the screen to read; nothing here looks.
"""

import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence
from enum import StrEnum

MOST_BYTES = 32 * 1024 * 1024
"""Of what a camera may give: a raw picture of 10 million points still fits."""
_PIECE = 64 * 1024


class CameraProblem(StrEnum):
    """Why there is no picture."""

    MISSING = "missing"
    """Its program is not there or may not be run."""
    SLOW = "slow"
    """It gave no whole picture in time."""
    FAILED = "failed"
    """Its program ended with an error, or gave nothing, or too much."""
    UNREADABLE = "unreadable"
    """What it gave is no picture."""


class ProgramCamera:
    """Takes pictures with `command`, each in `timeout_s` seconds at most."""

    def __init__(self, command: Sequence[str], timeout_s: float) -> None:
        self._command = list(command)
        self._timeout_s = timeout_s

    def take(self) -> bytes | CameraProblem:
        """What the program wrote. Blocks for as long as it takes, then ends it and all that it started."""
        try:
            child = subprocess.Popen(  # noqa: S603  the operator's own command, from the settings
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return CameraProblem.MISSING
        with child:
            try:
                return self._read(child, time.monotonic() + self._timeout_s)
            finally:
                _end(child)

    def _read(self, child: "subprocess.Popen[bytes]", deadline: float) -> bytes | CameraProblem:
        if child.stdout is None:
            return CameraProblem.FAILED
        pipe, found = child.stdout.fileno(), bytearray()
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                return CameraProblem.SLOW
            piece = os.read(pipe, _PIECE)
            if not piece:
                break
            found += piece
            if len(found) > MOST_BYTES:
                return CameraProblem.FAILED
        try:
            code = child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return CameraProblem.SLOW
        return bytes(found) if code == 0 and found else CameraProblem.FAILED


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End what still runs of a program and of its children."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
