"""A service's first page: what it is, what you need, what happens without a network, who runs it."""

from kiosk.language import Words
from ui.intents import Began
from ui.pieces.banner import Banner
from ui.pieces.text import label
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look


class StartScreen(Screen):
    """`notes` are (state, text) banners: public place, English only, needs the network, …"""

    def __init__(
        self,
        look: Look,
        words: Words,
        *,
        title: str,
        body: str,
        owner: str,
        notes: tuple[tuple[str, str], ...],
        begun: bool,
    ) -> None:
        super().__init__(look, words)
        main = words("Go on") if begun else words("Start now")
        self.controls = Controls(main=main, main_icon="arrow-right", back=True)
        self.add_heading(title, body=body)
        for state, text in notes:
            self.add(Banner(look, state, text))
        self.add(label(owner, "quiet"))

    def main(self) -> None:
        self.wants.emit(Began())
