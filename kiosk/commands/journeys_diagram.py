"""`kiosk journeys diagram`: a picture of a journey's path, as SVG, PNG or Mermaid text."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import JourneyError

if TYPE_CHECKING:
    from kiosk.journeys.definition import Journey

KINDS = (".svg", ".png", ".md")
DENSITY = 1.5
"""Pixels of a PNG for each of the picture's own."""


def run(args: Namespace) -> int:
    """Draw it and say where it is."""
    from kiosk.commands.journeys_world import World

    world = World(args)
    journey = world.journey()
    out = Path(args.out or f"{journey.id}.svg")
    if out.suffix not in KINDS:
        raise JourneyError(f"{out}: the picture can be {', '.join(KINDS)}. Give the file such a name.")
    way: tuple[str, ...] = ()
    if args.story:
        way = tuple(shown.name.partition("[")[0] for shown in world.rehearsal(Path(args.story)).shown)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(_drawn(journey, way, out.suffix))
    except OSError as error:
        raise JourneyError(f"{out}: cannot be written: {error.strerror}") from None
    print(f"wrote {out}")
    return 0


def _drawn(journey: "Journey", way: tuple[str, ...], kind: str) -> bytes:
    if kind == ".md":
        from kiosk.journeys.mermaid import mermaid

        return mermaid(journey, way).encode()
    from kiosk.journeys.diagram import picture
    from kiosk.journeys.svg import OUR_FONT, svg

    laid_out = picture(journey, way)
    # Qt takes a list of fonts for the name of one.
    return svg(laid_out).encode() if kind == ".svg" else png(svg(laid_out, OUR_FONT).encode())


def png(text: bytes) -> bytes:
    """An SVG document as PNG, painted by Qt, with our own fonts."""
    import os
    import sys

    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    from kiosk.assets import assets_dir

    # A picture needs no screen.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    from ui.theme.fonts import load_fonts

    load_fonts(assets_dir() / "fonts")
    renderer = QSvgRenderer(text)
    image = QImage(renderer.defaultSize() * DENSITY, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt wants str
    del application
    return bytes(buffer.data().data())
