"""The kiosk reads itself out: page, focus, what is typed, what changes, and what a resident asks for again.

It notices what is new and decides when to speak. What is said of a thing is `teller`, letters as one types
`echo`, the receipt `paper`. Which key does what is `ui.controller`; whether headphones are plugged in `jack`.
"""

import re

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from kiosk.language import N_, Words
from kiosk.receipt import Receipt
from kiosk.visit import Preferences
from ui.keyboard_key import KeyButton
from ui.navigator import Navigator
from ui.overlay import Overlay
from ui.pieces.rows import AnswerRow
from ui.speech.echo import echo
from ui.speech.jack import Headphones
from ui.speech.note import Note
from ui.speech.paper import receipt_lines
from ui.speech.phrases import clean, name_of, spelled, text_in
from ui.speech.queue import Queue
from ui.speech.reading import lead
from ui.speech.teller import Teller
from ui.speech.typing import Typing
from ui.speech.voice import RATES, VOLUMES, Said, Voice
from ui.tree.roles import is_masked
from ui.window import KioskWindow

WATCH_MS = 300
"""How often the page is looked at for words that have changed."""
FEW_LEFT = 5
"""A count of characters left is spoken from here on; before, it would be heard at every letter."""
IDLE = "idle-dialog"
WELCOME = N_("Speech is on. Press down to go on, up to go back, and the middle key to choose.")
ALOUD = N_("This kiosk speaks through a loudspeaker. Your answers are not spoken.")
NO_HEADPHONES = N_("Plug in headphones to listen.")
OFF = N_("Speech is off.")
PAUSED = N_("Paused. Press the same key to go on.")


