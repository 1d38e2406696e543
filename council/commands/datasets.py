"""`council datasets`: load a dataset from a file, list and show what is loaded, write it out again.

Loaded datasets lie in `datasets/` of the council's folder, one SQLite file each. Kiosks get them with
the next release (`council content publish`), not before.
"""

import csv
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path

import msgspec

from council.commands.options import data_parent
from council.loaded import dataset_path, loaded_in
from council.loading import FORMATS, PLAIN, Loaded, load
from kiosk.assets import assets_dir
from kiosk.datasets.cells import stored
from kiosk.datasets.declared import declared
from kiosk.datasets.file import DatasetFile, Told, told_of
from kiosk.datasets.table import About
from kiosk.errors import DatasetError
from kiosk.journeys.datasets import read_about
from kiosk.journeys.definition import Dataset

SHOWN = 20
"""Bad rows told one by one; the rest is counted."""


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    common = data_parent()
    whats = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    journeys = ArgumentParser(add_help=False)
    journeys.add_argument(
        "--journeys", type=Path, metavar="DIR", help="whose shared.yaml declares the datasets"
    )
    journeys.add_argument("--json", action="store_true", help="print JSON")

    one = whats.add_parser(
        "load",
        parents=[common, journeys],
        help="load a dataset from a file",
        description="Load a dataset. Exit code 0 loaded, 1 not loaded because of bad rows, 2 could not run.",
    )
    one.add_argument("name", metavar="NAME", help="which dataset: addresses, collections, contacts, …")
    one.add_argument("file", type=Path, metavar="FILE", help="CSV in UTF-8; for holidays also GOV.UK's JSON")
    one.add_argument("--format", choices=FORMATS, default=PLAIN, help="plain: our own columns")
    one.add_argument("--made", type=_day, metavar="DAY", help="the day on which the data was true")
    one.add_argument("--source", metavar="TEXT", help="where it comes from")
    one.add_argument("--verified", type=_day, metavar="DAY", help="when somebody last looked it through")
    one.add_argument(
        "--district",
        action="append",
        default=[],
        metavar="CODE",
        help="the council's custodian code (1560) or GSS code (E07000076); may be given several times",
    )
    one.add_argument("--skip-bad", type=_count, default=0, metavar="N", help="leave up to N bad rows out")

    one.add_argument("--empty", action="store_true", help="a file without rows is meant so")

    whats.add_parser("list", parents=[common, journeys], help="what is loaded")
    one = whats.add_parser("remove", parents=[common, journeys], help="leave a dataset out of later releases")
    one.add_argument("name", metavar="NAME")
    one = whats.add_parser("show", parents=[common, journeys], help="one dataset: its columns, some rows")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--find", default="", metavar="TEXT", help="rows that fit this, as a resident types it")
    one.add_argument("--limit", type=_count, default=10, metavar="N", help="at most so many rows")
    one = whats.add_parser("export", parents=[common, journeys], help="write a loaded dataset as CSV")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--out", type=Path, metavar="FILE", help="default: print it")


def run(args: Namespace) -> int:
    """Run one of them."""
    definitions = declared(args.journeys or assets_dir() / "journeys")
    if args.what == "list":
        return _list(args, definitions)
    definition = definitions.get(args.name)
    if definition is None:
        raise DatasetError(f"there is no dataset '{args.name}'; there are {', '.join(sorted(definitions))}")
    runs = {"load": _load, "remove": _remove, "show": _show, "export": _export}
    return runs[args.what](args, definition)


