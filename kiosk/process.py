"""What a process sees to before it works, so that nobody else reads its files, its memory or what a crash
would leave: file modes, core files, debuggers, the folder for temporary files.

Swap, hibernation and where the system sends crash reports are the system's: docs/public-place.md.
"""

import atexit
import os
import sys
from pathlib import Path

from kiosk.errors import ProcessError

PR_SET_DUMPABLE = 4
"""prctl(2). Not dumpable: no core file even where the system pipes them to a program, no debugger and no
reading of /proc/PID/mem by another process of the same user."""


def seclude(name: str) -> None:
    """For a process that sees answers or keys; `name` is for its temporary folder.

    Raises ProcessError.
    """
    shut()
    _own_temporary_folder(name)


def shut() -> None:
    """Files for this user alone, no core file, no debugger. Children inherit all but the last."""
    import ctypes
    import resource

    os.umask(0o077)
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        raise ProcessError("core files cannot be turned off for this process: see ulimit -c") from None
    if sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0):
        raise ProcessError(
            f"this process cannot be shut to debuggers: {os.strerror(ctypes.get_errno())}; see prctl(2)"
        )


def _own_temporary_folder(name: str) -> None:
    """A folder for this process and its children, below the system's and gone with the process."""
    above = Path(os.environ.get("TMPDIR") or "/tmp")  # noqa: S108  where the system has it, as tempfile does
    folder = above / f"{name}-{os.getpid()}-{os.urandom(6).hex()}"
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise ProcessError(f"{above}: no folder can be made there: {error.strerror}; see TMPDIR") from None
    os.environ["TMPDIR"] = str(folder)
    # Who has asked already would go on with what it was told.
    if "tempfile" in sys.modules:
        vars(sys.modules["tempfile"])["tempdir"] = str(folder)
    atexit.register(_remove, folder, os.getpid())


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:
        import shutil

        shutil.rmtree(folder, ignore_errors=True)
