"""What a resident works the kiosk with besides a finger: pad, keyboard, switches, and a finger that feels its
way. Puts the parts together; each is a module of its own.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent

from kiosk.settings import Controller
from kiosk.visit import Stage
from ui.controller.commands import Commands
from ui.controller.explore import Explore
from ui.controller.keys import Keys
from ui.controller.mapping import KeyMap
from ui.controller.switches import Switches
from ui.controller.tremble import Tremble
from ui.navigator import Navigator
from ui.window import KioskWindow

if TYPE_CHECKING:
    from ui.controller.speech import Speech


class Devices:
    """Of one window. `taken` is for the guard, `explore` and `tremble` are filters for the window's handle,
    to be asked in this order. `now` gives monotonic seconds."""

    def __init__(
        self,
        window: KioskWindow,
        navigator: Navigator,
        speech: "Speech",
        table: KeyMap,
        settings: Controller,
        now: Callable[[], float],
    ) -> None:
        visit = navigator.visit
        self.explore = Explore(window, speech, lambda: navigator.scene.words, now)
        self.switches = Switches(
            window,
            visit,
            speech,
            keys=table.switches,
            fitted=settings.switches,
            waiting=lambda: visit.stage is Stage.ATTRACT,
            words=lambda: navigator.scene.words,
            redraw=navigator.show,
            now=now,
        )
        navigator.shown.connect(self.switches.follow)

        def least_s() -> float:
            return max(settings.bounce_ms, visit.preferences.bounce_ms) / 1000

        # Of what is fitted only the keys: a screen that trembles is the resident's own hand.
        self.tremble = Tremble(window, least_s=lambda: visit.preferences.bounce_ms / 1000, now=now)
        self._keys = Keys(
            table,
            Commands(window, speech, self.explore.heard),
            self.switches,
            least_s=least_s,
            now=now,
        )

    def taken(self, event: QKeyEvent) -> bool:
        """Whether a key was a command, a switch or a tremble."""
        return self._keys.taken(event)
