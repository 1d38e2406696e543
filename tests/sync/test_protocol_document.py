"""docs/protocol.md says what the code does."""

import re
from pathlib import Path

import pytest

from kiosk.content.release import LABEL, MOST_FILE_BYTES, MOST_FILES, MOST_RELEASE_BYTES
from kiosk.envelope import CONTENT_TYPE, Header, info_for
from kiosk.item import TRANSITIONS
from kiosk.reference import ALPHABET, parse
from sync.courier import Kind
from sync.journal import CATALOGUE
from sync.wire import (
    CONTENT_MANIFEST,
    HEALTH,
    KEYSET,
    MOST_PIECE_BYTES,
    PROBLEM_PREFIX,
    ProblemKind,
    content_path,
    submission_path,
)

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without backticks."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip().replace("`", "") for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_the_states_are_the_outbox_table() -> None:
    assert table("States of an item") == [
        [before.value, event.value, after.value] for (before, event), after in TRANSITIONS.items()
    ]


def test_the_log_events_are_the_catalogue() -> None:
    listed = {event: set(fields.split(", ")) - {"–"} for event, fields in table("The agent's log")}
    assert listed == CATALOGUE


def test_the_classes_are_the_couriers() -> None:
    assert [row[1] for row in table("What the agent makes of a reply")] == [kind.value for kind in Kind]


@pytest.mark.parametrize("path", [submission_path("{id}"), KEYSET, HEALTH])
def test_the_paths_are_the_wires(path: str) -> None:
    assert f"{path}`" in PAGE


def test_the_problem_kinds_are_the_wires() -> None:
    section = PAGE.partition("Refusals are problem documents")[2]
    kinds = re.findall(r"^\| `([a-z-]+)` \|", section.partition("## Who asks")[0], re.MULTILINE)
    assert kinds == [kind.value for kind in ProblemKind]
    assert f"`{PROBLEM_PREFIX}`" in PAGE
    assert f"`{CONTENT_TYPE}`" in PAGE


def test_the_example_of_info_is_right() -> None:
    header = Header(v=1, id="c7ce7c47-38a0-4722-8113-cc7b69818a00", kiosk="demo-1", kid="97f6d7cbe29217c1")
    example = PAGE.partition("```text\n")[2].partition("```")[0]
    assert bytes.fromhex(example.replace("\n", "")) == info_for(header)


def test_the_reference_is_described_as_it_is() -> None:
    assert f"`{ALPHABET}`" in PAGE
    example = re.search(r"12 characters, `([^`]+)`", PAGE)
    assert example is not None
    assert parse(example[1])


@pytest.mark.parametrize("path", [CONTENT_MANIFEST, content_path("{sha256}")])
def test_the_paths_of_content_are_the_wires(path: str) -> None:
    assert f"`GET {path}`" in PAGE


def test_the_limits_of_content_are_the_codes() -> None:
    assert LABEL == b"council-kiosk/content\0"
    assert "`council-kiosk/content`, a zero byte" in PAGE
    assert f"At most {MOST_FILES:,} files, {MOST_FILE_BYTES >> 20} MiB each" in PAGE
    assert MOST_RELEASE_BYTES == 1 << 30
    assert MOST_PIECE_BYTES == 1 << 20


def test_the_reasons_of_a_refusal_are_explained() -> None:
    page = (Path(__file__).parents[2] / "docs" / "content.md").read_text(encoding="utf-8")
    for source in ("sync/content.py", "kiosk/content/release.py", "kiosk/content/shelf.py"):
        text = (Path(__file__).parents[2] / source).read_text(encoding="utf-8")
        found = re.findall(r'ContentError\([^"]*"[^"]*",\s*"([a-z-]+)"', text)
        assert found, source
        for reason in found:
            assert f"`{reason}`" in page, reason
