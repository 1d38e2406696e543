"""What lies over the page: the time question, a question before stopping, the ring around the focus. The
choice of a language, which lies there too, is in `ui.languages`."""

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.pieces.button import Button
from ui.pieces.ground import Card
from ui.pieces.text import label, prose
from ui.theme.look import Look
from ui.tree.live import opened

SHADE = QColor(0, 0, 0, 150)
IDLE = "idle-dialog"
"""Name of the question whether somebody is still there."""


class Overlay(QWidget):
    """A shade over the whole window with a card in the middle: a heading and, under it in `column`, what can
    be done. `first` of it gets the focus. Escape takes the safe way out."""

    first: QWidget

    def __init__(
        self, look: Look, parent: QWidget, *, name: str, title: str, on_stay: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._on_stay, self._title = on_stay, title
        outer = QVBoxLayout(self)
        m = look.metrics
        side = m.margin if m.portrait else m.panel.width_px // 6
        outer.setContentsMargins(side, look.u(8), side, look.u(8))
        outer.addStretch(3 if m.portrait else 1)
        card = Card(look, look.tokens.paper, look.tokens.ink, thickness=look.thick)
        self.column = QVBoxLayout(card)
        self.column.setContentsMargins(look.u(8), look.u(7), look.u(8), look.u(7))
        self.column.setSpacing(look.u(4))
        self.column.addWidget(label(title, "heading", look.metrics.heading_px))
        outer.addWidget(card)
        outer.addStretch(0 if m.reach else 2 if m.portrait else 1)
        self.setAccessibleName(title)
        self.setGeometry(parent.rect())

    def appear(self) -> None:
        """Come up over everything, with the focus."""
        self.come_back()
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def come_back(self) -> None:
        """Show again: what lay over this one has gone."""
        self.show()
        self.raise_()
        opened(self)

    @abstractmethod
    def ways(self) -> tuple[QWidget, ...]:
        """What can be touched here, as one reads."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), SHADE)
        painter.end()

    def escape(self) -> None:
        """Escape means stay."""
        self._on_stay()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round: what lies under the shade cannot be reached."""
        ways = self.ways()
        at = next((at for at, one in enumerate(ways) if one.hasFocus()), -1 if forward else 0)
        following = ways[(at + (1 if forward else -1)) % len(ways)]
        following.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True


class Dialog(Overlay):
    """One question and two ways on. The first way is the safe one."""

    def __init__(
        self,
        look: Look,
        parent: QWidget,
        *,
        name: str,
        title: str,
        body: str,
        stay: str,
        go: str,
        on_stay: Callable[[], None],
        on_go: Callable[[], None],
    ) -> None:
        super().__init__(look, parent, name=name, title=title, on_stay=on_stay)
        m = look.metrics
        self._body: QLabel = prose(body)
        self._body.setObjectName(f"{name}:body")
        self.column.addWidget(self._body)
        row = QVBoxLayout() if m.size >= 2 and m.portrait else QHBoxLayout()
        self.column.addLayout(row)
        row.setSpacing(look.u(3))
        self.stay = Button(look, stay, "main", f"{name}:stay")
        self.go = Button(look, go, "secondary", f"{name}:go")
        self.stay.clicked.connect(on_stay)
        self.go.clicked.connect(on_go)
        row.addWidget(self.go, 1)
        row.addWidget(self.stay, 1)
        self.setAccessibleName(f"{title} {body}")
        self.first = self.stay

    def ways(self) -> tuple[QWidget, ...]:
        return (self.go, self.stay)

    def say(self, body: str) -> None:
        """Change the words under the heading."""
        words = prose(body)
        self._body.setText(words.text())
        self._body.setAccessibleName(words.accessibleName())
        self.setAccessibleName(f"{self._title} {body}")


class FocusRing(QWidget):
    """A ring around whatever has the focus, seen as soon as keys are used. One ring for every widget."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._look: Look | None = None
        self._around: QWidget | None = None
        self.keys = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._place)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Colours and thickness."""
        self._look = look

    def keys_used(self, used: bool) -> None:
        """Keys show the ring; a touch hides it."""
        if used != self.keys:
            self.keys = used
            self._settle.start()

    def follow(self, widget: QWidget | None) -> None:
        """Go round another widget."""
        if self._around is not None and isValid(self._around):
            self._around.removeEventFilter(self)
        self._around = widget
        if widget is not None:
            widget.installEventFilter(self)
        self._settle.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Paint, QEvent.Type.Hide):
            self._settle.start()
        return False

    def _place(self) -> None:
        around = self._around
        if around is None or not isValid(around) or self._look is None:
            self.hide()
            return
        if not self.keys or not around.isVisible():
            self.hide()
            return
        grow = self._look.u(1.6)
        corner = around.mapTo(self._over, around.rect().topLeft())
        rect = QRect(corner, around.size()).adjusted(-grow, -grow, grow, grow)
        if self.geometry() != rect or not self.isVisible():
            self.setGeometry(rect)
            self.show()
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._look is None:
            return
        t, u = self._look.tokens, self._look.u
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, thin = u(1), self._look.line
        inset = wide // 2 + thin // 2
        rect = self.rect().adjusted(inset, inset, -inset, -inset)
        painter.setPen(QPen(QColor(t.focus_ink), wide + 2 * thin))
        painter.drawRoundedRect(rect, u(2.5), u(2.5))
        painter.setPen(QPen(QColor(t.focus), wide))
        painter.drawRoundedRect(rect, u(2.5), u(2.5))
        painter.end()
