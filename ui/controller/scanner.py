"""Scanning with one switch or two: marks what comes next, and chooses what is marked.

Where the mark goes is `scan`, what there is to mark is `board`. Which key is a switch, and how many there
are, is `switches`' business.
"""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.language import N_, Words
from ui.controller.board import BAR, KEYS, PAGE, TOOLS, board, place_of
from ui.controller.commands import activate
from ui.controller.mark import Mark
from ui.controller.scan import Node, Path, after_choice, at, band, into, items, step
from ui.controller.speech import Speech
from ui.overlay import Overlay
from ui.window import KioskWindow

BANDS = {
    TOOLS: N_("Tools at the top"),
    PAGE: N_("This page"),
    KEYS: N_("Keyboard"),
    BAR: N_("Buttons at the bottom"),
}
"""What a band is called."""


class Scanner(QObject):
    """Scans one window while it is on."""

    def __init__(self, window: KioskWindow, speech: Speech) -> None:
        super().__init__(window)
        self._window, self._speech = window, speech
        self._mark = Mark(window)
        self._path: Path = (0,)
        self._band = ""
        self._over: Overlay | None = None
        self._words: Words | None = None
        self._on = False
        self._dwell = QTimer(self)
        self._dwell.setSingleShot(True)
        self._dwell.timeout.connect(self.move)
        self._changed = QTimer(self)
        self._changed.setSingleShot(True)
        self._changed.setInterval(0)
        self._changed.timeout.connect(self._look_again)

    # -- on and off ----------------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        """Whether it scans."""
        return self._on

    def start(self, words: Words, *, dwell_ms: int = 0) -> None:
        """Scan from the page, or go on where the screen is the same. `dwell_ms`: how long a mark stays
        before the next one, 0 where a second switch moves it."""
        self._words = words
        self._dwell.setInterval(dwell_ms)
        if not self._on:
            self._on = True
            app = QApplication.instance()
            if isinstance(app, QApplication):
                app.focusChanged.connect(self._focus_moved)
        self._begin()

    def stop(self) -> None:
        """Take the mark away."""
        if self._on:
            self._on = False
            app = QApplication.instance()
            if isinstance(app, QApplication):
                app.focusChanged.disconnect(self._focus_moved)
        self._dwell.stop()
        self._changed.stop()
        self._mark.hide()

    # -- the two switches ----------------------------------------------------------------------------

    def move(self) -> None:
        """Mark what comes next."""
        if not self._on:
            return
        tree = self._tree()
        if at(tree, self._path) is not None:
            self._aim(tree, step(tree, self._path))
        self._show(tree)

    def choose(self) -> None:
        """Go into the group that is marked, or touch the thing that is."""
        if not self._on:
            return
        tree = self._tree()
        node = at(tree, self._path)
        if node is None:
            self._begin()
        elif node.item is None:
            self._path = into(self._path)
            self._show(tree)
        else:
            self._touch(tree, node.item)

    @property
    def marked(self) -> tuple[QWidget, ...]:
        """What is marked now."""
        node = at(self._tree(), self._path) if self._on else None
        return items(node) if node is not None else ()

    # -- inside --------------------------------------------------------------------------------------

    def _touch(self, tree: Node[QWidget], thing: QWidget) -> None:
        self._aim(tree, after_choice(tree, self._path))
        opens = bool(thing.property("keyboard"))
        activate(thing, self._window)
        if not self._on:
            return
        tree = self._tree()
        keys = band(tree, KEYS)
        if opens and keys is not None:
            self._aim(tree, keys)
        self._show(tree)

    def _tree(self) -> Node[QWidget]:
        """What there is now. Where something lies over the page, or no longer does, the scan begins anew."""
        tree = board(self._window)
        over = self._window.dialog
        if over is not self._over or at(tree, self._path) is None or _named(tree, self._path) != self._band:
            self._over = over
            self._aim(tree, self._first(tree))
        return tree

    def _aim(self, tree: Node[QWidget], path: Path) -> None:
        self._path, self._band = path, _named(tree, path)

    def _first(self, tree: Node[QWidget]) -> Path:
        """A question begins at the way that changes nothing, a page at its keyboard or at what it asks."""
        if self._over is not None:
            focused = QApplication.focusWidget()
            found = [n for n, one in enumerate(tree.children) if one.item is focused]
            return (found[0] if found else 0,)
        return band(tree, KEYS) or band(tree, PAGE) or (0,)

    def _begin(self) -> None:
        tree = board(self._window)
        self._over = self._window.dialog
        self._aim(tree, self._first(tree))
        self._show(tree)

    def _focus_moved(self) -> None:
        """A question that opens or closes moves the focus, and nothing else tells of it."""
        self._changed.start()

    def _look_again(self) -> None:
        if self._on:
            over = self._over
            tree = self._tree()
            self._show(tree, say=self._over is not over)

    def _show(self, tree: Node[QWidget], *, say: bool = True) -> None:
        node = at(tree, self._path)
        look = self._window.look
        if node is None or look is None:
            self._mark.hide()
            return
        things = items(node)
        if len(things) == 1:
            self._window.reveal(things[0])
        self._mark.put(place_of(things, self._window), look)
        if say:
            self._say(tree, things)
        if self._dwell.interval():
            self._dwell.start()

    def _say(self, tree: Node[QWidget], things: tuple[QWidget, ...]) -> None:
        """Say what is marked. Of a group its place: its words may hold what somebody told."""
        words = self._words
        if not self._speech.on or words is None:
            return
        if len(things) == 1:
            self._speech.say_widget(things[0])
        elif len(self._path) == 1 and self._band in BANDS:
            self._speech.say_text(words(BANDS[self._band]))
        elif self._band == KEYS:
            first, last = things[0].accessibleName(), things[-1].accessibleName()
            self._speech.say_text(words("{first} to {last}", first=first, last=last))
        else:
            group = at(tree, self._path[:-1])
            total = len(group.children) if group is not None else 0
            self._speech.say_text(words("Row {n} of {total}", n=self._path[-1] + 1, total=total))


def _named(tree: Node[QWidget], path: Path) -> str:
    node = at(tree, path[:1])
    return node.name if node is not None else ""
