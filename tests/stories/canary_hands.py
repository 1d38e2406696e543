"""`kiosk run` with residents who come one after the other and tell what nobody else tells.

`canary_hands.py CONFIG FIRST MANY` says `begun N` and `done N` of each. Every third walks away in the middle,
and what is typed goes through the real boxes; one in five takes the paper.
"""

import os
import sys

from canaries import NAME, NOTE, PHONES
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from kiosk.__main__ import main
from kiosk.journeys.pages import Field
from kiosk.visit import Stage
from ui import app
from ui.robot import Robot

CHOSEN = ("option:bins_topic", "option:morning", "option:yes", "option:none")
MOST_PAGES = 12


class Residents:
    """Hands for many visits at one kiosk."""

    def __init__(self, screens: app.KioskApp) -> None:
        self.screens, self.robot = screens, Robot(screens.window)

    def come(self, number: int) -> None:
        """One visit, from the attract screen to the attract screen."""
        print("begun", number, flush=True)
        robot, visit = self.robot, self.screens.navigator.visit
        robot.touch("begin")
        robot.touch("open:more")
        robot.touch("group:contact")
        robot.touch("service:call-back")
        robot.touch("main")
        robot.until(lambda: visit.stage is Stage.ANSWERING, "the first question")
        for page in range(MOST_PAGES):
            if number % 3 == 0 and page == 5:
                robot.touch("stop")
                robot.touch("stop-dialog:go")
                break
            if visit.page.kind == "check":
                robot.touch("main")
                robot.until(lambda: visit.saved is not None, "saved")
                if number % 5 == 0:
                    robot.touch("print")
                    robot.until(lambda: not self.screens.navigator.errands.busy(), "the printer's answer")
                robot.touch("main")
                break
            self.answer(number)
            robot.touch("main")
        robot.until(lambda: visit.stage is Stage.ATTRACT, "the attract screen")
        print("done", number, flush=True)

    def answer(self, number: int) -> None:
        """What is asked on the page that shows."""
        told = {
            "full_name": f"{NAME} {number:05d}",
            "phone": PHONES[number % len(PHONES)],
            "about": f"{NOTE} number {number:05d}",
        }
        for field in self.screens.navigator.visit.page.fields:
            if not isinstance(field, Field):
                continue
            if field.name in told:
                box = self.robot.find(f"input:{field.name}")
                assert isinstance(box, QLineEdit | QPlainTextEdit)
                put = box.setText if isinstance(box, QLineEdit) else box.setPlainText
                put(told[field.name])
            else:
                self.robot.touch(next(one for one in CHOSEN if self.robot.has(one)))


class Handled(app.KioskApp):
    """The kiosk's screens, to which residents come once they are painted."""

    def start(self) -> None:
        """Start, and then let them come."""
        super().start()
        self.painted.connect(lambda: QTimer.singleShot(200, self._residents))

    def _residents(self) -> None:
        residents = Residents(self)
        for number in range(int(sys.argv[2]), int(sys.argv[2]) + int(sys.argv[3])):
            residents.come(number)
        print("gone", flush=True)
        os.kill(os.getpid(), 15)


if __name__ == "__main__":
    app.KioskApp = Handled  # type: ignore[misc]  what `kiosk run` takes
    sys.exit(main(["run", "--config", sys.argv[1]]))
