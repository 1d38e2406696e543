"""Nothing a resident says is left readable in any file of the kiosk, nor in what its programs print.

Each scan first proves itself: it must find a hit that the test planted.
"""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.store import Store

WORDS = ("Zephyrine Quillfeather", "+447700900417", "behind the blue gate")
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


def traces(word: str) -> set[bytes]:
    """How a word may look in a file. In base64, whichever of three ways it falls."""
    found = {word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode().hex().encode()}
    for lead in range(3):
        encoded = base64.b64encode(b"-" * lead + word.encode())
        found.add(encoded[4 if lead else 0 : len(encoded) // 4 * 4 - 4])
    return found


def hits(places: dict[str, bytes]) -> list[str]:
    needles = {needle for word in WORDS for needle in traces(word)}
    return [place for place, data in places.items() if any(needle in data for needle in needles)]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("planted", sorted(traces(WORDS[0])))
def test_the_scanner_finds_what_was_planted(tmp_path: Path, planted: bytes) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(os.urandom(5000) + planted + os.urandom(5000))
    assert hits(files(tmp_path)) == [str(tmp_path / "deep" / "file")]


def test_no_answer_is_readable_on_the_kiosk(
    site: Any, server: Any, store: Store, impostor: Any, tmp_path: Path
) -> None:
    journeys, temporary = tmp_path / "journeys", tmp_path / "tmp"
    for folder in (journeys, temporary):
        folder.mkdir()
    (journeys / "note.yaml").write_text(JOURNEY)
    (journeys / "shared.yaml").write_text("organisations: [council]\n")
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(dict(zip(("full_name", "phone", "note"), WORDS, strict=True))))
    printed: dict[str, bytes] = {}

    def run(*line: str, code: int = 0) -> None:
        found = subprocess.run(
            [sys.executable, "-m", "kiosk", *line],
            capture_output=True,
            env={**os.environ, "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
        assert found.returncode == code, found.stderr.decode()
        printed[f"{len(printed)} {line[0]}"] = found.stdout + found.stderr

    def scan() -> list[str]:
        return hits({**files(site.database.parent), **files(temporary), **printed})

    config = str(site.config(server.url))
    submit = ("submit", str(journeys / "note.yaml"), "--answers", str(answers), "--config", config)
    run(*submit)
    run(*submit, "--json")
    assert scan() == []
    with impostor(500, {}, b"") as failing:
        run("agent", "--once", "--config", str(site.config(failing.url)), code=1)
    run("outbox", "list", "--config", str(site.config(server.url)))
    assert scan() == []
    run("agent", "--once", "--config", config)
    run("outbox", "list", "--json", "--config", config)
    assert scan() == []
    answers.write_text(json.dumps({"full_name": WORDS[0], "phone": WORDS[1] + "9999999", "note": WORDS[2]}))
    run(*submit, code=2)
    answers.write_text(json.dumps({"full_name": WORDS[0], "phone": WORDS[1]})[:-2])
    run(*submit, code=2)
    assert scan() == []
    # The same scan over what the council's own command prints does find them: they were really sent.
    shown = subprocess.run(
        [sys.executable, "-m", "council", "submissions", "--json", "--data", str(site.council)],
        capture_output=True,
        check=True,
    ).stdout
    assert hits({"council submissions": shown}) != []
    assert hits(files(site.council)) == [], "and its database keeps them sealed"
