"""Whether somebody is still there: asks after a while, and ends the visit when nobody answers.

`kiosk.idle` counts, the settings say how long; what ends with a visit is the navigator's business.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from kiosk.idle import Idle, IdleClock
from kiosk.language import Words
from kiosk.settings import Visit as VisitSettings
from kiosk.visit import Preferences, Stage
from ui.navigator import Navigator
from ui.overlay import IDLE, Dialog
from ui.window import KioskWindow

TICK_MS = 250
MEND_S = 15.0
"""How often an out-of-order kiosk tries whether it can save again."""
LOOK_S = 60.0
"""How often a kiosk that nobody uses asks its printer, so that the attract screen is true."""


class Presence(QObject):
    """The clock of the visits. `now` gives monotonic seconds; each of `holds` says whether something is under
    way for which the clock has to wait."""

    def __init__(
        self,
        window: KioskWindow,
        navigator: Navigator,
        settings: VisitSettings,
        now: Callable[[], float],
        holds: dict[str, Callable[[], bool]],
    ) -> None:
        super().__init__(window)
        self._window, self._navigator, self._settings, self._now = window, navigator, settings, now
        self._holds = holds
        self.clock = IdleClock(settings.idle_s, settings.question_s, now())
        self._mend_at = 0.0
        self._look_at = now() + LOOK_S
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin to count."""
        self._timer.start()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def active(self) -> None:
        """Somebody is there. The question itself must be answered: a touch elsewhere does not make it go."""
        if self.clock.state(self._now()) is Idle.ACTIVE:
            self.clock.active(self._now())

    def tick(self) -> None:
        """Ask whether somebody is still there, and wipe when nobody is."""
        now = self._now()
        for reason, holds in self._holds.items():
            if holds():
                self.clock.hold(reason)
            else:
                self.clock.release(reason, now)
        match self._navigator.visit.stage:
            case Stage.OUT_OF_ORDER:
                self._out_of_order(now)
            case Stage.ATTRACT:
                self._attract(now)
            case _:
                self._visit(now)

    def _out_of_order(self, now: float) -> None:
        if now >= self._mend_at:
            self._mend_at = now + MEND_S
            self._navigator.mend()
        if self.clock.state(now) is Idle.EXPIRED:
            self._end()

    def _attract(self, now: float) -> None:
        if self._navigator.visit.preferences == Preferences():
            self.clock.active(now)
        elif self.clock.state(now) is not Idle.ACTIVE:
            # Somebody chose a language or a size and went: the next one finds the usual ones.
            self._end()
        if now >= self._look_at:
            self._look_at = now + LOOK_S
            self._navigator.errands.ask_printer()

    def _visit(self, now: float) -> None:
        self.clock.idle_s = self._idle_seconds()
        match self.clock.state(now):
            case Idle.ASKING:
                self._ask(self.clock.seconds_left(now))
            case Idle.EXPIRED:
                self._end()
            case Idle.ACTIVE:
                self._take_back()

    def _idle_seconds(self) -> float:
        if self._navigator.visit.journey:
            service = self._navigator.scene.service
            if service.safety:
                return self._settings.safety_idle_s
            if service.sensitive:
                return self._settings.sensitive_idle_s
        return self._settings.idle_s

    # -- the question --------------------------------------------------------------------------------

    def _ask(self, left: int) -> None:
        words, dialog = self._navigator.scene.words, self._window.dialog
        told = self._navigator.visit.stage in (Stage.ANSWERING, Stage.NOT_SAVED)
        warning = _warning(words, left, told)
        if isinstance(dialog, Dialog) and dialog.objectName() == IDLE:
            dialog.say(warning)
            return
        self._window.open_dialog(
            Dialog(
                self._navigator.scene.look,
                self._window,
                name=IDLE,
                title=words("Are you still there?"),
                body=warning,
                stay=words("I need more time"),
                go=words("Finish and clear"),
                on_stay=self._stay,
                on_go=self._end,
            )
        )

    def _take_back(self) -> None:
        """What holds the clock began while the question showed: it says what is no longer true."""
        dialog = self._window.dialog
        if dialog is not None and dialog.objectName() == IDLE:
            self._window.close_dialog()

    def _stay(self) -> None:
        self.clock.active(self._now())
        self._window.close_dialog()

    def _end(self) -> None:
        self.clock.active(self._now())
        self._navigator.wipe()


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
