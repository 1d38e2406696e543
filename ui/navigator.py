"""From what a resident wants to the visit, and from the visit to the screen.

Decides nothing about a journey (the engine does) or about the state (the visit's table does). What may
block, saving and printing, goes through `Background`.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from kiosk.language import words_for
from kiosk.settings import Settings
from kiosk.submission import Submission
from kiosk.visit import Event, Saved, Stage, Visit
from ui import intents
from ui.background import Background
from ui.detour import HELP, opened
from ui.drawing import draw, printing_of, status_of
from ui.overlay import Dialog
from ui.paper import phone_card, receipt
from ui.parts import Camera, Counter, PrintDesk, Services
from ui.printing import Job, Printing
from ui.scene import HOME, Scene
from ui.screens.screen import Screen
from ui.theme.look import Looks
from ui.theme.tokens import ORDER
from ui.window import KioskWindow

if TYPE_CHECKING:
    from kiosk.camera import CameraProblem
    from kiosk.journeys.values import File

SIZES = 4
Typed = tuple[type[Screen], object]
"""A kind of screen and what was entered on it."""
WATCH_MS = 1000
"""How often the finished screen asks whether the council has acknowledged."""


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
    ) -> None:
        super().__init__(window)
        self._window, self._looks, self._settings = window, looks, settings
        self._counter, self._today = counter, today
        self._store_door = Background("store")
        self._camera_door = Background("camera")
        self._printing = Printing(printer, self._printing_changed)
        self.visit = Visit()
        words = words_for("en")
        self.scene = Scene(
            settings=settings,
            services=services,
            visit=self.visit,
            words=words,
            look=looks.look("default", 0),
            snap=partial(self._snap, camera) if camera is not None else None,
        )
        self._busy: set[str] = set()
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
            intents.Prefers: self._prefers,
        }
        window.wants.connect(self.wanted)
        window.back_pressed.connect(self._back)
        window.stop_pressed.connect(self._stop)
        window.leave_pressed.connect(self._leave_now)
        window.language_wanted.connect(self._other_language)
        window.size_wanted.connect(self._next_size)
        window.theme_wanted.connect(self._next_theme)
        window.order_chosen.connect(lambda order: self.visit.prefer(order=order))
        window.help_wanted.connect(lambda: self._shows(intents.Shows(HELP)))
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._look_whether_sent)
        window.set_look(self.scene.look, self.scene.words)

    # -- showing -------------------------------------------------------------------------------------

    def show(self) -> None:
        """Put up the screen for this moment."""
        self.scene.today = self._today()
        self._window.show_screen(draw(self.scene))
        if self.visit.stage is Stage.FINISHED and not self._settled():
            self._watch.start()
        else:
            self._watch.stop()
        self.shown.emit()

    def _show_again(self) -> None:
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
        return bool(self._busy) or self._printing.busy

    def close(self) -> None:
        """Finish what was begun and end the worker threads."""
        self._watch.stop()
        self._printing.close()
        self._camera_door.close()
        self._store_door.close()

    # -- reading: language, size, contrast -----------------------------------------------------------

    def _other_language(self) -> None:
        """With two languages the other one; with more, ask which."""
        languages = self._settings.visit.languages
        if len(languages) == 2:
            self._change_language(next(one for one in languages if one != self.scene.words.language))
            return
        from ui.languages import LanguageChooser

        self._window.remember_focus()
        self._window.open_dialog(
            LanguageChooser(
                self.scene.look,
                self.scene.words,
                self._window,
                languages=languages,
                on_choice=self._change_language,
                on_stay=self._window.close_dialog,
            )
        )

    def _change_language(self, language: str) -> None:
        if language == self.scene.words.language:
            self._window.close_dialog()
            return
        with_keys = self._window.key_focus
        self._speak(language)
        self._show_again()
        # The button that was pressed has gone with the choice it belonged to.
        self._window.focus_on("tool:language" if with_keys else "")

    def _speak(self, language: str) -> None:
        self.visit.prefer(language=language)
        self.scene.words = words_for(language)
        self.scene.problems = ()
        if self.visit.walk is not None:
            self.visit.walk.speak(language, self.scene.words)

    def _next_size(self) -> None:
        self.visit.prefer(size=(self.visit.preferences.size + 1) % SIZES)
        self._relook()
        self._show_again()

    def _next_theme(self) -> None:
        at = ORDER.index(self.visit.preferences.theme)
        self.visit.prefer(theme=ORDER[(at + 1) % len(ORDER)])
        self._relook()
        self._show_again()

    def _relook(self) -> None:
        preferences = self.visit.preferences
        self.scene.look = self._looks.look(preferences.theme, preferences.size, reach=preferences.reach)
        self._window.order = preferences.order

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

    def _prefers(self, intent: intents.Prefers) -> None:
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None else ""
        changes = dict(intent.changes)
        if "speech" in changes and changes.pop("speech") != self.visit.preferences.speech:
            # Whether it can be heard is for the voice to say.
            self._window.listen_wanted.emit()
        self.visit.prefer(**changes)
        self._relook()
        self._show_again()
        # A touch elsewhere on the page follows: it stays where it was, whatever size it has now.
        self._window.focus_on(name)

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
            self._speak(intent.language)
            self._window.set_look(self.scene.look, self.scene.words)
        self.ask_printer()
        self._ask_online()
        self.show()

    def _ask_online(self) -> None:
        """Learn whether the council was reached lately; a first page that shows then says so."""

        def learnt(online: bool) -> None:
            before, self.scene.online = self.scene.online, online
            if online != before and self.visit.stage is Stage.STARTING:
                self._show_again()

        self._store_door.run(self._counter.online, learnt, lambda _: learnt(False))

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
            # Refuse before the form, not after it: reliability promise "near a limit, refuse first".
            self._store_door.run(self._counter.ready, lambda _: self._walk_on(), self._broken)

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
        self._busy.add("saving")
        self._store_door.run(lambda: self._counter.save(submission), self._saved, self._not_saved)

    def _saved(self, saved: Saved) -> None:
        self._busy.discard("saving")
        self.visit.keep(saved, tuple(words_for(one) for one in self._settings.visit.languages))
        self._show_or_leave()

    def _not_saved(self, error: Exception) -> None:
        self._busy.discard("saving")
        self.visit.fail()
        self._show_or_leave()

    def _show_or_leave(self) -> None:
        if self._leaving:
            self.wipe()
        else:
            self.show()

    def _retries(self, intent: intents.Retries) -> None:
        if self.visit.can(Event.RETRY):
            self._save(self.visit.retry())

    def _settled(self) -> bool:
        return self.visit.saved is not None and self.visit.saved.sent_at is not None

    def _look_whether_sent(self) -> None:
        saved = self.visit.saved
        if saved is None or "watching" in self._busy:
            return

        def seen(sent_at: Any) -> None:
            if sent_at is not None and self.visit.saved is not None and self.visit.saved.id == saved.id:
                self.visit.acknowledged(sent_at)
                self._watch.stop()
                screen = self._window.screen_shown
                if screen is not None:
                    screen.show_state(*status_of(self.scene), self.visit.page.body)

        self._store_door.run(lambda: self._all_sent_at(saved.ids), seen, lambda _: None)

    def _all_sent_at(self, ids: tuple[str, ...]) -> datetime | None:
        """When the council had acknowledged the last of them, None while one is missing."""
        times = [self._counter.sent_at(one) for one in ids]
        known = [one for one in times if one is not None]
        return max(known) if len(known) == len(ids) else None

    def _broken(self, error: Exception) -> None:
        """Nothing could be saved: no form is offered."""
        if self.visit.can(Event.BREAK):
            self.visit.fall_out()
            self.show()

    def mend(self) -> None:
        """Try whether the kiosk can save again; if so, open."""

        def mended(_: object) -> None:
            if self.visit.can(Event.MEND):
                self.visit.happens(Event.MEND)
                self.wipe()

        self._store_door.run(self._counter.ready, mended, lambda _: None)

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

    # -- the camera ----------------------------------------------------------------------------------

    def _snap(self, camera: Camera, most_bytes: int, then: "Callable[[File | CameraProblem], None]") -> None:
        """Take a photo. `then` may belong to a screen that has gone: it must know."""
        from kiosk.camera import CameraProblem
        from ui.fields.picture import photograph

        def taken(outcome: "File | CameraProblem") -> None:
            self._busy.discard("camera")
            then(outcome)

        self._busy.add("camera")
        self._camera_door.run(
            lambda: photograph(camera, most_bytes), taken, lambda _: taken(CameraProblem.FAILED)
        )

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
        self._relook()
        self._window.set_look(scene.look, scene.words)
        self.ask_printer()
        self.show()
