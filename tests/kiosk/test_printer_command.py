"""`kiosk printer`, as staff at the kiosk use it."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.__main__ import main
from kiosk.receipt import PrinterState
from kiosk.store import Store
from printers.lock import Lock


@pytest.fixture
def site(tmp_path: Path, qapp: QApplication) -> Path:
    """Its folder. Qt is there already, as one process has one application only."""
    (tmp_path / "kiosk.toml").write_text(
        '[site]\nstate_dir = "state"\n[printer]\nkind = "png"\nfolder = "paper"\n'
    )
    (tmp_path / "state").mkdir()
    return tmp_path


def says(site: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["printer", *words, "--config", str(site / "kiosk.toml")])
    return code, capsys.readouterr().out


def test_a_printer_that_is_well_says_so(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert says(site, capsys, "status") == (0, "The printer is ready.\n")


def test_a_kiosk_without_a_printer_is_no_fault(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "kiosk.toml").write_text('[site]\nstate_dir = "state"\n[printer]\nkind = "none"\n')
    assert says(site, capsys, "status") == (0, "This kiosk has no printer.\n")


def test_a_locked_printer_says_what_to_do_and_is_unlocked_by_somebody_who_looked(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = Lock(site / "state")
    lock.set(PrinterState.PAPER_OUT)
    with Store.open(site / "state" / "kiosk.db"):
        pass
    code, said = says(site, capsys, "status")
    assert (code, "kiosk printer unlock --by NAME" in said) == (1, True)
    assert lock.cause is PrinterState.PAPER_OUT, "asking unlocks nothing"
    code, said = says(site, capsys, "unlock", "--by", "Sam Sample", "--json")
    assert (code, json.loads(said)) == (0, {"state": "ok", "can_print": True})
    assert Lock(site / "state").cause is None
    main(["audit", "list", "--config", str(site / "kiosk.toml")])
    said = capsys.readouterr().out
    assert all(word in said for word in ("printer-unlocked", "paper-out", "Sam Sample"))


def test_unlocking_what_is_not_locked_writes_nothing_down(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says(site, capsys, "unlock", "--by", "Sam Sample")[0] == 0
    assert not (site / "state" / "kiosk.db").exists()


def test_whoever_unlocks_says_who(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Lock(site / "state").set(PrinterState.UNKNOWN)
    with pytest.raises(SystemExit):
        says(site, capsys, "unlock")
    assert Lock(site / "state").cause is PrinterState.UNKNOWN
