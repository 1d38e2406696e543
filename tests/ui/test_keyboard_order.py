"""Letters in the order of the alphabet: no key comes or goes, and every field can be typed in as before."""

import pytest
from PySide6.QtWidgets import QWidget

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
