"""The kiosk's settings: one frozen object, read from one TOML file and checked once, at the start.

Every key has a default but those a site must say. A mistake stops the start with one line that names
the file, the key and what may stand there. docs/settings.md lists the keys and is checked against this.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from kiosk.colour import HEX, contrast
from kiosk.errors import KeysetError, SettingsError
from kiosk.language import NAMES

KIOSK_NAME = re.compile(r"[a-z0-9-]{2,40}")
Positive = Annotated[float, Meta(gt=0)]
Seconds = Annotated[int, Meta(ge=5, le=3600)]
Warning_ = Annotated[int, Meta(ge=60, le=3600)]
Port = Annotated[int, Meta(ge=1, le=65535)]
FOUND_OUT = "folder"
"""The one field that is no setting."""
BRAND_CONTRAST = 7.0
"""Least contrast of white or black text on the council's colour."""


class Site(Struct, frozen=True, forbid_unknown_fields=True):
    """[site] which kiosk this is and where it keeps its files."""

    kiosk: Annotated[str, Meta(pattern="^[a-z0-9-]{2,40}$")] = "demo-1"
    place: str = "Walton Library"
    state_dir: str = "/var/lib/kiosk"


HOURS = {
    "en": "Monday to Friday, 9am to 5pm",
    "cy": "Dydd Llun i ddydd Gwener, 9am i 5pm",
    "pl": "od poniedziałku do piątku, 9:00–17:00",
    "ro": "luni până vineri, 9:00–17:00",
    "uk": "з понеділка до п’ятниці, 9:00–17:00",
    "ar": "من الاثنين إلى الجمعة، 9:00–17:00",
}


class Council(Struct, frozen=True, forbid_unknown_fields=True):
    """[council] whose kiosk it is. `ca` is the file with the certificates of who vouches for the council's
    server, empty for whom this system trusts; `keyset` the file with the council's public keys;
    `reached_minutes` how long after the council's last answer the kiosk takes itself to be connected."""

    name: str = "Tendring District Council"
    logo: str = ""
    colour: str = "#0B3C5D"
    phone: str = "01632 960 100"
    hours: dict[str, str] = msgspec.field(default_factory=HOURS.copy)
    web: Annotated[str, Meta(pattern="^https://")] = "https://www.example.org/kiosk"
    api: Annotated[str, Meta(pattern="^https?://")] = "http://127.0.0.1:8321"
    ca: str = ""
    keyset: str = "keyset.json"
    reached_minutes: Annotated[int, Meta(ge=1, le=1440)] = 15

    def hours_in(self, language: str) -> str:
        """When the telephone is answered, in a language, or in English where that is not said."""
        return self.hours.get(language) or self.hours["en"]


class Panel(Struct, frozen=True, forbid_unknown_fields=True):
    """[panel] the screen: pixels and millimetres of what is seen, and the reading distance in mm."""

    width_px: Annotated[int, Meta(ge=640, le=8192)] = 1080
    height_px: Annotated[int, Meta(ge=480, le=8192)] = 1920
    width_mm: Positive = 268.0
    height_mm: Positive = 476.0
    distance_mm: Positive = 600.0


class Visit(Struct, frozen=True, forbid_unknown_fields=True):
    """[visit] how long a visit waits: idle seconds before the question, and how long that is shown.

    The question stays at least 60 s (WCAG 2.2.1 asks for 20 s; the council chose more).
    """

    languages: tuple[str, ...] = tuple(NAMES)
    idle_s: Seconds = 90
    sensitive_idle_s: Seconds = 60
    safety_idle_s: Seconds = 45
    question_s: Warning_ = 60


class PrinterSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[printer] which printer. `png` writes pictures into `folder` and is for demonstrations only."""

    kind: Literal["network", "png", "none"] = "none"
    host: str = ""
    port: Port = 9100
    profile: str = "TM-T20II"
    folder: str = ""


class Content(Struct, frozen=True, forbid_unknown_fields=True):
    """[content] whose releases of journeys and datasets are trusted, and how often they are asked for.

    `journeys` and `datasets` are folders that are used instead of any release.
    """

    keys: tuple[str, ...] = ()
    every_s: Annotated[int, Meta(ge=10, le=86_400)] = 300
    journeys: str = ""
    datasets: str = ""


class CameraSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[camera] a program that writes one picture, JPEG or PNG, to its standard output, with its arguments;
    empty where the kiosk has no camera. It is ended after `seconds`."""

    command: tuple[str, ...] = ()
    seconds: Annotated[int, Meta(ge=1, le=60)] = 10


class Controller(Struct, frozen=True, forbid_unknown_fields=True):
    """[controller] the keys and switches fitted. `profile` the kind of device; `keys` what single keys mean
    instead; `switches` how many switches, on the keys `move` and `select`, which may begin a visit by
    themselves; `bounce_ms` how soon the same key pressed again is a tremble and no press (EN 301 549 5.8).

    What `keys`, `move` and `select` name is checked by `ui.controller.mapping`, which knows the keys.
    """

    profile: Literal["keyboard", "nine-key", "number-pad"] = "keyboard"
    keys: dict[str, str] = {}
    switches: Annotated[int, Meta(ge=0, le=2)] = 0
    move: str = "Space"
    select: str = "Return"
    bounce_ms: Annotated[int, Meta(ge=0, le=1000)] = 0


class SpeechSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[speech] what reads the screen out, and who hears it: `headphones` are `jack` where their socket can be
    watched, `always` on a handset or a socket of its own, `never` where there is a loudspeaker only, which
    says no answers (EN 301 549 5.1.3.9)."""

    engine: Literal["espeak-ng", "none"] = "espeak-ng"
    headphones: Literal["jack", "always", "never"] = "jack"


class Sounds(Struct, frozen=True, forbid_unknown_fields=True):
    """[sounds] a program that plays a WAV file from its standard input, with its arguments; empty where the
    kiosk makes no sound but speech."""

    player: tuple[str, ...] = ()


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings. Relative paths are relative to the settings file (`folder`)."""

    site: Site = Site()
    council: Council = Council()
    panel: Panel = Panel()
    visit: Visit = Visit()
    printer: PrinterSettings = PrinterSettings()
    content: Content = Content()
    camera: CameraSettings = CameraSettings()
    speech: SpeechSettings = SpeechSettings()
    controller: Controller = Controller()
    sounds: Sounds = Sounds()
    folder: str = "."

    def path(self, value: str) -> Path:
        """`value` as an absolute path."""
        return (Path(self.folder) / value).resolve()

    @property
    def state_dir(self) -> Path:
        """Where the kiosk keeps its database and content."""
        return self.path(self.site.state_dir)

    @property
    def database(self) -> Path:
        """The SQLite file that the screen and the agent share."""
        return self.state_dir / "kiosk.db"

    @property
    def content_dir(self) -> Path:
        """Where the agent keeps the council's releases of content."""
        return self.state_dir / "content"

    @property
    def ca(self) -> Path | None:
        """The file with the certificates that vouch for the council's server; None for the system's."""
        return self.path(self.council.ca) if self.council.ca else None

    @property
    def keyset(self) -> Path:
        """The file with the council's public keys that came with the settings."""
        return self.path(self.council.keyset)

    @property
    def fetched_keyset(self) -> Path:
        """The one that the agent has fetched since."""
        return self.state_dir / "council-keyset.json"


def read_settings(path: Path) -> Settings:
    """Read and check the settings file. Raises SettingsError with one line for the operator."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read: {error.strerror}. Give another with --config FILE."
        ) from None
    try:
        tables = msgspec.toml.decode(raw)
        if FOUND_OUT in tables:
            raise SettingsError(f"{path}: {_unknown('', FOUND_OUT, Settings)}")
        found = msgspec.convert(tables, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {_said(error)}") from None
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: is not TOML: {error}") from None
    found = msgspec.structs.replace(found, folder=str(path.resolve().parent))
    _check(found, path)
    return found


def _said(error: msgspec.ValidationError) -> str:
    """msgspec's text with the key in front and what may stand there: `visit.idle_s: expected …`."""
    text, _, where = str(error).partition(" - at `$.")
    key = where.rstrip("`")
    kind: Any = Settings
    for part in key.split(".") if key else ():
        kind = get_type_hints(kind).get(part.partition("[")[0])
    if unknown := re.fullmatch("Object contains unknown field `(.+)`", text):
        return _unknown(key, unknown[1], kind)
    if get_origin(kind) is Literal:
        return f"{key}: expected {' or '.join(map(repr, get_args(kind)))}"
    return f"{key}: {text[:1].lower()}{text[1:]}"


def _unknown(table: str, name: str, kind: type[Struct]) -> str:
    known = ", ".join(one for one in kind.__struct_fields__ if one != FOUND_OUT)
    if not table:
        return f"{name}: there is no such table; there are {known}"
    return f"{table}.{name}: there is no such key; [{table}] has {known}"


def _check_key(key: str, path: Path) -> None:
    # Late: the first picture does not wait for it where no key is given.
    from kiosk.keyset import decode_key

    try:
        decode_key(key)
    except KeysetError:
        raise SettingsError(
            f"{path}: content.keys: '{key}' is no key; print one at the council with: council content key"
        ) from None


def _check_program(key: str, program: str, path: Path) -> None:
    from shutil import which

    if which(program) is None:
        raise SettingsError(
            f"{path}: {key}: there is no program '{program}' here; install it, or leave the key out"
        )


def _check(settings: Settings, path: Path) -> None:
    colour = settings.council.colour
    if not HEX.fullmatch(colour):
        raise SettingsError(f"{path}: council.colour: '{colour}' is not a colour; write it as '#0B3C5D'")
    best = max(contrast(colour, "#FFFFFF"), contrast(colour, "#000000"))
    if best < BRAND_CONTRAST:
        raise SettingsError(
            f"{path}: council.colour: text on {colour} has a contrast of {best:.1f}; "
            f"choose a darker or lighter colour, at least {BRAND_CONTRAST:.0f}"
        )
    if not settings.visit.languages or settings.visit.languages[0] != "en":
        raise SettingsError(f"{path}: visit.languages: must begin with 'en'")
    for language in settings.visit.languages:
        if language not in NAMES:
            raise SettingsError(
                f"{path}: visit.languages: there are no texts in '{language}'; there are {', '.join(NAMES)}"
            )
    if len(set(settings.visit.languages)) < len(settings.visit.languages):
        raise SettingsError(f"{path}: visit.languages: names a language twice")
    if "en" not in settings.council.hours:
        raise SettingsError(f'{path}: council.hours: the English ones are missing; write {{en = "…"}}')
    if settings.camera.command:
        _check_program("camera.command", settings.camera.command[0], path)
    if settings.sounds.player:
        _check_program("sounds.player", settings.sounds.player[0], path)
    for key in settings.content.keys:
        _check_key(key, path)
    if settings.council.logo and not settings.path(settings.council.logo).is_file():
        raise SettingsError(f"{path}: council.logo: there is no file '{settings.council.logo}'")
    if settings.printer.kind == "network" and not settings.printer.host:
        raise SettingsError(f"{path}: printer.host: a network printer needs its address")
    if settings.printer.kind == "png" and not settings.printer.folder:
        raise SettingsError(f"{path}: printer.folder: say where the pictures go")
