"""Pictures made anew: whatever a camera gave becomes a JPEG with nothing in it but the picture.

Runs beside the screens; needs no window.
"""

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QColorSpace, QImage, QImageReader, QImageWriter, QPainter

from kiosk.camera import CameraProblem
from kiosk.journeys.filed import JPEG, bare
from kiosk.journeys.values import File
from ui.parts import Camera

MOST_POINTS = 1600
"""The longer side of a photo, in points."""
MOST_READ = 60_000_000
"""Points of a picture that is read at all: more would take the kiosk's memory."""
FORMATS = (b"jpeg", b"png")
QUALITIES = (85, 75, 65, 50, 35)
"""How well a JPEG is drawn (Qt's scale of 100), tried in turn until it is small enough."""
SMALLER = 0.75


def photograph(camera: Camera, most_bytes: int) -> File | CameraProblem:
    """Take one photo and make it anew, of `most_bytes` at most."""
    taken = camera.take()
    return taken if isinstance(taken, CameraProblem) else made_anew(taken, most_bytes)


def made_anew(data: bytes, most_bytes: int) -> File | CameraProblem:
    """The picture in `data` as a bare JPEG: upright, in sRGB, scaled, without place, date or words."""
    image = _decoded(data)
    if image is None:
        return CameraProblem.UNREADABLE
    image = _redrawn(image, _within(image.size(), MOST_POINTS))
    while True:
        for quality in QUALITIES:
            file = File(JPEG, encoded(image, b"JPEG", quality))
            if len(file.data) <= most_bytes:
                return file if bare(file) else CameraProblem.UNREADABLE
        image = _redrawn(image, image.size() * SMALLER)
        if image.isNull() or min(image.width(), image.height()) < 2:
            return CameraProblem.UNREADABLE


def encoded(image: QImage, form: bytes, quality: int = -1) -> bytes:
    """A picture as bytes; b'' where that cannot be."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(form))
    writer.setQuality(quality)
    return bytes(buffer.data().data()) if writer.write(image) else b""


def image_of(file: File) -> QImage:
    """A file that we made, to be shown."""
    return QImage.fromData(file.data)


def _decoded(data: bytes) -> QImage | None:
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in FORMATS:
        return None
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_READ:
        return None
    # JPEGs are read at about the size that is wanted, which is much quicker.
    reader.setScaledSize(_within(size, 2 * MOST_POINTS))
    image = reader.read()
    if image.isNull():
        return None
    if image.colorSpace().isValid():
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return image


def _within(size: QSize, most: int) -> QSize:
    """`size` in its shape, no side longer than `most`."""
    if max(size.width(), size.height()) <= most:
        return size
    return size.scaled(most, most, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _redrawn(image: QImage, size: QSize) -> QImage:
    """Drawn on white: of the old picture only its points remain."""
    smooth = Qt.TransformationMode.SmoothTransformation
    points = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    fresh = QImage(points.size(), QImage.Format.Format_RGB32)
    if fresh.isNull():
        return fresh
    fresh.fill(QColor("white"))
    points.setDevicePixelRatio(1)
    painter = QPainter(fresh)
    painter.drawImage(0, 0, points)
    painter.end()
    return fresh
