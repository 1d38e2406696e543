"""Contrast as it is painted: the ink of each label and button against what lies behind it, in each theme."""

from collections import Counter

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from kiosk.colour import contrast
from ui.theme.tokens import ORDER

LEAST = {"default": 10.0, "contrast": 21.0, "yellow": 16.0, "dark": 21.0, "soft": 7.0}
PICTURES = ("attract", "home", "start", "problems", "ask-choices", "check", "saved", "unknown", "time")
SHARE = 0.002
"""Least share of a widget's pixels that are the core of its letters; lighter ones are their soft edges."""


def read(window: QWidget) -> list[QWidget]:
    """Labels and buttons with words, wholly in view and not under a dialog."""
    found = []
    for one in window.findChildren(QWidget):
        if not isinstance(one, QLabel | QAbstractButton) or not one.isVisible() or not one.text():
            continue
        where = QRect(one.mapTo(window, QPoint(0, 0)), one.size())
        under = window.childAt(where.center())
        mine = under is one or (under is not None and one.isAncestorOf(under))
        if window.rect().contains(where) and mine:
            found.append(one)
    return found


def colours(picture: QImage, where: QRect) -> Counter[int]:
    """Colours of a part of a picture, with how often each comes."""
    part = picture.copy(where).convertToFormat(QImage.Format.Format_RGB32)
    return Counter(memoryview(part.constBits()).cast("I")[:: 1 if part.width() < 200 else 2])


def painted(picture: QImage, where: QRect) -> float:
    """Contrast between the ground of a part of a picture and the strongest ink on it."""
    found = colours(picture, where)
    ground = QColor.fromRgb(found.most_common(1)[0][0]).name()
    least = max(3, round(SHARE * found.total()))
    inks = [QColor.fromRgb(one).name() for one, times in found.items() if times >= least]
    return max(contrast(ink, ground) for ink in inks)


@pytest.mark.parametrize("theme", ORDER)
def test_every_word_can_be_read_on_what_lies_behind_it(hang, theme: str) -> None:
    gallery = hang("portrait")
    gallery.set(theme, 0, "en")
    window, weak, looked_at = gallery.window, [], 0
    for name in PICTURES:
        gallery.show(name)
        window.setUpdatesEnabled(True)
        picture = window.grab().toImage()
        window.setUpdatesEnabled(False)
        for widget in read(window):
            where = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
            ratio = painted(picture, where)
            looked_at += 1
            if round(ratio, 1) < LEAST[theme]:
                weak.append(f"{name}: {widget.objectName()} {widget.text()[:30]!r}: {ratio:.2f}")
    assert looked_at > 60
    assert not weak, "\n".join(weak)


def test_the_measure_itself_sees_pale_words(hang) -> None:
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    gallery.show("start")
    label = next(one for one in read(gallery.window) if isinstance(one, QLabel))
    label.setStyleSheet("color: #9AA5AD")
    gallery.settle()
    picture = gallery.window.grab().toImage()
    assert painted(picture, QRect(label.mapTo(gallery.window, QPoint(0, 0)), label.size())) < 3