class Speaker(QObject):
    """Speaks while the visit's preference `speech` is on and there is an ear for it."""

    changed = Signal()
    """Speech was turned on or off."""

    def __init__(self, window: KioskWindow, navigator: Navigator, voice: Voice, ears: Headphones) -> None:
        super().__init__(window)
        self._window, self._navigator, self._voice, self._ears = window, navigator, voice, ears
        self._queue = Queue(voice)
        self._note = Note(window)
        self._teller = Teller(window, navigator, ears, self._show_note)
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
        self._watch.timeout.connect(self._look)
        navigator.shown.connect(self._shown)
        ears.changed.connect(self._plugged)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        if ears.plugged and self._preferences.speech:
            self.start()

    # -- what others ask -----------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        """Whether the kiosk reads itself out."""
        return self._on

    @property
    def speaking(self) -> bool:
        """Whether the clock of the visit waits for what is being said. It does not wait for its own
        question: that would never come to an end."""
        dialog = self._window.dialog
        return self._queue.speaking and not (dialog is not None and dialog.objectName() == IDLE)

    def toggle(self) -> None:
        """On, or off. Without headphones say on the screen what is needed."""
        if self._on:
            self.end()
        else:
            self.start()

    def start(self) -> None:
        """Begin to speak: how to get on, then the page."""
        words = self._words
        if not self._ears.heard:
            self._show_note(words(NO_HEADPHONES))
            return
        if self._on:
            return
        self._navigator.visit.prefer(speech=True)
        self._on = True
        self._set_steps()
        self._watch.start()
        welcome = words(WELCOME) if self._ears.plugged else f"{words(ALOUD)} {words(WELCOME)}"
        self._show_note(welcome)
        self._read_from_top([Said(welcome, words.language)])
        self.changed.emit()

    def end(self) -> None:
        """Be silent, at once and from now on."""
        if self._on:
            self._silence()
            self._navigator.visit.prefer(speech=False)
            self._show_note(self._words(OFF))
            self.changed.emit()

    def hush(self) -> None:
        """Somebody did something: what is being said stops (EN 301 549 5.1.3.5)."""
        self._queue.hush()

    def pause(self) -> None:
        """Stop in the middle, or go on from there. Where all was said, say the last thing again."""
        if not self._ready():
            return
        if self._queue.paused:
            self._queue.resume()
            return
        self._queue.hush()
        if self._queue.rest:
            self._queue.paused = True
            self._show_note(self._words(PAUSED))
        else:
            self.repeat()

    def repeat(self) -> None:
        """Say the last thing again. A second time at once: letter by letter, where it was typed."""
        if not self._ready():
            return
        free = self._free_text() if self._spell_next else ""
        if self._at is not None:
            self._item = self._teller.said_of(self._at) or self._item
        self._queue.say(self._private(spelled(free, self._words)) if free else self._item)
        self._spell_next = not free

    def repeat_page(self) -> None:
        """Say the whole page again, from its top to its end."""
        if self._ready():
            self._spell_next = False
            self._queue.say(self._teller.said_of_all(self._teller.order()))

    def faster(self) -> None:
        """One step faster."""
        self._step("rate", 1)

    def slower(self) -> None:
        """One step slower."""
        self._step("rate", -1)

    def louder(self) -> None:
        """One step louder."""
        self._step("volume", 1)

    def softer(self) -> None:
        """One step softer."""
        self._step("volume", -1)

    def say_widget(self, widget: QWidget) -> None:
        """Say what a widget is, in place of all else: for a finger that explores, for a step of scanning."""
        if self._on:
            self._say_item(widget, [])

    def say_text(self, text: str) -> None:
        """Say a text of the interface, and show it in a quiet line. It must hold nothing that was told."""
        self._show_note(text)
        if self._on:
            self._queue.say([Said(text, self._words.language)])

    def read_receipt(self, receipt: Receipt) -> None:
        """Say every line that would be printed."""
        if self._ready():
            texts = receipt_lines(receipt, self._words)
            told = {clean(part) for line in receipt.lines for part in (line.label, *line.text.split("\n"))}
            said = [Said(one, self._words.language, clean(one) in told) for one in texts]
            self._follow(None)
            self._item, self._spell_next = self._teller.allowed(said), False
            self._queue.say(self._item)

    def close(self) -> None:
        """Be silent for good."""
        self._silence()
        self._voice.close()
        self._ears.close()

    # -- on and off ----------------------------------------------------------------------------------

    def _ready(self) -> bool:
        """Whether speech is on. A key of the voice that finds it off turns it on: that was meant by it."""
        if self._on:
            return True
        self.start()
        return False

    def _silence(self) -> None:
        self._on = False
        self._watch.stop()
        self._settle.stop()
        self._queue.clear()
        self._typing.let_go()
        self._follow(None)
        self._item, self._page, self._known = [], (), set()
        self._note.hide()

    def _plugged(self, plugged: bool) -> None:
        """Plugging in starts speech (EN 301 549 5.2); pulling out stops it, without a further word."""
        if plugged:
            self.start()
        elif not self._ears.heard:
            self.end()
        else:
            # What waits was meant for headphones.
            self._queue.clear()

    def _step(self, what: str, by: int) -> None:
        if not self._ready():
            return
        low, high = RATES if what == "rate" else VOLUMES
        step = min(max(getattr(self._preferences, what) + by, low), high)
        self._navigator.visit.prefer(**{what: step})
        self._set_steps()
        words, n, total = self._words, step - low + 1, high - low + 1
        if what == "rate":
            self.say_text(words("Speed {n} of {total}", n=n, total=total))
        else:
            self.say_text(words("Volume {n} of {total}", n=n, total=total))

    def _set_steps(self) -> None:
        self._queue.set_steps(self._preferences.rate, self._preferences.volume)

    @property
    def _preferences(self) -> Preferences:
        return self._navigator.visit.preferences

    @property
    def _words(self) -> Words:
        return self._navigator.scene.words

    def _show_note(self, text: str) -> None:
        area, focused = self._window.area, QApplication.focusWidget()
        self._note.show_text(self._navigator.scene.look, text, area, focused)

    # -- following what shows ------------------------------------------------------------------------

    def _shown(self) -> None:
        if self._on and not self._preferences.speech:
            self._silence()
            self.changed.emit()
        elif self._on:
            self._set_steps()
            self._new_page = True
            self._settle.start()
        elif self._preferences.speech and self._ears.heard:
            self.start()

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
            self._say_item(focused, [])
            return
        order = self._teller.order()
        if focused in order:
            before = self._at if self._at is not None and isValid(self._at) else None
            # A dialog is short: its words were read when it came.
            between = [] if self._dialog is not None else lead(order, focused, before)
            self._say_item(focused, self._teller.said_of_all(between))
            self._known |= {name_of(one) for one in between}

    def _say_item(self, widget: QWidget, before: list[Said]) -> None:
        self._follow(widget)
        self._spell_next = False
        self._item = self._teller.said_of(widget)
        self._queue.say([*before, *self._item])

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

    def _look(self) -> None:
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

    # -- typing --------------------------------------------------------------------------------------

    def _typed(self, before: str, after: str, masked: bool) -> None:
        # Through a loudspeaker nothing: a word at every letter that it is held back would help nobody.
        if self._on and (masked or self._ears.plugged):
            said = echo(before, after, self._words, masked=masked)
            self._queue.say(Said(one, self._words.language, private=not masked) for one in said)

    def _private(self, texts: list[str]) -> list[Said]:
        return self._teller.allowed(Said(one, self._words.language, private=True) for one in texts)

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
