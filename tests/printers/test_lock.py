"""The lock outlives the process and holds nothing of a receipt."""

import os
from pathlib import Path

import pytest

from kiosk.receipt import PrinterState
from printers.lock import NAME, Lock


def test_a_lock_outlives_its_process(tmp_path: Path) -> None:
    assert Lock(tmp_path).cause is None
    Lock(tmp_path).set(PrinterState.PAPER_OUT)
    assert Lock(tmp_path).cause is PrinterState.PAPER_OUT
    Lock(tmp_path).clear()
    assert Lock(tmp_path).cause is None


def test_clearing_what_is_not_locked_is_no_error(tmp_path: Path) -> None:
    Lock(tmp_path).clear()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nonsense"])
def test_a_damaged_lock_still_locks(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert Lock(tmp_path).cause is PrinterState.UNKNOWN


def test_the_file_and_its_folder_are_on_the_disk_before_a_job_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.fstat(fd).st_ino), real(fd))[1])
    Lock(tmp_path).set(PrinterState.UNKNOWN)
    assert synced == [(tmp_path / NAME).stat().st_ino, tmp_path.stat().st_ino]
