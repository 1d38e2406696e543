"""Who uses switches: when scanning begins and ends, and which key is which switch.

How a scan goes is `scanner`; how a resident sets it is `calibration`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kiosk.language import Words
from kiosk.visit import Visit
from ui.controller.mapping import Press
from ui.window import KioskWindow

if TYPE_CHECKING:
    from ui.controller.calibration import Calibration
    from ui.controller.scanner import Scanner
    from ui.controller.speech import Speech


class Switches(QObject):
    """Scans while the visit's preference `switches` is 1 or 2; asks how first, once, when it becomes that.

    `keys` are the keys that move and choose, until a resident says which is which; `fitted` how many switches
    the kiosk has: a press of one while nobody is at the kiosk begins. `waiting` tells whether nobody is;
    `words` gives the language; `redraw` puts the page up again, that tells how the preference stands; `now`
    gives monotonic seconds.
    """

    def __init__(
        self,
        window: KioskWindow,
        visit: Visit,
        speech: "Speech",
        *,
        keys: tuple[Press, Press],
        fitted: int,
        waiting: Callable[[], bool],
        words: Callable[[], Words],
        redraw: Callable[[], None],
        now: Callable[[], float],
    ) -> None:
        super().__init__(window)
        self._window, self._visit, self._speech = window, visit, speech
        self._given, self._fitted = keys, fitted
        self._waiting, self._words, self._redraw, self._now = waiting, words, redraw, now
        self._keys = keys
        self._set_for = 0
        """The number of switches that was asked about, 0 while none was."""
        self._scanner: Scanner | None = None
        self._calibration: Calibration | None = None

    @property
    def scanner(self) -> "Scanner":
        """Made when first needed: most people touch."""
        if self._scanner is None:
            from ui.controller.scanner import Scanner

            self._scanner = Scanner(self._window, self._speech)
        return self._scanner

    def pressed(self, press: Press) -> bool:
        """Whether the key is a switch; if so, it has acted."""
        if press not in self._given:
            return False
        if self._asking is not None:
            self._asking.pressed(press)
            return True
        if self._calibration is not None and self._window.dialog is not None:
            # Something lies over the setting up, before there is a scan to answer it by.
            self._window.dialog.escape()
            return True
        count = self._visit.preferences.switches
        if not count:
            if not self._fitted or not self._waiting():
                return False
            self._visit.prefer(switches=self._fitted)
            self.follow()
            return True
        self._window.keys_used(False)
        if count == 1 or press == self._keys[1]:
            self.scanner.choose()
        else:
            self.scanner.move()
        return True

    def follow(self) -> None:
        """A screen was put up, or a preference has changed: scan, ask how to, or stop."""
        preferences = self._visit.preferences
        if not preferences.switches:
            self._forget()
        elif preferences.switches != self._set_for:
            self._ask(preferences.switches)
        elif self._asking is None:
            self._calibration = None
            dwell = preferences.dwell_ms if preferences.switches == 1 else 0
            self.scanner.start(self._words(), dwell_ms=dwell)

    # -- inside --------------------------------------------------------------------------------------

    @property
    def _asking(self) -> "Calibration | None":
        """The question that lies over the page now. Another may have come in its place."""
        return self._calibration if self._calibration is self._window.dialog else None

    def _forget(self) -> None:
        self._keys, self._set_for, self._calibration = self._given, 0, None
        if self._scanner is not None:
            self._scanner.stop()

    def _ask(self, count: int) -> None:
        from ui.controller.calibration import Calibration

        look = self._window.look
        if look is None:
            return
        if self._scanner is not None:
            self._scanner.stop()
        self._set_for = count
        self._calibration = Calibration(
            look,
            self._words(),
            self._window,
            self._speech,
            count=count,
            on_dwell=self._dwell,
            on_keys=self._keys_are,
            on_stay=self._not_now,
        )
        self._window.open_dialog(self._calibration)
        self._calibration.begin(self._now)

    def _dwell(self, dwell_ms: int) -> None:
        self._visit.prefer(dwell_ms=dwell_ms)
        self._asked()

    def _keys_are(self, move: Press, select: Press) -> None:
        self._keys = (move, select)
        self._asked()

    def _asked(self) -> None:
        self._calibration = None
        self._window.close_dialog()
        self.follow()

    def _not_now(self) -> None:
        self._visit.prefer(switches=0)
        self._window.close_dialog()
        self._redraw()
