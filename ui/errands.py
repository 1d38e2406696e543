"""What is done beside the screen for a visit, saving, printing and photos, and what it changes on the screen.

Each has one door off the UI thread and a room of its own. What the visit makes of a save is the navigator's
business.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject

from kiosk.visit import Stage
from ui import intents
from ui.drawing import printing_of, status_of
from ui.journal import Journal
from ui.paper import phone_card, receipt
from ui.parts import Camera, Counter, PrintDesk
from ui.photos import Photos
from ui.printing import Job, Printing
from ui.saving import Saving
from ui.scene import Scene
from ui.showing import Showing
from ui.window import KioskWindow


class Errands(QObject):
    """`save_ended` is called when a save has come to its end, good or bad."""

    def __init__(
        self,
        window: KioskWindow,
        showing: Showing,
        scene: Scene,
        counter: Counter,
        printer: PrintDesk,
        camera: Camera | None,
        journal: Journal,
        *,
        save_ended: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._showing, self._scene = window, showing, scene
        languages = scene.settings.visit.languages
        self.saving = Saving(counter, scene.visit, languages, journal, ended=save_ended, sent=self._sent)
        self._printing = Printing(printer, self._printing_changed, journal)
        self._photos = Photos(camera, journal) if camera is not None else None
        scene.snap = self._photos.take if self._photos is not None else None
        showing.shown.connect(self._watch)

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

    # -- the council ---------------------------------------------------------------------------------

    def ask_online(self) -> None:
        """Learn whether the council was reached lately; a first page that shows then says so."""

        def learnt(online: bool) -> None:
            before, self._scene.online = self._scene.online, online
            if online != before and self._scene.visit.stage is Stage.STARTING:
                self._showing.show_again()

        self.saving.ask_online(learnt)

    def _watch(self) -> None:
        if self._scene.visit.stage is Stage.FINISHED:
            self.saving.watch()
        else:
            self.saving.rest()

    def _sent(self) -> None:
        screen = self._window.screen_shown
        if screen is not None:
            screen.show_state(*status_of(self._scene), self._scene.visit.page.body)

    # -- paper ---------------------------------------------------------------------------------------

    def ask_printer(self) -> None:
        """Learn the printer's state for the screens to come."""
        self._printing.ask()

    def print(self, intent: intents.Prints) -> None:
        """Print what is asked for: the receipt of this moment, or a card."""
        made = phone_card(self._scene) if intent.card else receipt(self._scene, large=intent.large)
        self._printing.print(made, self._scene.words)

    def forget_job(self) -> None:
        """The screen is another's: what comes of a job is not theirs."""
        self._printing.forget()
        self._scene.job = Job.NONE

    def _printing_changed(self) -> None:
        scene, screen = self._scene, self._window.screen_shown
        before = scene.printer_banner()
        scene.printer, scene.job = self._printing.state, self._printing.job
        if scene.visit.stage is Stage.ATTRACT:
            if scene.printer_banner() != before:
                self._showing.show()
        elif screen is not None:
            screen.show_printing(printing_of(scene))
            self._window.refresh_controls()
