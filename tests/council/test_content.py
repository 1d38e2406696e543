"""`council content`, and the API that gives content to the kiosks."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from council.app import create_app
from council.content_keys import signing_keys
from council.keys import KeyRing
from council.releases import Releases
from council.store import CouncilStore
from kiosk.content.release import SignedManifest, opened
from kiosk.errors import CouncilError
from sync.wire import CONTENT_MANIFEST, MOST_PIECE_BYTES, PACKED_TYPE, PROBLEM_TYPE, content_path

Client = TestClient[Litestar]


@pytest.fixture
def database(sqlite: str) -> str:
    """What is asked and answered is the same over either kind."""
    return sqlite


@pytest.fixture
def client(store: CouncilStore, keys: KeyRing, content: Any, known: Any) -> Iterator[Client]:
    with TestClient(create_app(store, keys, Releases(content.data)), raise_server_exceptions=False) as made:
        known(made)
        yield made


def names(content: Any) -> set[str]:
    manifest = Releases(content.data).manifest()
    assert manifest is not None
    return {file.name for file in manifest.files}


# -- publishing ------------------------------------------------------------------------------------------


def test_a_release_is_signed_and_has_journeys_register_and_datasets(content: Any) -> None:
    content.load_homes(3)
    done = content.publish()
    assert done.new
    assert names(content) == {
        *("journeys/cat-facts.yaml", "journeys/shared.yaml", "services.yaml", "datasets/homes.sqlite")
    }
    signed = Releases(content.data).current()
    assert signed is not None
    assert opened(signed, [content.key]) == done.manifest


def test_versions_go_up_by_one_and_the_same_content_is_no_new_release(content: Any) -> None:
    first, again = content.publish(), content.publish()
    assert (first.manifest.version, again.manifest.version, again.new) == (1, 1, False)
    content.say("Cats purr.")
    second = content.publish()
    assert (second.manifest.version, second.new) == (2, True)
    assert [one.version for one in Releases(content.data).all()] == [1, 2]


def test_files_of_old_releases_go_and_their_manifests_stay(
    content: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("council.releases.SERVED", 2)
    releases = Releases(content.data)
    said = []
    for number in range(4):
        content.say(f"Cats have {number} lives.")
        manifest = content.publish().manifest
        (file,) = [file for file in manifest.files if file.name == "journeys/cat-facts.yaml"]
        said.append(file.packed_sha256)
    assert [releases.packed(sha256) is not None for sha256 in said] == [False, False, True, True]
    assert all(releases.packed(file.packed_sha256) for file in manifest.files)
    assert [one.version for one in releases.all()] == [1, 2, 3, 4]


def test_a_dataset_loaded_again_the_same_makes_no_new_release(content: Any) -> None:
    content.load_homes(300)
    content.publish()
    content.load_homes(300)
    assert not content.publish().new


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("journeys/cat-facts.yaml", "journey: cat-facts\n", "journeys"),
        ("journeys/dog-facts.yaml", "journey: [\n", "journeys"),
        ("services.yaml", "total: many\n", "register"),
        ("services.yaml", "- - [\n", "register"),
    ],
)
def test_a_mistake_releases_nothing(content: Any, file: str, text: str, reason: str) -> None:
    content.publish()
    (content.journeys.parent / file).write_text(text, encoding="utf-8")
    done = content.publish()
    assert done.manifest is None
    assert {one.reason for one in done.mistakes} >= {reason}
    assert any(Path(file).name in one.text for one in done.mistakes)
    assert [one.version for one in Releases(content.data).all()] == [1]


def test_an_icon_that_the_kiosk_has_not_releases_nothing(content: Any) -> None:
    text = content.register.read_text(encoding="utf-8")
    content.register.write_text(text.replace("icon: house", "icon: unicorn"), encoding="utf-8")
    assert [one.text for one in content.publish().mistakes] == [
        "services.yaml:6: the program has no icon 'unicorn'"
    ]


def test_a_dataset_that_does_not_fit_the_journeys_releases_nothing(content: Any) -> None:
    content.load_homes(3)
    shared = content.journeys / "shared.yaml"
    shared.write_text(shared.read_text().replace("postcode: text}", "postcode: text, floor: number}"))
    (mistake,) = content.publish().mistakes
    assert mistake.reason == "datasets"
    assert "homes.sqlite: the column 'floor' is not there as declared" in mistake.text


def test_the_command_says_what_was_released_and_what_is_missing(
    content: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    content.load_homes(3)
    capsys.readouterr()
    content.council("content", "publish", "--journeys", content.journeys)
    told = capsys.readouterr().out
    assert "Release 1, " in told
    assert "1 journeys, 1 datasets (homes)" in told
    assert "Not in it, so services do without: contacts" in told
    content.council("content", "publish", "--journeys", content.journeys)
    assert "Nothing changed: release 1 stays." in capsys.readouterr().out
    content.council("content", "list", "--json")
    assert [one["version"] for one in json.loads(capsys.readouterr().out)] == [1]


def test_the_command_names_what_is_too_old_for_the_journeys(
    content: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = content.journeys / "cat-facts.yaml"
    path.write_text(path.read_text().replace("40000 days", "30 days"), encoding="utf-8")
    content.load_homes(3, made="2020-01-01")
    content.council("content", "publish", "--journeys", content.journeys)
    told = capsys.readouterr().out
    assert "Too old, so services do without: homes of 2020-01-01 (cat-facts takes it for 30 days)" in told


def test_the_command_refuses_mistakes_with_their_place_and_code_1(
    content: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (content.journeys / "cat-facts.yaml").write_text("journey: cat-facts\n", encoding="utf-8")
    content.council("content", "publish", "--journeys", content.journeys, code=1)
    told = capsys.readouterr().err
    assert "cat-facts.yaml:1: error: " in told
    assert "Nothing was released" in told
    content.council("content", "publish", "--datasets", "homes", code=2)
    assert "homes is not loaded: council datasets load homes FILE" in capsys.readouterr().err


def test_a_key_is_made_once_and_the_newest_signs(content: Any, capsys: pytest.CaptureFixture[str]) -> None:
    content.council("content", "key")
    first = capsys.readouterr().out.split()
    content.council("content", "key")
    assert capsys.readouterr().out.split() == first
    content.council("content", "key", "--new")
    both = capsys.readouterr().out.split()
    assert both[:1] == first
    content.publish()
    signed = Releases(content.data).current()
    assert signed is not None
    assert opened(signed, both[1:]).version == 1
    assert (content.data / "content-keys.json").stat().st_mode & 0o077 == 0


def test_damaged_keys_are_said_without_quoting_them(content: Any) -> None:
    signing_keys(content.data)
    (content.data / "content-keys.json").write_text('{"keys": [{"public": "SECRET", "private": "SECRET"}]}')
    with pytest.raises(CouncilError, match="Restore them from a backup") as error:
        signing_keys(content.data)
    assert "SECRET" not in str(error.value)


# -- the API ---------------------------------------------------------------------------------------------


def test_before_the_first_release_there_is_none(client: Client) -> None:
    reply = client.get(CONTENT_MANIFEST)
    assert reply.status_code == 404
    assert reply.headers["content-type"] == PROBLEM_TYPE


def test_the_manifest_is_given_once_and_then_304_until_it_changes(client: Client, content: Any) -> None:
    content.publish()
    reply = client.get(CONTENT_MANIFEST)
    signed = msgspec.json.decode(reply.content, type=SignedManifest)
    assert opened(signed, [content.key]).version == 1
    tag = reply.headers["etag"]
    same = client.get(CONTENT_MANIFEST, headers={"if-none-match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    content.say("Cats purr.")
    content.publish()
    other = client.get(CONTENT_MANIFEST, headers={"if-none-match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag


def test_every_file_is_given_whole_and_in_pieces_that_fit(client: Client, content: Any) -> None:
    content.load_homes(400)
    manifest = content.publish().manifest
    for file in manifest.files:
        whole = client.get(content_path(file.packed_sha256))
        assert whole.headers["content-type"] == PACKED_TYPE
        assert hashlib.sha256(whole.content).hexdigest() == file.packed_sha256
        plain = gzip.decompress(whole.content)
        assert (len(plain), hashlib.sha256(plain).hexdigest()) == (file.size, file.sha256)
        step = max(1, len(whole.content) // 3)
        pieces = [
            client.get(content_path(file.packed_sha256), headers={"range": f"bytes={at}-{at + step - 1}"})
            for at in range(0, len(whole.content), step)
        ]
        assert {piece.status_code for piece in pieces} == {206}
        assert b"".join(piece.content for piece in pieces) == whole.content
        assert pieces[0].headers["content-range"] == f"bytes 0-{step - 1}/{len(whole.content)}"


def test_a_piece_is_never_larger_than_agreed(client: Client, content: Any) -> None:
    files = Releases(content.data).folder / "files"
    files.mkdir(parents=True)
    (files / ("a" * 64)).write_bytes(b"x" * (MOST_PIECE_BYTES + 10))
    reply = client.get(content_path("a" * 64), headers={"range": "bytes=0-"})
    assert len(reply.content) == MOST_PIECE_BYTES
    rest = client.get(content_path("a" * 64), headers={"range": f"bytes={MOST_PIECE_BYTES}-"})
    assert (rest.status_code, len(rest.content)) == (206, 10)
    beyond = client.get(content_path("a" * 64), headers={"range": f"bytes={MOST_PIECE_BYTES + 10}-"})
    assert beyond.status_code == 416
    assert len(client.get(content_path("a" * 64), headers={"range": "lines=1-2"}).content) > MOST_PIECE_BYTES


@pytest.mark.parametrize("name", ["0" * 64, "..%2f..%2fcontent-keys.json", "A" * 64, "x"])
def test_what_is_no_file_of_a_release_is_not_given(client: Client, content: Any, name: str) -> None:
    content.publish()
    assert client.get(content_path(name)).status_code == 404
