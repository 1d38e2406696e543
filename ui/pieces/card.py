"""Cards one touches: an option to choose or tick, a service to open. The whole card is the target."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QPushButton, QRadioButton, QSizePolicy

from ui.pieces.painting import surface, words
from ui.theme.look import Look

LEFT = int(Qt.AlignmentFlag.AlignLeft)


class CardFace:
    """Measures and paints a card: something at the left, a title, a line under it, something at the right."""

    def __init__(self, card: QAbstractButton, look: Look, title: str, body: str, *, bold: bool) -> None:
        self.card, self.look, self.title, self.body = card, look, title, body
        self.title_letters = look.letters(QFont.Weight.Bold if bold else QFont.Weight.DemiBold)
        self.body_letters = look.letters(QFont.Weight.Normal)
        self._tall: dict[tuple[int, int, int], int] = {}
        self.left = 0
        self.right = 0
        self.least = look.u(14)
        card.setText(title)
        card.setAccessibleName(title)
        card.setAccessibleDescription(body)
        card.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        card.setSizePolicy(policy)

    def mark(self) -> int:
        """Side of the box or circle, which grows with the words."""
        return max(self.look.u(6), round(self.look.metrics.body_px * 1.05))

    def pad(self) -> int:
        """Space inside the card's edge."""
        return self.look.u(4)

    def least_width(self) -> int:
        """Width below which a word would be broken."""
        word = max(self.title_letters.longest_word(self.title), self.body_letters.longest_word(self.body))
        return word + self.left + self.right + 2 * self.pad()

    def height(self, width: int) -> int:
        """Height at a width."""
        # Layouts ask again and again, for the same few widths.
        key = (width, self.left, self.right)
        if key not in self._tall:
            self._tall[key] = self._measure(width)
        return self._tall[key]

    def _measure(self, width: int) -> int:
        room = width - 2 * self.pad() - self.left - self.right
        tall = self.title_letters.height(self.title, room)
        if self.body:
            tall += self.look.u(1) + self.body_letters.height(self.body, room)
        return max(self.least, tall + 2 * self.look.u(3))

    def paint(self, painter: QPainter, *, chosen: bool, down: bool) -> None:
        """Ground, edge and words."""
        t, u = self.look.tokens, self.look.u
        surface(
            painter,
            self.card.rect(),
            ground=t.chosen_ground if chosen or down else t.paper,
            edge=t.link if chosen else t.line,
            thickness=max(5, u(0.9)) if chosen else self.look.line,
            radius=u(2),
        )
        room = self.card.width() - 2 * self.pad() - self.left - self.right
        x = self.pad() + (self.right if self.mirrored() else self.left)
        tall = self.height(self.card.width())
        title = self.title_letters.height(self.title, room)
        body = self.body_letters.height(self.body, room)
        gap = u(1) if self.body else 0
        y = (max(tall, self.card.height()) - title - gap - body) // 2
        words(painter, QRect(x, y, room, title), self.title_letters.font, t.ink, self.title, LEFT)
        if self.body:
            where = QRect(x, y + title + gap, room, body)
            quiet = t.ink if chosen else t.quiet
            words(painter, where, self.body_letters.font, quiet, self.body, LEFT)

    def mirrored(self) -> bool:
        """Whether the card is laid out from right to left."""
        return self.card.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def left_rect(self, size: int) -> QRect:
        """A square of `size` in the space at the left (at the right when mirrored)."""
        x = self.card.width() - self.pad() - size if self.mirrored() else self.pad()
        return QRect(x, (self.card.height() - size) // 2, size, size)

    def right_rect(self, size: int) -> QRect:
        """A square of `size` in the space at the right (at the left when mirrored)."""
        x = self.pad() if self.mirrored() else self.card.width() - self.pad() - size
        return QRect(x, (self.card.height() - size) // 2, size, size)


class Sized:
    """What Qt asks of a card with a mark at its beginning."""

    face: CardFace

    def sizeHint(self) -> QSize:
        width = self.face.least_width()
        return QSize(width, self.face.height(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.face.least_width(), self.face.least)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.face.height(width)

    def hitButton(self, pos: QPoint) -> bool:
        return self.face.card.rect().contains(pos)


class RadioCard(Sized, QRadioButton):
    """One of several: choosing it lets go of the others."""

    def __init__(self, look: Look, text: str, body: str, name: str) -> None:
        super().__init__()
        self.face = CardFace(self, look, text, body, bold=False)
        self.face.left = self.face.mark() + look.u(3)
        self.setObjectName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.face.paint(painter, chosen=self.isChecked(), down=self.isDown())
        t, u = self.face.look.tokens, self.face.look.u
        mark = self.face.left_rect(self.face.mark())
        inset = self.face.look.line
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.link if self.isChecked() else t.line), max(3, u(0.6))))
        painter.setBrush(QColor(t.paper))
        painter.drawEllipse(mark.adjusted(inset, inset, -inset, -inset))
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.link))
            dot = round(mark.width() * 0.28)
            painter.drawEllipse(mark.adjusted(dot, dot, -dot, -dot))
        painter.end()


