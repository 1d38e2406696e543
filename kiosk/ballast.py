"""A few megabytes of real blocks beside the database, given up when the disk is full.

On a full disk SQLite cannot even mark an item as delivered or erase it: its journal needs room. With the
ballast gone it can, the queue drains, and the ballast comes back when there is room for it. When that is,
and for whom, `store` decides.
"""

import os
import shutil
from pathlib import Path

ROOM_TIMES = 2
"""The ballast comes back when so many times its size is free, so that it fills no disk by itself."""


class Ballast:
    """The file at `path`, of `size` bytes; 0 for a kiosk that has none."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size

    def whole(self) -> bool:
        """Whether it lies there with all its blocks."""
        try:
            found = self._path.stat()
        except OSError:
            return self._size == 0
        return found.st_size >= self._size and found.st_blocks * 512 >= self._size

    def release(self) -> bool:
        """Give it up; whether that gave any room."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def restore(self) -> bool:
        """Lay it down again where there is room; whether it lies there now. Never raises for want of room.

        Two processes may do so at once: both write the same file.
        """
        if self.whole():
            return True
        try:
            if shutil.disk_usage(self._path.parent).free < self._size * ROOM_TIMES:
                return False
            self._write()
        except OSError:
            self.release()
        return self.whole()

    def _write(self) -> None:
        descriptor = os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, self._size)
            # Blocks that were only promised, or that a clever file system packs, would not be there in need.
            with os.fdopen(descriptor, "wb", closefd=False) as file:
                file.write(os.urandom(self._size))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
