"""Every file that somebody else writes for a kiosk or its council, damaged at random: each is read to an end,
and what is wrong is said in one line that names the file. Journeys, overlays and what they share are damaged
in `journeys/test_damaged`.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from council.targets import read_targets
from kiosk.assets import assets_dir
from kiosk.commands.demo_site import SETTINGS
from kiosk.content.release import Manifest, ReleaseFile, opened, read_signed, sign
from kiosk.datasets.build import build_file
from kiosk.datasets.declared import declared
from kiosk.datasets.file import verify
from kiosk.datasets.table import BadRow, csv_rows
from kiosk.errors import KnownError
from kiosk.journeys.datasets import read_about
from kiosk.keyset import Keyset, PublicKey, encode_key, kid_of, read_keyset
from kiosk.register import read_register
from kiosk.settings import read_settings

SOAK = int(os.environ.get("SOAK", "1"))
SEED = 20261122 if SOAK == 1 else Random().randrange(1_000_000)
MANY = 120 if SOAK == 1 else 200 * SOAK
ODD = (
    "[",
    "{",
    '"',
    "'",
    "=",
    ":",
    ",",
    "\n",
    "\0",
    "\x85",
    "\ufeff",
    "-",
    "9" * 5_000,
    "1e999",
    "true",
    "\\u0000",
)
SIGNING = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED = (encode_key(SIGNING.public_key().public_bytes_raw()),)
TARGETS = """\
[targets.crm]
kind = "webhook"
url = "https://crm.exampleton.example/kiosk"
source = "https://exampleton.example/kiosks"
secret_file = "secrets/crm"
routes = ["waste/*"]
[targets.streets]
kind = "open311"
url = "https://open311.exampleton.example/v2"
jurisdiction = "exampleton.example"
api_key_file = "secrets/streets"
[targets.streets.services."streets/fly-tipping"]
code = "FLY"
place = "address"
description = ["what", "where"]
"""


def bent(content: bytes, draw: Random) -> bytes:
    """Content with bytes, words and lines damaged, or its structure."""
    changed = bytearray(content)
    for _ in range(draw.choice((1, 1, 2, 3))):
        at = draw.randrange(len(changed) or 1)
        match draw.randrange(8):
            case 0:
                changed[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                changed[at:at] = draw.choice(ODD).encode()
            case 2:
                del changed[at : at + draw.randint(1, 30)]
            case 3:
                del changed[at:]
            case 4:
                lines = bytes(changed).split(b"\n")
                one, two = draw.randrange(len(lines)), draw.randrange(len(lines))
                lines[one], lines[two] = lines[two], lines[one]
                changed = bytearray(b"\n".join(lines))
            case 5:
                words = bytes(changed).split() or [b"x"]
                changed = bytearray(bytes(changed).replace(draw.choice(words), draw.choice(words), 1))
            case 6:
                changed[at:at] = draw.choice((b"[", b"{", b'{"a":', b"a = [")) * 3_000
            case _:
                changed[at:at] = changed[at : at + draw.randint(1, 300)]
    return bytes(changed)


class Kind:
    """One kind of file: a good one, and how it is read."""

    def __init__(self, name: str, content: bytes, read: Callable[[Path], object]) -> None:
        self.name, self.content, self.read = name, content, read

    def __repr__(self) -> str:
        return self.name


def registered(path: Path) -> None:
    found, findings = read_register(path.read_bytes(), path.name)
    for one in findings:
        assert one.line >= 1
        assert one.message.strip()
        assert str(one).startswith(f"{path.name}:{one.line}")
    assert found is not None or findings, "nothing came of it, and nothing is said"


def hut_rows(path: Path) -> None:
    """As the council loads it: each bad row by its line."""
    for row in csv_rows(path, declared(assets_dir() / "journeys")["places"]):
        assert not isinstance(row, BadRow) or row.line >= 1


def hut_file(path: Path) -> None:
    verify(path, declared(assets_dir() / "journeys")["places"])


def made_keyset() -> Keyset:
    raw = X25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()
    times = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    key = PublicKey(kid=kid_of(raw), public=encode_key(raw), not_before=times[0], not_after=times[1])
    return Keyset((key,), issued=times[0])


def manifest() -> Manifest:
    file = ReleaseFile(
        name="journeys/bin-day.yaml", size=3, sha256="0" * 64, packed_size=3, packed_sha256="1" * 64
    )
    return Manifest(format=1, version=7, created="2026-11-22T06:00:00Z", files=(file,))


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kind]:
    assets = assets_dir()
    folder = tmp_path_factory.mktemp("good")
    definition = declared(assets / "journeys")["places"]
    rows = [
        row for row in csv_rows(assets / "datasets" / "places.csv", definition) if not isinstance(row, BadRow)
    ]
    build_file(folder / "places.sqlite", definition, read_about(assets / "datasets" / "places.toml"), rows)
    signed = msgspec.json.encode(sign(manifest(), SIGNING))
    found = [
        Kind("kiosk.toml", SETTINGS.format(port=8321, receipts="receipts").encode(), read_settings),
        Kind("services.yaml", (assets / "services.yaml").read_bytes(), registered),
        Kind("places.csv", (assets / "datasets" / "places.csv").read_bytes(), hut_rows),
        Kind("places.toml", (assets / "datasets" / "places.toml").read_bytes(), read_about),
        Kind("places.sqlite", (folder / "places.sqlite").read_bytes(), hut_file),
        Kind("keyset.json", msgspec.json.encode(made_keyset()), read_keyset),
        Kind("manifest.json", signed, lambda path: opened(read_signed(path.read_bytes()), TRUSTED)),
        Kind("council.toml", TARGETS.encode(), lambda path: read_targets(path.parent)),
    ]
    return {one.name: one for one in found}


NAMES = (
    "kiosk.toml", "services.yaml", "places.csv", "places.toml", "places.sqlite", "keyset.json",
    "manifest.json", "council.toml",
)  # fmt: skip


def damage(kind: Kind, folder: Path, many: int, seed: int) -> dict[str, int]:
    """Damage a kind so often; how many were read, and how many refused in order. Any other error goes up."""
    draw, told = Random(seed), {"read": 0, "refused": 0}
    path = folder / kind.name
    for _ in range(many):
        path.write_bytes(bent(kind.content, draw))
        try:
            kind.read(path)
        except KnownError as error:
            said = str(error)
        else:
            told["read"] += 1
            continue
        told["refused"] += 1
        assert said.strip()
        assert "\n" not in said.strip()
        # A manifest is named by whoever fetched it.
        assert kind.name in said or kind.name == "manifest.json", said
    return told


@pytest.mark.soak
@pytest.mark.timeout(120 + 60 * SOAK)
@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_file_is_refused_in_one_line_that_names_it(
    kinds: dict[str, Kind], tmp_path: Path, name: str
) -> None:
    kind = kinds[name]
    (tmp_path / name).write_bytes(kind.content)
    kind.read(tmp_path / name)
    told = damage(kind, tmp_path, MANY, SEED)
    assert told["refused"] > MANY // 20 or name in ("services.yaml", "places.csv"), told
    print(f"\ndamaged {name}: {MANY}, {told}, each with a line that names it, seed {SEED}")


def test_a_reader_that_breaks_is_seen(kinds: dict[str, Kind], tmp_path: Path) -> None:
    """The control."""
    careless = Kind(
        "kiosk.toml", kinds["kiosk.toml"].content, lambda path: path.read_text(encoding="utf-8")[9_999]
    )
    with pytest.raises((IndexError, UnicodeDecodeError)):
        damage(careless, tmp_path, 5, SEED)
