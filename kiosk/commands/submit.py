"""`kiosk submit`: what pressing Send does, for a complete set of answers from a file."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kiosk.commands.config import add_config_option, settings_from
from kiosk.errors import AnswersError
from kiosk.settings import Settings
from kiosk.submission import Submission
from kiosk.submit import ServiceFacts


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    parser.add_argument("journey", metavar="JOURNEY", help="an id, or the path of a journey file")
    parser.add_argument(
        "--answers", metavar="FILE", type=Path, required=True, help="a JSON object: question to answer"
    )
    add_config_option(parser)
    parser.add_argument("--json", action="store_true", help="print id, reference and state as JSON")


def run(args: Namespace) -> int:
    """Save one submission, and say so once it is durable."""
    from kiosk import __version__
    from kiosk.reference import grouped
    from kiosk.signed_keyset import KeysetFiles
    from kiosk.store import Store
    from kiosk.submit import KioskFacts, Submitter

    settings = settings_from(args)
    submission, service = _walked(settings, args.journey, args.answers)
    keyset = KeysetFiles(settings.keyset, settings.fetched_keyset).read()
    facts = KioskFacts(settings.site.kiosk, settings.site.place, __version__)
    with Store.open(settings.database) as store:
        submitter = Submitter(store, keyset, facts)
        submitter.check_ready()
        saved = submitter.submit(submission, service)
    if args.json:
        print(json.dumps({"id": saved.id, "reference": saved.reference, "state": saved.state}))
    else:
        print(f"Saved on this kiosk, not sent yet. Reference {grouped(saved.reference)}.")
    return 0


def _walked(settings: Settings, name: str, answers: Path) -> tuple[Submission, ServiceFacts]:
    """What those answers make of that journey. Raises JourneyError or AnswersError, without any answer."""
    from kiosk.clock import today
    from kiosk.commands.journeys import journey_path
    from kiosk.content.place import place_of
    from kiosk.content.shelf import Shelf
    from kiosk.journeys.load import load_journey
    from kiosk.journeys.rehearsal import rehearse
    from kiosk.journeys.stories import answers_in
    from kiosk.journeys.walk import Walk
    from kiosk.language import words_for
    from kiosk.submit import facts_of

    # Held until this process ends, so that the agent does not throw it away meanwhile.
    held = Shelf(settings.content_dir).hold()
    place = place_of(settings, held.folder, held.version) if held else place_of(settings)
    given = answers_in(answers)
    journey = load_journey(journey_path(name, place.journeys))
    data = place.data(journey.datasets)
    found = rehearse(Walk(journey, data, today(), words=words_for("en")), given)
    if found.problems:
        first = found.problems[0]
        # The problem's own text may hold an answer, such as a name in the label of its question.
        raise AnswersError(f"{answers}: {first.name}: breaks the rule '{first.rule}' of {name}")
    if found.submission is None:
        raise AnswersError(f"{answers}: nothing is sent: these answers end at '{found.shown[-1].name}'")
    for question in found.never_asked:
        print(f"{answers}: {question}: is not asked on this path and is left out", file=sys.stderr)
    return found.submission, facts_of(journey)
