"""From what a resident wants to the visit, and to the screen of what it has become.

Decides nothing about a journey (the engine does) or about the state (the visit's table does). How a screen is
put up is `showing`; the tools above the page are `tools`; what runs beside the screen is `errands`.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmapCache

from kiosk.language import words_for
from kiosk.settings import Settings
from kiosk.submission import Submission
from kiosk.visit import Event, Stage, Visit
from ui import intents
from ui.detour import HELP, opened
from ui.errands import Errands
from ui.journal import Journal
from ui.overlay import Dialog
from ui.paper import receipt
from ui.parts import Camera, Counter, PrintDesk, Services
from ui.scene import HOME, Scene
from ui.showing import Entered, Showing
from ui.theme.look import Looks
from ui.tools import Tools
from ui.window import KioskWindow


class Navigator(QObject):
    """Owns the visit and shows it in the window."""

    shown = Signal()
    """A screen was put up."""
    receipt_wanted = Signal(object)
    """The receipt of this moment is to be heard."""

    def __init__(
        self,
        window: KioskWindow,
        looks: Looks,
        settings: Settings,
        services: Services,
        counter: Counter,
        printer: PrintDesk,
        today: Callable[[], date],
        camera: Camera | None = None,
        journal: Journal | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._today = window, today
        self.visit = Visit()
        self.scene = Scene(
            settings=settings,
            services=services,
            visit=self.visit,
            words=words_for("en"),
            look=looks.look("default", 0),
        )
        self.showing = Showing(window, self.scene, today)
        self.errands = Errands(
            window,
            self.showing,
            self.scene,
            counter,
            printer,
            camera,
            journal or Journal(),
            save_ended=self._save_ended,
        )
        self.showing.shown.connect(self.shown)
        self.tools = Tools(window, looks, self.scene, self.showing.show_again)
        self._leaving = False
        self._looked_for: tuple[str, Entered | None] = (HOME, None)
        """The list that a service was chosen from, and what was typed there, for the way back."""
        self._before_detour: Entered | None = None
        self._actions: dict[type, Callable[[Any], None]] = {
            intents.Touched: self._touched,
            intents.Opened: self._opened,
            intents.Chose: self._chose,
            intents.Began: self._began,
            intents.Answered: self._answered,
            intents.Changes: self._changes,
            intents.Removes: self._removes,
            intents.Retries: self._retries,
            intents.Prints: self.errands.print,
            intents.Hears: lambda _: self.receipt_wanted.emit(receipt(self.scene)),
            intents.Leaves: self._leaves,
            intents.Finishes: lambda _: self.wipe(),
            intents.Shows: self._shows,
            intents.Prefers: self.tools.prefer,
        }
        window.wants.connect(self.wanted)
        window.back_pressed.connect(self._back)
        window.stop_pressed.connect(self._stop)
        window.leave_pressed.connect(self._leave_now)
        window.help_wanted.connect(lambda: self._shows(intents.Shows(HELP)))
        self.showing.take_look()

    # -- showing -------------------------------------------------------------------------------------

    def show(self) -> None:
        """Put up the screen for this moment."""
        self.showing.show()

    # -- beside the visit ----------------------------------------------------------------------------

    def _shows(self, intent: intents.Shows) -> None:
        """Open a page beside the visit. From the attract screen the visit begins with it."""
        scene = self.scene
        if self.visit.can(Event.TOUCH):
            self._touched(intents.Touched())
        elif not scene.detours:
            self._before_detour = self.showing.entered()
        scene.detours = opened(scene.detours, intent.detour)
        self.show()

    def _come_back(self) -> None:
        """From a page beside the visit to the one before it; what was typed there stands there again."""
        self.scene.detours = self.scene.detours[:-1]
        self.show()
        if not self.scene.detours:
            self.showing.give_back(self._before_detour)
            self._before_detour = None

    # -- what a resident wants -----------------------------------------------------------------------

    def wanted(self, intent: object) -> None:
        """Act on an intent. One that the visit no longer allows (a late touch) is dropped."""
        self._actions[type(intent)](intent)

    def _touched(self, intent: intents.Touched) -> None:
        if not self.visit.can(Event.TOUCH):
            return
        self.visit.touch()
        self.scene.place = HOME
        if intent.language and intent.language != self.scene.words.language:
            self.tools.speak(intent.language)
            self.showing.take_look()
        self.errands.ask_printer()
        self.errands.ask_online()
        self.show()

    def _opened(self, intent: intents.Opened) -> None:
        self.scene.place = intent.place
        self.show()

    def _chose(self, intent: intents.Chose) -> None:
        if intent.onward and self.visit.can(Event.LEAVE):
            # Offered by another service: that one is left first, and its answers go.
            self._leave_journey()
        if self.visit.can(Event.CHOOSE):
            self._looked_for = (self.scene.place, self.showing.entered())
            self.visit.choose(intent.journey)
            self.errands.ask_online()
            self.show()

    def _began(self, intent: intents.Began) -> None:
        if self.scene.cover:
            self.scene.cover = False
            self.show()
            return
        if not self.visit.can(Event.BEGIN):
            return
        if self.scene.service.sends:
            self.errands.saving.ask_ready(self._walk_on, self._broken)
        else:
            self._walk_on()

    def _walk_on(self) -> None:
        if not self.visit.can(Event.BEGIN):
            return
        words = self.scene.words
        walk = self.scene.services.walk(self.visit.journey, words.language, words, self._today())
        self.visit.begin(walk)
        self.errands.ask_printer()
        self.show()

    def _answered(self, intent: intents.Answered) -> None:
        if not self.visit.can(Event.ANSWER):
            return
        self.scene.problems = self.visit.answer(intent.name, intent.value)
        if self.scene.problems:
            self._show_problems()
        elif self.visit.confirmed:
            self._save(self.visit.send())
        else:
            self.show()

    def _show_problems(self) -> None:
        entered = self.showing.entered()
        self.show()
        self.showing.give_back(entered)
        self.scene.problems = ()

    def _changes(self, intent: intents.Changes) -> None:
        if self.visit.can(Event.ANSWER):
            self.visit.change(intent.name)
            self.show()

    def _removes(self, intent: intents.Removes) -> None:
        if self.visit.can(Event.ANSWER):
            self.visit.remove(intent.name)
            self.show()

    def _back(self) -> None:
        self.scene.problems = ()
        if self.scene.detours:
            self._come_back()
        elif self.visit.stage is Stage.ANSWERING and not self.scene.cover:
            if not self.visit.back():
                self.scene.cover = True
            self.show()
        elif self.visit.stage is Stage.CHOOSING:
            self._opened(intents.Opened(HOME))
        else:
            self._leaves(intents.Leaves())

    def _leaves(self, intent: intents.Leaves) -> None:
        if self.visit.can(Event.LEAVE):
            self._leave_journey()
            self.show()
            place, entered = self._looked_for
            if place == self.scene.place:
                self.showing.give_back(entered)

    def _leave_journey(self) -> None:
        self.visit.leave()
        self.errands.forget_job()
        self.scene.cover, self.scene.problems = False, ()

    # -- saving --------------------------------------------------------------------------------------

    def _save(self, submission: Submission) -> None:
        self.show()
        self.errands.saving.save(submission)

    def _save_ended(self) -> None:
        """Good or bad. Who left while it was under way sees neither."""
        if self._leaving:
            self.wipe()
        else:
            self.show()

    def _retries(self, intent: intents.Retries) -> None:
        if self.visit.can(Event.RETRY):
            self._save(self.visit.retry())

    def _broken(self) -> None:
        """Nothing could be saved: no form is offered."""
        if self.visit.can(Event.BREAK):
            self.visit.fall_out()
            self.show()

    def mend(self) -> None:
        """Try whether the kiosk can save again; if so, open."""

        def mended() -> None:
            if self.visit.can(Event.MEND):
                self.visit.happens(Event.MEND)
                self.wipe()

        self.errands.saving.ask_mended(mended)

    # -- ending --------------------------------------------------------------------------------------

    def _stop(self) -> None:
        """Stop in the middle: at once where nothing was told, else after one question."""
        if self.visit.stage not in (Stage.ANSWERING, Stage.NOT_SAVED):
            self.wipe()
            return
        words = self.scene.words
        self._window.open_dialog(
            Dialog(
                self.scene.look,
                self._window,
                name="stop-dialog",
                title=words("Stop and clear your answers?"),
                body=words("Nothing is kept and nothing is sent."),
                stay=words("Go back to my answers"),
                go=words("Stop and clear"),
                on_stay=self._window.close_dialog,
                on_go=self.wipe,
            )
        )

    def _leave_now(self) -> None:
        """Leave without a question. While saving, as soon as the commit has returned."""
        self._leaving = not self.visit.can(Event.WIPE)
        self.wipe()

    def wipe(self) -> None:
        """Everything of this visit goes: answers, preferences, what was saved, the screen."""
        if not self.visit.can(Event.WIPE):
            return
        self._leaving = False
        self._looked_for = (HOME, None)
        self.visit.wipe()
        self.errands.forget_job()
        self.scene.clear()
        self._before_detour = None
        self.tools.relook()
        self.showing.take_look()
        self.errands.ask_printer()
        self.show()
        # Qt keeps pictures that it has shown lately: a code, a photo, a name that was drawn.
        QPixmapCache.clear()
