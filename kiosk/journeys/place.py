"""Where on the path a resident stands: at the first screen that is not done, or where they went back to or
wanted to change something; and the way from there."""

from kiosk.journeys.definition import SENT, Journey
from kiosk.journeys.path import Path, Screen


class Place:
    """Keys of screens, so that it outlives the path, which is made anew with each answer."""

    def __init__(self) -> None:
        self.chosen = ""
        """The screen that `back` or `change` chose, '' for the first that is not done."""
        self._return_to = ""
        """Where a change began, '' when none is under way."""
        self._whole_item = False
        """The change is of a whole item, so its screens are shown one after the other."""

    def now(self, path: Path, journey: Journey) -> Screen | None:
        """The screen shown; None for the last page."""
        if self.chosen and (at := path.at(self.chosen)) >= 0:
            return path.screens[at]
        if path.frontier is not None or journey.offline not in SENT:
            return path.frontier
        return path.screens[-1]

    def previous(self, path: Path, screen: Screen | None) -> Screen | None:
        """The screen before, None at the first."""
        at = path.at(screen.key) if screen is not None else len(path.screens)
        if at > 0:
            return path.screens[at - 1]
        return path.screens[0] if self.chosen and self._by_change(path) else None

    def _by_change(self, path: Path) -> bool:
        return self._return_to == "done" or (bool(self._return_to) and path.at(self._return_to) >= 0)

    # -- moving --------------------------------------------------------------------------------------

    def change(self, target: Screen, now: Screen | None, *, whole_item: bool) -> None:
        """To one answer, or to an item's first screen."""
        if not self._return_to:
            self._return_to = now.key if now is not None else "done"
        self.chosen = target.key
        self._whole_item = whole_item

    def leave_change(self, path: Path) -> bool:
        """Back to where a change began; False, and nothing happens, where none is under way."""
        if not (self.chosen and self._by_change(path)):
            return False
        self.chosen, self._return_to, self._whole_item = self._return_to, "", False
        if path.at(self.chosen) < 0 or (path.frontier and path.frontier.key == self.chosen):
            self.chosen = ""
        return True

    def step_back(self, previous: Screen) -> None:
        """To the screen before."""
        self.chosen, self._whole_item = previous.key, False

    def advance(self, path: Path, screen: Screen) -> None:
        """Where to go after the answer to `screen`, of which `path` is made: on through an item, back to
        where a change began, or ahead."""
        at = path.at(screen.key)
        following = path.screens[at + 1] if 0 <= at < len(path.screens) - 1 else None
        stepped_back, self.chosen = bool(self.chosen), ""
        if self._whole_item and following is not None and screen.item:
            same = following.repeat is screen.repeat and following.item == screen.item
            if same and following is not path.frontier:
                self.chosen = following.key
                return
        self._whole_item = False
        if self._return_to:
            if self._return_to == screen.key or path.at(self._return_to) >= 0 or path.frontier is None:
                self.chosen = self._return_to if self._return_to != screen.key else ""
                if path.frontier is not None and self.chosen == path.frontier.key:
                    self.chosen = ""
                self._return_to = ""
            return
        if stepped_back and following is not None and following is not path.frontier:
            self.chosen = following.key
