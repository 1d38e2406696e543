"""When a sound is heard: as something is saved, as it could not be, as a page says that there is a problem.

Not while the kiosk reads aloud, which says the same in words; not for who turned sounds off; and not in a
service that nobody near should notice. Which notes they are is `catalogue`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject

from kiosk.visit import Stage
from ui.sounds.catalogue import SOUNDS
from ui.sounds.player import Player
from ui.sounds.tone import wav

if TYPE_CHECKING:
    from ui.navigator import Navigator


class Moment(Struct, frozen=True):
    """What a screen that is put up shows: the visit's stage, and whether an answer has a problem."""

    stage: Stage
    problems: bool = False


def sound_of(before: Moment, now: Moment) -> str:
    """The sound of what has happened between two screens, a key of SOUNDS; '' for none. The same screen once
    more, in another language or size, is nothing new."""
    if now.problems:
        return "problem"
    if now.stage is before.stage:
        return ""
    return {Stage.FINISHED: "saved", Stage.NOT_SAVED: "not-saved"}.get(now.stage, "")


class Chime(QObject):
    """Listens to one navigator. `speaks` tells whether the kiosk reads aloud."""

    def __init__(self, navigator: "Navigator", player: Player, speaks: Callable[[], bool]) -> None:
        super().__init__(navigator)
        self._navigator, self._player, self._speaks = navigator, player, speaks
        self._made: dict[str, bytes] = {}
        self._before = Moment(navigator.visit.stage)
        navigator.shown.connect(self._shown)

    def _shown(self) -> None:
        visit, scene = self._navigator.visit, self._navigator.scene
        before, self._before = self._before, Moment(visit.stage, bool(scene.problems))
        if visit.stage is Stage.ATTRACT:
            self._player.stop()
        name = sound_of(before, self._before)
        discreet = bool(visit.journey) and scene.service.safety
        if name and not (visit.preferences.quiet or discreet or self._speaks()):
            self._player.play(self._made.setdefault(name, wav(SOUNDS[name])))

    def close(self) -> None:
        """Be silent for good."""
        self._player.close()
