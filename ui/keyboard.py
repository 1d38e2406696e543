"""The on-screen keyboard: sits under the page, types into the field with real key events, learns nothing.

What a touch changes is `keyboard_state`, where keys lie is `keyboard_layouts`, how one is painted is
`keyboard_key`, which one an arrow leads to `keyboard_arrows`. Whether it shows is `typing`'s business.
"""

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from kiosk.language import Words
from ui.keyboard_arrows import ARROWS, nearest, towards
from ui.keyboard_key import Block, KeyButton, cap_font
from ui.keyboard_layouts import COLUMNS, PAGES, WORKING_ROWS, Key, Rows, Sizes
from ui.keyboard_order import FROM_RIGHT, Order, in_order
from ui.keyboard_sizes import PROBE, keyboard_height, sizes
from ui.keyboard_state import State, after, follow, pages_of, route, start
from ui.pieces.painting import fill
from ui.theme.look import Look

KEYS = {
    "delete": (Qt.Key.Key_Backspace, "\b"),
    "left": (Qt.Key.Key_Left, ""),
    "right": (Qt.Key.Key_Right, ""),
    "enter": (Qt.Key.Key_Return, "\r"),
    "done": (Qt.Key.Key_Return, "\r"),
}
CLOSED = start("letters", before="", lines=False)
PLAIN = Qt.KeyboardModifier.NoModifier


