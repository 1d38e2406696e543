"""The printer that the settings ask for."""

from pathlib import Path

import pytest

from kiosk.errors import PrinterError
from kiosk.language import Words
from kiosk.receipt import Outcome, PrinterState, Receipt
from kiosk.settings import PrinterSettings
from printers.demo import NoPrinter, PngPrinter
from printers.lock import Lock
from printers.open import open_printer


def test_no_printer_is_wanted(tmp_path: Path) -> None:
    assert isinstance(open_printer(PrinterSettings(), tmp_path), NoPrinter)


def test_a_network_printer_is_found_at_its_address_and_its_lock_in_the_state_folder(
    printer_at, script, receipt: Receipt, words: Words, tmp_path: Path, qapp
) -> None:
    fake = printer_at(script())
    settings = PrinterSettings(kind="network", host="127.0.0.1", port=fake.port)
    printer = open_printer(settings, tmp_path)
    assert fake.connections == 0
    assert printer.print(receipt, words).outcome is Outcome.PRINTED
    Lock(tmp_path).set(PrinterState.PAPER_OUT)
    assert open_printer(settings, tmp_path).status() is PrinterState.LOCKED


def test_pictures_go_to_their_folder(receipt: Receipt, words: Words, tmp_path: Path, qapp) -> None:
    printer = open_printer(PrinterSettings(kind="png", folder=str(tmp_path / "paper")), tmp_path)
    assert isinstance(printer, PngPrinter)
    assert printer.print(receipt, words).outcome is Outcome.PRINTED
    assert [file.name for file in (tmp_path / "paper").iterdir()] == ["receipt-0001.png"]


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        (PrinterSettings(kind="network"), r"printer\.host"),
        (PrinterSettings(kind="network", host="192.0.2.1", profile="X"), r"printer\.profile: 'X'"),
    ],
)
def test_settings_that_cannot_work_are_told_at_once(
    settings: PrinterSettings, text: str, tmp_path: Path
) -> None:
    with pytest.raises(PrinterError, match=text):
        open_printer(settings, tmp_path)
