"""Pictures instead of paper."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.errors import PrinterError
from kiosk.language import Words
from kiosk.receipt import Outcome, PrinterState, PrintResult, Receipt
from printers.demo import NoPrinter, PngPrinter
from printers.lock import Lock
from printers.profile import Profile


@pytest.fixture
def printer(tmp_path: Path, profile: Profile, qapp) -> PngPrinter:
    return PngPrinter(tmp_path / "paper", profile, Lock(tmp_path))


def test_each_receipt_is_one_picture_with_paper_around_it(
    printer: PngPrinter, receipt: Receipt, words: Words, tmp_path: Path
) -> None:
    for _ in range(2):
        assert printer.print(receipt, words) == PrintResult(Outcome.PRINTED, PrinterState.OK)
    files = sorted((tmp_path / "paper").iterdir())
    assert [file.name for file in files] == ["receipt-0001.png", "receipt-0002.png"]
    with Image.open(files[0]) as image:
        assert image.width == 640
        assert {colour for _, colour in image.convert("L").getcolors() or []} == {0, 255}
        assert image.info["dpi"][0] == pytest.approx(203, abs=0.1)
        white = image.convert("L").point(lambda value: 255 - value)
        left, top, right, _ = white.getbbox() or (0, 0, 0, 0)
    assert left >= 32
    assert right <= 608
    assert top >= 32


def test_the_code_in_the_picture_is_the_link(
    printer: PngPrinter, receipt: Receipt, words: Words, tmp_path: Path
) -> None:
    printer.print(receipt, words)
    with Image.open(tmp_path / "paper" / "receipt-0001.png") as image:
        (code,) = zxingcpp.read_barcodes(image.convert("L"))
    assert code.text == receipt.link


def test_numbers_go_on_after_a_restart(
    printer: PngPrinter, receipt: Receipt, words: Words, tmp_path: Path
) -> None:
    (tmp_path / "paper" / "receipt-0041.png").touch()
    (tmp_path / "paper" / "receipt-best.png").touch()
    printer.print(receipt, words)
    assert (tmp_path / "paper" / "receipt-0042.png").stat().st_size > 1000


def test_a_picture_that_cannot_be_written_is_not_called_printed(
    printer: PngPrinter, receipt: Receipt, words: Words, tmp_path: Path
) -> None:
    (tmp_path / "paper").rmdir()
    assert printer.print(receipt, words).outcome is Outcome.UNKNOWN


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, profile: Profile, qapp) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PrinterError, match=r"printer\.folder: .*cannot be made"):
        PngPrinter(tmp_path / "file" / "paper", profile, Lock(tmp_path))


def test_a_kiosk_without_a_printer_says_so(receipt: Receipt, words: Words) -> None:
    printer = NoPrinter()
    assert printer.status() is PrinterState.NONE
    assert printer.clear_lock() is PrinterState.NONE
    assert printer.print(receipt, words) == PrintResult(Outcome.NOT_PRINTED, PrinterState.NONE)
