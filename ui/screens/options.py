"""Ways to use this kiosk: a row for each, with how it stands in words. A touch changes it to the next way.

What each way does is for those who read `kiosk.visit.Preferences`; which of them this kiosk has is told it.
"""

from msgspec import Struct

from kiosk.language import N_, Words
from kiosk.visit import Preferences
from ui.intents import Prefers
from ui.pieces.card import LinkCard
from ui.pieces.layout import add_grid
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look

OFF_ON = ((False, N_("Off")), (True, N_("On")))


class Way(Struct, frozen=True):
    """One field of `Preferences`: its title, its icon, and its values with the words for each, in the order
    in which a touch goes round them. Texts are English, to be translated."""

    field: str
    title: str
    icon: str
    values: tuple[tuple[object, str], ...]

    def state(self, preferences: Preferences) -> str:
        """The English words for how it stands."""
        return self.values[self._at(preferences)][1]

    def following(self, preferences: Preferences) -> object:
        """The value after the one that stands."""
        return self.values[(self._at(preferences) + 1) % len(self.values)][0]

    def _at(self, preferences: Preferences) -> int:
        """Which value stands; of a time that was measured, the nearest."""
        stands, order = getattr(preferences, self.field), [value for value, _ in self.values]
        if stands in order:
            return order.index(stands)
        return min(range(len(order)), key=lambda at: abs(float(str(order[at])) - stands))


WAYS = (
    Way(
        "size",
        N_("Text size"),
        "a-large-small",
        ((0, N_("Usual")), (1, N_("Large")), (2, N_("Larger")), (3, N_("Largest"))),
    ),
    Way(
        "theme",
        N_("Colours"),
        "contrast",
        (
            ("default", N_("Usual")),
            ("contrast", N_("Black on white")),
            ("yellow", N_("Yellow on black")),
            ("dark", N_("White on black")),
            ("soft", N_("Soft colours")),
        ),
    ),
    Way("speech", N_("Read aloud"), "headphones", OFF_ON),
    Way(
        "rate",
        N_("How fast it reads"),
        "gauge",
        (
            (0, N_("Usual")),
            (1, N_("Faster")),
            (2, N_("Much faster")),
            (3, N_("Very fast")),
            (4, N_("Fastest")),
            (-2, N_("Slowest")),
            (-1, N_("Slower")),
        ),
    ),
    Way(
        "volume",
        N_("How loud it reads"),
        "volume-2",
        (
            (0, N_("Usual")),
            (1, N_("Louder")),
            (2, N_("Much louder")),
            (3, N_("Loudest")),
            (-2, N_("Softest")),
            (-1, N_("Softer")),
        ),
    ),
    Way(
        "order",
        N_("Keyboard letters"),
        "keyboard",
        (("qwerty", N_("As on a computer")), ("az", N_("From A to Z"))),
    ),
    Way("reach", N_("Buttons lower down"), "monitor-down", OFF_ON),
    Way(
        "switches",
        N_("Switches"),
        "pointer",
        ((0, N_("None")), (1, N_("One switch")), (2, N_("Two switches"))),
    ),
    Way(
        "dwell_ms",
        N_("How long each step waits"),
        "gauge",
        (
            (1000, N_("About 1 second")),
            (1500, N_("About 1 and a half seconds")),
            (2000, N_("About 2 seconds")),
            (3000, N_("About 3 seconds")),
            (5000, N_("About 5 seconds")),
            (8000, N_("About 8 seconds")),
        ),
    ),
    Way(
        "bounce_ms",
        N_("Leave out quick second presses"),
        "clock",
        (
            (0, N_("Off")),
            (500, N_("Within half a second")),
            (1000, N_("Within a second")),
            (2000, N_("Within 2 seconds")),
        ),
    ),
    Way("still", N_("Movement on the screen"), "chevron-down", ((False, N_("On")), (True, N_("Off")))),
    Way("quiet", N_("Sounds"), "volume-2", ((False, N_("On")), (True, N_("Off")))),
)
"""In the order of the page."""
SPOKEN = ("rate", "volume")
"""Shown only while the kiosk reads aloud."""


def shown_ways(preferences: Preferences, has: frozenset[str]) -> list[Way]:
    """The ways of `has` that mean something as the preferences stand: how fast the kiosk reads while it does,
    how long a step waits while it goes on by itself."""
    apart = {"dwell_ms": preferences.switches == 1} | dict.fromkeys(SPOKEN, preferences.speech)
    return [one for one in WAYS if one.field in has and apart.get(one.field, True)]


class OptionsScreen(Screen):
    """The ways that this kiosk has, each a row to touch. `has` are their fields."""

    def __init__(self, look: Look, words: Words, *, preferences: Preferences, has: frozenset[str]) -> None:
        super().__init__(look, words)
        self.wide = True
        self.controls = Controls(back=True)
        self.add_heading(
            words("Ways to use this kiosk"),
            body=words("Touch one to change it. It all goes back to usual when you finish."),
        )
        m = look.metrics
        columns = 2 if m.size < 2 and not m.portrait else 1
        rows: list[LinkCard] = []
        for way in shown_ways(preferences, has):
            row = LinkCard(
                look,
                words(way.title),
                words(way.state(preferences)),
                f"way:{way.field}",
                icon=way.icon,
                stays=True,
            )
            changes = {way.field: way.following(preferences)}
            row.clicked.connect(lambda _=False, changes=changes: self.wants.emit(Prefers(changes)))
            rows.append(row)
        self.first = next(iter(rows), None)
        add_grid(self.body, rows, columns, look.u(3))
