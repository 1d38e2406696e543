"""The real screens with real journeys in front of a camera: any panel, theme, size and language.

Only the printer and the counter are doubles, since their states are what is to be seen.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace

from PIL import Image
from PySide6.QtWidgets import QApplication, QLineEdit

from kiosk.assets import assets_dir
from kiosk.commands.parts import ServiceDesk
from kiosk.errors import StoreError
from kiosk.journeys.rehearsal import given
from kiosk.language import words_for
from kiosk.receipt import Outcome, PrinterState, PrintResult
from kiosk.settings import Panel, Settings
from kiosk.visit import Event, Preferences, Saved
from ui import intents
from ui.app import KioskApp
from ui.scene import HOME
from ui.speech.jack import Headphones
from ui.speech.voice import RecordingVoice

TODAY = date(2026, 11, 20)
"""The day for which the sample data in assets/ was made."""
NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
REFERENCE = "K7MF4T2Q9XWB"


class Studio:
    """One panel. `scene` puts a moment on the screen; `picture` takes it."""

    def __init__(self, panel: Panel) -> None:
        settings = Settings(panel=panel)
        self.online = True
        self.at = 0.0
        """Seconds on the clock of the visit, which stands still: a slow machine must not end a visit."""
        self.can_save = True
        self.printer = SimpleNamespace(outcome=PrintResult(Outcome.PRINTED, PrinterState.OK))
        desk = ServiceDesk(settings, lambda: TODAY)
        desk.prepare()
        self.app = KioskApp(
            settings,
            services=desk,
            counter=SimpleNamespace(
                ready=self._ready,
                online=lambda: self.online,
                save=lambda _: Saved("1", REFERENCE, NOW),
                sent_at=lambda _: None,
            ),
            printer=SimpleNamespace(status=lambda: PrinterState.OK, print=lambda *_: self.printer.outcome),
            sound=lambda: (RecordingVoice(), Headphones(plugged=False)),
            today=lambda: TODAY,
            now=lambda: self.at,
            windowed=True,
            panel=panel,
        )
        self.navigator = self.app.navigator
        self.visit = self.navigator.visit
        self.app.start()
        self.app.window.activateWindow()
        self.settle(QApplication.activeWindow)

    def dress(self, theme: str, size: int, language: str) -> None:
        """Choose the look; the visit begins anew."""
        self.navigator.wipe()
        self.app.presence.clock.active(self.at)
        self.visit.preferences = Preferences(language, size, theme)
        self.navigator.scene.words = words_for(language)
        self.navigator.tools.relook()
        self.navigator.showing.show_again()
        self.settle()

    def settle(self, until: Callable[[], object] = lambda: True) -> None:
        """Let everything that is due happen, and what is awaited come."""
        for _ in range(4):
            QApplication.processEvents()
        while not until():
            QApplication.processEvents()

    def picture(self) -> Image.Image:
        """What is on the screen."""
        self.settle()
        grabbed = (
            self.app.window.grab()
            .toImage()
            .convertToFormat(self.app.window.grab().toImage().Format.Format_RGB888)
        )
        size = (grabbed.width(), grabbed.height())
        return Image.frombuffer(
            "RGB", size, bytes(grabbed.constBits()), "raw", "RGB", grabbed.bytesPerLine(), 1
        ).copy()

    def _ready(self) -> None:
        if not self.can_save:
            raise StoreError("nothing can be saved in this picture")

    # -- moments -------------------------------------------------------------------------------------

    def attract(self) -> None:
        """Nobody is there, but somebody has chosen how to read."""
        keep = self.visit.preferences
        if self.visit.can(Event.WIPE):
            self.visit.wipe()
        self.visit.preferences = keep
        self.navigator.scene.place, self.navigator.scene.cover = HOME, False
        self.navigator.scene.detours = ()
        self.navigator.show()

    def choose(self, place: str = HOME) -> None:
        """A page of the list of services."""
        self.attract()
        self.navigator.wanted(intents.Touched())
        if place:
            self.navigator.wanted(intents.Opened(place))

    def start(self, journey: str) -> None:
        """A service's first page."""
        self.choose()
        self.navigator.wanted(intents.Chose(journey))

    def walk(self, journey: str, example: str, stop: str) -> None:
        """Answer as in an example until the page `stop` (a page's name or kind) shows."""
        self.start(journey)
        self.navigator.wanted(intents.Began())
        self.settle(lambda: self.visit.walk is not None)
        path = assets_dir() / "examples" / journey / f"{example}.json"
        answers = json.loads(path.read_text(encoding="utf-8"))
        for _ in range(200):
            page = self.visit.page
            if stop in (page.name, page.name.partition("[")[0], page.kind):
                break
            problems = self.visit.answer(page.name, given(page, answers, set()))
            if problems:
                raise LookupError(f"{journey}/{example}: {page.name}: {problems}")
        else:
            raise LookupError(f"{journey}/{example}: never came to '{stop}'")
        self.navigator.show()

    def left_alone(self, question_s: float) -> None:
        """Nobody has touched the screen for so long that the question has stood for `question_s`."""
        self.app.presence.tick()
        self.at += self.app.presence.clock.idle_s
        self.app.presence.tick()
        self.at += question_s
        self.app.presence.tick()

    def main(self) -> None:
        """Press the main button."""
        screen = self.app.window.screen_shown
        if screen is not None:
            screen.main()
        self.settle()

    def saved(self) -> None:
        """Send the missed bin; it is saved."""
        self.walk("missed-bin", "usual", "check")
        self.main()
        self.settle(lambda: self.visit.saved is not None)

    def prints(self, outcome: Outcome, state: PrinterState) -> None:
        """Print the receipt with this outcome."""
        self.saved()
        self.printer.outcome = PrintResult(outcome, state)
        self.navigator.wanted(intents.Prints())
        self.settle(lambda: not self.navigator.errands.busy())

    def sent(self) -> None:
        """The council has acknowledged."""
        self.saved()
        self.visit.acknowledged(NOW)
        self.navigator.show()

    def not_saved(self) -> None:
        """The commit failed."""
        self.walk("missed-bin", "usual", "check")
        self.visit.answer("answers", True)
        self.visit.send()
        self.visit.fail()
        self.navigator.show()

    def out_of_order(self) -> None:
        """Nothing could be saved now."""
        self.start("missed-bin")
        self.can_save = False  # else it would mend itself, with the next tick
        self.visit.fall_out()
        self.navigator.show()


def type_into(studio: Studio, name: str, text: str, *, enter: bool = False) -> None:
    """Put text into a field, as a keyboard would."""
    field = studio.app.window.findChild(QLineEdit, name)
    if field is not None:
        field.setText(text)
        if enter:
            field.returnPressed.emit()


def mend(studio: Studio) -> None:
    """Leave the out-of-order screen; nobody uses keys."""
    studio.app.window.keys_used(False)
    studio.can_save = True
    if studio.visit.can(Event.MEND):
        studio.visit.happens(Event.MEND)
