"""Takes the lines of figures that the soak tests print and writes them into docs/reliability.md.

`soak_report.py RESULTS [--document FILE] [--scale N]`: RESULTS is what pytest's `--junitxml` wrote, with
`-o junit_logging=system-out`. A line is `what: figures`, which begin with a number, and only those of tests
that passed count. A row of the table stays until the same thing is measured again. Exit code 1 when a test
failed or nothing was found.
"""

import argparse
import os
import platform
import re
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct

DOCUMENT = Path("docs/reliability.md")
BEGIN, END = "<!-- figures of make soak: begin -->", "<!-- figures of make soak: end -->"
FIGURES = re.compile(r"^(?P<what>[^:|/]{3,90}): (?P<figures>\d[^|]*)$")
SEED = re.compile(r",? seeds? (?P<seed>(?:from )?\d+)")
HEAD = "| what | figures | seed | `SOAK` | day | commit |\n|---|---|---|---|---|---|\n"


class Row(Struct, frozen=True):
    """One line of figures: what was done, what came of it, from which seed, at which scale, when, and to
    which state of the code."""

    what: str
    figures: str
    seed: str
    scale: str
    day: str
    commit: str

    def line(self) -> str:
        """As Markdown."""
        return f"| {self.what} | {self.figures} | {self.seed} | {self.scale} | {self.day} | {self.commit} |\n"


class Results(Struct, frozen=True):
    """What a run gave: rows, and the names of tests that failed."""

    rows: tuple[Row, ...]
    failed: tuple[str, ...]


def read(results: Path, scale: str, day: date, commit: str) -> Results:
    """The figures of a run."""
    rows: list[Row] = []
    failed: list[str] = []
    for case in ElementTree.parse(results).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(f"{case.get('classname')}::{case.get('name')}")
            continue
        for line in (case.findtext("system-out") or "").splitlines():
            if found := FIGURES.match(line.strip()):
                seed = SEED.search(found["figures"])
                rows.append(
                    Row(
                        what=found["what"],
                        figures=SEED.sub("", found["figures"]),
                        seed=seed["seed"] if seed else "",
                        scale=scale,
                        day=day.isoformat(),
                        commit=commit,
                    )
                )
    return Results(tuple(rows), tuple(failed))


def written(text: str, new: tuple[Row, ...], machine: str) -> str:
    """`text` with the new rows in its table, in place of older ones of the same things. Raises ValueError
    where the text has no place for it."""
    before, begin, rest = text.partition(BEGIN)
    old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"there are no lines {BEGIN} and {END}")
    rows = {row.what: row for row in _rows(old)} | {row.what: row for row in new}
    table = HEAD + "".join(rows[what].line() for what in sorted(rows))
    return f"{before}{BEGIN}\n\n{machine}\n\n{table}\n{END}{after}"


def _rows(table: str) -> list[Row]:
    cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table.strip().splitlines()]
    head = len(Row.__struct_fields__)
    found = [Row(*one) for one in cells if len(one) == head]
    return [row for row in found if row.what != "what" and not set(row.what) <= {"-"}]


def machine() -> str:
    """What it ran on."""
    return (
        f"Last run: {os.cpu_count()} processors, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.system()} {platform.release().split('-')[0]}."
    )


def state_of_the_code() -> str:
    """The commit in this folder, as git says it; empty where it cannot."""
    return subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    ).stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the figures of the soak tests into their document.")
    parser.add_argument("results", type=Path)
    parser.add_argument("--document", type=Path, default=DOCUMENT)
    parser.add_argument("--scale", default=os.environ.get("SOAK", "1"))
    parser.add_argument("--commit", default=state_of_the_code(), help="what was tried (this folder's)")
    args = parser.parse_args()
    found = read(args.results, args.scale, datetime.now(UTC).date(), args.commit)
    if found.rows:
        text = args.document.read_text(encoding="utf-8")
        args.document.write_text(written(text, found.rows, machine()), encoding="utf-8")
    print(f"{len(found.rows)} lines of figures, {len(found.failed)} tests failed: {args.document}")
    for name in found.failed:
        print(f"  failed: {name}")
    return 1 if found.failed or not found.rows else 0


if __name__ == "__main__":
    sys.exit(main())
