"""The conformance report: it says no more than a run of tests has shown, and its table is whole."""

import ast
import importlib.util
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from kiosk.journeys.check_words import check_words, reading_grade
from kiosk.journeys.load import load_files
from kiosk.plain import MOST_MEAN, read_plain_words

HOUSE = Path(__file__).parent.parent
DOCUMENTS = (HOUSE / "docs" / "site-checklist.md", HOUSE / "docs" / "accessibility.md")


def _report():
    # By its path: packaging/ is no Python package.
    path = HOUSE / "packaging" / "accessibility" / "report.py"
    spec = importlib.util.spec_from_file_location("conformance_report", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


report = _report()
CLAUSES = report.read_clauses()
ONE = report.Clause(id="EN 1", title="One", tests=("tests/a.py::test_a", "tests/b.py::test_b"))
PASSED, FAILED, SKIPPED = ({"passed": 2}, {"passed": 1, "failed": 1}, {"passed": 1, "skipped": 1})


def outcomes(a: dict | None, b: dict | None) -> dict:
    found = {"tests/a.py::test_a": a, "tests/b.py::test_b": b}
    return {name: Counter(one) for name, one in found.items() if one is not None}


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        (PASSED, PASSED, "Supports"),
        (PASSED, None, "Not tested"),
        (PASSED, SKIPPED, "Not tested"),
        (PASSED, FAILED, "Does not"),
        (None, FAILED, "Does not"),
        (None, None, "Not tested"),
    ],
)
def test_supports_is_said_only_where_every_test_ran_and_passed(a, b, said: str) -> None:
    assert report.result(ONE, outcomes(a, b)) == said


def test_a_clause_without_tests_is_not_tested_and_one_with_a_gap_is_met_partly() -> None:
    assert report.result(report.Clause(id="EN 1", title="One"), {}) == "Not tested"
    assert report.result(report.Clause(id="EN 1", title="One", partly="Half."), {}) == "Not tested"
    gap = report.Clause(id="EN 1", title="One", tests=ONE.tests, partly="Half.")
    assert report.result(gap, outcomes(PASSED, PASSED)) == "Partly"
    assert report.result(gap, outcomes(PASSED, FAILED)) == "Does not"


def test_what_hangs_on_the_housing_is_never_met_by_tests_alone_and_fails_with_them() -> None:
    site = report.Clause(id="EN 1", title="One", tests=ONE.tests, hardware="Measure.")
    assert report.result(site, outcomes(PASSED, PASSED)) == "Hardware"
    assert report.result(site, outcomes(PASSED, FAILED)) == "Does not"
    assert report.result(site, outcomes(PASSED, None)) == "Not tested"


JUNIT = """<?xml version="1.0"?><testsuites><testsuite>
<testcase classname="tests.a" name="test_a[x-[1]]">
<properties><property name="mm" value="12.9"/></properties></testcase>
<testcase classname="tests.a" name="test_a[y]">
<properties><property name="mm" value="12.7"/></properties></testcase>
<testcase classname="tests.b" name="test_b"><failure message="x">y</failure></testcase>
<testcase classname="tests.c" name="test_c"><skipped/></testcase>
<testcase classname="tests.d" name="test_d"><error/></testcase>
</testsuite></testsuites>"""


def test_outcomes_and_figures_come_from_the_run() -> None:
    run = report.read_run(JUNIT)
    assert run.outcomes == {
        "tests/a.py::test_a": {"passed": 2},
        "tests/b.py::test_b": {"failed": 1},
        "tests/c.py::test_c": {"skipped": 1},
        "tests/d.py::test_d": {"failed": 1},
    }
    assert run.figures == {"mm": 12.7}


def test_the_report_says_result_evidence_build_and_day(tmp_path: Path) -> None:
    run = report.read_run(JUNIT)
    text = report.written((ONE,), run, "0.1.0 (abc)", date(2026, 11, 22))
    assert "Build 0.1.0 (abc), 2026-11-22" in text
    assert "| EN 1 | One |  | **Does not** | `a.py::test_a` (2 passed)<br>`b.py::test_b` (1 failed) |" in text
    assert "| mm | 12.70 |" in text


