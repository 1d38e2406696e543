"""`kiosk run` with residents who come one after the other, send something and take the paper.

`sending_hands.py CONFIG` says what they do and see, a line for each: `send` just before Send is pressed,
`saved REFERENCE` when the screen says so, `paper` when the printer was asked. CONTROL=early: what is saved
stays in memory only.
"""

import os
import sys
import time

from call_back import Resident
from PySide6.QtCore import QTimer

from kiosk.__main__ import main
from kiosk.outbox import Outbox
from ui import app


class Clock:
    """Real seconds, but a resident who waits makes nobody wait."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._ahead

    def wait(self, seconds: float) -> None:
        self._ahead += seconds


def say(*words: str) -> None:
    print(*words, flush=True)


class Handled(app.KioskApp):
    """The kiosk's screens, to which residents come once they are painted."""

    def __init__(self, *parts: object, **named: object) -> None:
        self.ahead = Clock()
        super().__init__(*parts, **named, now=self.ahead)  # type: ignore[arg-type, misc]  as it was called
        self.painted.connect(lambda: QTimer.singleShot(0, self._residents))

    def _residents(self) -> None:
        resident = Resident(self, self.ahead.wait)
        for number in range(1000):
            assert resident.begins()
            resident.fill()
            say("send")
            assert resident.sends()
            say("saved", resident.reference)
            if number % 2 == 0 and resident.robot.has("print"):
                resident.robot.touch("print")
                say("paper")
                resident.robot.until(lambda: not self.navigator.errands.busy(), "the printer's answer")
            resident.goes()


if __name__ == "__main__":
    if os.environ.get("CONTROL") == "early":
        Outbox.add = lambda *_: None  # type: ignore[method-assign, assignment]
    app.KioskApp = Handled  # type: ignore[misc]  what `kiosk run` takes
    sys.exit(main(["run", "--config", sys.argv[1]]))
