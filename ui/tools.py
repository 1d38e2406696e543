"""The tools that are always one touch away: language, text size, contrast. And the ways to use the kiosk that
the page of options offers: all that makes the same page look or sound otherwise.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from kiosk.language import words_for
from ui import intents
from ui.scene import Scene
from ui.theme.look import Looks
from ui.theme.metrics import SIZES
from ui.theme.tokens import ORDER
from ui.window import KioskWindow


class Tools(QObject):
    """Changes the visit's preferences, and the scene's look and words with them. `show_again` puts up the
    same page anew."""

    def __init__(
        self, window: KioskWindow, looks: Looks, scene: Scene, show_again: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._window, self._looks, self._scene, self._show_again = window, looks, scene, show_again
        window.still = scene.visit.preferences.still
        window.language_wanted.connect(self.other_language)
        window.size_wanted.connect(self._next_size)
        window.theme_wanted.connect(self._next_theme)
        window.typing.order_chosen.connect(lambda order: scene.visit.prefer(order=order))

    # -- language ------------------------------------------------------------------------------------

    def other_language(self) -> None:
        """With two languages the other one; with more, ask which."""
        scene = self._scene
        languages = scene.settings.visit.languages
        if len(languages) == 2:
            self.change_language(next(one for one in languages if one != scene.words.language))
            return
        from ui.languages import LanguageChooser

        self._window.open_dialog(
            LanguageChooser(
                scene.look,
                scene.words,
                self._window,
                languages=languages,
                on_choice=self.change_language,
                on_stay=self._window.close_dialog,
            )
        )

    def change_language(self, language: str) -> None:
        """The same page in another language."""
        if language == self._scene.words.language:
            self._window.close_dialog()
            return
        with_keys = self._window.key_focus
        self.speak(language)
        self._show_again()
        # The button that was pressed has gone with the choice it belonged to.
        self._window.focus_on("tool:language" if with_keys else "")

    def speak(self, language: str) -> None:
        """From now on in this language; nothing is put up yet."""
        scene = self._scene
        scene.visit.prefer(language=language)
        scene.words = words_for(language)
        scene.problems = ()
        if scene.visit.walk is not None:
            scene.visit.walk.speak(language, scene.words)

    # -- look ----------------------------------------------------------------------------------------

    def _next_size(self) -> None:
        visit = self._scene.visit
        visit.prefer(size=(visit.preferences.size + 1) % SIZES)
        self.relook()
        self._show_again()

    def _next_theme(self) -> None:
        visit = self._scene.visit
        at = ORDER.index(visit.preferences.theme)
        visit.prefer(theme=ORDER[(at + 1) % len(ORDER)])
        self.relook()
        self._show_again()

    def relook(self) -> None:
        """The look that the preferences ask for; nothing is put up yet."""
        preferences = self._scene.visit.preferences
        self._scene.look = self._looks.look(preferences.theme, preferences.size, reach=preferences.reach)
        self._window.typing.order, self._window.still = preferences.order, preferences.still

    def prefer(self, intent: intents.Prefers) -> None:
        """Take what was chosen on the page of options."""
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None else ""
        changes = dict(intent.changes)
        visit = self._scene.visit
        if "speech" in changes and changes.pop("speech") != visit.preferences.speech:
            # Whether it can be heard is for the voice to say.
            self._window.listen_wanted.emit()
        visit.prefer(**changes)
        self.relook()
        self._show_again()
        # A touch elsewhere on the page follows: it stays where it was, whatever size it has now.
        self._window.focus_on(name)
