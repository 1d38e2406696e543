"""The three bands' fixed parts: council and reading tools above, the control bar below, the way to read on.

They never move from page to page.
"""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kiosk.language import NAMES, Words
from ui.pieces.button import Button
from ui.pieces.ground import Ground
from ui.pieces.painting import at_weight, fill, longest_word, text_height, text_width
from ui.pieces.painting import words as paint_words
from ui.screens.screen import Controls
from ui.theme.look import Look

SIZES = 4
HELP_ICON = "circle-question-mark"
SHORT_MM = 230
"""A panel less high than this has no height to give away."""
MAIN_WIDTH, MAIN_LEAST = 52, 40
"""Least width of the main action, in units; with large letters."""


class Brand(QWidget):
    """The council's logo and name on its colour."""

    def __init__(self, look: Look, name: str, logo: str) -> None:
        super().__init__()
        self._look, self._name = look, name
        self._logo = QPixmap(logo) if logo else QPixmap()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _font(self) -> QFont:
        self.ensurePolished()
        return at_weight(self.font(), QFont.Weight.Bold)

    def _mark(self) -> int:
        return self._look.u(9)

    def minimumSizeHint(self) -> QSize:
        # Beside the tools in the largest letters there may be room for the mark alone.
        beside = 30 if self._look.metrics.size < 3 else 10
        return QSize(self._mark() + self._look.u(beside), self._look.u(14))

    def sizeHint(self) -> QSize:
        width = self._mark() + self._look.u(8) + text_width(self._font(), self._name)
        return QSize(width, self._look.u(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        u = self._look.u
        painter = QPainter(self)
        mark, x = self._mark(), self._look.metrics.margin
        ink = self._look.on_brand
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - x - mark if mirrored else x
        top = (self.height() - mark) // 2
        if self._logo.isNull():
            paint_mark(painter, left, top, mark, ink, self._name, self._font())
        else:
            scaled = self._logo.scaledToHeight(mark, Qt.TransformationMode.SmoothTransformation)
            painter.drawPixmap(left, top, scaled)
        room = self.width() - x - mark - u(4)
        font = self._font()
        # A name is a mark too: it may be smaller than the text size, but is never cut.
        while font.pixelSize() > u(3) and (
            text_height(font, self._name, room) > self.height() or longest_word(font, self._name) > room
        ):
            font.setPixelSize(round(font.pixelSize() * 0.9))
        tall = text_height(font, self._name, room)
        if tall > self.height() or longest_word(font, self._name) > room:
            painter.end()
            return
        where = self.rect().adjusted(0, 0, 0, 0)
        where.setLeft(left - u(3) - room if mirrored else left + mark + u(3))
        where.setWidth(room)
        where.setTop((self.height() - tall) // 2)
        where.setHeight(tall)
        paint_words(painter, where, font, ink, self._name, int(Qt.AlignmentFlag.AlignLeft))
        painter.end()


def paint_mark(painter: QPainter, x: int, y: int, size: int, ink: str, name: str, font: QFont) -> None:
    """A plain mark for a council without a logo: its initial in a ring."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = painter.pen()
    pen.setColor(QColor(ink))
    pen.setWidth(max(2, size // 14))
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = max(1, size // 20)
    painter.drawEllipse(x + inset, y + inset, size - 2 * inset, size - 2 * inset)
    big = QFont(font)
    big.setPixelSize(round(size * 0.55))
    painter.setFont(big)
    painter.drawText(x, y, size, size, int(Qt.AlignmentFlag.AlignCenter), name[:1])


class TopBand(QWidget):
    """Council at the left; language, text size, contrast, help and, where the kiosk can speak, `listen` at
    the right, always one touch away. With reach made short `tools` are for the window to place. On a panel
    that has no height to give away, large letters stand without pictures above them: the page needs the room
    for what is asked and the box above the keyboard."""

    language_wanted = Signal()
    listen_wanted = Signal()
    size_wanted = Signal()
    theme_wanted = Signal()
    help_wanted = Signal()

    def __init__(
        self,
        look: Look,
        words: Words,
        languages: tuple[str, ...],
        name: str,
        logo: str,
        *,
        listen: bool = False,
    ) -> None:
        super().__init__()
        self.setAutoFillBackground(False)
        self._look, self._listen = look, listen
        brand = self._brand = Brand(look, name, logo)
        policy = brand.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        brand.setSizePolicy(policy)
        tools = self.tools = Ground(look.tokens.paper, look.tokens.soft_line, look.line)
        grid = QGridLayout(tools)
        grid.setContentsMargins(look.u(2), look.u(1), look.u(2), look.u(1))
        grid.setSpacing(look.u(2))
        made = self._tools(words, languages)
        columns = self._columns([button for button, _ in made])
        for number, (button, signal) in enumerate(made):
            button.clicked.connect(signal)
            grid.addWidget(button, number // columns, number % columns)
        stacked = look.metrics.portrait and look.metrics.size >= 2
        outer = QVBoxLayout(self) if stacked else QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(brand, 1)
        if not look.metrics.tools_below:
            outer.addWidget(tools, 0)

    def show_brand(self, shown: bool) -> None:
        """Whether the council's name stands here: not where the screen itself says it large."""
        self._brand.setVisible(shown)

    def _tools(self, words: Words, languages: tuple[str, ...]) -> list[tuple[Button, SignalInstance]]:
        found: list[tuple[Button, SignalInstance]] = []
        if len(languages) > 1:
            other = next(one for one in (*languages, *languages) if one != words.language)
            if len(languages) == 2:
                text, spoken = NAMES[other], NAMES[other]
            else:
                text, spoken = words("Language"), words("Language")
            button = Button(self._look, text, "tool", "tool:language", self._icon("languages"))
            button.setAccessibleName(spoken)
            found.append((button, self.language_wanted))
        size = Button(self._look, words("Text size"), "tool", "tool:size", self._icon("a-large-small"))
        size.setAccessibleDescription(words("{n} of {total}", n=self._look.metrics.size + 1, total=SIZES))
        theme = Button(self._look, words("Contrast"), "tool", "tool:theme", self._icon("contrast"))
        found += [(size, self.size_wanted), (theme, self.theme_wanted)]
        if self._listen:
            listen = Button(self._look, words("Listen"), "tool", "tool:listen", self._icon("headphones"))
            found.append((listen, self.listen_wanted))
        ask = Button(self._look, words("Help"), "tool", "tool:help", self._icon(HELP_ICON))
        found.append((ask, self.help_wanted))
        return found

    def _icon(self, name: str) -> str:
        m = self._look.metrics
        return "" if m.size >= 2 and m.panel.height_mm < SHORT_MM else name

    def _columns(self, buttons: list[Button]) -> int:
        """How many tools stand in a row: all, or half of them where the panel is too narrow for them."""
        u = self._look.u
        wide = sum(button.minimumSizeHint().width() + u(2) for button in buttons) + u(2)
        enough = wide <= self._look.metrics.panel.width_px
        return len(buttons) if enough else -(-len(buttons) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill(painter, self.rect(), self._look.brand)
        painter.end()


class ControlBar(QWidget):
    """Back at the left, the one main action at the right, the way to stop between them, and, where a
    page is longer than the screen, a visible way to read on."""

    back = Signal()
    main = Signal()
    second = Signal()
    stop = Signal()
    leave = Signal()
    urgent = Signal()

    def __init__(self, look: Look, words: Words, area: QScrollArea) -> None:
        super().__init__()
        self._look, self._words, self._area = look, words, area
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
        tight = m.panel.height_mm < SHORT_MM
        outer.setContentsMargins(m.margin, u(2 if tight else 3), m.margin, u(2 if tight else 3))
        outer.setSpacing(u(2))
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row in (upper, lower):
            row.setSpacing(u(3))
        # Where there is no way back its room stays, so that what stands beside it does not move.
        policy = self._back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._back.setSizePolicy(policy)
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
        outer.addLayout(upper)
        outer.addLayout(lower)

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
        bar.setValue(0 if self._at_end() else bar.value() + step)
