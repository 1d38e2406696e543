"""The house keeps its own rules: documents are true, locks complete, and what must not be here is not."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import msgspec
import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kiosk.errors import SettingsError
from kiosk.settings import Settings, read_settings

HOUSE = Path(__file__).parent.parent
LOCKS = sorted((HOUSE / "requirements").glob("*.txt"))
SHIPPED = ("runtime.txt", "council.txt")
PIN = re.compile(r"([a-z0-9.-]+)==(\S+)(?: ; ([^\\]+))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def house_files(*globs: str) -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *globs],
        cwd=HOUSE,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    paths = [HOUSE / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """The files among `paths` that are text, with it."""
    for path in paths:
        data = path.read_bytes()
        if b"\0" not in data:
            yield path, data.decode()


def pins(lock: Path) -> dict[str, Requirement]:
    """Package name: its pin in a lock file."""
    found = (PIN.match(line) for line in lock.read_text().splitlines())
    return {
        match[1]: Requirement(f"{match[1]}=={match[2]}" + (f" ; {match[3]}" if match[3] else ""))
        for match in found
        if match
    }


# -- settings ------------------------------------------------------------------------------------------


def documented_settings() -> dict[str, str]:
    """`table.key`: default, as docs/settings.md says."""
    found, table = {}, ""
    for line in (HOUSE / "docs/settings.md").read_text().splitlines():
        if heading := re.fullmatch(r"## \[(\w+)\]", line):
            table = heading[1]
        elif row := re.match(r"\| `(\w+)` \| `(.+?)` \|", line):
            found[f"{table}.{row[1]}"] = row[2]
    return found


def test_the_settings_page_lists_every_key_with_its_default() -> None:
    tables = msgspec.json.decode(msgspec.json.encode(Settings()))
    folder = tables.pop("folder")
    assert isinstance(folder, str), "folder is found out, not set"
    real = {f"{table}.{key}": value for table, keys in tables.items() for key, value in keys.items()}
    documented = documented_settings()
    assert documented.keys() == real.keys()
    said = {key: tomllib.loads(f"value = {text}")["value"] for key, text in documented.items()}
    assert said == real


def test_the_mistake_shown_on_the_settings_page_is_what_the_kiosk_says(tmp_path: Path) -> None:
    page = (HOUSE / "docs/settings.md").read_text()
    (shown,) = re.findall(r"^kiosk: kiosk\.toml: (.+)$", page, re.MULTILINE)
    (tmp_path / "kiosk.toml").write_text("[visit]\nidle_s = 1\n")
    with pytest.raises(SettingsError) as said:
        read_settings(tmp_path / "kiosk.toml")
    assert str(said.value).endswith(shown)


# -- what must not be in the house -----------------------------------------------------------------------

REGISTRIES = ("pypi.@org", "python@hosted.org", "registry.@npmjs", "deb.@debian.org", "proxy.@golang")
"""Hosts that packages come from, which is the business of who installs; `@` keeps this list off itself."""


def test_no_file_names_a_package_registry() -> None:
    words = [word.replace("@", "") for word in REGISTRIES]
    found = [
        f"{path.relative_to(HOUSE)}: {word}"
        for path, text in texts(house_files())
        for word in words
        if word in text
    ]
    assert found == []


def test_no_file_names_a_folder_of_the_machine_it_was_made_on() -> None:
    personal = re.compile(r"(?<![\w.$}<-])/(?:work|root|Users|home/(?!kiosk\b)\w+)/")
    found = [
        f"{path.relative_to(HOUSE)}: {match[0]}"
        for path, text in texts(house_files())
        if path != Path(__file__)
        for match in personal.finditer(text)
    ]
    assert found == []


def test_packaging_is_no_python_package() -> None:
    # It would hide the library of that name, which the build needs.
    assert not (HOUSE / "packaging/__init__.py").exists()
    assert house_files("packaging")


WRITE_AHEAD_LOG = re.compile(r"enable_wal|journal_mode\s*=\s*['\"]?wal", re.IGNORECASE)


def test_nothing_switches_on_the_write_ahead_log() -> None:
    found = [
        path
        for path, text in texts(house_files("*.py"))
        if WRITE_AHEAD_LOG.search(text) and path != Path(__file__)
    ]
    assert found == []


@pytest.mark.parametrize("planted", ["db.enable_wal()", "PRAGMA journal_mode=WAL", "journal_mode = 'wal'"])
def test_control_switching_it_on_would_be_found(planted: str) -> None:
    assert WRITE_AHEAD_LOG.search(planted)


def test_no_other_sqlite_module_is_locked() -> None:
    """sqlite-utils prefers it where it is installed, and it is linked with a log that can corrupt a file."""
    assert [lock.name for lock in LOCKS if "pysqlite3" in lock.read_text()] == []


def test_tests_are_no_python_package() -> None:
    assert house_files("tests/*__init__.py") == []


@pytest.mark.parametrize("folder", ["assets/fonts", "assets/icons"])
def test_what_others_made_has_its_licence_and_source_beside_it(folder: str) -> None:
    licences = [path for path in house_files(folder) if path.name in {"LICENSE", "OFL.txt"}]
    assert len(licences) == 1
    assert len(licences[0].read_text()) > 500
    assert re.search(r"package `\S+`, version \d+\.\d+\.\d+", (HOUSE / folder / "README.md").read_text())


# -- locks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_only_hashed_pins(lock: Path) -> None:
    lines = lock.read_text().splitlines()
    strange = [
        line
        for line in lines
        if not (PIN.fullmatch(line) or HASH.fullmatch(line) or re.fullmatch(r"( *#.*)?", line))
        or "://" in line
    ]
    assert strange == []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        assert not PIN.fullmatch(line) or HASH.fullmatch(after), f"{line} has no hash"


def test_the_locks_agree_with_each_other() -> None:
    everything = pins(HOUSE / "requirements/dev.txt")
    for name in SHIPPED:
        for package, pin in pins(HOUSE / "requirements" / name).items():
            assert pin.specifier == everything[package].specifier, f"{name}, {package}: run make lock"


def test_the_locks_hold_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = {
        "runtime.txt": project["dependencies"],
        "council.txt": extras["council"],
        "dev.txt": [*project["dependencies"], *extras["council"], *extras["dev"]],
    }
    for name, wanted in asked.items():
        locked = pins(HOUSE / "requirements" / name)
        for requirement in map(Requirement, wanted):
            pin = locked.get(canonicalize_name(requirement.name))
            assert pin is not None, f"{name} lacks {requirement.name}: run make lock"
            (version,) = (one.version for one in pin.specifier)
            assert requirement.specifier.contains(version), (
                f"{name}: {pin} is not {requirement}: run make lock"
            )


def test_the_councils_server_needs_no_qt() -> None:
    assert not {"pyside6-essentials", "shiboken6"} & pins(HOUSE / "requirements/council.txt").keys()


FREE = re.compile(r"MIT|BSD|ISC|Apache|PSF|Public Domain|MPL-2\.0|LGPL-3\.0")
"""Licences that docs/adr/0009-mit-licence.md has weighed."""


def licence(name: str) -> str:
    """What an installed package says of its licence, the first way that says anything."""
    about = distribution(name).metadata
    classified = [
        line.rpartition(":: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License ::")
    ]
    return about["License-Expression"] or about["License"] or "; ".join(classified)


@pytest.mark.parametrize("lock", SHIPPED)
def test_what_ships_has_a_licence_that_was_weighed(lock: str) -> None:
    here = {key: str(value) for key, value in default_environment().items()}
    shipped = [
        name
        for name, pin in pins(HOUSE / "requirements" / lock).items()
        if pin.marker is None or pin.marker.evaluate(here)
    ]
    assert shipped
    unweighed = {name: said for name in shipped if not FREE.search(said := licence(name))}
    assert unweighed == {}


# -- documents -------------------------------------------------------------------------------------------

DOCUMENTS = [HOUSE / "CONTRIBUTING.md", HOUSE / "CHANGELOG.md", *sorted((HOUSE / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_points_only_at_what_exists(document: Path) -> None:
    text = document.read_text()
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    named = re.findall(
        r"`((?:kiosk|ui|sync|printers|council|assets|packaging|tests|docs|requirements)/[\w./-]+)`", text
    )
    missing = [name for name in links if not (document.parent / name).exists()]
    missing += [name for name in named if not (HOUSE / name).exists()]
    assert missing == []


def test_the_architecture_names_every_room() -> None:
    page = (HOUSE / "docs/architecture.md").read_text()
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    rooms = {name.replace(".", "/") for name in project["tool"]["setuptools"]["packages"]}
    modules = {
        path.relative_to(HOUSE).as_posix()
        for path in house_files("*.py")
        if path.relative_to(HOUSE).parts[0] in project["tool"]["importlinter"]["root_packages"]
    }
    packaged = {module.rpartition("/")[0] for module in modules if module.endswith("/__init__.py")}
    assert packaged == rooms, "pyproject.toml must list every package"
    assert {room for room in rooms if f"`{room}/`" not in page} == set()


def test_decisions_are_numbered_without_gaps_and_dated() -> None:
    decisions = sorted((HOUSE / "docs/adr").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text()
        assert text.startswith(f"# {int(path.name[:4])}. ")
        assert re.search(r"^Status: \w+, \d{4}-\d\d-\d\d$", text, re.MULTILINE), path.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Summary", "Context", "Decision"], path.name


# -- make ------------------------------------------------------------------------------------------------


def test_make_help_says_every_verb_once() -> None:
    said = subprocess.run(["make", "help"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    verbs = re.findall(r"^\.PHONY: (\w+)$", (HOUSE / "Makefile").read_text(), re.MULTILINE)
    assert re.findall(r"^  make (\w+) +\S", said, re.MULTILINE) == verbs


@pytest.mark.parametrize("script", ["packaging/debian-libraries", ".ci/run"])
def test_a_script_is_executable_and_bash_can_read_it(script: str) -> None:
    assert (HOUSE / script).stat().st_mode & 0o111
    subprocess.run(["bash", "-n", HOUSE / script], check=True)
