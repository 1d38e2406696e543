"""Which key of a device means what. Pure: a table for each kind of device, changed by the settings.

Devices are common HID keyboards of few keys, so each is described by Qt's names of its keys, and `Pad+8` for
a key of the numeric pad. What a command does is `ui.controller.commands`.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import Qt

from kiosk.errors import SettingsError
from kiosk.settings import Controller

PAD = "Pad+"
"""Before the name of a key on the numeric pad."""


class Command(StrEnum):
    """What a key can ask for. Source: the tactile keypad of A-35 (item pair, page pair, select, volume pair,
    rate pair) and EN 301 549 5.1.3.4 (interrupt, repeat, pause)."""

    PREVIOUS = "previous"
    NEXT = "next"
    BACKWARD = "backward"
    FORWARD = "forward"
    SELECT = "select"
    PRESS = "press"
    """The button that has the focus; any other thing gets the key itself."""
    REPEAT = "repeat"
    REPEAT_PAGE = "repeat-page"
    PAUSE = "pause"
    SLOWER = "slower"
    FASTER = "faster"
    SOFTER = "softer"
    LOUDER = "louder"
    SPEECH = "speech"
    HELP = "help"
    STOP = "stop"
    NOTHING = "nothing"
    """Takes a key of the profile away."""


C = Command
VOICE = {
    "F5": C.REPEAT,
    "F6": C.REPEAT_PAGE,
    "F7": C.PAUSE,
    "F8": C.SPEECH,
    "F9": C.SLOWER,
    "F10": C.FASTER,
    "F11": C.SOFTER,
    "F12": C.LOUDER,
    "VolumeDown": C.SOFTER,
    "VolumeUp": C.LOUDER,
}
PROFILES: dict[str, dict[str, Command]] = {
    # A full keyboard keeps its own arrows, Tab and Space; a row of keys works the voice.
    "keyboard": {"Return": C.PRESS, "Enter": C.PRESS, **VOICE},
    # Nine keys in three rows: softer, up, louder; left, select, right; repeat, down, speech. Pads with
    # more keys have the rate pair and the rest too. F13 to F20 where the pad sends what no keyboard has.
    "nine-key": {
        "Up": C.PREVIOUS,
        "Down": C.NEXT,
        "Left": C.BACKWARD,
        "Right": C.FORWARD,
        "Return": C.SELECT,
        "Enter": C.SELECT,
        "F1": C.HELP,
        "F4": C.STOP,
        **VOICE,
        "F13": C.REPEAT,
        "F14": C.SPEECH,
        "F15": C.SOFTER,
        "F16": C.LOUDER,
        "F17": C.SLOWER,
        "F18": C.FASTER,
        "F19": C.HELP,
        "F20": C.STOP,
    },
    # The number pad that every shop sells: its 5 has the raised mark (EN 301 549 8.4.1).
    "number-pad": {
        "Pad+8": C.PREVIOUS,
        "Pad+2": C.NEXT,
        "Pad+4": C.BACKWARD,
        "Pad+6": C.FORWARD,
        "Pad+5": C.SELECT,
        "Pad+7": C.SOFTER,
        "Pad+9": C.LOUDER,
        "Pad+1": C.SLOWER,
        "Pad+3": C.FASTER,
        "Pad+0": C.REPEAT,
        "Pad+Period": C.SPEECH,
        "Pad+Enter": C.SELECT,
        "Pad+Asterisk": C.REPEAT_PAGE,
        "Pad+Slash": C.PAUSE,
        "Pad+Plus": C.HELP,
        "Pad+Minus": C.STOP,
        # The same keys without number lock.
        "Pad+Up": C.PREVIOUS,
        "Pad+Down": C.NEXT,
        "Pad+Left": C.BACKWARD,
        "Pad+Right": C.FORWARD,
        "Pad+Clear": C.SELECT,
        "Pad+Home": C.SOFTER,
        "Pad+PageUp": C.LOUDER,
        "Pad+End": C.SLOWER,
        "Pad+PageDown": C.FASTER,
        "Pad+Insert": C.REPEAT,
        "Pad+Delete": C.SPEECH,
    },
}
SIDEWAYS = {C.FORWARD: C.BACKWARD, C.BACKWARD: C.FORWARD}
"""Where the page is read from right to left, onward is to the left."""
SIDES = frozenset({"Left", "Right", "Pad+4", "Pad+6", "Pad+Left", "Pad+Right"})


class Press(Struct, frozen=True):
    """A key as the table knows it: Qt's code, and whether it belongs to the numeric pad."""

    code: int
    pad: bool = False


class KeyMap(Struct, frozen=True):
    """The keys of one kiosk: what each means, and the two that a switch may be."""

    table: dict[Press, Command]
    sides: frozenset[Press]
    move: Press
    select: Press

    def command(self, press: Press, *, mirrored: bool = False) -> Command | None:
        """What `press` means, on a page that is `mirrored`; None where it is an ordinary key."""
        if press.pad and press not in self.table:
            # Enter and arrows of many keyboards say that they are the pad's.
            press = Press(press.code)
        found = self.table.get(press)
        if mirrored and found is not None and press in self.sides:
            return SIDEWAYS.get(found, found)
        return found

    @property
    def switches(self) -> tuple[Press, Press]:
        """The key that moves and the key that chooses."""
        return self.move, self.select


def mapping(settings: Controller) -> KeyMap:
    """The keys that the settings name. Raises SettingsError, one line, for a key or a command that does not
    exist, and for two switches that are one key."""
    named: dict[str, Command] = dict(PROFILES[settings.profile])
    named.update(_changes(settings.keys))
    table: dict[Press, Command] = {
        key(name, "controller.keys"): what for name, what in named.items() if what is not C.NOTHING
    }
    move = key(settings.move, "controller.move")
    select = key(settings.select, "controller.select")
    if move == select:
        raise SettingsError(
            f"controller.select: '{settings.select}' is the key of controller.move too; name two keys"
        )
    return KeyMap(table, frozenset(key(name, "") for name in SIDES), move, select)


def _changes(keys: Mapping[str, str]) -> dict[str, Command]:
    known = ", ".join(Command)
    for name, what in keys.items():
        if what not in list(Command):
            raise SettingsError(
                f"controller.keys: {name} = '{what}': there is no such command; there are {known}"
            )
    return {name: Command(what) for name, what in keys.items()}


def key(name: str, where: str) -> Press:
    """The key of a name: `F5`, `Return`, `A`, `Pad+8`. Raises SettingsError that names `where`."""
    bare = name.removeprefix(PAD)
    try:
        code = Qt.Key[f"Key_{bare}"]
    except KeyError:
        raise SettingsError(
            f"{where}: there is no key '{name}'; write it as F5, Return, Space, A, or Pad+8 for one of the "
            "number pad"
        ) from None
    return Press(int(code), name.startswith(PAD))
