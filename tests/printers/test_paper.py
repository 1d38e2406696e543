"""The fault matrix: every way a print job can go, against a real socket."""

import logging
import threading
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.language import Words
from kiosk.receipt import Outcome, PrinterState, PrintResult, Receipt
from printers.lock import NAME, Lock, MemoryLock
from printers.paper import Deadlines, PaperPrinter
from printers.profile import Profile
from printers.raster import Raster
from printers.transport import TcpLink
from printers.virtual import Device, DeviceLink

PRINTED, NOT_PRINTED, UNKNOWN = Outcome.PRINTED, Outcome.NOT_PRINTED, Outcome.UNKNOWN
CANARY = "Blue Heron Cottage"


def locked(folder: Path) -> PrinterState | None:
    return Lock(folder).cause


def timed(printer: PaperPrinter, receipt: Receipt, words: Words) -> tuple[PrintResult, float]:
    started = time.perf_counter()
    result = printer.print(receipt, words)
    return result, time.perf_counter() - started


@pytest.fixture(autouse=True)
def warm(raster: Raster, profile: Profile, receipt: Receipt, words: Words) -> None:
    """The first receipt of a process loads the library; deadlines are measured without it."""
    from printers.escpos import encode
    from printers.layout import lay_out

    encode(raster.draw(lay_out(receipt, words)), profile)


def test_a_healthy_printer_prints_the_job_once(paper, script, receipt, words, tmp_path: Path) -> None:
    printer, fake = paper(script())
    assert printer.status() is PrinterState.OK
    assert printer.print(receipt, words) == PrintResult(PRINTED, PrinterState.OK)
    assert len(fake.jobs) == 1
    assert fake.jobs[0].startswith(b"\x1b@")
    assert fake.jobs[0].endswith(b"\x1dr\x01")
    assert locked(tmp_path) is None


def test_the_printer_is_asked_before_the_job(paper, script, receipt, words) -> None:
    printer, fake = paper(script())
    printer.print(receipt, words)
    assert fake.seen[0].startswith(b"\x10\x04\x01\x10\x04\x02\x10\x04\x04\x1b@")


@pytest.mark.parametrize("told", [{"proof": b"\x03"}, {"paper": b"\x1e"}])
def test_paper_near_its_end_is_printed_and_told(paper, script, receipt, words, told, tmp_path: Path) -> None:
    printer, _ = paper(script(**told))
    assert printer.print(receipt, words) == PrintResult(PRINTED, PrinterState.PAPER_LOW)
    assert locked(tmp_path) is None


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"printer": b"\x1a", "cause": b"\x32", "paper": b"\x72"}, PrinterState.PAPER_OUT),
        ({"printer": b"\x1a", "cause": b"\x16"}, PrinterState.COVER_OPEN),
        ({"printer": b"\x1a"}, PrinterState.OFFLINE),
        ({"printer": b"\x1a", "cause": b"\x52"}, PrinterState.ERROR),
    ],
)
def test_a_fault_at_the_check_is_named_and_nothing_is_sent(
    paper, script, receipt, words, told, state, tmp_path: Path
) -> None:
    printer, fake = paper(script(**told))
    assert printer.status() is state
    assert printer.print(receipt, words) == PrintResult(NOT_PRINTED, state)
    assert fake.jobs == []
    assert locked(tmp_path) is None


@pytest.mark.parametrize(
    "told",
    [
        {"printer": b""},
        {"paper": b""},
        {"printer": b"\x00"},
        {"cause": b"\xff"},
        {"close_at_once": True},
    ],
    ids=["silent", "falls silent", "junk", "other junk", "closes at once"],
)
def test_a_printer_that_does_not_answer_well_is_unknown_and_gets_nothing(
    paper, script, receipt, words, told, tmp_path: Path
) -> None:
    printer, fake = paper(script(**told))
    assert printer.status() is PrinterState.UNKNOWN
    result, took = timed(printer, receipt, words)
    assert result == PrintResult(NOT_PRINTED, PrinterState.UNKNOWN)
    assert took < 1.0
    assert fake.jobs == []
    assert locked(tmp_path) is None


