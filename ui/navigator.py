"""From what a resident wants to the visit, and from the visit to the screen.

Decides nothing about a journey (the engine does) or about the state (the visit's table does). The tools above
the page are `tools`; what may block, saving, printing and photos, are rooms of their own.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from kiosk.language import words_for
from kiosk.settings import Settings
from kiosk.submission import Submission
from kiosk.visit import Event, Stage, Visit
from ui import intents
from ui.detour import HELP, opened
from ui.drawing import draw, printing_of, status_of
from ui.journal import Journal
from ui.overlay import Dialog
from ui.paper import phone_card, receipt
from ui.parts import Camera, Counter, PrintDesk, Services
from ui.photos import Photos
from ui.printing import Job, Printing
from ui.saving import Saving
from ui.scene import HOME, Scene
from ui.screens.screen import Screen
from ui.theme.look import Looks
from ui.tools import Tools
from ui.tree.live import unheard
from ui.window import KioskWindow

Typed = tuple[type[Screen], object]
"""A kind of screen and what was entered on it."""


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
        journal = journal or Journal()
        self._printing = Printing(printer, self._printing_changed, journal)
        self._photos = Photos(camera, journal) if camera is not None else None
        self.visit = Visit()
        self.saving = Saving(
            counter,
            self.visit,
            settings.visit.languages,
            journal,
            ended=self._save_ended,
            sent=self._sent,
        )
        self.scene = Scene(
            settings=settings,
            services=services,
            visit=self.visit,
            words=words_for("en"),
            look=looks.look("default", 0),
            snap=self._photos.take if self._photos is not None else None,
        )
        self.tools = Tools(window, looks, self.scene, self.show_again)
        self._leaving = False
        self._looked_for: tuple[str, object] = (HOME, None)
        """The list that a service was chosen from, and what was typed there, for the way back."""
        self._before_detour: Typed | None = None
        self._actions: dict[type, Callable[[Any], None]] = {
            intents.Touched: self._touched,
            intents.Opened: self._opened,
            intents.Chose: self._chose,
            intents.Began: self._began,
            intents.Answered: self._answered,
            intents.Changes: self._changes,
            intents.Removes: self._removes,
            intents.Retries: self._retries,
            intents.Prints: self._prints,
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
        window.set_look(self.scene.look, self.scene.words)

    # -- showing -------------------------------------------------------------------------------------

    def show(self) -> None:
        """Put up the screen for this moment."""
        self.scene.today = self._today()
        with unheard():
            screen = draw(self.scene)
        self._window.show_screen(screen)
        if self.visit.stage is Stage.FINISHED:
            self.saving.watch()
        else:
            self.saving.rest()
        self.shown.emit()

    def show_again(self) -> None:
        """The same page in another look or language: what was typed stays."""
        before = self._window.screen_shown
        typed = before.typed() if before else None
        focused = self._window.key_focus
        self._window.set_look(self.scene.look, self.scene.words)
        self.show()
        after = self._window.screen_shown
        if after is not None and type(after) is type(before) and typed is not None:
            after.restore(typed)
        self._window.focus_on(focused)

    def busy(self) -> bool:
        """Whether work is under way that the idle clock must wait for."""
        photos = self._photos is not None and self._photos.busy
        return photos or self.saving.busy or self._printing.busy

    def close(self) -> None:
        """Finish what was begun and end the worker threads."""
        self._printing.close()
        if self._photos is not None:
            self._photos.close()
        self.saving.close()

    # -- beside the visit ----------------------------------------------------------------------------

    def _shows(self, intent: intents.Shows) -> None:
        """Open a page beside the visit. From the attract screen the visit begins with it."""
        scene, shown = self.scene, self._window.screen_shown
        if self.visit.can(Event.TOUCH):
            self._touched(intents.Touched())
        elif not scene.detours and shown is not None:
            self._before_detour = (type(shown), shown.typed())
        scene.detours = opened(scene.detours, intent.detour)
        self.show()

    def _come_back(self) -> None:
        """From a page beside the visit to the one before it; what was typed there stands there again."""
        self.scene.detours = self.scene.detours[:-1]
        self.show()
        shown, before = self._window.screen_shown, self._before_detour
        if not self.scene.detours and before is not None:
            self._before_detour = None
            if type(shown) is before[0] and before[1] is not None and shown is not None:
                shown.restore(before[1])

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
            self._window.set_look(self.scene.look, self.scene.words)
        self.ask_printer()
        self._ask_online()
        self.show()

    def _ask_online(self) -> None:
        """Learn whether the council was reached lately; a first page that shows then says so."""

        def learnt(online: bool) -> None:
            before, self.scene.online = self.scene.online, online
            if online != before and self.visit.stage is Stage.STARTING:
                self.show_again()

        self.saving.ask_online(learnt)

    def _opened(self, intent: intents.Opened) -> None:
        self.scene.place = intent.place
        self.show()

    def _chose(self, intent: intents.Chose) -> None:
        if intent.onward and self.visit.can(Event.LEAVE):
            # Offered by another service: that one is left first, and its answers go.
            self._leave_journey()
        if self.visit.can(Event.CHOOSE):
            shown = self._window.screen_shown
            self._looked_for = (self.scene.place, shown.typed() if shown is not None else None)
            self.visit.choose(intent.journey)
            self._ask_online()
            self.show()

    def _began(self, intent: intents.Began) -> None:
        if self.scene.cover:
            self.scene.cover = False
            self.show()
            return
        if not self.visit.can(Event.BEGIN):
            return
        service = self.scene.service
        if not service.sends:
            self._walk_on()
        else:
            self.saving.ask_ready(self._walk_on, self._broken)

    def _walk_on(self) -> None:
        if not self.visit.can(Event.BEGIN):
            return
        words = self.scene.words
        walk = self.scene.services.walk(self.visit.journey, words.language, words, self._today())
        self.visit.begin(walk)
        self.ask_printer()
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
        before = self._window.screen_shown
        typed = before.typed() if before else None
        self.show()
        after = self._window.screen_shown
        if after is not None and typed is not None:
            after.restore(typed)
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
            place, typed = self._looked_for
            shown = self._window.screen_shown
            if typed and shown is not None and place == self.scene.place:
                shown.restore(typed)

    def _leave_journey(self) -> None:
        self.visit.leave()
        self._forget_job()
        self.scene.cover, self.scene.problems = False, ()

    # -- saving --------------------------------------------------------------------------------------

    def _save(self, submission: Submission) -> None:
        self.show()
        self.saving.save(submission)

    def _save_ended(self) -> None:
        """Good or bad. Who left while it was under way sees neither."""
        if self._leaving:
            self.wipe()
        else:
            self.show()

    def _retries(self, intent: intents.Retries) -> None:
        if self.visit.can(Event.RETRY):
            self._save(self.visit.retry())

    def _sent(self) -> None:
        screen = self._window.screen_shown
        if screen is not None:
            screen.show_state(*status_of(self.scene), self.visit.page.body)

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

        self.saving.ask_mended(mended)

    # -- printing ------------------------------------------------------------------------------------

    def ask_printer(self) -> None:
        """Learn the printer's state for the screens to come."""
        self._printing.ask()

    def _prints(self, intent: intents.Prints) -> None:
        made = phone_card(self.scene) if intent.card else receipt(self.scene, large=intent.large)
        self._printing.print(made, self.scene.words)

    def _forget_job(self) -> None:
        self._printing.forget()
        self.scene.job = Job.NONE

    def _printing_changed(self) -> None:
        scene, screen = self.scene, self._window.screen_shown
        before = scene.printer_banner()
        scene.printer, scene.job = self._printing.state, self._printing.job
        if self.visit.stage is Stage.ATTRACT:
            if scene.printer_banner() != before:
                self.show()
        elif screen is not None:
            screen.show_printing(printing_of(scene))
            self._window.refresh_controls()

    # -- ending --------------------------------------------------------------------------------------

    def _stop(self) -> None:
        """Stop in the middle: at once where nothing was told, else after one question."""
        if self.visit.stage not in (Stage.ANSWERING, Stage.NOT_SAVED):
            self.wipe()
            return
        words = self.scene.words
        self._window.remember_focus()
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
        self._forget_job()
        scene = self.scene
        scene.words = words_for("en")
        scene.place, scene.cover, scene.problems, scene.detours = HOME, False, (), ()
        self._before_detour = None
        self.tools.relook()
        self._window.set_look(scene.look, scene.words)
        self.ask_printer()
        self.show()
