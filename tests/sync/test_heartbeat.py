"""A kiosk says how it is: facts, measured now, at the right times; and does what the answer means."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from council.heartbeat_routes import keyset_hash as councils_hash
from council.heartbeats import Heartbeats
from council.store import CouncilStore
from kiosk.clock import BUILT, Moment, moment
from kiosk.contact import Contact
from kiosk.item import OutboxState
from kiosk.outbox import Outbox
from kiosk.signed_keyset import KeysetFiles
from kiosk.store import Store
from sync.agent import Agent
from sync.backoff import Backoff
from sync.courier import Fault, Reply
from sync.heartbeat import LEAST_SECONDS, LOOK_SECONDS, Heart, keyset_hash, read_answer
from sync.journal import Journal
from sync.server_time import ServerTime
from sync.wire import Heartbeat, HeartbeatReply

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = moment()

    def __call__(self) -> Moment:
        return self.now

    def pass_(self, seconds: float, *, wall: float = 0.0) -> None:
        now = self.now
        self.now = Moment(now.utc + timedelta(seconds=seconds + wall), now.monotonic + seconds, now.boot)


class Listening:
    """A council that hears beats and answers as it is told."""

    def __init__(self, **answer: Any) -> None:
        self.server_time = ServerTime()
        self.heard: list[Heartbeat] = []
        self.reply: Reply | Fault = self.answering(**answer)

    @staticmethod
    def answering(**answer: Any) -> Reply:
        told = HeartbeatReply(**{"time": NOW, "interval_s": 60.0, **answer})
        return Reply(status=200, content_type="application/json", body=msgspec.json.encode(told))

    def post_json(self, path: str, data: bytes) -> Reply | Fault:
        self.heard.append(msgspec.json.decode(data, type=Heartbeat))
        return self.reply

    def put_submission(self, submission_id: str, data: bytes) -> Reply | Fault:
        return Fault.CONNECT

    def healthy(self) -> bool:
        return False


def heart(store: Store, council: Any, clock: Clock, **parts: Any) -> Heart:
    return Heart(store, council, "demo-1", clock=clock, chance=lambda: 0.5, **parts)


def test_it_tells_how_the_queue_stands_and_nothing_of_who_waits_in_it(site: Any, store: Store) -> None:
    saved = [site.submit(store, full_name="Sam Example") for _ in range(3)]
    outbox, clock, council = Outbox(store), Clock(), Listening()
    outbox.start(saved[0].id, clock())
    outbox.quarantine(saved[0].id, "other-content")
    clock.pass_(90)
    heart(store, council, clock, content=lambda: 7).beat("http-503")
    (beat,) = council.heard
    assert (beat.kiosk, beat.beat, beat.content) == ("demo-1", 1, 7)
    assert (beat.queue.waiting, beat.queue.held, beat.queue.pause) == (2, 1, "http-503")
    assert beat.queue.oldest_age_s is not None
    assert 89 <= beat.queue.oldest_age_s < 120
    assert beat.storage is not None
    assert (beat.storage.ballast, beat.storage.sound) == (True, None)
    told = msgspec.json.encode(beat).decode()
    for one in saved:
        assert one.id not in told
        assert one.reference not in told
    assert "Sam" not in told


def test_it_beats_every_minute_and_no_sooner(store: Store) -> None:
    clock, council = Clock(), Listening()
    one = heart(store, council, clock)
    assert one.due("")
    one.beat("")
    for _ in range(59):
        clock.pass_(1)
        assert not one.due("")
    clock.pass_(1)
    assert one.due("")


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 54.0), (1.0, 66.0)])
def test_beats_of_many_kiosks_drift_apart(store: Store, chance: float, seconds: float) -> None:
    clock = Clock()
    one = Heart(store, Listening(), "demo-1", clock=clock, chance=lambda: chance)
    one.beat("")
    clock.pass_(seconds - 0.1)
    assert not one.due("")
    clock.pass_(0.2)
    assert one.due("")


def test_it_beats_as_often_as_the_council_asks_but_at_least_as_often_as_usual(store: Store) -> None:
    clock, council = Clock(), Listening(interval_s=20.0)
    one = heart(store, council, clock, interval=300.0)
    one.beat("")
    clock.pass_(20.1)
    assert one.due("")
    council.reply = council.answering(interval_s=300.0)
    one.beat("")
    clock.pass_(299)
    assert not one.due("")


def test_what_changes_is_told_at_once_and_only_once(site: Any, store: Store) -> None:
    clock, council = Clock(), Listening()
    one = heart(store, council, clock)
    one.beat("")
    clock.pass_(LOOK_SECONDS)
    assert not one.due("")
    clock.pass_(LOOK_SECONDS)
    assert one.due("identity")
    one.beat("identity")
    clock.pass_(LEAST_SECONDS)
    assert not one.due("identity")
    clock.pass_(LOOK_SECONDS)
    outbox = Outbox(store)
    outbox.start(held := site.submit(store).id, clock())
    outbox.quarantine(held, "too-large")
    assert one.due("identity")


def test_a_change_that_nobody_heard_is_told_again(store: Store) -> None:
    clock, council = Clock(), Listening()
    one = heart(store, council, clock)
    one.beat("")
    council.reply = Fault.TIMEOUT
    clock.pass_(LOOK_SECONDS)
    assert one.due("http-503")
    one.beat("http-503")
    clock.pass_(LOOK_SECONDS)
    assert one.due("http-503")


@pytest.mark.parametrize("changing", range(3))
def test_however_fast_things_change_there_are_seconds_between_two_beats(store: Store, changing: int) -> None:
    clock, council = Clock(), Listening()
    one = heart(store, council, clock)
    beats = 0
    for second in range(60):
        if one.due(f"http-{second % (changing + 2)}"):
            one.beat(f"http-{second % (changing + 2)}")
            beats += 1
        clock.pass_(1)
    assert beats <= 60 / LEAST_SECONDS


@pytest.mark.parametrize(
    "reply",
    [
        Fault.CONNECT,
        Reply(status=200, content_type="text/html", body=b"<html>Welcome to Library WiFi</html>"),
        Reply(status=200, content_type="application/json", body=b"{}"),
        Reply(status=200, content_type="application/json", body=b"[" * 100_000),
        Reply(status=302),
        Reply(status=503, body=msgspec.json.encode(HeartbeatReply(time=NOW, interval_s=60))),
    ],
)
def test_only_the_councils_own_answer_counts(store: Store, reply: Reply | Fault) -> None:
    assert read_answer(reply) is None
    council = Listening()
    council.reply = reply
    pulse = heart(store, council, Clock()).beat("")
    assert pulse.answer is None
    assert pulse.reason


@pytest.mark.parametrize(("days", "wrong"), [(-1, True), (0, False), (3650, False)])
def test_a_clock_from_before_this_release_was_made_is_reported(store: Store, days: int, wrong: bool) -> None:
    council, now = Listening(), moment()
    told = Moment(BUILT + timedelta(days=days, seconds=1), now.monotonic, now.boot)
    Heart(store, council, "demo-1", clock=lambda: told).beat("")
    assert council.heard[0].clock_before_release is wrong


def test_it_names_the_keyset_as_the_council_does(site: Any) -> None:
    nothing = site.folder / "nothing.json"
    assert keyset_hash(KeysetFiles(site.folder / "keyset.json", nothing)) == councils_hash(site.keyset)
    assert keyset_hash(KeysetFiles(nothing, nothing)) == ""


# -- with the agent, and with a council --------------------------------------------------------------------


def agent(store: Store, council: Any, one: Heart, lines: list[str], clock: Any = moment) -> Agent:
    return Agent(store, council, heart=one, journal=Journal(lines.append), backoff=Backoff(), clock=clock)


def test_the_council_keeps_what_a_kiosk_says(site: Any, server: Any, store: Store) -> None:
    site.submit(store)
    lines: list[str] = []
    with site.client(server.url) as client:
        agent(store, client, Heart(store, client, "demo-1"), lines).beat()
        assert client.server_time.offset is not None
        assert abs(client.server_time.offset) < 2
    kept = CouncilStore.open(f"sqlite:///{site.council / 'council.db'}")
    (seen,) = Heartbeats(kept.database).all()
    kept.close()
    assert (seen.kiosk, seen.beat.queue.waiting) == ("demo-1", 1)
    assert lines == []
    assert Contact(store).reached_at() is not None


def test_a_good_beat_ends_the_waiting_of_a_kiosk_that_was_offline(site: Any, store: Store) -> None:
    site.submit(store)
    council, lines, clock = Listening(), list[str](), Clock()
    one = heart(store, council, clock)
    sending = agent(store, council, one, lines, clock)
    sending.once()
    assert '"offline"' in lines[1]
    sending.beat()
    assert [json.loads(line)["event"] for line in lines][-1] == "online"


def test_silence_is_logged_once_and_so_is_its_end(store: Store) -> None:
    council, lines, clock = Listening(), list[str](), Clock()
    sending = agent(store, council, heart(store, council, clock), lines, clock)
    good = council.reply
    for reply in (Fault.TIMEOUT, Fault.TIMEOUT, good, good):
        council.reply = reply
        sending.beat()
        clock.pass_(70)
    assert [json.loads(line)["event"] for line in lines] == ["unheard", "heard"]


def test_after_the_council_was_restored_what_it_lost_goes_again(site: Any, store: Store) -> None:
    clock, outbox, lines = Clock(), Outbox(store), list[str]()
    clock.now = Moment(NOW + timedelta(hours=1), clock.now.monotonic, clock.now.boot)
    before, after = (site.submit(store).id for _ in range(2))
    for one, received in ((before, "2026-11-22T11:00:00Z"), (after, "2026-11-22T12:30:00Z")):
        outbox.start(one, clock())
        outbox.delivered(one, clock(), received)
    council = Listening(restored_at=NOW + timedelta(minutes=45), restored_to=NOW)
    sending = agent(store, council, heart(store, council, clock), lines, clock)
    for _ in range(2):
        sending.beat()
        clock.pass_(70)
    found = {item.id: item.state for item in outbox.items()}
    assert found == {before: OutboxState.DELIVERED, after: OutboxState.QUEUED}
    assert [json.loads(line)["event"] for line in lines] == ["sent-again"], "once"
