"""Help and the ways to use a kiosk: opened from anywhere, back to where one was, and gone with the visit."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel

from kiosk.assets import assets_dir
from kiosk.language import NAMES, words_for
from kiosk.settings import Controller, Panel
from kiosk.visit import Preferences, Stage
from ui import intents
from ui.detour import ALWAYS, opened, ways
from ui.screens.help import Picture
from ui.screens.options import SPOKEN, WAYS

TOUCHED = ways(Panel(), Controller(), speaks=False)
"""What the tests' kiosk has a row for."""


def open_help(kiosk) -> None:
    kiosk.robot.touch("tool:help")
    assert kiosk.robot.has("step:0")


def open_options(kiosk) -> None:
    open_help(kiosk)
    kiosk.robot.touch("show:options")
    assert kiosk.robot.has("way:size")


# -- the way there and back ------------------------------------------------------------------------------


@pytest.mark.parametrize("button", ["tool:help", "show:help"])
def test_help_from_the_attract_screen_begins_a_visit_and_leads_to_the_services(kiosk, button: str) -> None:
    kiosk.robot.touch(button)
    assert kiosk.robot.has("step:0")
    assert kiosk.stage is Stage.CHOOSING
    kiosk.robot.touch("back")
    assert kiosk.robot.has("group:group-1")


def test_what_was_typed_stands_there_again_after_help_and_options(kiosk) -> None:
    kiosk.begin()
    kiosk.write("input:cat_name", "Tibbles")
    open_options(kiosk)
    kiosk.robot.touch("back")
    assert kiosk.robot.has("step:0"), "back goes one page at a time"
    kiosk.robot.touch("back")
    assert kiosk.robot.find("input:cat_name").text() == "Tibbles"
    assert kiosk.page == "cat_name"


def test_a_larger_size_chosen_in_the_middle_keeps_what_was_typed(kiosk) -> None:
    kiosk.begin()
    kiosk.write("input:cat_name", "Tibbles")
    open_options(kiosk)
    kiosk.robot.touch("way:size")
    kiosk.robot.touch("back")
    kiosk.robot.touch("back")
    assert kiosk.visit.preferences.size == 1
    assert kiosk.robot.find("input:cat_name").text() == "Tibbles"


def test_help_again_from_help_adds_nothing_to_the_way_back(kiosk) -> None:
    kiosk.home()
    open_options(kiosk)
    kiosk.robot.touch("tool:help")
    assert kiosk.robot.has("step:0")
    kiosk.robot.touch("back")
    assert kiosk.robot.has("group:group-1")
    assert opened(("help", "options"), "options") == ("help", "options")
    assert opened(("help", "options"), "help") == ("help",)


def test_the_page_of_a_saved_report_is_still_there_after_help(kiosk) -> None:
    kiosk.to_finished()
    open_help(kiosk)
    kiosk.robot.touch("back")
    assert kiosk.stage is Stage.FINISHED
    assert kiosk.robot.sees("K7MF 4T2Q 9XW3")


def test_help_in_another_language_says_the_same_in_it(kiosk) -> None:
    open_help(kiosk)
    before = kiosk.robot.text()
    kiosk.robot.touch("tool:language")
    assert kiosk.robot.has("step:0")
    assert kiosk.robot.text() != before


def test_a_visit_that_ends_leaves_no_page_open(kiosk) -> None:
    kiosk.home()
    open_options(kiosk)
    kiosk.wait_out(500)
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.robot.has("begin")
    assert kiosk.app.navigator.scene.detours == ()


# -- the ways --------------------------------------------------------------------------------------------


@pytest.fixture
def unhurried(kiosk, monkeypatch):
    """A resident who touches nothing twice within 5 seconds: no filter takes that for a tremble."""
    press = kiosk.robot._press

    def later(widget) -> None:
        kiosk.clock.now += 5
        press(widget)

    monkeypatch.setattr(kiosk.robot, "_press", later)
    return kiosk


@pytest.mark.parametrize("way", [one for one in WAYS if one.field in TOUCHED], ids=lambda one: one.field)
def test_a_touch_goes_round_the_states_and_says_each_in_words(unhurried, way) -> None:
    kiosk = unhurried
    kiosk.home()
    open_options(kiosk)
    usual = getattr(Preferences(), way.field)
    seen, said = [], []
    for _ in way.values:
        kiosk.robot.touch(f"way:{way.field}")
        seen.append(getattr(kiosk.visit.preferences, way.field))
        said.append(kiosk.robot.find(f"way:{way.field}").accessibleDescription())
        assert kiosk.focus == f"way:{way.field}", "one stays where one was"
    assert seen[-1] == usual
    assert {*seen} == {value for value, _ in way.values}
    assert len({*said}) == len(way.values)


