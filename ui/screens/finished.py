"""The end of a journey that was saved: the honest state, the reference, what happens next, the receipt."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.journeys.pages import Page
from kiosk.language import Words
from kiosk.receipt import State
from kiosk.reference import grouped
from ui.intents import Finishes, Leaves, Prints
from ui.pieces.banner import replace_banner
from ui.pieces.button import Button
from ui.pieces.card import LinkCard
from ui.pieces.ground import Panel
from ui.pieces.text import label, prose
from ui.printing import Said
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look

REFERENCE = 1.7
"""Size of the reference, by body text."""
QR_MM = 40
"""Side of the code on the screen; a telephone reads 30 mm well at arm's length."""


def qr_picture(text: str, side: int) -> QPixmap:
    """`text` as a QR code, level M, four modules of quiet zone, black on white in every theme."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    matrix = code.get_matrix()
    image = QImage(len(matrix), len(matrix), QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    for y, line in enumerate(matrix):
        for x, dark in enumerate(line):
            if dark:
                image.setPixelColor(x, y, QColor("#000000"))
    whole = max(1, side // len(matrix)) * len(matrix)
    return QPixmap.fromImage(image.scaled(QSize(whole, whole)))


class FinishedScreen(Screen):
    """`refresh` changes the state's words in place when the council has acknowledged."""

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
    ) -> None:
        super().__init__(look, words)
        self.controls = Controls(main=words("Finish"), stop=False)
        self.add_heading(page.title)
        self._banner_place = QVBoxLayout()
        self.add(self._banner_place)
        self.add(self._panel(reference, link))
        self.add(label(words("What happens next"), "subheading"))
        self._next = prose(page.body)
        self.add(self._next)
        self.add(label(contact, "quiet"))
        self.add(self._printing(printing))
        other = LinkCard(look, words("Do something else"), "", "again", icon="list")
        other.clicked.connect(lambda: self.wants.emit(Leaves()))
        self.add(other)
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
        column.setSpacing(look.u(1))
        column.addStretch(1)
        column.addWidget(label(self.words("Your reference"), "label"))
        figures = label(grouped(reference), "reference", round(look.metrics.body_px * REFERENCE))
        figures.setObjectName("reference")
        column.addWidget(figures)
        column.addWidget(label(self.words("Write it down, or take a photo of the code."), "body"))
        column.addStretch(1)
        row.addLayout(column, 1)
        code = QLabel()
        code.setObjectName("qr")
        code.setAccessibleName(self.words("A code for your phone. It holds your reference only."))
        side = round(QR_MM * look.metrics.pixels_per_mm)
        code.setPixmap(qr_picture(link, side))
        row.addWidget(code, 0, Qt.AlignmentFlag.AlignVCenter)
        return panel

    def _printing(self, printing: Said) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.u(2))
        self._note_place = QVBoxLayout()
        column.addLayout(self._note_place)
        row = QHBoxLayout()
        row.setSpacing(self.look.u(3))
        self._plain = Button(self.look, self.words("Print a receipt"), "secondary", "print", "printer")
        self._large = Button(
            self.look, self.words("Print in large letters"), "secondary", "print:large", "printer"
        )
        self._plain.clicked.connect(lambda: self.wants.emit(Prints()))
        self._large.clicked.connect(lambda: self.wants.emit(Prints(large=True)))
        row.addWidget(self._plain, 1)
        row.addWidget(self._large, 1)
        column.addLayout(row)
        self.show_printing(printing)
        return made

    # -- what changes while it shows -----------------------------------------------------------------

    def show_state(self, state: State, status: str, body: str) -> None:
        """Say how far the submission has come, in the words of `kiosk.receipt.state_text`."""
        if status == self._status:
            return
        self._status = status
        replace_banner(self._banner_place, self.look, "good" if state is State.SENT else "attention", status)
        self._next.setText(prose(body).text())

    def show_printing(self, printing: Said) -> None:
        """Say what the printer does; offer printing only where it can be done."""
        self._plain.setVisible(printing.offered)
        self._large.setVisible(printing.offered)
        replace_banner(self._note_place, self.look, printing.state, printing.text)

    def main(self) -> None:
        self.wants.emit(Finishes())
