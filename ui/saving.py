"""The way to the counter: can it save, save this, has the council got it by now.

What may block runs through one door, `Background`; what the visit makes of the outcome is its own table's
business, and what is shown the navigator's.
"""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from kiosk.language import words_for
from kiosk.submission import Submission
from kiosk.visit import Saved, Visit
from ui.background import Background
from ui.journal import Journal
from ui.parts import Counter

WATCH_MS = 1000
"""How often the finished screen asks whether the council has acknowledged."""


class Saving(QObject):
    """Saves for one visit after the other. `ended` is called when a save has come to its end, good or bad;
    `sent` when the council has acknowledged what this visit saved. `languages` are those in which the last
    page may be asked for."""

    def __init__(
        self,
        counter: Counter,
        visit: Visit,
        languages: tuple[str, ...],
        journal: Journal,
        *,
        ended: Callable[[], None],
        sent: Callable[[], None],
    ) -> None:
        super().__init__()
        self._counter, self._visit, self._languages, self._journal = counter, visit, languages, journal
        self._ended, self._sent = ended, sent
        self.door = Background("store")
        self.busy = False
        """Whether a commit is under way."""
        self._unreadable = False
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self.look_whether_sent)

    def close(self) -> None:
        """Finish what was begun."""
        self.rest()
        self.door.close()

    # -- before --------------------------------------------------------------------------------------

    def ask_online(self, then: Callable[[bool], None]) -> None:
        """Learn whether the council was reached lately."""
        self.door.run(self._counter.online, then, lambda _: then(False))

    def ask_ready(self, ready: Callable[[], None], broken: Callable[[], None]) -> None:
        """Refuse before the form, not after it: reliability promise "near a limit, refuse first"."""

        def failed(error: Exception) -> None:
            self._journal("cannot-save", error)
            broken()

        self.door.run(self._counter.ready, lambda _: ready(), failed)

    def ask_mended(self, then: Callable[[], None]) -> None:
        """Try whether the kiosk can save again. Why it cannot was logged when it went out of order."""
        self.door.run(self._counter.ready, lambda _: then(), lambda _: None)

    # -- saving --------------------------------------------------------------------------------------

    def save(self, submission: Submission) -> None:
        """Save it; the visit is told what came of it."""
        self.busy = True
        self.door.run(lambda: self._counter.save(submission), self._saved, self._failed)

    def _saved(self, saved: Saved) -> None:
        self.busy = False
        self._visit.keep(saved, tuple(words_for(one) for one in self._languages))
        self._ended()

    def _failed(self, error: Exception) -> None:
        self.busy = False
        self._journal("not-saved", error)
        self._visit.fail()
        self._ended()

    # -- after ---------------------------------------------------------------------------------------

    @property
    def watching(self) -> bool:
        """Whether it is being asked again and again whether the council has it."""
        return self._watch.isActive()

    def watch(self) -> None:
        """Ask again and again until the council has what was saved."""
        if self._visit.saved is not None and self._visit.saved.sent_at is None:
            self._watch.start()
        else:
            self.rest()

    def rest(self) -> None:
        """Ask no more."""
        self._watch.stop()

    def look_whether_sent(self) -> None:
        """Ask once."""
        saved = self._visit.saved
        if saved is None:
            return

        def seen(sent_at: datetime | None) -> None:
            self._unreadable = False
            if sent_at is not None and self._visit.saved is not None and self._visit.saved.id == saved.id:
                self._visit.acknowledged(sent_at)
                self.rest()
                self._sent()

        def failed(error: Exception) -> None:
            # Asked each second: said once.
            if not self._unreadable:
                self._journal("state-unknown", error)
            self._unreadable = True

        self.door.run(lambda: self._all_sent_at(saved.ids), seen, failed)

    def _all_sent_at(self, ids: tuple[str, ...]) -> datetime | None:
        """When the council had acknowledged the last of them, None while one is missing."""
        times = [self._counter.sent_at(one) for one in ids]
        known = [one for one in times if one is not None]
        return max(known) if len(known) == len(ids) else None
