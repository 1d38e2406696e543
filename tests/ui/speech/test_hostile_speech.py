"""What is said aloud holds no command for the program that says it."""

import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from ui.speech.espeak import EspeakVoice

TYPED = "Sam\x01+50V \x00\x1b[31m\u202eSample\ud800 <break time='9s'/> \x05\x12"


def test_what_was_typed_is_said_without_commands(qapp, tmp_path: Path) -> None:
    """espeak-ng takes ^A in a text for the beginning of one."""
    program, said = tmp_path / "voice", tmp_path / "said"
    program.write_text(f'#!/bin/sh\necho "$@" > {said}.line\ncat > {said}.new && mv {said}.new {said}\n')
    program.chmod(0o700)
    voice = EspeakVoice(str(program))
    voice.say(TYPED, "en", 0, 0)
    until = time.monotonic() + 10
    while (voice.alive or not said.exists()) and time.monotonic() < until:
        QCoreApplication.processEvents()
        time.sleep(0.005)
    voice.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert said.read_text(encoding="utf-8") == "Sam+50V [31mSample <break time='9s'/>"
    line = Path(f"{said}.line").read_text()
    assert "-m" not in line.split(), "marks in angle brackets are said, not obeyed"
    assert "Sam" not in line, "nor is it seen in the list of processes"
