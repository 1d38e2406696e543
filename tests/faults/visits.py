"""Many visits, one after the other, at one kiosk with its real screens and parts, and what its memory is in
between. `python visits.py FOLDER WARM VISITS SEED` prints figures as JSON.

Time passes when told, so that nobody waits for it; all else is as in `kiosk run`. What of it is a leak says
the test. CONTROL=pages: every page that was shown is kept.
"""

import faulthandler
import gc
import json
import os
import random
import sys
import time
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from untold import untold

from kiosk.clock import today
from kiosk.commands.demo_site import Site
from kiosk.commands.demo_story import ANSWERS
from kiosk.commands.parts import LatePrinter, OutboxCounter, ServiceDesk
from kiosk.commands.run import loaded, settle
from kiosk.content.stock import Renewal
from kiosk.journeys.pages import Field
from kiosk.settings import Settings
from kiosk.store import Store
from kiosk.visit import Stage
from ui.app import KioskApp, make_application
from ui.robot import Robot

SCREEN = Path(__file__).parent.parent / "screen.json"
SIZES, THEMES = 4, 5
OTHERS = ("cy", "pl", "ro", "uk", "ar")
HOME = "option:100000000001"
MOST_PAGES = 40
TIDY = 50
"""After so many visits the queue and the paper are taken away, as agent and residents do."""


