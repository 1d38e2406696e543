"""The on-screen keyboard, touched on real widgets: what it types, how large it is, what it says and shows."""

import gettext
import random
import statistics
import string
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetricsF, QImage, QInputDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from kiosk.assets import assets_dir
from kiosk.colour import contrast
from kiosk.errors import BugError
from kiosk.language import NAMES, Words, words_for
from kiosk.settings import Panel
from ui.keyboard import Keyboard
from ui.keyboard_key import KeyButton, cap_font
from ui.keyboard_layouts import FIRST_PAGE, PAGES, first_page
from ui.keyboard_names import is_word
from ui.keyboard_sizes import KEY_WIDTH, WORD_MARGIN
from ui.keyboard_state import pages_of
from ui.theme.dress import dress
from ui.theme.look import Look, Looks
from ui.theme.tokens import ORDER

PANELS = {
    "portrait": Panel(1080, 1920, 268.0, 476.0),
    "landscape": Panel(1920, 1080, 476.0, 268.0),
    "tablet": Panel(1280, 800, 331.0, 207.0),
}
TARGET_MM, GAP_MM = 12.7, 2.54
NEEDED_MM = 7.34
"""Capital height that one text size must reach at 600 mm (EN 301 549 5.1.4: 0.7 degrees)."""
KINDS = [kind for kind in FIRST_PAGE if kind != "name"]
"""One kind for each layout: names have that of letters."""
LAYOUTS = [*((kind, "en") for kind in KINDS), *(("letters", one) for one in ("pl", "ro", "uk", "ar"))]
"""Every layout: kind of field and language."""


@lru_cache
def ways(kind: str, language: str) -> dict[str, tuple[str, ...]]:
    """Every page of a kind, with the page keys that lead there from the first one."""
    found: dict[str, tuple[str, ...]] = {first_page(kind, language): ()}
    for page in pages_of(kind, language):
        for key in (key for row in PAGES[page] for key in row if key.page):
            found.setdefault(key.page, (*found[page], f"key:{key.name}"))
    return found


@lru_cache
def looks_for(panel: str) -> Looks:
    """Fonts are loaded once a panel."""
    return Looks(assets_dir(), PANELS[panel], "#0B3C5D")


class Longer(gettext.NullTranslations):
    """A language whose words are long."""

    def gettext(self, message: str) -> str:
        return {"Delete": "Rückgängig", "Done": "Wedi gorffen", "Shift": "Umschalt"}.get(message, message)


LONGER = Words("xx", Longer())


class Place:
    """A window of a panel's size with fields and the keyboard at its bottom."""

    def __init__(self, panel: str, theme: str, size: int, words: Words) -> None:
        self.looks = looks_for(panel)
        self.look = self.looks.look(theme, size)
        self.words = words
        self.window = QWidget()
        dress(self.look)
        self.line, self.box = QLineEdit(), QPlainTextEdit()
        self.keyboard = Keyboard(self.look, words, self.window)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.line, self.box):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self.keyboard)
        self.window.resize(PANELS[panel].width_px, PANELS[panel].height_px)
        self.window.show()
        self.window.activateWindow()
        self.line.setFocus()
        QApplication.processEvents()

    def open(self, kind: str, text: str = "", field: QWidget | None = None) -> None:
        """Open afresh for the line, with this text in it, or for another field."""
        self.keyboard.close()
        self.line.setText(text)
        self.keyboard.open_for(field or self.line, kind)
        QApplication.processEvents()

    def speak(self, language: str) -> None:
        """Another language, as in the midst of a visit."""
        self.words = words_for(language)
        self.keyboard.set_look(self.look, self.words)
        QApplication.processEvents()

    def shown(self) -> list[KeyButton]:
        """The keys that can be seen."""
        return [one for one in self.keyboard.findChildren(KeyButton) if one.isVisibleTo(self.window)]

    def key(self, name: str) -> KeyButton:
        (found,) = (one for one in self.shown() if one.objectName() == name)
        return found

    def touch(self, *names: str) -> None:
        """Touch keys one after the other where they lie in the window."""
        for name in names:
            key = self.key(name)
            point = key.mapTo(self.window, key.rect().center())
            assert self.window.childAt(point) is key, f"{name} is covered"
            QTest.mouseClick(self.window.windowHandle(), Qt.MouseButton.LeftButton, pos=point)

    def pages(self, kind: str) -> Iterator[str]:
        """Every page of a kind, shown one after the other."""
        for page in ways(kind, self.words.language):
            self.turn(kind, page)
            yield page

    def turn(self, kind: str, page: str) -> None:
        """Open a kind at a page."""
        self.open(kind, "x")
        self.touch(*ways(kind, self.words.language)[page])

    def rects(self) -> dict[str, QRect]:
        """Name: place in the window."""
        return {
            one.objectName(): QRect(one.mapTo(self.window, QPoint(0, 0)), one.size()) for one in self.shown()
        }


