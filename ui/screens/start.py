"""A service's first page: what it is, how long it takes, what one needs, who runs it, what happens without a
connection."""

from kiosk.language import Words
from ui.intents import Began
from ui.pieces.banner import Banner
from ui.pieces.facts import Facts
from ui.pieces.text import label
from ui.screens.home import Entry, service_card
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look


class StartScreen(Screen):
    """`banners` are (state, text): what must be known before one begins. `facts` are (label, Markdown). When
    it is not `open` now, the way in is missing and `instead` shows what can be done."""

    def __init__(
        self,
        look: Look,
        words: Words,
        *,
        title: str,
        body: str,
        banners: tuple[tuple[str, str], ...],
        facts: tuple[tuple[str, str], ...],
        begun: bool,
        open_now: bool = True,
        instead: tuple[Entry, ...] = (),
    ) -> None:
        super().__init__(look, words)
        self.mixed = True
        main = words("Go on") if begun else words("Start now")
        self.controls = Controls(main=main if open_now else "", back=True)
        self.add_heading(title, body=body)
        for state, text in banners:
            self.add(Banner(look, state, text))
        if not open_now and instead:
            self.add(label(words("You can do this instead"), "subheading"))
            for entry in instead:
                self.add(service_card(self, entry, onward=True))
        self.add(Facts(look, facts))

    def main(self) -> None:
        self.wants.emit(Began())
