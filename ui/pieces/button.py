"""The buttons: main, secondary, quiet, danger, change. They wrap their words and act on release inside."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.pieces.painting import surface, words
from ui.theme.look import Look

HEIGHT = {"main": 16, "secondary": 16, "tool": 12, "quiet": 12, "change": 11, "problem": 10.5}
"""Least height by role, in units of 1.27 mm."""
PADDING = {"main": 6, "secondary": 5, "tool": 2, "quiet": 3, "change": 3, "problem": 0}
LEFT = ("problem",)
UNDERLINED = ("quiet", "problem", "change")


class Button(QPushButton):
    """A button with wrapped words and, before them, an icon (above them for `tool`)."""

    def __init__(
        self, look: Look, text: str, role: str, name: str, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._role = role
        self._icon = icon
        self._least = QSize(0, 0)
        bold = QFont.Weight.Bold if role in ("main", "problem") else QFont.Weight.DemiBold
        self._letters = look.letters(bold, underlined=role in UNDERLINED)
        # Layouts ask for sizes again and again.
        self._tall: dict[int, int] = {}
        self._hint: QSize | None = None
        self._least_hint: QSize | None = None
        self.setObjectName(name)
        self.setText(text)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        """Change the words, seen and spoken."""
        super().setText(text)
        self._measure_again()
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_least(self, width: int = 0, height: int = 0) -> None:
        """Least size in pixels. (Qt's own minimum would replace what the words need.)"""
        self._least = QSize(width, height)
        self._measure_again()
        self.updateGeometry()

    def set_icon(self, icon: str) -> None:
        """Change the picture before the words."""
        self._icon = icon
        self._measure_again()
        self.update()

    def _measure_again(self) -> None:
        self._tall.clear()
        self._hint = self._least_hint = None

    # -- size ----------------------------------------------------------------------------------------

    def _icon_px(self) -> int:
        if not self._icon:
            return 0
        return round(self._look.metrics.body_px * 1.15)

    def _beside(self) -> int:
        """Pixels taken by the icon beside the words."""
        return self._icon_px() + self._look.u(2) if self._icon and self._role != "tool" else 0

    def _padding(self) -> int:
        # The tools stand in one row also in the largest letters.
        tight = self._role == "tool" and self._look.metrics.size == 3
        return self._look.u(1 if tight else PADDING[self._role])

    def sizeHint(self) -> QSize:
        if self._hint is None:
            width = self._letters.width(self.text()) + self._beside() + 2 * self._padding()
            width = max(width, self._look.u(12), self._least.width())
            self._hint = QSize(width, self.heightForWidth(width))
        return self._hint

    def minimumSizeHint(self) -> QSize:
        if self._least_hint is None:
            width = self._letters.longest_word(self.text()) + self._beside() + 2 * self._padding()
            least = max(width, self._look.u(10), self._least.width())
            self._least_hint = QSize(least, max(self._look.u(HEIGHT[self._role]), self._least.height()))
        return self._least_hint

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._tall:
            self._tall[width] = self._measure(width)
        return max(self._tall[width], self._least.height())

    def _measure(self, width: int) -> int:
        room = width - self._beside() - 2 * self._padding()
        height = self._letters.height(self.text(), room) + 2 * self._look.u(2)
        if self._role == "tool" and self._icon:
            height += self._icon_px() + self._look.u(0.5)
        return max(height, self._look.u(HEIGHT[self._role]))

    # -- paint ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = self._paint_ground(painter)
        area = self.rect().adjusted(self._padding(), 0, -self._padding(), 0)
        font = self._letters.font
        if self._role == "tool" and self._icon:
            self._paint_tool(painter, area, font, ink)
        else:
            self._paint_line(painter, area, font, ink)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> str:
        t, u, thin = self._look.tokens, self._look.u, self._look.line
        down = self.isDown()
        dim = not self.isEnabled()
        match self._role:
            case "main":
                ground = t.action_pressed if down or dim else t.action
                surface(painter, self.rect(), ground=ground, edge=ground, thickness=thin, radius=u(2))
                return t.on_action
            case "secondary":
                ground = t.chosen_ground if down else t.paper
                surface(
                    painter, self.rect(), ground=ground, edge=t.action, thickness=max(3, thin), radius=u(2)
                )
                return t.action
            case "tool":
                if down:
                    surface(painter, self.rect(), ground=t.chosen_ground, edge="", thickness=0, radius=u(2))
                return t.ink
            case "problem":
                return t.error
            case _:
                if down:
                    surface(painter, self.rect(), ground=t.chosen_ground, edge="", thickness=0, radius=u(2))
                return t.link

    def _paint_line(self, painter: QPainter, area: QRect, font: QFont, ink: str) -> None:
        size, beside = self._icon_px(), self._beside()
        align = int(Qt.AlignmentFlag.AlignVCenter)
        room = area.width() - beside
        used = min(room, self._letters.width(self.text()))
        left = self._role in LEFT
        start = area.left() if left else area.left() + (area.width() - used - beside) // 2
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if self._icon:
            x = self.rect().width() - start - size if mirrored else start
            picture = self._look.icons.pixmap(self._icon, size, ink, mirrored=mirrored)
            painter.drawPixmap(x, (self.height() - size) // 2, picture)
        begins = self.width() - start - beside - used if mirrored else start + beside
        where = QRect(begins, 0, used, self.height())
        side = Qt.AlignmentFlag.AlignLeft if left or self._icon else Qt.AlignmentFlag.AlignHCenter
        words(painter, where, font, ink, self.text(), align | int(side))

    def _paint_tool(self, painter: QPainter, area: QRect, font: QFont, ink: str) -> None:
        size = self._icon_px()
        gap = self._look.u(0.5)
        tall = self._letters.height(self.text(), area.width())
        top = (self.height() - size - gap - tall) // 2
        picture = self._look.icons.pixmap(self._icon, size, ink)
        painter.drawPixmap((self.width() - size) // 2, top, picture)
        below = QRect(area.left(), top + size + gap, area.width(), tall)
        words(painter, below, font, ink, self.text(), int(Qt.AlignmentFlag.AlignHCenter))
