"""Pages one reads: a note on the way, an end that sends nothing, what is wrong with the kiosk."""

from msgspec.structs import replace

from kiosk.journeys.pages import Page
from kiosk.language import Words
from ui.intents import Answered, Finishes, Hears, Leaves, Prints, Retries
from ui.pieces.banner import Banner, BannerPlace
from ui.pieces.button import Button
from ui.pieces.card import LinkCard
from ui.pieces.code import LinkPanel
from ui.pieces.text import label, points, prose
from ui.printing import Said
from ui.screens.home import Entry, service_card
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look


class NoteScreen(Screen):
    """A text on the way; read it and go on."""

    def __init__(self, look: Look, words: Words, *, page: Page) -> None:
        super().__init__(look, words)
        self._page = page
        self.controls = Controls(main=words("Continue"), back=True)
        self.add_heading(page.title, caption=page.caption)
        self.add(prose(page.body))
        if page.items:
            self.add(points(look, page.items))

    def main(self) -> None:
        self.wants.emit(Answered(self._page.name, True))


class InformationScreen(Screen):
    """The end of a journey that sends nothing: what we know, or why it stops here.

    `printing` is None where there is nothing to take away on paper; `discreet` offers a small card instead of
    it, for whoever may be put at risk by a paper. `onward` are other services that may help;
    `heard`: what is on the paper can be heard.
    """

    def __init__(
        self,
        look: Look,
        words: Words,
        *,
        page: Page,
        status: str,
        printing: Said | None,
        discreet: bool = False,
        onward: tuple[Entry, ...] = (),
        notes: tuple[str, ...] = (),
        heard: bool = False,
    ) -> None:
        super().__init__(look, words)
        self.controls = Controls(main=words("Finish"), back=page.back, stop=False)
        self.add_heading(page.title)
        self.add(prose(page.body))
        add_takeaway(self, page)
        for text in notes:
            self.add(label(text, "quiet"))
        self.add(Banner(look, "info", status))
        self._note_place = BannerPlace(look)
        self.add(self._note_place)
        self._card = card_button(self) if discreet else None
        if self._card is not None:
            self.add(self._card)
        if heard and printing is not None and not discreet:
            self.add(hear_button(self))
        add_onward(self, onward)
        self._waits = False
        self._prints = printing is not None
        if printing is not None:
            self.show_printing(printing)

    def show_printing(self, printing: Said) -> None:
        """Say what the printer does; offer printing only where it can be done."""
        if not self._prints:
            return
        if self._card is not None:
            self._card.setVisible(printing.offered)
        else:
            offer = self.words("Print this") if printing.offered else ""
            self.controls = replace(self.controls, second=offer)
        waited, self._waits = self._waits, False
        self._note_place.put(printing.state, printing.text, waited=waited)

    def main(self) -> None:
        self.wants.emit(Finishes())

    def second(self) -> None:
        self._waits = True
        self.wants.emit(Prints())
        self._waits = False


def add_takeaway(screen: Screen, page: Page) -> None:
    """What one takes away from a last page: what was worked out, things to bring or to know, and where to go
    on."""
    for row in page.rows:
        screen.add(label(row.label, "label"))
        screen.add(label("\n".join(row.lines), "body"))
    if page.items:
        screen.add(points(screen.look, page.items))
    if page.link:
        screen.add(LinkPanel(screen.look, screen.words, page.link))


def add_onward(screen: Screen, onward: tuple[Entry, ...]) -> None:
    """Where one can go from a last page: services that may help too, or all of them."""
    if onward:
        screen.add(label(screen.words("You can also"), "subheading"))
        for entry in onward:
            screen.add(service_card(screen, entry, onward=True))
    other = LinkCard(screen.look, screen.words("Do something else"), "", "again", icon="list")
    other.clicked.connect(lambda: screen.wants.emit(Leaves()))
    screen.add(other)


def hear_button(screen: Screen) -> Button:
    """What is printed, for who listens."""
    made = Button(screen.look, screen.words("Read my receipt"), "secondary", "hear", "volume-2")
    made.clicked.connect(lambda: screen.wants.emit(Hears()))
    return made


def card_button(screen: Screen) -> Button:
    """The quiet way to a paper that says nothing but whom to phone."""
    text = screen.words("Print a small card with the phone number")
    made = Button(screen.look, text, "quiet", "print:card", "printer")
    made.clicked.connect(lambda: screen.wants.emit(Prints(card=True)))
    return made


class SavingScreen(Screen):
    """The moment between Send and the durable commit."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words)
        self.controls = Controls(stop=False)
        self.add_heading(words("Saving on this kiosk…"))


class NotSavedScreen(Screen):
    """The commit failed: say so, keep the answers, offer to try again, give the phone number."""

    def __init__(self, look: Look, words: Words, *, phone: str, hours: str) -> None:
        super().__init__(look, words)
        self.controls = Controls(main=words("Try again"))
        self.add_heading(words("We could not save this"))
        self.add(Banner(look, "error", words("Nothing has been sent. Your answers are still here.")))
        self.add(
            prose(
                words(
                    "Try again. If it does not work, phone {phone} ({hours}) or ask a member of staff.",
                    phone=phone,
                    hours=hours,
                )
            )
        )

    def main(self) -> None:
        self.wants.emit(Retries())


class OutOfOrderScreen(Screen):
    """This kiosk cannot be used safely: say so plainly and say where else to go."""

    def __init__(self, look: Look, words: Words, *, phone: str, hours: str) -> None:
        super().__init__(look, words, full=True)
        self.controls = Controls(stop=False)
        self.add_heading(words("This kiosk is not working"))
        self.add(
            prose(
                words(
                    "You can phone the council on {phone} ({hours}), or ask a member of staff here.",
                    phone=phone,
                    hours=hours,
                )
            )
        )