class TickCard(Sized, QCheckBox):
    """One of any number."""

    def __init__(self, look: Look, text: str, body: str, name: str) -> None:
        super().__init__()
        self.face = CardFace(self, look, text, body, bold=False)
        self.face.left = self.face.mark() + look.u(3)
        self.setObjectName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.face.paint(painter, chosen=self.isChecked(), down=self.isDown())
        t, u = self.face.look.tokens, self.face.look.u
        mark = self.face.left_rect(self.face.mark())
        surface(
            painter,
            mark,
            ground=t.link if self.isChecked() else t.paper,
            edge=t.link if self.isChecked() else t.line,
            thickness=max(3, u(0.6)),
            radius=u(1),
        )
        if self.isChecked():
            side = round(mark.width() * 0.84)
            inset = (mark.width() - side) // 2
            picture = self.face.look.icons.pixmap("check", side, t.paper)
            painter.drawPixmap(mark.left() + inset, mark.top() + inset, picture)
        painter.end()


class LinkCard(QPushButton):
    """A service or a place to go: icon, title, a line under it, and an arrow. `tall` stacks the icon
    over the words, as on the home page; `least` is its least height in pixels. One that `stays` does
    something on this page: its arrow points down."""

    def __init__(
        self,
        look: Look,
        text: str,
        body: str,
        name: str,
        *,
        icon: str = "",
        tall: bool = False,
        least: int = 0,
        stays: bool = False,
    ) -> None:
        super().__init__()
        self.face = CardFace(self, look, text, body, bold=True)
        self._icon = icon
        self._stays = stays
        self._tall = tall
        self._least = least
        self.setObjectName(name)
        self.setAutoDefault(False)
        if tall:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        else:
            self.face.left = self._disc() + look.u(4) if icon else 0
            self.face.right = self.face.mark() + look.u(1)

    def _disc(self) -> int:
        u, body = self.face.look.u, self.face.look.metrics.body_px
        return max(u(16), body * 2) if self._tall else max(u(12), round(body * 1.6))

    def _height(self, width: int) -> int:
        if not self._tall:
            return max(self.face.height(width), self.face.look.u(17 if self._icon else 14))
        room = width - 2 * self.face.pad()
        title = self.face.title_letters.height(self.face.title, room)
        body = self.face.body_letters.height(self.face.body, room)
        return max(self._disc() + title + body + self.face.look.u(12), self._least)

    def sizeHint(self) -> QSize:
        width = max(self.face.least_width(), self.face.look.u(60) if self._tall else 0)
        return QSize(width, self._height(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.face.least_width(), self._height(max(self.face.least_width(), self.width())))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._tall:
            self._paint_tall(painter)
        else:
            self.face.paint(painter, chosen=False, down=self.isDown())
            if self._icon:
                self._paint_disc(painter, self.face.left_rect(self._disc()))
            self._paint_arrow(painter, self.face.right_rect(self.face.mark()))
        painter.end()

    def _paint_disc(self, painter: QPainter, where: QRect) -> None:
        t = self.face.look.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if t.tints:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.chosen_ground))
        else:
            painter.setPen(QPen(QColor(t.line), self.face.look.line))
            painter.setBrush(QColor(t.paper))
        painter.drawEllipse(where)
        size = round(where.width() * 0.55)
        picture = self.face.look.icons.pixmap(self._icon, size, t.action)
        painter.drawPixmap(where.center().x() - size // 2 + 1, where.center().y() - size // 2 + 1, picture)

    def _paint_arrow(self, painter: QPainter, where: QRect) -> None:
        name = "chevron-left" if self.face.mirrored() else "chevron-right"
        if self._stays:
            name = "chevron-down"
        picture = self.face.look.icons.pixmap(name, where.width(), self.face.look.tokens.action)
        painter.drawPixmap(where.topLeft(), picture)

    def _paint_tall(self, painter: QPainter) -> None:
        face, t, u = self.face, self.face.look.tokens, self.face.look.u
        surface(
            painter,
            self.rect(),
            ground=t.chosen_ground if self.isDown() else t.paper,
            edge=t.line,
            thickness=self.face.look.line,
            radius=u(2),
        )
        pad, disc = face.pad(), self._disc()
        room = self.width() - 2 * pad
        x = self.width() - pad - disc if face.mirrored() else pad
        title = face.title_letters.height(face.title, room)
        body = face.body_letters.height(face.body, room)
        # From the top, so that pictures and titles of tiles in a row stand on one line.
        top = pad
        self._paint_disc(painter, QRect(x, top, disc, disc))
        y = top + disc + u(3)
        words(painter, QRect(pad, y, room, title), face.title_letters.font, t.ink, face.title, LEFT)
        where = QRect(pad, y + title + u(1), room, body)
        words(painter, where, face.body_letters.font, t.quiet, face.body, LEFT)
