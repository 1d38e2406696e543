"""The application: one window, its navigator, the guard at the keys, the clock that ends a visit.

Imports only what the first picture needs. Everything else is handed in and loads when first used, or
after the first picture, whichever comes first.
"""

import time
from collections.abc import Callable
from datetime import date
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from kiosk.assets import assets_dir
from kiosk.clock import today
from kiosk.idle import Idle, IdleClock
from kiosk.language import Words
from kiosk.settings import Panel, Settings
from kiosk.visit import Preferences, Stage
from ui.ahead import Ahead, pieces
from ui.collector import Collector
from ui.controller.devices import Devices
from ui.controller.mapping import mapping
from ui.detour import ways
from ui.first_paint import FirstPaint
from ui.guard import Guard
from ui.journal import Journal
from ui.navigator import Navigator
from ui.overlay import IDLE, Dialog
from ui.parts import Camera, Counter, PrintDesk, Services
from ui.speech.late import LateSpeaker, Sound
from ui.theme.look import Looks
from ui.tree.install import install
from ui.window import KioskWindow

if TYPE_CHECKING:
    from ui.sounds.chime import Chime
    from ui.sounds.player import Player

TICK_MS = 250
MEND_S = 15.0
"""How often an out-of-order kiosk tries whether it can save again."""
LOOK_S = 60.0
"""How often a kiosk that nobody uses asks its printer, so that the attract screen is true."""


