"""Keys of devices and what they mean, with mistakes in the settings."""

import pytest
from PySide6.QtCore import Qt

from kiosk.errors import SettingsError
from kiosk.settings import Controller
from ui.controller.mapping import PROFILES, Command, Press, mapping

K = Qt.Key


def press(key: Qt.Key, *, pad: bool = False) -> Press:
    return Press(int(key), pad)


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_key_of_a_profile_exists(profile: str) -> None:
    made = mapping(Controller(profile=profile))
    assert len(made.table) == len(PROFILES[profile])


@pytest.mark.parametrize("profile", ["nine-key", "number-pad"])
def test_a_pad_has_every_command_that_is_asked_of_one(profile: str) -> None:
    assert set(PROFILES[profile].values()) == set(Command) - {Command.PRESS, Command.NOTHING}


@pytest.mark.parametrize(
    ("key", "command"),
    [
        (K.Key_Up, Command.PREVIOUS),
        (K.Key_Down, Command.NEXT),
        (K.Key_Left, Command.BACKWARD),
        (K.Key_Right, Command.FORWARD),
        (K.Key_Return, Command.SELECT),
        (K.Key_F12, Command.LOUDER),
        (K.Key_A, None),
        (K.Key_Tab, None),
    ],
)
def test_keys_of_the_tactile_pad(key: Qt.Key, command: Command | None) -> None:
    assert mapping(Controller(profile="nine-key")).command(press(key)) == command


def test_a_keyboard_keeps_its_arrows() -> None:
    made = mapping(Controller())
    assert made.command(press(K.Key_Left)) is None
    assert made.command(press(K.Key_Up)) is None


def test_digits_above_the_letters_are_no_keys_of_the_number_pad() -> None:
    made = mapping(Controller(profile="number-pad"))
    assert made.command(press(K.Key_5, pad=True)) is Command.SELECT
    assert made.command(press(K.Key_5)) is None


def test_enter_that_says_it_is_of_the_number_pad_is_enter_still() -> None:
    assert mapping(Controller(profile="nine-key")).command(press(K.Key_Enter, pad=True)) is Command.SELECT


def test_onward_is_to_the_left_where_one_reads_from_right_to_left() -> None:
    made = mapping(Controller(profile="nine-key"))
    assert made.command(press(K.Key_Left), mirrored=True) is Command.FORWARD
    assert made.command(press(K.Key_Right), mirrored=True) is Command.BACKWARD
    assert made.command(press(K.Key_Down), mirrored=True) is Command.NEXT


def test_settings_change_single_keys_and_free_others() -> None:
    made = mapping(Controller(profile="nine-key", keys={"F2": "help", "F12": "nothing"}))
    assert made.command(press(K.Key_F2)) is Command.HELP
    assert made.command(press(K.Key_F12)) is None
    assert made.command(press(K.Key_F11)) is Command.SOFTER


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"keys": {"Knob": "help"}}, "controller.keys: there is no key 'Knob'"),
        ({"keys": {"F2": "dance"}}, "controller.keys: F2 = 'dance': there is no such command"),
        ({"move": "Pedal"}, "controller.move: there is no key 'Pedal'"),
        ({"move": "Return"}, "'Return' is the key of controller.move too"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key(settings: dict, said: str) -> None:
    with pytest.raises(SettingsError) as error:
        mapping(Controller(**settings))
    assert said in str(error.value)
    assert "\n" not in str(error.value)
