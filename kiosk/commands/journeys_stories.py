"""`kiosk journeys stories`: tell every story again, and say whose outcome is another than before."""

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.assets import assets_dir
from kiosk.commands.as_json import print_json
from kiosk.errors import AnswersError

if TYPE_CHECKING:
    from kiosk.journeys.datasets import Data
    from kiosk.journeys.rehearsal import Rehearsal
    from kiosk.journeys.stories import Story

MOST = 5
"""Differences told of one story."""
MOST_STORIES = 20
"""Stories told of on a screen."""


def run(args: Namespace) -> int:
    """Tell them. Exit code 0 all as expected or written, 1 not, 2 could not run."""
    from kiosk.commands.journeys import day
    from kiosk.journeys.datasets import CsvData
    from kiosk.journeys.load import load_files
    from kiosk.journeys.stories import stories_in, told

    folder = Path(args.folder) if args.folder else assets_dir() / "journeys"
    catalogue = load_files(folder)
    data = CsvData(Path(args.data) if args.data else assets_dir() / "datasets", catalogue.datasets)
    today = day(args.today) if args.today else _made(data, tuple(catalogue.datasets))
    stories = Path(args.stories) if args.stories else assets_dir() / "examples"
    said: dict[str, list[str]] = {}
    for story in stories_in(stories, tuple(args.journeys)):
        journey = catalogue.journeys.get(story.journey)
        if journey is None:
            said[str(story)] = ["its journey has mistakes, or is not there"]
            continue
        found = told(story, journey, data, today)
        said[str(story)] = [
            *([] if found.end else [f"stops short at '{found.shown[-1].name}'"]),
            *(f"'{one.name}' breaks the rule '{one.rule}'" for one in found.problems),
            *(f"'{name}' is never asked" for name in found.never_asked),
        ]
        said[str(story)] += [] if said[str(story)] else _compared(story, found, write=args.write)
    if not said:
        raise AnswersError(f"{stories}: there are no stories of {', '.join(args.journeys) or 'any journey'}")
    for name, text in data.problems.items():
        said[f"dataset {name}"] = [text]
    return _report(said, as_json=args.json)


def _compared(story: "Story", found: "Rehearsal", *, write: bool) -> list[str]:
    from kiosk.journeys.stories import differences, expected, outcome, written

    before = expected(story)
    if before is None and not write:
        return ["has no expected outcome yet: look at it with 'walk', then use --write"]
    changed = list(differences(before, outcome(found)))
    if changed and write:
        story.outcome.parent.mkdir(exist_ok=True)
        story.outcome.write_text(written(found), encoding="utf-8")
        return []
    return changed


def _made(data: "Data", datasets: tuple[str, ...]) -> date:
    """The day for which the data was made: the last of its days."""
    days = [day for name in datasets if (day := data.made(name)) is not None]
    if not days:
        raise AnswersError("--today: say for which day the stories are, since there is no data")
    return max(days)


def _report(said: dict[str, list[str]], *, as_json: bool) -> int:
    wrong = {name: lines for name, lines in said.items() if lines}
    if as_json:
        print_json({"stories": len(said), "differ": wrong})
    else:
        for name, lines in list(wrong.items())[:MOST_STORIES]:
            print(f"{name}:")
            for line in lines[:MOST]:
                print(f"  {line}")
            if len(lines) > MOST:
                print(f"  and {len(lines) - MOST} more")
        if len(wrong) > MOST_STORIES:
            print(f"and {len(wrong) - MOST_STORIES} more stories: --json tells of all")
        print(f"{len(said)} stories, {len(wrong)} not as expected")
    return 1 if wrong else 0