def make_application(arguments: list[str]) -> QApplication:
    """The one QApplication, without what a public screen must not have."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeMenuBar)
    # The style by option: setStyle would give it back, and with it all of QStyle's enumerations.
    app = QApplication([*arguments, "-style", "Fusion"])
    app.setApplicationName("kiosk")
    install()
    return app


def scaled(panel: Panel, width: int, height: int) -> Panel:
    """The same panel in millimetres with fewer pixels, so that it fits into a window of that size."""
    ratio = min(1.0, width / panel.width_px, height / panel.height_px)
    return Panel(
        max(1, round(panel.width_px * ratio)),
        max(1, round(panel.height_px * ratio)),
        panel.width_mm,
        panel.height_mm,
        panel.distance_mm,
    )


class KioskApp(QObject):
    """Puts the parts together and runs the clock of the visit. `now` gives monotonic seconds; `assisted`
    says whether somebody of the staff sits beside the resident, and is asked with every tick: until they end
    it, or step away, the kiosk does not ask whether somebody is there."""

    painted = Signal()
    """The first picture is there: work that nobody sees may begin."""

    def __init__(
        self,
        settings: Settings,
        *,
        services: Services,
        counter: Counter,
        printer: PrintDesk,
        camera: Camera | None = None,
        sound: Sound | None = None,
        player: "Callable[[], Player] | None" = None,
        today: Callable[[], date] = today,
        now: Callable[[], float] = time.monotonic,
        assisted: Callable[[], bool] = lambda: False,
        windowed: bool = False,
        panel: Panel | None = None,
        assets: Path | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.panel = panel or settings.panel
        self._now, self._assisted = now, assisted
        self._windowed = windowed
        council = settings.council
        logo = str(settings.path(council.logo)) if council.logo else ""
        self.window = KioskWindow(
            council.name, logo, settings.visit.languages, closable=windowed, listen=sound is not None
        )
        looks = Looks(assets or assets_dir(), self.panel, council.colour)
        self._journal = Journal()
        self.navigator = Navigator(
            self.window, looks, settings, services, counter, printer, today, camera, self._journal
        )
        self.navigator.scene.ways = ways(
            self.panel, settings.controller, speaks=sound is not None, sounds=player is not None
        )
        self.clock = IdleClock(settings.visit.idle_s, settings.visit.question_s, now())
        self.speech = LateSpeaker(self.window, self.navigator, sound)
        self.devices = Devices(
            self.window, self.navigator, self.speech, mapping(settings.controller), settings.controller, now
        )
        self.guard = Guard(self.window, self.devices.taken)
        self._chime = self._chimes(player) if player is not None else None
        self.guard.active.connect(self._active)
        self.guard.escape.connect(self._escape)
        self.guard.active.connect(self.speech.hush)
        self.window.listen_wanted.connect(self.speech.toggle)
        self.navigator.receipt_wanted.connect(self.speech.read_receipt)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._collector = Collector(lambda: self.navigator.visit.stage is Stage.ATTRACT, self)
        self._mend_at = 0.0
        self._look_at = now() + LOOK_S
        self._ahead = Ahead(chain(pieces(self.window), self.speech.pieces()), self)
        self.navigator.shown.connect(self._active)

    # -- starting and ending -------------------------------------------------------------------------

    def start(self) -> None:
        """Show the window over the whole screen (or in a window) and start the clock."""
        if self._windowed:
            self.window.resize(self.panel.width_px, self.panel.height_px)
        else:
            self.window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
            # Without a window manager showFullScreen keeps the old size: set the geometry first.
            self.window.setGeometry(self.window.screen().geometry())
            self.window.setCursor(Qt.CursorShape.BlankCursor)
        self._collector.start()
        self.navigator.show()
        FirstPaint(self.window).painted.connect(self._first_painted)
        if self._windowed:
            self.window.show()
        else:
            self.window.showFullScreen()
        # The guard, installed last, is asked first.
        self.window.windowHandle().installEventFilter(self.devices.tremble)
        self.window.windowHandle().installEventFilter(self.devices.explore)
        self.window.windowHandle().installEventFilter(self.guard)
        self._timer.start()

    def _first_painted(self) -> None:
        self.painted.emit()
        self.navigator.ask_printer()
        self._ahead.start()

    def close(self) -> None:
        """Stop the clock and the workers and take the window away."""
        self._timer.stop()
        self._collector.stop()
        self._ahead.stop()
        handle = self.window.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self.guard)
            handle.removeEventFilter(self.devices.explore)
            handle.removeEventFilter(self.devices.tremble)
        self.speech.close()
        if self._chime is not None:
            self._chime.close()
        self.navigator.close()
        self.window.hide()
        self.window.deleteLater()

    def _chimes(self, player: "Callable[[], Player]") -> "Chime":
        """Most kiosks have none: loaded for those that do."""
        from ui.sounds.chime import Chime

        return Chime(self.navigator, player(), lambda: self.speech.on)

    # -- the clock of the visit ----------------------------------------------------------------------

    def _active(self) -> None:
        # The question itself must be answered: a touch elsewhere does not make it go.
        if self.clock.state(self._now()) is Idle.ACTIVE:
            self.clock.active(self._now())

    def _escape(self) -> None:
        if self.window.dialog is not None:
            self.window.dialog.escape()

    def tick(self) -> None:
        """Ask whether somebody is still there, and wipe when nobody is."""
        visit, now = self.navigator.visit, self._now()
        self._holds("busy", now, while_=self.navigator.busy())
        self._holds("speaking", now, while_=self.speech.speaking)
        self._holds("assisted", now, while_=self._assisted())
        if visit.stage is Stage.OUT_OF_ORDER:
            if now >= self._mend_at:
                self._mend_at = now + MEND_S
                self.navigator.mend()
            if self.clock.state(now) is Idle.EXPIRED:
                self._end()
            return
        if visit.stage is Stage.ATTRACT:
            if visit.preferences == Preferences():
                self.clock.active(now)
            elif self.clock.state(now) is not Idle.ACTIVE:
                # Somebody chose a language or a size and went: the next one finds the usual ones.
                self._end()
            if now >= self._look_at:
                self._look_at = now + LOOK_S
                self.navigator.ask_printer()
            return
        self.clock.idle_s = self._idle_seconds()
        match self.clock.state(now):
            case Idle.ASKING:
                self._ask(self.clock.seconds_left(now))
            case Idle.EXPIRED:
                self._end()
            case Idle.ACTIVE:
                self._take_back()

    def _holds(self, reason: str, now: float, *, while_: bool) -> None:
        if while_:
            self.clock.hold(reason)
        else:
            self.clock.release(reason, now)

    def _idle_seconds(self) -> float:
        visit = self.settings.visit
        if self.navigator.visit.journey:
            service = self.navigator.scene.service
            if service.safety:
                return visit.safety_idle_s
            if service.sensitive:
                return visit.sensitive_idle_s
        return visit.idle_s

    def _ask(self, left: int) -> None:
        words = self.navigator.scene.words
        dialog = self.window.dialog
        if isinstance(dialog, Dialog) and dialog.objectName() == IDLE:
            dialog.say(_warning(words, left, self._told()))
            return
        self.window.remember_focus()
        self.window.open_dialog(
            Dialog(
                self.navigator.scene.look,
                self.window,
                name=IDLE,
                title=words("Are you still there?"),
                body=_warning(words, left, self._told()),
                stay=words("I need more time"),
                go=words("Finish and clear"),
                on_stay=self._stay,
                on_go=self._end,
            )
        )

    def _take_back(self) -> None:
        """What holds the clock began while the question showed: it says what is no longer true."""
        dialog = self.window.dialog
        if dialog is not None and dialog.objectName() == IDLE:
            self.window.close_dialog()

    def _told(self) -> bool:
        return self.navigator.visit.stage in (Stage.ANSWERING, Stage.NOT_SAVED)

    def _stay(self) -> None:
        self.clock.active(self._now())
        self.window.close_dialog()

    def _end(self) -> None:
        self.clock.active(self._now())
        self.navigator.wipe()

    # -- our own mistakes ----------------------------------------------------------------------------

    def failed(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Last resort for an error nobody caught: wipe and go on. Logs where, never what was in it."""
        self._journal.note("ui-error", kind, trace)
        self.navigator.wipe()


def _warning(words: Words, left: int, told: bool) -> str:
    """How long is left and what happens then: whole tens, never more than is left, then seconds."""
    shown = left if left <= 10 else left // 10 * 10
    if told:
        return words.plural(
            "In {n} second we clear your answers and start again.",
            "In {n} seconds we clear your answers and start again.",
            shown,
        )
    return words.plural("In {n} second we start again.", "In {n} seconds we start again.", shown)
