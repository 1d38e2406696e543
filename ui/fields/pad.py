"""The box to sign in: follows a finger, a pen or a mouse, and gives the drawing as a small picture.

What was drawn is kept in parts of the box's width, so that it can be put into the same box at another size.
Pressure plays no part: a finger has none to speak of.
"""

from itertools import pairwise
from math import hypot

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.journeys.filed import MOST_SIGNATURE_BYTES, PNG
from kiosk.journeys.values import File
from kiosk.language import Words
from ui.fields.box import paint_box
from ui.fields.picture import encoded, image_of
from ui.swipe import DRAWN_ON
from ui.theme.look import Look

Stroke = tuple[tuple[float, float], ...]
"""Points of one line, in parts of the box's width."""
HEIGHT, HEIGHT_LOW = 44, 30
"""Of the box, in units, and on a panel that is wider than high."""
LINE_AT = 0.72
"""Where the line to sign on lies, in parts of the height."""
PEN = 0.007
"""Thickness of the pen, in parts of the width."""
LEAST = 0.04
"""What is shorter than this part of the width, all lines together, is a touch and no signature."""
POINTS_WIDE = 900
"""Points of a picture that is as wide as the box."""
EDGE = 12
"""White points around the drawing."""
SMALLER = 0.8


class Pad(QWidget):
    """A framed line to sign on."""

    changed = Signal()

    def __init__(self, look: Look, words: Words, name: str) -> None:
        super().__init__()
        self._look, self._words = look, words
        self._strokes: list[list[tuple[float, float]]] = []
        self._shown: File | None = None
        self._picture = QImage()
        self.setObjectName(name)
        self.setProperty(DRAWN_ON, True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFixedHeight(look.u(HEIGHT if look.metrics.portrait else HEIGHT_LOW))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    # -- what is in it -------------------------------------------------------------------------------

    @property
    def empty(self) -> bool:
        """Whether there is nothing in the box, not even a touch."""
        return not self._strokes and self._shown is None

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What was drawn."""
        return tuple(tuple(one) for one in self._strokes)

    @property
    def shown(self) -> File | None:
        """A signature given before, if it is still there."""
        return self._shown

    def file(self) -> File | None:
        """The signature as a picture; None where nothing was signed."""
        if self._shown is not None:
            return self._shown
        return signature(self.strokes) if _length(self.strokes) >= LEAST else None

    def put(self, strokes: tuple[Stroke, ...]) -> None:
        """Draw this instead."""
        self._shown = None
        self._strokes = [list(one) for one in strokes]
        self._has_changed()

    def show_file(self, file: File) -> None:
        """Show a signature given before. Who draws begins anew."""
        self._strokes, self._shown = [], file
        self._picture = image_of(file)
        self._has_changed()

    def clear(self) -> None:
        """Empty the box."""
        self.put(())

    def _has_changed(self) -> None:
        self._say()
        self.update()
        self.changed.emit()

    def _say(self) -> None:
        words = self._words
        self.setAccessibleName(
            words("Box to sign in. It is empty.") if self.empty else words("You have signed.")
        )

    # -- drawing -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._shown = None
        self._strokes.append([self._point(event.position())])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes and event.buttons() & Qt.MouseButton.LeftButton:
            self._strokes[-1].append(self._point(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._has_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _point(self, at: QPointF) -> tuple[float, float]:
        # A finger that leaves the box goes on along its edge.
        x = min(max(at.x(), 0.0), float(self.width()))
        y = min(max(at.y(), 0.0), float(self.height()))
        return (x / self.width(), y / self.width())

    # -- painting ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = self._look
        wrong = self.property("state") == "wrong"
        paint_box(look, painter, self, focused=self.hasFocus(), wrong=wrong)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_line(painter)
        if self._shown is not None:
            self._paint_picture(painter)
        painter.setPen(_pen(look.tokens.ink, PEN * self.width()))
        painter.drawPath(path_of(self.strokes, self.width()))
        painter.end()

    def _paint_line(self, painter: QPainter) -> None:
        """The line, and the cross where one begins."""
        u, side = self._look.u, self._look.u(6)
        y = round(self.height() * LINE_AT)
        painter.setPen(QPen(QColor(self._look.tokens.line), self._look.line))
        painter.drawLine(side, y, self.width() - side, y)
        arm = u(1.2)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = self.width() - side - arm if mirrored else side + arm
        painter.drawLine(x - arm, y - u(2) - 2 * arm, x + arm, y - u(2))
        painter.drawLine(x - arm, y - u(2), x + arm, y - u(2) - 2 * arm)

    def _paint_picture(self, painter: QPainter) -> None:
        """Black on white becomes ink on the theme's paper."""
        ink = QImage(self._picture.size(), QImage.Format.Format_ARGB32)
        ink.fill(QColor(self._look.tokens.ink))
        veil = self._picture.convertToFormat(QImage.Format.Format_Grayscale8)
        veil.invertPixels()
        ink.setAlphaChannel(veil)
        room = QSizeF(self.width() * 0.8, self.height() * 0.8)
        size = QSizeF(self._picture.size()) * (self.width() / POINTS_WIDE)
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
        where = QRectF(QPointF(0, 0), size)
        where.moveCenter(QRectF(self.rect()).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(where, ink)


def _pen(colour: str, thickness: float) -> QPen:
    return QPen(
        QColor(colour), thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _length(strokes: tuple[Stroke, ...]) -> float:
    return sum(hypot(x - u, y - v) for one in strokes for (u, v), (x, y) in pairwise(one))


def path_of(strokes: tuple[Stroke, ...], width: float) -> QPainterPath:
    """Smooth lines through the points, at a width in pixels: each curve ends between two of them."""
    path = QPainterPath()
    for stroke in strokes:
        points = [QPointF(x * width, y * width) for x, y in stroke]
        path.moveTo(points[0])
        for at, following in pairwise(points[1:]):
            path.quadTo(at, (at + following) / 2)
        # A touch leaves a dot.
        path.lineTo(points[-1] if len(points) > 1 else points[0] + QPointF(0.01, 0))
    return path


def signature(strokes: tuple[Stroke, ...]) -> File:
    """The drawing in black on white, with a narrow white edge around it and nothing else."""
    width = float(POINTS_WIDE)
    while True:
        file = File(PNG, encoded(_drawn(strokes, width), b"PNG"))
        if len(file.data) <= MOST_SIGNATURE_BYTES:
            return file
        width *= SMALLER


def _drawn(strokes: tuple[Stroke, ...], width: float) -> QImage:
    path = path_of(strokes, width)
    around: QRect = path.boundingRect().toAlignedRect().adjusted(-EDGE, -EDGE, EDGE, EDGE)
    image = QImage(around.size(), QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-around.topLeft())
    painter.setPen(_pen("black", PEN * width))
    painter.drawPath(path)
    painter.end()
    return image
