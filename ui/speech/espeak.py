"""A voice by espeak-ng, one child process for each text: stopping is killing it, which nothing can delay.

The text goes in by its standard input, never on a command line that others on the machine could read. The
program plays by itself on the system's default output. Which voices there are, and how good, is its business.
"""

from PySide6.QtCore import QProcess, QTimer

from kiosk.characters import lines
from kiosk.language import SOURCE
from ui.speech.voice import Voice

PROGRAM = "espeak-ng"
VOICES = {"en": "en-gb", "cy": "cy", "pl": "pl", "ro": "ro", "uk": "uk", "ar": "ar"}
"""espeak-ng's name of each language."""
WORDS_A_MINUTE = {-2: 110, -1: 135, 0: 165, 1: 200, 2: 245, 3: 300, 4: 370}
AMPLITUDE = {-2: 16, -1: 26, 0: 40, 1: 58, 2: 86, 3: 126}
"""From the first to the last 19 dB, to the fourth 12 dB, as measured: EN 301 549 8.2.1.1 and 8.2.1.2 ask for
a gain of 18 dB with a step at 12 dB. Above 126 its sound is cut at the peaks."""
NO_VOICE = "There is no voice for this language here. You can read the words on the screen."
"""Said in English in place of words that would be no words in the wrong voice."""
LETTERS_A_WORD = 5
PATIENCE, LEAST_MS = 3, 4000
"""A text that takes this many times as long as it should, and at least so long, is given up: without a sound
device a player may wait for ever."""
ENDS_MS = 500
"""How long the end of killed children is waited for when the voice goes."""


class EspeakVoice(Voice):
    """Speaks by `program`. Where it cannot be started every text is over at once; where it has no voice for a
    language, that is said in English."""

    def __init__(self, program: str = PROGRAM) -> None:
        super().__init__()
        self._program = program
        self._child: QProcess | None = None
        self._said = ("", 0, 0)
        """Language, rate and volume of what is being said."""
        self._dying: set[QProcess] = set()
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self._given_up)

    def say(self, text: str, language: str, rate: int, volume: int) -> None:
        self.stop()
        self._said = (language, rate, volume)
        child = self._child = QProcess(self)
        child.setStandardOutputFile(QProcess.nullDevice())
        child.setStandardErrorFile(QProcess.nullDevice())
        child.finished.connect(lambda *_: self._ended(child))
        child.errorOccurred.connect(lambda error: self._failed(child, error))
        self._limit.start(limit_ms(text, rate))
        child.start(self._program, arguments(language, rate, volume))
        # What was typed may be said: the program takes control characters for commands.
        child.write(lines(text).encode())
        child.closeWriteChannel()

    def stop(self) -> None:
        self._limit.stop()
        child, self._child = self._child, None
        if child is not None:
            self._dying.add(child)
            child.kill()

    def close(self) -> None:
        self.stop()
        for child in tuple(self._dying):
            child.waitForFinished(ENDS_MS)

    @property
    def alive(self) -> int:
        """How many child processes there are, with those that are being killed."""
        return len(self._dying) + (self._child is not None)

    def _ended(self, child: QProcess) -> None:
        self._dying.discard(child)
        child.deleteLater()
        if child is self._child:
            self._child = None
            self._limit.stop()
            language, rate, volume = self._said
            if self._refused(child) and language != SOURCE:
                self.say(NO_VOICE, SOURCE, rate, volume)
            else:
                self.finished.emit()

    def _refused(self, child: QProcess) -> bool:
        """Whether the program ran, and would not: it does so where it has not the voice."""
        started = child.error() != QProcess.ProcessError.FailedToStart
        return started and child.exitStatus() == QProcess.ExitStatus.NormalExit and child.exitCode() != 0

    def _failed(self, child: QProcess, error: QProcess.ProcessError) -> None:
        # A child that crashed also ends; one that never began does not.
        if error == QProcess.ProcessError.FailedToStart:
            # Not from within start(), which is still in `say`.
            QTimer.singleShot(0, self, lambda: self._ended(child))

    def _given_up(self) -> None:
        self.stop()
        self.finished.emit()


def arguments(language: str, rate: int, volume: int) -> list[str]:
    """What the program is started with; the text comes by standard input, in UTF-8."""
    voice = VOICES.get(language, VOICES["en"])
    return [
        "-v", voice, "-s", str(WORDS_A_MINUTE[rate]), "-a", str(AMPLITUDE[volume]), "-b", "1", "--stdin",
    ]  # fmt: skip


def limit_ms(text: str, rate: int) -> int:
    """After how many milliseconds a text is given up."""
    minutes = len(text) / LETTERS_A_WORD / WORDS_A_MINUTE[rate]
    return LEAST_MS + round(PATIENCE * minutes * 60_000)
