"""A kiosk that was offline for long has an old queue: today's council takes it and reads it. What it cannot
read yet, or no longer, it keeps for its staff; the kiosk is rid of it."""

import re
import shutil
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from council.keys import KeyRing, keys_in
from council.store import CouncilStore
from kiosk.envelope import CONTENT_TYPE, VERSION, read_header
from kiosk.errors import EnvelopeError
from sync.wire import Acknowledgement, submission_path

DRIFT = Path(__file__).parent / "drift"
OLD = sorted(DRIFT.glob("*.envelope"))
PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    """The council's keys of that time, which it keeps."""
    folder = tmp_path / "old-keys"
    folder.mkdir(mode=0o700)
    shutil.copyfile(DRIFT / "test-key.json", folder / "keys.json")
    return keys_in(folder)


def put(client: TestClient[Litestar], data: bytes) -> Acknowledgement:
    response = client.put(
        submission_path(read_header(data).id), content=data, headers={"content-type": CONTENT_TYPE}
    )
    assert response.status_code == 201, response.text
    return msgspec.json.decode(response.content, type=Acknowledgement)


def test_there_is_one_of_each_shape_that_ever_was() -> None:
    listed = re.findall(r"^\| `([a-z]+\.envelope)`", (DRIFT / "README.md").read_text(), re.MULTILINE)
    assert sorted(listed) == [path.name for path in OLD]
    assert len(OLD) >= 3


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_an_old_kiosks_queue_is_taken_and_read(
    client: TestClient[Litestar], store: CouncilStore, path: Path
) -> None:
    data = path.read_bytes()
    put(client, data)
    assert store.unopened() == ()
    (record,) = store.records()
    assert record["opened"]
    assert record["id"] == read_header(data).id
    assert record["reference"] == "K7MF4T2Q9XW3"
    answers = record["submission"]["answers"]
    assert answers == {"full_name": "Sam Example", "phone": "+447700900123", "bins": ["refuse"]}


def test_control_without_the_key_of_that_time_they_are_kept_sealed(
    client: TestClient[Litestar], store: CouncilStore, keys: KeyRing, tmp_path: Path
) -> None:
    """Keys live as long as what was sealed to them may come: taken away too early, nothing can be read."""
    keys_in(tmp_path / "other")
    shutil.copyfile(tmp_path / "other" / "keys.json", tmp_path / "old-keys" / "keys.json")
    for path in OLD:
        put(client, path.read_bytes())
    assert len(store.unopened()) == len(OLD)


@pytest.mark.parametrize("version", [VERSION + 1, 65535])
@pytest.mark.parametrize("box", [{"box": b"\x00" * 64}, {"parts": [b"\x00"], "kem": 7}], ids=["box", "other"])
def test_a_version_that_is_not_known_is_kept_for_the_staff_and_acknowledged(
    client: TestClient[Litestar], store: CouncilStore, version: int, box: dict[str, object]
) -> None:
    header = {"v": version, "id": "c7ce7c47-38a0-4722-8113-cc7b69818a00", "kiosk": "demo-1", "kid": "0" * 16}
    put(client, msgspec.msgpack.encode({**header, **box}))
    (entry,) = store.unopened()
    assert entry.fault == f"envelope version {version} is not known here"


def test_fields_that_a_newer_kiosk_adds_do_no_harm(client: TestClient[Litestar], store: CouncilStore) -> None:
    told = msgspec.msgpack.decode((DRIFT / "tied.envelope").read_bytes())
    put(client, msgspec.msgpack.encode({**told, "priority": 3}))
    assert store.unopened() == ()


def test_of_a_known_version_half_an_envelope_is_none() -> None:
    told = msgspec.msgpack.decode((DRIFT / "tied.envelope").read_bytes())
    del told["box"]
    with pytest.raises(EnvelopeError, match="is not an envelope"):
        read_header(msgspec.msgpack.encode(told))


def test_the_protocol_names_each_version_and_how_long_it_is_read() -> None:
    section = PROTOCOL.read_text(encoding="utf-8").partition("## How long what is old is taken")[2]
    versions = re.findall(r"^\| ([0-9]+) \|", section.partition("\n## ")[0], re.MULTILINE)
    assert [int(version) for version in versions] == list(range(1, VERSION + 1))
    assert "180 days" in section
