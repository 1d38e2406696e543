"""A process of its own in which a resident begins a journey and types; it says `typed` and waits.

usage: resident.py SETTINGS EMAIL
"""

import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk.commands.run import build
from kiosk.settings import read_settings
from kiosk.visit import Stage
from ui.app import make_application
from ui.robot import Robot


def main() -> None:
    application = make_application(["kiosk"])
    settings = read_settings(Path(sys.argv[1]))
    kiosk, _ = build(settings, windowed=False, panel=settings.panel)
    kiosk.start()
    robot = Robot(kiosk.window)
    robot.touch("begin")
    robot.touch("group:recycling")
    robot.touch("service:missed-bin")
    robot.touch("main")
    robot.until(lambda: kiosk.navigator.visit.stage is Stage.ANSWERING, "the first question")
    robot.touch("input:address")
    robot.type("ZZ9 1AA")
    robot.touch("address:find")
    robot.touch("option:100000000001")
    robot.touch("main")
    robot.touch("option:refuse")
    robot.touch("main")
    if not robot.sees("was it out on time"):
        raise SystemExit("the story is lost")
    print("typed", flush=True)
    while isinstance(application, QApplication):
        application.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    main()
