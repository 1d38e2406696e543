"""The last beat of each kiosk is kept and listed; what is no beat is refused and leaves no trace."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from council.__main__ import main
from council.database import Database
from council.heartbeats import SILENT_SECONDS, Heartbeats, interval, span, unheard
from council.kiosk_keys import KioskKeys
from council.store import CouncilStore
from council.tables import kiosks
from kiosk.clock import iso
from sync.wire import HEARTBEAT, Heartbeat, HeartbeatReply, QueueBeat, StorageBeat

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def beat(kiosk: str = "demo-1", **queue: Any) -> Heartbeat:
    return Heartbeat(
        kiosk=kiosk,
        boot="6d8e2f8c-7c3a-4a53-9d4f-2f8f4f1f0a11",
        uptime_s=3600,
        beat=7,
        release="0.1.0",
        queue=QueueBeat(**{"waiting": 0, "held": 0, **queue}),
        storage=StorageBeat(room="enough", free=0.6, ballast=True, sound=True),
    )


def test_the_newest_beat_of_each_kiosk_stays(store: CouncilStore) -> None:
    kept = Heartbeats(store.database)
    kept.keep(beat("walton-1", waiting=3, oldest_age_s=40.0), NOW)
    kept.keep(beat("clacton-1"), NOW)
    kept.keep(beat("walton-1", waiting=4, oldest_age_s=100.0), NOW + timedelta(minutes=1))
    clacton, walton = kept.all()
    assert (clacton.kiosk, clacton.seen_at) == ("clacton-1", NOW)
    assert (walton.kiosk, walton.beat.queue.waiting) == ("walton-1", 4)
    assert walton.seen_at == NOW + timedelta(minutes=1)


def test_a_silent_kiosk_is_called_silent_and_its_oldest_item_grows_older(store: CouncilStore) -> None:
    kept = Heartbeats(store.database)
    kept.keep(beat(waiting=1, oldest_age_s=60.0), NOW)
    (seen,) = kept.all()
    assert not seen.silent(NOW + timedelta(seconds=SILENT_SECONDS))
    later = NOW + timedelta(seconds=SILENT_SECONDS + 1)
    assert seen.silent(later)
    assert seen.oldest_age(later) == 60 + SILENT_SECONDS + 1


@pytest.mark.parametrize(("seconds", "wait"), [(0.0, 60), (0.2, 60), (0.3, 120), (5, 300)])
def test_a_slow_server_asks_for_fewer_beats(seconds: float, wait: float) -> None:
    assert interval(seconds) == wait


def test_a_beat_is_answered_with_the_time_and_kept(client: TestClient[Litestar], store: CouncilStore) -> None:
    response = client.post(HEARTBEAT, content=msgspec.json.encode(beat()))
    assert response.status_code == 200
    found = msgspec.json.decode(response.content, type=HeartbeatReply)
    assert abs((datetime.now(UTC) - found.time).total_seconds()) < 60
    assert found.interval_s == 60
    assert [seen.kiosk for seen in Heartbeats(store.database).all()] == ["demo-1"]


def test_a_beat_of_a_newer_release_is_taken_too(client: TestClient[Litestar], store: CouncilStore) -> None:
    told = {**msgspec.to_builtins(beat()), "temperature": 40}
    assert client.post(HEARTBEAT, json=told).status_code == 200
    assert Heartbeats(store.database).all()[0].beat == beat()


def no_queue(told: dict[str, Any]) -> None:
    del told["queue"]


def other_name(told: dict[str, Any]) -> None:
    told["kiosk"] = "Walton Library"


def a_text(told: dict[str, Any]) -> None:
    told["queue"]["pause"] = "Sam Example called"


def too_many(told: dict[str, Any]) -> None:
    told["queue"]["waiting"] = -1


@pytest.mark.parametrize("spoil", [no_queue, other_name, a_text, too_many])
def test_what_is_no_beat_is_refused(
    client: TestClient[Litestar], store: CouncilStore, spoil: Callable[[dict[str, Any]], None]
) -> None:
    told = msgspec.to_builtins(beat())
    spoil(told)
    assert client.post(HEARTBEAT, json=told).status_code == 400
    assert Heartbeats(store.database).all() == ()


def test_the_list_shows_who_waits_longest_first(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime.now(UTC)
    with closing(Database.open(database)) as opened:
        kept = Heartbeats(opened)
        kept.keep(beat("clacton-1"), now - timedelta(minutes=10))
        kept.keep(beat("walton-1", waiting=2, held=1, oldest_age_s=7200.0, pause="identity"), now)
    assert main(["kiosks", "--database", database]) == 0
    _, first, second = capsys.readouterr().out.splitlines()
    assert first.split()[0] == "walton-1"
    assert first.endswith("sends nothing: identity")
    assert " 2 h " in first
    assert second.split()[:3] == ["clacton-1", "10", "min"]
    assert second.endswith("silent: all of this is old")
    assert main(["kiosks", "--json", "--database", database]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["kiosk"], one["silent"], one["beat"]["queue"]["held"]) for one in found] == [
        ("walton-1", False, 1),
        ("clacton-1", True, 0),
    ]


def test_a_kiosk_that_was_let_in_and_never_heard_stands_first(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    with closing(Database.open(database)) as opened:
        with opened.write() as connection:
            for name in ("walton-1", "mute-1", "gone-1"):
                connection.execute(kiosks.insert().values(name=name, place="Here", enrolled_at=iso(now)))
        KioskKeys(opened).revoke("gone-1", "stolen", now)
        Heartbeats(opened).keep(beat("walton-1", waiting=2, held=1, oldest_age_s=7200.0), now)
        assert [one.kiosk for one in unheard(opened)] == ["mute-1"]
    assert main(["kiosks", "--database", database]) == 0
    _, first, second = capsys.readouterr().out.splitlines()
    assert first.split()[:2] == ["mute-1", "never"]
    assert second.split()[0] == "walton-1"
    assert main(["kiosks", "--json", "--database", database]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["kiosk"], one["silent"]) for one in found] == [("mute-1", True), ("walton-1", False)]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "-"), (0, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (1e6, "11 d")],
)
def test_a_length_of_time_is_short_to_read(seconds: float | None, text: str) -> None:
    assert span(seconds) == text


def test_a_kiosk_cannot_beat_for_another(client: TestClient[Litestar], store: CouncilStore) -> None:
    response = client.post(HEARTBEAT, content=msgspec.json.encode(beat(kiosk="demo-2")))
    assert response.status_code == 403
    assert Heartbeats(store.database).all() == ()
