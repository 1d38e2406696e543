"""Photos from the kiosk's camera: take, look, take another, remove. Nobody has to.

The camera works in the background; a photo that comes when this field has gone is dropped.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from kiosk.camera import CameraProblem
from kiosk.journeys.filed import MOST_PHOTOS, photo_bytes
from kiosk.journeys.pages import Field, Problem
from kiosk.journeys.values import File
from kiosk.language import Words
from ui.fields.field import FieldWidget, Snap
from ui.fields.picture import image_of
from ui.pieces.button import Button
from ui.pieces.layout import empty
from ui.pieces.painting import fill
from ui.pieces.text import label
from ui.theme.look import Look
from ui.tree.live import announce

WIDE, HIGH = 90, 60
"""Most that a photo takes on the screen, in units."""


class Preview(QWidget):
    """One photo, in its shape, with a thin edge."""

    def __init__(self, look: Look, file: File, name: str) -> None:
        super().__init__()
        self._look = look
        most = QSize(look.u(WIDE), look.u(HIGH if look.metrics.portrait else HIGH // 2))
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image_of(file)
        if image.width() > most.width() or image.height() > most.height():
            image = image.scaled(most, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        self._picture = QPixmap.fromImage(image)
        edge = 2 * look.line
        self.setAccessibleName(name)
        self.setMaximumSize(self._picture.size() + QSize(edge, edge))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return self.maximumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        full = self.maximumSize()
        return round(full.height() * min(1.0, width / full.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        edge = self._look.line
        fill(painter, self.rect(), self._look.tokens.line)
        painter.drawPixmap(self.rect().adjusted(edge, edge, -edge, -edge), self._picture)
        painter.end()


class PhotoField(FieldWidget):
    """Photos one under the other, each with its button to remove it, and under them the one to take one."""

    def __init__(self, look: Look, words: Words, field: Field, alone: bool, snap: Snap | None) -> None:
        super().__init__(look, words, field, alone)
        self._snap = snap
        self._most = field.limit or MOST_PHOTOS
        self._files: tuple[File, ...] = ()
        self._removes: list[Button] = []
        self._waits = False
        self._photos = QWidget()
        self._rows = QVBoxLayout(self._photos)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(look.u(2.2))
        self.column.addWidget(self._photos)
        self.said = label("", "body")
        self.said.setObjectName(f"said:{field.name}")
        self.column.addWidget(self.said)
        self._take = Button(look, words("Take a photo"), "secondary", f"take:{field.name}", "camera")
        self._take.clicked.connect(self._take_one)
        row = QHBoxLayout()
        self.column.addLayout(row)
        row.addWidget(self._take)
        row.addStretch(1)
        self._say(
            words("This kiosk has no camera. You can send photos later: use your reference.")
            if snap is None
            else ""
        )
        self._show(())
        if field.value is not None:
            self.set_value(field.value)

    # -- taking --------------------------------------------------------------------------------------

    def _take_one(self) -> None:
        if self._snap is None or self._waits:
            return
        self._waits = True
        self._say(self.words("Keep still. The camera is taking the photo."))
        self._snap(photo_bytes(self._most), self._taken)

    def _taken(self, outcome: File | CameraProblem) -> None:
        if not isValid(self):
            return
        self._waits = False
        if isinstance(outcome, CameraProblem):
            self._say(self.words("The camera did not work. You can try again, or go on without a photo."))
            return
        self._say("")
        self._show((*self._files, outcome))

    def _remove(self, place: int) -> None:
        self._show(tuple(one for at, one in enumerate(self._files) if at != place))
        after = self.targets()
        if after:
            after[0].setFocus(Qt.FocusReason.OtherFocusReason)

    # -- showing -------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
        announce(self.said, text)

    def _show(self, files: tuple[File, ...]) -> None:
        words, focused = self.words, self._take.hasFocus()
        self._files = files
        empty(self._rows)
        self._removes = []
        for at, file in enumerate(files):
            self._rows.addWidget(self._row(at, file))
        self._photos.setVisible(bool(files))
        full = len(files) >= self._most
        self._take.setText(words("Take another photo") if files else words("Take a photo"))
        self._take.setVisible(self._snap is not None and not full)
        if full and self._snap is not None:
            self._say(words("That is all we can take. Remove a photo to take another."))
        if focused and full:
            self._removes[-1].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _row(self, at: int, file: File) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.u(4))
        number = at + 1
        row.addWidget(Preview(self.look, file, self.words("Photo {n}", n=number)), 1)
        title = self.words("Remove photo {n}", n=number)
        button = Button(self.look, title, "change", f"remove:{self.field.name}:{number}", "trash-2")
        button.clicked.connect(lambda: self._remove(at))
        row.addWidget(button)
        row.addStretch(0)
        self._removes.append(button)
        return made

    # -- the field -----------------------------------------------------------------------------------

    def value(self) -> object:
        return list(self._files) or None

    def set_value(self, value: object) -> None:
        if isinstance(value, list | tuple):
            self._show(tuple(one for one in value if isinstance(one, File)))

    def typed(self) -> tuple[File, ...]:
        return self._files

    def restore(self, typed: object) -> None:
        if isinstance(typed, tuple):
            self.set_value(typed)

    def targets(self) -> list[QWidget]:
        take: list[QWidget] = [] if self._take.isHidden() else [self._take]
        return [*take, *self._removes]

    def target_for(self, problem: Problem) -> QWidget:
        return next(iter(self.targets()), self)
