"""The voice of the kiosk: espeak-ng as it really is, and programs that misbehave in its place."""

import os
import shutil
import subprocess
import sys
import time
import wave
from array import array
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import log10, sqrt
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from kiosk.assets import assets_dir
from kiosk.journeys.load import load_folder
from kiosk.language import NAMES
from ui.speech import espeak
from ui.speech.espeak import AMPLITUDE, NO_VOICE, VOICES, WORDS_A_MINUTE, EspeakVoice, arguments, limit_ms
from ui.speech.voice import RATES, VOLUMES

needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None,
    reason="espeak-ng is not installed: sudo apt-get install --no-install-recommends espeak-ng",
)
SENTENCE = (
    "Report a missed bin. We tell the people who collect it, and they come back as soon as they can. " * 5
)


def until(true: Callable[[], bool], seconds: float = 5.0) -> float:
    """Seconds until something is true."""
    begin = time.perf_counter()
    while not true():
        assert time.perf_counter() - begin < seconds, "it did not come"
        QCoreApplication.processEvents()
        time.sleep(0.001)
    return time.perf_counter() - begin


def rendered(folder: Path, text: str, language: str, rate: int = 0, volume: int = 0) -> tuple[float, float]:
    """Seconds and loudness (root mean square, of 32768) of a text as espeak-ng says it."""
    path = folder / "said.wav"
    subprocess.run(
        ["espeak-ng", *arguments(language, rate, volume), "-w", str(path)],
        input=text.encode(),
        check=True,
        capture_output=True,
        timeout=20,
    )
    with wave.open(str(path)) as file:
        assert file.getsampwidth() == 2
        assert file.getnchannels() == 1
        sound = array("h", file.readframes(file.getnframes()))
        if sys.byteorder == "big":
            sound.byteswap()
        return len(sound) / file.getframerate(), sqrt(sum(one * one for one in sound) / len(sound))


@pytest.fixture(scope="module")
def titles() -> dict[str, str]:
    """The title "Report a missed bin" in each language, as the kiosk shows it."""
    journey = load_folder(assets_dir() / "journeys").journeys["missed-bin"]
    return {one: journey.title_in(one) for one in NAMES}


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], str]:
    """Makes a program from lines of shell."""

    def make(lines: str) -> str:
        path = tmp_path / "voice"
        path.write_text(f"#!/bin/sh\n{lines}\n")
        path.chmod(0o755)
        return str(path)

    return make


@pytest.fixture
def make_voice(qapp: QApplication) -> Iterator[Callable[[str], EspeakVoice]]:
    """Makes voices; each is closed at the end."""
    made: list[EspeakVoice] = []

    def make(program: str) -> EspeakVoice:
        made.append(EspeakVoice(program))
        return made[-1]

    yield make
    for voice in made:
        voice.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert all(voice.alive == 0 for voice in made)


@needs_espeak
def test_each_language_is_heard_and_silence_is_not(tmp_path: Path, titles: dict[str, str]) -> None:
    assert set(titles) == set(NAMES)
    for language, title in titles.items():
        seconds, loudness = rendered(tmp_path, title, language)
        assert seconds > 0.5, language
        assert loudness > 300, language
    # The control: nothing to say is nothing to hear.
    assert rendered(tmp_path, " ", "en")[1] < 30


@needs_espeak
def test_languages_have_voices_of_their_own(tmp_path: Path) -> None:
    said = {one: rendered(tmp_path, "Report 12345", one) for one in NAMES}
    assert len(set(said.values())) == len(NAMES)


@needs_espeak
@pytest.mark.parametrize("language", NAMES)
def test_the_volume_spans_18_db_with_a_step_at_12(
    tmp_path: Path, titles: dict[str, str], language: str
) -> None:
    """In every voice: measured as the power of the sound that it makes."""
    levels = [
        rendered(tmp_path, titles[language], language, volume=step)[1]
        for step in range(VOLUMES[0], VOLUMES[1] + 1)
    ]
    gains = [20 * log10(level / levels[0]) for level in levels]
    assert gains[-1] >= 18
    assert any(11.5 <= gain <= 12.5 for gain in gains)
    steps = [after - before for before, after in pairwise(gains)]
    assert all(2.5 <= step <= 5.5 for step in steps), "each press is heard, and none is a shock"


@needs_espeak
def test_the_loudest_is_not_cut_off_at_its_peaks(tmp_path: Path) -> None:
    """A voice that is cut is no louder, only harder to understand."""
    rendered(tmp_path, SENTENCE, "en", volume=VOLUMES[1])
    with wave.open(str(tmp_path / "said.wav")) as file:
        sound = array("h", file.readframes(file.getnframes()))
    assert sum(abs(one) >= 32767 for one in sound) / len(sound) < 0.0005


@needs_espeak
def test_each_rate_is_faster_than_the_one_before(tmp_path: Path) -> None:
    lengths = [rendered(tmp_path, "Report a missed bin", "en", rate=one)[0] for one in WORDS_A_MINUTE]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 2 * lengths[-1]


