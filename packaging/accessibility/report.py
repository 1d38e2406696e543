"""The accessibility conformance report: each clause with its result, and the tests that are the evidence.

`--tests` prints the tests that the clauses name, for pytest; `--results FILE --out FILE` reads pytest's JUnit
file and writes the report. What the clauses ask, in our own words, and which tests prove it stands in
`clauses.toml` beside this file. Run by `make accessibility`; nothing in the program imports this.
"""

import argparse
import re
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

HERE = Path(__file__).parent
CLAUSES = HERE / "clauses.toml"
Outcome = Literal["passed", "failed", "skipped"]
RESULTS = ("Supports", "Partly", "Does not", "Not tested", "Hardware", "Not applicable")
"""What may be said of a clause. `Hardware`: it is met, or not, where the kiosk is built and set up."""


class Clause(Struct, frozen=True, forbid_unknown_fields=True):
    """One clause. `rows` are those of our own checklist. `tests` prove it. `partly` says what is missing
    though they pass; `hardware` what is to be seen to on site; `none` why it does not apply."""

    id: str
    title: str
    rows: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    partly: str = ""
    hardware: str = ""
    none: str = ""


class Run(Struct, frozen=True):
    """What a run of tests gave: test to how often it had which outcome, and the least of each figure."""

    outcomes: dict[str, Counter[Outcome]] = {}
    figures: dict[str, float] = {}


def read_clauses(path: Path = CLAUSES) -> tuple[Clause, ...]:
    """The table of clauses. Raises msgspec.ValidationError."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(msgspec.convert(table["clause"], list[Clause]))


def named_tests(clauses: Iterable[Clause]) -> list[str]:
    """Every test that a clause names, once."""
    return sorted({test for clause in clauses for test in clause.tests})


def read_run(junit: str) -> Run:
    """The outcomes in a JUnit file of pytest, by test without its parameters."""
    run = Run()
    for case in ElementTree.fromstring(junit).iter("testcase"):  # noqa: S314 - pytest wrote it just now
        name = re.sub(r"\[.*", "", case.get("name", ""), flags=re.DOTALL)
        test = f"{case.get('classname', '').replace('.', '/')}.py::{name}"
        broken = case.find("failure") is not None or case.find("error") is not None
        outcome: Outcome = "failed" if broken else "skipped" if case.find("skipped") is not None else "passed"
        run.outcomes.setdefault(test, Counter())[outcome] += 1
        for figure in case.iter("property"):
            key, value = figure.get("name", ""), float(figure.get("value", "nan"))
            run.figures[key] = min(value, run.figures.get(key, value))
    return run


def result(clause: Clause, outcomes: Mapping[str, Counter[Outcome]]) -> str:
    """What may be said. Never `Supports` where a test of the clause did not run to its end."""
    if clause.none:
        return "Not applicable"
    mine = [outcomes.get(test, Counter()) for test in clause.tests]
    if any(one["failed"] for one in mine):
        return "Does not"
    if any(one["skipped"] or not one["passed"] for one in mine):
        return "Not tested"
    if clause.hardware:
        return "Hardware"
    if not mine:
        return "Not tested"
    return "Partly" if clause.partly else "Supports"


def written(clauses: Iterable[Clause], run: Run, build: str, day: date) -> str:
    """The report, as Markdown."""
    clauses = tuple(clauses)
    found = [(clause, result(clause, run.outcomes)) for clause in clauses]
    counts = Counter(said for _, said in found)
    lines = [
        "# Accessibility conformance report",
        "",
        f"Build {build}, {day.isoformat()}. Written by `make accessibility`; change "
        "`packaging/accessibility/clauses.toml` instead of this file.",
        "",
        "The kiosk is closed: residents cannot bring their own assistive technology, so it speaks, enlarges "
        "and is worked by pads and switches itself. The clauses are those of EN 301 549 V3.2.1 (5, 8, 11 and "
        "12), WCAG 2.2 (A and AA, and 2.4.13) and the US Revised Section 508, chapter 4 (402), in our own "
        "words. Clauses about what this kiosk has not (two-way voice, video) are listed as not applicable.",
        "",
        "Supports: every test named passed in this build. Partly: they passed, and the line says what is "
        "missing. Does not: a test failed. Not tested: no test, or it did not run. Hardware: depends on the "
        "housing, its parts or the place; see [the site checklist](site-checklist.md).",
        "",
        ", ".join(f"{counts[said]} {said.lower()}" for said in RESULTS if counts[said]) + ".",
        "",
        "## Figures",
        "",
        "The least of what the tests measured.",
        "",
        "| what | least |",
        "|---|---|",
        *(f"| {name} | {value:.2f} |" for name, value in sorted(run.figures.items())),
        "",
    ]
    for family, mine in _families(found):
        lines += [
            f"## {family}",
            "",
            "| clause | subject | rows | result | evidence |",
            "|---|---|---|---|---|",
        ]
        lines += [_line(clause, said, run) for clause, said in mine]
        lines.append("")
    return "\n".join(lines)


def _families(found: list[tuple[Clause, str]]) -> Iterable[tuple[str, list[tuple[Clause, str]]]]:
    for family, start in (("EN 301 549", "EN "), ("WCAG 2.2", "WCAG "), ("Section 508", "508 ")):
        yield family, [one for one in found if one[0].id.startswith(start)]
    yield "Our own goals", [one for one in found if one[0].id.startswith("Goal ")]


def _line(clause: Clause, said: str, run: Run) -> str:
    evidence = [one for one in (clause.none, clause.hardware, clause.partly) if one]
    for test in clause.tests:
        outcomes = run.outcomes.get(test, Counter())
        told = ", ".join(f"{outcomes[one]} {one}" for one in ("passed", "failed", "skipped") if outcomes[one])
        evidence.append(f"`{test.removeprefix('tests/')}` ({told or 'did not run'})")
    rows = ", ".join(clause.rows)
    return f"| {clause.id} | {clause.title} | {rows} | **{said}** | {'<br>'.join(evidence)} |"


def main(arguments: list[str]) -> int:
    """Print the tests, or write the report. Exit code 1 where a test failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true", help="print the tests to run")
    parser.add_argument("--results", type=Path, metavar="FILE", help="pytest's JUnit file")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the report goes")
    parser.add_argument("--build", default="", help="what was tested")
    args = parser.parse_args(arguments)
    clauses = read_clauses()
    if args.tests:
        print("\n".join(named_tests(clauses)))
        return 0
    if args.results is None or args.out is None:
        parser.error("give --tests, or --results and --out")
    run = read_run(args.results.read_text(encoding="utf-8"))
    today = date.fromtimestamp(args.results.stat().st_mtime)  # noqa: DTZ012 - a day of the machine's calendar
    args.out.write_text(written(clauses, run, args.build, today), encoding="utf-8")
    failed = [clause.id for clause in clauses if result(clause, run.outcomes) == "Does not"]
    for clause in failed:
        print(f"not met: {clause}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
