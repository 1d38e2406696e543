"""What turns this moment into a screen in the window, and puts back what was entered there before.

Which screen it is says `drawing`; when one is put up, whoever changes the scene.
"""

from collections.abc import Callable
from datetime import date

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from ui.drawing import draw
from ui.scene import Scene
from ui.screens.screen import Screen
from ui.tree.live import unheard
from ui.window import KioskWindow


class Entered(Struct, frozen=True):
    """What was entered on a screen of a kind; None where nothing can be."""

    kind: type[Screen]
    typed: object


class Showing(QObject):
    """Shows `scene` in `window`."""

    shown = Signal()
    """A screen was put up."""

    def __init__(self, window: KioskWindow, scene: Scene, today: Callable[[], date]) -> None:
        super().__init__(window)
        self._window, self._scene, self._today = window, scene, today

    def show(self) -> None:
        """Put up the screen for this moment."""
        self._scene.today = self._today()
        with unheard():
            screen = draw(self._scene)
        self._window.show_screen(screen)
        self.shown.emit()

    def take_look(self) -> None:
        """Build the bands for the scene's look and language."""
        self._window.set_look(self._scene.look, self._scene.words)

    def show_again(self) -> None:
        """The same page in another look or language: what was entered stays."""
        entered, focused = self.entered(), self._window.key_focus
        self.take_look()
        self.show()
        self.give_back(entered)
        self._window.focus_on(focused)

    def entered(self) -> Entered | None:
        """What was entered on the screen that shows; None where none does."""
        screen = self._window.screen_shown
        return Entered(type(screen), screen.typed()) if screen is not None else None

    def give_back(self, entered: Entered | None) -> None:
        """Put it back, if a screen of that kind shows."""
        screen = self._window.screen_shown
        if entered is None or entered.typed is None or screen is None or type(screen) is not entered.kind:
            return
        screen.restore(entered.typed)
