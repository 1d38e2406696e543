"""Rows of answers with their Change button, as on the check page and in lists of items."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from kiosk.journeys.pages import Row
from kiosk.language import Words
from ui.pieces.button import Button
from ui.pieces.ground import Panel
from ui.pieces.painting import fill
from ui.pieces.painting import words as paint_words
from ui.pieces.text import BREAK, breakable, label
from ui.theme.look import Look

LEFT = int(Qt.AlignmentFlag.AlignLeft)


class AnswerRow(QLabel):
    """Label, answer and what can be done with it, with a line under it. An item of a list has a label
    only. `under` is the heading that it stands under, read with its button.

    A check page has dozens of these: each paints its own words and places its own buttons.
    """

    def __init__(
        self,
        look: Look,
        words: Words,
        row: Row,
        change: Callable[[str], None],
        remove: Callable[[str], None] | None = None,
        under: str = "",
    ) -> None:
        super().__init__()
        self._look = look
        self._tall: dict[int, int] = {}
        self._words_high: dict[int, tuple[int, ...]] = {}
        self.answer = "\n".join(row.lines)
        """What was answered, to be spelled; '' for nothing."""
        self.setObjectName(f"row:{row.change}")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        strong, plain = look.letters(QFont.Weight.DemiBold), look.letters(QFont.Weight.Normal)
        t = look.tokens
        if row.remove and not row.lines:
            self._said = [(breakable(row.label), strong, t.ink)]
            self.setText(row.label)
        else:
            answer = row.lines or (words("Not provided"),)
            self._said = [
                (breakable(row.label), plain, t.quiet),
                (breakable("\n".join(answer)), strong, t.ink),
            ]
            self.setText(f"{row.label}: {', '.join(answer)}")
        self.setAccessibleName(self.text())
        self._heading: QLabel | None = None
        if row.heading:
            self._heading = label(row.heading, "subheading")
            self._heading.setParent(self)
        self._buttons: list[Button] = []
        self._longest = max(letters.longest_word(text.replace(BREAK, " ")) for text, letters, _ in self._said)
        if row.change:
            self._offer(words("Change"), f"change:{row.change}", "pencil", lambda: change(row.change))
            self._buttons[-1].setAccessibleName(words("Change {label}", label=row.label))
            self._buttons[-1].setAccessibleDescription(under)
        if row.remove and remove is not None:
            self._offer(words("Remove"), f"remove:{row.remove}", "trash-2", lambda: remove(row.remove))
            self._buttons[-1].setAccessibleName(words("Remove {label}", label=row.label))
        self._sizes = [button.sizeHint() for button in self._buttons]
        self._buttons_wide = sum(size.width() + look.u(4) for size in self._sizes)
        self._buttons_tall = max((size.height() for size in self._sizes), default=0)

    def _offer(self, text: str, name: str, icon: str, act: Callable[[], None]) -> None:
        button = Button(self._look, text, "change", name, icon, parent=self)
        button.clicked.connect(act)
        self._buttons.append(button)

    # -- size ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        width = self._look.u(80)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        wide = max(self._longest, *(size.width() for size in self._sizes), 0)
        return QSize(wide, self._buttons_tall)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._tall:
            gap = self._look.u(2)
            self._tall[width] = self._top(width) + self._middle(width) + gap + self._look.line
        return self._tall[width]

    def _top(self, width: int) -> int:
        """Height of the section's heading with the room around it."""
        if self._heading is None:
            return 0
        return self._heading.heightForWidth(width) + 2 * self._look.u(2)

    def _middle(self, width: int) -> int:
        """Height of words and buttons: side by side, or under each other where the words need the width."""
        words, buttons = self._words_tall(self._room(width)), self._buttons_tall
        return max(words, buttons) if self._beside(width) else words + self._look.u(1) + buttons

    def _beside(self, width: int) -> bool:
        return width - self._buttons_wide >= max(self._longest, width // 4)

    def _room(self, width: int) -> int:
        return width - self._buttons_wide if self._beside(width) else width

    def _words_tall(self, room: int) -> int:
        return sum(self._heights(room)) + self._look.u(0.5) * (len(self._said) - 1)

    def _heights(self, room: int) -> tuple[int, ...]:
        """Of label and answer, in pixels, each by itself."""
        if room not in self._words_high:
            self._words_high[room] = tuple(letters.height(text, room) for text, letters, _ in self._said)
        return self._words_high[room]

    # -- placing and painting ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, gap = self.width(), self._look.u(4)
        top = self._top(width)
        if self._heading is not None:
            edge = self._look.u(2)
            self._heading.setGeometry(0, edge, width, top - 2 * edge)
        beside = self._beside(width)
        tall = self._buttons_tall
        y = top + ((self._middle(width) - tall) // 2 if beside else self._middle(width) - tall)
        x = width - self._buttons_wide + gap if beside else 0
        for button, size in zip(self._buttons, self._sizes, strict=True):
            left = width - x - size.width() if self._mirrored() else x
            button.setGeometry(left, y, size.width(), tall)
            x += size.width() + gap

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        width, line = self.width(), self._look.line
        room = self._room(width)
        y = self._top(width)
        if self._beside(width):
            y += (self._middle(width) - self._words_tall(room)) // 2
        left = width - room if self._mirrored() else 0
        for (text, letters, ink), tall in zip(self._said, self._heights(room), strict=True):
            paint_words(painter, QRect(left, y, room, tall), letters.font, ink, text, LEFT)
            y += tall + self._look.u(0.5)
        fill(painter, QRect(0, self.height() - line, width, line), self._look.tokens.soft_line)
        painter.end()

    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft


class ToldPanel(Panel):
    """What was told so far, for the right third of a wide panel: the latest answers, as many as there is
    room for. It never scrolls; all of them stand on the check page."""

    def __init__(self, look: Look, words: Words, rows: tuple[Row, ...]) -> None:
        super().__init__(look)
        self._gap = look.u(2)
        self._edge = look.u(5)
        column = QVBoxLayout(self)
        column.setContentsMargins(self._edge, self._edge, self._edge, self._edge)
        column.setSpacing(self._gap)
        self._head = label(words("What you told us"), "subheading")
        column.addWidget(self._head)
        self._earlier = label("…", "body")
        column.addWidget(self._earlier)
        self._rows = [_told(look, words, row) for row in rows]
        for told in self._rows:
            column.addWidget(told)
        column.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the latest answers that fit under the heading."""
        edge = self._edge
        room = self.contentsRect().adjusted(edge, edge, -edge, -edge)
        left = room.height() - _tall(self._head, room.width())
        spare = _tall(self._earlier, room.width()) + self._gap
        shown = 0
        for told in reversed(self._rows):
            left -= _tall(told, room.width()) + self._gap
            if left < (spare if shown < len(self._rows) - 1 else 0):
                break
            shown += 1
        for number, told in enumerate(self._rows):
            told.setVisible(number >= len(self._rows) - shown)
        self._earlier.setVisible(shown < len(self._rows))


def _told(look: Look, words: Words, row: Row) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.u(1))
    for text, role in ((row.label, "body"), ("\n".join(row.lines) or words("Not provided"), "answer")):
        told = label(breakable(text), role)
        told.setAccessibleName(text)
        column.addWidget(told)
    return made


def _tall(widget: QWidget, width: int) -> int:
    """Height of a widget whose words wrap at `width`."""
    layout = widget.layout()
    return layout.totalHeightForWidth(width) if layout is not None else widget.heightForWidth(width)
