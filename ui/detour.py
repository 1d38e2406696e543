"""Pages beside the visit, which can be opened from anywhere and lead back to where one was: how to use the
kiosk, and the ways to use it. Opening and coming back is the navigator's business."""

from collections.abc import Callable

from kiosk.settings import Controller, Panel
from ui.scene import Scene
from ui.screens.screen import Screen
from ui.theme.metrics import REACH_MM

HELP, OPTIONS = "help", "options"
ALWAYS = frozenset({"size", "theme", "order", "bounce_ms", "still"})
BY_VOICE = frozenset({"speech", "rate", "volume"})
"""Fields of the preferences that a resident may choose on every kiosk, and on one that can speak."""


def ways(panel: Panel, controller: Controller, *, speaks: bool, sounds: bool = False) -> frozenset[str]:
    """Fields of the preferences that the page of options has a row for, by what is fitted. On a low panel
    everything is within reach already."""
    found = ALWAYS | (BY_VOICE if speaks else frozenset())
    if panel.height_mm > REACH_MM:
        found |= {"reach"}
    if controller.switches:
        found |= {"switches", "dwell_ms"}
    if sounds:
        found |= {"quiet"}
    return found


def opened(detours: tuple[str, ...], page: str) -> tuple[str, ...]:
    """The pages after `page` was opened: each is there once, so that the way back has an end."""
    return (*detours[: detours.index(page)], page) if page in detours else (*detours, page)


def detour(scene: Scene) -> Screen:
    """The page that shows instead of the visit's."""
    return DETOURS[scene.detours[-1]](scene)


def _help(scene: Scene) -> Screen:
    from ui.screens.help import HelpScreen, Step

    words, speaks = scene.words, "speech" in scene.ways
    steps = [
        Step("pointer", words("Touch a button once. There is no need to press hard.")),
    ]
    if len(scene.settings.visit.languages) > 1:
        steps.append(Step("languages", words("Touch Language to read in another language.")))
    steps += [
        Step("a-large-small", words("Touch Text size to make the words bigger.")),
        Step("contrast", words("Touch Contrast to change the colours.")),
        *([Step("headphones", words("Plug in headphones to hear the words."))] if speaks else []),
        Step("keyboard", words("Touch a box to write in it. The letters come up below.")),
        Step("arrow-right", words("Touch Continue to go on.")),
        Step("arrow-left", words("Touch Back to see the page before.")),
        Step("clock", words("Take your time. If you stop for long, we ask if you are still here.")),
        Step("log-out", words("You can stop at any time. Touch Stop and clear.")),
        Step("phone", words("Stuck? Phone {phone}.", phone=scene.settings.council.phone)),
    ]
    return HelpScreen(scene.look, words, steps=tuple(steps))


def _options(scene: Scene) -> Screen:
    from ui.screens.options import OptionsScreen

    return OptionsScreen(scene.look, scene.words, preferences=scene.visit.preferences, has=scene.ways)


DETOURS: dict[str, Callable[[Scene], Screen]] = {HELP: _help, OPTIONS: _options}
