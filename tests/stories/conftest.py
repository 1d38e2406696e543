"""A made-up site with its real parts: folders, keys, sample data, processes; and a kiosk that runs there."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from kiosk.clock import today
from kiosk.commands.demo_site import Site
from kiosk.commands.run import build
from kiosk.item import ItemState
from kiosk.outbox import Outbox
from kiosk.store import Store
from kiosk.visit import Stage
from ui.robot import Robot


class Resident:
    """Hands and eyes at a kiosk of the site. Nothing is faked: real widgets, parts, files."""

    def __init__(self, site: Site) -> None:
        self.site = site
        settings = site.settings()
        self.app, self.desk = build(settings, windowed=False, panel=settings.panel)
        self.robot = Robot(self.app.window)
        self.app.start()
        self.robot.settle()

    @property
    def visit(self):
        return self.app.navigator.visit

    def choose(self, group: str, journey: str) -> None:
        """From the attract screen to a journey's first question, as a finger goes."""
        self.robot.touch("begin")
        self.open(group, journey)

    def open(self, group: str, journey: str) -> None:
        if self.robot.has("back"):
            # From another service one comes back to its group.
            self.robot.touch("back")
        self.robot.until(lambda: self.robot.has("open:more"), "the home page")
        if not self.robot.has(f"group:{group}"):
            self.robot.touch("open:more")
        self.robot.touch(f"group:{group}")
        self.robot.touch(f"service:{journey}")
        self.robot.touch("main")
        self.robot.until(lambda: self.visit.stage is Stage.ANSWERING, "the first question")
        self.robot.settle()

    def leave(self) -> None:
        self.app.close()
        self.robot.settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def outbox(self) -> tuple[ItemState, ...]:
        """What waits at this kiosk."""
        if not self.site.settings().database.exists():
            return ()
        with closing(Store.open(self.site.settings().database)) as store:
            return Outbox(store).items()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site where nothing runs yet."""
    (tmp_path / "site").mkdir()
    made = Site(tmp_path / "site", tmp_path / "receipts", today())
    yield made
    made.stop()


@pytest.fixture
def come(qapp: QApplication, site: Site) -> Iterator[Callable[[], Resident]]:
    """Somebody comes to the site's kiosk, once everything about the site is as it should be."""
    here: list[Resident] = []

    def resident() -> Resident:
        here.append(Resident(site))
        return here[-1]

    yield resident
    for one in here:
        one.leave()


@pytest.fixture
def received(site: Site) -> Callable[[], list[dict]]:
    """What the council holds, opened with its own key."""

    def held() -> list[dict]:
        found = json.loads(site.command("council", "submissions", "--json", "--data", site.council_data))
        return found["submissions"] if isinstance(found, dict) else found

    return held
