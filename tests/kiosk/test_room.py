"""When nothing new is taken: the rules of the disk and of the queue, each at its edge."""

import pytest

from kiosk.room import MIB, Limits, Room, Space, crowding, room_of, shortage

LIMITS = Limits()
GIB = 1024 * MIB


@pytest.mark.parametrize(
    ("free", "total", "reusable", "room"),
    [
        (40 * GIB, 100 * GIB, 0, Room.ENOUGH),
        (15 * GIB, 100 * GIB, 0, Room.ENOUGH),
        (15 * GIB - 1, 100 * GIB, 0, Room.LOW),
        (5 * GIB, 100 * GIB, 0, Room.LOW),
        (5 * GIB - 1, 100 * GIB, 0, Room.NONE),
        (64 * MIB, 100 * MIB, 0, Room.ENOUGH),
        (64 * MIB - 1, 100 * MIB, 0, Room.NONE),
        # What is empty inside the file counts, but SQLite's journal needs room of its own.
        (16 * MIB, 4 * GIB, 800 * MIB, Room.ENOUGH),
        (16 * MIB - 1, 4 * GIB, 800 * MIB, Room.NONE),
        (16 * MIB, 4 * GIB, 47 * MIB, Room.NONE),
    ],
)
def test_the_disk(free: int, total: int, reusable: int, room: Room) -> None:
    space = Space(free, total, reusable)
    assert room_of(space, 0, 0, LIMITS) is room
    assert bool(shortage(space, LIMITS)) is (room is Room.NONE)


@pytest.mark.parametrize(
    ("waiting", "size", "room"),
    [(9_999, GIB - 1, Room.ENOUGH), (10_000, 0, Room.NONE), (1, GIB, Room.NONE)],
)
def test_the_queue(waiting: int, size: int, room: Room) -> None:
    assert room_of(Space(90, 100), waiting, size, Limits(free_bytes=0, journal_bytes=0)) is room
    assert bool(crowding(waiting, size, LIMITS)) is (room is Room.NONE)


def test_a_disk_without_size_has_no_room() -> None:
    assert Space(0, 0).share == 0


def test_what_is_said_names_what_to_do() -> None:
    assert shortage(Space(MIB, GIB), LIMITS) == (
        "only 1 MB are free on this disk, and 64 MB are needed. Free some space"
    )
    assert "less than 5% of it" in shortage(Space(GIB, 100 * GIB), LIMITS)
    assert "Check the connection" in crowding(10_000, 0, LIMITS)
