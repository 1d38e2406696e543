"""Floods and hostile characters in every box: it takes a moment, memory stays bounded, the line below says
the truth, and what is kept is safe to show, to say, to print and to log."""

import resource
import time
import unicodedata
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit

from kiosk.characters import MOST_MARKS
from kiosk.journeys.answers import Asking
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import BLANK
from kiosk.language import words_for
from ui.fields.box import MOST_OVER
from ui.fields.text import MOST

TYPED = (
    "text",
    "name",
    "email",
    "phone",
    "postcode",
    "nino",
    "number",
    "money",
    "time",
    "plate",
    "date",
    "address",
)
FLOOD = "a1 é\u0301" * 2_000_000
"""10 million characters."""
HOSTILE = {
    "control": "\x00\x07\x08\x1b[31m\x7f\x9b",
    "printer": "\x1b@\x1b!\x38\x1dV\x00\x10\x04\x01\x1dk\x02",
    "bidi": "\u202e\u202d\u202a\u2066\u2067\u2068txt.exe",
    "zero width": "a\u200b\u200d\ufeff\u2060b",
    "half a character": "\ud83d\udc00",
    "marks": "Z\u0336\u0321\u0489\u030b" + "\u0316" * 200 + "algo",
    "emoji": "👨\u200d👩\u200d👧🏽 1\ufe0f\u20e3",
    "private": "\ue000\U000f0000\ufdd0\ufffe",
    "lines": "one\r\n2026-11-22 ERROR made up\u2028three\u0085four",
    "markup": "<script>alert(1)</script>{{7*7}}${x}%s%n'; DROP TABLE outbox;--",
    "wide": "﷽" * 40,
}
"""Of one kind each."""


def boxes_of(widget) -> list[QLineEdit | QPlainTextEdit]:
    return [one for kind in (QLineEdit, QPlainTextEdit) for one in widget.findChildren(kind)]


def hand_over(box, text: str) -> None:
    """As an input method does, and as pasting would."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(box, event)
    box.paste()


@pytest.mark.parametrize("kind", [*TYPED, "long"])
def test_a_flood_is_cut_and_said_in_a_moment(make, kind: str) -> None:
    QGuiApplication.clipboard().setText(FLOOD)
    widget = make(kind, limit=2_000 if kind == "long" else None)
    boxes = boxes_of(widget)
    assert boxes
    began, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for box in boxes:
        hand_over(box, FLOOD)
    took = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    QGuiApplication.clipboard().clear()
    assert took < 1.5 * len(boxes)
    assert grown < 200 * len(boxes), "in MiB; the flood alone has 40 in each of its copies"
    for box in boxes:
        if isinstance(box, QLineEdit):
            assert len(box.text()) <= MOST
        else:
            assert len(box.toPlainText()) == 2_000 + MOST_OVER
    if kind == "long":
        assert widget.count.text() == "You have 500 characters too many"
        QTest.keyClicks(boxes[0], "more")
        assert len(widget.value()) == 2_000 + MOST_OVER, "and no key adds to it"
        QTest.keyClick(boxes[0], Qt.Key.Key_Backspace)
        assert widget.count.text() == "You have 499 characters too many"


def test_an_ordinary_box_takes_all_of_a_flood(qtbot) -> None:
    """The control."""
    box = QPlainTextEdit()
    qtbot.addWidget(box)
    hand_over(box, FLOOD[:100_000])
    assert len(box.toPlainText()) == 100_000


@pytest.mark.parametrize("kind", ["text", "name"])
def test_a_line_that_is_full_says_so(make, kind: str) -> None:
    widget = make(kind)
    hand_over(boxes_of(widget)[0], "x" * 1_000)
    assert len(widget.value()) == MOST
    count = widget.findChild(QLabel, "count:it")
    assert count.isVisibleTo(widget)
    assert count.text() == "You have 0 characters left"


def kept_of(kind: str, text: str) -> object:
    asking = Asking(words=words_for("en"), today=date(2026, 11, 22))
    return TYPES[kind].clean(text, asking)


@pytest.mark.parametrize("kind", ["text", "name", "long"])
@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_what_is_kept_of_hostile_text_has_only_what_is_seen(make, kind: str, what: str) -> None:
    widget = make(kind)
    box = boxes_of(widget)[0]
    hand_over(box, f"Sam {HOSTILE[what]} Sample")
    kept = kept_of(kind, widget.value())
    assert isinstance(kept, str)
    assert kept.startswith("Sam")
    assert kept.endswith("Sample")
    kept.encode()
    for sign in kept.replace("\u200d", "").replace("\u200c", ""):
        allowed = sign == "\n" and kind == "long"
        assert allowed or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"), hex(
            ord(sign)
        )
    assert sum(unicodedata.combining(one) > 0 for one in kept) <= MOST_MARKS + 8
    if kind != "long":
        assert "\n" not in kept, "nothing begins a line of a log"


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_every_type_answers_hostile_text_in_order(kind: str, what: str) -> None:
    shape = dict.fromkeys(("day", "month", "year"), HOSTILE[what]) if kind == "date" else HOSTILE[what]
    kept_of(kind, shape)
    kept_of(kind, FLOOD[:200_000] if kind != "date" else dict.fromkeys(shape, FLOOD[:200000]))
    assert kept_of(kind, "\u3164 \u200b") in (BLANK, kept_of(kind, "\u3164"))
