"""The camera is a program: what it writes comes back, and when it does not behave it is ended."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.camera import MOST_BYTES, CameraProblem, ProgramCamera
from kiosk.errors import SettingsError
from kiosk.settings import read_settings

WRITE = "import sys; sys.stdout.buffer.write(bytes(range(256)) * 1000)"


def camera(program: str, seconds: float = 20) -> ProgramCamera:
    return ProgramCamera((sys.executable, "-c", program), seconds)


def test_what_the_program_writes_comes_back_whole() -> None:
    assert camera(WRITE).take() == bytes(range(256)) * 1000


def test_what_it_says_beside_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        camera(f"import sys; print('lens cap on', file=sys.stderr); {WRITE}").take()
        == bytes(range(256)) * 1000
    )
    assert capfd.readouterr() == ("", "")


def test_it_has_nothing_to_read() -> None:
    assert camera("import sys; sys.stdout.write(repr(sys.stdin.read()))").take() == b"''"


@pytest.mark.parametrize(
    ("program", "wanted"),
    [
        ("", CameraProblem.FAILED),
        ("raise SystemExit(3)", CameraProblem.FAILED),
        (f"{WRITE}; sys.exit(1)", CameraProblem.FAILED),
    ],
)
def test_a_program_that_fails_gives_no_picture(program: str, wanted: CameraProblem) -> None:
    assert camera(program).take() is wanted


def test_a_program_that_writes_without_end_is_ended() -> None:
    endless = f"import os\nwhile True: os.write(1, b'x' * {MOST_BYTES // 8})"
    assert camera(endless).take() is CameraProblem.FAILED


@pytest.mark.parametrize("command", [("/nowhere/camera",), (str(Path(__file__).parent),)])
def test_a_program_that_is_not_there_is_said_so(command: tuple[str, ...]) -> None:
    assert ProgramCamera(command, 5).take() is CameraProblem.MISSING


@pytest.mark.parametrize(
    "begin", ["", "import sys; sys.stdout.write('half'); sys.stdout.flush()", "import os; os.close(1)"]
)
def test_a_slow_program_is_ended_with_all_that_it_started(tmp_path: Path, begin: str) -> None:
    note = tmp_path / "children"
    child = f"import subprocess, sys, time\n{begin}\nchild = subprocess.Popen(['sleep', '60'])\n"
    program = f"{child}open({str(note)!r}, 'w').write(str(child.pid))\ntime.sleep(60)"
    began = time.monotonic()
    assert camera(program, 1.5).take() is CameraProblem.SLOW
    assert time.monotonic() - began < 10
    started = int(note.read_text())
    for _ in range(100):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(started)], capture_output=True, text=True
        ).stdout
        if not state.strip() or state.startswith("Z"):
            break
        time.sleep(0.05)
    else:
        os.kill(started, 9)
        pytest.fail("what the program started still runs")


# -- the settings ----------------------------------------------------------------------------------------


def test_a_kiosk_has_no_camera_unless_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text("")
    assert read_settings(tmp_path / "kiosk.toml").camera.command == ()


def test_the_command_is_a_program_and_its_arguments(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text(
        f'[camera]\ncommand = ["{sys.executable}", "-c", "pass"]\nseconds = 5\n'
    )
    found = read_settings(tmp_path / "kiosk.toml").camera
    assert found.command == (sys.executable, "-c", "pass")
    assert found.seconds == 5


def test_a_program_that_is_not_installed_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text('[camera]\ncommand = ["no-such-camera"]\n')
    with pytest.raises(SettingsError, match=r"camera\.command: there is no program 'no-such-camera' here"):
        read_settings(tmp_path / "kiosk.toml")
