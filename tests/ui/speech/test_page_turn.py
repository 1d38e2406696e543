"""What the largest letters and speech cost a page turn, held against the same turns in the usual letters and
silence. The time is that of the screens' own thread on the processor, which neighbours do not change much."""

import time

import pytest
from PySide6.QtWidgets import QApplication

from ui.speech.jack import Headphones
from ui.speech.voice import RecordingVoice

USUAL, LARGEST = 0, 3
TURNS = 4
BAR = 3.0
"""Times the usual turn. Seen: 1.2 to 1.5."""


class Ears(RecordingVoice):
    """Counts what it is told to say, and is long in saying it; `slow` is what it makes the screens wait, in
    seconds."""

    def __init__(self, slow: float) -> None:
        super().__init__(quick=False)
        self.slow, self.told = slow, 0

    def say(self, text: str, language: str, rate: int, volume: int) -> None:
        end = time.thread_time() + self.slow
        while time.thread_time() < end:
            pass
        self.told += 1
        super().say(text, language, rate, volume)


class Reader:
    """Somebody who turns pages to and fro."""

    def __init__(self, make_kiosk, *, slow: float = 0.0) -> None:
        self.voice = Ears(slow)
        self.rig = make_kiosk(sound=lambda: (self.voice, Headphones(plugged=True)))
        self.rig.start()
        self.rig.window.setUpdatesEnabled(True)
        self.rig.to_check()

    def turn(self, name: str, *, heard: bool) -> float:
        """Milliseconds from the press until the page is painted and, where it is to be heard, being said."""
        self.rig.robot.settle()
        before, told = self.rig.screen, self.voice.told
        began = time.thread_time()
        self.rig.robot.find(name).click()
        QApplication.processEvents()
        while heard and self.voice.told == told:
            QApplication.processEvents()
        took = (time.thread_time() - began) * 1000
        assert self.rig.screen is not before, f"'{name}' turned no page"
        return took

    def to_and_fro(self, *, heard: bool) -> list[float]:
        """Back from the check page, and on to it again."""
        back = [self.turn("back", heard=heard) for _ in range(TURNS)]
        return back + [self.turn("main", heard=heard) for _ in range(TURNS)]

    def ratio(self, rounds: int) -> float:
        """How many times as long as the usual turn the other takes, of each the 95th in a hundred."""
        usual: list[float] = []
        largest: list[float] = []
        for _ in range(rounds):
            self.rig.look(size=USUAL)
            usual += self.to_and_fro(heard=False)
            self.rig.app.speech.toggle()
            self.rig.look(size=LARGEST)
            largest += self.to_and_fro(heard=True)
            self.rig.app.speech.toggle()
        return _p95(largest) / _p95(usual)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def test_a_page_turn_in_the_largest_letters_that_is_read_out_stays_near_the_usual_one(make_kiosk) -> None:
    assert Reader(make_kiosk).ratio(3) < BAR


def test_a_voice_that_makes_the_page_wait_is_noticed(make_kiosk) -> None:
    assert Reader(make_kiosk, slow=0.1).ratio(1) > BAR


@pytest.mark.parametrize("size", [USUAL, LARGEST])
def test_a_page_that_is_turned_is_read_out(make_kiosk, size: int) -> None:
    reader = Reader(make_kiosk)
    reader.rig.look(size=size)
    reader.rig.app.speech.toggle()
    reader.rig.robot.settle()
    told = reader.voice.told
    reader.turn("back", heard=True)
    assert reader.voice.told > told
