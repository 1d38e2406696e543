"""Content from the real council server into a kiosk's shelf, over a wire that fails in every way."""

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from council.content_keys import signing_keys
from council.releases import Releases
from kiosk.clock import Moment
from kiosk.commands.demo_enrolment import enrol_here
from kiosk.contact import Contact
from kiosk.content.check import mistakes_in
from kiosk.content.release import Manifest, read_signed, sign
from kiosk.content.shelf import Shelf, hash_of
from kiosk.errors import AgentError
from kiosk.store import Store
from sync import content as content_module
from sync.client import Client
from sync.content import Fetcher
from sync.courier import Fault, Reply
from sync.identity import IdentityFolder
from sync.journal import Journal
from sync.tokens import Credentials


class Clock:
    """Time that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> Moment:
        return Moment(datetime(2026, 11, 22, tzinfo=UTC), self.seconds, "boot")


class Kiosk:
    """The agent's half of content, on a folder of its own."""

    def __init__(self, folder: Path, keys: tuple[str, ...], url: str) -> None:
        self.shelf = Shelf(folder)
        self.keys = keys
        self.clock = Clock()
        self.lines: list[str] = []
        self.client = Client(url)
        self.fetcher = self.restarted()

    def restarted(self) -> Fetcher:
        """The agent as after a start of its own."""
        self.fetcher = Fetcher(
            self.shelf,
            self.client,
            self.keys,
            mistakes_in,
            journal=Journal(self.lines.append),
            clock=self.clock,
        )
        return self.fetcher

    def fetch(self) -> bool:
        """Step until there is no more to do now; whether the council answered in the end."""
        while (step := self.fetcher.step()).more:
            pass
        return step.reached

    @property
    def events(self) -> list[tuple[str, Any]]:
        told = [json.loads(line) for line in self.lines]
        return [(one["event"], one.get("reason") or one.get("version")) for one in told]

    def whole(self) -> int:
        """The version in use, every file of it seen."""
        held = self.shelf.hold()
        if held is None:
            return 0
        manifest = self.shelf.manifest()
        assert manifest is not None
        assert all(hash_of(held.folder / file.name) == file.sha256 for file in manifest.files)
        held.close()
        return held.version


class Place:
    """Where the council's server finds its data."""

    def __init__(self, council: Path) -> None:
        self.council = council


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, start_server: Any) -> Iterator[Any]:
    """The council's server, one for all tests."""
    server = start_server(Place(tmp_path_factory.mktemp("council")))
    yield server
    server.stop()


@pytest.fixture
def content(content: Any, served: Any) -> Any:
    """The test's own content, as the one server gives it."""
    content.data = served.data
    for name in ("content", "datasets"):
        shutil.rmtree(content.data / name, ignore_errors=True)
    (content.data / "content-keys.json").unlink(missing_ok=True)
    return content


def let_in(council: Path, state: Path, url: str) -> None:
    """Enrolled once for all tests: from one address that may be tried only so often."""
    enrolled = council.parent / "enrolled"
    if not enrolled.exists():
        enrol_here(council, enrolled, "demo-1", "Exampleton Library", url)
    shutil.copytree(enrolled, state, dirs_exist_ok=True)


@pytest.fixture
def kiosk(content: Any, served: Any, tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path / "kiosk", (content.key,), served.url)
    let_in(served.data, tmp_path / "state", served.url)
    made.client.use(Credentials(IdentityFolder(tmp_path / "state"), made.client))
    yield made
    made.client.close()


def released(content: Any) -> Manifest:
    manifest = content.publish().manifest
    assert isinstance(manifest, Manifest)
    return manifest


def served_instead(content: Any, manifest: Manifest, key: Any = None) -> None:
    """Put a manifest of our own making where the council's server takes it from."""
    signed = sign(manifest, key or signing_keys(content.data).newest)
    (Releases(content.data).folder / "current.json").write_bytes(msgspec.json.encode(signed))


# -- the happy way -----------------------------------------------------------------------------------------


def test_a_release_arrives_whole_and_is_asked_for_no_more(content: Any, kiosk: Kiosk) -> None:
    content.load_homes(200)
    manifest = released(content)
    assert kiosk.fetch()
    assert kiosk.whole() == manifest.version == 1
    assert kiosk.shelf.manifest() == manifest
    assert [event for event, _ in kiosk.events] == ["content-found", "content-adopted"]
    replies = []
    ask = kiosk.client.get_manifest
    kiosk.client.get_manifest = lambda etag: replies.append(ask(etag)) or replies[-1]  # type: ignore[method-assign, func-returns-value]  listens
    assert kiosk.fetch()
    kiosk.restarted()
    assert kiosk.fetch()
    assert kiosk.fetch()
    assert [reply.status for reply in replies] == [304, 200, 304]
    assert replies[0].body == b""
    assert [event for event, _ in kiosk.events] == ["content-found", "content-adopted"]


