"""What is to be said, one text after the other: with a pause, and silent at once when another thing comes."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from ui.speech.voice import RATES, VOLUMES, Said, Voice


class Queue(QObject):
    """Hands a voice one text at a time. `ended` tells when all has been said."""

    ended = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._waiting: list[Said] = []
        self._now: Said | None = None
        self._cut: list[Said] = []
        self.paused = False
        self.rate = self.volume = 0
        voice.finished.connect(self._finished)

    @property
    def speaking(self) -> bool:
        """Whether something is being said now."""
        return self._now is not None

    @property
    def rest(self) -> bool:
        """Whether something was left unsaid when the voice was told to be silent."""
        return bool(self._cut)

    def set_steps(self, rate: int, volume: int) -> None:
        """Rate and volume of what comes next."""
        self.rate = min(max(rate, RATES[0]), RATES[1])
        self.volume = min(max(volume, VOLUMES[0]), VOLUMES[1])

    def say(self, texts: Iterable[Said]) -> None:
        """Say these in place of whatever is being said or waits."""
        self.clear()
        self._waiting = [one for one in texts if one.text.strip()]
        self._next()

    def add(self, texts: Iterable[Said]) -> None:
        """Say these after what is being said."""
        self._waiting += [one for one in texts if one.text.strip()]
        if self._now is None and not self.paused:
            self._next()

    def hush(self) -> None:
        """Be silent at once. What was cut off stays, from its beginning, for `resume`."""
        if self._now is not None:
            self._cut = [self._now, *self._waiting]
            self._now, self._waiting = None, []
            self._voice.stop()

    def resume(self) -> None:
        """Go on with what was cut off."""
        self.paused = False
        self._waiting, self._cut = [*self._cut, *self._waiting], []
        if self._now is None:
            self._next()

    def clear(self) -> None:
        """Be silent at once and forget what was to come."""
        if self._now is not None:
            self._voice.stop()
        self._now, self._waiting, self._cut, self.paused = None, [], [], False

    def _next(self) -> None:
        if not self._waiting:
            self._now = None
            self.ended.emit()
            return
        self._now = self._waiting.pop(0)
        self._voice.say(self._now.text, self._now.language, self.rate, self.volume)

    def _finished(self) -> None:
        if self._now is not None:
            self._next()
