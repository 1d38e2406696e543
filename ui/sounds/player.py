"""What plays a WAV file: a program of the system's, or a list for tests and demonstrations."""

from abc import abstractmethod

from PySide6.QtCore import QObject, QProcess, QTimer

LIMIT_MS = 2000
"""Without a sound device a player may wait for ever: it is ended then."""


class Player(QObject):
    """Plays one sound at a time; a further one takes its place."""

    @abstractmethod
    def play(self, wav: bytes) -> None:
        """Begin to play. Never raises: of a sound that cannot be played all that it says is seen."""

    @abstractmethod
    def stop(self) -> None:
        """Be silent at once."""

    def close(self) -> None:
        """Be silent for good."""
        self.stop()


class RecordingPlayer(Player):
    """Keeps what it is told to play."""

    def __init__(self) -> None:
        super().__init__()
        self.played: list[bytes] = []
        self.stops = 0

    def play(self, wav: bytes) -> None:
        self.played.append(wav)

    def stop(self) -> None:
        self.stops += 1


class ProgramPlayer(Player):
    """Gives the sound to a program's standard input, such as `aplay -q`. `command` is the program and its
    arguments."""

    def __init__(self, command: tuple[str, ...]) -> None:
        super().__init__()
        self._command = command
        self._child: QProcess | None = None
        self._dying: set[QProcess] = set()
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(LIMIT_MS)
        self._limit.timeout.connect(self.stop)

    def close(self) -> None:
        self.stop()
        for child in tuple(self._dying):
            child.waitForFinished(LIMIT_MS)

    @property
    def playing(self) -> bool:
        """Whether a program runs."""
        return self._child is not None

    def play(self, wav: bytes) -> None:
        self.stop()
        child = self._child = QProcess(self)
        child.setStandardOutputFile(QProcess.nullDevice())
        child.setStandardErrorFile(QProcess.nullDevice())
        child.finished.connect(lambda *_: self._ended(child))
        child.errorOccurred.connect(lambda error: self._failed(child, error))
        self._limit.start()
        child.start(self._command[0], list(self._command[1:]))
        child.write(wav)
        child.closeWriteChannel()

    def stop(self) -> None:
        child, self._child = self._child, None
        self._limit.stop()
        if child is not None:
            self._dying.add(child)
            child.kill()

    def _failed(self, child: QProcess, error: QProcess.ProcessError) -> None:
        # A child that crashed also ends; one that never began does not.
        if error == QProcess.ProcessError.FailedToStart:
            # Not from within start(), which is still in `play`.
            QTimer.singleShot(0, self, lambda: self._ended(child))

    def _ended(self, child: QProcess) -> None:
        self._dying.discard(child)
        child.deleteLater()
        if child is self._child:
            self._child = None
            self._limit.stop()
