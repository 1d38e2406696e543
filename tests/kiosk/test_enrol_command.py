"""`kiosk enrol` and `kiosk identity` with `council enrolment` and `council kiosk`, as people use them."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from council.__main__ import main as council_main
from kiosk.__main__ import main as kiosk_main
from kiosk.enrolment_code import new_code


class Said(NamedTuple):
    """What a command printed."""

    stdout: str
    stderr: str


Run = Callable[..., Said]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("enrol")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """A council's server."""
    line = [sys.executable, "-m", "council", "serve", "--port", "0", "--data", str(folder / "council")]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = process.stdout.readline().rpartition(" ")[2].strip()
    (folder / "kiosk.toml").write_text(
        f'[site]\nkiosk = "hall-1"\nplace = "Exampleton Hall"\nstate_dir = "state"\n'
        f'[council]\napi = "{address}"\n'
    )
    yield address
    process.terminate()
    process.wait(15)
    process.stdout.close()


@pytest.fixture
def council(folder: Path) -> Run:
    def run(*words: str, code: int = 0) -> Said:
        return _run(council_main, *words, "--data", str(folder / "council"), code=code)

    return run


@pytest.fixture
def kiosk(folder: Path) -> Run:
    def run(*words: str, code: int = 0) -> Said:
        return _run(kiosk_main, *words, "--config", str(folder / "kiosk.toml"), code=code)

    return run


def _run(main: Callable[[list[str]], int], *words: str, code: int) -> Said:
    out, err, mask = io.StringIO(), io.StringIO(), os.umask(0o077)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            ended = main(list(words))
    finally:
        os.umask(mask)
    said = Said(out.getvalue(), err.getvalue())
    assert ended == code, said
    return said


def shown(done: Said) -> dict:
    return json.loads(done.stdout)


def test_a_kiosk_is_enrolled_goes_over_to_another_key_is_shut_out_and_let_in_again(
    url: str, council: Run, kiosk: Run, folder: Path
) -> None:
    said = kiosk("identity", "show", code=1)
    assert "not enrolled" in said.stdout

    # The council makes a code; at the kiosk it is typed with a slip, then to another address, then rightly.
    create = ("enrolment", "create", "--kiosk", "hall-1", "--place", "Exampleton Hall", "--json")
    code = shown(council(*create))["code"]
    assert "wrong codes" not in council("enrolment", "list").stdout
    slip = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert "no try was used up" in kiosk("enrol", url, slip, code=2).stderr
    assert "council.api" in kiosk("enrol", "http://127.0.0.1:9", code, code=2).stderr
    assert "wrong codes" not in council("enrolment", "list").stdout
    told = kiosk("enrol", url, code[:4].lower(), code[4:8], code[8:], "--wait", "0", code=1)
    assert "Not let in yet" in told.stdout

    # Staff compare the fingerprint.
    fingerprint = shown(kiosk("identity", "show", "--json", code=1))["fingerprint"]
    assert fingerprint in told.stdout
    assert fingerprint in council("enrolment", "list").stdout
    assert (
        "somebody else"
        in council("enrolment", "confirm", "hall-1", "0000 1111 2222 3333 4444", code=2).stderr
    )
    council("enrolment", "confirm", "hall-1", *fingerprint.split())
    assert "No codes" in council("enrolment", "list").stdout
    known = shown(kiosk("identity", "show", "--json"))
    assert known == {"kiosk": "hall-1", "enrolled_as": "hall-1", "fingerprint": fingerprint, "state": "known"}

    # Another key.
    rotated = shown(kiosk("identity", "rotate", "--json"))
    assert rotated["state"] == "known"
    assert rotated["fingerprint"] != fingerprint
    (listed,) = json.loads(council("kiosk", "list", "--json").stdout)
    assert (listed["kiosk"], listed["fingerprint"]) == ("hall-1", rotated["fingerprint"])

    # Shut out, and let in again.
    council("kiosk", "revoke", "hall-1", "--reason", "left on a bus")
    assert "left on a bus" in council("kiosk", "list").stdout
    assert "revoked this kiosk" in kiosk("identity", "show", code=1).stdout
    assert "does not know this kiosk" in kiosk("identity", "rotate", code=2).stderr
    again = shown(council(*create))
    kiosk("enrol", url, again["code"], "--wait", "0", code=1)
    council("enrolment", "confirm", "hall-1", "--yes-fingerprint")
    assert shown(kiosk("identity", "show", "--json"))["state"] == "known"

    # What was done is written down, codes and keys are not.
    audit = council("audit").stdout
    for event in ("enrolment-created", "enrolment-confirmed", "kiosk-revoked"):
        assert f"  {event} " in audit
    assert code not in audit
    for path in (folder / "state" / "identity").iterdir():
        assert path.stat().st_mode & 0o077 == 0


def test_what_cannot_be_done_is_said_in_one_line(url: str, council: Run, kiosk: Run, folder: Path) -> None:
    for words in (
        ("enrolment", "cancel", "hall-9"),
        ("enrolment", "confirm", "hall-9", "1234"),
        ("kiosk", "revoke", "hall-9", "--reason", "x"),
    ):
        said = council(*words, code=2).stderr
        assert "hall-9" in said
        assert said.count("\n") == 1
    assert "fingerprint" in council("enrolment", "confirm", "hall-9", code=1).stderr
    assert "does not take this code" in kiosk("enrol", url, new_code(), code=2).stderr
