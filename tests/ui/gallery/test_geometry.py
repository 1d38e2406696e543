"""What a ruler would say of every screen: nothing cut off, everything big enough and within reach.

Bars: targets of 12.7 mm and gaps of 2.54 mm (docs of the US Access Board's 508 402 and votingworks go by the
same); on a portrait panel all that one touches lies in the lower 60 %.
"""

import itertools
import math
import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget

from kiosk.assets import assets_dir
from kiosk.language import NAMES
from ui.fields.field import FieldWidget
from ui.keyboard_key import KeyButton
from ui.pieces.card import LinkCard, RadioCard, TickCard

TARGET_MM, GAP_MM = 12.7, 2.54
REACH = 0.40
"""The part of a portrait panel's height that is too high to be touched from a chair."""
CARDS = (LinkCard, RadioCard, TickCard)
TOUCHED = (QAbstractButton, QLineEdit, QPlainTextEdit)
PANELS = ("portrait", "landscape", "tablet")
CELLS = [*itertools.product(PANELS, (0, 3), NAMES)]
WHOLE = int(os.environ.get("SOAK", "1")) > 1
"""Every journey in every cell, and every screen in every look, which takes some minutes; else each journey in
one cell, and every screen in some looks."""
EVERY_LOOK = [
    *itertools.product(PANELS, range(4), ("en", "cy")),
    *itertools.product(PANELS, (3,), ("pl", "ro", "uk", "ar")),
]
SOME_LOOKS = [
    *itertools.product(PANELS, (0, 3), ("en",)),
    *itertools.product(PANELS, (3,), ("cy",)),
    ("portrait", 2, "cy"),
    ("tablet", 1, "cy"),
    ("portrait", 3, "uk"),
    ("landscape", 3, "pl"),
    ("tablet", 3, "ro"),
    ("tablet", 3, "ar"),
]
LOOKS = EVERY_LOOK if WHOLE else SOME_LOOKS
SHORT = [*(("tablet", size) for size in range(4)), ("landscape", 2), ("landscape", 3)]
"""Panels and sizes at which the keyboard leaves little of the page."""
TYPING = [
    (panel, size, language)
    for (panel, size), language in itertools.product(SHORT, NAMES)
    if WHOLE or language == "en" or size == 3
]
WAITING = [
    (panel, language)
    for panel, language in itertools.product(PANELS, NAMES)
    if WHOLE or panel == "tablet" or language in ("en", "uk")
]


def seen(window: QWidget, *kinds: type) -> list[QWidget]:
    return [
        one
        for one in window.findChildren(QWidget)
        if isinstance(one, kinds) and one.isVisible() and one.width() and one.height()
    ]


def rect(widget: QWidget, within: QWidget) -> QRect:
    return QRect(widget.mapTo(within, QPoint(0, 0)), widget.size())


