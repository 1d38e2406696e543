"""What people type reaches a printer as a picture only: none of its bytes is a command.

The text is given to the receipt as it was typed, before the rule that answers pass: the printer's part must
hold by itself.
"""

import re

import pytest
from msgspec.structs import replace

from kiosk.receipt import Line, Outcome, Receipt

COMMANDS = {
    "cut": "\x1dV\x00",
    "reset": "\x1b@",
    "drawer": "\x1bp\x00\x19\xfa",
    "status": "\x10\x04\x01",
    "off": "\x10\x14\x02\x01\x08",
    "macro": "\x1d:\x1d^\x01\x00\x00",
    "memory": "\x1cq\x01",
    "barcode": "\x1dk\x04HACK\x00",
    "raster": "\x1dv0\x00\xff\xff\xff\xff",
    "flood": "\x1b!\x38" * 200,
    "storm": "Z" + "\u0336\u0321" * 300,
    "turned": "\u202e\u2067gnp.exe\u2069",
    "half": "\ud83d\udc00\ue000\U000f0000",
}
RASTER = re.compile(rb"\x1dv0\x00(..)(..)", re.DOTALL)
FRAME = re.compile(rb"\x1b@\x1da\x00(?:\x1bd.)?\x1dV.\x1dr\x01", re.DOTALL)
"""What is left of a job without its pictures: reset, no reports by itself, feed, cut, and the proof."""


def commands_in(job: bytes) -> bytes:
    """A job without the pictures in it."""
    left, at = b"", 0
    while found := RASTER.search(job, at):
        left += job[at : found.start()]
        width, height = (int.from_bytes(part, "little") for part in found.groups())
        at = found.end() + width * height
    return left + job[at:]


@pytest.mark.parametrize("what", sorted(COMMANDS))
def test_what_is_typed_reaches_the_printer_as_a_picture_only(
    paper, script, receipt: Receipt, words, what: str
) -> None:
    typed = COMMANDS[what]
    hostile = replace(
        receipt,
        service=f"Report {typed}",
        lines=(Line(f"Which {typed}", f"Garden {typed} waste"), Line("Day", typed)),
        next_steps=f"Leave it {typed}\n\n- {typed}",
    )
    printer, fake = paper(script())
    assert printer.print(hostile, words).outcome is Outcome.PRINTED
    (job,) = fake.jobs
    assert FRAME.fullmatch(commands_in(job)), commands_in(job)[:200]


def test_bytes_that_are_no_picture_are_seen(paper, script, receipt: Receipt, words) -> None:
    """The control: the same bytes as a command stand out of the job."""
    printer, fake = paper(script())
    printer.print(receipt, words)
    (job,) = fake.jobs
    assert FRAME.fullmatch(commands_in(job))
    assert not FRAME.fullmatch(commands_in(job.replace(b"\x1dV", b"\x1bp\x00\x19\xfa\x1dV", 1)))
