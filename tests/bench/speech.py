"""How soon the kiosk speaks, and what speech costs a page turn: run with a site's settings, prints JSON."""

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

LARGEST = 3


class Timed(RecordingVoice):
    """Notes when it is told to say something."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0

    def say(self, text: str, language: str, rate: int, volume: int) -> None:
        self.at = self.at or time.perf_counter()
        super().say(text, language, rate, volume)


def measure(config: Path, count: int) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds from a change of focus until the voice is told; of each page turn in the largest letters
    without speech; and with it."""
    turns = Turns(config)
    kiosk, voice = turns.kiosk, Timed()
    kiosk.speech.close()
    speech = kiosk.speech = LateSpeaker(
        kiosk.window, kiosk.navigator, lambda: (voice, Headphones(plugged=True))
    )
    navigator = kiosk.navigator
    turns.begin()
    navigator.visit.prefer(size=LARGEST)
    navigator.tools.relook()
    navigator.show_again()
    silent = _turn(turns, count)
    speech.toggle()
    spoken = _turn(turns, count)
    focus = []
    for _ in range(count):
        turns.robot.settle()
        voice.at, began = 0.0, time.perf_counter()
        kiosk.window.focusNextPrevChild(True)
        while not voice.at:
            QApplication.processEvents()
        focus.append((voice.at - began) * 1000)
    kiosk.close()
    return focus, silent, spoken


def _turn(turns: Turns, count: int) -> list[float]:
    """So many turns between the start page and the first question, with all that each causes painted."""
    navigator, found = turns.kiosk.navigator, []
    for _ in range(count):
        turns.robot.settle()
        began = time.perf_counter()
        navigator.show()
        turns.robot.settle()
        found.append((time.perf_counter() - began) * 1000)
    return found


def main(config: Path) -> int:
    focus, silent, spoken = measure(config, 100)
    ordered = sorted(focus)
    found = {
        "speech_focus_median_ms": round(median(focus), 2),
        "speech_focus_p95_ms": round(ordered[int(len(ordered) * 0.95)], 2),
        "speech_turn_silent_median_ms": round(median(silent), 2),
        "speech_turn_median_ms": round(median(spoken), 2),
        "speech_turn_ratio": round(median(spoken) / median(silent), 2),
    }
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
