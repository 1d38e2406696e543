"""What `kiosk journeys` offers to those who write services: `new`, `diagram`, `preview` and `stories`. Here
only their options; each has a module of its own, imported when it is asked for.
"""

from argparse import ArgumentParser, Namespace
from importlib import import_module
from typing import Any

VERBS = {
    "new": "journeys_new",
    "diagram": "journeys_diagram",
    "preview": "journeys_preview",
    "stories": "journeys_stories",
}
"""Verb to its module."""
KINDS = ("queue", "warn", "live", "information", "handoff")
PANELS = ("portrait", "landscape", "desk")
SIZES = ("0", "1", "2", "3")


def add_verbs(verbs: Any) -> None:
    """Declare the verbs below `kiosk journeys` (argparse's own kind of collection)."""
    _new(
        verbs.add_parser(
            "new",
            help="begin a service: a good file to fill in, and a story",
            description="Write NAME.yaml, a service with notes that the checker passes as it is, and a story "
            "that walks through it. Nothing is overwritten.",
        )
    )
    _diagram(
        verbs.add_parser(
            "diagram",
            help="draw the path of a service",
            description="Draw the path of a service: its steps in order, what skips them, the ways out.",
        )
    )
    _stories(
        verbs.add_parser(
            "stories",
            help="tell the stories again: who comes out another way than before",
            description="Walk every story and compare what comes of it with what is expected. Exit code 0 "
            "all as expected, 1 not, 2 could not run.",
        )
    )
    _preview(
        verbs.add_parser(
            "preview",
            help="the real screens of a service while it is being written",
            description="Show the real screens of a service, with its steps beside them, anew whenever a "
            "file is saved. Nothing is kept and nothing is sent.",
        )
    )


def _new(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="small letters, numbers and -, such as litter-picker")
    parser.add_argument("--offline", choices=KINDS, default="queue", help="what happens without a network")
    parser.add_argument(
        "--owner", metavar="X", default="council", help="who runs it: an organisation of shared.yaml"
    )
    parser.add_argument("--in", dest="folder", metavar="DIR", default=".", help="the folder of journeys")


def _stories(parser: ArgumentParser) -> None:
    parser.add_argument("journeys", metavar="JOURNEY", nargs="*", help="ids; all journeys if none is named")
    parser.add_argument("--in", dest="folder", metavar="DIR", help="the folder of journeys")
    parser.add_argument("--stories", metavar="DIR", help="the folder of stories")
    parser.add_argument("--data", metavar="DIR", help="the folder of datasets, one CSV each")
    parser.add_argument("--today", metavar="DAY", help="the day of the stories; when the data was made")
    parser.add_argument("--write", action="store_true", help="what comes out is what is expected from now on")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _diagram(parser: ArgumentParser) -> None:
    parser.add_argument("journey", metavar="FILE", help="a journey file, or an id")
    parser.add_argument(
        "--out", metavar="FILE", help="where to write it: .svg, .png or .md; ID.svg if not said"
    )
    parser.add_argument("--story", metavar="FILE", help="mark the way that the answers of this story take")
    _world(parser)


def _preview(parser: ArgumentParser) -> None:
    parser.add_argument("journey", metavar="FILE", help="a journey file, or an id")
    parser.add_argument("--panel", choices=PANELS, default="portrait", help="the kiosk's screen")
    parser.add_argument("--lang", metavar="LANG", default="en", help="the language")
    parser.add_argument("--size", choices=SIZES, default="0", help="the size of the words")
    parser.add_argument("--theme", metavar="THEME", default="default", help="the colours")
    _world(parser)
    parser.add_argument("--other", action="store_true", help="on behalf of somebody else")
    parser.add_argument("--answers", metavar="FILE", help="begin with the answers of a story")
    parser.add_argument(
        "--shots", metavar="DIR", help="no window: a picture of each page of the story given with --answers"
    )


def _world(parser: ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="the folder of datasets, one CSV each")
    parser.add_argument("--today", metavar="DAY", help="the day of the visit, as 2026-11-23")
    parser.add_argument("--staff", action="store_true", help="with a member of staff")


def run(args: Namespace) -> int:
    """Run one of them."""
    return int(import_module(f"kiosk.commands.{VERBS[args.what]}").run(args))
