"""What the screens may say in the operator's log: a catalogue of events, with an error's class and place.

One line on standard error, for the system's journal. The text of an error never gets in: it may hold what
somebody typed.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from kiosk.errors import BugError

CATALOGUE = {
    "ui-error": "an error that nobody caught; the visit was wiped",
    "cannot-save": "the kiosk could not save, and went out of order",
    "not-saved": "a submission was not saved; the resident was told",
    "state-unknown": "whether a submission was sent could not be read",
    "printer-failed": "the printer's part of the program failed",
    "camera-failed": "the camera's part of the program failed",
}
UNKNOWN = "unknown"


class Journal:
    """Writes events as lines to `write`."""

    def __init__(self, write: Callable[[str], object] | None = None) -> None:
        self._write = write or (lambda line: print(line, file=sys.stderr, flush=True))

    def __call__(self, event: str, error: BaseException) -> None:
        """Log that `event` came of `error`. Raises BugError for an event that is not in the catalogue."""
        self.note(event, type(error), error.__traceback__)

    def note(self, event: str, kind: type[BaseException], trace: TracebackType | None) -> None:
        """The same for an error that is known by its class and its trace."""
        if event not in CATALOGUE:
            raise BugError(f"the screens' log has no event '{event}'")
        self._write(f"kiosk: {event} {kind.__name__} at {place_of(trace)}")


def place_of(trace: TracebackType | None) -> str:
    """File and line where the error was raised, without the folder."""
    place = UNKNOWN
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
