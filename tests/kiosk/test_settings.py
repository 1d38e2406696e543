"""The settings file: what is read, and the one line that says what is wrong with it."""

from pathlib import Path

import pytest

from kiosk.colour import contrast, readable_on
from kiosk.errors import SettingsError
from kiosk.settings import Settings, read_settings

GOOD = """
[site]
kiosk = "exampleton-1"
place = "Exampleton Library"
state_dir = "state"

[council]
colour = "#006435"
logo = "logo.png"
keyset = "keys/keyset.json"

[panel]
width_px = 1920
height_px = 1080
width_mm = 476
height_mm = 268

[visit]
languages = ["en"]
idle_s = 30

[printer]
kind = "network"
host = "192.0.2.7"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    """What the operator is told, without the file's name in front of it."""
    path = written(folder, text)
    with pytest.raises(SettingsError) as said:
        read_settings(path)
    line = str(said.value)
    assert "\n" not in line
    assert line.startswith(f"{path}: ")
    return line.removeprefix(f"{path}: ")


def test_what_is_written_is_read_and_the_rest_has_its_default(tmp_path: Path) -> None:
    (tmp_path / "logo.png").touch()
    settings = read_settings(written(tmp_path, GOOD))
    assert (settings.site.kiosk, settings.site.place) == ("exampleton-1", "Exampleton Library")
    assert (settings.panel.width_px, settings.panel.width_mm) == (1920, 476.0)
    assert (settings.visit.languages, settings.visit.idle_s, settings.visit.question_s) == (("en",), 30, 60)
    assert (settings.printer.kind, settings.printer.host, settings.printer.port) == (
        "network",
        "192.0.2.7",
        9100,
    )


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, ""))
    assert settings == Settings(folder=str(tmp_path.resolve()))


def test_relative_paths_are_relative_to_the_settings_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "logo.png").touch()
    path = written(tmp_path, GOOD)
    monkeypatch.chdir(path.parent)
    settings = read_settings(Path("kiosk.toml"))
    monkeypatch.chdir("/")
    here = tmp_path.resolve()
    assert settings.state_dir == here / "state"
    assert settings.database == here / "state/kiosk.db"
    assert settings.keyset == here / "keys/keyset.json"
    assert settings.path("/srv/elsewhere") == Path("/srv/elsewhere").resolve()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[site]\nkiosk = 'Demo 1'", "site.kiosk: expected `str` matching regex '^[a-z0-9-]{2,40}$'"),
        ("[site]\nplace = 7", "site.place: expected `str`, got `int`"),
        ("[site]\nplaces = 'x'", "site.places: there is no such key; [site] has kiosk, place, state_dir"),
        (
            "[sites]\nplace = 'x'",
            "sites: there is no such table; there are site, council, panel, visit, printer, content",
        ),
        ("place = 'x'", "place: there is no such table; there are site, council"),
        ("folder = 'x'", "folder: there is no such table; there are site, council"),
        ("site = 'x'", "site: expected `object`, got `str`"),
        ("[council]\nweb = 'http://example.org'", "council.web: expected `str` matching regex '^https://'"),
        ("[council]\napi = 'example.org'", "council.api: expected `str` matching regex '^https?://'"),
        ("[panel]\nwidth_px = 100", "panel.width_px: expected `int` >= 640"),
        ("[panel]\nheight_px = 9000", "panel.height_px: expected `int` <= 8192"),
        ("[panel]\nheight_px = 0", "panel.height_px: expected `int` >= 480"),
        ("[panel]\nwidth_mm = 0", "panel.width_mm: expected `float` > 0.0"),
        ("[panel]\nheight_mm = -1.5", "panel.height_mm: expected `float` > 0.0"),
        ("[panel]\ndistance_mm = 'far'", "panel.distance_mm: expected `float`, got `str`"),
        ("[visit]\nidle_s = 1", "visit.idle_s: expected `int` >= 5"),
        ("[visit]\nsensitive_idle_s = 9999", "visit.sensitive_idle_s: expected `int` <= 3600"),
        ("[visit]\nquestion_s = 20", "visit.question_s: expected `int` >= 60"),
        ("[visit]\nlanguages = 'en'", "visit.languages: expected `array`, got `str`"),
        ("[visit]\nlanguages = ['cy', 'en']", "visit.languages: must begin with 'en'"),
        ("[visit]\nlanguages = []", "visit.languages: must begin with 'en'"),
        (
            "[visit]\nlanguages = ['en', 'xx']",
            "visit.languages: there are no texts in 'xx'; there are en, cy, pl, ro, uk, ar",
        ),
        ("[visit]\nlanguages = ['en', 'cy', 'cy']", "visit.languages: names a language twice"),
        ("[printer]\nkind = 'laser'", "printer.kind: expected 'network' or 'png' or 'none'"),
        ("[printer]\nport = 0", "printer.port: expected `int` >= 1"),
        ("[printer]\nport = 70000", "printer.port: expected `int` <= 65535"),
        ("[printer]\nkind = 'network'", "printer.host: a network printer needs its address"),
        ("[printer]\nkind = 'png'", "printer.folder: say where the pictures go"),
        ("[council]\nlogo = 'gone.png'", "council.logo: there is no file 'gone.png'"),
        ("[council]\ncolour = 'navy'", "council.colour: 'navy' is not a colour; write it as '#0B3C5D'"),
        ("[council]\ncolour = '#0B3C5D80'", "council.colour: '#0B3C5D80' is not a colour"),
        ("kiosk = [", "is not TOML: "),
        ("[visit]\nlanguages = ['en', 7]", "visit.languages[1]: expected `str`, got `int`"),
    ],
)
def test_a_mistake_is_one_line_with_the_key_and_what_may_stand_there(
    tmp_path: Path, text: str, said: str
) -> None:
    assert refusal(tmp_path, text).startswith(said)


