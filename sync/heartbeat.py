"""What a kiosk says of itself, and when: every minute or as often as the council asks, and at once when
something has changed for better or worse.

Facts only, measured now: the council judges them. Of residents, submissions and references nothing; there is
no field for it. When the loop comes by, and what follows for the queue, is `agent`.
"""

import hashlib
import random
from collections.abc import Callable
from typing import Protocol

import msgspec
from msgspec import Struct

from kiosk import __version__
from kiosk.clock import BUILT, Moment, moment
from kiosk.errors import UNREADABLE, KeysetError, StoreError
from kiosk.health import StoreHealth, store_health
from kiosk.outbox import Outbox
from kiosk.signed_keyset import KeysetFiles
from kiosk.store import Store
from sync.courier import Fault, Reply
from sync.server_time import ServerTime
from sync.wire import HEARTBEAT, Heartbeat, HeartbeatReply, QueueBeat, StorageBeat

INTERVAL_SECONDS = 60.0
LOOK_SECONDS = 10.0
"""How often it looks whether something has changed."""
LEAST_SECONDS = 5.0
"""Between two beats, whatever changes."""


class Council(Protocol):
    """The council as the heart sees it; `sync.client.Client` is the real one."""

    server_time: ServerTime

    def post_json(self, path: str, data: bytes) -> Reply | Fault:
        """Send a message."""
        ...


class Pulse(Struct, frozen=True):
    """What came of one beat: the council's answer, or None and a short `reason`. `unknown`: the council does
    not know who says it."""

    answer: HeartbeatReply | None
    unknown: bool = False
    reason: str = ""


class Heart:
    """The heartbeat of one kiosk. Belongs to the agent's thread."""

    def __init__(
        self,
        store: Store,
        council: Council,
        kiosk: str,
        *,
        content: Callable[[], int | None] = lambda: None,
        keyset: Callable[[], str] = lambda: "",
        interval: float = INTERVAL_SECONDS,
        clock: Callable[[], Moment] = moment,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`content` gives the version of the release in use, `keyset` the hash of the kiosk's keyset."""
        self._store = store
        self._council = council
        self._kiosk = kiosk
        self._content = content
        self._keyset = keyset
        self._most = interval
        self._clock = clock
        self._chance = chance
        self._number = 0
        self._next_at = 0.0
        self._look_at = 0.0
        self._least_at = 0.0
        self._told: tuple[object, ...] | None = None

    def due(self, pause: str) -> bool:
        """Whether to beat now. `pause` says why nothing is sent, '' where nothing is in the way."""
        now = self._clock()
        if now.monotonic >= self._next_at:
            return True
        if now.monotonic < max(self._look_at, self._least_at):
            return False
        self._look_at = now.monotonic + LOOK_SECONDS
        return _checks(self._health(now), pause) != self._told

    def beat(self, pause: str) -> Pulse:
        """Beat once. Never raises for what the network or the disk does."""
        now = self._clock()
        health = self._health(now)
        self._number += 1
        reply = self._council.post_json(HEARTBEAT, msgspec.json.encode(self._facts(health, pause, now)))
        answer = read_answer(reply)
        if answer is not None:
            # What nobody heard is not told yet.
            self._told = _checks(health, pause)
        wait = answer.interval_s if answer is not None else INTERVAL_SECONDS
        # Not all at once: many kiosks were switched on at the same minute.
        after = self._clock().monotonic
        self._next_at = after + min(wait, self._most) * (0.9 + 0.2 * self._chance())
        self._least_at = after + min(LEAST_SECONDS, self._most)
        if answer is not None:
            return Pulse(answer)
        if isinstance(reply, Fault):
            return Pulse(None, reason=reply.value)
        return Pulse(None, reply.status in (401, 403), f"http-{reply.status}")

    def _health(self, now: Moment) -> StoreHealth | None:
        try:
            return store_health(self._store, now)
        except (StoreError, OSError):
            return None

    def _facts(self, health: StoreHealth | None, pause: str, now: Moment) -> Heartbeat:
        queue, storage = QueueBeat(waiting=0, held=0, pause="store"), None
        if health is not None:
            queue = QueueBeat(
                waiting=health.waiting,
                held=health.quarantined,
                oldest_age_s=health.oldest_age_s,
                pause=pause,
                delivered_at=Outbox(self._store).last_received_at(),
            )
            storage = StorageBeat(
                room=health.room, free=health.free_share, ballast=health.ballast, sound=health.sound
            )
        return Heartbeat(
            kiosk=self._kiosk,
            boot=now.boot,
            uptime_s=round(now.monotonic, 1),
            beat=self._number,
            release=__version__,
            content=self._content(),
            keyset=self._keyset(),
            queue=queue,
            storage=storage,
            clock_offset_s=self._council.server_time.offset,
            clock_before_release=now.utc < BUILT,
        )


def read_answer(reply: Reply | Fault) -> HeartbeatReply | None:
    """The council's own answer to a beat; None for whatever anybody else may say."""
    if isinstance(reply, Fault) or reply.status != 200:
        return None
    try:
        return msgspec.json.decode(reply.body, type=HeartbeatReply)
    except UNREADABLE:
        return None


def keyset_hash(files: KeysetFiles) -> str:
    """Names the kiosk's keyset as the council names its own; '' where it cannot be read."""
    try:
        return hashlib.sha256(msgspec.json.encode(files.read())).hexdigest()
    except KeysetError:
        return ""


def _checks(health: StoreHealth | None, pause: str) -> tuple[object, ...]:
    """What is worth a beat of its own when it changes."""
    if health is None:
        return (pause, None)
    return (pause, health.room, health.ballast, health.sound, health.quarantined)
