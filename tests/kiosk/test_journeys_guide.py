"""The author's guide, docs/journeys.md: its tutorial is followed to the letter, its tables held to the code.

In the tutorial, a block named after a file is that file; a `diff` block is applied to it; the commands of a
`console` block are run, and what they say is compared with what stands below them (`...` is any lines).
"""

import re
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

import kiosk.journeys
from kiosk.__main__ import main
from kiosk.journeys.build import _KNOWN, OFFLINE, STATUS
from kiosk.journeys.grammar import FUNCTIONS
from kiosk.journeys.load import load_files
from kiosk.journeys.questions import ASK_KEYS, PURPOSES
from kiosk.journeys.steps import HOLDS, KEYS
from kiosk.journeys.types import TYPES

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "journeys.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANY = "..."
LOOK_MS = 800
"""How long the tutorial's reader looks at the preview."""


class Block(NamedTuple):
    kind: str
    file: str
    text: str


def section(title: str) -> str:
    """The guide between this heading and the next of its level."""
    return re.split(r"^## ", GUIDE.split(f"\n## {title}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]


def blocks(text: str) -> Iterator[Block]:
    for match in BLOCK.finditer(text):
        yield Block(match[1], match[2] or "", match[3])


def tables(title: str) -> list[dict[str, str]]:
    """The tables of a section, each as first column to the rest of the row."""
    found: list[dict[str, str]] = []
    for part in re.findall(r"(?:^\|.*\n)+", section(title), re.MULTILINE):
        rows = [line.strip("|\n").split(" | ", 1) for line in part.splitlines()[2:]]
        found.append({row[0].strip(): row[1] for row in rows})
    return found


def words(text: str) -> set[str]:
    """What stands in backquotes."""
    return set(re.findall(r"`([^`]+)`", text))


def names(title: str, at: int = 0) -> set[str]:
    """What stands in backquotes in the first column of a table."""
    return set().union(*(words(one) for one in tables(title)[at]))


def patched(text: str, diff: str) -> str:
    """`text` with one diff applied: its lines must be there once, in a row."""
    lines = diff.splitlines()
    before = "\n".join(line[1:] for line in lines if line[:1] != "+") + "\n"
    after = "\n".join(line[1:] for line in lines if line[:1] != "-") + "\n"
    assert text.count(before) == 1, f"the guide changes lines that are not there once:\n{before}"
    return text.replace(before, after)


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Each command of a console block with what it says."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def fits(said: list[str], wanted: list[str]) -> bool:
    """Whether `said` is what is wanted, where `...` stands for any lines."""
    if not wanted:
        return not said
    if wanted[0] == ANY:
        return any(fits(said[at:], wanted[1:]) for at in range(len(said) + 1))
    return bool(said) and said[0] == wanted[0] and fits(said[1:], wanted[1:])


def run(command: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What a command of the tutorial says."""
    argv = shlex.split(command)
    if argv[0] == "mkdir":
        Path(argv[1]).mkdir()
        return []
    assert argv[0] == "kiosk", command
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    if "preview" in argv and "--shots" not in argv:
        QTimer.singleShot(LOOK_MS, lambda: QApplication.exit(0))
    code = main(argv[1:])
    signal.signal(signal.SIGINT, before[0])
    signal.signal(signal.SIGTERM, before[1])
    assert code in (0, 1), capsys.readouterr().err
    return capsys.readouterr().out.rstrip("\n").splitlines()


def test_the_tutorial_can_be_followed_to_the_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], qapp: QApplication
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = 0
    for block in blocks(section("Tutorial: borrow a litter picker")):
        if block.kind == "console":
            for command, wanted in commands(block.text):
                said = run(command, capsys)
                while wanted and not wanted[-1]:
                    wanted.pop()
                assert fits(said, wanted), f"$ {command}\n" + "\n".join(said)
                ran += 1
        elif block.kind == "diff":
            path = tmp_path / block.file
            path.write_text(patched(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")
        else:
            assert block.file, "every block of the tutorial is a file, a change or a command"
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
    assert ran > 12
    drawn = (tmp_path / "litter-picker.svg").read_text(encoding="utf-8")
    shown = (ROOT / "docs" / "pictures" / "litter-picker.svg").read_text(encoding="utf-8")
    assert shown == drawn, (
        "the guide shows another picture than its reader gets: put the new one in its place"
    )
    finished = load_files(tmp_path / "litter", ("litter-picker",)).problems
    assert {one.rule for one in finished} == {"missing-text"}


def test_every_yaml_example_of_the_guide_can_be_read() -> None:
    from kiosk.journeys.source import read_nodes

    found = [one for one in blocks(GUIDE) if one.kind == "yaml"]
    assert len(found) > 5
    for block in found:
        assert read_nodes(block.text.encode(), "example")[1] == [], block.text


# The tables


def test_every_rule_of_the_checker_is_explained_and_no_other() -> None:
    folder = Path(kiosk.journeys.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    rules = set(
        re.findall(
            r"""(?:found|say|_say|ExpressionError)\(\s*[^"()]*(?:\([^()]*\))?[^"()]*"([a-z]+(?:-[a-z]+)*)",""",
            source,
        )
    )
    assert len(rules) > 40
    assert names("What the checker says") == rules


def test_every_key_of_a_journey_is_explained() -> None:
    assert names("The file") == set(_KNOWN)


def test_every_kind_of_step_is_explained_with_where_it_may_stand() -> None:
    table = tables("Steps")[0]
    assert names("Steps") == set(KEYS)
    for step, rest in table.items():
        places = rest.rpartition(" | ")[2]
        holders = {holder for holder, held in HOLDS.items() if step.strip("`") in held}
        assert {holder for holder in HOLDS if re.search(rf"\b{holder}\b", places)} == holders, step


def test_every_key_of_a_step_is_named() -> None:
    text = section("Steps") + section("Questions") + section("Repeats") + section("Pages") + section("Ends")
    text += section("Facts and data") + section("The file")
    named = {one.partition(":")[0] for one in words(text)}
    for keys in KEYS.values():
        assert keys.known - named == set(), keys


def test_every_key_of_a_question_is_explained() -> None:
    assert names("Questions") == ASK_KEYS
    assert set(PURPOSES) <= words(tables("Questions")[0]["`purpose`"])


def test_every_answer_type_is_explained_with_its_own_keys() -> None:
    table = tables("Questions")[1]
    assert names("Questions", 1) == set(TYPES)
    for name, rest in table.items():
        kind = TYPES[name.strip("`")]
        assert words(rest.rpartition(" | ")[2]) == set(kind.keys), name


def test_every_function_is_explained() -> None:
    text = section("Conditions") + section("Facts and data")
    assert [name for name in FUNCTIONS if f"{name}(" not in text] == []


def test_every_status_and_offline_kind_is_explained() -> None:
    assert names("Versions, dates and status") == set(STATUS)
    assert names("Without a network") == {*OFFLINE}


def test_links_within_the_guide_lead_somewhere() -> None:
    headings = re.findall(r"^##+ (.+)$", GUIDE, re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", one.lower()).replace(" ", "-") for one in headings}
    for link in re.findall(r"\]\(([^)]+)\)", GUIDE):
        if link.startswith("#"):
            assert link[1:] in anchors, link
        else:
            assert (ROOT / "docs" / link).is_file(), link
