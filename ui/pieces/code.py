"""A QR code, and the panel that holds one with the address in words beside it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from kiosk.language import Words
from ui.pieces.ground import Panel
from ui.pieces.text import label
from ui.theme.look import Look

SIDE_MM = 40
"""Side of the code on the screen; a telephone reads 30 mm well at arm's length."""
BREAK = "\N{ZERO WIDTH SPACE}"


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


def code_label(look: Look, link: str, said: str) -> QLabel:
    """The code of `link` at its size on this panel; `said` is what is spoken of it."""
    made = QLabel()
    made.setObjectName("qr")
    made.setAccessibleName(said)
    made.setPixmap(qr_picture(link, round(SIDE_MM * look.metrics.pixels_per_mm)))
    return made


class LinkPanel(Panel):
    """A web address to go on at: to be scanned, or to be written down."""

    def __init__(self, look: Look, words: Words, link: str) -> None:
        super().__init__(look)
        self.setObjectName("link-panel")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.u(6), look.u(5), look.u(5), look.u(5))
        row.setSpacing(look.u(5))
        column = QVBoxLayout()
        row.addLayout(column, 1)
        column.setSpacing(look.u(1))
        column.addStretch(1)
        column.addWidget(label(words("Scan this with your phone"), "label"))
        shown = in_words(link)
        # A long address may go on in the next line after any of its parts.
        address = label("".join(f"{char}{BREAK}" if char in "/.-?&=" else char for char in shown), "body")
        address.setObjectName("link")
        address.setAccessibleName(shown)
        column.addWidget(address)
        column.addStretch(1)
        code = code_label(look, link, words("A code for your phone."))
        row.addWidget(code, 0, Qt.AlignmentFlag.AlignVCenter)


def in_words(link: str) -> str:
    """An address as one types it."""
    return link.removeprefix("https://").removeprefix("http://").removesuffix("/")
