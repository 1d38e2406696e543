"""Check your answers before they go, and the list of items of a repeat."""

from kiosk.journeys.pages import Page
from kiosk.language import Words
from ui.intents import Answered, Changes, Removes
from ui.pieces.banner import Banner
from ui.pieces.button import Button
from ui.pieces.rows import AnswerRow
from ui.pieces.text import prose
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look


class CheckScreen(Screen):
    """Every answer of the path with its Change button; nothing is final until the main button."""

    def __init__(self, look: Look, words: Words, *, page: Page, banners: tuple[str, ...] = ()) -> None:
        super().__init__(look, words)
        self._page = page
        self.controls = Controls(main=page.button or words("Confirm and send"), back=page.back)
        body = page.body or words("Nothing is sent until you press the button below.")
        self.add_heading(page.title or words("Check your answers"), caption=page.caption, body=body)
        for text in banners:
            self.add(Banner(look, "attention", text))
        under = ""
        for row in page.rows:
            under = row.heading or under
            self.add(AnswerRow(look, words, row, lambda name: self.wants.emit(Changes(name)), under=under))

    def main(self) -> None:
        self.wants.emit(Answered(self._page.name, True))


class ListScreen(Screen):
    """The items added so far; add another or go on."""

    def __init__(self, look: Look, words: Words, *, page: Page) -> None:
        super().__init__(look, words)
        self._page = page
        self.controls = Controls(main=words("Continue"), back=page.back)
        self.add_heading(page.title, caption=page.caption)
        if page.body:
            self.add(prose(page.body))
        for row in page.rows:
            self.add(
                AnswerRow(
                    look,
                    words,
                    row,
                    lambda name: self.wants.emit(Changes(name)),
                    lambda name: self.wants.emit(Removes(name)),
                )
            )
        if page.add:
            text = words("Add another") if page.rows else words("Add one")
            add = Button(look, text, "secondary", "add", "plus")
            add.clicked.connect(lambda: self.wants.emit(Answered(page.name, "add")))
            self.add(add)
            self.first = add

    def main(self) -> None:
        self.wants.emit(Answered(self._page.name, "done"))
