"""The control bar below every page: the way back, the one main action, and the way to read on.

Its places never move from page to page; what stands in them is the screen's to say.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kiosk.language import Words
from ui.motion import Glide
from ui.pieces.button import Button
from ui.pieces.layout import keep_room
from ui.pieces.painting import fill
from ui.screens.screen import Controls
from ui.theme.look import Look

MAIN_WIDTH, MAIN_LEAST = 52, 40
"""Least width of the main action, in units; with large letters."""


class ControlBar(QWidget):
    """Back at the left, the one main action at the right, the way to stop between them, and, where a
    page is longer than the screen, a visible way to read on."""

    back = Signal()
    main = Signal()
    second = Signal()
    stop = Signal()
    leave = Signal()
    urgent = Signal()

    def __init__(
        self, look: Look, words: Words, area: QScrollArea, moves: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__()
        self._look, self._words, self._area = look, words, area
        self.setFont(look.font(QFont.Weight.Normal, look.metrics.body_px))
        self.glide = Glide(area.verticalScrollBar(), moves)
        self._back = Button(look, words("Back"), "secondary", "back", "arrow-left")
        self._stop = Button(look, words("Stop and clear"), "quiet", "stop")
        self._leave = Button(look, words("Leave this page now"), "secondary", "leave", "log-out")
        self._second = Button(look, "", "secondary", "second", "printer")
        self._urgent = Button(look, "", "secondary", "urgent")
        self._more = Button(look, words("More"), "secondary", "more", "chevron-down")
        self._main = Button(look, "", "main", "main")
        self._back.clicked.connect(self.back)
        self._stop.clicked.connect(self.stop)
        self._leave.clicked.connect(self.leave)
        self._urgent.clicked.connect(self.urgent)
        self._second.clicked.connect(self.second)
        self._main.clicked.connect(self.main)
        self._more.clicked.connect(self._read_on)
        bar = area.verticalScrollBar()
        bar.rangeChanged.connect(self._refresh_more)
        bar.valueChanged.connect(self._refresh_more)
        self._lay_out()
        self._more.set_least(width=max(self._width_of(text) for text in self._ways()))
        self._refresh_more()

    def _lay_out(self) -> None:
        """One row; two where large letters need the room."""
        u, m = self._look.u, self._look.metrics
        outer = QVBoxLayout(self)
        tight = m.short
        outer.setContentsMargins(m.margin, u(2 if tight else 3), m.margin, u(2 if tight else 3))
        outer.setSpacing(u(2))
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row in (upper, lower):
            outer.addLayout(row)
            row.setSpacing(u(3))
        keep_room(self._back)
        self._main.set_least(width=u(MAIN_WIDTH if m.size < 2 else MAIN_LEAST))
        self._back.set_least(width=self._back.sizeHint().width())
        self._upper, self._lower = upper, lower
        two = self._two = (m.portrait and m.size >= 1) or self._needed() > self._room()
        lower.addWidget(self._back)
        (upper if two else lower).addWidget(self._stop)
        (upper if two else lower).addWidget(self._leave)
        upper.addStretch(1)
        lower.addStretch(1)
        # The way to read on comes and goes; what stands beside it stays.
        (upper if two else lower).addWidget(self._more)
        (upper if two else lower).addWidget(self._second)
        lower.addWidget(self._urgent)
        lower.addWidget(self._main)

    def _room(self) -> int:
        m = self._look.metrics
        return m.panel.width_px - 2 * m.margin

    def _place_second(self) -> None:
        """Above the others where one row would be too narrow for the words of this screen."""
        if self._two:
            return
        may_show = (self._stop, self._leave, self._second, self._urgent, self._main)
        row = [self._back, self._more, *(one for one in may_show if not one.isHidden())]
        wide = sum(one.minimumSizeHint().width() for one in row) + (len(row) - 1) * self._look.u(3)
        if wide > self._room():
            self._lower.removeWidget(self._second)
            self._upper.addWidget(self._second)
        else:
            self._upper.removeWidget(self._second)
            self._lower.insertWidget(self._lower.indexOf(self._more) + 1, self._second)

    def _needed(self) -> int:
        """Least width of the fullest bar in one row, its words wrapped as far as they can be."""
        words = self._words
        self._main.setText(words("Continue"))
        for button in (self._back, self._leave, self._stop, self._main):
            button.ensurePolished()
        least = [button.minimumSizeHint().width() for button in (self._back, self._main)]
        least.append(max(button.minimumSizeHint().width() for button in (self._stop, self._leave)))
        least.append(max(self._width_of(text) for text in self._ways()))
        return sum(least) + 3 * self._look.u(3)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill(painter, QRect(0, 0, self.width(), self._look.line), self._look.tokens.soft_line)
        painter.end()

    def show_controls(self, controls: Controls, *, leave_now: bool = False) -> None:
        """Show what a screen wants; the places stay. `leave_now` stands where the way to stop stands."""
        self._back.setVisible(controls.back)
        self._stop.setVisible(controls.stop and not leave_now)
        self._leave.setVisible(leave_now)
        self._second.setVisible(bool(controls.second))
        self._second.setText(controls.second)
        self._urgent.setVisible(bool(controls.urgent))
        self._urgent.setText(controls.urgent)
        self._urgent.set_icon(controls.urgent_icon)
        self._main.setVisible(bool(controls.main))
        self._main.setText(controls.main)
        self._main.setEnabled(True)
        self._place_second()

    def busy(self) -> None:
        """The main action was taken: not twice."""
        self._main.setEnabled(False)

    # -- reading on ----------------------------------------------------------------------------------

    def _at_end(self) -> bool:
        bar = self._area.verticalScrollBar()
        return bar.value() >= bar.maximum() - 2

    def _refresh_more(self) -> None:
        """Show, hide, or turn round at the end of the page."""
        # Less than its own margin is no reason to scroll a page.
        longer = self._area.verticalScrollBar().maximum() > self._look.u(2)
        self._more.setVisible(longer)
        if longer and self.isHidden() and self.parentWidget() is not None:
            # A page that has no bar gets one: what it says must be reached without a swipe, too. A bar that
            # was taken away must not come back as a window of its own.
            self.show()
        end, words = self._at_end(), self._words
        on, back = self._ways()
        self._more.set_icon("chevron-up" if end else "chevron-down")
        self._more.setText(back if end else on)
        self._more.setAccessibleName(words("Back to the top") if end else words("More below"))

    def _ways(self) -> tuple[str, str]:
        """Words for reading on and for going back."""
        words = self._words
        return words("More"), words("Top")

    def _width_of(self, text: str) -> int:
        """How wide the button is with these words. The wider ones rule: nothing moves as one reads on."""
        self._more.setText(text)
        return self._more.sizeHint().width()

    def _read_on(self) -> None:
        bar = self._area.verticalScrollBar()
        room = self._area.height()
        if self._look.metrics.reach:
            # Nothing passes by what is within reach.
            top = self._area.mapTo(self._area.window(), QPoint(0, 0)).y()
            room -= max(0, self._look.metrics.reach_line - top)
        step = round(room * 0.8)
        self.glide.finish()
        self.glide.to(0 if self._at_end() else min(bar.value() + step, bar.maximum()))
