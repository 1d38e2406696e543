"""Our own printer: what it understands, what it refuses, and how it fails."""

import pytest

from kiosk.language import Words
from kiosk.receipt import Outcome, PrinterState, PrintResult, Receipt
from printers.demo import MemoryPrinter
from printers.page import Page
from printers.profile import Profile
from printers.virtual import Device, Faults, UnknownCommandError


@pytest.fixture
def pages() -> list[Page]:
    return []


@pytest.fixture
def device(pages: list[Page]) -> Device:
    return Device(16, pages.append)


PICTURE = b"\x1dv0\x00\x02\x00\x02\x00\xf0\x0f\xaa\x55"
CUT = b"\x1dV\x01"


def test_a_picture_a_feed_and_a_cut_make_a_page(device: Device, pages: list[Page]) -> None:
    device.feed(b"\x1b@" + PICTURE + b"\x1bd\x01" + CUT)
    assert pages == [Page(16, 32, b"\xf0\x0f\xaa\x55" + bytes(60))]


def test_bytes_may_arrive_one_by_one(device: Device, pages: list[Page]) -> None:
    replies = b"".join(device.feed(bytes([byte])) for byte in b"\x1b@" + PICTURE + CUT + b"\x1dr\x01")
    assert pages == [Page(16, 2, b"\xf0\x0f\xaa\x55")]
    assert replies == b"\x00"


@pytest.mark.parametrize(
    "data",
    [
        b"bin",
        b"\n",
        b"\x1ba\x01",
        b"\x1bp\x00\x01\x01",
        b"\x1d(k\x04\x00",
        b"\x1da\xff",
        b"\x1dV\x00",
        b"\x1dr\x02",
        b"\x10\x04\x03",
        b"\x10\x14\x01\x00\x01",
        b"\x1dv0\x00\x03\x00\x01\x00\xff\xff\xff",
        b"\x1dv0\x01\x02\x00\x01\x00\xff\xff",
        b"\x1dv0\x00\x02\x00\x01\x00\x10\x04",
    ],
    ids=lambda data: data.hex(),
)
def test_what_we_never_send_is_refused_loudly(device: Device, data: bytes) -> None:
    with pytest.raises(UnknownCommandError):
        device.feed(data)


@pytest.mark.parametrize(
    ("faults", "state"),
    [
        (Faults(), PrinterState.OK),
        (Faults(paper_low=True), PrinterState.PAPER_LOW),
        (Faults(paper_out=True), PrinterState.PAPER_OUT),
        (Faults(cover_open=True), PrinterState.COVER_OPEN),
        (Faults(offline=True), PrinterState.OFFLINE),
        (Faults(error=True), PrinterState.ERROR),
        (Faults(silent=True), PrinterState.UNKNOWN),
        (Faults(unplugged=True), PrinterState.UNKNOWN),
    ],
)
def test_a_memory_printer_has_every_state(
    profile: Profile, qapp, receipt: Receipt, words: Words, faults: Faults, state: PrinterState
) -> None:
    printer = MemoryPrinter(profile, faults)
    assert printer.status() is state
    result = printer.print(receipt, words)
    assert result == PrintResult(Outcome.PRINTED if state.can_print else Outcome.NOT_PRINTED, state)
    assert len(printer.pages) == state.can_print


def test_paper_can_end_half_way_and_the_rest_comes_out_of_no_later_job(
    profile: Profile, qapp, receipt: Receipt, words: Words
) -> None:
    printer = MemoryPrinter(profile, Faults(out_after=500))
    assert printer.print(receipt, words) == PrintResult(Outcome.UNKNOWN, PrinterState.PAPER_OUT)
    printer.faults.out_after, printer.faults.paper_out = None, False
    assert printer.status() is PrinterState.LOCKED
    assert printer.pages == []
    assert printer.clear_lock() is PrinterState.OK
    assert printer.print(receipt, words).outcome is Outcome.PRINTED
    whole = MemoryPrinter(profile)
    whole.print(receipt, words)
    assert printer.pages == whole.pages
