"""`kiosk run`: the kiosk on this screen, over all of it, until the system stops it; or in a window."""

import gc
import signal
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from kiosk.commands.config import add_config_option, settings_from
from kiosk.settings import Panel, Settings

if TYPE_CHECKING:
    from kiosk.commands.parts import ServiceDesk
    from kiosk.content.stock import Renewal
    from ui.app import KioskApp
    from ui.background import Background


RENEW_MS = 5000
"""How often an unused kiosk looks for newer content on its own disk."""


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_config_option(parser)
    parser.add_argument(
        "--windowed", action="store_true", help="show it in a window that can be closed, scaled to fit"
    )


def run(args: Namespace) -> int:
    """Show the kiosk until it is told to stop."""
    gc.disable()  # what is made until `settle` stays: looking through it would only hold up the first picture
    return show(settings_from(args), windowed=args.windowed)


def build(
    settings: Settings, *, windowed: bool, panel: Panel, content: "Renewal | None" = None
) -> "tuple[KioskApp, ServiceDesk]":
    """The screens with their real parts, not yet shown."""
    from kiosk.commands.parts import LateCamera, LatePrinter, OutboxCounter, ServiceDesk, player_of, sound_of
    from ui.app import KioskApp

    desk = ServiceDesk(settings, content=content)
    screens = KioskApp(
        settings,
        services=desk,
        counter=OutboxCounter(settings, desk),
        printer=LatePrinter(settings),
        camera=LateCamera(settings) if settings.camera.command else None,
        sound=sound_of(settings),
        player=player_of(settings),
        windowed=windowed,
        panel=panel,
    )
    return screens, desk


def loaded(settings: Settings) -> "Renewal":
    """The content with what the first page names. To be called before Qt is there: PySide reads the source of
    each module that is imported after it."""
    from kiosk.content.stock import Renewal

    content = Renewal(settings)
    _ = content.stock.register
    return content


def settle() -> None:
    """What is loaded by now lives as long as the kiosk: from now on the collector passes it over, so that it
    never holds up a page."""
    gc.collect()
    gc.freeze()


def renew(screens: "KioskApp", desk: "ServiceDesk", loader: "Background") -> None:
    """Take up newer content while nobody uses the kiosk: a visit keeps what it began with."""
    from kiosk.visit import Stage

    if screens.navigator.visit.stage is Stage.ATTRACT and desk.refresh():
        loader.run(desk.get_ready, lambda _: None, _told)


def _told(error: Exception) -> None:
    """Newer content that cannot be used is no reason to stop: what is there goes on being used."""
    print(f"kiosk: the newer content is not used: {error}", file=sys.stderr, flush=True)


def show(settings: Settings, *, windowed: bool) -> int:
    """Run the screens in this process. SIGTERM and Ctrl-C end them."""
    content = loaded(settings)
    from PySide6.QtCore import QTimer

    from ui.app import make_application, scaled
    from ui.background import Background

    app = make_application(sys.argv[:1])
    panel = settings.panel
    if windowed:
        room = app.primaryScreen().availableSize()
        panel = scaled(panel, round(room.width() * 0.95), round(room.height() * 0.9))
    screens, desk = build(settings, windowed=windowed, panel=panel, content=content)
    sys.excepthook = screens.failed
    for name in (signal.SIGTERM, signal.SIGINT):
        # Not quit(): it first asks the windows to close, which the kiosk's window refuses.
        signal.signal(name, lambda *_: app.exit(0))
    # Python sees a signal only when its interpreter runs: wake it now and then.
    beat = QTimer()
    beat.timeout.connect(lambda: None)
    beat.start(300)
    loader = Background("content")
    screens.painted.connect(lambda: loader.run(desk.prepare, lambda _: settle()))
    # A kiosk that cannot save says so when it starts, not when the first resident wants to send something.
    screens.painted.connect(lambda: screens.navigator.errands.saving.ask_ready(lambda: None, lambda: None))
    renewing = QTimer()
    renewing.timeout.connect(lambda: renew(screens, desk, loader))
    renewing.start(RENEW_MS)
    screens.start()
    code = app.exec()
    screens.close()
    loader.close()
    return code
