"""The screen covered, one walks through whole journeys: every word that shows is heard, and no other.

A page's words are gathered from what is painted, not from what the speaker reads: labels as laid out, cards,
rows and buttons with the words they draw.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import date

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from kiosk.assets import assets_dir
from kiosk.commands.parts import ServiceDesk
from kiosk.journeys.rehearsal import given
from kiosk.language import NAMES, Words
from kiosk.settings import Settings
from kiosk.visit import Stage
from ui import intents
from ui.keyboard_key import KeyButton
from ui.pieces.card import LinkCard, RadioCard, TickCard
from ui.pieces.rows import AnswerRow
from ui.speech.phrases import clean

TODAY = date(2026, 11, 20)
"""The day for which the shipped sample data was made."""
JOURNEYS = ("missed-bin", "call-back", "bin-day", "crisis-help", "homeless")
LANGUAGES = tuple(NAMES)
WHOLE = int(os.environ.get("SOAK", "1")) > 1
"""Every journey in every language, not only some of each."""
SOME = [
    ("missed-bin", "en"),
    ("call-back", "cy"),
    ("homeless", "pl"),
    ("bin-day", "ro"),
    ("crisis-help", "uk"),
    ("missed-bin", "ar"),
]
ALL = [(journey, language) for journey in JOURNEYS for language in LANGUAGES]
ADDED = (
    "button",
    "chosen",
    "not chosen",
    "tick box",
    "ticked",
    "not ticked",
    "box to type in",
    "empty",
    "Saving on this kiosk…",
    "More below",
    "Back to the top",
)
"""Words that are heard and not seen: what a thing is, and its state; or that were seen a moment ago."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> ServiceDesk:
    settings = Settings()
    state = tmp_path_factory.mktemp("state")
    made = ServiceDesk(replace(settings, site=replace(settings.site, state_dir=str(state))), lambda: TODAY)
    made.prepare()
    return made


def letters(text: str) -> str:
    """A text as it is compared: no case, no signs, one space between words."""
    return " ".join(re.findall(r"\w+", clean(text).casefold()))


def painted(window: QWidget) -> list[str]:
    """All words that can be seen now, but for those on the keyboard's keys."""
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        # The way to read on says another thing once one has read on, as one does walking around.
        if not widget.isVisible() or isinstance(widget, KeyButton) or widget.objectName() == "more":
            continue
        if isinstance(widget, RadioCard | TickCard | LinkCard):
            found += [widget.face.title, widget.face.body]
        elif isinstance(widget, AnswerRow):
            found += [text for text, _, _ in widget._said]
        elif isinstance(widget, QLabel):
            document = QTextDocument()
            if "<" in widget.text():
                document.setHtml(widget.text())
            else:
                document.setPlainText(widget.text())
            found += document.toPlainText().split("\n")
        elif isinstance(widget, QAbstractButton | QLineEdit):
            found.append(widget.text())
        elif isinstance(widget, QPlainTextEdit):
            found.append(widget.toPlainText())
    return [one for one in found if letters(one)]


def described(window: QWidget) -> set[str]:
    """Words that stand for what is not words: pictures, and buttons that say more than is on them."""
    texts = [
        f"{one.accessibleName()} {one.accessibleDescription()}"
        for one in window.findChildren(QWidget)
        if one.isVisible()
    ]
    return {word for text in texts for word in letters(text).split()}


def walk_around(listener) -> list[str]:
    """What is heard from the page's begin to where one began, going on and on."""
    window = listener.rig.window
    heard = listener.hear()
    met: list[QWidget] = []
    while True:
        window.focusNextPrevChild(True)
        # The keyboard is heard in a test of its own.
        while isinstance(focused := QApplication.focusWidget(), KeyButton):
            window.focusNextPrevChild(True)
        heard += listener.hear()
        if focused in met:
            return heard
        met.append(focused)


