"""A kiosk with its real parts in a folder of its own, and a resident who asks there to be phoned."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit

from council.keys import keys_in, write_keyset
from kiosk.clock import today
from kiosk.journeys.pages import Field
from kiosk.sample import write_sample
from kiosk.visit import Stage
from ui.app import KioskApp
from ui.robot import Robot

SETTINGS = """\
[site]
kiosk = "demo-1"
place = "Exampleton Library"
state_dir = "state"
[council]
phone = "01632 960 100"
web = "https://www.example.org/kiosk"
keyset = "keyset.json"
[printer]
kind = "png"
folder = "receipts"
[content]
datasets = "datasets"
"""
TOLD = {"full_name": "Sam Sample", "phone": "07700 900321", "about": ""}
CHOSEN = ("option:bins_topic", "option:morning", "option:yes", "option:none")
MOST_PAGES = 12


def site(folder: Path) -> Path:
    """All that a kiosk needs to save and to print; its settings."""
    for name in ("datasets", "receipts"):
        (folder / name).mkdir(parents=True)
    write_sample(folder / "datasets", today())
    write_keyset(keys_in(folder / "council").public, folder / "keyset.json")
    config = folder / "kiosk.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    return config


class Resident:
    """Hands and eyes. `wait` lets seconds pass by the kiosk's clock."""

    def __init__(self, screens: KioskApp, wait: Callable[[float], None] | None = None) -> None:
        self.screens = screens
        self.robot = Robot(screens.window, wait) if wait else Robot(screens.window)

    @property
    def stage(self) -> Stage:
        return self.screens.navigator.visit.stage

    @property
    def reference(self) -> str:
        """As the screen says it."""
        label = self.robot.find("reference")
        assert isinstance(label, QLabel)
        return label.text().replace(" ", "")

    def begins(self) -> bool:
        """From the attract screen to the service, and whether its form began."""
        robot = self.robot
        robot.touch("begin")
        robot.touch("open:more")
        robot.touch("group:contact")
        robot.touch("service:call-back")
        robot.touch("main")
        robot.until(lambda: self.stage in (Stage.ANSWERING, Stage.OUT_OF_ORDER), "an answer")
        robot.settle()
        return self.stage is Stage.ANSWERING

    def fill(self) -> None:
        """All answers, to the check page."""
        page = self.screens.navigator.visit
        for _ in range(MOST_PAGES):
            if page.page.kind == "check":
                return
            for field in page.page.fields:
                if isinstance(field, Field) and field.name in TOLD:
                    box = self.robot.find(f"input:{field.name}")
                    if isinstance(box, QLineEdit):
                        box.setText(TOLD[field.name])
                elif isinstance(field, Field):
                    self.robot.touch(next(one for one in CHOSEN if self.robot.has(one)))
            self.robot.touch("main")

    def sends(self) -> bool:
        """Presses Send, or Try again, and whether it is saved."""
        robot, saving = self.robot, self.screens.navigator.errands.saving
        robot.touch("main")
        robot.until(lambda: not saving.busy, "the end of the save")
        robot.until(lambda: self.stage in (Stage.FINISHED, Stage.NOT_SAVED), "what came of it")
        robot.settle()
        return self.stage is Stage.FINISHED

    def goes(self) -> None:
        """Away, whatever shows."""
        if self.stage is Stage.FINISHED:
            self.robot.touch("main")
        else:
            self.robot.touch("stop")
            self.robot.touch("stop-dialog:go")
        self.robot.until(lambda: self.stage is Stage.ATTRACT, "the attract screen")
