"""One key, painted: ground, edge, and a sign, a word or a picture that never leaves the key. And a block
of keys, placed together."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from kiosk.language import Words
from ui.keyboard_layouts import Key, Rows, Sizes, Spot, block_size, place
from ui.keyboard_names import ICONS, cap, is_word, spoken
from ui.keyboard_sizes import OVER, WORD_MARGIN
from ui.pieces.painting import at_weight, surface
from ui.theme.letters import ink_of
from ui.theme.look import Look

CLICKS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select})
TURNS = ("shift", "order")
"""What these keys turn on stays on: they show it, and say it."""
ARROWS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
LOW = 0.86
"""Small letters stand a little higher than capitals, as they reach below the line."""
MARK_MARGIN = 0.8
"""Least room above and below, in units."""
PICTURE, PICTURE_GAP = 0.95, 1.2
"""Side of a picture by its word's size, and the room between them in units."""


def cap_font(widget: QWidget, px: int) -> QFont:
    """The font of what stands on a key, `px` high, in the typeface of `widget`."""
    widget.ensurePolished()
    font = at_weight(widget.font(), QFont.Weight.DemiBold)
    font.setPixelSize(px)
    return font


class Grounds:
    """Ground and edge of keys, drawn once for all that are of one size and in one state: a keyboard has forty
    of them to paint whenever it comes up."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._drawn: dict[tuple[int, int, str, str], QPixmap] = {}

    def pixmap(self, size: QSize, ground: str, edge: str) -> QPixmap:
        """In these colours, on that of the keyboard."""
        key = (size.width(), size.height(), ground, edge)
        if key not in self._drawn:
            made = QPixmap(size)
            made.fill(QColor(self._look.tokens.mist))
            painter = QPainter(made)
            where, radius = QRect(QPoint(0, 0), size), self._look.u(1.2)
            surface(painter, where, ground=ground, edge=edge, thickness=self._look.line, radius=radius)
            painter.end()
            self._drawn[key] = made
        return self._drawn[key]


class KeyButton(QPushButton):
    """A key to touch. Touch never gives it the focus, Tab does; it acts on release inside."""

    def __init__(self, key: Key, look: Look, words: Words, parent: QWidget, grounds: Grounds) -> None:
        super().__init__(parent)
        self.key = key
        self._grounds = grounds
        self._look, self._words = look, words
        self._on = False
        self._pictured = False
        self._letter_px = self._word_px = 1
        self.setObjectName(f"key:{key.name}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAutoRepeat(False)
        self.setAutoDefault(False)
        self.setCheckable(key.does in TURNS)
        self._name()

    def set_look(self, look: Look, words: Words, grounds: Grounds) -> None:
        """Another theme, text size or language."""
        self._look, self._words, self._grounds = look, words, grounds
        self._name()

    def set_sizes(self, letter_px: int, word_px: int) -> None:
        """Font sizes of single signs and of words, in pixels."""
        self.ensurePolished()
        self._letter_px, self._word_px = letter_px, word_px
        self.update()

    def set_pictured(self, pictured: bool) -> None:
        """Whether a word has its picture beside it. A picture without a word always shows."""
        self._pictured = pictured or not self.cap
        self.update()

    def set_shift(self, shift: bool) -> None:
        """Show what the key types with shift on or off; the shift key itself shows which."""
        if self.key.does == "shift" or self.key.has_case:
            self._turn(on=shift)

    def set_alphabetic(self, alphabetic: bool) -> None:
        """The key for the order of the letters shows whether it is that of the alphabet."""
        if self.key.does == "order":
            self._turn(on=alphabetic)

    def _turn(self, *, on: bool) -> None:
        if on != self._on:
            self._on = on
            self._name()
            # Named first: who hears that it changed asks for its name.
            if self.isCheckable():
                self.setChecked(on)

    def nextCheckState(self) -> None:
        """A touch alone turns nothing: the state comes from the keyboard, as a capital turns shift too."""

    @property
    def cap(self) -> str:
        """What stands on the key."""
        return cap(self.key, self._on, self._words)

    def _name(self) -> None:
        on = self.key.does in TURNS and self._on
        self.setProperty("state", "on" if on else "" if self.key.does == "type" else "working")
        self.setAccessibleName(spoken(self.key, self._on, self._words))
        self.update()

    # -- keys ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter touches the key as Space does. Arrows are the keyboard's: they go in two dimensions."""
        if event.key() in CLICKS:
            if not event.isAutoRepeat():
                self.click()
        elif event.key() in ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    # -- paint ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        t = self._look.tokens
        painter = QPainter(self)
        state = self.property("state")
        ground, edge, ink = t.paper, t.line, t.ink
        if self.isDown() or state == "on":
            ground, edge, ink = t.action, t.action, t.on_action
        elif state == "working" and t.tints:
            ground = t.soft_line
        painter.drawPixmap(0, 0, self._grounds.pixmap(self.size(), ground, edge))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cap(painter, ink)
        if state == "on":
            self._paint_mark(painter, ink)
        painter.end()

    def _paint_cap(self, painter: QPainter, ink: str) -> None:
        font, text = self._font(), self.cap
        metrics = QFontMetricsF(font)
        side, gap = self._picture()
        if not self._pictured:
            side = gap = 0
        start = (self.width() - metrics.horizontalAdvance(text) - side - gap) / 2
        if side:
            picture = self._look.icons.pixmap(ICONS[self.key.name], side, ink)
            # Off the line that tells it is on.
            up = self._look.u(0.6) if self._on and not text else 0
            painter.drawPixmap(QPointF(start, (self.height() - side) / 2 - up), picture)
        low = self.key.has_case and not self._on
        middle = metrics.capHeight() * (LOW if low else 1.0)
        line = self._inside((self.height() + middle) / 2, ink_of(font, text))
        painter.setFont(font)
        painter.setPen(ink)
        # Else `.com` would end with its dot where all else goes from right to left.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.drawText(QPointF(start + side + gap, line), text)

    def _inside(self, line: float, ink: QRectF) -> float:
        """The base line moved so that marks above and below a letter keep off the key's edge."""
        room = self._look.u(MARK_MARGIN)
        return min(max(line, room - ink.top()), self.height() - room - ink.bottom())

    def _font(self) -> QFont:
        return cap_font(self, self._word_px if is_word(self.key) else self._letter_px)

    def _picture(self) -> tuple[int, int]:
        """Side of the picture and the gap after it, in pixels."""
        if self.key.name not in ICONS or self.key.shows:
            return 0, 0
        if not self.cap:
            return self._word_px, 0
        return round(self._word_px * PICTURE), self._look.u(PICTURE_GAP)

    def has_room(self) -> bool:
        """Whether the key holds its picture beside its word."""
        used = sum(self._picture()) + QFontMetricsF(self._font()).horizontalAdvance(self.cap)
        return used <= self.width() - 2 * self._look.u(WORD_MARGIN)

    def _paint_mark(self, painter: QPainter, ink: str) -> None:
        """A line under the word: that shift is on is told by more than colour."""
        u = self._look.u
        painter.setPen(QPen(QColor(ink), u(0.6)))
        y, inset = self.height() - u(1.3), self.width() // 4
        painter.drawLine(inset, y, self.width() - inset, y)


