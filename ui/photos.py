"""Photos for the screens: one at a time, off the UI thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.background import Background
from ui.journal import Journal
from ui.parts import Camera

if TYPE_CHECKING:
    from kiosk.camera import CameraProblem
    from kiosk.journeys.values import File


class Photos:
    """The camera as the screens use it."""

    def __init__(self, camera: Camera, journal: Journal) -> None:
        self._camera, self._journal = camera, journal
        self._door = Background("camera")
        self._under_way = 0

    @property
    def busy(self) -> bool:
        """Whether a photo is being taken."""
        return self._under_way > 0

    def take(self, most_bytes: int, then: "Callable[[File | CameraProblem], None]") -> None:
        """Take a photo. `then` may belong to a screen that has gone: it must know."""
        from kiosk.camera import CameraProblem
        from ui.fields.picture import photograph

        def taken(outcome: "File | CameraProblem") -> None:
            self._under_way -= 1
            then(outcome)

        def failed(error: Exception) -> None:
            self._journal("camera-failed", error)
            taken(CameraProblem.FAILED)

        self._under_way += 1
        self._door.run(lambda: photograph(self._camera, most_bytes), taken, failed)

    def close(self) -> None:
        """Finish what was begun."""
        self._door.close()
