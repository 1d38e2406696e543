"""Headphones that go in and come out, as Linux tells it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from ui.speech.jack import EV_SW, EVENT, SW_HEADPHONE_INSERT, Jack, find_socket, headphones

OTHER_SWITCH = 0x00
EV_KEY = 0x01


class Socket:
    """A headphone socket made of a pipe."""

    def __init__(self) -> None:
        self.read, self.write = os.pipe2(os.O_NONBLOCK)
        self.there = True

    def find(self) -> int | None:
        return self.read if self.there else None

    def event(self, value: int, *, kind: int = EV_SW, code: int = SW_HEADPHONE_INSERT) -> bytes:
        return EVENT.pack(0, 0, kind, code, value)

    def tells(self, data: bytes) -> None:
        os.write(self.write, data)
        for _ in range(5):
            QCoreApplication.processEvents()


@pytest.fixture
def socket(qapp: QApplication) -> Socket:
    return Socket()


@pytest.fixture
def jack(socket: Socket) -> Iterator[Jack]:
    made = Jack(socket.find, lambda _: 0)
    yield made
    made.close()


def test_plugging_in_and_pulling_out_is_told_once_each(socket: Socket, jack: Jack) -> None:
    told: list[bool] = []
    jack.changed.connect(told.append)
    socket.tells(socket.event(1))
    socket.tells(socket.event(1))
    assert jack.plugged
    socket.tells(socket.event(0))
    assert told == [True, False]
    assert not jack.heard


def test_the_event_of_the_socket_alone_leads_to_settings_that_are_spoken(
    make_listener, socket: Socket
) -> None:
    """From the first screen, by one who sees nothing: plug in, then keys (EN 301 549 5.2)."""
    listener = make_listener(ears=Jack(socket.find, lambda _: 0))
    assert listener.hear() == []
    socket.tells(socket.event(1))
    assert listener.hear()[0].startswith("Speech is on.")
    for _ in range(12):
        heard = listener.key(Qt.Key.Key_Tab)
        if any(one.startswith("Text size. button. 1 of 4") for one in heard):
            break
    else:
        pytest.fail("Text size was never heard")
    heard = listener.key(Qt.Key.Key_Space)
    assert any("2 of 4" in one for one in heard), heard
    assert listener.rig.visit.preferences.size == 1
    socket.tells(socket.event(0))
    assert not listener.speaker.on


def test_headphones_that_are_in_at_the_start_are_known(socket: Socket) -> None:
    jack = Jack(socket.find, lambda _: 1 << SW_HEADPHONE_INSERT)
    assert jack.plugged
    jack.close()


def test_other_switches_and_keys_are_not_headphones(socket: Socket, jack: Jack) -> None:
    socket.tells(socket.event(1, code=OTHER_SWITCH) + socket.event(1, kind=EV_KEY))
    assert not jack.plugged


def test_an_event_that_comes_in_two_pieces_is_one(socket: Socket, jack: Jack) -> None:
    event = socket.event(1)
    socket.tells(event[:7])
    assert not jack.plugged
    socket.tells(event[7:])
    assert jack.plugged


def test_a_socket_that_goes_away_is_unplugged_and_looked_for_again(socket: Socket, jack: Jack) -> None:
    socket.tells(socket.event(1))
    told: list[bool] = []
    jack.changed.connect(told.append)
    os.close(socket.write)
    for _ in range(5):
        QCoreApplication.processEvents()
    assert told == [False]
    assert jack._again.isActive()
    again = Socket()
    jack._find = again.find
    jack._look()
    again.tells(again.event(1))
    assert jack.plugged


def test_without_a_socket_nobody_listens(socket: Socket) -> None:
    socket.there = False
    jack = Jack(socket.find, lambda _: 4)
    assert not jack.heard
    jack.close()


def test_a_socket_that_cannot_be_asked_counts_as_unplugged(socket: Socket) -> None:
    def broken(_: int) -> int:
        raise OSError("gone")

    jack = Jack(socket.find, broken)
    assert not jack.plugged
    jack.close()


def test_the_first_device_with_a_socket_is_taken(tmp_path: Path) -> None:
    for name in ("event0", "event1", "mouse0"):
        (tmp_path / name).write_text(name)
    found = find_socket(tmp_path, lambda fd: os.read(fd, 9) == b"event1")
    assert found is not None
    os.close(found)
    assert find_socket(tmp_path, lambda _: False) is None


def test_files_that_are_no_devices_have_no_socket(tmp_path: Path) -> None:
    (tmp_path / "event0").write_text("")
    assert find_socket(tmp_path) is None


def test_the_setting_says_who_hears(qapp: QApplication) -> None:
    always, never = headphones("always"), headphones("never")
    assert (always.plugged, always.speaker) == (True, False)
    assert (never.plugged, never.speaker, never.heard) == (False, True, True)
    jack = headphones("jack")
    assert isinstance(jack, Jack)
    jack.close()
