"""The facts that a staff page, the fleet page and an operator are told of a kiosk's storage."""

import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.clock import Moment
from kiosk.envelope import Envelope, Header
from kiosk.health import store_health
from kiosk.outbox import Outbox
from kiosk.room import Limits, Room
from kiosk.store import Store


def later(now: Moment, seconds: float) -> Moment:
    return Moment(now.utc + timedelta(seconds=seconds), now.monotonic + seconds, now.boot)


def add(outbox: Outbox, number: int, now: Moment) -> str:
    item = f"00000000-0000-4000-8000-{number:012d}"
    outbox.add([(Envelope(Header(v=1, id=item, kiosk="demo-1", kid="0" * 16), bytes(1000)), "")], now)
    return item


def test_a_new_kiosk_has_room_and_nothing_to_tell(store: Store, noon: Moment) -> None:
    found = store_health(store, noon)
    assert (found.waiting, found.waiting_bytes, found.quarantined, found.kept) == (0, 0, 0, 0)
    assert (found.oldest_age_s, found.checked_at, found.sound) == (None, None, None)
    assert found.free_bytes > 0
    assert 0 < found.free_share <= 1


def test_items_are_counted_by_what_becomes_of_them(store: Store, noon: Moment) -> None:
    outbox = Outbox(store)
    ids = [add(outbox, number, later(noon, number)) for number in range(5)]
    for item in ids[:3]:
        outbox.start(item, noon)
    outbox.delivered(ids[0], noon, "2026-11-22T12:00:05Z")
    outbox.quarantine(ids[1], "other-content")
    found = store_health(store, later(noon, 101))
    assert (found.waiting, found.waiting_bytes, found.quarantined, found.kept) == (3, 4000, 1, 1)
    assert found.oldest_age_s == 100, "what the council refused is not with the council"


@pytest.mark.parametrize(("free", "room"), [(20, Room.ENOUGH), (10, Room.LOW), (4, Room.NONE)])
def test_room_follows_the_disk(
    store: Store, noon: Moment, monkeypatch: pytest.MonkeyPatch, free: int, room: Room
) -> None:
    usage = shutil.disk_usage(store.path.parent)
    gib = 1024**3
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=free * gib, total=100 * gib))
    found = store_health(store, noon)
    assert (found.room, found.free_share) == (room, free / 100)


def test_whether_the_ballast_lies_there_is_told(tmp_path: Path, noon: Moment) -> None:
    with Store.open(tmp_path / "kiosk.db", Limits(ballast_bytes=64 * 1024)) as store:
        assert not store_health(store, noon).ballast
        store.check_disk()
        assert store_health(store, noon).ballast


def test_the_last_whole_check_is_told(store: Store, noon: Moment) -> None:
    assert store.check_integrity(noon)
    found = store_health(store, later(noon, 60))
    assert (found.checked_at, found.sound) == (noon.utc, True)


def test_an_envelope_that_changed_on_the_disk_is_found_by_the_whole_check(store: Store, noon: Moment) -> None:
    """One bit, in a page that SQLite's own check does not look into."""
    outbox = Outbox(store)
    item = "00000000-0000-4000-8000-000000000001"
    header = Header(v=1, id=item, kiosk="demo-1", kid="0" * 16)
    outbox.add([(Envelope(header, b"Example" * 2000), "")], noon)
    data = bytearray(store.path.read_bytes())
    data[data.index(b"Example" * 400) + 50] ^= 1
    store.path.write_bytes(data)
    with Store.open(store.path) as again:
        assert again.rows("PRAGMA integrity_check") == [("ok",)], "the control"
        assert not again.check_integrity(noon)
        assert store_health(again, noon).sound is False


def test_it_can_be_sent_as_it_is(store: Store, noon: Moment) -> None:
    found = store_health(store, noon)
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found
