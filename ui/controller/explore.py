"""Exploring by touch, while speech is on: what a finger slides over is said and does nothing.

A double tap anywhere, or the select key, acts on what was heard last. Without speech every touch goes on as
ever. Source: A-40 and EN 301 549 5.1.3.3.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from shiboken6 import isValid

from kiosk.language import Words
from ui.controller.commands import activate
from ui.controller.taps import PAUSE_S, TAP_S, Did, Taps
from ui.focus import is_stop
from ui.swipe import DRAWN_ON, THRESHOLD_U
from ui.window import KioskWindow

if TYPE_CHECKING:
    from ui.controller.speech import Speech


class Explore(QObject):
    """Keeps the finger from the window while speech is on. An event filter for its handle, that must be
    asked after the guard and before all others. `now` gives monotonic seconds."""

    def __init__(
        self, window: KioskWindow, speech: "Speech", words: Callable[[], Words], now: Callable[[], float]
    ) -> None:
        super().__init__(window)
        self._window, self._speech, self._words, self._now = window, speech, words, now
        self._taps: Taps | None = None
        self._down = False
        self._at = QPoint()
        self._heard: QWidget | None = None
        self._felt: QWidget | None = None
        """What the finger is over now."""
        self._tapped: QWidget | None = None
        """What the last tap fell on."""
        # A tap says what it fell on only once it is no double tap: that acts on what was heard before.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._rests)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._forget)

    def heard(self) -> QWidget | None:
        """What was heard last and can be acted on; None once it has gone or the focus went elsewhere."""
        heard = self._heard
        if not self._speech.on or heard is None or not isValid(heard) or not heard.isVisible():
            return None
        return heard if heard.isEnabled() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        if not self._speech.on:
            self._taps, self._down = None, False
            return False
        at = event.position()
        match event.type():
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick:
                if self._signs(at.toPoint()):
                    return False
                self._begin(at.toPoint())
                return True
            case QEvent.Type.MouseMove if self._down:
                self._move(at.toPoint())
                return True
            case QEvent.Type.MouseButtonRelease if self._down:
                self._end()
                return True
            case _:
                return False

    # -- inside --------------------------------------------------------------------------------------

    def _begin(self, at: QPoint) -> None:
        if self._taps is None:
            look = self._window.look
            self._taps = Taps(THRESHOLD_U * look.u(1) if look is not None else THRESHOLD_U)
        self._down, self._at, self._felt = True, at, None
        self._taps.down(self._now(), at.x(), at.y())
        self._later.start(round(TAP_S * 1000))

    def _move(self, at: QPoint) -> None:
        self._at = at
        if self._taps is not None and self._taps.move(at.x(), at.y()):
            self._later.stop()
            self._feel()

    def _end(self) -> None:
        self._down = False
        self._later.stop()
        did = self._taps.up(self._now()) if self._taps is not None else Did.FELT
        if did is Did.TAPPED:
            self._later.start(round(PAUSE_S * 1000))
        elif did is Did.TWICE:
            target = self.heard() or QApplication.focusWidget()
            self._heard = self._tapped = None
            if target is not None and target is not self._window:
                activate(target, self._window)

    def _rests(self) -> None:
        """The finger stays, or tapped once and came back no more."""
        if not self._speech.on:
            return
        if self._down and self._taps is not None:
            self._taps.rest()
            self._feel()
            return
        tapped, self._tapped = self._tapped, self._thing(self._at)
        if tapped is not None and tapped is self._tapped:
            # Who taps the same thing once more wants it to act.
            words = self._words()
            self._speech.say_text(words("Tap twice, quickly, to choose what you heard."))
        else:
            self._feel()

    def _signs(self, at: QPoint) -> bool:
        """Whether the finger is on the box to sign in, and that was chosen before: there it draws."""
        under = self._window.childAt(at)
        return under is not None and bool(under.property(DRAWN_ON)) and under.hasFocus()

    def _feel(self) -> None:
        """Say what the finger has come to."""
        found = self._thing(self._at)
        if found is None or found is self._felt:
            return
        self._felt = found
        if is_stop(found):
            self._heard = found
        self._speech.say_widget(found)

    def _thing(self, at: QPoint) -> QWidget | None:
        """What lies there: a thing that one can act on, or words to hear."""
        under: QWidget | None = self._window.childAt(at)
        first = under
        while under is not None and under is not self._window:
            if is_stop(under):
                return under
            under = under.parentWidget()
        return first if isinstance(first, QLabel) and first.accessibleName() else None

    def _forget(self) -> None:
        """Keys have taken the lead again."""
        self._heard = None
