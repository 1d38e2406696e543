"""`kiosk journeys check`: what is wrong with journey files, with a summary in one line."""

import os
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from kiosk.commands.as_json import print_json
from kiosk.commands.journeys_list import FILE, journeys_in, register_for
from kiosk.errors import JourneyError
from kiosk.journeys.load import SHARED, Catalogue, load_files
from kiosk.journeys.source import Finding

COLOURS = {"error": "\033[1;31m", "warning": "\033[33m"}
"""Of a terminal: bold red, yellow."""
PLAIN = "\033[0m"


def check(args: Namespace) -> int:
    """Check what is named. Exit code 0 no errors, 1 errors."""
    problems: dict[str, Finding] = {}
    texts: dict[str, tuple[int, int]] = {}
    grades: dict[str, float] = {}
    journeys: set[str] = set()
    for path in (Path(one) for one in args.paths):
        if not path.exists():
            raise JourneyError(f"{path}: there is no such file or folder")
        if path.name == FILE:
            catalogue = load_files(journeys_in(path.parent))
            problems |= {str(one): one for one in _register_problems(path, catalogue)}
            continue
        name = path.name.partition(".")[0]
        whole = path.is_dir() or name == SHARED
        folder = journeys_in(path) if path.is_dir() else path.parent
        catalogue = load_files(folder, () if whole else (name,), try_out=True)
        texts |= catalogue.texts
        grades |= catalogue.grades
        problems |= {str(one): one for one in catalogue.problems}
        journeys |= {*catalogue.journeys, *(one.file.partition(".")[0] for one in catalogue.errors)}
        file = register_for(folder) if path.is_dir() else None
        if file is not None:
            problems |= {str(one): one for one in _register_problems(file, catalogue)}
    if args.json:
        found = {
            "problems": list(problems.values()),
            "texts": texts,
            "grades": grades,
        }
        print_json(found)
    else:
        colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for finding in problems.values():
            print(painted(finding) if colours else finding)
        for name, (there, wanted) in texts.items():
            print(f"{name}: {there} of {wanted} texts")
        levels = Counter(one.level for one in problems.values())
        print(summary(len(journeys - {SHARED}), levels["error"], levels["warning"], texts))
    return 1 if any(one.level == "error" for one in problems.values()) else 0


def summary(journeys: int, errors: int, warnings: int, texts: Mapping[str, tuple[int, int]]) -> str:
    """All of it in one line. `texts` gives for each overlay file how many there are and should be."""
    missing: Counter[str] = Counter()
    for file, (there, wanted) in texts.items():
        missing[file.split(".")[1]] += wanted - there
    lacking = ", ".join(f"{language} {n}" for language, n in sorted(missing.items()) if n)
    said = f"{_many(journeys, 'journey')}, {_many(errors, 'error')}, {_many(warnings, 'warning')}"
    return f"{said}; texts missing: {lacking}" if lacking else said


def painted(finding: Finding) -> str:
    """A finding for a terminal: its level in colour."""
    return str(finding).replace(
        f" {finding.level}: ", f" {COLOURS[finding.level]}{finding.level}{PLAIN}: ", 1
    )


def _many(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"


def _register_problems(file: Path, catalogue: Catalogue) -> list[Finding]:
    """What is wrong with the register, by itself and beside the journeys."""
    from kiosk.register import check_register, read_register

    register, findings = read_register(file.read_bytes(), file.name)
    if register is not None and not findings:
        findings = check_register(register, catalogue, file.name)
    return findings