def test_every_way_goes_back_to_usual_with_the_visit(unhurried) -> None:
    kiosk = unhurried
    kiosk.home()
    open_options(kiosk)
    for field in TOUCHED:
        kiosk.robot.touch(f"way:{field}")
    assert kiosk.visit.preferences != Preferences()
    kiosk.app.navigator.wipe()
    assert kiosk.visit.preferences == Preferences()
    metrics = kiosk.app.navigator.scene.look.metrics
    assert (metrics.size, metrics.reach) == (0, False)


@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.field)
def test_each_way_knows_every_value_it_may_find_and_its_words_are_its_own(way) -> None:
    usual = Preferences()
    value = getattr(usual, way.field)
    for _ in way.values:
        value = way.following(replace(usual, **{way.field: value}))
    assert value == getattr(usual, way.field), "round and back to the usual"
    assert len({text for _, text in way.values}) == len(way.values)


def test_speed_and_loudness_cover_what_a_voice_can_do() -> None:
    found = {way.field: {value for value, _ in way.values} for way in WAYS if way.field in SPOKEN}
    assert found == {"rate": {*range(-2, 5)}, "volume": {*range(-2, 4)}}


def test_only_what_is_fitted_has_a_row() -> None:
    plain, high = Controller(), Panel()
    low = Panel(1280, 800, 331.0, 207.0)
    assert ways(low, plain, speaks=False) == ALWAYS
    assert ways(high, plain, speaks=False) == ALWAYS | {"reach"}
    assert ways(high, plain, speaks=True) >= {"speech", "rate", "volume"}
    assert "switches" in ways(high, replace(plain, switches=2), speaks=False)
    assert "bounce_ms" in ways(high, replace(plain, profile="nine-key"), speaks=False)
    fields = {way.field for way in WAYS}
    assert ways(high, replace(plain, switches=2), speaks=True) <= fields <= {*Preferences.__struct_fields__}


def test_a_way_to_listen_asks_the_voice_and_shows_what_came_of_it(kiosk) -> None:
    navigator, asked = kiosk.app.navigator, []
    navigator.scene.ways = ways(Panel(), Controller(), speaks=True)
    # A voice that nobody can hear stays off.
    kiosk.window.listen_wanted.connect(lambda: asked.append(kiosk.visit.preferences.speech))
    kiosk.home()
    open_options(kiosk)
    kiosk.robot.touch("way:speech")
    assert asked == [False]
    assert not kiosk.visit.preferences.speech
    assert kiosk.robot.find("way:speech").accessibleDescription() == "Off"
    kiosk.window.listen_wanted.connect(lambda: kiosk.visit.prefer(speech=True))
    kiosk.robot.touch("way:speech")
    assert kiosk.robot.find("way:speech").accessibleDescription() == "On"
    assert kiosk.robot.has("way:rate")


# -- easy to read ----------------------------------------------------------------------------------------


def test_help_is_a_picture_and_a_short_sentence_or_two_for_each_step(kiosk) -> None:
    kiosk.home()
    navigator = kiosk.app.navigator
    navigator.wanted(intents.Shows("help"))
    steps = [one for one in kiosk.window.findChildren(object) if one.objectName().startswith("step:")]
    assert len(steps) >= 6
    for step in steps:
        (words,) = step.findChildren(QLabel)
        (picture,) = step.findChildren(Picture)
        assert len(words.text().split()) <= 16, words.text()
        assert (assets_dir() / "icons" / f"{picture._icon}.svg").is_file()


@pytest.mark.parametrize("language", NAMES)
def test_what_help_names_is_called_the_same_on_its_button(language: str) -> None:
    words = words_for(language)
    named = {
        "Language": "Touch Language to read in another language.",
        "Text size": "Touch Text size to make the words bigger.",
        "Contrast": "Touch Contrast to change the colours.",
        "Continue": "Touch Continue to go on.",
        "Back": "Touch Back to see the page before.",
        "Stop and clear": "You can stop at any time. Touch Stop and clear.",
    }
    wrong = {name: words(text) for name, text in named.items() if words(name) not in words(text)}
    assert wrong == {}
