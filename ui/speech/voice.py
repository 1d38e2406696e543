"""What speaks: one short text at a time, in a language, at a rate and a volume, until it is told to stop.

What is said, and when, is `ui.speech.speaker`. The voice for the kiosk is `ui.speech.espeak`; the one for
tests and demonstrations, which keeps what it was told, stands here.
"""

from abc import abstractmethod

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal

RATES = (-2, 4)
VOLUMES = (-2, 3)
"""Lowest and highest step of each; 0 is the usual."""


class Said(Struct, frozen=True):
    """One text to say. `private`: it holds, or may hold, what a resident told; headphones only."""

    text: str
    language: str
    private: bool = False


class Voice(QObject):
    """Says one text at a time. A text that is being said is over with `finished`, or when `stop` returns;
    `stop` and a further `say` do not tell `finished` of the text that they cut off."""

    finished = Signal()

    @abstractmethod
    def say(self, text: str, language: str, rate: int, volume: int) -> None:
        """Begin to say `text`, in place of what is being said. `language` is a key of
        `kiosk.language.NAMES`, `rate` and `volume` are steps within RATES and VOLUMES. Never raises: what
        cannot be said is over at once."""

    @abstractmethod
    def stop(self) -> None:
        """Be silent at once."""

    def close(self) -> None:
        """Be silent for good."""
        self.stop()


class RecordingVoice(Voice):
    """Keeps what it is told to say. With `quick` each text is over at once (with the next turn of the
    event loop); otherwise when `finish` is called."""

    def __init__(self, *, quick: bool = True) -> None:
        super().__init__()
        self.quick = quick
        self.said: list[Said] = []
        self.steps: list[tuple[int, int]] = []
        """Rate and volume of each."""
        self.now = ""
        """What is being said."""
        self.overlaps = 0
        """How often a text began while another had not ended: `Speaker` stops first."""

    def say(self, text: str, language: str, rate: int, volume: int) -> None:
        self.overlaps += bool(self.now)
        self.now = text
        self.said.append(Said(text, language))
        self.steps.append((rate, volume))
        if self.quick:
            number = len(self.said)
            QTimer.singleShot(0, self, lambda: self._over(number))

    def _over(self, number: int) -> None:
        if number == len(self.said):
            self.finish()

    def finish(self) -> None:
        """What is being said has been said."""
        if self.now:
            self.now = ""
            self.finished.emit()

    def stop(self) -> None:
        self.now = ""

    @property
    def texts(self) -> list[str]:
        """All that was said, in order."""
        return [one.text for one in self.said]