def test_a_failed_test_fails_the_verb_and_the_report_is_written_all_the_same(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    (tmp_path / "run.xml").write_text(JUNIT, encoding="utf-8")
    monkeypatch.setattr(report, "read_clauses", lambda: (ONE,))
    out = tmp_path / "conformance.md"
    assert report.main(["--results", str(tmp_path / "run.xml"), "--out", str(out)]) == 1
    assert "**Does not**" in out.read_text(encoding="utf-8")
    assert capsys.readouterr().err == "not met: EN 1\n"


# -- the table -------------------------------------------------------------------------------------------

WCAG = """
1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10
1.4.11 1.4.12 1.4.13 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11
2.4.13 2.5.1 2.5.2 2.5.3 2.5.4 2.5.7 2.5.8 3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3
3.3.4 3.3.7 3.3.8 4.1.2 4.1.3
"""
"""WCAG 2.2, A and AA, and 2.4.13."""
EN = """
4.2.9 5.1.2.2 5.1.3.1 5.1.3.2 5.1.3.3 5.1.3.4 5.1.3.5 5.1.3.6 5.1.3.7 5.1.3.8 5.1.3.9 5.1.3.10 5.1.3.11
5.1.3.12 5.1.3.13 5.1.3.14 5.1.3.15 5.1.3.16 5.1.4 5.1.5 5.1.6.1 5.1.6.2 5.1.7 5.2 5.3 5.4 5.5.1 5.5.2
5.6.1 5.6.2 5.7 5.8 5.9 8.1.2 8.1.3 8.2.1 8.2.2 8.3.0 8.3.2 8.3.3 8.3.4 8.3.5 8.3.6 8.4.1 8.4.2 8.4.3 8.5
11.5.2.5 11.5.2.6 11.5.2.7 11.5.2.8 11.5.2.9 11.5.2.10 11.5.2.11 11.5.2.12 11.5.2.13 11.5.2.14 11.5.2.15
11.6.2 11.7 11.8 12.1.1 12.1.2 12.2.2
"""
US = "402.2 402.2.1 402.2.2 402.2.3 402.2.4 402.2.5 402.3.1 402.3.2 402.4 402.5"


def test_the_table_has_every_clause_once() -> None:
    names = [one.id for one in CLAUSES]
    assert len(names) == len(set(names))
    families = {"WCAG": WCAG, "EN": EN, "508": US}
    wanted = {f"{family} {one}" for family, ids in families.items() for one in ids.split()}
    assert wanted - set(names) == set()
    assert {one for one in names if not one.startswith("Goal ")} - wanted == {"EN 11.1 to 11.4"}


def test_the_table_has_every_row_of_the_checklist() -> None:
    rows = {row for one in CLAUSES for row in one.rows}
    assert rows == {f"A-{n:02}" for n in range(1, 60)}


def test_a_clause_that_does_not_apply_names_no_test() -> None:
    assert [one.id for one in CLAUSES if one.none and (one.tests or one.hardware or one.partly)] == []


def test_every_test_that_is_named_exists() -> None:
    missing = []
    for test in report.named_tests(CLAUSES):
        file, _, name = test.partition("::")
        path = HOUSE / file
        tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
        if name not in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}:
            missing.append(test)
    assert missing == []


# -- what the report says by itself ------------------------------------------------------------------------


def test_no_microphone_is_asked_for() -> None:
    modules = r"QAudioSource|QAudioInput|QMediaCaptureSession|QMediaRecorder|pyaudio|sounddevice|\barecord\b"
    for folder in ("kiosk", "ui", "sync", "printers"):
        for path in (HOUSE / folder).rglob("*.py"):
            assert not re.search(modules, path.read_text(encoding="utf-8")), path


def test_the_journeys_that_are_shipped_are_plain() -> None:
    hard = read_plain_words((HOUSE / "assets" / "plain-words.csv").read_text(encoding="utf-8"))
    journeys = load_files(HOUSE / "assets" / "journeys").journeys.values()
    assert len(journeys) > 30
    texts = {text.mark: text for one in journeys for text in one.texts.values()}
    assert [str(one) for one in check_words(texts.values(), hard)] == []
    grades = {one.id: reading_grade(one.texts.values()) for one in journeys}
    assert {name: grade for name, grade in grades.items() if grade is None or grade > MOST_MEAN} == {}


def test_the_site_checklist_has_every_row_of_the_hardware() -> None:
    text = DOCUMENTS[0].read_text(encoding="utf-8")
    assert [n for n in range(52, 60) if f"A-{n}" not in text] == []
    assert text.count("signature") >= 2


def test_the_documents_about_access_are_there_and_name_what_there_is() -> None:
    text = DOCUMENTS[1].read_text(encoding="utf-8").lower()
    for one in (
        "speech",
        "headphones",
        "size",
        "contrast",
        "keypad",
        "switch",
        "lower",
        "alphabet",
        "language",
    ):
        assert one in text, one


def test_every_picture_in_the_documents_about_access_has_words() -> None:
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        assert "![](" not in text, path
        assert text.startswith("# ")


def test_nothing_moves_blinks_or_sounds_by_itself() -> None:
    """Drawn once and spoken by one voice, but for what the catalogues of movements and sounds list."""
    moving = r"QPropertyAnimation|QVariantAnimation|QMovie|QTimeLine|QMediaPlayer|QVideoWidget"
    sounding = r"QSoundEffect|QAudioSink|QAudioOutput|\bbeep\("
    for path in set((HOUSE / "ui").rglob("*.py")) - {HOUSE / "ui" / "motion.py"}:
        found = re.search(f"{moving}|{sounding}", path.read_text(encoding="utf-8"))
        assert found is None, f"{path.name}: {found}: enter it in a catalogue of how fast, and how long"
