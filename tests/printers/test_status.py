"""Bytes from a printer: which command they answer, and what they say."""

import pytest

from kiosk.receipt import PrinterState
from printers.status import Replies, Shape, read_proof, read_status

WELL = 0x12


def shapes(data: bytes) -> list[Shape]:
    return [reply.shape for reply in Replies().feed(data)]


def test_every_byte_has_the_one_shape_of_the_command_reference() -> None:
    """Bits 0, 1, 4 and 7 are fixed: DLE EOT 0xx1xx10, GS a 0xx1xx00, GS r 0xx0xxxx."""
    for byte in range(256):
        bits = f"{byte:08b}"
        fixed = bits[0] + bits[3] + bits[6:]
        wanted = {"0110": Shape.REAL_TIME, "0100": Shape.AUTOMATIC}.get(fixed, Shape.JUNK)
        if fixed.startswith("00"):
            wanted = Shape.PROOF
        assert shapes(bytes([byte])) == [wanted], bits


def test_the_tail_of_an_automatic_status_is_not_taken_for_proof() -> None:
    assert shapes(b"\x10\x00\x00\x00") == [Shape.AUTOMATIC] * 4
    assert shapes(b"\x10\x00\x00\x00\x00")[-1] is Shape.PROOF


def test_an_automatic_status_may_come_in_pieces_and_have_answers_between() -> None:
    replies = Replies()
    assert [reply.shape for reply in replies.feed(b"\x10\x00")] == [Shape.AUTOMATIC] * 2
    assert [reply.shape for reply in replies.feed(b"\x12\x00\x00")] == [
        Shape.REAL_TIME,
        Shape.AUTOMATIC,
        Shape.AUTOMATIC,
    ]
    assert [reply.shape for reply in replies.feed(b"\x03")] == [Shape.PROOF]


@pytest.mark.parametrize(
    ("printer", "cause", "paper", "state"),
    [
        (WELL, WELL, WELL, PrinterState.OK),
        (WELL, WELL, WELL | 0x0C, PrinterState.PAPER_LOW),
        (WELL | 0x08, WELL, WELL, PrinterState.OFFLINE),
        (WELL | 0x08, WELL | 0x40, WELL, PrinterState.ERROR),
        (WELL | 0x08, WELL | 0x20, WELL, PrinterState.PAPER_OUT),
        (WELL, WELL, WELL | 0x60, PrinterState.PAPER_OUT),
        (WELL | 0x08, WELL | 0x20 | 0x40, WELL | 0x6C, PrinterState.PAPER_OUT),
        (WELL | 0x08, WELL | 0x04 | 0x20 | 0x40, WELL | 0x60, PrinterState.COVER_OPEN),
    ],
)
def test_the_most_specific_cause_is_named(printer: int, cause: int, paper: int, state: PrinterState) -> None:
    assert read_status(printer, cause, paper) is state


@pytest.mark.parametrize(
    ("byte", "state"),
    [(0x00, PrinterState.OK), (0x03, PrinterState.PAPER_LOW), (0x0C, PrinterState.PAPER_OUT)],
)
def test_the_proof_tells_of_the_paper(byte: int, state: PrinterState) -> None:
    assert read_proof(byte) is state
