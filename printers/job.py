"""The life of one print job, as a table. Pure.

The line between NOT_PRINTED and UNKNOWN is the first byte: before it nothing can come out, after it only
the printer's own proof says that it did. docs/printing.md draws this table.
"""

from enum import Enum

from kiosk.receipt import Outcome


class Phase(Enum):
    """How far a job has come."""

    NEW = "new"
    READY = "ready"
    """The printer said that it can print."""
    STARTED = "started"
    """The first byte is gone."""
    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    UNKNOWN = "unknown"


class Event(Enum):
    """What can happen to a job."""

    CHECKED = "the printer can print"
    STARTED = "first byte sent"
    PROVEN = "the printer proved the end, with paper"
    FAILED = "anything else"


TABLE: dict[tuple[Phase, Event], Phase] = {
    (Phase.NEW, Event.CHECKED): Phase.READY,
    (Phase.NEW, Event.FAILED): Phase.NOT_PRINTED,
    (Phase.READY, Event.STARTED): Phase.STARTED,
    (Phase.READY, Event.FAILED): Phase.NOT_PRINTED,
    (Phase.STARTED, Event.PROVEN): Phase.PRINTED,
    (Phase.STARTED, Event.FAILED): Phase.UNKNOWN,
}
OUTCOMES = {
    Phase.PRINTED: Outcome.PRINTED,
    Phase.NOT_PRINTED: Outcome.NOT_PRINTED,
    Phase.UNKNOWN: Outcome.UNKNOWN,
}
