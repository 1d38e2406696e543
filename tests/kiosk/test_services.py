"""The register of services: what it refuses to load, and what a search finds."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.assets import assets_dir
from kiosk.errors import KnownError
from kiosk.services import Register, load_services

GOOD = """
[[groups]]
id = "bins"
icon = "recycle"
title = {en = "Bins", cy = "Biniau"}
summary = {en = "All about bins"}
services = ["missed-bin", "bin-day"]

[words]
missed-bin = {en = ["rubbish"], cy = ["sbwriel"]}
"""


@pytest.fixture(scope="module")
def shipped() -> Register:
    return load_services(assets_dir() / "services.toml")


def written(folder: Path, text: str) -> Path:
    path = folder / "services.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_groups_and_services_keep_their_order(tmp_path: Path) -> None:
    register = load_services(written(tmp_path, GOOD))
    assert register.services == ("missed-bin", "bin-day")
    assert register.groups[0].title_in("cy") == "Biniau"


def test_a_text_without_translation_falls_back_to_english(tmp_path: Path) -> None:
    register = load_services(written(tmp_path, GOOD))
    assert register.groups[0].summary_in("cy") == "All about bins"


def test_the_group_of_a_service(tmp_path: Path) -> None:
    register = load_services(written(tmp_path, GOOD))
    group = register.group_of("bin-day")
    assert group is not None
    assert group.id == "bins"
    assert register.group_of("nothing") is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("icon = ", "icone = ", "groups[0]: object contains unknown field `icone`"),
        ('icon = "recycle"\n', "", "groups[0]: object missing required field `icon`"),
        ('["missed-bin", "bin-day"]', "[]", "groups[0].services: "),
        ('{en = "Bins", cy = "Biniau"}', '{cy = "Biniau"}', "groups[0].title: the text in 'en' is missing"),
        ('["missed-bin", "bin-day"]', '["missed-bin", "missed-bin"]', "'missed-bin' stands twice"),
        ("missed-bin = {en", "missed-bim = {en", "words.missed-bim: no group offers this service"),
    ],
)
def test_a_mistake_is_told_with_the_file_and_the_key(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(KnownError) as caught:
        load_services(path)
    assert str(caught.value).startswith(str(path))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bad_toml_names_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace('cy = "Biniau"}', 'cy = "Biniau"'))
    with pytest.raises(KnownError, match=r"services\.toml: is not TOML: .*line 5"):
        load_services(path)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "services.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(KnownError, match=r"services\.toml: is not UTF-8 text"):
        load_services(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="cannot be read"):
        load_services(tmp_path / "services.toml")


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        ("rubbish", "en", "missed-bin"),
        ("RUBBISH!", "en", "missed-bin"),
        ("rubish", "en", "missed-bin"),
        ("rubbsih", "en", "missed-bin"),
        ("rubb", "en", "missed-bin"),
        ("my bin was not collected", "en", "missed-bin"),
        ("when is my bin day", "en", "bin-day"),
        ("calendar", "en", "bin-day"),
        ("rates", "en", "council-tax-moving"),
        ("concil tax", "en", "council-tax-moving"),
        ("housing money", "en", "benefits-change"),
        ("universal", "en", "benefits-change"),
        ("minicab", "en", "taxi-driver-licence"),
        ("taxi license", "en", "taxi-driver-licence"),
        ("ring me", "en", "call-back"),
        ("sbwriel", "cy", "missed-bin"),
        ("diwrnod bin", "cy", "bin-day"),
        ("tŷ newydd", "cy", "council-tax-moving"),
        ("ty newydd", "cy", "council-tax-moving"),
        ("budd-dal tai", "cy", "benefits-change"),
        ("credyd", "cy", "benefits-change"),
        ("tacsi", "cy", "taxi-driver-licence"),
        ("ffonio", "cy", "call-back"),
        ("rubbish", "cy", "missed-bin"),
    ],
)
def test_everyday_words_find_the_service(shipped: Register, typed: str, language: str, first: str) -> None:
    assert shipped.search(typed, language)[0] == first


@pytest.mark.parametrize("typed", ["", "   ", "?!", "the", "x", "passport", "swimming"])
def test_what_we_do_not_offer_finds_nothing(shipped: Register, typed: str) -> None:
    assert shipped.search(typed, "en") == ()


def test_one_slip_is_forgiven_but_not_two(tmp_path: Path) -> None:
    register = load_services(written(tmp_path, GOOD))
    forgiven = ["rubbis", "rubbissh", "rubbixh", "rubbihs", "urbbish", "ubbish"]
    assert [typed for typed in forgiven if not register.search(typed, "en")] == []
    refused = ["rubixh", "xubbixh", "rubbxx", "hsibbur"]
    assert [typed for typed in refused if register.search(typed, "en")] == []


def test_every_shipped_service_has_words_icon_and_title_in_both_languages(shipped: Register) -> None:
    icons = {path.stem for path in (assets_dir() / "icons").glob("*.svg")}
    assert {group.icon for group in shipped.groups} <= icons
    assert [group.id for group in shipped.groups] == ["council_tax", "benefits", "taxi", "recycling", "more"]
    for group in shipped.groups:
        assert set(group.title) == set(group.summary) == {"en", "cy"}
    for service in shipped.services:
        assert all(len(shipped.words[service][language]) >= 8 for language in ("en", "cy")), service


def test_every_shipped_word_finds_its_own_service(shipped: Register) -> None:
    lost = [
        (service, word)
        for service, languages in shipped.words.items()
        for language, words in languages.items()
        for word in words
        if service not in shipped.search(word, language)
    ]
    assert lost == []


def test_loading_it_imports_nothing_slow() -> None:
    probe = (
        "import sys; from kiosk.services import load_services; from kiosk.assets import assets_dir;"
        "load_services(assets_dir() / 'services.toml').search('bin', 'en');"
        "slow = {'babel', 'PySide6', 'sqlite_utils', 'phonenumbers', 'difflib', 'yaml'};"
        "print(sorted(slow & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
