"""The kiosk reads itself out: on and off, and what a resident asks of the voice.

What is new on the screen is noticed by `follower`, and put into words by `teller`; the receipt is `paper`.
Which key does what is `ui.controller`; whether headphones are plugged in `jack`.
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.language import N_, Words
from kiosk.receipt import Receipt
from kiosk.visit import Preferences
from ui.navigator import Navigator
from ui.overlay import IDLE
from ui.speech.follower import Follower
from ui.speech.jack import Headphones
from ui.speech.note import Note
from ui.speech.paper import receipt_lines
from ui.speech.phrases import clean
from ui.speech.queue import Queue
from ui.speech.teller import Teller
from ui.speech.voice import RATES, VOLUMES, Said, Voice
from ui.window import KioskWindow

WELCOME = N_("Speech is on. Press down to go on, up to go back, and the middle key to choose.")
FINGER = N_("Slide a finger to hear. Tap twice to choose.")
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
        self._follower = Follower(window, self._teller, self._queue)
        self._on = False
        navigator.shown.connect(self._shown)
        ears.changed.connect(self._plugged)
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
        how = (WELCOME, FINGER) if self._ears.plugged else (ALOUD, WELCOME, FINGER)
        welcome = " ".join(words(one) for one in how)
        self._show_note(welcome)
        self._follower.begin([Said(welcome, words.language)])
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
        if self._ready():
            self._queue.say(self._follower.again())

    def repeat_page(self) -> None:
        """Say the whole page again, from its top to its end."""
        if self._ready():
            self._queue.say(self._follower.whole())

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
            self._follower.say_item(widget, [])

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
            allowed = self._teller.allowed(said)
            self._follower.keep(allowed)
            self._queue.say(allowed)

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
        self._follower.end()
        self._queue.clear()
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

    def _shown(self) -> None:
        if self._on and not self._preferences.speech:
            self._silence()
            self.changed.emit()
        elif self._on:
            self._set_steps()
            self._follower.page_shown()
        elif self._preferences.speech and self._ears.heard:
            self.start()
