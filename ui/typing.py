"""Which box is typed in, and the on-screen keyboard that shows for it.

What a touch on the keyboard does is `keyboard`; how far the page scrolls, `middle`; what has the focus, and
when a touch is over, the window's business.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from kiosk.errors import BugError
from kiosk.language import Words
from ui.middle import Middle
from ui.theme.look import Look

if TYPE_CHECKING:
    from ui.keyboard import Keyboard
    from ui.keyboard_order import Order

PLACE = 2
"""Where the keyboard stands among the bands: under the page, over the control bar."""


class Typing(QObject):
    """The keyboard among the `bands` of one window. It follows the focus: `follow` says that it has moved."""

    order_chosen = Signal(str)
    """By the key on the keyboard: `order` is that already."""

    def __init__(self, window: QWidget, bands: QVBoxLayout) -> None:
        super().__init__(window)
        self._window, self._bands = window, bands
        self.order: Order = "qwerty"
        """Of the letters on the keyboard, from the next look on."""
        self.page_opens = False
        """A page is being put up, and its first field gets the focus."""
        self._middle: Middle | None = None
        self._look: Look | None = None
        self._words: Words | None = None
        self._keyboard: Keyboard | None = None
        self._shown_for: QWidget | None = None

    # -- the keyboard --------------------------------------------------------------------------------

    def set_look(self, look: Look, words: Words, middle: Middle) -> None:
        """The bands were built anew, with another page between them."""
        self._look, self._words, self._middle = look, words, middle
        middle.area.verticalScrollBar().rangeChanged.connect(self._keep_in_view)
        if self._keyboard is not None:
            self._keyboard.set_order(self.order)
            self._keyboard.set_look(look, words)
            self._bands.insertWidget(PLACE, self._keyboard)

    def step_out(self) -> None:
        """Leave the bands, which are about to be taken away."""
        if self._keyboard is not None:
            self._keyboard.close()
            self._bands.removeWidget(self._keyboard)

    @property
    def keyboard(self) -> "Keyboard":
        """The on-screen keyboard, made when first asked for and then kept."""
        if self._keyboard is None:
            from ui.keyboard import Keyboard

            if self._look is None or self._words is None:
                raise BugError("a window has no keyboard before it has a look")
            self._keyboard = Keyboard(self._look, self._words, self._window)
            self._keyboard.set_order(self.order)
            self._keyboard.order_changed.connect(self._reorder)
            self._keyboard.closed.connect(self._closed)
            self._keyboard.done.connect(self._closed)
            self._keyboard.hide()
            self._bands.insertWidget(PLACE, self._keyboard)
        return self._keyboard

    @property
    def parts(self) -> "list[Keyboard]":
        """The keyboard where there is one yet, among what Tab goes through."""
        return [self._keyboard] if self._keyboard is not None else []

    @property
    def open_keyboard(self) -> "Keyboard | None":
        """The on-screen keyboard while it shows."""
        return self._keyboard if self._keyboard is not None and self._keyboard.isVisible() else None

    def hide(self) -> None:
        """Nothing is typed in any more."""
        if self._keyboard is not None:
            self._keyboard.close()

    def _reorder(self, order: "Order") -> None:
        self.order = order
        self.order_chosen.emit(order)

    def _closed(self) -> None:
        """The focus goes back to the field, which is typed in again when it is touched or chosen again."""
        field = self._keyboard.field if self._keyboard is not None else None
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self._shown_for = QApplication.focusWidget()

    # -- what has the focus --------------------------------------------------------------------------

    def follow(self) -> None:
        """Keyboard and scrolling that fit what has the focus."""
        focused = QApplication.focusWidget()
        if focused is None or self._middle is None or focused is self._shown_for:
            return
        self._shown_for = focused
        inside = self._middle.area.isAncestorOf(focused)
        kind = focused.property("keyboard")
        if kind:
            self.keyboard.open_for(focused, str(kind))
            self.keyboard.show()
        elif inside:
            self.hide()
        # A page opens at its heading, unless the keyboard would lie over what is asked.
        if inside and (kind or not self.page_opens):
            self._reveal_soon(focused)

    def again(self) -> None:
        """Open the keyboard anew for the field that has the focus, if it was closed."""
        if self.open_keyboard is None:
            self._shown_for = None
            self.follow()

    def _keep_in_view(self) -> None:
        """The page has grown: what is typed in, and the line below it, stay above the keyboard."""
        focused = QApplication.focusWidget()
        if focused is not None and focused.property("keyboard") and self.open_keyboard is not None:
            self._reveal_soon(focused)

    def _reveal_soon(self, focused: QWidget) -> None:
        """Once all is laid out."""
        QTimer.singleShot(0, focused, lambda: self._reveal(focused))

    def _reveal(self, focused: QWidget) -> None:
        if self._middle is not None:
            self._middle.reveal(focused)
