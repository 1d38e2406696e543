"""Many visits without a screen, one after the other, in a process of its own.

`canary_visits.py CONFIG JOURNEY FIRST VISITS how`: each visit tells a name, a phone number and a note that
nobody else tells. Of ten visits seven are sent, one is left in the middle, one cannot be saved, and one meets
an error of ours with the answers in its frames. `how` the process ends: `end`; `kill`, just as a save ends;
`abort`, as a crash does, with the report that the system would get. CONTROL=open leaves the process as it is
found: not shut off.
"""

import faulthandler
import os
import signal
import sys
from pathlib import Path

from canaries import NAME, NOTE, PHONES

from kiosk.clock import today
from kiosk.errors import KeysetError
from kiosk.journeys.datasets import CsvData
from kiosk.journeys.load import load_journey
from kiosk.journeys.rehearsal import rehearse
from kiosk.journeys.walk import Walk
from kiosk.keyset import Keyset, read_keyset
from kiosk.language import words_for
from kiosk.process import seclude
from kiosk.room import Limits
from kiosk.settings import read_settings
from kiosk.store import Store
from kiosk.submit import KioskFacts, Submitter, facts_of
from ui.journal import Journal


def answers_of(number: int) -> dict[str, object]:
    return {
        "full_name": f"{NAME} {number:05d}",
        "phone": PHONES[number % len(PHONES)],
        "note": f"{NOTE} number {number:05d}\nand no further",
    }


def dying(statement: str) -> None:
    """End all of a sudden, when what is saved is just to become durable."""
    if statement.startswith("COMMIT"):
        os.kill(os.getpid(), signal.SIGKILL)


def visits(config: Path, journey_path: Path, first: int, many: int, how: str) -> int:
    """Go through them; how many were saved."""
    settings = read_settings(config)
    journey, journal = load_journey(journey_path), Journal()
    facts = KioskFacts(settings.site.kiosk, settings.site.place, "0.1.0")
    saved = 0
    with Store.open(settings.database, Limits(ballast_bytes=0)) as store:
        good = Submitter(store, read_keyset(settings.keyset), facts)
        keyless = Submitter(store, Keyset(()), facts)
        for number in range(first, first + many):
            walk = Walk(journey, CsvData(journey_path.parent, {}), today(), words=words_for("en"))
            answers = answers_of(number)
            if number % 10 == 7:
                walk.answer("full_name", answers["full_name"])
                continue
            submission = rehearse(walk, answers).submission
            assert submission is not None
            try:
                if number % 10 == 8:
                    keyless.submit(submission, facts_of(journey))
                elif number % 10 == 9:
                    int(str(submission.answers["full_name"]))
                else:
                    good.submit(submission, facts_of(journey))
                    saved += 1
            except KeysetError as error:
                journal("not-saved", error)
            except ValueError as error:
                journal.note("ui-error", type(error), error.__traceback__)
        print("saved", saved, flush=True)
        if how == "kill":
            store.connection.set_trace_callback(dying)
            good.submit(submission, facts_of(journey))
        if how == "abort":
            os.abort()
    return saved


if __name__ == "__main__":
    faulthandler.enable()
    if os.environ.get("CONTROL") != "open":
        seclude("kiosk-run")
    visits(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
