"""Follows what shows and what has the focus, and says what is new: a page, a question over it, the thing that
one has come to, what one types, what changes by itself.

Keeps what was said last, to be said again. Whether the kiosk speaks at all, and what a resident asks of the
voice, is `ui.speech.speaker`; what is said of a thing is `ui.speech.teller`.
"""

import re

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from ui.keyboard_key import KeyButton
from ui.overlay import Overlay
from ui.pieces.rows import AnswerRow
from ui.speech.phrases import clean, name_of, text_in
from ui.speech.queue import Queue
from ui.speech.reading import lead
from ui.speech.teller import Teller
from ui.speech.typing import Typing
from ui.speech.voice import Said
from ui.tree.roles import is_masked
from ui.window import KioskWindow

WATCH_MS = 300
"""How often the page is looked at for words that have changed."""
FEW_LEFT = 5
"""A count of characters left is spoken from here on; before, it would be heard at every letter."""


class Follower(QObject):
    """Puts what is new into the queue, from `begin` to `end`."""

    def __init__(self, window: KioskWindow, teller: Teller, queue: Queue) -> None:
        super().__init__(window)
        self._window, self._teller, self._queue = window, teller, queue
        self._typing = Typing(self._typed, self)
        self._on = False
        self._at: QWidget | None = None
        """What was said last."""
        self._name = ""
        self._item: list[Said] = []
        self._spell_next = False
        self._dialog: Overlay | None = None
        self._page: tuple[str, ...] = ()
        self._new_page = False
        self._known: set[str] = set()
        """Words of the page that were there, or were said, when it was last looked at."""
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._settled)
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self.look)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    # -- from begin to end ---------------------------------------------------------------------------

    def begin(self, first: list[Said]) -> None:
        """Say `first`, then the page; follow from now on."""
        self._on = True
        self._watch.start()
        self._read_from_top(first)

    def end(self) -> None:
        """Follow no more, and forget all that was said."""
        self._on = False
        self._watch.stop()
        self._settle.stop()
        self._typing.let_go()
        self._follow(None)
        self._item, self._page, self._known = [], (), set()

    def page_shown(self) -> None:
        """A screen was put up: once it has come to rest, say what is new on it."""
        self._new_page = True
        self._settle.start()

    # -- what was said last --------------------------------------------------------------------------

    def again(self) -> list[Said]:
        """What was said last. A second time at once: letter by letter, where it was typed."""
        free = self._free_text() if self._spell_next else ""
        if self._at is not None:
            self._item = self._teller.said_of(self._at) or self._item
        self._spell_next = not free
        return self._teller.spelled(free) if free else self._item

    def whole(self) -> list[Said]:
        """The whole page, from its top to its end."""
        self._spell_next = False
        return self._teller.said_of_all(self._teller.order())

    def keep(self, said: list[Said]) -> None:
        """This was said last, and is no one thing on the screen."""
        self._follow(None)
        self._item, self._spell_next = said, False

    def say_item(self, widget: QWidget, before: list[Said]) -> None:
        """Say what a widget is in place of all else, after what stands before it."""
        self._follow(widget)
        self._spell_next = False
        self._item = self._teller.said_of(widget)
        self._queue.say([*before, *self._item])

    def look(self) -> None:
        """Say what has come or changed: how far a submission is, what the printer does, what was found."""
        if self._settle.isActive():
            return
        labels = self._teller.labels()
        new = [
            one
            for one, text in labels.items()
            if text not in self._known and not _chatters(one.objectName(), text)
        ]
        self._known = set(labels.values())
        if new:
            self._queue.add(self._teller.said_of_all(new))

    # -- inside --------------------------------------------------------------------------------------

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._on and new is not None:
            self._settle.start()

    def _settled(self) -> None:
        """Focus and page have come to rest: say what is new."""
        screen = self._window.screen_shown
        if screen is not None and not screen.isVisible() and self._window.isVisible():
            self._settle.start()
            return
        # The order of reading is where things stand: they must stand there.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        focused = QApplication.focusWidget()
        dialog, self._dialog = self._dialog, self._window.dialog
        new_page, self._new_page = self._new_page, False
        other = self._dialog is not None and self._dialog is not dialog
        if new_page and self._teller.page() != self._page:
            other = True
        if other:
            self._read_from_top([])
        elif new_page and self._queue.speaking:
            # The same page once more, of which the resident knows nothing: it is still being read.
            self._find_again(focused)
        elif focused is not None and (focused is not self._at or new_page):
            self._go_to(focused)
        self._typing.follow(focused)

    def _read_from_top(self, first: list[Said]) -> None:
        focused = QApplication.focusWidget()
        read = self._teller.beginning(focused)
        self._dialog, self._page = self._window.dialog, self._teller.page()
        self._follow(read[-1] if read else None)
        self._item = self._teller.said_of(self._at) if self._at is not None else []
        self._spell_next = False
        self._known = set(self._teller.labels().values())
        self._typing.follow(focused)
        self._queue.say([*first, *self._teller.said_of_all(read)])

    def _find_again(self, focused: QWidget | None) -> None:
        """The page was made anew, and so was what had been said last."""
        order = self._teller.order()
        same = (one for one in order if name_of(one) == self._name)
        self._follow(focused if focused in order else next(same, None))

    def _go_to(self, focused: QWidget) -> None:
        """The focus went on, with what stands before it, or back."""
        if isinstance(focused, KeyButton):
            self.say_item(focused, [])
            return
        order = self._teller.order()
        if focused in order:
            before = self._at if self._at is not None and isValid(self._at) else None
            # A dialog is short: its words were read when it came.
            between = [] if self._dialog is not None else lead(order, focused, before)
            self.say_item(focused, self._teller.said_of_all(between))
            self._known |= {name_of(one) for one in between}

    def _follow(self, widget: QWidget | None) -> None:
        """This is what was said last; should it be chosen or ticked, that is said too."""
        if isinstance(self._at, QAbstractButton) and isValid(self._at):
            self._at.toggled.disconnect(self._toggled)
        self._at = widget
        self._name = name_of(widget) if widget is not None else ""
        if isinstance(widget, QAbstractButton):
            widget.toggled.connect(self._toggled)

    def _toggled(self) -> None:
        if self._on and self._at is not None:
            self._queue.say(self._teller.said_of(self._at))

    def _typed(self, before: str, after: str, masked: bool) -> None:
        if self._on:
            said = self._teller.typed(before, after, masked=masked)
            if said:
                self._queue.say(said)

    def _free_text(self) -> str:
        """What was typed into the thing that was said last, or stands in its row of the check page."""
        at = self._at
        if at is None or not isValid(at) or is_masked(at):
            return ""
        if isinstance(at, QLineEdit | QPlainTextEdit):
            return text_in(at)
        row = at if isinstance(at, AnswerRow) else at.parentWidget()
        return clean(row.answer) if isinstance(row, AnswerRow) else ""


def _chatters(name: str, text: str) -> bool:
    """A count that goes down with each letter is said only near its end."""
    number = re.search(r"\d+", text)
    return name.startswith("count:") and number is not None and int(number[0]) > FEW_LEFT