Make = Callable[..., Place]


@pytest.fixture
def make(qapp: QApplication) -> Iterator[Make]:
    made: list[Place] = []

    def place(
        panel: str = "portrait", theme: str = "default", size: int = 0, words: Words | None = None
    ) -> Place:
        made.append(Place(panel, theme, size, words or words_for("en")))
        return made[-1]

    yield place
    for one in made:
        one.window.close()
        one.window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def at(make: Make) -> Place:
    return make()


# -- typing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "alphabet"),
    [
        ("letters", string.ascii_letters + string.digits + string.punctuation + " £€âŵŷÂŴéÉïž"),
        ("name", string.ascii_letters + " -'âêîôûŵŷÂÊÎÔÛŴŶéèïöÉ"),
        ("email", string.ascii_letters + string.digits + "@.-_+"),
        ("postcode", string.ascii_uppercase + string.digits + " "),
        ("number", string.digits),
        ("decimal", string.digits + "."),
        ("phone", string.digits + "+ "),
    ],
)
def test_touches_type_the_text_they_are_for(at: Place, kind: str, alphabet: str) -> None:
    chance = random.Random(kind)
    for length in (1, 12, 40):
        text = "".join(chance.choices(alphabet, k=length))
        at.open(kind)
        at.touch(*at.keyboard.keys_for(text))
        assert at.line.text() == text


@pytest.mark.parametrize(("kind", "language"), LAYOUTS)
def test_every_key_that_types_types_what_stands_on_it(make: Make, kind: str, language: str) -> None:
    at = make(words=words_for(language))
    # What is painted is no matter here, and would take most of the time.
    at.window.setUpdatesEnabled(False)
    for page in at.pages(kind):
        for key in [key for key in at.shown() if key.key.does == "type"]:
            if not key.isVisible():
                at.turn(kind, page)
            wanted = " " if key.key.name == "space" else key.cap
            at.line.clear()
            at.touch(key.objectName())
            assert at.line.text() == wanted


def test_a_text_goes_on_where_the_cursor_stands(at: Place) -> None:
    at.open("name", "Sam mple")
    at.line.setCursorPosition(4)
    at.touch(*at.keyboard.keys_for("Sa"), "key:left", "key:left", "key:right", "key:backspace")
    assert at.line.text() == "Sam ample"
    assert at.line.cursorPosition() == 4


def test_the_next_text_takes_up_the_present_page_and_shift(at: Place) -> None:
    at.open("letters")
    for text in ("Flat 4", "b, ", "Cwm ", "ŵy", "12É!"):
        at.touch(*at.keyboard.keys_for(text))
    assert at.line.text() == "Flat 4b, Cwm ŵy12É!"


def test_several_lines_have_enter_and_one_line_has_done(at: Place) -> None:
    at.open("letters", field=at.box)
    text = "Left out at 7am.\nNot collected.\n\nThe lid is broken"
    at.touch(*at.keyboard.keys_for(text))
    assert at.box.toPlainText() == text
    assert "key:done" not in at.rects()
    at.open("letters")
    assert "key:enter" not in at.rects()


def test_at_the_limit_of_a_field_delete_and_done_still_work(at: Place) -> None:
    at.line.setMaxLength(3)
    heard: list[str] = []
    at.keyboard.done.connect(lambda: heard.append("done"))
    at.open("number")
    at.touch(*at.keyboard.keys_for("12345"))
    assert at.line.text() == "123"
    at.touch("key:backspace", "key:done")
    assert at.line.text() == "12"
    assert heard == ["done"]


