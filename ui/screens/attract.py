"""The attract screen: who we are, what one can do here, one big way to begin."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.language import Words
from ui.intents import Shows, Touched
from ui.languages import COLUMNS, language_button
from ui.pieces.banner import Banner
from ui.pieces.button import Button
from ui.pieces.ground import Ground
from ui.pieces.layout import add_grid
from ui.pieces.mark import paint_mark
from ui.pieces.painting import fill
from ui.pieces.text import label
from ui.screens.screen import Controls, Screen
from ui.theme.dress import INK
from ui.theme.look import Look


class Mark(QWidget):
    """The council's logo or initial, large."""

    def __init__(self, look: Look, name: str, logo: str) -> None:
        super().__init__()
        self._look, self._name, self._logo = look, name, logo
        self.setFixedHeight(look.u(26))
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        size = self.height()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = self.width() - size if mirrored else 0
        if self._logo:
            from PySide6.QtGui import QPixmap

            picture = QPixmap(self._logo).scaledToHeight(size, Qt.TransformationMode.SmoothTransformation)
            painter.drawPixmap(x, 0, picture)
        else:
            font = self.font()
            font.setBold(True)
            paint_mark(painter, x, 0, size, self._look.on_brand, self._name, font)
        painter.end()


class AttractScreen(Screen):
    """Full screen, in the council's colour. Any touch begins."""

    def __init__(
        self,
        look: Look,
        words: Words,
        *,
        council: str,
        logo: str,
        place: str,
        languages: tuple[str, ...],
        banners: tuple[str, ...],
    ) -> None:
        super().__init__(look, words, full=True)
        self.title = council
        self.own_brand = True
        self.controls = Controls(stop=False)
        ink = look.on_brand
        m, u = look.metrics, look.u
        grow = 1.9 if m.size < 2 and not m.short else 1.3 if m.size < 2 else 1.1
        # Large letters on a wide panel need all of its height: the picture and the second sentence stay away.
        tight = m.size >= 2 and not m.portrait
        whole: QBoxLayout = QVBoxLayout(self) if m.portrait else QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        column = QVBoxLayout()
        whole.addLayout(column, 3)
        edge = u(3) if tight else u(10)
        side = u(5) if tight else m.margin + u(4)
        column.setContentsMargins(side, edge, side, edge)
        column.setSpacing(u(3))
        column.addStretch(2)
        if not tight:
            column.addWidget(Mark(look, council, logo))
            column.addSpacing(u(4))
        column.addWidget(_on_brand(label(council, "heading", m.heading_px), ink))
        column.addWidget(_on_brand(label(place, "body", m.body_px), ink))
        column.addStretch(2)
        here = words("Council services, here and now")
        big = _on_brand(label(here, "heading", round(m.heading_px * grow)), ink)
        big.setObjectName("heading")
        column.addWidget(big)
        what = words("Report a problem, tell us about a change, apply or find out. Free. No account needed.")
        if not tight:
            column.addWidget(_on_brand(label(what, "body", round(m.body_px * 1.25)), ink))
        column.addStretch(1)
        self._begin = Button(look, words("Touch to start"), "main", "begin", "arrow-right")
        self.first = self._begin
        self._begin.clicked.connect(lambda: self.wants.emit(Touched()))
        self._begin.set_least(height=u(26))
        whole.addWidget(self._panel(look, languages, banners), 2)

    def lay_out(self) -> None:
        """It has no head and no body."""

    def _panel(self, look: Look, languages: tuple[str, ...], banners: tuple[str, ...]) -> QWidget:
        """The white part with all that can be touched."""
        panel = Ground(look.tokens.paper)
        panel.setObjectName("attract-panel")
        column = QVBoxLayout(panel)
        side = look.metrics.margin if look.metrics.size >= 2 else look.metrics.margin + look.u(4)
        edge = look.u(3) if look.metrics.short else look.u(10)
        column.setContentsMargins(side, edge, side, edge)
        column.setSpacing(look.u(4))
        column.addStretch(1)
        column.addWidget(self._begin)
        if len(languages) > 1:
            add_grid(column, [self._greeting(one) for one in languages], COLUMNS, look.u(3))
        if look.metrics.size < 2 or (look.metrics.portrait and not look.metrics.tools_below):
            # Else there is no room; the way to it stands among the tools, as everywhere.
            column.addWidget(self._help())
        for text in banners:
            column.addWidget(Banner(look, "attention", text))
        column.addStretch(2)
        return panel

    def _greeting(self, language: str) -> Button:
        """Begins in a language."""
        button = language_button(self.look, language, f"greeting:{language}")
        button.clicked.connect(lambda: self.wants.emit(Touched(language)))
        return button

    def _help(self) -> Button:
        """For who has never used one."""
        words = self.words
        button = Button(
            self.look, words("How to use this kiosk"), "quiet", "show:help", "circle-question-mark"
        )
        button.clicked.connect(lambda: self.wants.emit(Shows("help")))
        return button

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A touch anywhere begins."""
        self.wants.emit(Touched())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill(painter, self.rect(), self.look.brand)
        painter.end()


def _on_brand(made: QLabel, ink: str) -> QLabel:
    """A label in the ink that is read on the council's colour."""
    palette = made.palette()
    palette.setColor(INK, QColor(ink))
    made.setPalette(palette)
    return made
