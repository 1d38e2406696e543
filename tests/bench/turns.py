"""Page turns on the real screens and the real journey, by synthetic touches."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.commands.demo_story import ANSWERS
from kiosk.commands.run import build
from kiosk.journeys.pages import Field
from kiosk.settings import read_settings
from kiosk.visit import Stage
from ui.app import KioskApp, make_application
from ui.controller.tremble import TURNED_S
from ui.robot import Robot


class Turns:
    """Turns pages to and fro and measures each turn."""

    def __init__(self, config: Path) -> None:
        settings = read_settings(config)
        self.app = make_application([])
        self.kiosk, self.desk = build(settings, windowed=False, panel=settings.panel)
        self.desk.prepare()
        self.kiosk.start()
        self.robot = Robot(self.kiosk.window)
        self.turns: list[float] = []
        self.engine: list[float] = []
        self.before: Callable[[], None] = lambda: None
        self.turned: Callable[[], bool] = lambda: True
        """Done before a turn; what must have come true, besides the painting, before it is over."""
        self._time_engine(self.kiosk)

    def _time_engine(self, kiosk: KioskApp) -> None:
        """How much of a turn is the engine's answer."""
        answer = kiosk.navigator.visit.answer

        def timed(name: str, value: object) -> object:
            began = time.perf_counter()
            found = answer(name, value)
            self.engine.append((time.perf_counter() - began) * 1000)
            return found

        kiosk.navigator.visit.answer = timed  # type: ignore[method-assign,assignment]

    def begin(self) -> None:
        """Walk to the first question."""
        self.robot.touch("begin")
        self.robot.touch("group:recycling")
        self.robot.touch("service:missed-bin")
        self.robot.touch("main")
        self.robot.until(lambda: self.kiosk.navigator.visit.stage is Stage.ANSWERING, "the first question")

    def fill(self) -> None:
        """Answer the page that shows."""
        for field in self.kiosk.navigator.visit.page.fields:
            if not isinstance(field, Field):
                continue
            if field.name == "address":
                if self.robot.has("input:address"):
                    self.robot.touch("input:address")
                    self.robot.type("ZZ9 1AA")
                    self.robot.touch("address:find")
                self.robot.touch("option:100000000001")
                continue
            answer = ANSWERS[field.name.partition("[")[0]]
            if isinstance(answer, bool):
                self.robot.touch(f"option:{'yes' if answer else 'no'}")
            elif isinstance(answer, list):
                self.robot.touch(f"option:{answer[0]}")
            elif field.type == "choice":
                self.robot.touch(f"option:{answer}")
            else:
                self.robot.touch(f"input:{field.name}")
                self.robot.type(str(answer))

    def turn(self, name: str) -> None:
        """Touch a button of the bar; measure until everything the turn caused has been painted."""
        self.read()
        self.robot.settle()
        window = self.kiosk.window
        button = self.robot.find(name)
        handle = window.windowHandle()
        point = button.mapTo(window, button.rect().center())
        QTest.touchEvent(handle, self.robot.finger).press(0, point, handle).commit()
        QApplication.processEvents()
        before = window.screen_shown
        self.before()
        began = time.perf_counter()
        QTest.touchEvent(handle, self.robot.finger).release(0, point, handle).commit()
        QApplication.processEvents()
        while not self.turned():
            QApplication.processEvents()
        took = (time.perf_counter() - began) * 1000
        if window.screen_shown is before:
            raise AssertionError(f"'{name}' did not turn the page: {self.robot.text()[:200]}")
        self.turns.append(took)

    def read(self) -> None:
        """As long as a page needs before its button counts; this is not measured."""
        QTest.qWait(round(TURNED_S * 1000) + 20)

    def to_the_end(self) -> None:
        """Answer page after page, as far as the check page."""
        self.begin()
        while self.kiosk.navigator.visit.page.kind != "check":
            self.fill()
            self.turn("main")

    def to_and_fro(self, count: int) -> None:
        """From the check page to the first question and back, for `count` turns or a few more; `turns` and
        `engine` hold these alone."""
        visit = self.kiosk.navigator.visit
        self.turns.clear()
        self.engine.clear()
        while len(self.turns) < count:
            while visit.page.back and len(self.turns) < count:
                self.turn("back")
            while visit.page.kind != "check":
                self.turn("main")

    def measure(self, count: int) -> float:
        """Turn `count` pages; then send, and give how long it took until saved."""
        visit = self.kiosk.navigator.visit
        self.to_the_end()
        self.to_and_fro(count)
        self.read()
        began = time.perf_counter()
        self.robot.touch("main")
        self.robot.until(lambda: visit.saved is not None, "saved")
        return (time.perf_counter() - began) * 1000


def measure(config: Path, count: int) -> tuple[list[float], list[float], float]:
    """Milliseconds of each turn, of each answer in the engine, and from Send to saved."""
    turns = Turns(config)
    sent = turns.measure(count)
    turns.kiosk.close()
    return turns.turns, turns.engine, sent