class Keyboard(QWidget):
    """Open it for a field; it types there until closed. Sizes come from the panel and the text size.

    `closed`: the resident touched Hide; the field has the focus and the keyboard is hidden. `done`: the
    resident touched Done; the field got Return, did not move on by itself, and the keyboard still shows.
    `order_changed`: a key put the letters into this order.
    """

    closed = Signal()
    done = Signal()
    order_changed = Signal(str)
    sizes: Sizes
    """Of the keys and their fonts, in pixels."""

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._words = look, words
        self._field: QWidget | None = None
        self._state = CLOSED
        self._pages: dict[str, Block] = {}
        self._beside: dict[bool, Block] = {}
        self._placed: set[Block] = set()
        self._order: Order = "qwerty"
        self.setObjectName("keyboard")
        self.set_look(look, words)
        self.hide()

    # -- opening and closing -------------------------------------------------------------------------

    def open_for(self, field: QWidget, kind: str) -> None:
        """Show the layout for `kind`, a key of FIRST_PAGE, and type into `field` until `close`.

        The field that is already typed in keeps page and shift as they are. Raises BugError for another
        kind.
        """
        field = field.focusProxy() or field
        if field is not self._field or kind != self._state.kind:
            lines = isinstance(field, QPlainTextEdit | QTextEdit)
            state = start(kind, before=_before(field), lines=lines, language=self._words.language)
            self._field = field
            self._show(state)
            QTimer.singleShot(0, self, self._make_ahead)
        self.show()

    def close(self) -> bool:
        """Hide, forget the field and what was typed. The focus is somebody else's business."""
        self._field = None
        self._state = CLOSED
        self.hide()
        return True

    def set_look(self, look: Look, words: Words) -> None:
        """Another theme, text size or language. What is open stays open."""
        other = words.language != self._words.language
        self._look, self._words = look, words
        self.setAccessibleName(words("Keyboard"))
        for block in self._blocks():
            block.set_look(look, words)
        self.setFixedHeight(keyboard_height(look.metrics))
        if other and self._field is not None:
            kind, lines = self._state.kind, self._state.lines
            self._show(start(kind, before=self._before(), lines=lines, language=words.language))
        self._measure()

    def set_order(self, order: Order) -> None:
        """Another order of the letters. What is open stays open."""
        if order == self._order:
            return
        self._order = order
        for name, block in self._pages.items():
            block.arrange(in_order(PAGES[name], order), alphabetic=order == "az")
            self._placed.discard(block)
        if self.field is not None:
            self._place()

    @property
    def field(self) -> QWidget | None:
        """What is typed in, while the keyboard is open for it."""
        return self._field if self._field is not None and isValid(self._field) else None

    def keys_for(self, text: str) -> list[str]:
        """Object names of the keys to touch, from what is shown now, to type `text`.

        Raises BugError for a character that no key of this keyboard types.
        """
        state = replace(self._state, before=self._before()[-2:])
        return [f"key:{key.name}" for key in route(state, text)]

    # -- showing -------------------------------------------------------------------------------------

    def _show(self, state: State) -> None:
        """Show a state: its page, the keys beside it, their case."""
        shown = [block for block in self._blocks() if not block.isHidden()]
        focused = QApplication.focusWidget()
        self._state = state
        wanted = self._wanted()
        # Tab and scanning go along a row as its letters are read. Where the keys lie does not depend on it.
        right = state.page in FROM_RIGHT
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight)
        self._place()
        for block in wanted:
            block.set_shift(state.shift)
            block.show()
        for block in shown:
            if block not in wanted:
                if focused is not None and block.isAncestorOf(focused):
                    nearest(focused, wanted[0].buttons.values()).setFocus(Qt.FocusReason.OtherFocusReason)
                block.hide()

    def _blocks(self) -> list[Block]:
        return [*self._pages.values(), *self._beside.values()]

    def _wanted(self) -> tuple[Block, Block]:
        """The page and the keys beside it, made when first wanted."""
        lines = self._state.lines
        if lines not in self._beside:
            self._beside[lines] = self._block(WORKING_ROWS[lines])
        return self._page(self._state.page), self._beside[lines]

    def _page(self, name: str) -> Block:
        if name not in self._pages:
            rows = in_order(PAGES[name], self._order)
            self._pages[name] = self._block(rows)
            self._pages[name].arrange(rows, alphabetic=self._order == "az")
        return self._pages[name]

    def _make_ahead(self) -> None:
        """Make the other pages of this kind, one at a time while nobody touches, so that none has to wait."""
        pages = pages_of(self._state.kind, self._words.language)
        missing = [page for page in pages if page not in self._pages]
        if missing and self._field is not None:
            self._fit(self._page(missing[0]))
            QTimer.singleShot(0, self, self._make_ahead)

    def _block(self, rows: Rows) -> Block:
        block = Block(rows, self._look, self._words, self, self._touched)
        block.hide()
        return block

    def _measure(self) -> None:
        self.sizes = sizes(self._look.metrics, self._words, cap_font(self, PROBE), self.width())
        self._placed.clear()
        self._place()

    def _place(self) -> None:
        """Put the page at the left and the working keys beside it; the widest page is in the middle."""
        page, beside = self._wanted()
        for block in (page, beside):
            self._fit(block)
        pitch, gap = self.sizes.pitch, self.sizes.gap
        left = (self.width() - COLUMNS * pitch + gap) // 2
        top = (self.height() - beside.height()) // 2
        page.move(left, top)
        beside.move(left + page.width() + gap, top)

    def _fit(self, block: Block) -> None:
        if block not in self._placed:
            block.place(self.sizes)
            self._placed.add(block)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = self._look.tokens
        painter = QPainter(self)
        fill(painter, self.rect(), t.mist)
        fill(painter, QRect(0, 0, self.width(), self._look.line), t.soft_line)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    # -- touching ------------------------------------------------------------------------------------

    def _touched(self, key: Key) -> None:
        """A key was touched: type, then show what comes of it."""
        if key.does == "hide":
            self._hidden_by_touch()
            return
        if key.does == "order":
            self.set_order("az" if self._order == "qwerty" else "qwerty")
            self.order_changed.emit(self._order)
            return
        field = self._field
        for character in key.typed(self._state.shift):
            self._send(_key_code(character), character)
        if key.does in KEYS:
            self._send(*KEYS[key.does])
        if self._field is not field:
            return
        if key.does == "done":
            self.done.emit()
            return
        state = after(self._state, key)
        if key.does not in ("shift", "page"):
            state = follow(state, self._before())
        if state != self._state:
            self._show(state)

    def _hidden_by_touch(self) -> None:
        """Give the focus back to the field before hiding, so that it is never on a key unseen."""
        field = self._field
        if field is not None and isValid(field):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.close()
        self.closed.emit()

    def _before(self) -> str:
        """What stands before the cursor, '' where that cannot be known."""
        return _before(self._field) if self._field is not None and isValid(self._field) else ""

    def _send(self, code: int, text: str) -> None:
        """Press and release a key in the field, whether or not it has the focus."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if self._field is not None and isValid(self._field):
                modifier = Qt.KeyboardModifier.ShiftModifier if text.isupper() else PLAIN
                QApplication.sendEvent(self._field, QKeyEvent(kind, code, modifier, text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from key to key in two dimensions."""
        focused, arrow = QApplication.focusWidget(), Qt.Key(event.key())
        if arrow not in ARROWS or not isinstance(focused, KeyButton):
            event.ignore()
            return
        other = towards(focused, arrow, [key for block in self._wanted() for key in block.buttons.values()])
        if other is not None:
            other.setFocus(Qt.FocusReason.TabFocusReason)


def _before(field: QWidget) -> str:
    """What stands before the cursor on its line."""
    if isinstance(field, QLineEdit):
        return field.text()[: field.cursorPosition()]
    if isinstance(field, QPlainTextEdit | QTextEdit):
        cursor = field.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]
    return ""


def _key_code(character: str) -> int:
    """Qt's code of a key that types a character: that of its capital (Qt.Key is Latin-1, then Unicode)."""
    upper = character.upper()
    return ord(upper) if len(upper) == 1 else ord(character)
