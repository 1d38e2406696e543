"""`council content`: the key that signs, releasing journeys and datasets to the kiosks, what was released."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from council.commands.options import data_parent
from council.content_keys import signing_keys
from council.loaded import loaded_in
from council.releases import Releases
from kiosk.assets import assets_dir
from kiosk.clock import iso, today
from kiosk.content.place import REGISTER
from kiosk.content.release import Manifest
from kiosk.datasets.declared import declared
from kiosk.datasets.file import told_of
from kiosk.errors import CouncilError
from kiosk.journeys.load import load_folder


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    common = data_parent()
    whats = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = whats.add_parser(
        "key", parents=[common], help="print the public keys for the kiosks' settings (content.keys)"
    )
    one.add_argument("--new", action="store_true", help="make one more, which signs from now on")

    one = whats.add_parser(
        "publish",
        parents=[common],
        help="release journeys, register and loaded datasets to the kiosks",
        description="Release content. Exit code 0 released, or nothing changed; 1 refused because of "
        "mistakes; 2 could not run.",
    )
    one.add_argument("--journeys", type=Path, metavar="DIR", help="default: those that came with the program")
    one.add_argument("--register", type=Path, metavar="FILE", help=f"default: {REGISTER} beside the journeys")
    one.add_argument("--datasets", nargs="*", metavar="NAME", help="default: all that are loaded")
    one.add_argument("--json", action="store_true", help="print JSON")

    one = whats.add_parser("list", parents=[common], help="what was released")
    one.add_argument("--json", action="store_true", help="print JSON")


def run(args: Namespace) -> int:
    """Run one of them."""
    return {"key": _key, "publish": _publish, "list": _list}[args.what](args)


def _key(args: Namespace) -> int:
    for public in signing_keys(args.data, another=args.new).public:
        print(public)
    return 0


def _publish(args: Namespace) -> int:
    journeys = args.journeys or assets_dir() / "journeys"
    there = loaded_in(args.data)
    wanted = there if args.datasets is None else {name: there.get(name) for name in args.datasets}
    datasets = {name: path for name, path in wanted.items() if path is not None}
    if missing := sorted(wanted.keys() - datasets.keys()):
        raise CouncilError(f"{missing[0]} is not loaded: council datasets load {missing[0]} FILE")
    done = Releases(args.data).publish(
        journeys,
        args.register or _register(journeys),
        datasets,
        signing_keys(args.data).newest,
        datetime.now(UTC),
    )
    absent = sorted(declared(journeys).keys() - datasets.keys()) if done.manifest else []
    old = _too_old(journeys, datasets) if done.manifest else []
    if args.json:
        _print(
            {
                "version": done.manifest and done.manifest.version,
                "new": done.new,
                "mistakes": [one.text for one in done.mistakes],
                "absent_datasets": absent,
                "old_datasets": old,
            }
        )
    elif done.manifest is None:
        for one in done.mistakes:
            print(one.text, file=sys.stderr)
        print(f"Nothing was released: {len(done.mistakes)} mistakes.", file=sys.stderr)
    else:
        print(
            _told(done.manifest) if done.new else f"Nothing changed: release {done.manifest.version} stays."
        )
        if absent:
            print(f"Not in it, so services do without: {', '.join(absent)}")
        for text in old:
            print(f"Too old, so services do without: {text}")
    return 1 if done.manifest is None else 0


def _too_old(journeys: Path, datasets: Mapping[str, Path]) -> list[str]:
    """Datasets older than a journey that is offered lets them be: kiosks do as if they were not there."""
    day = today()
    made = {name: told_of(path).about.made for name, path in datasets.items()}
    found = []
    for journey in load_folder(journeys).journeys.values():
        for name, days in journey.uses.items():
            if journey.offered(day) and name in made and (day - made[name]).days > days:
                found.append(f"{name} of {made[name]} ({journey.id} takes it for {days} days)")
    return sorted(found)


def _register(journeys: Path) -> Path:
    beside = journeys.parent / REGISTER
    return beside if beside.is_file() else assets_dir() / REGISTER


def _list(args: Namespace) -> int:
    found = Releases(args.data).all()
    if args.json:
        _print(msgspec.to_builtins(found))
        return 0
    for manifest in found:
        print(_told(manifest))
    if not found:
        print("Nothing was released yet: council content publish")
    return 0


def _told(manifest: Manifest) -> str:
    journeys = sum(file.name.startswith("journeys/") and file.name.count(".") == 1 for file in manifest.files)
    datasets = [Path(file.name).stem for file in manifest.files if file.name.startswith("datasets/")]
    size = sum(file.packed_size for file in manifest.files)
    return (
        f"Release {manifest.version}, {iso(manifest.created)}: {journeys - 1} journeys, "
        f"{len(datasets)} datasets ({', '.join(datasets) or 'none'}), {size / 1e6:.1f} MB to fetch"
    )


def _print(content: object) -> None:
    json.dump(content, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