def test_only_what_changed_is_fetched(content: Any, kiosk: Kiosk) -> None:
    content.load_homes(200)
    released(content)
    kiosk.fetch()
    content.say("Cats purr.")
    released(content)
    kiosk.lines.clear()
    kiosk.fetch()
    assert kiosk.whole() == 2
    found = json.loads(kiosk.lines[0])
    assert (found["event"], found["files"]) == ("content-found", 1)
    assert found["bytes"] < 2000


def test_before_the_first_release_the_council_is_reached_all_the_same(kiosk: Kiosk) -> None:
    assert kiosk.fetch()
    assert kiosk.whole() == 0
    assert kiosk.events == []


def test_a_renewed_key_is_taken_once_the_settings_have_it(content: Any, kiosk: Kiosk) -> None:
    released(content)
    kiosk.fetch()
    new = signing_keys(content.data, another=True).public[1]
    content.say("Cats purr.")
    released(content)
    kiosk.fetch()
    assert kiosk.events[-1] == ("content-refused", "unknown-key")
    assert kiosk.whole() == 1
    kiosk.keys = (*kiosk.keys, new)
    kiosk.restarted()
    kiosk.fetch()
    assert kiosk.whole() == 2


# -- what is refused -----------------------------------------------------------------------------------------


def test_a_manifest_signed_by_somebody_else_is_refused(content: Any, kiosk: Kiosk, tmp_path: Path) -> None:
    manifest = released(content)
    kiosk.fetch()
    served_instead(content, replace(manifest, version=2), signing_keys(tmp_path / "thief").newest)
    kiosk.fetch()
    assert kiosk.events[-1] == ("content-refused", "unknown-key")
    assert kiosk.whole() == 1


def test_a_manifest_changed_after_it_was_signed_is_refused(content: Any, kiosk: Kiosk) -> None:
    released(content)
    path = Releases(content.data).folder / "current.json"
    signed = read_signed(path.read_bytes())
    other = sign(released(content), signing_keys(content.data).newest)
    swapped = replace(signed, payload=other.payload[:-4] + "AAAA")
    path.write_bytes(msgspec.json.encode(swapped))
    kiosk.fetch()
    assert kiosk.events == [("content-refused", "bad-signature")]
    assert kiosk.whole() == 0


def test_an_older_release_is_refused_and_said(content: Any, kiosk: Kiosk) -> None:
    first = released(content)
    content.say("Cats purr.")
    released(content)
    kiosk.fetch()
    served_instead(content, first)
    kiosk.fetch()
    assert kiosk.events[-1] == ("content-refused", "older")
    assert kiosk.whole() == 2


def test_the_same_version_with_other_files_is_refused(content: Any, kiosk: Kiosk) -> None:
    manifest = released(content)
    kiosk.fetch()
    served_instead(content, replace(manifest, files=manifest.files[:1]))
    kiosk.fetch()
    assert kiosk.events[-1] == ("content-refused", "same-version")
    assert kiosk.whole() == 1


def _other_packed(content: Any, manifest: Manifest) -> Manifest:
    """The server gives other bytes under the hash that the manifest names."""
    file = manifest.files[0]
    path = Releases(content.data).folder / "files" / file.packed_sha256
    path.write_bytes(b"x" * file.packed_size)
    return manifest


def _other_plain(content: Any, manifest: Manifest) -> Manifest:
    """What is packed is not what the manifest says."""
    first, *rest = manifest.files
    return replace(manifest, files=(replace(first, sha256="0" * 64), *rest))


def _bomb(content: Any, manifest: Manifest) -> Manifest:
    """A small packed file that unpacks to far more than it says."""
    import hashlib

    packed = gzip.compress(b"\0" * 50_000_000)
    sha256 = hashlib.sha256(packed).hexdigest()
    (Releases(content.data).folder / "files" / sha256).write_bytes(packed)
    first, *rest = manifest.files
    bad = replace(first, sha256="0" * 64, packed_sha256=sha256, packed_size=len(packed))
    return replace(manifest, files=(bad, *rest))


def _not_packed(content: Any, manifest: Manifest) -> Manifest:
    import hashlib

    sha256 = hashlib.sha256(b"no gzip").hexdigest()
    (Releases(content.data).folder / "files" / sha256).write_bytes(b"no gzip")
    first, *rest = manifest.files
    return replace(
        manifest, files=(replace(first, sha256="0" * 64, packed_sha256=sha256, packed_size=7), *rest)
    )


