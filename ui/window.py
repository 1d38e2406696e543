"""The one window: three bands, the keyboard, and whatever lies over the page. Covers the whole screen.

It places things and passes on what was pressed; which screen shows is the navigator's business.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLayout, QVBoxLayout, QWidget

from kiosk.language import Words
from ui.control_bar import ControlBar
from ui.focus import after
from ui.layers import Layers
from ui.middle import Middle, direction_of
from ui.overlay import FocusRing, Overlay
from ui.pieces.layout import empty
from ui.screens.screen import Screen
from ui.swipe import Swipe
from ui.theme.dress import dress
from ui.theme.look import Look
from ui.top_band import TopBand
from ui.typing import Typing

if TYPE_CHECKING:
    from ui.keyboard import Keyboard


class KioskWindow(QWidget):
    """Shows one screen at a time."""

    language_wanted = Signal()
    size_wanted = Signal()
    theme_wanted = Signal()
    help_wanted = Signal()
    listen_wanted = Signal()
    back_pressed = Signal()
    stop_pressed = Signal()
    leave_pressed = Signal()
    wants = Signal(object)

    def __init__(
        self, council: str, logo: str, languages: tuple[str, ...], closable: bool, *, listen: bool = False
    ) -> None:
        super().__init__()
        self._listen = listen
        self._council, self._logo, self._languages = council, logo, languages
        self._closable = closable
        self.setWindowTitle(council)
        self.setObjectName("window")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.screen_shown: Screen | None = None
        self._layers = Layers()
        self.still = True
        """Nothing moves that could be there at once."""
        self._look: Look | None = None
        self._words: Words | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.typing = Typing(self, self._outer)
        self._ring = FocusRing(self)
        self._swipe = Swipe(self)
        self._swipe.let_go.connect(self._let_go)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    # -- the look ------------------------------------------------------------------------------------

    def set_look(self, look: Look, words: Words) -> None:
        """Build the bands for a look and a language."""
        self._look, self._words = look, words
        # For the application: what is made before it has a parent asks for it too.
        QApplication.setLayoutDirection(direction_of(words.right_to_left))
        dress(look)
        self._clear()
        self.top = TopBand(look, words, self._languages, self._council, self._logo, listen=self._listen)
        self.top.listen_wanted.connect(self.listen_wanted)
        self.top.language_wanted.connect(self.language_wanted)
        self.top.size_wanted.connect(self.size_wanted)
        self.top.theme_wanted.connect(self.theme_wanted)
        self.top.help_wanted.connect(self.help_wanted)
        self._middle = Middle(look, words)
        self.area = self._middle.area
        self._swipe.follow(self.area, look.u(1))
        self.bar = ControlBar(look.bands, words, self.area, lambda: not self.still)
        self.bar.back.connect(self.back_pressed)
        self.bar.stop.connect(self.stop_pressed)
        self.bar.leave.connect(self.leave_pressed)
        self.bar.main.connect(self._main)
        self.bar.second.connect(self._second)
        self.bar.urgent.connect(self._urgent)
        self._outer.addWidget(self.top)
        self._outer.addWidget(self._middle, 1)
        if look.metrics.tools_below:
            self._outer.addWidget(self.top.tools)
        self._outer.addWidget(self.bar)
        self._ring.set_look(look)
        self.typing.set_look(look, words, self._middle)

    def _clear(self) -> None:
        self.screen_shown = None
        self.typing.step_out()
        empty(self._outer)

    @property
    def keyboard(self) -> "Keyboard":
        """The on-screen keyboard, made when first asked for and then kept."""
        return self.typing.keyboard

    @property
    def look(self) -> Look | None:
        """How all is drawn now; None before the first look."""
        return self._look

    # -- showing -------------------------------------------------------------------------------------

    def show_screen(self, screen: Screen) -> None:
        """Put a screen between the bands and give the focus to its first field."""
        if self._look is None:
            return
        self._layers.drop()
        # What goes would hand its focus on from thing to thing.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._middle.put(screen)
        self.screen_shown = screen
        screen.wants.connect(self.wants)
        self.top.show_brand(not screen.own_brand)
        self.bar.setVisible(not screen.full)
        self.bar.show_controls(screen.controls, leave_now=screen.leave_now)
        self.setAccessibleName(screen.title)
        words = screen.words
        screen.setAccessibleName(words("This page") if screen.asks_one else screen.title)
        first = screen.first_focus()
        if first is None or not first.property("keyboard"):
            self.typing.hide()
        self.typing.page_opens = True
        (first or self).setFocus(Qt.FocusReason.OtherFocusReason)
        self.typing.page_opens = False

    @property
    def dialog(self) -> Overlay | None:
        """The question that lies over the page and is to be answered first."""
        return self._layers.top

    def open_dialog(self, dialog: Overlay) -> None:
        """Lay a question over the page and over what lies there, which waits."""
        self._layers.lay(dialog)

    def close_dialog(self) -> None:
        """Take the question away and give the focus back to where it was."""
        self._layers.close()

    def refresh_controls(self) -> None:
        """The screen that shows wants other controls."""
        if self.screen_shown is not None:
            shown = self.screen_shown
            self.bar.show_controls(shown.controls, leave_now=shown.leave_now)

    @property
    def key_focus(self) -> str:
        """Object name of what has the focus, while keys rather than touch are in use; else ''."""
        focused = QApplication.focusWidget()
        return focused.objectName() if focused is not None and self._ring.keys else ""

    def focus_on(self, name: str) -> None:
        """Give the focus to what has this object name, once it shows."""
        if name:
            QTimer.singleShot(0, self, lambda: self._focus_on(name))

    def _focus_on(self, name: str) -> None:
        for widget in self.findChildren(QWidget, name):
            if widget.isVisible():
                widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def keys_used(self, used: bool) -> None:
        """Whether keys rather than touch are in use: the focus ring shows with keys."""
        self._ring.keys_used(used)

    # -- inside --------------------------------------------------------------------------------------

    def _main(self) -> None:
        if self.screen_shown is not None:
            pressed = QApplication.focusWidget()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.bar.busy()
            screen = self.screen_shown
            screen.main()
            if self.screen_shown is screen:
                self.bar.show_controls(screen.controls, leave_now=screen.leave_now)
                if pressed is not None:
                    pressed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _urgent(self) -> None:
        if self.screen_shown is not None:
            self.screen_shown.urgent()

    def _second(self) -> None:
        if self.screen_shown is not None:
            self.screen_shown.second()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._ring.follow(new)
        # The page must not move away under a finger: what it touches would not hear of its release.
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self.typing.follow()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as one reads: tools, page, keyboard, control bar."""
        below = [] if self.top.isAncestorOf(self.top.tools) else [self.top.tools]
        parts = [self.top, self.area, *self.typing.parts, *below, self.bar]
        following = after(QApplication.focusWidget(), parts, self.area, forward=forward)
        if following is None:
            return False
        following.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def reveal(self, widget: QWidget) -> None:
        """Bring a focused widget into view with its label, if they are not."""
        self._middle.reveal(widget)

    def _let_go(self) -> None:
        """A touch is over. On the field that has the focus it asks for the keyboard that was closed."""
        focused, touched = QApplication.focusWidget(), self._swipe.touched
        if focused is not None and touched is not None and focused in (touched, touched.parentWidget()):
            self.typing.again()
        self.typing.follow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.windowHandle().installEventFilter(self._swipe)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layers.resize(self.rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nobody closes the kiosk from its screen."""
        if self._closable:
            event.accept()
        else:
            event.ignore()
