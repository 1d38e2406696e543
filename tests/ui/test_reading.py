"""Language, text size and contrast: always one touch away, and nothing that was entered is lost by it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from kiosk.language import NAMES
from kiosk.visit import Preferences
from ui.theme.tokens import ORDER

TOOLS = ("tool:language", "tool:size", "tool:theme")


def test_the_language_button_names_the_other_language_in_itself(kiosk) -> None:
    kiosk.home()
    assert kiosk.robot.find("tool:language").text() == "Cymraeg"
    kiosk.robot.touch("tool:language")
    assert kiosk.robot.find("tool:language").text() == "English"
    assert kiosk.visit.preferences.language == "cy"


@pytest.fixture
def six(make_kiosk):
    """A kiosk that speaks all our languages."""
    kiosk = make_kiosk(languages=tuple(NAMES))
    kiosk.start()
    return kiosk


def test_the_first_screen_names_every_language_in_itself(six) -> None:
    greetings = {one: six.robot.find(f"greeting:{one}") for one in NAMES}
    assert {one: button.text() for one, button in greetings.items()} == NAMES
    assert {button.property("lang") for button in greetings.values()} == set(NAMES)
    six.robot.touch("greeting:ro")
    assert six.visit.preferences.language == "ro"


def test_of_many_languages_one_is_chosen_from_a_list(six) -> None:
    six.home()
    assert six.robot.find("tool:language").text() == "Language"
    six.robot.touch("tool:language")
    assert {one: six.robot.find(f"language:{one}").text() for one in NAMES} == NAMES
    assert six.focus == "language:en"
    six.robot.touch("language:pl")
    assert six.window.dialog is None
    assert six.visit.preferences.language == "pl"
    assert six.robot.find("tool:language").text() == "Język"


@pytest.mark.parametrize("way", ["languages:stay", "language:en", "escape"])
def test_the_list_of_languages_can_be_left_as_it_was(six, way: str) -> None:
    six.begin()
    six.write("input:cat_name", "Tibbles")
    six.robot.touch("tool:language")
    if way == "escape":
        six.robot.key(Qt.Key.Key_Escape)
    else:
        six.robot.touch(way)
    assert six.window.dialog is None
    assert six.visit.preferences == Preferences()
    assert six.robot.find("input:cat_name").text() == "Tibbles"


def test_what_was_typed_stays_when_a_language_is_chosen(six) -> None:
    six.to_about_you()
    six.write("input:full_name", "Sam Sample")
    six.robot.touch("tool:language")
    six.robot.touch("language:cy")
    assert six.robot.find("input:full_name").text() == "Sam Sample"


def test_keys_go_round_the_languages_and_choose_one(six) -> None:
    six.home()
    six.robot.find("tool:language").setFocus(Qt.FocusReason.TabFocusReason)
    six.robot.key(Qt.Key.Key_Space)
    seen = [six.focus]
    for _ in range(len(NAMES)):
        six.robot.key(Qt.Key.Key_Tab)
        seen.append(six.focus)
    assert seen == [*(f"language:{one}" for one in NAMES), "languages:stay"]
    six.robot.key(Qt.Key.Key_Tab)
    six.robot.key(Qt.Key.Key_Tab)
    six.robot.key(Qt.Key.Key_Space)
    assert six.visit.preferences.language == "cy"
    assert six.focus == "tool:language"


def test_without_another_language_there_is_no_language_button(make_kiosk) -> None:
    kiosk = make_kiosk(languages=("en",))
    kiosk.start()
    assert not kiosk.robot.has("greeting:cy")
    kiosk.home()
    assert not kiosk.robot.has("tool:language")
    assert kiosk.robot.has("tool:size")


def test_sizes_and_themes_go_round_and_come_back(kiosk) -> None:
    kiosk.home()
    sizes, themes = [], []
    for _ in range(4):
        sizes.append(kiosk.app.navigator.scene.look.metrics.size)
        kiosk.robot.touch("tool:size")
    for _ in ORDER:
        themes.append(kiosk.app.navigator.scene.look.tokens.name)
        kiosk.robot.touch("tool:theme")
    assert sizes == [0, 1, 2, 3]
    assert themes == list(ORDER)
    assert kiosk.visit.preferences == Preferences()


def test_the_size_button_says_which_of_how_many(kiosk) -> None:
    kiosk.home()
    kiosk.robot.touch("tool:size")
    assert kiosk.robot.find("tool:size").accessibleDescription() == "2 of 4"


@pytest.mark.parametrize("tool", TOOLS)
def test_what_was_typed_stays(kiosk, tool: str) -> None:
    kiosk.to_about_you()
    typed = {"full_name": "Sam Sample", "seen_on:day": "20", "seen_on:year": "20"}
    for name, text in typed.items():
        kiosk.write(f"input:{name}", text)
    kiosk.robot.touch(tool)
    assert {name: kiosk.robot.find(f"input:{name}").text() for name in typed} == typed
    assert kiosk.robot.find("input:seen_on:month").text() == ""


@pytest.mark.parametrize("tool", TOOLS)
def test_what_was_chosen_stays(kiosk, tool: str) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    kiosk.robot.touch("option:ginger")
    kiosk.robot.touch(tool)
    assert kiosk.robot.find("option:ginger").isChecked()
    assert not kiosk.robot.find("option:black").isChecked()


@pytest.mark.parametrize("tool", TOOLS)
def test_what_was_found_and_picked_stays(kiosk, tool: str) -> None:
    kiosk.begin("cat-facts")
    kiosk.write("input:home", "example")
    kiosk.robot.touch("address:find")
    kiosk.robot.touch("option:2")
    kiosk.robot.touch(tool)
    assert kiosk.robot.find("option:2").isChecked()
    assert kiosk.robot.has("option:1")
    assert kiosk.robot.find("input:home").text() == "example"


@pytest.mark.parametrize("tool", TOOLS)
def test_what_was_searched_stays(kiosk, tool: str) -> None:
    kiosk.home()
    kiosk.robot.touch("open:search")
    kiosk.write("input:search", "a")
    before = [
        one.objectName() for one in kiosk.window.findChildren(QPushButton) if "service:" in one.objectName()
    ]
    kiosk.robot.touch(tool)
    assert kiosk.robot.find("input:search").text() == "a"
    assert before
    assert all(kiosk.robot.has(name) for name in before)


def test_answers_given_stay_with_another_language_and_show_in_it(kiosk) -> None:
    kiosk.to_check()
    kiosk.robot.touch("tool:language")
    assert kiosk.visit.page.kind == "check"
    for words in ("Tibbles", "Sinsir", "Enw'r gath", "20 Tachwedd 2026"):
        assert kiosk.robot.sees(words), words
    assert not kiosk.robot.sees("Ginger")
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.visit.saved is not None, "saved")
    (submission,) = kiosk.counter.saved
    assert (submission.answers["colour_of"], submission.language) == ("ginger", "cy")


def test_the_last_page_changes_its_language_too(kiosk) -> None:
    kiosk.to_finished()
    kiosk.robot.touch("tool:language")
    assert kiosk.robot.sees("Rydym yn cadw llygad")
    assert not kiosk.robot.sees("We look out for it")


def test_a_dialog_goes_with_a_change_of_look_and_leaves_nothing_behind(kiosk) -> None:
    kiosk.begin()
    kiosk.app.navigator._stop()
    kiosk.look(size=2)
    assert kiosk.window.dialog is None
    assert not kiosk.robot.has("stop-dialog:stay")


def test_a_keyboard_user_finds_the_focus_where_it_was_after_a_change_of_look(kiosk) -> None:
    kiosk.home()
    kiosk.robot.find("tool:size").setFocus(Qt.FocusReason.TabFocusReason)
    kiosk.robot.key(Qt.Key.Key_Space)
    assert kiosk.visit.preferences.size == 1
    assert kiosk.focus == "tool:size", "who looks for the right size presses it again"


def test_the_window_runs_from_right_to_left_where_the_language_does(make_kiosk) -> None:
    kiosk = make_kiosk(languages=("en", "ar"))
    kiosk.start()
    kiosk.home()
    right = (
        kiosk.robot.find("tool:size").mapTo(kiosk.window, kiosk.robot.find("tool:size").rect().center()).x()
    )
    kiosk.robot.touch("tool:language")
    assert kiosk.window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    left = (
        kiosk.robot.find("tool:size").mapTo(kiosk.window, kiosk.robot.find("tool:size").rect().center()).x()
    )
    assert right > kiosk.window.width() / 2 > left


def test_brand_colour_shows_only_where_the_theme_has_tints(kiosk) -> None:
    brand = kiosk.app.settings.council.colour
    for theme in ORDER:
        kiosk.look(theme=theme)
        look = kiosk.app.navigator.scene.look
        assert (look.brand == brand) is look.tokens.tints, theme