@pytest.mark.parametrize("harm", [_other_packed, _other_plain, _bomb, _not_packed])
def test_a_file_that_is_not_what_the_manifest_says_refuses_the_whole(
    content: Any, kiosk: Kiosk, harm: Callable[[Any, Manifest], Manifest]
) -> None:
    released(content)
    kiosk.fetch()
    content.say("Cats purr.")
    served_instead(content, replace(harm(content, released(content)), version=5))
    before = kiosk.lines[:]
    kiosk.shelf.folder.joinpath("files", "unused").touch()
    kiosk.fetch()
    assert kiosk.lines[len(before) :]
    assert kiosk.events[-1] == ("content-refused", "hash")
    assert kiosk.whole() == 1
    assert list((kiosk.shelf.folder / "parts").iterdir()) == []
    size = sum(path.stat().st_size for path in kiosk.shelf.folder.rglob("*") if path.is_file())
    assert size < 1_000_000


def test_a_damaged_download_refuses_the_whole_and_is_tried_again_later(content: Any, kiosk: Kiosk) -> None:
    manifest = released(content)
    file = manifest.files[0]
    path = Releases(content.data).folder / "files" / file.packed_sha256
    good = path.read_bytes()
    path.write_bytes(b"x" * file.packed_size)
    kiosk.fetch()
    assert kiosk.events[-1] == ("content-refused", "hash")
    assert kiosk.whole() == 0
    path.write_bytes(good)
    kiosk.fetch()
    assert kiosk.whole() == 0, "left alone for a while"
    kiosk.clock.seconds += 601
    kiosk.fetch()
    assert kiosk.whole() == 1