def test_done_is_return_to_the_field(at: Place) -> None:
    heard: list[str] = []
    at.line.returnPressed.connect(lambda: heard.append("return"))
    at.keyboard.done.connect(lambda: heard.append("done"))
    at.open("postcode")
    at.touch("key:done")
    assert heard == ["return", "done"]
    assert at.keyboard.isVisible()


def test_a_field_that_moves_on_by_itself_is_not_told_done(at: Place) -> None:
    heard: list[str] = []
    at.line.returnPressed.connect(at.keyboard.close)
    at.keyboard.done.connect(lambda: heard.append("done"))
    at.open("postcode")
    at.touch("key:done")
    assert heard == []


def test_hiding_gives_the_focus_back_to_the_field(at: Place) -> None:
    heard: list[bool] = []
    at.keyboard.closed.connect(lambda: heard.append(at.line.hasFocus()))
    at.open("name")
    at.key("key:hide").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(at.key("key:hide"), Qt.Key.Key_Return)
    assert heard == [True]
    assert not at.keyboard.isVisible()


def test_a_field_that_is_gone_is_typed_into_no_more(at: Place) -> None:
    short_lived = QLineEdit(at.window)
    at.keyboard.open_for(short_lived, "letters")
    QApplication.processEvents()
    short_lived.setParent(None)
    del short_lived
    at.touch("key:a", "key:backspace", "key:shift", "key:123", "key:hide")
    assert not at.keyboard.isVisible()


def test_the_field_behind_a_widget_is_typed_into(at: Place) -> None:
    holder = QWidget(at.window)
    holder.setFocusProxy(at.line)
    at.keyboard.open_for(holder, "number")
    at.touch("key:7")
    assert at.line.text() == "7"


def test_an_unknown_kind_changes_nothing(at: Place) -> None:
    at.open("number")
    with pytest.raises(BugError, match="morse"):
        at.keyboard.open_for(at.box, "morse")
    at.touch("key:7")
    assert at.line.text() == "7"


# -- touch ---------------------------------------------------------------------------------------------


def test_touch_leaves_the_focus_in_the_field(at: Place) -> None:
    at.open("name")
    finger = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)
    handle = at.window.windowHandle()
    for name in ("key:s", "key:123", "key:4", "key:abc", "key:accents"):
        point = at.key(name).mapTo(at.window, at.key(name).rect().center())
        QTest.touchEvent(handle, finger).press(0, point, handle).commit()
        QTest.touchEvent(handle, finger).release(0, point, handle).commit()
        assert at.line.hasFocus()
    assert at.line.text() == "S4"


def test_a_key_acts_on_release_and_sliding_off_cancels(at: Place) -> None:
    at.open("number")
    handle = at.window.windowHandle()
    here, there = (at.key(n).mapTo(at.window, at.key(n).rect().center()) for n in ("key:1", "key:5"))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=here)
    assert at.line.text() == ""
    QTest.mouseMove(handle, there)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=there)
    assert at.line.text() == ""
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=here)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=here)
    assert at.line.text() == "1"


def test_no_key_repeats(at: Place) -> None:
    for kind in KINDS:
        at.open(kind)
        assert not any(key.autoRepeat() for key in at.shown())


# -- shift and pages -----------------------------------------------------------------------------------


def test_shift_is_seen_and_heard_and_holds_for_one_letter(at: Place) -> None:
    at.open("email")
    off = (at.key("key:shift").accessibleName(), at.key("key:shift").property("state"))
    at.touch("key:shift")
    on = (at.key("key:shift").accessibleName(), at.key("key:shift").property("state"))
    assert (off, on) == (("Shift, off", "working"), ("Shift, on", "on"))
    assert at.key("key:q").cap == "Q"
    assert at.key("key:q").accessibleName() == "Capital letter Q"
    at.touch("key:q")
    assert at.key("key:q").cap == "q"
    assert at.key("key:shift").property("state") == "working"