def test_a_printer_that_is_not_there_is_unknown(
    profile, raster, receipt, words, printer_at, script, tmp_path
):
    fake = printer_at(script())
    fake.close()

    def connect(deadline: float) -> TcpLink:
        return TcpLink("127.0.0.1", fake.port, deadline)

    printer = PaperPrinter(connect, profile, Lock(tmp_path), raster)
    assert printer.status() is PrinterState.UNKNOWN
    assert printer.print(receipt, words) == PrintResult(NOT_PRINTED, PrinterState.UNKNOWN)


def test_paper_that_ends_during_the_job_locks_printing(paper, script, receipt, words, tmp_path: Path) -> None:
    printer, fake = paper(script(proof=b"", paper_after_job=b"\x72"))
    result, took = timed(printer, receipt, words)
    assert result == PrintResult(UNKNOWN, PrinterState.PAPER_OUT)
    assert took < 2.0
    assert locked(tmp_path) is PrinterState.PAPER_OUT
    assert printer.status() is PrinterState.LOCKED
    jobs = list(fake.jobs)
    assert printer.print(receipt, words) == PrintResult(NOT_PRINTED, PrinterState.LOCKED)
    assert fake.jobs == jobs


def test_a_proof_without_paper_is_no_proof(paper, script, receipt, words, tmp_path: Path) -> None:
    printer, _ = paper(script(proof=b"\x0f"))
    assert printer.print(receipt, words) == PrintResult(UNKNOWN, PrinterState.PAPER_OUT)
    assert locked(tmp_path) is PrinterState.PAPER_OUT


def test_all_well_without_proof_is_still_unknown(paper, script, receipt, words, tmp_path: Path) -> None:
    printer, _ = paper(script(proof=b""))
    assert printer.print(receipt, words) == PrintResult(UNKNOWN, PrinterState.UNKNOWN)
    assert locked(tmp_path) is PrinterState.UNKNOWN


@pytest.mark.parametrize("stray", [b"\x12", b"\x12\x1e\x16", b"\x10\x00\x00\x00", b"\xff"])
def test_stray_bytes_during_the_job_are_no_proof_and_no_harm(paper, script, receipt, words, stray) -> None:
    printer, _ = paper(script(stray=stray))
    assert printer.print(receipt, words) == PrintResult(PRINTED, PrinterState.OK)
    silent, _ = paper(script(stray=stray, proof=b""))
    assert silent.print(receipt, words).outcome is UNKNOWN


def test_a_link_lost_mid_job_is_unknown_and_locks(paper, script, receipt, words, tmp_path: Path) -> None:
    printer, _ = paper(script(reset_after=5000))
    result, took = timed(printer, receipt, words)
    assert result == PrintResult(UNKNOWN, PrinterState.UNKNOWN)
    assert took < 1.0
    assert locked(tmp_path) is PrinterState.UNKNOWN


def test_a_blocked_write_ends_at_the_deadline_and_the_rest_never_arrives(
    paper, script, receipt, words, tmp_path: Path
) -> None:
    printer, fake = paper(script(stop_after=5000))
    result, took = timed(printer, receipt, words)
    assert result == PrintResult(UNKNOWN, PrinterState.UNKNOWN)
    assert 0.3 < took < 1.2
    assert locked(tmp_path) is PrinterState.UNKNOWN
    fake.resume.set()
    assert fake.idle.wait(2)
    assert not fake.jobs[0].endswith(b"\x1dr\x01")


