"""A short page that sets the switches to the resident. One switch: press three times when a sign lights up,
which gives the pace. Two: press the one that is to move, then the one that is to choose.

It sets nothing itself: who opened it is told.
"""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kiosk.language import Words
from ui.controller.mapping import Press
from ui.controller.pace import ROUNDS, dwell_ms
from ui.controller.speech import Speech
from ui.overlay import Overlay
from ui.pieces.button import Button
from ui.pieces.painting import at_weight, surface
from ui.pieces.painting import words as paint_words
from ui.pieces.text import label
from ui.theme.look import Look

WAIT_MS = 1500
"""The sign is dark for so long before it lights up."""


class Sign(QWidget):
    """A box that lights up: told by its word and its ground, not by colour alone."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self._look, self._text = look, text
        self.lit = False
        self.setObjectName("calibration:sign")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._look.u(40), self._look.u(24))

    def light(self, lit: bool) -> None:
        """On or off."""
        self.lit = lit
        self.setAccessibleName(self._text if lit else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t, u = self._look.tokens, self._look.u
        painter = QPainter(self)
        ground = t.action if self.lit else t.paper
        surface(painter, self.rect(), ground=ground, edge=t.action, thickness=self._look.thick, radius=u(2))
        if self.lit:
            self.ensurePolished()
            font = at_weight(self.font(), QFont.Weight.Bold)
            align = int(Qt.AlignmentFlag.AlignCenter)
            paint_words(painter, QRect(self.rect()), font, t.on_action, self._text, align)
        painter.end()


class Calibration(Overlay):
    """Asks for `count` switches. Calls `on_dwell` with milliseconds, or `on_keys` with the key that moves
    and the key that chooses; `on_stay` where somebody does not want switches after all."""

    def __init__(
        self,
        look: Look,
        words: Words,
        parent: QWidget,
        speech: Speech,
        *,
        count: int,
        on_dwell: Callable[[int], None],
        on_keys: Callable[[Press, Press], None],
        on_stay: Callable[[], None],
    ) -> None:
        title = words("Set up your switch") if count == 1 else words("Set up your switches")
        super().__init__(look, parent, name="calibration", title=title, on_stay=on_stay)
        self._words, self._speech, self._count = words, speech, count
        self._on_dwell, self._on_keys = on_dwell, on_keys
        self._took: list[float] = []
        self._lit_at: float | None = None
        self._move: Press | None = None
        self._said: QLabel = label("", "body")
        self._said.setObjectName("calibration:said")
        self.column.addWidget(self._said)
        self.sign = Sign(look, words("Now"))
        self.column.addWidget(self.sign)
        # Shown only now: without a parent it would be a window of its own.
        self.sign.setVisible(count == 1)
        self._none = Button(look, words("I do not use a switch"), "secondary", "calibration:none")
        self._none.clicked.connect(on_stay)
        self.column.addWidget(self._none)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._begun = False
        self._now: Callable[[], float] = lambda: 0.0
        self._wait.timeout.connect(self._light)
        # A switch must not press a button before it is known as one.
        self.first = self

    def begin(self, now: Callable[[], float]) -> None:
        """Ask for the first press. `now` gives monotonic seconds."""
        self._now, self._begun = now, True
        if self._count == 1:
            self._next_round()
        else:
            words = self._words
            self._say(words("Press the switch you want to move with."))

    def ways(self) -> tuple[QWidget, ...]:
        return (self._none,)

    def come_back(self) -> None:
        super().come_back()
        if self._begun and self._count == 1:
            self._next_round()

    def hideEvent(self, event: QHideEvent) -> None:
        # Nobody sees the sign light up.
        self._wait.stop()
        super().hideEvent(event)

    def pressed(self, press: Press) -> None:
        """A switch was pressed."""
        if self._count == 1:
            self._timed()
        else:
            self._told(press)

    # -- one switch: how fast ------------------------------------------------------------------------

    def _next_round(self) -> None:
        self._lit_at = None
        self.sign.light(False)
        words = self._words
        done = words("{n} of {total}", n=len(self._took) + 1, total=ROUNDS)
        press = words("Press your switch each time this box says Now.")
        self._say(f"{press} {done}")
        self._wait.start()

    def _light(self) -> None:
        self._lit_at = self._now()
        self.sign.light(True)
        if self._speech.on:
            words = self._words
            self._speech.say_text(words("Now"))

    def _timed(self) -> None:
        # Sooner than the sign: a press that was not meant.
        if self._lit_at is None:
            return
        self._took.append(self._now() - self._lit_at)
        if len(self._took) < ROUNDS:
            self._next_round()
        else:
            self._on_dwell(dwell_ms(self._took))

    # -- two switches: which is which ----------------------------------------------------------------

    def _told(self, press: Press) -> None:
        words = self._words
        if self._move is None:
            self._move = press
            self._say(words("Now press the switch you want to choose with."))
        elif press == self._move:
            self._say(words("That is the switch that moves. Press your other switch."))
        else:
            self._on_keys(self._move, press)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.setAccessibleName(text)
        self.setAccessibleName(f"{self._title}. {text}")
        if self._speech.on:
            self._speech.say_text(text)
