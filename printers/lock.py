"""The lock that keeps the next receipt in when it is not known what became of the last.

It is a small file in the state folder, so that it outlives a restart and a power cut: laid down before
the first byte of a job and taken away by proof. It holds the likely cause and nothing of a receipt.
"""

from pathlib import Path

from kiosk.durable import write_whole
from kiosk.receipt import PrinterState

NAME = "printer-locked"


class Lock:
    """The lock of the one printer of this kiosk. `set` and `clear` raise OSError."""

    def __init__(self, state_dir: Path) -> None:
        self._file = state_dir / NAME

    @property
    def cause(self) -> PrinterState | None:
        """Why printing is locked, or None when it is not. A file that cannot be read locks too."""
        try:
            return PrinterState(self._file.read_text("ascii").strip())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            return PrinterState.UNKNOWN

    def set(self, cause: PrinterState) -> None:
        """Lock, durably: on return the file is on the disk."""
        write_whole(self._file, f"{cause}\n".encode("ascii"))

    def clear(self) -> None:
        """Unlock."""
        self._file.unlink(missing_ok=True)


class MemoryLock(Lock):
    """The same without a disk, for a printer that is in memory too."""

    def __init__(self) -> None:
        self._cause: PrinterState | None = None

    @property
    def cause(self) -> PrinterState | None:
        return self._cause

    def set(self, cause: PrinterState) -> None:
        self._cause = cause

    def clear(self) -> None:
        self._cause = None
