"""Letters in the order of the alphabet: no key comes or goes, and every field can be typed in as before."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui import intents
from ui.focus import stop_rows
from ui.keyboard_key import KeyButton
from ui.keyboard_layouts import PAGES, block_size
from ui.keyboard_layouts import Sizes as KeySizes
from ui.keyboard_order import ALPHABETS, in_order

LETTERED = {
    "letters": "abcdefghijklmnopqrstuvwxyz",
    "email": "abcdefghijklmnopqrstuvwxyz",
    "postcode": "abcdefghijklmnopqrstuvwxyz",
    "latin ar": "abcdefghijklmnopqrstuvwxyz",
    "letters pl": "abcdefghijklmnopqrstuvwxyz",
    "letters uk": ALPHABETS[1],
    "letters ar": ALPHABETS[2],
}
SIZES = KeySizes(pitch=60, gap=10, height=50, letter_px=20, word_px=15)


def read(page: str, *, from_right: bool = False) -> str:
    """The letters of a page in the order of reading."""
    rows = in_order(PAGES[page], "az")
    texts = [key.text.lower() for row in rows for key in (row[::-1] if from_right else row)]
    return "".join(text for text in texts if len(text) == 1 and text in "".join(ALPHABETS))


@pytest.mark.parametrize("page", LETTERED)
def test_letters_stand_in_the_order_of_their_alphabet(page: str) -> None:
    assert read(page, from_right=page == "letters ar") == LETTERED[page]


@pytest.mark.parametrize("page", PAGES)
def test_no_key_comes_or_goes_and_the_page_keeps_its_shape(page: str) -> None:
    before, after = PAGES[page], in_order(PAGES[page], "az")
    assert sorted(key.name for row in before for key in row) == sorted(
        key.name for row in after for key in row
    )
    assert [[key.width for key in row] for row in before] == [[key.width for key in row] for row in after]
    assert block_size(before, SIZES) == block_size(after, SIZES)
    assert in_order(before, "qwerty") is before


@pytest.mark.parametrize("page", ["accents", "numbers", "signs", "number", "phone", "accents pl"])
def test_a_page_without_an_alphabet_stays_as_it_is(page: str) -> None:
    assert in_order(PAGES[page], "az") is PAGES[page]


def shown(kiosk) -> str:
    """The Latin letters that show, row by row."""
    keys = [one for one in kiosk.window.keyboard.findChildren(KeyButton) if one.isVisibleTo(kiosk.window)]
    letters = [one for one in keys if len(one.objectName()) == 5 and one.objectName()[-1].isalpha()]
    return "".join(one.objectName()[-1] for one in sorted(letters, key=lambda one: _place(kiosk.window, one)))


def _place(window: QWidget, key: QWidget) -> tuple[int, int]:
    corner = key.mapTo(window, key.rect().topLeft())
    return corner.y(), corner.x()


def test_the_order_is_chosen_for_the_visit_types_the_same_and_goes_with_it(kiosk) -> None:
    kiosk.begin()
    assert shown(kiosk) == "qwertyuiopasdfghjklzxcvbnm"
    kiosk.robot.touch("tool:help")
    kiosk.robot.touch("show:options")
    kiosk.robot.touch("way:order")
    kiosk.robot.touch("back")
    kiosk.robot.touch("back")
    assert shown(kiosk) == "abcdefghijklmnopqrstuvwxyz"
    kiosk.robot.type("Mŵ O'Hara-Li 42")
    assert kiosk.robot.find("input:cat_name").text() == "Mŵ O'Hara-Li 42"
    kiosk.app.navigator.wipe()
    kiosk.begin()
    assert shown(kiosk) == "qwertyuiopasdfghjklzxcvbnm"


# -- the key that turns it -------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["touch", "key"])
def test_a_key_turns_the_order_keeps_the_focus_and_says_how_it_stands(kiosk, by: str) -> None:
    kiosk.begin()
    key = kiosk.robot.find("key:order")
    assert key.accessibleName() == "Letters from A to Z, off"
    key.setFocus(Qt.FocusReason.TabFocusReason)
    if by == "key":
        kiosk.robot.key(Qt.Key.Key_Return)
    else:
        kiosk.robot.touch("key:order")
    assert shown(kiosk) == "abcdefghijklmnopqrstuvwxyz"
    assert kiosk.focus == "key:order"
    assert (key.accessibleName(), key.isChecked()) == ("Letters from A to Z, on", True)
    assert kiosk.visit.preferences.order == "az"
    kiosk.robot.touch("key:123")
    kiosk.robot.touch("key:abc")
    assert kiosk.robot.find("key:order").isChecked()
    kiosk.robot.touch("key:order")
    assert shown(kiosk) == "qwertyuiopasdfghjklzxcvbnm"
    assert kiosk.visit.preferences.order == "qwerty"


def test_the_key_writes_nothing_and_the_next_box_has_the_same_order(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.touch("key:order")
    kiosk.robot.type("Tib")
    assert kiosk.robot.find("input:cat_name").text() == "Tib"
    kiosk.tell(cat_name="Tib", colour_of="ginger", keep_food_out=True)
    assert shown(kiosk) == "abcdefghijklmnopqrstuvwxyz"
    kiosk.app.navigator.wipe()
    kiosk.begin()
    assert shown(kiosk) == "qwertyuiopasdfghjklzxcvbnm"
    assert not kiosk.robot.find("key:order").isChecked()


LETTER_PAGES = sorted({page for page in PAGES if page.startswith(("letters", "latin", "email", "postcode"))})


@pytest.mark.parametrize("page", LETTER_PAGES)
def test_every_page_of_letters_has_the_key(page: str) -> None:
    assert [key.name for row in PAGES[page] for key in row].count("order") == 1


def reached(kiosk, start: str) -> set[str]:
    """Every key that the arrows come to from one."""
    found, waiting = {start}, [start]
    while waiting:
        name = waiting.pop()
        for arrow in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            kiosk.robot.find(name).setFocus(Qt.FocusReason.TabFocusReason)
            QTest.keyClick(QApplication.focusWidget(), arrow)
            if kiosk.focus.startswith("key:") and kiosk.focus not in found:
                found.add(kiosk.focus)
                waiting.append(kiosk.focus)
    return found


@pytest.mark.parametrize("language", ["en", "uk", "ar"])
@pytest.mark.parametrize("order", ["qwerty", "az"])
def test_arrows_and_scans_reach_each_key_in_both_orders(make_kiosk, order: str, language: str) -> None:
    kiosk = make_kiosk(languages=("en", "uk", "ar"))
    kiosk.start()
    kiosk.robot.touch(f"greeting:{language}")
    kiosk.app.navigator.wanted(intents.Opened("search"))
    kiosk.robot.settle()
    if order == "az":
        kiosk.robot.touch("key:order")
    keyboard = kiosk.window.keyboard
    keys = [one for one in keyboard.findChildren(KeyButton) if one.isVisible()]
    assert len(keys) > 30
    assert reached(kiosk, "key:order") == {one.objectName() for one in keys}
    rows = stop_rows(keyboard)
    assert sorted(one.objectName() for row in rows for one in row) == sorted(one.objectName() for one in keys)
    assert len(rows) == 4
    if order == "az":
        # Tab and scanning meet the letters in the order in which they are read.
        letters = [one.key.text.lower() for row in rows for one in row if one.key.has_case]
        if language == "ar":
            letters = [one.key.text for row in rows for one in row if len(one.key.text) == 1]
            assert "".join(one for one in letters if one in ALPHABETS[2]) == ALPHABETS[2]
        else:
            assert letters == [one for one in ALPHABETS[1 if language == "uk" else 0] if one in letters]
            assert len(letters) >= 26