def check(listener) -> None:
    """Everything that shows was heard, and nothing else."""
    words: Words = listener.rig.app.navigator.scene.words
    window = listener.rig.window
    listener.settle()
    # What has gone is deleted by the event loop, which a test does not come back to.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    shown, known = painted(window), described(window)
    heard = walk_around(listener)
    shown = list(dict.fromkeys([*shown, *painted(window)]))
    transcript = letters(" | ".join(heard))
    missing = [one for one in shown if letters(one) not in transcript]
    assert missing == []
    known |= described(window) | {word for one in shown for word in letters(one).split()}
    known |= {word for one in ADDED for word in letters(words(one)).split()}
    places = (words("choice {n} of {total}"), words("tick box {n} of {total}"))
    known |= {word for one in places for word in letters(re.sub(r"\{\w+\}", "", one)).split()}
    other = [
        one for one in heard for word in letters(one).split() if word not in known and not word.isdigit()
    ]
    assert other == []


def pages_of(listener, journey: str) -> Iterator[str]:
    """Go through a journey by its example; gives the name of each page while it shows."""
    navigator = listener.rig.app.navigator
    visit = navigator.visit
    example = min((assets_dir() / "examples" / journey).glob("*.json"))
    answers = json.loads(example.read_text(encoding="utf-8"))
    visit.touch()
    navigator.wanted(intents.Chose(journey))
    yield "start"
    navigator.wanted(intents.Began())
    listener.rig.robot.until(lambda: visit.stage is Stage.ANSWERING, "the first question")
    while visit.page.kind not in ("done", "exit"):
        yield visit.page.name
        page = visit.page
        if page.kind == "check" and page.name == "answers":
            listener.press("main")
            listener.rig.robot.until(lambda: visit.stage is Stage.FINISHED, "saved")
            break
        assert visit.answer(page.name, given(page, answers, set())) == ()
        navigator.show()
    yield "end"


@pytest.mark.soak
@pytest.mark.parametrize(("journey", "language"), ALL if WHOLE else SOME)
def test_what_is_heard_is_what_is_shown(
    make_listener, desk: ServiceDesk, journey: str, language: str
) -> None:
    listener = make_listener(desk=desk, languages=LANGUAGES, plugged=True)
    listener.rig.app.navigator.tools.change_language(language)
    listener.speaker.start()
    listener.hear()
    # The welcome is shown in a quiet line, and gone by the next page.
    met = []
    for name in pages_of(listener, journey):
        met.append(name)
        check(listener)
    assert met[0] == "start"
    assert met[-1] == "end"
    assert len(met) > 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_services_is_heard_whole(make_listener, desk: ServiceDesk, language: str) -> None:
    listener = make_listener(desk=desk, languages=LANGUAGES, plugged=True)
    listener.rig.app.navigator.tools.change_language(language)
    listener.speaker.start()
    listener.hear()
    listener.rig.app.navigator.visit.touch()
    for place in ("", "more", "all", "a-z", "search"):
        listener.rig.app.navigator.wanted(intents.Opened(place))
        check(listener)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_keyboard_has_something_to_say(
    make_listener, desk: ServiceDesk, language: str
) -> None:
    listener = make_listener(desk=desk, languages=LANGUAGES, plugged=True)
    listener.rig.app.navigator.tools.change_language(language)
    listener.rig.app.navigator.visit.touch()
    listener.rig.app.navigator.wanted(intents.Opened("search"))
    listener.speaker.start()
    listener.hear()
    heard: dict[str, str] = {}
    for key in [one for one in listener.rig.window.keyboard.findChildren(KeyButton) if one.isVisible()]:
        key.setFocus()
        said = listener.hear()
        assert len(said) == 1, key.objectName()
        heard[key.objectName()] = said[0]
    assert len(heard) > 30
    assert len(set(heard.values())) == len(heard), "two keys sound alike"


def test_some_of_each_are_tried_each_time() -> None:
    assert {language for _, language in SOME} == set(LANGUAGES)
    assert {journey for journey, _ in SOME} == set(JOURNEYS)


def test_a_label_that_nobody_reads_out_is_missed(make_listener, desk: ServiceDesk) -> None:
    """The control: the test above finds what is shown and not said."""
    listener = make_listener(desk=desk, plugged=True)
    listener.speaker.start()
    listener.rig.app.navigator.visit.touch()
    listener.rig.app.navigator.wanted(intents.Chose("missed-bin"))
    stray = QLabel("Nobody reads this", listener.rig.window)
    stray.show()
    listener.settle()
    with pytest.raises(AssertionError, match="Nobody reads this"):
        check(listener)
