"""Tells when a journey's files have changed, whichever way an editor saves: into the file, or a new file in
its place. What they say is somebody else's.
"""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

QUIET_MS = 120
"""How long nothing more must happen: editors save in several strokes."""


class FolderWatch(QObject):
    """Watches the files of one journey, its overlays and shared.yaml in a folder."""

    changed = Signal()

    def __init__(self, folder: Path, names: tuple[str, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder, self._names = folder, names
        self._watcher = QFileSystemWatcher(self)
        self._watcher.addPath(str(folder))
        self._watcher.directoryChanged.connect(self._stir)
        self._watcher.fileChanged.connect(self._stir)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(QUIET_MS)
        self._settle.timeout.connect(self._look)
        self._seen = self._state()
        self._follow()

    def _stir(self) -> None:
        self._settle.start()

    def _look(self) -> None:
        # A file that was replaced is another file: it must be followed anew.
        self._follow()
        state = self._state()
        if state != self._seen:
            self._seen = state
            self.changed.emit()

    def _files(self) -> list[Path]:
        return [path for name in self._names for path in sorted(self._folder.glob(f"{name}.*yaml"))]

    def _follow(self) -> None:
        missing = {str(path) for path in self._files()} - set(self._watcher.files())
        if missing:
            self._watcher.addPaths(sorted(missing))

    def _state(self) -> list[tuple[str, int, int, int]]:
        """Names, times and sizes: what tells one saved file from another."""
        state = []
        for path in self._files():
            try:
                stat = path.stat()
            except OSError:
                continue
            state.append((path.name, stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return state
