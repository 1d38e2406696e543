"""The end of a journey that was saved: the honest state, the reference, what happens next, the receipt."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.journeys.pages import Page
from kiosk.language import Words
from kiosk.receipt import State
from kiosk.reference import grouped
from ui.intents import Finishes, Prints
from ui.pieces.banner import BannerPlace
from ui.pieces.button import Button
from ui.pieces.code import code_label
from ui.pieces.ground import Panel
from ui.pieces.text import label, prose
from ui.printing import Said
from ui.screens.home import Entry
from ui.screens.reading import add_onward, add_takeaway, card_button, hear_button
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look

REFERENCE = 1.7
"""Size of the reference, by body text."""


class FinishedScreen(Screen):
    """`show_state` changes the state's words in place when the council has acknowledged. `discreet`,
    `onward` and `heard` are as on an `InformationScreen`."""

    def __init__(
        self,
        look: Look,
        words: Words,
        *,
        page: Page,
        reference: str,
        state: State,
        status: str,
        link: str,
        printing: Said,
        contact: str,
        discreet: bool = False,
        onward: tuple[Entry, ...] = (),
        heard: bool = False,
    ) -> None:
        super().__init__(look, words)
        self._waits = False
        self.controls = Controls(main=words("Finish"), stop=False)
        self.add_heading(page.title)
        self._banner_place = BannerPlace(look)
        self.add(self._banner_place)
        self.add(self._panel(reference, link))
        self.add(label(words("What happens next"), "subheading"))
        self._next = prose(page.body)
        self.add(self._next)
        add_takeaway(self, page)
        self.add(label(contact, "quiet"))
        self.add(self._printing(printing, discreet=discreet))
        if heard and not discreet:
            self.add(hear_button(self))
        add_onward(self, onward)
        self._status = ""
        self.show_state(state, status, page.body)

    def _panel(self, reference: str, link: str) -> QWidget:
        look = self.look
        panel = Panel(look)
        panel.setObjectName("reference-panel")
        row = QHBoxLayout(panel)
        row.setContentsMargins(look.u(6), look.u(5), look.u(5), look.u(5))
        row.setSpacing(look.u(5))
        column = QVBoxLayout()
        row.addLayout(column, 1)
        column.setSpacing(look.u(1))
        column.addStretch(1)
        column.addWidget(label(self.words("Your reference"), "label"))
        figures = label(grouped(reference), "reference", round(look.metrics.body_px * REFERENCE))
        figures.setObjectName("reference")
        column.addWidget(figures)
        column.addWidget(label(self.words("Write it down, or take a photo of the code."), "body"))
        column.addStretch(1)
        said = self.words("A code for your phone. It holds your reference only.")
        code = code_label(look, link, said)
        row.addWidget(code, 0, Qt.AlignmentFlag.AlignVCenter)
        return panel

    def _printing(self, printing: Said, *, discreet: bool) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.u(2))
        self._note_place = BannerPlace(self.look)
        column.addWidget(self._note_place)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(self.look.u(3))
        self._papers = [card_button(self)] if discreet else self._receipts()
        for button in self._papers:
            row.addWidget(button, 0 if discreet else 1)
        if discreet:
            row.addStretch(1)
        self.show_printing(printing)
        return made

    def _receipts(self) -> list[Button]:
        plain = Button(self.look, self.words("Print a receipt"), "secondary", "print", "printer")
        large = Button(self.look, self.words("Print in large letters"), "secondary", "print:large", "printer")
        plain.clicked.connect(lambda: self._print(Prints()))
        large.clicked.connect(lambda: self._print(Prints(large=True)))
        return [plain, large]

    # -- what changes while it shows -----------------------------------------------------------------

    def show_state(self, state: State, status: str, body: str) -> None:
        """Say how far the submission has come, in the words of `kiosk.receipt.state_text`."""
        if status == self._status:
            return
        self._status = status
        self._banner_place.put("good" if state is State.SENT else "attention", status)
        self._next.setText(prose(body).text())

    def show_printing(self, printing: Said) -> None:
        """Say what the printer does; offer printing only where it can be done."""
        waited, self._waits = self._waits, False
        self._note_place.put(printing.state, printing.text, waited=waited)
        for button in self._papers:
            button.setVisible(printing.offered)

    def _print(self, paper: Prints) -> None:
        """Whoever asks for paper waits for what comes of it: the focus goes there."""
        self._waits = True
        self.wants.emit(paper)
        self._waits = False

    def first_focus(self) -> QWidget | None:
        """How far it has come is what one came for."""
        return self._banner_place.banner

    def main(self) -> None:
        self.wants.emit(Finishes())
