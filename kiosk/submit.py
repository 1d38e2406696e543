"""What pressing Send does: freeze, seal, commit, and only then say "saved".

Belongs to the thread that opened its store. The screens call it through their one worker thread; the
command `kiosk submit` calls it directly.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import Moment, iso, moment
from kiosk.envelope import seal
from kiosk.errors import NeverStoredError
from kiosk.item import ItemState
from kiosk.keyset import Keyset
from kiosk.outbox import Outbox
from kiosk.receipt import State
from kiosk.reference import new_reference
from kiosk.store import Store
from kiosk.submission import Part, Record, Submission, Tied

if TYPE_CHECKING:
    from kiosk.journeys.definition import Journey


class KioskFacts(Struct, frozen=True):
    """Which kiosk takes the submission, where it stands, and its release."""

    kiosk: str
    place: str
    app_version: str


class ServiceFacts(Struct, frozen=True, kw_only=True):
    """What the journey says of itself: its title in English, its `send` route, its `class`, its codes."""

    title: str
    route: str
    sensitivity: int
    lgsl: int | None = None
    lgil: int | None = None
    never_stored: frozenset[str] = frozenset()
    """The questions whose answers must not reach the disk, sealed or not."""


def facts_of(journey: "Journey") -> ServiceFacts:
    """What goes with a submission of this journey."""
    return ServiceFacts(
        title=journey.title_in("en"),
        route=journey.send,
        sensitivity=journey.sensitivity,
        lgsl=journey.lgsl,
        lgil=journey.lgil,
        never_stored=journey.never_stored,
    )


def part_facts(part: Part) -> ServiceFacts:
    """What goes with one part of a submission."""
    return ServiceFacts(
        title=part.title,
        route=part.route,
        sensitivity=part.sensitivity,
        lgsl=part.lgsl,
        lgil=part.lgil,
    )


def _check_storable(submission: Submission, service: ServiceFacts) -> None:
    """Refuse what may not lie on a disk. A queue that held it a moment only would still have written it."""
    answers = [*submission.answers, *(key for part in submission.parts for key in part.answers)]
    if service.never_stored.intersection(key.partition("[")[0] for key in answers):
        raise NeverStoredError(
            f"{submission.journey}: has an answer that is never stored, and what is sent is first saved in "
            "the queue; nothing was saved. Take that question out of the journey"
        )


class Saved(Struct, frozen=True, kw_only=True):
    """A submission that is durable on this kiosk. `saved_at` is UTC. `parts` has, by name, what its parts
    became."""

    id: str
    reference: str
    state: State
    saved_at: datetime
    parts: dict[str, Tied] = {}


class Submitter:
    """Turns submissions into sealed, durable items of the outbox."""

    def __init__(
        self, store: Store, keyset: Keyset, facts: KioskFacts, clock: Callable[[], Moment] = moment
    ) -> None:
        self._store = store
        self._outbox = Outbox(store)
        self._keyset = keyset
        self._facts = facts
        self._clock = clock

    def check_ready(self) -> None:
        """Raise KeysetError or StoreFullError when a submission could not be saved now.

        To be asked before a form starts, not only at its end.
        """
        self._keyset.usable(self._clock().utc)
        self._outbox.check_room()

    def submit(self, submission: Submission, service: ServiceFacts) -> Saved:
        """Save one submission with all its parts; they are durable together when this returns.

        Raises KeysetError, EnvelopeError, StoreError or NeverStoredError, and then nothing was saved.
        """
        _check_storable(submission, service)
        self._store.check_disk()
        now = self._clock()
        whole = self._record(replace(submission, parts=()), service, now)
        parts = {
            part.name: self._record(
                replace(submission, part=part.name, answers=part.answers, derived=part.derived, parts=()),
                part_facts(part),
                now,
            )
            for part in submission.parts
        }
        tied = {
            name: Tied(id=one.id, reference=one.reference, service=one.service, route=one.route)
            for name, one in parts.items()
        }
        if parts:
            bare = replace(whole.submission, answers={}, derived={})
            whole = replace(whole, submission=bare, parts=tuple(tied.values()))
        records = [whole, *(replace(one, bundle=whole.id) for one in parts.values())]
        self._outbox.add([(seal(one, self._keyset, now.utc), one.reference) for one in records], now)
        return Saved(id=whole.id, reference=whole.reference, state=State.SAVED, saved_at=now.utc, parts=tied)

    def _record(self, submission: Submission, service: ServiceFacts, now: Moment) -> Record:
        return Record(
            id=str(uuid.uuid4()),
            reference=new_reference(),
            kiosk=self._facts.kiosk,
            place=self._facts.place,
            captured_at=iso(now.utc),
            service=service.title,
            route=service.route,
            sensitivity=service.sensitivity,
            lgsl=service.lgsl,
            lgil=service.lgil,
            app_version=self._facts.app_version,
            submission=submission,
        )

    def state(self, submission_id: str) -> ItemState | None:
        """How far a submission of this kiosk has come, or None where it is not known here."""
        return self._outbox.state(submission_id)
