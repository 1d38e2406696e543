"""From what the window shows to what is said of it: in order, in its language, without what none may hear."""

from collections.abc import Callable, Container, Iterable

from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import isValid

from kiosk.language import N_, Words
from ui.fields.field import FieldWidget
from ui.navigator import Navigator
from ui.speech.echo import echo
from ui.speech.jack import Headphones
from ui.speech.phrases import flowing, name_of, phrases_of, spelled
from ui.speech.privacy import holds_told, is_private, page_of, told_texts
from ui.speech.reading import is_stop, readable
from ui.speech.voice import Said
from ui.window import KioskWindow

WITHHELD = N_("Something here is not spoken without headphones. You can read it on the screen.")


class Teller:
    """Looks at the window when asked. `note` is called with a line to show where something is held back."""

    def __init__(
        self, window: KioskWindow, navigator: Navigator, ears: Headphones, note: Callable[[str], None]
    ) -> None:
        self._window, self._navigator, self._ears, self._note = window, navigator, ears, note

    @property
    def words(self) -> Words:
        """The interface in the resident's language."""
        return self._navigator.scene.words

    # -- what there is -------------------------------------------------------------------------------

    def order(self) -> list[QWidget]:
        """All that can be read now, in the order in which the focus goes."""
        if self._window.dialog is not None:
            return readable(self._window.dialog)
        top = self._window.top
        # The tools stand below the page where everything one touches is brought lower.
        below = () if top.isAncestorOf(top.tools) else (top.tools,)
        parts = (top, self._window.area, *below, self._window.bar)
        return [one for part in parts for one in readable(part)]

    def labels(self) -> dict[QLabel, str]:
        """The words that can be read but not stopped at."""
        return {one: name_of(one) for one in self.order() if isinstance(one, QLabel) and not is_stop(one)}

    def page(self) -> tuple[str, ...]:
        """All words of the page, with the language: the same page in another size or colour has the same."""
        return (self.words.language, *(name_of(one) for one in readable(self._window.area)))

    def beginning(self, focused: QWidget | None) -> list[QWidget]:
        """The page, or the dialog over it, from its top to what has the focus; where nothing on it has the
        focus, to the first thing to stop at."""
        dialog = self._window.dialog
        if dialog is not None:
            # Its ways out stand side by side: those before the focus are heard as one goes to them.
            return [one for one in readable(dialog) if one is focused or not is_stop(one)]
        order = readable(self._window.area)
        if focused in order:
            return order[: order.index(focused) + 1]
        return order[: next((at for at, one in enumerate(order) if is_stop(one)), len(order))]

    # -- in words ------------------------------------------------------------------------------------

    def said_of(self, widget: QWidget, heard: Container[str] = ()) -> list[Said]:
        """What is said of one thing. Its hint is left out where it was `heard` just now."""
        phrases = phrases_of(widget, self.words) if isValid(widget) else []
        phrases = [one for at, one in enumerate(phrases) if at == 0 or one.text not in heard]
        if not phrases:
            return []
        visit, scene = self._navigator.visit, self._navigator.scene
        service = scene.service if visit.journey else None
        own = self._language(widget, translated=service is None or service.translated)
        told = () if self._ears.plugged else told_texts(visit)
        whole = not self._ears.plugged and is_private(
            widget,
            phrases[0].text,
            told=told,
            page=page_of(visit),
            sensitive=service is not None
            and (service.sensitive or service.safety)
            and self._window.area.isAncestorOf(widget),
        )
        return joined(
            self.allowed(
                Said(
                    one.text,
                    self.words.language if at else own,
                    whole or one.told or holds_told(one.text, told),
                )
                for at, one in enumerate(phrases)
            )
        )

    def said_of_all(self, things: Iterable[QWidget]) -> list[Said]:
        """What is said of several, one after the other; that something is held back is said once."""
        said: list[Said] = []
        heard: set[str] = set()
        for one in things:
            found = self.said_of(one, heard)
            # A logo and the name beside it say the same.
            said += found if found != said[-1:] else []
            heard.add(name_of(one))
        return said

    def allowed(self, said: Iterable[Said]) -> list[Said]:
        """Without what is private, unless there are headphones. Where nothing is left, that is said."""
        found = list(said)
        if self._ears.plugged:
            return found
        kept = [one for one in found if not one.private]
        if kept or not found:
            return kept
        self._note(self.words(WITHHELD))
        return [Said(self.words(WITHHELD), self.words.language)]

    def typed(self, before: str, after: str, *, masked: bool) -> list[Said]:
        """What is said as a box that held `before` comes to hold `after`. Through a loudspeaker only how
        much: a word at every letter that it is held back would help nobody."""
        if not masked and not self._ears.plugged:
            return []
        words = self.words
        return [Said(one, words.language, not masked) for one in echo(before, after, words, masked=masked)]

    def spelled(self, text: str) -> list[Said]:
        """What was typed, letter by letter."""
        language = self.words.language
        return self.allowed(Said(one, language, private=True) for one in spelled(text, self.words))

    def _language(self, widget: QWidget, *, translated: bool) -> str:
        """The language of a thing's own words. Those of a service that is in English only are English."""
        own = widget.property("lang")
        if own:
            return str(own)
        screen = self._window.screen_shown
        if not translated and screen is not None:
            above: QWidget | None = widget
            while above is not None and above is not screen:
                if above is screen.above or isinstance(above, FieldWidget):
                    return "en"
                above = above.parentWidget()
        return self.words.language


def joined(said: list[Said]) -> list[Said]:
    """Phrases of one language as one text, so that the voice does not stop between them."""
    done: list[Said] = []
    for one in said:
        if done and done[-1].language == one.language:
            text = flowing((done[-1].text, one.text))
            done[-1] = Said(text, one.language, done[-1].private or one.private)
        else:
            done.append(one)
    return done
