"""The files beside the kiosk's database: what says that it has had one, who has it open, and whether somebody
is mending it. What is in the database is `store`.
"""

import fcntl
import os
from pathlib import Path

from kiosk.durable import sync
from kiosk.errors import StoreDamagedError, StoreError


def marker(path: Path) -> Path:
    """The file beside the database that says: this kiosk has had one. Whoever has the database open holds a
    shared lock on it; a salvage holds it alone."""
    return path.with_name(path.name + ".made")


def half_salvaged(path: Path) -> Path:
    """The file beside the database that says: a salvage is under way, or was when the power went."""
    return path.with_name(path.name + ".salvaging")


def damaged(path: Path, why: str) -> StoreDamagedError:
    """The one line that stops a kiosk whose file cannot be trusted."""
    return StoreDamagedError(
        f"{path}: the kiosk's database is damaged: {why}. Take the kiosk out of service, stop it and its "
        "agent, and run: kiosk store salvage --by YOUR-NAME"
    )


def unusable(path: Path, error: Exception) -> StoreError:
    """The one line for a file or folder that cannot be opened."""
    return StoreError(f"{path}: cannot be opened: {error}. Check the folder and who owns it")


def hold(path: Path) -> int:
    """Hold the shared lock of those who have the file open. The kernel lets go when the process dies."""
    descriptor = os.open(marker(path), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise StoreError(f"{path}: is being salvaged. Wait until that is done") from None
    return descriptor


def let_go(held: int) -> None:
    """Give the lock back; -1 is none."""
    if held >= 0:
        os.close(held)


def prepare(path: Path, had_one: bool) -> None:
    """The folder for this user alone, the file for this user alone, and no silent second first time."""
    folder = path.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A folder that holds other people's things as well is not ours to close.
    if had_one or not any(folder.iterdir()):
        folder.chmod(0o700)
    if path.exists():
        return
    if had_one:
        raise damaged(path, "it is gone, but this kiosk had one")
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def mark(path: Path) -> None:
    """Note, durably, that this kiosk has a database from now on."""
    made = marker(path)
    if made.exists():
        return
    os.close(os.open(made, os.O_CREAT | os.O_WRONLY, 0o600))
    sync(made)
    sync(path.parent)
