"""What stands beside the screens in a preview: the steps, what is wrong with the files, the answers so far.

For those who write journeys, so in English only, and in the system's own look rather than the kiosk's.
"""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kiosk.journeys.outline import StepKind
from kiosk.journeys.pages import Row
from kiosk.journeys.source import Finding
from kiosk.journeys.workbench import Standing, State
from ui.theme.fonts import FAMILIES

WIDTH = 400
UNKNOWN = "unknown"
COLUMNS = 52
"""Letters of a step on one line."""
TEXT_PX = 14
NOTHING = "Preview: nothing is saved or sent"
MARKS: dict[State, str] = {"now": "▶", "met": "✓", "ahead": "○", "off": "–"}
"""How a walk stands to a step, before its title."""
KINDS: dict[StepKind, str] = {
    "ask": "question",
    "page": "page",
    "note": "text",
    "exit": "way out",
    "check": "check",
    "pay": "payment",
    "repeat": "repeat",
    "section": "section",
}
INK, QUIET, PAPER, HERE, BAD, NOTICE = "#10171D", "#56626C", "#F4F6F8", "#CFE3F5", "#9B1C1C", "#FFE9A8"
KEY = Qt.ItemDataRole.UserRole


class Dock(QWidget):
    """Shows what it is told; `go` asks for a step by its key, `again` for a new beginning."""

    go = Signal(str)
    again = Signal()
    connected = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("dock")
        self.setFixedWidth(WIDTH)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAutoFillBackground(True)
        self.setFont(_font())
        self.setPalette(_palette())
        banner = _heading(NOTHING)
        banner.setObjectName("dock:banner")
        banner.setMargin(6)
        banner.setAutoFillBackground(True)
        _paint(banner, QPalette.ColorRole.Window, NOTICE)
        self._state = _heading("")
        self._state.setObjectName("dock:state")
        self._state.setWordWrap(True)
        self.steps = QTreeWidget()
        self.steps.setObjectName("dock:steps")
        self.steps.setHeaderHidden(True)
        self.steps.setRootIsDecorated(False)
        self.steps.setItemsExpandable(False)
        self.steps.setIndentation(18)
        # The only thing marked is where one is.
        self.steps.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.steps.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.steps.itemActivated.connect(self._chosen)
        self.steps.itemClicked.connect(self._chosen)
        self.problems = _list("dock:problems")
        self.answers = _list("dock:answers")
        again = QPushButton("Begin again")
        again.setObjectName("dock:again")
        again.clicked.connect(self.again)
        online = QCheckBox("Connected to the network")
        online.setObjectName("dock:online")
        online.setChecked(True)
        online.toggled.connect(self.connected)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(banner)
        row = QHBoxLayout()
        column.addLayout(row)
        row.addWidget(again)
        row.addWidget(online)
        row.addStretch(1)
        column.addWidget(self._state)
        column.addWidget(self.problems, 2)
        column.addWidget(_heading("Steps (touch one that is done to go there)"))
        column.addWidget(self.steps, 6)
        column.addWidget(_heading("Answers and facts so far"))
        column.addWidget(self.answers, 3)

    # -- what is told ----------------------------------------------------------------------------------

    def say(self, text: str, *, bad: bool = False) -> None:
        """How the files are, in a sentence."""
        self._state.setText(text)
        _paint(self._state, QPalette.ColorRole.WindowText, BAD if bad else INK)

    def said(self) -> str:
        """What `say` said last."""
        return self._state.text()

    def show_problems(self, problems: Iterable[Finding]) -> None:
        """What is wrong, errors first."""
        self.problems.clear()
        for one in sorted(problems, key=lambda one: (one.level, one.file, one.line)):
            item = QListWidgetItem(str(one))
            if one.level == "error":
                item.setForeground(QColor(BAD))
            self.problems.addItem(item)
        self.problems.setVisible(self.problems.count() > 0)

    def show_answers(self, rows: Sequence[Row], facts: Sequence[tuple[str, str]] = ()) -> None:
        """What was told on the path, and what the journey has worked out of it."""
        self.answers.clear()
        for row in rows:
            if row.label or row.lines:
                self.answers.addItem(f"{row.label}: {', '.join(row.lines)}")
        for name, value in facts:
            item = QListWidgetItem(f"{name} = {value or UNKNOWN}")
            item.setForeground(QColor(INK if value else QUIET))
            self.answers.addItem(item)

    def show_steps(self, standings: Sequence[Standing]) -> None:
        """The steps with the one on the screen marked."""
        at = self.steps.verticalScrollBar().value()
        self.steps.clear()
        parents: dict[str, QTreeWidgetItem] = {}
        now: QTreeWidgetItem | None = None
        for one in standings:
            line = one.line
            item = QTreeWidgetItem([_words_of(one)])
            holder = parents.get(line.holder)
            if holder is None:
                self.steps.addTopLevelItem(item)
            else:
                holder.addChild(item)
            parents[line.name] = item
            item.setData(0, KEY, one.key)
            condition = f"\nwhen: {line.when}" if line.when else ""
            item.setToolTip(0, f"{line.file}:{line.line}: {line.kind}: {line.name}{condition}")
            if one.state in ("off", "ahead"):
                item.setForeground(0, QColor(QUIET))
            if one.state == "now":
                item.setBackground(0, QColor(HERE))
                item.setFont(0, _font(QFont.Weight.Bold))
                now = item
        self.steps.expandAll()
        self.steps.verticalScrollBar().setValue(at)
        if now is not None:
            self.steps.scrollToItem(now)

    def _chosen(self, item: QTreeWidgetItem) -> None:
        key = item.data(0, KEY)
        if key:
            self.go.emit(str(key))


def _words_of(one: Standing) -> str:
    """A step in lines of its own making: Qt cuts a wrapped item off after its second."""
    line = one.line
    room = COLUMNS - 3 * line.depth
    title = wrap(f"{MARKS[one.state]} {line.title} ({KINDS[line.kind]})", room, subsequent_indent="    ")
    reason = wrap(one.reason, room, initial_indent="    ", subsequent_indent="    ")
    return "\n".join([*title, *reason])


def _palette() -> QPalette:
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, PAPER),
        (QPalette.ColorRole.Base, "#FFFFFF"),
        (QPalette.ColorRole.Button, "#E6EBEF"),
        (QPalette.ColorRole.WindowText, INK),
        (QPalette.ColorRole.Text, INK),
        (QPalette.ColorRole.ButtonText, INK),
        (QPalette.ColorRole.Highlight, HERE),
        (QPalette.ColorRole.HighlightedText, INK),
    ):
        palette.setColor(role, QColor(colour))
    return palette


def _font(weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Said in full wherever it is needed: what is not said would be the screens' own, which is large."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(TEXT_PX)
    font.setWeight(weight)
    return font


def _paint(label: QLabel, role: QPalette.ColorRole, colour: str) -> None:
    palette = label.palette()
    palette.setColor(role, QColor(colour))
    label.setPalette(palette)


def _heading(text: str) -> QLabel:
    heading = QLabel(text)
    heading.setFont(_font(QFont.Weight.Bold))
    return heading


def _list(name: str) -> QListWidget:
    found = QListWidget()
    found.setObjectName(name)
    found.setWordWrap(True)
    found.setTextElideMode(Qt.TextElideMode.ElideNone)
    found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    found.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    return found