def test_journeys_with_mistakes_are_refused_even_when_signed(
    content: Any, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A council whose own check was not so strict."""
    released(content)
    kiosk.fetch()
    (content.journeys / "cat-facts.yaml").write_text("journey: cat-facts\n", encoding="utf-8")
    monkeypatch.setattr("council.releases.mistakes_in", lambda tree, try_out: ())
    released(content)
    kiosk.fetch()
    assert kiosk.events[-1] == ("content-refused", "journeys")
    assert "release 2 is refused: cat-facts.yaml:1: error: " in json.loads(kiosk.lines[-1])["detail"]
    assert kiosk.whole() == 1
    kiosk.fetch()
    assert kiosk.events.count(("content-refused", "journeys")) == 1, "not fetched again at once"


def test_a_release_for_which_there_is_no_room_is_refused(
    content: Any, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(content)
    monkeypatch.setattr(content_module, "FLOOR_BYTES", 1 << 60)
    kiosk.fetch()
    assert kiosk.events == [("content-refused", "no-room")]
    assert kiosk.whole() == 0


def test_a_disk_that_fails_is_tried_again(
    content: Any, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(content)

    def failing(*_: object) -> None:
        raise OSError(5, "input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", failing)
        kiosk.fetch()
    assert kiosk.events[-1][0] == "content-failed"
    assert kiosk.whole() == 0
    kiosk.fetch()
    assert kiosk.whole() == 1


def test_a_release_that_the_disk_lost_a_part_of_is_fetched_again(content: Any, kiosk: Kiosk) -> None:
    first = released(content)
    kiosk.fetch()
    content.say("Cats purr.")
    released(content)
    kiosk.fetch()
    folder = kiosk.shelf.folder / "releases" / "2" / "journeys"
    (folder / "cat-facts.yaml").unlink()
    served_instead(content, first)
    kiosk.restarted()
    kiosk.fetch()
    assert kiosk.events[-1] == ("content-refused", "older"), "damage is no way back to an older one"
    content.say("Cats purr. ")
    served_instead(content, released(content))
    kiosk.fetch()
    assert kiosk.whole() == 3
    (kiosk.shelf.folder / "releases" / "3" / "services.yaml").unlink()
    kiosk.restarted()
    kiosk.fetch()
    assert kiosk.whole() == 3


def test_a_folder_that_cannot_be_used_stops_the_agent_with_one_line(content: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AgentError, match="content cannot be kept here"):
        Kiosk(tmp_path / "file" / "content", (content.key,), "http://127.0.0.1:9")


# -- the wire --------------------------------------------------------------------------------------------


def test_what_breaks_off_goes_on_where_it_stopped(
    content: Any, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_module, "PIECE_BYTES", 1000)
    content.load_homes(500)
    manifest = released(content)
    asked: list[tuple[str, int]] = []
    get = kiosk.client.get_piece

    def piece(packed_sha256: str, first: int, size: int) -> Reply | Fault:
        asked.append((packed_sha256, first))
        if len(asked) % 3 == 0:
            return Fault.BROKEN
        if len(asked) % 5 == 0:
            # Half of what was asked for.
            reply = get(packed_sha256, first, size)
            assert isinstance(reply, Reply)
            return replace(reply, body=reply.body[: max(1, len(reply.body) // 2)])
        return get(packed_sha256, first, size)

    kiosk.client.get_piece = piece  # type: ignore[method-assign]  the wire
    tries = 0
    while kiosk.whole() == 0 and tries < 200:
        kiosk.restarted().step()
        kiosk.fetch()
        tries += 1
    assert kiosk.whole() == 1
    assert tries > 5
    total = sum(file.packed_size for file in manifest.files)
    assert len(asked) < 3 * total / 1000 + 20, "nothing is fetched twice"


def test_a_dead_wire_is_not_reached_and_harms_nothing(content: Any, kiosk: Kiosk) -> None:
    released(content)
    kiosk.fetch()
    content.say("Cats purr.")
    released(content)
    assert kiosk.fetcher.step().more, "found"
    with Client("http://127.0.0.1:9") as dead:
        kiosk.fetcher._council = dead
        assert not kiosk.fetch()
    assert kiosk.whole() == 1


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"content-type": "text/html"}, b"<html>Sign in to the Wi-Fi</html>"),
        (200, {"content-type": "application/json"}, b'{"ok": true}'),
        (302, {"location": "https://portal.example"}, b""),
        (304, {}, b""),
        (404, {"content-type": "text/html"}, b"not here"),
        (503, {"retry-after": "5"}, b""),
    ],
)
def test_somebody_else_who_answers_is_not_the_council(
    impostor: Any, tmp_path: Path, content: Any, status: int, headers: dict[str, str], body: bytes
) -> None:
    with impostor(status, headers, body) as other:
        kiosk = Kiosk(tmp_path / "kiosk", (content.key,), other.url)
        assert not kiosk.fetch()
        assert kiosk.whole() == 0
        assert kiosk.events == []
        kiosk.client.close()


def test_pieces_from_somebody_else_are_not_taken(impostor: Any, content: Any, kiosk: Kiosk) -> None:
    released(content)
    assert kiosk.fetcher.step().more
    with impostor(200, {"content-type": "text/html"}, b"<html>Sign in</html>") as other:
        mine, kiosk.client = kiosk.client, Client(other.url)
        kiosk.fetcher._council = kiosk.client
        assert not kiosk.fetch()
        kiosk.client.close()
        kiosk.client = mine
        kiosk.fetcher._council = mine
    assert list((kiosk.shelf.folder / "parts").iterdir()) == []
    assert kiosk.fetch()
    assert kiosk.whole() == 1


# -- the agent as a process --------------------------------------------------------------------------------


def settings_file(folder: Path, url: str, key: str, council: Path) -> Path:
    """Of an enrolled kiosk."""
    let_in(council, folder / "state", url)
    path = folder / "kiosk.toml"
    path.write_text(
        f'[site]\nstate_dir = "state"\n[council]\napi = "{url}"\n[content]\nkeys = ["{key}"]\nevery_s = 10\n',
        encoding="utf-8",
    )
    return path


def test_the_agent_command_fetches_content_and_notes_the_contact(
    content: Any, served: Any, tmp_path: Path
) -> None:
    released(content)
    config = settings_file(tmp_path, served.url, content.key, served.data)
    line = [sys.executable, "-m", "kiosk", "agent", "--once", "--config", str(config)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert '"event": "content-adopted", "version": 1' in done.stderr
    assert Shelf(tmp_path / "state" / "content").version() == 1
    with Store.open(tmp_path / "state" / "kiosk.db") as store:
        assert Contact(store).reached_at() is not None


def test_an_agent_killed_at_any_moment_leaves_a_whole_release_and_gets_there(
    content: Any, served: Any, tmp_path: Path
) -> None:
    """Six kills while releases come one after another."""
    chance = random.Random(11)
    config = settings_file(tmp_path, served.url, content.key, served.data)
    kiosk = Kiosk(tmp_path / "state" / "content", (content.key,), served.url)
    line = [sys.executable, "-m", "kiosk", "agent", "--once", "--config", str(config)]
    for number in range(6):
        content.say(f"Cats have {number} lives.")
        content.load_homes(50 + number)
        released(content)
        before = kiosk.whole()
        process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # About as long as the agent needs to start and fetch.
        time.sleep(0.25 + chance.random() * 0.6)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert kiosk.whole() >= before
    subprocess.run(line, capture_output=True, check=True)
    assert kiosk.whole() == 6
    kiosk.client.close()