class Block(QWidget):
    """The keys of one page, made once. `touched` is called with the key."""

    def __init__(
        self, rows: Rows, look: Look, words: Words, parent: QWidget, touched: Callable[[Key], None]
    ) -> None:
        super().__init__(parent)
        self._rows, self._look = rows, look
        self.buttons: dict[str, KeyButton] = {}
        grounds = Grounds(look)
        for key in (key for row in rows for key in row if key.does != "gap"):
            button = KeyButton(key, look, words, self, grounds)
            button.clicked.connect(lambda _=False, one=key: touched(one))
            self.buttons[key.name] = button

    def set_look(self, look: Look, words: Words) -> None:
        """Another theme, text size or language."""
        self._look, grounds = look, Grounds(look)
        for button in self.buttons.values():
            button.set_look(look, words, grounds)

    def arrange(self, rows: Rows, *, alphabetic: bool) -> None:
        """The same keys, for other places: `place` puts them there."""
        self._rows = rows
        for button in self.buttons.values():
            button.set_alphabetic(alphabetic)

    def place(self, sizes: Sizes) -> None:
        """Place the keys and size what stands on them. Pictures show on all keys of the block or none."""
        self.resize(*block_size(self._rows, sizes))
        spots = place(self._rows, sizes)
        letter_px = self._letter_px(sizes, spots)
        for spot in spots:
            button = self.buttons[spot.key.name]
            button.setGeometry(spot.x, spot.y, spot.width, spot.height)
            button.set_sizes(letter_px, sizes.word_px)
        pictured = all(button.has_room() for button in self.buttons.values() if button.key.name in ICONS)
        for button in self.buttons.values():
            button.set_pictured(pictured)

    def _letter_px(self, sizes: Sizes, spots: list[Spot]) -> int:
        """The font size at which every capital fits its key where keys are narrow: one for all of them."""
        font = cap_font(self, sizes.letter_px)
        side, over = self._look.u(WORD_MARGIN), self._look.u(OVER)
        fit = 1.0
        for spot in (one for one in spots if one.key.does == "type" and one.key.width < 1):
            ink = ink_of(font, spot.key.typed(True))
            fit = min(fit, (spot.width - 2 * side) / ink.width(), (spot.height - 2 * over) / ink.height())
        return max(1, int(sizes.letter_px * fit))

    def set_shift(self, shift: bool) -> None:
        """Show the keys with shift on or off."""
        for button in self.buttons.values():
            button.set_shift(shift)
