"""SECURITY.md names the test that proves each line: those tests are there, and every attacker has some.
And what docs/privacy.md names as enforcing a period is there.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ATTACKERS = (
    "A stolen kiosk",
    "A hostile resident",
    "A hostile network",
    "An insider where the kiosk stands",
    "A stolen database of the council",
    "Hostile content or a hostile update",
    "An insider at the council",
)


def named_in(file: str) -> set[str]:
    """Names of the tests of a file."""
    path = ROOT / file
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    }


def absent(document: str) -> list[str]:
    """Tests that a document names and that are not there."""
    return [f"{file}::{name}" for file, name in NAMED.findall(document) if name not in named_in(file)]


def test_every_test_that_is_named_is_there() -> None:
    assert len(NAMED.findall(DOCUMENT)) > 50
    assert absent(DOCUMENT) == []


def test_a_test_that_is_not_there_is_found() -> None:
    assert absent("`tests/test_house.py::test_of_nothing` `tests/nowhere.py::test_a`") == [
        "tests/test_house.py::test_of_nothing",
        "tests/nowhere.py::test_a",
    ]


def test_the_periods_of_the_privacy_page_are_enforced_by_code_that_is_there() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", page)
    assert len(named) >= 8
    for file, name in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:(?:class|def) {name}\b|{name}(?::.*)? = )", text, re.MULTILINE), (file, name)


@pytest.mark.parametrize("attacker", ATTACKERS)
def test_every_line_about_an_attacker_has_its_proof(attacker: str) -> None:
    part = DOCUMENT.split(f"\n## {attacker}\n")[1].split("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| ") and not line.startswith("| can try")]
    assert len(rows) >= 3
    assert all(NAMED.search(row) for row in rows)
    assert "What is left:" in part
