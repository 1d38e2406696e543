"""What every screen is: one column with its heading first, and the controls it wants in the bar below.

A screen decides nothing: it emits `wants` with an intent. `typed` gives what was entered so far, so that a
change of language, size or theme can build the screen anew without losing a letter.
"""

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.language import Words
from kiosk.receipt import State
from ui.pieces.ground import Ground
from ui.pieces.text import heading, label, prose
from ui.printing import Said
from ui.theme.look import Look

TOP_BAND = 16
"""Height of the band above the page, in units."""
BRAND_BAND = 14
"""The same where the tools stand below the page."""


class Controls(Struct, frozen=True):
    """The bar below: words of each button, '' for none. `stop` is the way to end the visit now; `urgent`
    stands where the main action would, on a page that has none."""

    main: str = ""
    back: bool = False
    stop: bool = True
    second: str = ""
    urgent: str = ""
    urgent_icon: str = ""


class Screen(QWidget):
    """Base of all screens."""

    wants = Signal(object)

    def __init__(self, look: Look, words: Words, *, full: bool = False) -> None:
        super().__init__()
        self.look = look
        self.words = words
        self.controls = Controls()
        self.title = ""
        self.first: QWidget | None = None
        """What gets the focus when the screen opens, where that is known as it is made."""
        self.full = full
        """A full screen has no control bar below it (attract, out of order)."""
        self.leave_now = False
        """Being seen with this may put somebody at risk: one touch leaves it, without a question."""
        self.own_brand = False
        """The screen itself shows the council's name and logo."""
        self.wide = False
        """A wide screen uses the whole width of a landscape panel instead of one column of text."""
        self.asks_one = False
        """Its one question has the page's name: were the page called so too, it would be said twice. Without
        any name a screen reader would leave out the words that stand on the page itself, such as a hint."""
        self.mixed = False
        """Only the head is in the language of the service; what stands below is ours."""
        self.above = QWidget()
        self.head = QVBoxLayout()
        self.head.setSpacing(look.u(3))
        self.body = QVBoxLayout()
        self.body.setSpacing(look.u(4))
        self.lay_out()

    def lay_out(self) -> None:
        """Portrait: a tinted part to read, ending at the reach line, and below it what one touches.
        Landscape: one after the other."""
        u, m = self.look.u, self.look.metrics
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        t = self.look.tokens
        above, below = self.above, QWidget()
        if m.portrait:
            above = self.above = Ground(t.mist, t.soft_line, self.look.line)
        above.setLayout(self.head)
        below.setLayout(self.body)
        side = m.margin if m.portrait or self.full else 0
        # It ends at the reach line, or where its words end, should they need more.
        band = u(BRAND_BAND if m.tools_below else TOP_BAND)
        if m.reach_line > band:
            above.setMinimumHeight(m.reach_line - band)
        if m.portrait:
            above.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            self.head.setContentsMargins(side, u(5), side, u(5))
            self.head.addStretch(1)
            self.body.setContentsMargins(side, u(6), side, u(4))
        else:
            above.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            self.head.setContentsMargins(side, u(4), side, u(4))
            self.body.setContentsMargins(side, 0, side, u(2))
        outer.addWidget(above, 0)
        outer.addWidget(below, 0)
        outer.addStretch(0)

    # -- building ------------------------------------------------------------------------------------

    def add_to_touch_above(self, item: QWidget) -> None:
        """Add what is touched but belongs over the heading. With reach made short it stands below it."""
        (self.body if self.look.metrics.reach else self.head).addWidget(item)

    def add_heading(self, text: str, caption: str = "", body: str = "") -> QLabel:
        """Caption, heading and introduction, in this order."""
        self.title = text
        if caption:
            self.head.addWidget(label(caption, "caption"))
        made = heading(self.look, text)
        self.head.addWidget(made)
        if body:
            self.head.addWidget(prose(body))
        return made

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Add to the column under the heading."""
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)

    # -- what the window asks ------------------------------------------------------------------------

    def main(self) -> None:
        """The main button was pressed."""

    def second(self) -> None:
        """The second button was pressed."""

    def urgent(self) -> None:
        """The way to help at once was pressed."""

    def show_state(self, state: State, status: str, body: str) -> None:
        """How far the submission has come has changed."""

    def show_printing(self, printing: Said) -> None:
        """What the printer does has changed; `controls` may change with it."""

    def typed(self) -> object:
        """What was entered so far, for `restore` of the same screen in another look."""
        return None

    def restore(self, typed: object) -> None:
        """Put back what `typed` gave."""

    def first_focus(self) -> QWidget | None:
        """What gets the focus when the screen opens."""
        return self.first

    def aside(self) -> QWidget | None:
        """What stands in the right third of a wide panel."""
        return None
