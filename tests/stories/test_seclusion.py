"""What runs for days is shut off: seen from outside, in /proc, of the real processes."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SCREEN = Path(__file__).parents[1] / "screen.json"
ASKED = """\
import ctypes, signal, sys
from importlib import import_module

def told(*_):
    print("dumpable", ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)

signal.signal(signal.SIGUSR1, told)
if sys.argv[1] == "open":
    for module in ("kiosk.process", "kiosk.__main__", "council.serve"):
        import_module(module).seclude = lambda _: None
if sys.argv[2] == "kiosk" and sys.argv[3] == "run":
    from PySide6.QtCore import QTimer
    from ui.app import KioskApp
    first = KioskApp._first_painted
    def first_painted(self):
        first(self)
        print("ready listening on", flush=True)
    KioskApp._first_painted = first_painted
if sys.argv[2] == "kiosk" and sys.argv[3] == "agent":
    from sync.agent import Agent
    begin = Agent.begin
    def begun(self):
        begin(self)
        print("ready listening on", flush=True)
    Agent.begin = begun
sys.exit(import_module(sys.argv[2] + ".__main__").main(sys.argv[3:]))
"""
"""The command itself, which says when it is at work, and on a signal what the system holds of it.
PR_GET_DUMPABLE is 3 (prctl(2))."""
SHELL = ("/bin/sh", "-c", 'ulimit -Sc unlimited; umask 022; exec "$@"', "sh")
VERBS = ("run", "agent", "serve")


class Seen:
    """What /proc says of a process at work, and what it left in the folder for temporary files."""

    def __init__(self, process: subprocess.Popen[str], temporary: Path) -> None:
        assert process.stdout is not None
        line = process.stdout.readline()
        while line and "listening on" not in line:
            line = process.stdout.readline()
        assert line, "it ended before it was at work"
        status = Path(f"/proc/{process.pid}/status").read_text()
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        self.umask = next(one.split()[1] for one in status.splitlines() if one.startswith("Umask:"))
        core = next(one for one in limits.splitlines() if one.startswith("Max core file size"))
        self.core = tuple(core.split()[4:6])
        process.send_signal(signal.SIGUSR1)
        self.dumpable = process.stdout.readline().split()[-1]
        self.folders = {
            one.name.rpartition("-")[0]: one.stat().st_mode & 0o777 for one in temporary.iterdir()
        }


@pytest.fixture
def start(site, tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[str], Path]]]:
    """Starts a command as a service would, with core files allowed and the usual modes."""
    began: list[subprocess.Popen[str]] = []

    def at_work(verb: str, how: str) -> tuple[subprocess.Popen[str], Path]:
        temporary = tmp_path / f"tmp-{verb}-{how}"
        temporary.mkdir()
        line = {
            "run": ["kiosk", "run", "--config", str(site.config)],
            "agent": ["kiosk", "agent", "--config", str(site.config)],
            "serve": ["council", "serve", "--port", "0", "--data", str(tmp_path / "data")],
        }[verb]
        process = subprocess.Popen(
            [*SHELL, sys.executable, "-c", ASKED, how, *line],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": f"offscreen:configfile={SCREEN}",
                "TMPDIR": str(temporary),
                "XDG_RUNTIME_DIR": str(temporary.parent),
            },
        )
        began.append(process)
        return process, temporary

    yield at_work
    for process in began:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=15)


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_reads_its_files_its_memory_or_what_a_crash_leaves(start, verb: str) -> None:
    process, temporary = start(verb, "shut")
    seen = Seen(process, temporary)
    assert (seen.umask, seen.core, seen.dumpable) == ("0077", ("0", "0"), "0")
    name = "council" if verb == "serve" else f"kiosk-{verb}"
    assert seen.folders == {f"{name}-{process.pid}": 0o700}
    process.terminate()
    assert process.wait(15) == 0
    assert list(temporary.iterdir()) == [], "its temporary files go with it"


def test_what_is_not_shut_off_is_seen(start) -> None:
    process, temporary = start("agent", "open")
    seen = Seen(process, temporary)
    assert (seen.umask, seen.core[0], seen.dumpable) == ("0022", "unlimited", "1")
    assert seen.folders == {}


def test_a_folder_that_cannot_be_written_is_named(site, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "agent", "--config", str(site.config)],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path / "absent")},
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0].startswith(
        f"kiosk: {tmp_path / 'absent'}: no folder can be made there"
    )
    assert "Traceback" not in done.stderr
