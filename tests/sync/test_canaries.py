"""Nothing a resident says is left readable in any file of the kiosk, nor in what its programs print, however
many they are and however a process ends.

Each scan first proves itself: it must find a hit that the test planted, in every place and in every form. And
the same visits leave their answers in a core file where the process is not shut off: the scan finds those.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from canaries import NAME, NOTE, PHONES, files, forms, hits

from kiosk.outbox import Outbox
from kiosk.store import Store

VISITS = Path(__file__).parents[1] / "faults" / "canary_visits.py"
MANY = 500
TOLD = {"full_name": f"{NAME} 99999", "phone": PHONES[0], "note": f"{NOTE} number 99999"}
JOURNEY = """\
journey: note
title: Leave a note
version: 1
status: live
owner: council
offline: queue
class: 2
languages: [en]
send: notes/new
steps:
- ask: full_name
  type: name
  title: Full name
- ask: phone
  type: phone
  title: Telephone number
- ask: note
  type: long
  title: Your note
- check: answers
  short: Send
done:
  title: We have your note
  body: We will read it.
"""
SHELL = ("/bin/sh", "-c", 'ulimit -Sc unlimited; exec "$@"', "sh", sys.executable)
"""As on a machine that keeps core files."""


class Ground:
    """A kiosk whose programs run with a home, a working folder and temporary files of their own, all of which
    are looked through, as is all they print."""

    def __init__(self, site: Any, url: str, folder: Path) -> None:
        self.site, self.url = site, url
        self.temporary, self.home, self.journeys = (folder / name for name in ("tmp", "home", "journeys"))
        for one in (self.temporary, self.home, self.journeys):
            one.mkdir()
        self.journey = self.journeys / "note.yaml"
        self.journey.write_text(JOURNEY)
        (self.journeys / "shared.yaml").write_text("organisations: [council]\n")
        self.config = str(site.config(url))
        self.printed: dict[str, bytes] = {}

    def run(self, *line: str, code: int = 0, how: tuple[str, ...] = (), **extra: str) -> bytes:
        """Run a program to its end; what it printed."""
        done = subprocess.run(
            [*(how or (sys.executable,)), *line],
            capture_output=True,
            cwd=self.home,
            env={
                **os.environ,
                "TMPDIR": str(self.temporary),
                "HOME": str(self.home),
                "PYTHONDONTWRITEBYTECODE": "1",
                **extra,
            },
            check=False,
        )
        assert done.returncode == code, done.stderr.decode()[-2000:]
        self.printed[f"{len(self.printed)} {' '.join(line[:4])}"] = done.stdout + done.stderr
        return done.stdout

    def kiosk(self, *line: str, code: int = 0) -> bytes:
        return self.run("-m", "kiosk", *line, "--config", self.config, code=code)

    def visits(self, first: int, many: int, end: str, code: int = 0, **extra: str) -> int:
        """Many visits in one process; how many were saved."""
        line = (str(VISITS), self.config, str(self.journey), str(first), str(many), end)
        return int(self.run(*line, code=code, how=SHELL, **extra).split()[-1])

    def places(self) -> dict[str, bytes]:
        """All that there is to look through at the kiosk."""
        return {**files(self.site.database.parent, self.temporary, self.home), **self.printed}

    def scan(self) -> list[str]:
        return hits(self.places())


@pytest.fixture
def ground(site: Any, server: Any, tmp_path: Path) -> Ground:
    with Store.open(site.database) as store, store.write():
        store.connection.execute("DELETE FROM outbox")
    return Ground(site, server.url, tmp_path)


@pytest.mark.parametrize("word", [NAME, NOTE, PHONES[3]])
@pytest.mark.parametrize("form", sorted(forms(NAME)))
def test_the_scanner_finds_what_was_planted(tmp_path: Path, word: str, form: str) -> None:
    (tmp_path / "deep").mkdir()
    planted = forms(word)[form]
    (tmp_path / "deep" / "file").write_bytes(os.urandom(5000) + planted + os.urandom(5000))
    (tmp_path / "deep" / "other").write_bytes(os.urandom(5000))
    assert hits(files(tmp_path)) == [str(tmp_path / "deep" / "file")]


def test_no_answer_is_readable_on_the_kiosk(ground: Ground, impostor: Any, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(TOLD, ensure_ascii=False))
    submit = ("submit", str(ground.journey), "--answers", str(answers))
    ground.kiosk(*submit)
    ground.kiosk(*submit, "--json")
    assert ground.scan() == []
    with impostor(500, {}, b"") as failing:
        ground.run("-m", "kiosk", "agent", "--once", "--config", str(ground.site.config(failing.url)), code=1)
    ground.config = str(ground.site.config(ground.url))
    ground.kiosk("outbox", "list")
    assert ground.scan() == []
    ground.kiosk("agent", "--once")
    ground.kiosk("outbox", "list", "--json")
    assert ground.scan() == []
    answers.write_text(json.dumps({**TOLD, "phone": PHONES[0] + "9999999"}))
    ground.kiosk(*submit, code=2)
    answers.write_text(json.dumps({"full_name": TOLD["full_name"], "phone": TOLD["phone"]})[:-2])
    ground.kiosk(*submit, code=2)
    assert ground.scan() == []
    # They were really sent: the same scan finds them in what the council reads with its key. Its database
    # alone tells nothing either.
    read = ground.run("-m", "council", "submissions", "--json", "--data", str(ground.site.council))
    assert hits({"council": read}) == ["council"]
    assert hits(files(ground.site.council)) == []


def damage(path: Path) -> None:
    """Spoil the pages after the first few, as a failing disk does."""
    content = bytearray(path.read_bytes())
    for at in range(8 * 4096 + 2000, len(content) - 4096, 7 * 4096):
        content[at : at + 2000] = b"\xff" * 2000
    path.write_bytes(content)


def test_many_visits_kills_crashes_and_a_damaged_file_leave_nothing(ground: Ground) -> None:
    saved = ground.visits(0, MANY - 100, "end")
    assert saved == (MANY - 100) * 7 // 10, "the visits did what they were to do"
    saved += ground.visits(MANY - 100, 50, "kill", code=-signal.SIGKILL)
    saved += ground.visits(MANY - 50, 50, "abort", code=-signal.SIGABRT)
    assert ground.scan() == []
    assert b"Fatal Python error: Aborted" in b"".join(ground.printed.values()), "there was a crash report"
    assert b"ui-error ValueError" in b"".join(ground.printed.values())
    with Store.open(ground.site.database) as store:
        assert len(Outbox(store).items()) == saved
    damage(ground.site.database)
    ground.kiosk("store", "salvage", "--by", "Kim", code=1)
    assert ground.scan() == []
    salvaged = ground.site.database.parent / "salvage"
    assert any(path.is_file() for path in salvaged.rglob("*")), (
        "the damaged file is kept and was looked through"
    )
    planted_everywhere(ground)
    print(f"\ncanaries: {MANY} visits, {saved} saved, {len(ground.places())} places, 0 readable")


def planted_everywhere(ground: Ground) -> None:
    """The control: one hit in each place, in each form, is found where it is and nowhere else."""
    clean = ground.places()
    assert {Path(one).name for one in clean} >= {"kiosk.db"}
    assert any("salvage" in one for one in clean)
    for place, data in clean.items():
        for form in forms(NAME).values():
            spoiled = {place: data[: len(data) // 2] + form + data[len(data) // 2 :]}
            assert hits(spoiled) == [place]


def test_a_process_that_is_not_shut_off_leaves_answers_in_its_core_file(ground: Ground) -> None:
    if Path("/proc/sys/kernel/core_pattern").read_text().strip() != "core":
        pytest.skip("this system gives core files to a program: sysctl kernel.core_pattern=core")
    ground.visits(0, 10, "abort", code=-signal.SIGABRT, CONTROL="open")
    found = ground.scan()
    assert [Path(one).name.partition(".")[0] for one in found] == ["core"]
    (Path(found[0])).unlink()


def modes(folder: Path) -> dict[str, int]:
    """Whatever somebody other than the user may do with something below a folder."""
    found = {
        str(path.relative_to(folder)): path.lstat().st_mode & 0o077
        for path in (folder, *folder.rglob("*"))
        if not path.is_symlink()
    }
    return {name: mode for name, mode in found.items() if mode}


@pytest.fixture
def open_mask() -> Any:
    """The usual modes of a system, so that what is private is so by our doing."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_files_of_kiosk_and_council_are_their_users_alone(
    open_mask: None, ground: Ground, start_server: Callable[..., Any]
) -> None:
    ground.visits(0, 10, "end")
    ground.kiosk("agent", "--once")
    kiosk, council = ground.site.database.parent, ground.site.council
    for folder in (kiosk, council):
        assert sum(path.is_file() for path in folder.rglob("*")) > 2
        assert modes(folder) == {}
    (kiosk / "others").write_text("")
    assert modes(kiosk) == {"others": 0o044}, "the look finds what is open"
    (kiosk / "others").unlink()
