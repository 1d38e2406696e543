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

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from kiosk.assets import assets_dir
from kiosk.clock import today
from kiosk.settings import Panel, Settings
from kiosk.visit import Stage
from ui.ahead import Ahead, pieces
from ui.collector import Collector
from ui.controller.devices import Devices
from ui.controller.mapping import mapping
from ui.detour import ways
from ui.first_paint import FirstPaint
from ui.guard import Guard
from ui.journal import Journal
from ui.navigator import Navigator
from ui.parts import Camera, Counter, PrintDesk, Services
from ui.presence import Presence
from ui.speech.late import LateSpeaker, Sound
from ui.theme.look import Looks
from ui.tree.install import install
from ui.window import KioskWindow

if TYPE_CHECKING:
    from ui.sounds.chime import Chime
    from ui.sounds.player import Player


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
    """Puts the parts together, starts and ends them. `now` gives monotonic seconds; `assisted` says whether
    somebody of the staff sits beside the resident, and is asked with every tick: until they end it, or step
    away, the kiosk does not ask whether somebody is there."""

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
        self.speech = LateSpeaker(self.window, self.navigator, sound)
        self.devices = Devices(
            self.window, self.navigator, self.speech, mapping(settings.controller), settings.controller, now
        )
        self.guard = Guard(self.window, self.devices.taken)
        self._chime = self._chimes(player) if player is not None else None
        self.presence = Presence(
            self.window,
            self.navigator,
            settings.visit,
            now,
            {
                "busy": self.navigator.errands.busy,
                "speaking": lambda: self.speech.speaking,
                "assisted": assisted,
            },
        )
        self.guard.active.connect(self.presence.active)
        self.guard.escape.connect(self._escape)
        self.guard.active.connect(self.speech.hush)
        self.window.listen_wanted.connect(self.speech.toggle)
        self.navigator.receipt_wanted.connect(self.speech.read_receipt)
        self._collector = Collector(lambda: self.navigator.visit.stage is Stage.ATTRACT, self)
        self._ahead = Ahead(chain(pieces(self.window), self.speech.pieces()), self)
        self.navigator.shown.connect(self.presence.active)

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
        self.presence.start()

    def _first_painted(self) -> None:
        self.painted.emit()
        self.navigator.errands.ask_printer()
        self._ahead.start()

    def close(self) -> None:
        """Stop the clock and the workers and take the window away."""
        self.presence.stop()
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
        self.navigator.errands.close()
        self.window.hide()
        self.window.deleteLater()

    def _chimes(self, player: "Callable[[], Player]") -> "Chime":
        """Most kiosks have none: loaded for those that do."""
        from ui.sounds.chime import Chime

        return Chime(self.navigator, player(), lambda: self.speech.on)

    def _escape(self) -> None:
        if self.window.dialog is not None:
            self.window.dialog.escape()

    # -- our own mistakes ----------------------------------------------------------------------------

    def failed(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Last resort for an error nobody caught: wipe and go on. Logs where, never what was in it."""
        self._journal.note("ui-error", kind, trace)
        self.navigator.wipe()
