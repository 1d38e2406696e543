"""The top band: the council at the left, the reading tools at the right. It never moves from page to page."""

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.language import NAMES, Words
from ui.pieces.button import Button
from ui.pieces.ground import Ground
from ui.pieces.layout import keep_room
from ui.pieces.mark import paint_mark
from ui.pieces.painting import at_weight, fill, longest_word, text_height, text_width
from ui.pieces.painting import words as paint_words
from ui.theme.look import Look
from ui.theme.metrics import SIZES

HELP_ICON = "circle-question-mark"


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
        keep_room(brand)
        tools = self.tools = Ground(look.tokens.paper, look.tokens.soft_line, look.line)
        tools.setFont(look.font(QFont.Weight.Normal, look.bands.metrics.body_px))
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
        look = self._look.bands
        found: list[tuple[Button, SignalInstance]] = []
        if len(languages) > 1:
            other = next(one for one in (*languages, *languages) if one != words.language)
            if len(languages) == 2:
                text, spoken = NAMES[other], NAMES[other]
            else:
                text, spoken = words("Language"), words("Language")
            button = Button(look, text, "tool", "tool:language", self._icon("languages"))
            button.setAccessibleName(spoken)
            found.append((button, self.language_wanted))
        size = Button(look, words("Text size"), "tool", "tool:size", self._icon("a-large-small"))
        size.setAccessibleDescription(words("{n} of {total}", n=self._look.metrics.size + 1, total=SIZES))
        theme = Button(look, words("Contrast"), "tool", "tool:theme", self._icon("contrast"))
        found += [(size, self.size_wanted), (theme, self.theme_wanted)]
        if self._listen:
            listen = Button(look, words("Listen"), "tool", "tool:listen", self._icon("headphones"))
            found.append((listen, self.listen_wanted))
        ask = Button(look, words("Help"), "tool", "tool:help", self._icon(HELP_ICON))
        found.append((ask, self.help_wanted))
        return found

    def _icon(self, name: str) -> str:
        m = self._look.metrics
        return "" if m.large and m.short else name

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
