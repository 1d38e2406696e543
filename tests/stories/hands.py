"""`kiosk run` with synthetic hands in the same process, for a test that wants to end it from outside.

python hands.py CONFIG visit     goes into the middle of a visit, says so, and stands there
python hands.py CONFIG look      says what the screen shows
"""

import json
import sys

from PySide6.QtCore import QTimer

from kiosk.__main__ import main
from kiosk.visit import Stage
from ui import app
from ui.robot import Robot

NAME = "Zebedee Exampleton"
PHONE = "07700 900321"


def visit(screens: app.KioskApp) -> dict[str, object]:
    """Tells name and phone number, up to the last page but one."""
    robot = Robot(screens.window)
    robot.touch("begin")
    robot.touch("open:more")
    robot.touch("group:contact")
    robot.touch("service:call-back")
    robot.touch("main")
    robot.until(lambda: screens.navigator.visit.stage is Stage.ANSWERING, "the first question")
    robot.touch("option:bins_topic")
    robot.touch("main")
    robot.type(NAME)
    robot.touch("main")
    robot.type(PHONE)
    robot.touch("main")
    return {"page": screens.navigator.visit.page.name}


def look(screens: app.KioskApp) -> dict[str, object]:
    """What there is to see, and what is known of a visit."""
    robot = Robot(screens.window)
    robot.settle()
    now = screens.navigator.visit
    return {
        "stage": now.stage,
        "walk": now.walk is not None,
        "begin": robot.has("begin"),
        "text": robot.text(),
    }


class Handled(app.KioskApp):
    """The kiosk's screens, that act once they are painted."""

    def start(self) -> None:
        """Start, and then do what was asked."""
        super().start()
        self.painted.connect(lambda: QTimer.singleShot(200, self._act))

    def _act(self) -> None:
        act = {"visit": visit, "look": look}[sys.argv[2]]
        print(json.dumps(act(self)), flush=True)


if __name__ == "__main__":
    app.KioskApp = Handled
    sys.exit(main(["run", "--config", sys.argv[1]]))
