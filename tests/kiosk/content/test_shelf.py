"""The kiosk's releases: swapped whole, held while in use, thrown away when not, whole after any kill."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.content.check import Mistake
from kiosk.content.release import Manifest, ReleaseFile, sign
from kiosk.content.shelf import Shelf, hash_of
from kiosk.errors import ContentError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KILLED = """
import sys
sys.path.insert(0, sys.argv[2])
from test_shelf import adopt_many
adopt_many(sys.argv[1])
"""


def fine(_folder: Path) -> Sequence[Mistake]:
    return ()


def manifest_of(version: int, contents: dict[str, bytes]) -> Manifest:
    def entry(name: str, data: bytes) -> ReleaseFile:
        sha256 = hashlib.sha256(data).hexdigest()
        return ReleaseFile(name=name, size=len(data), sha256=sha256, packed_size=1, packed_sha256=sha256)

    files = tuple(entry(name, data) for name, data in contents.items())
    return Manifest(version=version, created=datetime(2026, 11, 22, tzinfo=UTC), files=files)


def contents_of(version: int) -> dict[str, bytes]:
    return {
        "journeys/shared.yaml": b"shared by all",
        "services.yaml": f"services of {version}".encode(),
        "datasets/homes.sqlite": f"homes of {version}".encode() * 1000,
    }


def adopt(shelf: Shelf, version: int, check: object = fine) -> None:
    contents = contents_of(version)
    manifest = manifest_of(version, contents)
    for file in manifest.files:
        data = contents[file.name]
        shelf.keep(file.sha256, lambda path, data=data: path.write_bytes(data) and None)
    shelf.adopt(manifest, sign(manifest, KEY), check)  # type: ignore[arg-type]  tests choose


def adopt_many(folder: str) -> None:
    shelf = Shelf(Path(folder))
    shelf.begin()
    for version in range(shelf.version() + 1, 100_000):
        adopt(shelf, version)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path / "content")
    shelf.begin()
    return shelf


def whole(shelf: Shelf) -> int:
    """The version in use, whose every file is what its manifest says."""
    held = shelf.hold()
    assert held is not None
    manifest = shelf.manifest()
    assert manifest is not None
    for file in manifest.files:
        assert hash_of(held.folder / file.name) == file.sha256
    held.close()
    return held.version


def versions(shelf: Shelf) -> set[str]:
    return {path.name for path in (shelf.folder / "releases").iterdir()}


def test_before_the_first_release_there_is_nothing_to_hold(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "never made")
    assert (shelf.version(), shelf.hold(), shelf.manifest()) == (0, None, None)


def test_a_release_is_adopted_whole(shelf: Shelf) -> None:
    adopt(shelf, 3)
    assert whole(shelf) == 3
    assert shelf.manifest() == manifest_of(3, contents_of(3))


def test_the_one_before_is_kept_and_older_ones_go_with_their_files(shelf: Shelf) -> None:
    for version in (1, 2, 3, 4):
        adopt(shelf, version)
    assert versions(shelf) == {"3", "4"}
    needed = {file.sha256 for v in (3, 4) for file in manifest_of(v, contents_of(v)).files}
    assert {path.name for path in (shelf.folder / "files").iterdir()} == needed


def test_what_is_held_stays_however_many_come_after_it(shelf: Shelf) -> None:
    adopt(shelf, 1)
    held = shelf.hold()
    assert held is not None
    for version in (2, 3, 4):
        adopt(shelf, version)
    assert versions(shelf) == {"1", "3", "4"}
    assert (held.folder / "services.yaml").read_bytes() == b"services of 1"
    held.close()
    adopt(shelf, 5)
    assert versions(shelf) == {"4", "5"}


def test_what_a_dead_process_held_is_free(shelf: Shelf) -> None:
    adopt(shelf, 1)
    line = (
        "import sys; from pathlib import Path; from kiosk.content.shelf import Shelf;"
        "held = Shelf(Path(sys.argv[1])).hold(); print(held.version, flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", line, str(shelf.folder)], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"1\n"
    adopt(shelf, 2)
    adopt(shelf, 3)
    assert "1" in versions(shelf)
    other.kill()
    other.communicate()
    shelf.tidy()
    assert versions(shelf) == {"2", "3"}


def test_a_release_with_mistakes_is_refused_whole(shelf: Shelf) -> None:
    adopt(shelf, 1)
    with pytest.raises(ContentError, match=r"release 2 is refused: x\.yaml:3: bad") as error:
        adopt(shelf, 2, lambda _: [Mistake("journeys", "x.yaml:3: bad")])
    assert error.value.reason == "journeys"
    assert whole(shelf) == 1
    assert versions(shelf) == {"1"}


@pytest.mark.parametrize("version", [1, 2])
def test_nothing_older_or_equal_is_adopted(shelf: Shelf, version: int) -> None:
    adopt(shelf, 2)
    with pytest.raises(ContentError) as error:
        adopt(shelf, version)
    assert error.value.reason == "older"
    assert whole(shelf) == 2


def test_a_file_with_another_hash_is_not_kept(shelf: Shelf) -> None:
    with pytest.raises(ContentError) as error:
        shelf.keep("a" * 64, lambda path: path.write_bytes(b"x") and None)
    assert error.value.reason == "hash"
    assert list((shelf.folder / "files").iterdir()) == []


def test_a_file_that_went_bad_on_the_disk_is_fetched_again(shelf: Shelf) -> None:
    adopt(shelf, 1)
    sha256 = hashlib.sha256(b"shared by all").hexdigest()
    path = shelf.folder / "files" / sha256
    path.chmod(0o600)
    path.unlink()
    path.write_bytes(b"rotten")
    manifest = manifest_of(2, {"journeys/shared.yaml": b"shared by all"})
    with pytest.raises(ContentError) as error:
        shelf.adopt(manifest, sign(manifest, KEY), fine)
    assert error.value.reason == "hash"
    assert not shelf.has(sha256)
    assert whole(shelf) == 1


def test_when_the_current_one_is_damaged_the_one_before_serves(shelf: Shelf) -> None:
    adopt(shelf, 1)
    adopt(shelf, 2)
    (shelf.folder / "releases" / "2" / "services.yaml").unlink()
    held = shelf.hold()
    assert held is not None
    assert held.version == 1
    held.close()


def test_leftovers_of_a_killed_agent_are_cleared_away(shelf: Shelf) -> None:
    adopt(shelf, 1)
    shutil.copytree(shelf.folder / "releases" / "1", shelf.folder / "releases" / "2.new")
    (shelf.folder / "files" / "x.new").write_bytes(b"half")
    shelf.begin()
    assert versions(shelf) == {"1"}
    assert not list((shelf.folder / "files").glob("*.new"))
    assert whole(shelf) == 1


def test_a_kill_at_any_moment_leaves_a_whole_release(shelf: Shelf) -> None:
    """Twelve kills of a process that adopts one release after another."""
    chance = random.Random(7)
    reached = 0
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(shelf.folder), str(Path(__file__).parent)]
        )
        until = time.monotonic() + 20
        while shelf.version() == reached and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.05)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        now = whole(shelf)
        assert now > reached
        reached = now
    shelf.begin()
    adopt(shelf, reached + 1)
    assert versions(shelf) == {str(reached), str(reached + 1)}
    assert msgspec.json.decode((shelf.folder / "current" / "manifest.json").read_bytes())
