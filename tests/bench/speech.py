"""How soon the kiosk speaks, and what the largest letters and speech cost a page turn: run with a site's
settings, prints JSON."""

import json
import sys
import time
from pathlib import Path
from statistics import median

from PySide6.QtWidgets import QApplication
from turns import Turns

from ui.speech.jack import Headphones
from ui.speech.late import LateSpeaker
from ui.speech.voice import RecordingVoice

USUAL, LARGEST = 0, 3
ROUNDS = 3
"""How often the two ways take turns, so that both meet the machine's moods."""


class Timed(RecordingVoice):
    """Notes when it is told to say something."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0

    def say(self, text: str, language: str, rate: int, volume: int) -> None:
        self.at = self.at or time.perf_counter()
        super().say(text, language, rate, volume)


class Spoken:
    """A kiosk with a voice, and the times that were measured at it, in milliseconds."""

    def __init__(self, config: Path) -> None:
        self.turns, self.voice = Turns(config), Timed()
        kiosk = self.turns.kiosk
        kiosk.speech.close()
        self.speech = kiosk.speech = LateSpeaker(
            kiosk.window, kiosk.navigator, lambda: (self.voice, Headphones(plugged=True))
        )
        self.usual: list[float] = []
        self.largest: list[float] = []
        self.focus: list[float] = []

    def measure(self, count: int) -> None:
        """Page turns in the usual letters and silence; as many in the largest letters, until the voice was
        told too; and as many changes of focus until the voice was told."""
        self.turns.to_the_end()
        for _ in range(ROUNDS):
            self._look(USUAL)
            self.turns.to_and_fro(count // ROUNDS)
            self.usual += self.turns.turns
            self.speech.toggle()
            self._look(LARGEST)
            self.turns.before, self.turns.turned = self._listen, lambda: bool(self.voice.at)
            self.turns.to_and_fro(count // ROUNDS)
            self.largest += self.turns.turns
            self.turns.before, self.turns.turned = lambda: None, lambda: True
            self.speech.toggle()
        self.speech.toggle()
        for _ in range(count):
            self._change_focus()
        self.turns.kiosk.close()

    def _look(self, size: int) -> None:
        navigator = self.turns.kiosk.navigator
        navigator.visit.prefer(size=size)
        navigator.tools.relook()
        navigator.showing.show_again()
        self.turns.robot.settle()

    def _listen(self) -> None:
        self.voice.at = 0.0

    def _change_focus(self) -> None:
        self.turns.robot.settle()
        self._listen()
        began = time.perf_counter()
        self.turns.kiosk.window.focusNextPrevChild(True)
        while not self.voice.at:
            QApplication.processEvents()
        self.focus.append((self.voice.at - began) * 1000)


def part(values: list[float], share: float) -> float:
    """The value that `share` of all stay under."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 2)


def main(config: Path) -> int:
    seen = Spoken(config)
    seen.measure(120)
    found = {
        "speech_focus_median_ms": round(median(seen.focus), 2),
        "speech_focus_p95_ms": part(seen.focus, 0.95),
        "page_turn_usual_p95_ms": part(seen.usual, 0.95),
        "page_turn_largest_spoken_median_ms": round(median(seen.largest), 2),
        "page_turn_largest_spoken_p95_ms": part(seen.largest, 0.95),
        "page_turn_largest_spoken_p99_ms": part(seen.largest, 0.99),
        "page_turn_largest_spoken_ratio": round(part(seen.largest, 0.95) / part(seen.usual, 0.95), 2),
    }
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
