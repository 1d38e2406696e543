"""`kiosk journeys`: list what is offered, check files, walk a journey with answers from a file; and what
those who write journeys need (`journeys_author`)."""

import argparse
from datetime import date
from pathlib import Path

from kiosk.assets import assets_dir
from kiosk.commands import journeys_author
from kiosk.commands.as_json import print_json
from kiosk.commands.journeys_list import add_options, show
from kiosk.errors import AnswersError, JourneyError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    verbs = parser.add_subparsers(dest="what", metavar="WHAT", required=True)

    one = verbs.add_parser(
        "list",
        help="the services known by name, and how many there are",
        description="List the services known by name with their journeys, and how many of the council's "
        "services they are. Exit code 0 no mistakes, 1 mistakes, 2 could not run.",
    )
    add_options(one)

    one = verbs.add_parser(
        "check",
        help="look for mistakes in journey files",
        description="Look for mistakes in journey files. Exit code 0 no errors, 1 errors, 2 could not run.",
    )
    one.add_argument("paths", metavar="PATH", nargs="+", help="a journey file, the register, or a folder")
    one.add_argument("--json", action="store_true", help="print JSON")

    one = verbs.add_parser(
        "walk",
        help="walk a journey with answers from a file",
        description="Walk a journey with answers from a file. Exit code 0 at an end, 1 if it stopped short, "
        "2 could not run.",
    )
    one.add_argument("journey", metavar="JOURNEY", help="an id, or the path of a journey file")
    one.add_argument("--answers", metavar="FILE", required=True, help="a JSON object: question to answer")
    one.add_argument("--json", action="store_true", help="print JSON")
    one.add_argument("--data", metavar="DIR", help="the folder of datasets, one CSV each")
    one.add_argument("--today", metavar="DAY", help="the day of the visit, as 2026-11-23")
    one.add_argument("--staff", action="store_true", help="with a member of staff")
    one.add_argument("--lang", metavar="LANG", default="en", help="the language of the texts")

    journeys_author.add_verbs(verbs)


def run(args: argparse.Namespace) -> int:
    """Run one of them."""
    if args.what == "list":
        return show(args, assets_dir() / "journeys")
    if args.what in journeys_author.VERBS:
        return journeys_author.run(args)
    if args.what == "check":
        from kiosk.commands.journeys_check import check

        return check(args)
    return _walk(args)


def _walk(args: argparse.Namespace) -> int:
    from kiosk.commands.journeys_world import World

    world = World(args)
    found = world.rehearsal(Path(args.answers))
    if args.json:
        print_json(found)
    else:
        for shown in found.shown:
            print(f"{shown.kind}: {shown.name}: {shown.title}")
        for problem in found.problems:
            print(f"problem: {problem.name}: {problem.rule}: {problem.text}")
        for name in found.never_asked:
            print(f"never asked: {name}")
        for name, text in world.data.problems.items():
            print(f"dataset {name} is left out: {text}")
        if found.submission is not None:
            print_json(found.submission)
        print(f"end: {found.end or 'stopped short'}")
    return 0 if found.end else 1


def journey_path(name: str, folder: Path) -> Path:
    """The file of a journey: of that id in `folder`, or at that path. Raises JourneyError."""
    path = Path(name)
    if path.suffix == ".yaml":
        if not path.exists():
            raise JourneyError(f"{path}: there is no such file")
        return path
    path = folder / f"{name}.yaml"
    if not path.exists():
        from kiosk.journeys.grammar import nearest

        known = [
            one.stem for one in path.parent.glob("*.yaml") if "." not in one.stem and one.stem != "shared"
        ]
        raise JourneyError(f"there is no journey '{name}'. {nearest(name, known)}".strip())
    return path


def day(text: str | None) -> date:
    """The day of an option, today where it was not given. Raises AnswersError."""
    if text is None:
        from kiosk.clock import today

        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AnswersError("--today: write the day as 2026-11-23") from None