def test_nothing_is_sent_again_when_the_paper_is_back_until_staff_unlock(
    paper, script, receipt, words, tmp_path: Path
) -> None:
    printer, fake = paper(script(proof=b"", paper_after_job=b"\x72"))
    printer.print(receipt, words)
    fake.script = script()
    seen = fake.connections
    assert printer.status() is PrinterState.LOCKED
    assert printer.print(receipt, words).state is PrinterState.LOCKED
    assert (len(fake.jobs), fake.connections) == (1, seen)
    assert printer.clear_lock() is PrinterState.OK
    assert len(fake.jobs) == 1
    assert printer.print(receipt, words).outcome is PRINTED
    assert locked(tmp_path) is None


@pytest.mark.parametrize(("told", "state"), [({"reset_after": 5000}, True), ({}, False)])
def test_a_job_that_did_not_end_well_is_abandoned(
    profile, raster, receipt, words, paper, script, told, state, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []
    real = TcpLink.close
    monkeypatch.setattr(
        TcpLink, "close", lambda link, abandon=False: (closed.append(abandon), real(link, abandon))[1]
    )
    printer, _ = paper(script(**told))
    printer.print(receipt, words)
    assert closed == [state]


def test_an_old_answer_is_not_taken_for_a_new_one(profile, raster, receipt, words) -> None:
    class Stale(DeviceLink):
        """Something arrived before we asked."""

        def __init__(self, device: Device) -> None:
            super().__init__(device)
            self._arrived = b"\x1a"

    printer = PaperPrinter(
        lambda _: Stale(Device(576, lambda page: None)), profile, MemoryLock(), raster, Deadlines()
    )
    assert printer.status() is PrinterState.OK


def test_the_lock_lies_there_while_the_job_is_under_way(
    paper, script, receipt, words, tmp_path: Path
) -> None:
    """What a power cut in the middle leaves behind."""
    printer, fake = paper(script(stop_after=5000))
    worker = threading.Thread(target=printer.print, args=(receipt, words))
    worker.start()
    until = time.monotonic() + 2
    while not fake.jobs and time.monotonic() < until:
        time.sleep(0.005)
    assert fake.jobs
    assert locked(tmp_path) is PrinterState.UNKNOWN
    worker.join()


def test_without_a_place_for_the_lock_nothing_is_sent(
    profile, raster, receipt, words, printer_at, script, tmp_path
):
    fake = printer_at(script())
    lock = Lock(tmp_path / "gone")
    printer = PaperPrinter(lambda end: TcpLink("127.0.0.1", fake.port, end), profile, lock, raster)
    assert printer.print(receipt, words) == PrintResult(NOT_PRINTED, PrinterState.ERROR)
    assert fake.jobs == []


def test_a_receipt_that_cannot_be_drawn_is_not_printed(paper, script, receipt, words) -> None:
    printer, fake = paper(script())
    endless = replace(receipt, next_steps="\n".join(["Keep the lid closed."] * 500))
    assert printer.print(endless, words) == PrintResult(NOT_PRINTED, PrinterState.ERROR)
    assert fake.connections == 0


@pytest.mark.parametrize("told", [{}, {"proof": b""}, {"reset_after": 5000}, {"printer": b""}])
def test_neither_disk_nor_log_has_anything_of_the_receipt(
    paper, script, receipt, words, told, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    printer, _ = paper(script(**told))
    printer.print(replace(receipt, next_steps=CANARY, place=CANARY), words)
    assert {file.name for file in tmp_path.rglob("*")} <= {NAME}
    kept = caplog.text + "".join(file.read_text() for file in tmp_path.rglob("*"))
    assert not [part for part in (CANARY, receipt.reference, receipt.service, "K7MF") if part in kept]


def test_an_odd_fault_while_drawing_is_logged_by_its_kind_alone(
    paper, script, receipt, words, raster, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(layout: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(raster, "draw", broken)
    printer, _ = paper(script())
    assert printer.print(receipt, words) == PrintResult(NOT_PRINTED, PrinterState.ERROR)
    assert "RuntimeError" in caplog.text
    assert CANARY not in caplog.text
