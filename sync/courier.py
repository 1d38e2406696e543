"""What a reply means for the item that was sent and for the whole queue. Pure: no clock, no network.

The reply comes from `client` as facts, the verdict goes to `delivery`, which moves the item in the outbox.
Anything that is not certainly the council's own answer about this very item leaves it in the queue.
"""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from kiosk.errors import UNREADABLE
from kiosk.item import Event
from sync.server_time import read_date
from sync.wire import PROBLEM_PREFIX, PROBLEM_TYPE, Acknowledgement, ProblemDocument, ProblemKind

LONGEST_RETRY_AFTER = 15 * 60.0
"""Seconds. A longer Retry-After is cut to this."""


class Fault(StrEnum):
    """No reply at all, and why."""

    CONNECT = "connect"
    """No connection: network, name look-up, TLS."""
    TIMEOUT = "timeout"
    BROKEN = "broken"
    """The connection broke on the way."""


class Reply(Struct, frozen=True, kw_only=True):
    """An answer over HTTP. `body` may be cut at a limit; the type and the last three are headers as given."""

    status: int
    content_type: str = ""
    body: bytes = b""
    retry_after: str = ""
    etag: str = ""
    date: str = ""

    @property
    def media_type(self) -> str:
        """What the body is, without parameters and in small letters."""
        return self.content_type.partition(";")[0].strip().lower()


class Kind(StrEnum):
    """The classes of replies."""

    DELIVERED = "delivered"
    OFFLINE = "offline"
    """Somebody or nobody answered, but not the council: stop and look for the network."""
    BUSY = "busy"
    """The council cannot take it now."""
    IDENTITY = "identity"
    """The council does not know who asks: keep everything, tell somebody."""
    REJECTED = "rejected"
    """The council refused this very item."""
    FOREIGN = "foreign"
    """A refusal that is not the council's own: a wrong route must not refuse the queue."""


EVENTS: dict[Kind, Event] = {
    Kind.DELIVERED: Event.ACKNOWLEDGE,
    Kind.OFFLINE: Event.PUT_BACK,
    Kind.BUSY: Event.PUT_BACK,
    Kind.IDENTITY: Event.PUT_BACK,
    Kind.REJECTED: Event.REJECT,
    Kind.FOREIGN: Event.PUT_BACK,
}


class Verdict(Struct, frozen=True, kw_only=True):
    """What to do.

    `reason` is a short code without content. `rest` seconds, at least, before anything is sent again;
    `stop` ends this pass over the queue. `received_at` is set when delivered.
    """

    kind: Kind
    reason: str
    stop: bool = False
    rest: float = 0.0
    received_at: datetime | None = None

    @property
    def event(self) -> Event:
        """What happens to the item."""
        return EVENTS[self.kind]

    @property
    def item_waits(self) -> bool:
        """Whether this item waits its own time, so that one that always fails lets the others by.

        Without any connection, or unknown to the council, all items are alike and none waits for itself.
        """
        return self.kind is not Kind.IDENTITY and self.reason != Fault.CONNECT

    @property
    def counted(self) -> bool:
        """Whether this was an attempt of the item's; being unknown to the council is none."""
        return self.kind is not Kind.IDENTITY


def judge(submission_id: str, sha256: str, reply: Reply | Fault, now: datetime) -> Verdict:
    """Class a reply to the sending of that submission, whose sealed bytes hash to `sha256`.

    `now` (UTC) only serves a Retry-After that is written as a date, in a reply that has none itself.
    """
    if isinstance(reply, Fault):
        if reply is Fault.CONNECT:
            return Verdict(kind=Kind.OFFLINE, reason="connect", stop=True)
        return Verdict(kind=Kind.BUSY, reason=reply.value)
    status = reply.status
    if status in (200, 201):
        return _acknowledged(submission_id, sha256, reply)
    if status < 400 or status == 511:
        return Verdict(kind=Kind.OFFLINE, reason=f"http-{status}", stop=True)
    problem = _problem(reply)
    if status in (408, 425, 429) or status >= 500 or _is(problem, ProblemKind.IN_PROGRESS):
        # The reply's own Date counts: this kiosk's clock may be years off.
        rest = retry_after(reply.retry_after, read_date(reply.date) or now)
        # These two speak for the whole service, not for one item.
        whole = status in (429, 503)
        return Verdict(kind=Kind.BUSY, reason=f"http-{status}", stop=whole, rest=rest)
    if status in (401, 403):
        return Verdict(kind=Kind.IDENTITY, reason=f"http-{status}", stop=True)
    if problem is not None and problem.submission == submission_id:
        return Verdict(kind=Kind.REJECTED, reason=problem.type.removeprefix(PROBLEM_PREFIX))
    return Verdict(kind=Kind.FOREIGN, reason=f"http-{status}")


def retry_after(header: str, now: datetime) -> float:
    """Seconds that a Retry-After asks for (RFC 9110, 10.2.3: seconds or a date), within our limit."""
    text = header.strip()
    if text.isdecimal():
        seconds = float(text[:9])
    else:
        at = read_date(text)
        if at is None:
            return 0.0
        seconds = (at - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _acknowledged(submission_id: str, sha256: str, reply: Reply) -> Verdict:
    """Only an acknowledgement that echoes this id and this hash proves that the council holds the item."""
    if reply.media_type != "application/json":
        return Verdict(kind=Kind.OFFLINE, reason="not-the-council", stop=True)
    try:
        found = msgspec.json.decode(reply.body, type=Acknowledgement)
    except UNREADABLE:
        return Verdict(kind=Kind.OFFLINE, reason="not-the-council", stop=True)
    if (found.id, found.sha256) != (submission_id, sha256):
        return Verdict(kind=Kind.OFFLINE, reason="wrong-echo", stop=True)
    return Verdict(kind=Kind.DELIVERED, reason="acknowledged", received_at=found.received_at)


def _problem(reply: Reply) -> ProblemDocument | None:
    """The reply's problem document, if it is one of ours."""
    if reply.media_type != PROBLEM_TYPE:
        return None
    try:
        found = msgspec.json.decode(reply.body, type=ProblemDocument)
    except UNREADABLE:
        return None
    return found if found.type.startswith(PROBLEM_PREFIX) else None


def _is(problem: ProblemDocument | None, kind: ProblemKind) -> bool:
    return problem is not None and problem.type == kind.type