def _load(args: Namespace, definition: Dataset) -> int:
    path = dataset_path(args.data, definition.name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shown = sys.stderr.isatty() and not args.json

    def progress(what: str, rows: int) -> None:
        if shown:
            print(f"\r{rows:>9,} rows {what}", end="", file=sys.stderr, flush=True)

    try:
        done = load(
            definition,
            args.file,
            path,
            _about(args),
            form=args.format,
            districts=frozenset(args.district),
            skip_bad=args.skip_bad,
            empty=args.empty,
            progress=progress,
        )
    finally:
        if shown:
            print("\r", end="", file=sys.stderr)
    if args.json:
        told = msgspec.to_builtins(done)
        told["bad"] = {"count": len(done.bad), "first": told["bad"][:SHOWN]}
        _print(told)
    else:
        _tell(done, args.file, args.skip_bad)
    return 1 if done.refused else 0


def _tell(done: Loaded, file: Path, skip_bad: int) -> None:
    out = sys.stderr if done.refused else sys.stdout
    for row in done.bad[:SHOWN]:
        print(f"{file}:{row.line}: {row.why}", file=out)
    if len(done.bad) > SHOWN:
        print(f"… and {len(done.bad) - SHOWN:,} more bad rows", file=out)
    for why, number in sorted(done.left_out.items()):
        print(f"{number:,} left out: {why}", file=out)
    if done.refused:
        print(
            f"Nothing was loaded: {len(done.bad):,} of {done.read:,} rows are bad, and {skip_bad:,} may be. "
            "Mend the file, or give --skip-bad.",
            file=out,
        )
    else:
        skipped = f", {len(done.bad):,} bad ones left out" if done.bad else ""
        print(f"{done.dataset}: {done.loaded:,} rows loaded{skipped}")
        print("Kiosks get it with the next release: council content publish")


def _about(args: Namespace) -> About:
    """What is said on the command line, else what NAME.toml beside the file says."""
    beside = args.file.with_suffix(".toml")
    told = read_about(beside) if beside.is_file() else None
    made: date | None = args.made or (told.made if told else None)
    if made is None:
        raise DatasetError(f"{args.file}: say on which day the data was true, with --made 2026-11-20")
    return About(
        made=made,
        source=args.source if args.source is not None else told.source if told else "",
        verified_on=args.verified or (told.verified_on if told else None),
    )


def _list(args: Namespace, definitions: dict[str, Dataset]) -> int:
    there = loaded_in(args.data)
    tolds = {name: told_of(there[name]) if name in there else None for name in sorted({*definitions, *there})}
    if args.json:
        _print({name: told and _facts(told) for name, told in tolds.items()})
        return 0
    for name, told in tolds.items():
        if told is None:
            print(f"{name:<14} not loaded")
        else:
            about = told.about
            verified = f"verified {about.verified_on}" if about.verified_on else "not yet verified"
            print(f"{name:<14} {told.rows:>9,} rows  made {about.made}  {verified}  {about.source}")
    return 0


def _facts(told: Told) -> dict[str, object]:
    return {"rows": told.rows, **msgspec.to_builtins(told.about)}


def _opened(args: Namespace, definition: Dataset) -> DatasetFile:
    path = dataset_path(args.data, definition.name)
    if not path.exists():
        raise DatasetError(f"{definition.name} is not loaded: council datasets load {definition.name} FILE")
    return DatasetFile.open(path, definition)


def _remove(args: Namespace, definition: Dataset) -> int:
    _opened(args, definition).close()
    dataset_path(args.data, definition.name).unlink()
    print(f"{definition.name}: removed. Kiosks keep it until the next release: council content publish")
    return 0


def _show(args: Namespace, definition: Dataset) -> int:
    file = _opened(args, definition)
    rows = file.find(args.find, {}, args.limit)
    if args.json:
        texts = [{name: None if cell is None else stored(cell) for name, cell in row.items()} for row in rows]
        _print({**_facts(file.told), "columns": file.told.columns, "found": texts})
        return 0
    about = file.told.about
    print(
        f"{definition.name}: {file.told.rows:,} rows, made {about.made}, from: {about.source or 'not said'}"
    )
    print(f"Columns: {', '.join(f'{name} ({kind})' for name, kind in file.told.columns.items())}")
    for row in rows:
        print("  ".join("-" if cell is None else stored(cell) for cell in row.values()))
    return 0


def _export(args: Namespace, definition: Dataset) -> int:
    rows = _opened(args, definition).rows()
    columns = list(dict.fromkeys([*definition.columns, *(column for row in rows[:1] for column in row)]))
    try:
        file = args.out.open("w", encoding="utf-8", newline="") if args.out else sys.stdout
    except OSError as error:
        raise DatasetError(f"{args.out}: cannot be written: {error.strerror}") from None
    out = csv.writer(file, lineterminator="\n")
    out.writerow(columns)
    for row in rows:
        out.writerow(["" if row.get(name) is None else stored(row[name]) for name in columns])
    if args.out:
        file.close()
    return 0


def _print(content: object) -> None:
    json.dump(content, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("write a day as 2026-11-20") from None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError("write a whole number")
    return int(text)
