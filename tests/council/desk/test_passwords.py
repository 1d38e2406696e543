"""Which passwords are taken, how they are kept, and the parts of the second factor."""

from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
import zxingcpp
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from PIL import Image, ImageDraw

from council.desk import factor
from council.desk.codes import hashed_code, new_code, new_key
from council.desk.passwords import MOST, Passwords, trouble_with
from council.desk.strongbox import Strongbox
from kiosk.errors import CouncilError

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "password",
    [
        "horse stable lamp",
        "ein Pferd im Stall",
        "лошадь в стойле",
        "8dJ2!kq0Zp-v",
        "x" * 5 + "lamp horse 42",
        "🐎 🐎 stable lamp",
    ],
)
def test_a_long_password_will_do(password: str) -> None:
    assert trouble_with(password, "kim.example") == ""


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short lamp",
        "aaaaaaaaaaaaaaaa",
        "123456789012345",
        "abcdefghijklmnop",
        "qwertyuiopasdfgh",
        "passwordpassword",
        "Password123456",
        "council kiosk 1",
        "administrator1",
        "kim.example lamp horse",
        "lamp KIM.EXAMPLE",
        "x y z " * 100,
    ],
)
def test_a_password_that_is_short_or_guessed_is_refused_in_plain_words(password: str) -> None:
    said = trouble_with(password, "kim.example")
    assert said.endswith(".")
    assert "valid" not in said
    if password:
        assert password not in said


def test_passwords_are_kept_as_argon2id_with_64_mib() -> None:
    kept = Passwords().hashed("horse stable lamp")
    found = extract_parameters(kept)
    assert (found.type, found.memory_cost >= 64 * 1024, found.time_cost >= 3) == (Type.ID, True, True)
    assert "horse" not in kept


def test_a_password_fits_however_its_letters_are_typed() -> None:
    passwords = Passwords(PasswordHasher(1, 8, 1))
    kept = passwords.hashed("caf\u00e9 stable lamp")
    assert passwords.fits("cafe\u0301 stable lamp", kept)
    assert not passwords.fits("cafe stable lamp", kept)
    assert not passwords.fits("", kept)
    assert not passwords.fits("caf\u00e9 stable lamp", None)
    assert not passwords.fits("caf\u00e9 stable lamp", "nonsense")
    assert not passwords.fits("\ud800", kept), "half a character is no reason to fail"


def test_a_longer_password_is_not_cut_to_a_shorter_one() -> None:
    passwords = Passwords(PasswordHasher(1, 8, 1))
    kept = passwords.hashed("a" * MOST)
    assert not passwords.fits("a" * (MOST + 1), kept)


def test_a_password_is_hashed_anew_when_more_effort_is_usual() -> None:
    kept = Passwords(PasswordHasher(1, 8, 1)).hashed("horse stable lamp")
    stronger = Passwords(PasswordHasher(2, 16, 1))
    assert stronger.fits("horse stable lamp", kept)
    assert stronger.is_old(kept)
    assert not stronger.is_old(stronger.hashed("horse stable lamp"))


def test_the_digits_are_those_of_any_other_app() -> None:
    """The vectors of RFC 6238, appendix B, in six digits."""
    secret = b"12345678901234567890"
    for seconds, digits in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        at = datetime.fromtimestamp(seconds, UTC)
        assert factor.step_of(secret, digits, at) == seconds // 30
        assert factor.step_of(secret, f" {digits[:3]} {digits[3:]} ", at) == seconds // 30


@pytest.mark.parametrize("typed", ["", "000000", "12345", "1234567", "٢٨٧٠٨٢", "\ud800", "x" * 10_000])
def test_other_digits_do_not_fit(typed: str) -> None:
    assert factor.step_of(b"12345678901234567890", typed, datetime.fromtimestamp(59, UTC)) is None


def test_the_picture_can_be_read_by_a_phone() -> None:
    secret = factor.new_secret()
    said = factor.address(secret, "kim.example", "Council kiosks")
    svg = factor.picture(said)
    size = int(svg.split('viewBox="0 0 ')[1].split()[0])
    image = Image.new("L", (size * 4, size * 4), 255)
    draw = ImageDraw.Draw(image)
    for dot in svg.split('d="M')[1].split('"')[0].split("M"):
        x, y = map(int, dot.split("h")[0].split())
        draw.rectangle([x * 4, y * 4, x * 4 + 3, y * 4 + 3], fill=0)
    (found,) = zxingcpp.read_barcodes(image)
    assert found.text == said
    read = pyotp.parse_uri(found.text)
    assert isinstance(read, pyotp.TOTP)
    assert factor.step_of(secret, read.at(NOW), NOW) is not None


def test_codes_and_keys_are_never_the_same_and_long_enough() -> None:
    assert len({new_code() for _ in range(1000)} | {new_key() for _ in range(1000)}) == 2000
    assert hashed_code("k7mf-4t2q 9xw3 8rbn") == hashed_code("K7MF4T2Q9XW38RBN")
    assert hashed_code("I1LL") == hashed_code("1111")


def test_a_secret_opens_only_for_whom_and_with_what_it_was_sealed(tmp_path: Path) -> None:
    box = Strongbox(tmp_path / "a")
    sealed = box.seal(b"secret", "kim")
    assert b"secret" not in sealed
    assert Strongbox(tmp_path / "a").open(sealed, "kim") == b"secret"
    for wrong in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:5], b""):
        with pytest.raises(CouncilError, match=r"staff\.key"):
            box.open(wrong, "kim")
    with pytest.raises(CouncilError):
        box.open(sealed, "sam")
    with pytest.raises(CouncilError):
        Strongbox(tmp_path / "b").open(sealed, "kim")
    (tmp_path / "b" / "staff.key").write_bytes(b"short")
    with pytest.raises(CouncilError, match="is damaged"):
        Strongbox(tmp_path / "b")
