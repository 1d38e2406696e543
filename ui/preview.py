"""A journey's real screens beside its steps, shown anew whenever one of its files is saved.

The screens are the kiosk's own: window, navigator, drawing. There is no clock that ends a visit, and what
would save, send or print does nothing. Reading and checking the files is `kiosk.journeys.workbench`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.assets import assets_dir
from kiosk.errors import JourneyError, KnownError
from kiosk.journeys.outline import outline
from kiosk.journeys.source import Finding
from kiosk.journeys.walk import Walk
from kiosk.journeys.workbench import Workbench, standings, told
from kiosk.language import words_for
from kiosk.settings import Settings
from kiosk.visit import Event, Preferences, Stage
from ui.navigator import Navigator
from ui.parts import Services
from ui.preview_dock import Dock
from ui.preview_doubles import NoCounter, NoPrinter
from ui.preview_watch import FolderWatch
from ui.preview_window import InnerGuard, InnerWindow, PreviewWindow
from ui.theme.look import Looks

SHARED = "shared"
TRY_OUT_MS = 300
"""After a file was shown, before random walks through it hold the screens up for a moment."""


class PreviewServices(Services, Protocol):
    """The catalogue with the journey on the bench."""

    def renew(self) -> None:
        """The bench has read its files again."""
        ...


class Preview(QObject):
    """Puts bench, screens and dock together."""

    renewed = Signal()
    """The files were read again, good or bad."""

    def __init__(
        self,
        bench: Workbench,
        services: PreviewServices,
        settings: Settings,
        preferences: Preferences,
        *,
        story: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__()
        self._bench, self._services = bench, services
        self._preferences, self._story = preferences, story
        self._kept: dict[str, Any] = {}
        """What was answered, as a draft, for the next version of the journey."""
        self._outline = outline(bench.journey) if bench.journey is not None else ()
        council, panel = settings.council, settings.panel
        self.counter = NoCounter()
        self.screens = InnerWindow(council.name, "", settings.visit.languages, closable=True)
        self.screens.setFixedSize(panel.width_px, panel.height_px)
        self._looks = Looks(assets_dir(), panel, council.colour)
        self.navigator = Navigator(
            self.screens, self._looks, settings, services, self.counter, NoPrinter(), self._today
        )
        self.guard = InnerGuard(self.screens)
        self.guard.escape.connect(self._escape)
        self.navigator.shown.connect(self._shown)
        # Not in a thread of its own: Python's collector would come by there, and take widgets away.
        self._try_out = QTimer(self)
        self._try_out.setSingleShot(True)
        self._try_out.setInterval(TRY_OUT_MS)
        self._try_out.timeout.connect(self._tried)
        self.dock = Dock()
        self.dock.go.connect(self.go)
        self.dock.again.connect(self.begin_again)
        self.dock.connected.connect(self._connect)
        self.window = PreviewWindow(self.screens, self.dock)
        self.window.setWindowTitle(f"Preview: {bench.path.name}")
        self.watch = FolderWatch(bench.path.parent, (bench.id, SHARED), self)
        self.watch.changed.connect(self.reload)

    def _today(self) -> date:
        return self._bench.today

    # -- beginning and ending ------------------------------------------------------------------------

    def start(self) -> None:
        """Show the window and the journey's first page."""
        self.window.show()
        handle = self.window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self.guard)
        if self._bench.journey is not None:
            self.window.show_screens()
            self.begin_again()
        self._tell()

    def close(self) -> None:
        """Take the window away and end the worker threads."""
        self.watch.changed.disconnect(self.reload)
        handle = self.window.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self.guard)
        self.navigator.errands.close()
        self._try_out.stop()
        self.window.hide()
        self.window.deleteLater()

    def _escape(self) -> None:
        if self.screens.dialog is not None:
            self.screens.dialog.escape()

    def _connect(self, connected: bool) -> None:
        self.counter.connected = connected
        self.navigator.scene.online = connected
        if self.navigator.visit.stage is Stage.STARTING:
            self.navigator.show()

    # -- where one is --------------------------------------------------------------------------------

    @property
    def walk(self) -> Walk | None:
        """The walk under way."""
        walk = self.navigator.visit.walk
        return walk if isinstance(walk, Walk) else None

    def begin_again(self) -> None:
        """The journey's first page, with nothing answered; or where its story leads."""
        if self._bench.journey is None:
            return
        visit, scene = self.navigator.visit, self.navigator.scene
        if visit.can(Event.WIPE):
            visit.wipe()
        self._kept = {}
        visit.prefer(
            language=self._preferences.language,
            size=self._preferences.size,
            theme=self._preferences.theme,
        )
        scene.words = words_for(self._preferences.language)
        scene.look = self._looks.look(self._preferences.theme, self._preferences.size)
        scene.cover, scene.problems, scene.online = False, (), self.counter.connected
        self.screens.set_look(scene.look, scene.words)
        visit.touch()
        visit.choose(self._bench.id)
        if self._story is not None:
            walk = self._bench.walk(scene.words)
            for _ in told(walk, self._story):
                pass
            visit.begin(walk)
        self.navigator.show()

    def go(self, key: str) -> None:
        """To the screen with this key, if it is on the path."""
        visit, walk = self.navigator.visit, self.walk
        if visit.stage is Stage.ANSWERING and walk is not None and key in walk.met():
            self.navigator.scene.cover, self.navigator.scene.problems = False, ()
            visit.change(key)
            self.navigator.show()

    def _shown(self) -> None:
        """A screen was put up: keep what was told, and mark the place."""
        visit, walk = self.navigator.visit, self.walk
        if visit.stage in (Stage.ATTRACT, Stage.CHOOSING) or visit.journey not in ("", self._bench.id):
            # There is only this journey here: whoever leaves it begins it again.
            self.begin_again()
            return
        if walk is not None and visit.stage in (Stage.ANSWERING, Stage.SAVING):
            self._kept = walk.save()
        self._mark()

    def _mark(self) -> None:
        visit, walk = self.navigator.visit, self.walk
        met: tuple[str, ...] = ()
        now = ""
        if walk is not None:
            met = walk.met()
            now = (
                walk.page().name if visit.stage is Stage.ANSWERING and not self.navigator.scene.cover else ""
            )
        staff = walk.staff if walk is not None else False
        self.dock.show_steps(standings(self._outline, met, now, staff=staff))
        self.dock.show_answers(*((walk.summary(), walk.facts()) if walk is not None else ((), ())))

    # -- a file was saved ----------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the files again and show what they say now; the last good screens if they are broken."""
        try:
            new = self._bench.read()
        except JourneyError as error:
            self.dock.say(str(error), bad=True)
            self.renewed.emit()
            return
        if new:
            self._take_over()
        self._tell()
        self.renewed.emit()

    def _take_over(self) -> None:
        journey = self._bench.journey
        if journey is None:
            return
        first = not self._outline
        self._outline = outline(journey)
        self._services.renew()
        if first:
            self.window.show_screens()
            self.begin_again()
            return
        shown = self.screens.screen_shown
        typed = shown.typed() if shown is not None else None
        place = self._carry_on()
        self.navigator.show()
        now = self.screens.screen_shown
        if now is not None and type(now) is type(shown) and place == self._place():
            now.restore(typed)

    def _place(self) -> str:
        return self.walk.page().name if self.walk is not None else ""

    def _carry_on(self) -> str:
        """A walk through the new version with the answers of the old one, at the same place as far as there
        is one. Gives the place."""
        visit, walk = self.navigator.visit, self.walk
        if walk is None:
            return ""
        before = walk.page().name
        words = self.navigator.scene.words
        try:
            made = self._bench.walk(words, self._kept)
        except KnownError:
            made = self._bench.walk(words)
        visit.walk = made
        self.navigator.scene.problems = ()
        if visit.stage is Stage.FINISHED:
            if made.complete() is not None and visit.saved is not None:
                parts = {name: reference for name, (_, reference) in visit.saved.parts.items()}
                made.sent(visit.saved.reference, received=False, parts=parts)
                return before
            visit.stage = Stage.ANSWERING
            visit.saved = None
        if made.page().name != before and before in made.met():
            made.change(before)
        return before

    def _tell(self) -> None:
        """How the files are now; whether somebody could get stuck comes a moment later."""
        self._mark()
        self._tell_problems(self._bench.problems)
        if self._bench.journey is not None and not self._bench.broken:
            self._try_out.start()

    def _tried(self) -> None:
        found = self._bench.try_out()
        if found:
            self._tell_problems((*self._bench.problems, *found))

    def _tell_problems(self, problems: tuple[Finding, ...]) -> None:
        errors = sum(one.level == "error" for one in problems)
        at = f"{datetime.now().astimezone():%H:%M:%S}"
        if self._bench.broken:
            rest = " These are the last good screens." if self._bench.journey is not None else ""
            self.dock.say(f"{at}: {_many(errors, 'mistake')}.{rest}", bad=True)
        elif problems:
            self.dock.say(f"{at}: {_many(len(problems), 'thing')} to look at", bad=bool(errors))
        else:
            self.dock.say(f"{at}: no mistakes")
        self.dock.show_problems(problems)


def _many(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"
