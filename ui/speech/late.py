"""Stands for the speaker until it is needed: the first picture does not wait for it."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kiosk.receipt import Receipt

if TYPE_CHECKING:
    from ui.navigator import Navigator
    from ui.speech.jack import Headphones
    from ui.speech.speaker import Speaker
    from ui.speech.voice import Voice
    from ui.window import KioskWindow

Sound = Callable[[], "tuple[Voice, Headphones]"]
"""Makes the voice and finds the ears: what a kiosk that can speak is given."""


class LateSpeaker(QObject):
    """What `ui.speech.speaker.Speaker` does, made when first asked for, or by `get_ready`. Without `sound`
    it stays silent for ever."""

    def __init__(self, window: "KioskWindow", navigator: "Navigator", sound: Sound | None) -> None:
        super().__init__(window)
        self._window, self._navigator, self._sound = window, navigator, sound
        self._made: Speaker | None = None

    def pieces(self) -> Iterator[Callable[[], object]]:
        """The work of getting ready, a piece at a time, for who does it while nobody waits."""
        if self._sound is not None:
            yield partial(import_module, "ui.speech.speaker")
            yield self.get_ready

    def get_ready(self) -> "Speaker | None":
        """The speaker itself, which watches for headphones from now on; None where there is no sound."""
        if self._made is None and self._sound is not None:
            from ui.speech.speaker import Speaker

            self._made = Speaker(self._window, self._navigator, *self._sound())
        return self._made

    @property
    def on(self) -> bool:
        """Whether the kiosk reads itself out."""
        return self._made is not None and self._made.on

    @property
    def speaking(self) -> bool:
        """Whether the clock of the visit waits for what is being said."""
        return self._made is not None and self._made.speaking

    def hush(self) -> None:
        """Somebody did something."""
        if self._made is not None:
            self._made.hush()

    def close(self) -> None:
        """Be silent for good."""
        if self._made is not None:
            self._made.close()
        self._sound = self._made = None

    def toggle(self) -> None:
        """On or off."""
        if (speaker := self.get_ready()) is not None:
            speaker.toggle()

    def repeat(self) -> None:
        """The last thing again."""
        if (speaker := self.get_ready()) is not None:
            speaker.repeat()

    def repeat_page(self) -> None:
        """The whole page again."""
        if (speaker := self.get_ready()) is not None:
            speaker.repeat_page()

    def pause(self) -> None:
        """Stop, or go on."""
        if (speaker := self.get_ready()) is not None:
            speaker.pause()

    def faster(self) -> None:
        """One step faster."""
        if (speaker := self.get_ready()) is not None:
            speaker.faster()

    def slower(self) -> None:
        """One step slower."""
        if (speaker := self.get_ready()) is not None:
            speaker.slower()

    def louder(self) -> None:
        """One step louder."""
        if (speaker := self.get_ready()) is not None:
            speaker.louder()

    def softer(self) -> None:
        """One step softer."""
        if (speaker := self.get_ready()) is not None:
            speaker.softer()

    def say_widget(self, widget: QWidget) -> None:
        """Say what a widget is."""
        if self._made is not None:
            self._made.say_widget(widget)

    def say_text(self, text: str) -> None:
        """Say words of the interface."""
        if self._made is not None:
            self._made.say_text(text)

    def read_receipt(self, receipt: Receipt) -> None:
        """Say every line that would be printed."""
        if (speaker := self.get_ready()) is not None:
            speaker.read_receipt(receipt)