@pytest.mark.parametrize("raw", [b"\xff\xfe[site]", b"place = '\x80'", b"[site]\nplace = '\x00'"])
def test_a_file_that_is_no_text_is_said_to_be_no_toml(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(raw)
    with pytest.raises(SettingsError, match="is not TOML"):
        read_settings(path)


def test_a_file_that_is_not_there_says_how_to_give_another(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as said:
        read_settings(tmp_path / "none.toml")
    why = "cannot be read: No such file or directory. Give another with --config FILE."
    assert str(said.value) == f"{tmp_path / 'none.toml'}: {why}"


# -- the council's colour --------------------------------------------------------------------------------


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == 21
    assert contrast("#FFFFFF", "#000000") == 21
    assert contrast("#777777", "#777777") == 1
    # WebAIM's checker gives these two figures for #767676 and #0000FF on white.
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
    assert contrast("#0000FF", "#ffffff") == pytest.approx(8.59, abs=0.005)


def test_the_ink_on_a_colour_is_the_one_that_is_easier_to_read() -> None:
    assert readable_on("#0B3C5D") == "#FFFFFF"
    assert readable_on("#FFD60A") == "#000000"


@pytest.mark.parametrize(("colour", "best"), [("#2F7FA8", "4.7"), ("#767676", "4.6"), ("#E4003B", "4.8")])
def test_a_colour_on_which_nothing_reads_well_is_refused_with_its_contrast(
    tmp_path: Path, colour: str, best: str
) -> None:
    said = refusal(tmp_path, f"[council]\ncolour = '{colour}'")
    assert said == (
        f"council.colour: text on {colour} has a contrast of {best}; "
        "choose a darker or lighter colour, at least 7"
    )


@pytest.mark.parametrize("colour", ["#0B3C5D", "#006435", "#FFD60A", "#ffffff", "#000000", "#6F2C91"])
def test_a_dark_or_a_light_colour_is_taken(tmp_path: Path, colour: str) -> None:
    settings = read_settings(written(tmp_path, f"[council]\ncolour = '{colour}'"))
    assert settings.council.colour == colour
