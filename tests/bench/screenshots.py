"""`make screenshots`: every screen × panel × theme × text size × language, and contact sheets of them.

One sheet for each panel, theme, size and language; open them and judge.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image, ImageDraw, ImageFont
from studio import Studio, mend, type_into

from kiosk.assets import assets_dir
from kiosk.receipt import Outcome, PrinterState
from kiosk.settings import Panel
from ui import intents
from ui.app import make_application
from ui.controller.calibration import Calibration
from ui.controller.mapping import mapping
from ui.theme.tokens import ORDER

PANELS = {
    "portrait-1080x1920": Panel(1080, 1920, 268.0, 476.0),
    "landscape-1920x1080": Panel(1920, 1080, 476.0, 268.0),
    "desk-1280x800": Panel(1280, 800, 331.0, 207.0),
}
SIZES = (0, 1, 2, 3)
LANGUAGES = ("en", "cy")
OTHERS = ("pl", "ro", "uk", "ar")
"""Languages of which two looks are enough: usual, and yellow on black in the largest letters."""
TILE = 340
"""Width of a picture on a sheet, in pixels; of a landscape one half as much again."""


def found(studio: Studio) -> None:
    """The address was looked up."""
    studio.walk("missed-bin", "usual", "address")
    studio.settle()
    type_into(studio, "input:address", "ZZ9 1AA", enter=True)


def mistake(journey: str, example: str, stop: str) -> Callable[[Studio], None]:
    """A page that was left empty."""

    def scene(studio: Studio) -> None:
        studio.walk(journey, example, stop)
        studio.main()

    return scene


def page(journey: str, example: str, stop: str) -> Callable[[Studio], None]:
    """A page of a journey."""
    return lambda studio: studio.walk(journey, example, stop)


def detour(name: str) -> Callable[[Studio], None]:
    """A page beside the visit."""

    def scene(studio: Studio) -> None:
        studio.choose()
        studio.navigator.wanted(intents.Shows(name))

    return scene


def search(studio: Studio) -> None:
    studio.choose("search")
    studio.settle()
    type_into(studio, "input:search", "bin")


def letters(studio: Studio) -> None:
    """The A to Z with the first letter touched."""
    studio.choose("a-z")
    screen = studio.app.window.screen_shown
    if screen is not None:
        screen.restore(
            studio.navigator.scene.services.alphabet(studio.navigator.scene.words.language)[1].letter
        )


def nothing_found(studio: Studio) -> None:
    studio.choose("search")
    studio.settle()
    type_into(studio, "input:search", "xylophone")


def not_connected(studio: Studio) -> None:
    """A live service while the council is out of reach."""
    studio.online = studio.navigator.scene.online = False
    studio.start("council-tax-question")
    studio.settle()
    studio.online = True


def asked(studio: Studio) -> None:
    studio.walk("missed-bin", "usual", "neighbours")
    studio.left_alone(6)


def stops(studio: Studio) -> None:
    studio.walk("missed-bin", "usual", "neighbours")
    studio.navigator._stop()


def languages(studio: Studio) -> None:
    studio.walk("missed-bin", "usual", "neighbours")
    studio.navigator.tools.other_language()


def switches(count: int) -> Callable[[Studio], None]:
    """Setting up so many switches; of one, at the moment to press it."""

    def scene(studio: Studio) -> None:
        studio.walk("missed-bin", "usual", "neighbours")
        studio.visit.prefer(switches=count)
        studio.app.devices.switches.follow()
        dialog = studio.app.window.dialog
        if isinstance(dialog, Calibration):
            dialog.sign.light(count == 1)

    return scene


def scanning(studio: Studio) -> None:
    """Two switches are set up: the first row is marked."""
    switches(2)(studio)
    for press in mapping(studio.app.settings.controller).switches:
        studio.app.devices.switches.pressed(press)


def aloud(studio: Studio) -> None:
    """Somebody reads by ear, and goes on by key."""
    studio.walk("missed-bin", "usual", "neighbours")
    studio.app.speech.toggle()
    studio.settle()
    studio.app.window.focusNextPrevChild(True)
    studio.app.window.keys_used(True)
    studio.settle()


def prints(outcome: Outcome, state: PrinterState) -> Callable[[Studio], None]:
    return lambda studio: studio.prints(outcome, state)


SCENES: dict[str, Callable[[Studio], None]] = {
    "attract": Studio.attract,
    "home": Studio.choose,
    "help": detour("help"),
    "ways to use": detour("options"),
    "group": lambda studio: studio.choose("recycling"),
    "all services": lambda studio: studio.choose("all"),
    "more services": lambda studio: studio.choose("more"),
    "a to z": letters,
    "search": search,
    "nothing found": nothing_found,
    "start": lambda studio: studio.start("missed-bin"),
    "start, sensitive": lambda studio: studio.start("benefits-change"),
    "start, not connected": not_connected,
    "start, safety": lambda studio: studio.start("homeless"),
    "address": page("missed-bin", "usual", "address"),
    "address found": found,
    "address, mistake": mistake("missed-bin", "usual", "address"),
    "several choices": page("missed-bin", "usual", "bins"),
    "yes or no": page("missed-bin", "usual", "out_in_time"),
    "one choice": page("missed-bin", "usual", "neighbours"),
    "choice, mistake": mistake("missed-bin", "usual", "left_at"),
    "note": page("missed-bin", "out-late-with-tag", "note"),
    "email": page("missed-bin", "out-late-with-tag", "update_email"),
    "date": page("council-tax-moving", "moving-in", "moved_in"),
    "date, mistake": mistake("council-tax-moving", "moving-in", "moved_in"),
    "name": page("council-tax-moving", "moving-in", "full_name"),
    "page of fields": page("benefits-change", "for-someone-present", "supporter"),
    "page, mistake": mistake("benefits-change", "for-someone-present", "supporter"),
    "list": page("council-tax-moving", "moving-within-weeks-apart", "list"),
    "declaration": page("benefits-change", "many-changes", "agreed"),
    "check": page("missed-bin", "usual", "check"),
    "check, long": page("benefits-change", "many-changes", "check"),
    "not eligible": page("taxi-driver-licence", "too-young", "exit"),
    "information": page("bin-day", "usual", "done"),
    "hand-off": page("blue-badge", "pip-moving", "done"),
    "safety, end": page("crisis-help", "usual", "done"),
    "saved": Studio.saved,
    "printed": prints(Outcome.PRINTED, PrinterState.OK),
    "did not print": prints(Outcome.NOT_PRINTED, PrinterState.PAPER_OUT),
    "cannot tell": prints(Outcome.UNKNOWN, PrinterState.PAPER_OUT),
    "sent": Studio.sent,
    "still there?": asked,
    "stop?": stops,
    "languages": languages,
    "not saved": Studio.not_saved,
    "out of order": Studio.out_of_order,
    "one switch": switches(1),
    "two switches": switches(2),
    "scanning": scanning,
    "read aloud": aloud,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Draw every screen into pictures and contact sheets.")
    parser.add_argument("--out", type=Path, default=Path("screenshots-out"), metavar="DIR")
    parser.add_argument("--quick", action="store_true", help="the default look in English only")
    parser.add_argument("--look", nargs=3, metavar=("THEME", "SIZE", "LANGUAGE"), help="one look only")
    args = parser.parse_args()
    looks = [(theme, size, language) for theme in ORDER for size in SIZES for language in LANGUAGES]
    looks += [look for one in OTHERS for look in (("default", 0, one), ("yellow", 3, one))]
    if args.quick:
        looks = [("default", 0, "en")]
    if args.look:
        looks = [(args.look[0], int(args.look[1]), args.look[2])]
    shutil.rmtree(args.out, ignore_errors=True)
    make_application([])
    done = 0
    for panel_name, panel in PANELS.items():
        studio = Studio(panel)
        for theme, size, language in looks:
            name = f"{panel_name}-{theme}-{size + 1}-{language}"
            shots = shoot(studio, (theme, size, language), args.out / name)
            sheet(shots, panel, name).save(args.out / f"{name}.png", optimize=True)
            done += len(shots)
            print(f"{name}: {len(shots)} screens", flush=True)
        studio.app.close()
    print(f"{done} pictures and {len(looks) * len(PANELS)} contact sheets in {args.out}/")
    return 0


def shoot(studio: Studio, look: tuple[str, int, str], folder: Path) -> dict[str, Image.Image]:
    """Every scene in one look."""
    folder.mkdir(parents=True)
    shots = {}
    for number, (name, scene) in enumerate(SCENES.items(), start=1):
        mend(studio)
        studio.dress(*look)
        scene(studio)
        picture = studio.picture()
        file = name.replace(", ", "-").replace(" ", "-").replace("?", "")
        picture.save(folder / f"{number:02d}-{file}.png")
        shots[name] = picture
    mend(studio)
    return shots


def sheet(shots: dict[str, Image.Image], panel: Panel, title: str) -> Image.Image:
    """All pictures of a look on one sheet, labelled."""
    tall = panel.height_px > panel.width_px
    width, columns = (TILE, 9) if tall else (TILE * 3 // 2, 6)
    height = round(width * panel.height_px / panel.width_px)
    gap, label = 12, 26
    font = ImageFont.truetype(str(next((assets_dir() / "fonts").glob("Atkinson*400*.ttf"))), 18)
    rows = -(-len(shots) // columns)
    made = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + label + gap) + 40), "#5B6770")
    pen = ImageDraw.Draw(made)
    pen.text((gap, 8), title, fill="#FFFFFF", font=font)
    for number, (name, picture) in enumerate(shots.items()):
        x = gap + number % columns * (width + gap)
        y = 40 + number // columns * (height + label + gap)
        made.paste(picture.resize((width, height), Image.Resampling.LANCZOS), (x, y))
        pen.text((x, y + height + 2), f"{number + 1} {name}", fill="#FFFFFF", font=font)
    return made


if __name__ == "__main__":
    sys.exit(main())