class Clock:
    """Monotonic seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


class Kiosk:
    """The kiosk, and residents who come to it. They do not read all that is on the screen (`Robot.text`): for
    each thing that Qt itself made PySide would keep a little of it."""

    def __init__(self, site: Site, content: Renewal, seed: int) -> None:
        settings: Settings = site.settings()
        self.site, self.clock, self._chance = site, Clock(), random.Random(seed)
        self.desk = ServiceDesk(settings, content=content)
        self.app = KioskApp(
            settings,
            services=self.desk,
            counter=OutboxCounter(settings, self.desk),
            printer=LatePrinter(settings),
            now=self.clock,
        )
        self.robot = Robot(self.app.window, self.clock.wait)
        self.kept: list[object] = []
        self.sent = 0
        self._plan = [self.report, self.look_up, self.change_mind, self.look_around, self.walk_away]

    @property
    def visit(self):
        return self.app.navigator.visit

    def one(self) -> None:
        """One resident, from the attract screen to the attract screen."""
        self._chance.choice(self._plan)()
        self.robot.until(lambda: self.visit.stage is Stage.ATTRACT, "the attract screen")

    # -- what residents do ---------------------------------------------------------------------------

    def report(self) -> None:
        """All of a missed bin: a mistake, the answers, the check page, sent, on paper."""
        self.choose("recycling", "missed-bin")
        self.robot.touch("main")
        for _ in range(MOST_PAGES):
            if self.visit.page.kind == "check":
                break
            self.answer()
            self.robot.touch("main")
        self.robot.touch("main")
        self.robot.until(lambda: self.visit.saved is not None, "saved")
        self.sent += 1
        self.robot.until(lambda: self.robot.has("print"), "the print button")
        papers = len(list(self.site.receipts.glob("*.png")))
        self.robot.touch("print")
        self.robot.until(lambda: len(list(self.site.receipts.glob("*.png"))) > papers, "the paper")
        self.robot.until(lambda: not self.app.navigator.errands.busy(), "the printer's answer")
        self.robot.touch("main")

    def look_up(self) -> None:
        """When the bins are collected."""
        self.choose("recycling", "bin-day")
        self.find_home()
        self.robot.touch("main")
        assert self.visit.page.kind == "done"
        self.robot.touch("main")

    def change_mind(self) -> None:
        """Tells name and telephone, reads the help, goes back, and stops."""
        self.choose("contact", "call-back")
        self.robot.touch("option:bins_topic")
        self.robot.touch("main")
        self.robot.type("Sam Sample")
        self.robot.touch("main")
        self.robot.type("07700 900321")
        self.robot.touch("tool:help")
        self.robot.touch("back")
        self.robot.touch("back")
        self.robot.touch("stop")
        self.robot.touch("stop-dialog:go")

    def look_around(self) -> None:
        """Another language, size and contrast; every list; a search; and gone without a word."""
        self.robot.touch("begin")
        self.robot.touch("tool:language")
        self.robot.touch(f"language:{self._chance.choice(OTHERS)}")
        for tool, most in (("tool:size", SIZES), ("tool:theme", THEMES)):
            for _ in range(self._chance.randrange(most)):
                self.robot.touch(tool)
        self.robot.touch("open:a-z")
        self.robot.touch("back")
        self.robot.touch("open:search")
        self.robot.find("input:search").setText(self._chance.choice(("bin", "tax", "zzzz", "rubish")))
        self.robot.settle()
        self.wait_out()

    def walk_away(self) -> None:
        """In the middle of a page, with the keyboard open."""
        self.choose("recycling", "missed-bin")
        self.robot.touch("input:address")
        self.robot.type("ZZ")
        self.wait_out()

    # -- short for what is long ----------------------------------------------------------------------

    def choose(self, group: str, journey: str) -> None:
        self.robot.touch("begin")
        if not self.robot.has(f"group:{group}"):
            self.robot.touch("open:more")
        self.robot.touch(f"group:{group}")
        self.robot.touch(f"service:{journey}")
        self.robot.touch("main")
        self.robot.until(lambda: self.visit.stage is Stage.ANSWERING, "the first question")
        self.robot.settle()

    def find_home(self) -> None:
        self.robot.touch("input:address")
        self.robot.type("ZZ9 1AA")
        self.robot.touch("address:find")
        self.robot.touch(HOME)

    def answer(self) -> None:
        for field in self.visit.page.fields:
            if not isinstance(field, Field):
                continue
            answer = ANSWERS.get(field.name.partition("[")[0])
            if field.name == "address":
                self.find_home()
            elif isinstance(answer, bool):
                self.robot.touch(f"option:{'yes' if answer else 'no'}")
            elif isinstance(answer, list):
                self.robot.touch(f"option:{answer[0]}")
            elif field.type == "choice":
                self.robot.touch(f"option:{answer}")
            else:
                self.robot.touch(f"input:{field.name}")
                self.robot.type(str(answer))

    def wait_out(self) -> None:
        """Until the kiosk has asked and nobody was there."""
        for _ in range(600):
            if self.visit.stage is Stage.ATTRACT:
                break
            self.clock.wait(1.0)
            self.app.presence.tick()
        self.robot.settle()

    # -- between visits ------------------------------------------------------------------------------

    def see_all(self) -> None:
        """Everything that is made once, or remembered by language, size and theme, is there now."""
        navigator = self.app.navigator
        for act in self._plan:
            act()
            self.robot.until(lambda: self.visit.stage is Stage.ATTRACT, "the attract screen")
        for language in (*OTHERS, "en"):
            self.robot.touch("begin")
            navigator.tools.change_language(language)
            self.robot.touch("open:search")
            self.robot.touch("input:search")
            self.desk.search("bin", language)
            navigator.wipe()
        for size in range(SIZES):
            navigator.visit.prefer(size=size)
            for _ in range(THEMES):
                self.app.window.theme_wanted.emit()
                self.robot.settle()
        navigator.wipe()
        self.robot.settle()

    def tidy(self) -> None:
        for paper in self.site.receipts.glob("*.png"):
            paper.unlink()
        with closing(Store.open(self.site.settings().database)) as store, store.write():
            store.connection.execute("DELETE FROM outbox")

    def keep_pages(self) -> None:
        """The control: nothing that was shown ever goes."""
        window = self.app.window
        show = window.show_screen

        def keep(screen):  # type: ignore[no-untyped-def]  as the window's own
            if window.area.widget() is not None:
                self.kept.append(window.area.takeWidget())
            show(screen)

        window.show_screen = keep  # type: ignore[method-assign]  the control


def memory_kib() -> int:
    """Memory that this process has asked for and written to, in use or swapped out. Not what is mapped from
    files: the kernel drops and reads that as it likes."""
    found = 0
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in ("Anonymous", "Swap"):
            found += int(rest.split()[0])
    return found


def look() -> dict[str, int]:
    """Memory, and what is alive: for Python, and for Qt."""
    QApplication.processEvents()
    gc.collect()
    return {
        "kib": memory_kib(),
        "objects": len(gc.get_objects()),
        "widgets": len(QApplication.allWidgets()),
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "untold": len(untold()),
    }


class Run:
    """So many visits, each from the event loop itself: only there goes what was to be deleted later."""

    def __init__(self, kiosk: Kiosk, app: QApplication, warm: int, visits: int) -> None:
        self._kiosk, self._app, self._warm, self._visits = kiosk, app, warm, visits
        self._done = -1
        self.seen: list[dict[str, int]] = []
        self.seconds = time.monotonic()

    def next(self) -> None:
        """One visit, or what comes before and after them."""
        kiosk = self._kiosk
        try:
            if self._done < 0:
                settle()
                kiosk.see_all()
            else:
                kiosk.one()
        except BaseException:
            self._app.exit(1)
            raise
        self._done += 1
        if self._done % TIDY == 0:
            kiosk.tidy()
        # A turn of the loop later, when all of this visit is gone.
        QTimer.singleShot(0, self._after)

    def _after(self) -> None:
        if self._done == self._warm:
            self.seen.append(look())
            self.seconds = time.monotonic()
        elif self._done > self._warm and (self._done - self._warm) % max(1, self._visits // 10) == 0:
            self.seen.append(look())
        if self._done == self._warm + self._visits:
            self.seconds = time.monotonic() - self.seconds
            self._app.exit(0)
        else:
            QTimer.singleShot(0, self.next)


def main() -> int:
    folder, (warm, visits, seed) = Path(sys.argv[1]), map(int, sys.argv[2:5])
    faulthandler.enable()
    gc.disable()
    site = Site(folder, folder / "receipts", today())
    content = loaded(site.settings())
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"
    app = make_application(sys.argv[:1])
    kiosk = Kiosk(site, content, seed)
    kiosk.desk.prepare()
    if os.environ.get("CONTROL") == "pages":
        kiosk.keep_pages()
    run = Run(kiosk, app, warm, visits)
    kiosk.app.start()
    QTimer.singleShot(0, run.next)
    code = app.exec()
    if code == 0:
        found = {"seen": run.seen, "sent": kiosk.sent, "seconds": round(run.seconds, 1)}
        print(json.dumps(found), flush=True)
    kiosk.app.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
