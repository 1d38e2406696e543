"""A reserve of real blocks: there before it is needed, gone when it is, and back when there is room."""

import shutil
import stat
from pathlib import Path

import pytest

from kiosk.ballast import Ballast
from kiosk.errors import StoreFullError
from kiosk.room import Limits
from kiosk.store import Store

SIZE = 256 * 1024


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.db.ballast"


def test_it_is_made_of_blocks_that_nobody_can_pack(path: Path) -> None:
    ballast = Ballast(path, SIZE)
    assert not ballast.whole()
    assert ballast.restore()
    found = path.stat()
    assert found.st_size == SIZE
    assert found.st_blocks * 512 >= SIZE
    assert stat.S_IMODE(found.st_mode) == 0o600
    assert len(set(path.read_bytes())) == 256


def test_a_hole_is_not_taken_for_it(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(SIZE)
    ballast = Ballast(path, SIZE)
    assert not ballast.whole()
    assert ballast.restore()
    assert path.stat().st_blocks * 512 >= SIZE


def test_given_up_it_is_gone_and_cannot_be_given_up_again(path: Path) -> None:
    ballast = Ballast(path, SIZE)
    ballast.restore()
    assert (ballast.release(), path.exists(), ballast.release()) == (True, False, False)


def test_it_comes_back_only_where_there_is_room_for_more_than_itself(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(path.parent)
    for free, back in ((2 * SIZE - 1, False), (2 * SIZE, True)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage._replace(free=free))
        assert Ballast(path, SIZE).restore() is back
        assert path.exists() is back


def test_a_kiosk_may_have_none(path: Path) -> None:
    ballast = Ballast(path, 0)
    assert (ballast.whole(), ballast.restore(), path.exists()) == (True, True, False)


def write_much(store: Store) -> None:
    store.connection.execute("CREATE TABLE big AS SELECT randomblob(100000)")


def test_what_empties_the_queue_is_tried_again_without_the_ballast(tmp_path: Path) -> None:
    with Store.open(tmp_path / "state" / "kiosk.db", Limits(ballast_bytes=SIZE)) as store:
        store.ballast.restore()
        (pages,) = store.rows("PRAGMA page_count")[0]
        store.connection.execute(f"PRAGMA max_page_count = {pages}")
        tries = []

        def work() -> None:
            tries.append(store.ballast.whole())
            if not store.ballast.whole():
                store.connection.execute("PRAGMA max_page_count = 100000")
            write_much(store)

        store.write_in_need(work)
        assert tries == [True, False]
        assert store.rows("SELECT count(*) FROM big") == [(1,)]
        assert store.ballast.whole(), "there is room here, so it is back at once"


def test_what_fills_the_queue_never_touches_the_ballast(tmp_path: Path) -> None:
    with Store.open(tmp_path / "state" / "kiosk.db", Limits(ballast_bytes=SIZE)) as store:
        store.ballast.restore()
        store.connection.execute("PRAGMA max_page_count = 8")
        with pytest.raises(StoreFullError), store.write():
            write_much(store)
        assert store.ballast.whole()


def test_without_anything_to_give_up_a_full_disk_is_said(tmp_path: Path) -> None:
    with Store.open(tmp_path / "state" / "kiosk.db", Limits(ballast_bytes=0)) as store:
        store.connection.execute("PRAGMA max_page_count = 8")
        with pytest.raises(StoreFullError):
            store.write_in_need(lambda: write_much(store))
        assert not store.connection.in_transaction