@needs_espeak
def test_stopping_ends_the_program_within_100_ms_and_the_next_text_begins(
    tmp_path: Path, program: Callable[[str], str], make_voice: Callable[[str], EspeakVoice]
) -> None:
    pipe = tmp_path / "sound"
    os.mkfifo(pipe)
    # Sound goes into a pipe that fills up, as at a real device: the program is in the midst of its text.
    read = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    voice = make_voice(program(f'exec espeak-ng "$@" --stdout > "{pipe}"'))

    def heard() -> bool:
        try:
            return bool(os.read(read, 4096))
        except BlockingIOError:
            return False

    ended: list[int] = []
    voice.finished.connect(lambda: ended.append(1))
    try:
        voice.say(SENTENCE, "en", 0, 0)
        until(heard)
        until(lambda: voice.alive == 1)
        voice.stop()
        took = until(lambda: voice.alive == 0)
        assert took < 0.1
        while heard():
            pass
        time.sleep(0.05)
        assert not heard(), "something still speaks"
        assert ended == [], "a text that is cut off is not over"
        voice.say("Next", "en", 0, 0)
        until(heard)
    finally:
        voice.close()
        os.close(read)
    assert voice.alive == 0


@needs_espeak
def test_a_text_that_has_been_said_is_over_once(
    program: Callable[[str], str], make_voice: Callable[[str], EspeakVoice]
) -> None:
    voice = make_voice(program('exec espeak-ng "$@" --stdout'))
    ended: list[int] = []
    voice.finished.connect(lambda: ended.append(1))
    voice.say("Yes", "en", 0, 0)
    until(lambda: bool(ended))
    QCoreApplication.processEvents()
    assert ended == [1]


def test_the_text_is_on_no_command_line(
    tmp_path: Path, program: Callable[[str], str], make_voice: Callable[[str], EspeakVoice]
) -> None:
    line, text = tmp_path / "line", tmp_path / "text"
    voice = make_voice(program(f'echo "$@" > "{line}"; cat > "{text}"'))
    ended: list[int] = []
    voice.finished.connect(lambda: ended.append(1))
    voice.say("Sam Sample, Źródło", "pl", 1, -1)
    until(lambda: bool(ended))
    assert text.read_text(encoding="utf-8") == "Sam Sample, Źródło"
    assert "Sample" not in line.read_text()
    assert line.read_text().split() == arguments("pl", 1, -1)


def test_a_language_without_a_voice_is_said_to_have_none_in_english(
    tmp_path: Path, program: Callable[[str], str], make_voice: Callable[[str], EspeakVoice]
) -> None:
    heard = tmp_path / "heard"
    voice = make_voice(program(f'case "$*" in *en-gb*) cat >> "{heard}";; *) exit 1;; esac'))
    ended: list[int] = []
    voice.finished.connect(lambda: ended.append(1))
    voice.say("Dzień dobry", "pl", 0, 0)
    until(lambda: bool(ended))
    assert heard.read_text() == NO_VOICE
    voice.say("Good morning", "en", 0, 0)
    until(lambda: len(ended) == 2)
    assert heard.read_text() == NO_VOICE + "Good morning", "English itself is not said twice"


def test_a_program_that_refuses_everything_is_over(
    program: Callable[[str], str], make_voice: Callable[[str], EspeakVoice]
) -> None:
    voice = make_voice(program("exit 1"))
    ended: list[int] = []
    voice.finished.connect(lambda: ended.append(1))
    voice.say("Dzień dobry", "pl", 0, 0)
    until(lambda: bool(ended), 2)
    assert ended == [1]


def test_without_the_program_each_text_is_over_at_once(make_voice: Callable[[str], EspeakVoice]) -> None:
    voice = make_voice("/nowhere/espeak-ng")
    ended: list[int] = []
    voice.finished.connect(lambda: ended.append(1))
    voice.say("Anything", "en", 0, 0)
    assert ended == [], "not before say has returned"
    until(lambda: bool(ended), 1)
    assert ended == [1]


def test_a_program_that_never_ends_is_given_up(
    program: Callable[[str], str], make_voice: Callable[[str], EspeakVoice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(espeak, "LEAST_MS", 50)
    voice = make_voice(program("exec sleep 60"))
    ended: list[int] = []
    voice.finished.connect(lambda: ended.append(1))
    voice.say("", "en", 0, 0)
    until(lambda: bool(ended), 2)
    until(lambda: voice.alive == 0, 2)


def test_the_limit_leaves_time_for_the_slowest_voice() -> None:
    for rate, words in WORDS_A_MINUTE.items():
        minutes = len(SENTENCE.split()) / words
        assert limit_ms(SENTENCE, rate) > 2 * minutes * 60_000


def test_every_language_and_every_step_has_its_argument() -> None:
    assert set(VOICES) == set(NAMES)
    assert set(WORDS_A_MINUTE) == set(range(RATES[0], RATES[1] + 1))
    assert set(AMPLITUDE) == set(range(VOLUMES[0], VOLUMES[1] + 1))
