"""The on-screen keyboard: it types real key events into the field that has the focus, and keeps nothing.

It stands between the page and the control bar, and never takes the focus from the field.
"""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from kiosk.language import N_, Words
from ui.keyboard_layouts import LAYOUTS, PAGES, Page, begins_upper, route, typed_by
from ui.pieces.painting import at_weight, surface, text_width
from ui.theme.look import Look

ICONS = {
    "backspace": "delete",
    "shift": "arrow-big-up",
    "left": "arrow-left",
    "right": "arrow-right",
    "enter": "corner-down-left",
    "hide": "chevron-down",
}
CAPS = {"letters": "abc", "digits": "123", "accents": "âŵ", " ": N_("Space")}
NAMES = {
    "backspace": N_("Delete the last letter"),
    "left": N_("Move left"),
    "right": N_("Move right"),
    "enter": N_("New line"),
    "hide": N_("Hide keyboard"),
    "letters": N_("Letters"),
    "digits": N_("Numbers and signs"),
    "accents": N_("Letters with accents"),
    " ": N_("Space"),
    ".": N_("Full stop"),
    ",": N_("Comma"),
    "'": N_("Apostrophe"),
    "-": N_("Hyphen"),
    "_": N_("Underline sign"),
    "@": N_("At sign"),
    "/": N_("Slash"),
    ":": N_("Colon"),
    ";": N_("Semicolon"),
    "(": N_("Open bracket"),
    ")": N_("Close bracket"),
    "£": N_("Pound sign"),
    "&": N_("And sign"),
    '"': N_("Quotation mark"),
    "?": N_("Question mark"),
    "!": N_("Exclamation mark"),
    "#": N_("Hash sign"),
    "+": N_("Plus sign"),
    "%": N_("Per cent sign"),
}
"""Names that are spoken; letters and digits are named by themselves."""
QT_KEYS = {
    "backspace": Qt.Key.Key_Backspace,
    "left": Qt.Key.Key_Left,
    "right": Qt.Key.Key_Right,
    "enter": Qt.Key.Key_Return,
}
KEY_WIDTH = 20
"""Most width of a key, in units: a keyboard is not stretched over a wide panel."""
CAP = 0.8
"""Most of a key's height that its letter may take."""


class Key(QAbstractButton):
    """One key: what it types in large, or a picture."""

    def __init__(self, look: Look, words: Words, key: str) -> None:
        super().__init__()
        self.key = key
        self._look, self._words = look, words
        self._shift = False
        self.setObjectName(f"key:{key if key != ' ' else 'space'}")
        self.setProperty("role", "painted")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_shift(False)

    def set_shift(self, shift: bool) -> None:
        """Show what the key types now, and say it."""
        self._shift = shift
        words = self._words
        if self.key == "shift":
            self.setAccessibleName(words("Capital letters: on") if shift else words("Capital letters: off"))
        elif self.key in NAMES:
            self.setAccessibleName(words(NAMES[self.key]))
        elif shift and len(self.key) == 1 and self.key.isalpha():
            self.setAccessibleName(words("Capital {letter}", letter=self.key.upper()))
        else:
            self.setAccessibleName(self.key)
        self.update()

    def cap(self) -> str:
        """The words on the key; '' for one with a picture."""
        if self.key in ICONS:
            return ""
        cap = CAPS.get(self.key, "")
        return (self._words(cap) if cap and self.key == " " else cap) or typed_by(self.key, self._shift)

    def sizeHint(self) -> QSize:
        return QSize(self._look.u(10), self._look.u(10))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _font(self) -> QFont:
        """The body's size, or as much of it as the key has room for."""
        self.ensurePolished()
        font = at_weight(self.font(), QFont.Weight.DemiBold)
        cap = self.cap()
        room = self.width() - 2 * self._look.u(1)
        size = min(font.pixelSize(), round(self.height() * CAP))
        font.setPixelSize(max(1, size))
        wide = text_width(font, cap)
        if wide > room:
            font.setPixelSize(max(1, size * room // wide))
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        t, u = self._look.tokens, self._look.u
        on = self.isDown() or (self.key == "shift" and self._shift)
        quiet = t.tints and (self.key in ICONS or self.key in PAGES)
        ground = t.action if on else t.soft_line if quiet else t.paper
        ink = t.on_action if on else t.ink
        painter = QPainter(self)
        surface(painter, self.rect(), ground=ground, edge=t.line, thickness=max(2, u(0.3)), radius=u(1.2))
        icon = ICONS.get(self.key)
        if icon:
            side = round(min(self.width(), self.height()) * 0.5)
            picture = self._look.icons.pixmap(icon, side, ink)
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)
        else:
            painter.setFont(self._font())
            painter.setPen(ink)
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.cap())
        painter.end()