def say(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {widget.objectName()} {text[:40]!r}"


def cut(widget: QWidget) -> str:
    """What is cut off of a widget's words, '' when nothing is."""
    if isinstance(widget, QLabel) and not widget.pixmap().isNull():
        needed = widget.pixmap().deviceIndependentSize().toSize()
        return "" if needed.width() <= widget.width() and needed.height() <= widget.height() else "picture"
    if isinstance(widget, QLabel) and not widget.text():
        return ""
    if isinstance(widget, QAbstractButton) and (why := spilt(widget)):
        return why
    width = widget.minimumSizeHint().width()
    if width > widget.width():
        return f"{width} px wide in {widget.width()}"
    height = (
        widget.heightForWidth(widget.width())
        if widget.hasHeightForWidth()
        else widget.minimumSizeHint().height()
    )
    return f"{height} px high in {widget.height()}" if height > widget.height() else ""


def spilt(button: QAbstractButton) -> str:
    """What of a button's words cannot possibly be in it, whatever it says of its own size."""
    metrics, wrap = QFontMetrics(button.font()), int(Qt.TextFlag.TextWordWrap)
    room, height = button.width(), 0
    for text in (button.text(), button.face.body if isinstance(button, CARDS) else ""):
        height += metrics.boundingRect(QRect(0, 0, room, 10_000), wrap, text).height() if text else 0
        for word in text.split():
            if metrics.horizontalAdvance(word) > room:
                return f"'{word}' is wider than {room} px"
    return f"words {height} px high in {button.height()}" if height > button.height() else ""


def outside(window: QWidget, area: QWidget, widget: QWidget) -> str:
    """Whether a widget sticks out of the window, or of what scrolls, '' when it does not."""
    if area.isAncestorOf(widget):
        where, room = rect(widget, area.widget()), area.widget().rect()
    else:
        where, room = rect(widget, window), window.rect()
    return "" if room.contains(where) else f"{where} outside {room}"


@pytest.mark.soak
@pytest.mark.parametrize(("panel", "size", "language"), LOOKS)
def test_nothing_is_cut_off_and_every_target_is_big_enough(
    hang, panel: str, size: int, language: str, record_property
) -> None:
    gallery = hang(panel)
    gallery.set("default", size, language)
    wrong = []
    for name in gallery.names if (size, language) == (3, "en") else gallery.chosen:
        gallery.show(name)
        targets = [min(one.width(), one.height()) for one in seen(gallery.window, *TOUCHED)]
        pixels = min(targets, default=math.inf)
        record_property("smallest target, mm", round(pixels / gallery.look.metrics.pixels_per_mm, 2))
        wrong += [f"{name}: {one}" for one in faults(gallery)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.soak
@pytest.mark.parametrize("at", range(len(CELLS)), ids=["-".join(map(str, cell)) for cell in CELLS])
def test_every_page_of_every_journey_is_whole(hang, at: int) -> None:
    panel, size, language = CELLS[at]
    gallery = hang(panel)
    gallery.set("default", size, language)
    journeys = sorted(path.name for path in (assets_dir() / "examples").iterdir() if path.is_dir())
    wrong, pages = [], 0
    for journey in journeys if WHOLE else journeys[at :: len(CELLS)]:
        for page, told in gallery.story(journey):
            gallery.show_page(journey, page, told)
            pages += 1
            wrong += [f"{journey}: {page.name}: {one}" for one in faults(gallery)]
    assert pages
    assert not wrong, "\n".join(wrong)


def faults(gallery) -> list[str]:
    """What a ruler finds wrong with the screen that shows: words cut off, too small or overlapping, things
    that stick out, targets that are too small."""
    window, wrong = gallery.window, []
    least, body = TARGET_MM * gallery.look.metrics.pixels_per_mm, gallery.look.metrics.body_px
    things = [one for one in seen(window, QLabel, *TOUCHED) if not isinstance(one, KeyButton)]
    for widget in things:
        why = cut(widget) or outside(window, window.area, widget)
        if not why and isinstance(widget, TOUCHED) and min(widget.width(), widget.height()) < least:
            why = f"{widget.width()} x {widget.height()} px, a target needs {least:.1f}"
        if not why and isinstance(widget, QLabel) and widget.text() and widget.font().pixelSize() < body:
            why = f"letters of {widget.font().pixelSize()} px, the size chosen has {body}"
        if why:
            wrong.append(f"{say(widget)}: {why}")
    return wrong + overlaps(gallery, things)


def overlaps(gallery, things: list[QWidget]) -> list[str]:
    """Pairs of things on one layer of which one lies over the other."""
    window = gallery.window
    layers: dict[str, list[tuple[QRect, QWidget]]] = {}
    for one in things:
        if window.dialog is not None and window.dialog.isAncestorOf(one):
            layer = "dialog"
        else:
            layer = "page" if window.area.isAncestorOf(one) else "bands"
        layers.setdefault(layer, []).append((rect(one, window), one))
    return [
        f"{say(one)} and {say(other)} overlap"
        for layer in layers.values()
        for (where, one), (there, other) in itertools.combinations(layer, 2)
        if where.intersects(there) and not (one.isAncestorOf(other) or other.isAncestorOf(one))
    ]


def test_the_ruler_sees_words_cut_off_and_things_that_overlap(hang) -> None:
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    gallery.show("start")
    heading = gallery.window.findChild(QLabel, "heading")
    heading.setFixedHeight(heading.height() // 2)
    gallery.settle()
    assert any("heading" in one and "high in" in one for one in faults(gallery))
    gallery.show("home")
    first, second = (gallery.window.findChild(QAbstractButton, f"open:{one}") for one in ("a-z", "more"))
    second.move(first.pos())
    assert any("overlap" in one for one in faults(gallery))


@pytest.mark.soak
@pytest.mark.parametrize(("panel", "language"), WAITING)
def test_where_the_attract_screen_is_longer_than_the_panel_there_is_a_way_to_read_on(
    hang, panel: str, language: str
) -> None:
    gallery = hang(panel)
    for size, reach in ((0, False), (3, False), (3, True)):
        gallery.set("default", size, language, reach=reach)
        gallery.show("attract")
        window = gallery.window
        longer = window.area.verticalScrollBar().maximum() > gallery.look.u(2)
        more = [one for one in seen(window, QAbstractButton) if one.objectName() == "more"]
        assert bool(more) == longer, f"size {size}, reach {reach}"
        assert not longer or window.rect().contains(rect(more[0], window))
        begin = window.findChild(QAbstractButton, "begin")
        assert window.area.rect().contains(rect(begin, window.area)), "what matters most is seen at once"
    gallery.set("default", 0, language)


def gap(one: QRect, other: QRect) -> int:
    """Pixels between two rectangles, negative where they overlap."""
    dx = max(one.left(), other.left()) - min(one.right(), other.right()) - 1
    dy = max(one.top(), other.top()) - min(one.bottom(), other.bottom()) - 1
    return max(dx, dy)


@pytest.mark.parametrize(
    ("panel", "size"), [("portrait", 0), ("landscape", 3), ("tablet", 1), ("portrait", 3)]
)
def test_targets_keep_their_distance(hang, panel: str, size: int, record_property) -> None:
    gallery = hang(panel)
    gallery.set("default", size, "cy")
    window, wrong = gallery.window, []
    smallest = math.inf
    least = GAP_MM * gallery.look.metrics.pixels_per_mm
    for name in gallery.chosen:
        gallery.show(name)
        top = window.dialog or window
        touched = [one for one in seen(top, *TOUCHED) if not isinstance(one, KeyButton)]
        for one, other in itertools.combinations(touched, 2):
            inside = window.area.isAncestorOf(one), window.area.isAncestorOf(other)
            if inside[0] != inside[1]:
                continue
            between = gap(rect(one, window), rect(other, window))
            smallest = min(smallest, between)
            if between < least:
                wrong.append(f"{name}: {say(one)} and {say(other)}: {between} px")
    record_property("smallest gap, mm", round(smallest / gallery.look.metrics.pixels_per_mm, 2))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", range(4))
def test_on_a_portrait_panel_everything_one_touches_is_within_reach(hang, size: int) -> None:
    gallery = hang("portrait")
    gallery.set("default", size, "en")
    line = round(gallery.panel.height_px * REACH)
    high = []
    for name in gallery.names if size == 1 else gallery.chosen:
        gallery.show(name)
        scrolled = gallery.window.area.verticalScrollBar().value() > 0
        for widget in seen(gallery.window, *TOUCHED):
            if scrolled and gallery.window.area.isAncestorOf(widget):
                continue  # what went up comes back by reading on
            # The tools stand above on every screen. What is wrong stands above the heading, and the field
            # that it leads to is below.
            allowed = widget.objectName().startswith(("tool:", "problem:"))
            if not allowed and rect(widget, gallery.window).top() < line:
                high.append(f"{name}: {say(widget)} at {rect(widget, gallery.window).top()} of {line}")
    assert not high, "\n".join(high)


SHORT_REACH_MM = 240
"""With reach made short, everything that is touched lies in this much of the panel above its lower edge."""


@pytest.mark.parametrize(("panel", "size"), [*itertools.product(PANELS, (0, 3)), ("portrait", 1)])
def test_with_reach_made_short_everything_one_touches_is_low_down(hang, panel: str, size: int) -> None:
    gallery = hang(panel)
    gallery.set("default", size, "en", reach=True)
    window, mm = gallery.window, gallery.panel.height_px / gallery.panel.height_mm
    line = round((gallery.panel.height_mm - SHORT_REACH_MM) * mm)
    wrong, looked_at = [], 0
    for name in gallery.chosen:
        gallery.show(name)
        wrong += [f"{name}: {one}" for one in faults(gallery)]
        # Where a page opens scrolled to its field, what went up comes back by reading on.
        scrolled = window.area.verticalScrollBar().value() > 0
        for widget in seen(window.dialog or window, *TOUCHED):
            if scrolled and window.area.isAncestorOf(widget):
                continue
            looked_at += 1
            if rect(widget, window).top() < line:
                wrong.append(f"{name}: {say(widget)} at {rect(widget, window).top()} of {line}")
    gallery.set("default", 0, "en")
    assert looked_at > 100
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", [0, 3])
def test_reading_on_with_reach_made_short_brings_each_control_low_down(hang, size: int) -> None:
    gallery = hang("portrait")
    gallery.set("default", size, "en", reach=True)
    gallery.show("services")
    window, bar = gallery.window, gallery.window.area.verticalScrollBar()
    line, low = (
        gallery.look.metrics.reach_line,
        window.area.mapTo(window, window.area.rect().bottomLeft()).y(),
    )
    least = TARGET_MM * gallery.look.metrics.pixels_per_mm
    everything = {one.objectName() for one in seen(window.area, QAbstractButton)}
    reached = set()
    for _ in range(100):
        for one in seen(window.area, QAbstractButton):
            where = rect(one, window)
            if min(where.bottom(), low) - max(where.top(), line) >= least:
                reached.add(one.objectName())
        if bar.value() >= bar.maximum():
            break
        window.bar._read_on()
        gallery.settle()
    gallery.set("default", 0, "en")
    assert len(everything) > 20
    assert everything == reached


@pytest.mark.parametrize(
    ("panel", "size"), [("portrait", 0), ("portrait", 3), ("landscape", 0), ("tablet", 0)]
)
def test_controls_stand_at_the_same_place_on_every_screen(hang, panel: str, size: int) -> None:
    gallery = hang(panel)
    gallery.set("default", size, "en")
    places: dict[str, dict[tuple[int, int], list[str]]] = {}
    for name in gallery.names:
        gallery.show(name)
        for widget in seen(gallery.window, QAbstractButton):
            where = rect(widget, gallery.window)
            if widget.objectName() in ("main", "second"):
                # Their words differ, so they end, rather than begin, at one place.
                at = (where.right(), where.bottom())
            elif widget.objectName() in ("back", "stop") or widget.objectName().startswith("tool:"):
                at = (where.left(), where.bottom())
            else:
                continue
            places.setdefault(widget.objectName(), {}).setdefault(at, []).append(name)
    assert {"main", "back", "stop", "tool:size", "tool:help"} <= places.keys()
    moved = {control: where for control, where in places.items() if len(where) > 1}
    assert moved == {}


def typed_in(gallery) -> Iterator[str]:
    """Puts up each picture that the keyboard opens on, and gives its name."""
    for name in gallery.names:
        if name.startswith(("ask-", "page-", "search", "nothing-found", "found")):
            gallery.show(name)
            if gallery.window.keyboard.isVisible():
                yield name


@pytest.mark.parametrize("size", [0, 3])
@pytest.mark.parametrize("panel", ["portrait", "landscape", "tablet"])
def test_where_the_keyboard_opens_the_field_and_the_main_button_are_in_view(
    hang, panel: str, size: int
) -> None:
    gallery = hang(panel)
    gallery.set("default", size, "en")
    window, opened = gallery.window, []
    for name in typed_in(gallery):
        opened.append(name)
        port = window.area.viewport()
        field = next(one for one in seen(window, QLineEdit, QPlainTextEdit) if one.hasFocus())
        assert port.rect().contains(rect(field, port)), f"{name}: {rect(field, port)} in {port.rect()}"
        assert window.rect().contains(rect(window.keyboard, window))
        assert not rect(window.keyboard, window).intersects(rect(window.bar, window))
    assert len(opened) >= 5


@pytest.mark.soak
@pytest.mark.parametrize(("panel", "size", "language"), TYPING)
def test_what_is_asked_is_seen_with_the_box_over_the_keyboard(
    hang, language: str, panel: str, size: int
) -> None:
    """In every size on the lowest panel, where the keyboard leaves least of the page; in the larger on one
    that is wider than high."""
    gallery = hang(panel)
    gallery.set("default", size, language)
    window, looked, wrong = gallery.window, 0, []
    for name in typed_in(gallery):
        looked += 1
        port = window.area.viewport()
        box = next(one for one in seen(window, QLineEdit, QPlainTextEdit) if one.hasFocus())
        # Of a page with several boxes each has a question of its own; the page's heading only gathers them.
        several = len([one for one in window.area.findChildren(FieldWidget) if one.isVisible()]) > 1
        asked = window.area.findChildren(QLabel)
        if several:
            asked = box.parentWidget().findChildren(QLabel)
        heading = next(one for one in asked if several or one.objectName() == "heading")
        asks, line = rect(heading, port), heading.fontMetrics().lineSpacing()
        for what, where in (("question", asks), ("box", rect(box, port))):
            if not port.rect().contains(where):
                wrong.append(f"{name}: {what} at {where} in {port.rect()}")
        hidden = -rect(heading, port).top()
        if 0 < hidden < rect(heading, port).height() and line / 4 < hidden % line < line * 3 / 4:
            wrong.append(f"{name}: a line of '{heading.text()}' is cut in two")
    assert looked >= 5
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("panel", ["portrait", "landscape", "tablet"])
def test_a_dialog_covers_everything_and_its_first_way_on_is_the_safe_one(hang, panel: str) -> None:
    gallery = hang(panel)
    gallery.set("default", 0, "en")
    gallery.show("time")
    dialog = gallery.window.dialog
    assert dialog.geometry() == gallery.window.rect()
    assert dialog.stay.hasFocus()
    covered = [rect(one, gallery.window).center() for one in seen(gallery.window, QAbstractButton)]
    assert len(covered) > 5
    for at in covered:
        under = gallery.window.childAt(at)
        assert not gallery.window.rect().contains(at) or under is dialog or dialog.isAncestorOf(under)


@pytest.mark.parametrize("panel", ["portrait", "landscape", "tablet"])
def test_a_page_opens_at_its_heading(hang, panel: str) -> None:
    gallery = hang(panel)
    gallery.set("default", 1, "en")
    away = []
    for name in gallery.chosen:
        gallery.show(name)
        # With the keyboard open there may be no room for both; the field comes first then.
        if gallery.window.area.verticalScrollBar().value() and not gallery.window.keyboard.isVisible():
            away.append(name)
    assert away == []


def test_the_whole_width_is_used_for_cards(hang) -> None:
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    gallery.show("ask-choice")
    margin = gallery.look.metrics.margin
    for card in seen(gallery.window, QAbstractButton):
        if card.objectName().startswith("option:"):
            assert card.width() == gallery.panel.width_px - 2 * margin


def test_the_page_is_mirrored_where_the_language_runs_from_right_to_left(hang) -> None:
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    gallery.show("check")
    back = rect(
        next(one for one in seen(gallery.window, QAbstractButton) if one.objectName() == "back"),
        gallery.window,
    )
    gallery.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    gallery.settle()
    mirrored = rect(
        next(one for one in seen(gallery.window, QAbstractButton) if one.objectName() == "back"),
        gallery.window,
    )
    assert abs((gallery.panel.width_px - 1 - back.right()) - mirrored.left()) <= 1
