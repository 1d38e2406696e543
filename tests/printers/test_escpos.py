"""A page becomes bytes, and our own interpreter reads the same page back from them."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.language import Words
from kiosk.receipt import Receipt
from printers.escpos import REAL_TIME, calm, encode
from printers.layout import lay_out
from printers.page import Page
from printers.profile import Profile, read_profile
from printers.raster import Raster
from printers.virtual import LINE, Device


def printed(data: bytes, dots: int) -> tuple[list[Page], bytes]:
    """Pages and replies, read back from job bytes."""
    pages: list[Page] = []
    reply = Device(dots, pages.append).feed(data)
    return pages, reply


def test_a_receipt_comes_back_dot_for_dot(
    raster: Raster, profile: Profile, receipt: Receipt, words: Words
) -> None:
    page = raster.draw(lay_out(receipt, words))
    job = encode(page, profile)
    (found,), reply = printed(job.data, profile.dots)
    assert found.width == profile.dots
    assert found.bits[: len(page.bits)] == calm(page.bits)
    assert found.height == page.height + 6 * LINE
    assert not any(found.bits[len(page.bits) :])
    assert reply == b"\x00"
    assert job.rows == page.height


def test_a_job_resets_first_cuts_once_and_asks_last(profile: Profile) -> None:
    page = Page(576, 250, bytes(72 * 250))
    data = encode(page, profile).data
    assert data.startswith(b"\x1b@\x1da\x00\x1dv0\x00")
    assert data.endswith(b"\x1bd\x06\x1dV\x01\x1dr\x01")
    assert data.count(b"\x1dV") == 1
    assert data.count(b"\x1dv0\x00\x48\x00\x64\x00") == 2


@pytest.mark.parametrize("name", ["TM-T20II-42col", "NT-5890K"])
def test_other_papers_get_pictures_of_their_own_width(name: str) -> None:
    profile = read_profile(name)
    stride = (profile.dots + 7) // 8
    page = Page(profile.dots, 130, b"\xff" * stride * 130)
    data = encode(page, profile).data
    assert data[5:11] == b"\x1dv0\x00" + stride.to_bytes(2, "little")
    if profile.cuts:
        (found,), _ = printed(data, profile.dots)
        assert found.row(129)[: profile.dots // 8] == b"\xff" * (profile.dots // 8)


@given(st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x18, 0x00]), max_size=60).map(bytes))
def test_no_picture_holds_a_command_that_printers_obey_at_once(bits: bytes) -> None:
    found = calm(bits)
    assert not [command for command in REAL_TIME if command in found]
    assert len(found) == len(bits)
    changed = [(a, b) for a, b in zip(bits, found, strict=True) if a != b]
    assert set(changed) <= {(0x10, 0x18)}


def test_a_whole_job_of_dangerous_dots_is_harmless(profile: Profile) -> None:
    data = encode(Page(576, 110, b"\x10\x04\x10\x05\x10\x14" * 12 * 110), profile).data
    assert not [command for command in REAL_TIME if command in data]


def test_the_same_page_gives_the_same_bytes(profile: Profile) -> None:
    page = Page(576, 10, bytes(range(72)) * 10)
    assert encode(page, profile) == encode(page, profile)


def test_loading_the_library_leaves_no_pickle_no_variable_and_no_log_handler(tmp_path: Path) -> None:
    script = (
        "import logging, os\n"
        "from printers.escpos import encode\n"
        "from printers.page import Page\n"
        "from printers.profile import read_profile\n"
        "encode(Page(576, 1, bytes(72)), read_profile('TM-T20II'))\n"
        "assert logging.root.handlers == [], logging.root.handlers\n"
        "assert os.environ.get('ESCPOS_CAPABILITIES_PICKLE_DIR') == 'planted'\n"
    )
    env = {**os.environ, "TMPDIR": str(tmp_path), "ESCPOS_CAPABILITIES_PICKLE_DIR": "planted"}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_the_library_is_not_loaded_before_the_first_receipt() -> None:
    script = (
        "import sys, printers.open; assert 'escpos.escpos' not in sys.modules and 'qrcode' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_log_handlers_that_were_there_stay(profile: Profile) -> None:
    before = list(logging.root.handlers)
    encode(Page(576, 1, bytes(72)), profile)
    assert logging.root.handlers == before