class Keyboard(QWidget):
    """Shows the layout that fits the field. `closed` when the resident hides it."""

    closed = Signal()

    def __init__(self, look: Look, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._words = look, words
        self._field: QWidget | None = None
        self._kind = "letters"
        self._page = "letters"
        self._shift = False
        self._built: dict[tuple[str, str], QWidget] = {}
        self._keys: dict[tuple[str, str], list[Key]] = {}
        self.setProperty("role", "keyboard")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # A keyboard types from left to right, whatever the language around it.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._stack = QStackedLayout(self)

    # -- opening -------------------------------------------------------------------------------------

    def open_for(self, field: QWidget, kind: str) -> None:
        """Show the keyboard for a field. `kind` is one of keyboard_layouts.LAYOUTS."""
        self._field = field
        if isinstance(field, QPlainTextEdit):
            kind = "lines"
        self._kind = kind
        self._turn("letters")
        self._follow()
        self.show()

    def close(self) -> bool:
        """Let go of the field."""
        self._field = None
        return True

    def keys_for(self, text: str) -> list[str]:
        """Object names of the keys to touch to type `text` now."""
        keys = route(self._kind, self._page, self._shift, self._before(), text)
        return [f"key:{'space' if key == ' ' else key}" for key in keys]

    # -- pages ---------------------------------------------------------------------------------------

    def _turn(self, page: str) -> None:
        self._page = page
        where = (self._kind, page)
        if where not in self._built:
            self._built[where] = self._build(where)
            self._stack.addWidget(self._built[where])
        self._stack.setCurrentWidget(self._built[where])
        self._show_shift()

    def _build(self, where: tuple[str, str]) -> QWidget:
        layout: Page = LAYOUTS[where[0]][where[1]]
        u, m = self._look.u, self._look.metrics
        made = QWidget()
        outer = QVBoxLayout(made)
        pad = u(3 if m.portrait else 2)
        outer.setContentsMargins(m.margin, pad, m.margin, pad)
        keys = QWidget()
        grid = QGridLayout(keys)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(u(2))
        height = u(15 if m.portrait else 12 if m.size >= 2 else 10)
        for at, row in enumerate(layout.rows):
            column = 0
            for name, width in row:
                key = Key(self._look, self._words, name)
                key.setFixedHeight(height)
                key.clicked.connect(lambda _=False, k=name: self._pressed(k))
                grid.addWidget(key, at, column, 1, width)
                self._keys.setdefault(where, []).append(key)
                column += width
        for column in range(layout.columns):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 1)
        keys.setMaximumWidth(layout.columns // 2 * u(KEY_WIDTH))
        middle = QHBoxLayout()
        middle.addStretch(0)
        middle.addWidget(keys, 1)
        middle.addStretch(0)
        outer.addLayout(middle)
        outer.addStretch(0)
        return made

    # -- pressing ------------------------------------------------------------------------------------

    def _pressed(self, key: str) -> None:
        if key in PAGES:
            self._turn(key)
        elif key == "shift":
            self._shift = not self._shift
            self._show_shift()
        elif key == "hide":
            self.closed.emit()
        elif key in QT_KEYS:
            self._send(QT_KEYS[key], "\r" if key == "enter" else "")
            self._follow()
        else:
            for char in typed_by(key, self._shift):
                self._send(Qt.Key(ord(char.upper())) if char.isascii() else Qt.Key.Key_unknown, char)
            self._follow()

    def _send(self, key: Qt.Key, text: str) -> None:
        if self._field is None:
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(self._field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))

    def _before(self) -> str:
        """What stands before the cursor."""
        if isinstance(self._field, QLineEdit):
            return self._field.text()[: self._field.cursorPosition()]
        if isinstance(self._field, QPlainTextEdit):
            return self._field.toPlainText()[: self._field.textCursor().position()]
        return ""

    def _follow(self) -> None:
        """A capital begins by itself where one is usual; shift holds for one letter."""
        shift = begins_upper(self._kind, self._before())
        if shift != self._shift:
            self._shift = shift
            self._show_shift()

    def _show_shift(self) -> None:
        for key in self._keys.get((self._kind, self._page), ()):
            key.set_shift(self._shift)