def test_the_tree_tells_whether_shift_is_on_and_tells_it_with_its_new_name(at: Place) -> None:
    at.open("email")
    shift = at.key("key:shift")
    interface = QAccessible.queryAccessibleInterface(shift)
    heard: list[str] = []
    shift.toggled.connect(lambda _on: heard.append(shift.accessibleName()))
    assert interface.state().checkable
    assert not interface.state().checked
    shift.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(shift, Qt.Key.Key_Space)
    assert interface.state().checked
    at.touch("key:q")
    assert not interface.state().checked
    assert heard == ["Shift, on", "Shift, off"]


def test_shift_comes_back_when_all_is_deleted_and_goes_with_the_cursor(at: Place) -> None:
    at.open("name")
    at.touch("key:s")
    assert at.key("key:a").cap == "a"
    at.touch("key:left")
    assert at.key("key:a").cap == "A"
    at.touch("key:right", "key:backspace")
    assert at.key("key:a").cap == "A"


def test_the_same_field_again_keeps_its_page_and_another_begins_afresh(at: Place) -> None:
    at.open("letters")
    at.touch("key:123")
    at.keyboard.open_for(at.line, "letters")
    assert "key:abc" in at.rects()
    at.keyboard.open_for(at.box, "letters")
    assert "key:q" in at.rects()


def test_nothing_is_learnt_from_one_resident_to_the_next(at: Place) -> None:
    def seen() -> list[tuple[str, str, str]]:
        at.open("name")
        return [(key.objectName(), key.cap, key.accessibleName()) for key in at.shown()]

    before = seen()
    at.touch(*at.keyboard.keys_for("Ŵendi Sample"), "key:shift", "key:123")
    assert seen() == before


def test_a_change_of_look_keeps_what_is_open(at: Place) -> None:
    at.open("letters")
    at.touch("key:123")
    before = at.keyboard.height()
    at.keyboard.set_look(at.looks.look("yellow", 3), at.words)
    QApplication.processEvents()
    at.touch("key:7")
    assert at.line.text() == "7"
    assert at.keyboard.height() == before


def test_a_page_is_turned_at_once(at: Place) -> None:
    at.open("letters", "x")
    for _ in range(10):
        QApplication.processEvents()
    took = []
    for name in ("key:123", "key:signs", "key:abc", "key:accents", "key:more", "key:abc") * 5:
        key = at.key(name)
        begun = time.thread_time()
        key.click()
        took.append(1000 * (time.thread_time() - begun))
    assert statistics.median(took) < 8
    assert max(took[:6]) < 8, "the first turn waits for no page to be made"


# -- size ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 3])
@pytest.mark.parametrize("panel", PANELS)
def test_keys_are_large_enough_and_far_enough_apart(make: Make, panel: str, size: int) -> None:
    at = make(panel, size=size)
    mm = PANELS[panel].width_mm / PANELS[panel].width_px
    narrow = panel == "portrait" and size == 0
    for kind, language in LAYOUTS if narrow else [(kind, "en") for kind in KINDS]:
        at.speak(language)
        for page in at.pages(kind):
            rects = at.rects()
            for name, rect in rects.items():
                assert min(rect.width(), rect.height()) * mm >= TARGET_MM, (kind, page, name)
                assert at.window.rect().contains(rect)
            for (one, a), (other, b) in combinations(rects.items(), 2):
                beside = max(a.left(), b.left()) - min(a.right(), b.right()) - 1
                above = max(a.top(), b.top()) - min(a.bottom(), b.bottom()) - 1
                gap = max(beside, above) * mm
                assert gap >= GAP_MM - mm / 2, (kind, page, one, other)


@pytest.mark.parametrize("panel", PANELS)
def test_the_keyboard_leaves_room_for_the_field_and_is_not_stretched(make: Make, panel: str) -> None:
    at = make(panel, size=3)
    at.open("letters")
    left = min(rect.left() for rect in at.rects().values())
    right = max(rect.right() for rect in at.rects().values())
    assert at.keyboard.height() <= at.window.height() / 3
    assert at.keyboard.width() == at.window.width()
    assert at.key("key:q").width() <= at.look.u(KEY_WIDTH)
    assert abs(left - (at.window.width() - 1 - right)) <= 1


