"""What remains of a journey once it was sent: its last pages, made while there were answers for them."""

from collections.abc import Mapping

from kiosk.errors import BugError
from kiosk.journeys.pages import Page
from kiosk.journeys.paging import done_page, pay_page
from kiosk.journeys.path import Path


class Ending:
    """The last pages, by language and by whether the council has it."""

    def __init__(self, *, received: bool) -> None:
        self.received = received
        self._pages: dict[tuple[str, bool], list[Page]] = {}
        self._last = ""

    def add(self, path: Path, reference: str, parts: Mapping[str, str]) -> None:
        """Make them in the path's language, in both wordings."""
        world = path.scope.world
        done = world.journey.done
        if done is None:
            raise BugError(f"the journey {world.journey.id} has no last page")
        self._last = world.words.language
        scope = path.scope.inside({"reference": reference})
        for there in (False, True):
            pays = [pay_page(pay, scope) for pay, _ in path.pays]
            last = done_page(done, scope, received=there, back=False, references=parts)
            self._pages[self._last, there] = [*pays, last]

    def page(self, language: str) -> Page:
        """The page to show now, in the language of the moment where it was made in it; else in the last."""
        return self._rest(language)[0]

    def pass_on(self, name: str, language: str) -> None:
        """The page `name` was read, if it is the one that shows and not the last."""
        rest = self._rest(language)
        if len(rest) > 1 and rest[0].name == name:
            for pages in self._pages.values():
                pages.pop(0)

    def _rest(self, language: str) -> list[Page]:
        return self._pages.get((language, self.received)) or self._pages[self._last, self.received]