def test_a_narrow_panel_still_has_every_key(make: Make) -> None:
    at = make()
    at.open("letters")
    at.window.setFixedWidth(400)
    QApplication.processEvents()
    rects = at.rects().values()
    assert all(at.keyboard.geometry().contains(rect) for rect in rects)
    assert not any(one.intersects(other) for one, other in combinations(rects, 2))


@pytest.mark.parametrize("panel", PANELS)
def test_one_text_size_reaches_the_height_that_can_be_read_from_afar(make: Make, panel: str) -> None:
    at = make(panel, size=2)
    at.open("letters")
    mm = PANELS[panel].width_mm / PANELS[panel].width_px
    sizes = at.keyboard.sizes
    for px in (sizes.letter_px, sizes.word_px):
        assert QFontMetricsF(cap_font(at.keyboard, px)).capHeight() * mm >= NEEDED_MM


@pytest.mark.parametrize(
    "words", [*(words_for(one) for one in NAMES), LONGER], ids=lambda words: words.language
)
@pytest.mark.parametrize("panel", PANELS)
def test_no_word_is_wider_than_its_key(make: Make, panel: str, words: Words) -> None:
    at = make(panel, words=words)
    for size in (0, 2, 3) if words.language in ("en", "xx") else (3,):
        look = at.looks.look("default", size)
        at.keyboard.set_look(look, words)
        word_px = at.keyboard.sizes.word_px
        for kind in ("letters", "email"):
            for _ in at.pages(kind):
                for key in [key for key in at.shown() if is_word(key.key)]:
                    wide = QFontMetricsF(cap_font(key, word_px)).horizontalAdvance(key.cap)
                    assert wide <= key.width() - 2 * look.u(WORD_MARGIN), (size, key.objectName())


@pytest.mark.parametrize(
    ("panel", "kind", "language"),
    [
        *((panel, kind, "en") for panel in PANELS for kind in KINDS),
        *(("portrait", kind, language) for kind, language in LAYOUTS if language != "en"),
    ],
)
def test_nothing_painted_touches_the_edge_of_its_key(
    make: Make, panel: str, kind: str, language: str
) -> None:
    at = make(panel, "yellow", 3, words_for(language))
    for page in at.pages(kind):
        for _ in range(2 if "key:shift" in at.rects() else 1):
            for key in at.shown():
                _assert_clear_ring(at.look, key, (page, key.objectName(), key.cap))
            if "key:shift" in at.rects():
                at.touch("key:shift")


def _assert_clear_ring(look: Look, key: KeyButton, what: object) -> None:
    image = key.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    inset, corner = max(2, look.u(0.4)) + 1, look.u(1.8)
    wide, high = image.width(), image.height()
    ring = [(x, y) for x in range(corner, wide - corner) for y in (inset, high - 1 - inset)]
    ring += [(x, y) for y in range(corner, high - corner) for x in (inset, wide - 1 - inset)]
    assert len({image.pixel(x, y) for x, y in ring}) == 1, what


# -- what it says and shows ----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "language"), LAYOUTS)
def test_every_key_has_a_name_of_its_own_and_is_a_button(make: Make, kind: str, language: str) -> None:
    at = make(words=words_for(language))
    for _ in at.pages(kind):
        names = [key.accessibleName() for key in at.shown()]
        assert all(name.strip() for name in names)
        assert len(names) == len(set(names))
        for key in at.shown():
            interface = QAccessible.queryAccessibleInterface(key)
            kind = QAccessible.Role.CheckBox if key.isCheckable() else QAccessible.Role.Button
            assert interface.role() == kind
            assert interface.text(QAccessible.Text.Name) == key.accessibleName()


def test_words_on_keys_begin_what_is_said_of_them(at: Place) -> None:
    """Somebody who says what is seen must mean what is spoken (WCAG 2.5.3)."""
    at.open("letters")
    for name in ("backspace", "shift", "hide", "done", "space"):
        key = at.key(f"key:{name}")
        assert key.accessibleName().startswith(key.cap)


def test_signs_are_named_in_words(at: Place) -> None:
    for kind in KINDS:
        for _ in at.pages(kind):
            for key in at.shown():
                assert any(letter.isalnum() for letter in key.accessibleName())


@pytest.mark.parametrize("theme", ORDER)
def test_keys_can_be_read_in_every_theme(make: Make, theme: str) -> None:
    at = make(theme=theme)
    at.open("name")
    t = at.look.tokens
    grounds = {_ground(at.key(f"key:{name}")) for name in ("q", "123", "shift")}
    pairs = {(ground, t.on_action if ground.lower() == t.action.lower() else t.ink) for ground in grounds}
    assert len(grounds) >= (3 if t.tints else 2)
    assert all(contrast(ground.upper(), ink) >= 7 for ground, ink in pairs)
    assert contrast(t.line, t.mist) >= 3


def _ground(key: KeyButton) -> str:
    return key.grab().toImage().pixelColor(key.width() // 2, key.height() // 5).name()


def test_the_keyboard_types_from_left_to_right_in_every_language(make: Make) -> None:
    at = make(words=words_for("ar"))
    at.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    at.open("name")
    assert at.rects()["key:q"].left() < at.rects()["key:p"].left() < at.rects()["key:backspace"].left()
    at.open("letters")
    assert at.rects()["key:ض"].left() < at.rects()["key:د"].left() < at.rects()["key:backspace"].left()


def test_another_language_brings_its_letters_to_the_keyboard_that_is_open(at: Place) -> None:
    at.open("letters")
    at.touch("key:b")
    at.speak("uk")
    at.touch("key:й", "key:latin", "key:q")
    assert at.line.text() == "Bйq"


# -- keys of a real keyboard, a keypad, switches -------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_arrows_reach_every_key_in_the_order_of_the_alphabet_too(make: Make, language: str) -> None:
    at = make(words=words_for(language))
    if at.words.right_to_left:
        at.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    at.keyboard.set_order("az")
    at.open("letters", "x")
    assert _reached(at) == set(at.shown())


@pytest.mark.parametrize("kind", KINDS)
def test_arrows_reach_every_key_in_two_dimensions(at: Place, kind: str) -> None:
    for _ in at.pages(kind):
        assert _reached(at) == set(at.shown())


def _reached(at: Place) -> set[KeyButton]:
    """The keys that arrows come to from the first one."""
    arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
    reached = {at.shown()[0]}
    waiting = list(reached)
    while waiting:
        start = waiting.pop()
        for arrow in arrows:
            start.setFocus(Qt.FocusReason.TabFocusReason)
            QTest.keyClick(start, arrow)
            now = QApplication.focusWidget()
            if isinstance(now, KeyButton) and now not in reached:
                reached.add(now)
                waiting.append(now)
    return reached


def test_an_arrow_goes_straight(at: Place) -> None:
    at.open("letters", "x")
    for begin, arrow, end in (
        ("g", Qt.Key.Key_Right, "h"),
        ("g", Qt.Key.Key_Left, "f"),
        ("q", Qt.Key.Key_Down, "a"),
        ("p", Qt.Key.Key_Right, "backspace"),
        ("backspace", Qt.Key.Key_Left, "p"),
        ("b", Qt.Key.Key_Down, "space"),
        ("done", Qt.Key.Key_Down, "hide"),
    ):
        at.key(f"key:{begin}").setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(at.key(f"key:{begin}"), arrow)
        assert QApplication.focusWidget() is at.key(f"key:{end}")


@pytest.mark.parametrize("press", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_focused_key_types_into_the_field(at: Place, press: Qt.Key) -> None:
    at.open("number")
    at.key("key:5").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(at.key("key:5"), press)
    QTest.keyClick(at.key("key:5"), press)
    assert at.line.text() == "55"
    assert at.key("key:5").hasFocus()


def test_turning_the_page_by_key_keeps_the_focus_at_its_place(at: Place) -> None:
    at.open("letters", "x")
    at.key("key:123").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(at.key("key:123"), Qt.Key.Key_Return)
    assert QApplication.focusWidget() is at.key("key:abc")


def test_tab_goes_through_the_keys_and_out_again(at: Place) -> None:
    at.open("number")
    seen = set()
    at.box.setTabChangesFocus(True)
    for _ in range(40):
        QTest.keyClick(at.window.windowHandle(), Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert seen >= {*at.shown(), at.line, at.box}
