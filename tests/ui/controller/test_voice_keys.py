"""Keys of the voice at a kiosk that has one: heard, and seen too (A-02, A-13); the page that lists them."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from kiosk.settings import Controller
from ui.controller.mapping import PROFILES
from ui.speech.jack import Headphones
from ui.speech.voice import RecordingVoice

K = Qt.Key
PAGE = Path(__file__).parents[3] / "docs" / "controller.md"


@pytest.fixture(params=["keyboard", "nine-key"])
def speaking(request, make_kiosk):
    """A kiosk with headphones plugged in before anybody came, silent until asked."""
    voice = RecordingVoice(quick=True)
    rig = make_kiosk(
        controller=Controller(profile=request.param),
        sound=lambda: (voice, Headphones(plugged=True, speaker=False)),
    )
    rig.start()
    rig.robot.settle()
    return rig, voice


def test_one_key_starts_speech_on_the_first_screen(speaking) -> None:
    rig, voice = speaking
    assert not rig.visit.preferences.speech
    rig.robot.key(K.Key_F8)
    rig.robot.until(lambda: len(voice.said) > 0, "the welcome")
    assert rig.visit.preferences.speech
    rig.robot.key(K.Key_F8)
    assert not rig.visit.preferences.speech


@pytest.mark.parametrize(
    ("key", "field", "by"),
    [
        (K.Key_F9, "rate", -1),
        (K.Key_F10, "rate", 1),
        (K.Key_F11, "volume", -1),
        (K.Key_F12, "volume", 1),
        (K.Key_VolumeUp, "volume", 1),
    ],
)
def test_rate_and_volume_need_no_sight_and_are_seen(speaking, key: Qt.Key, field: str, by: int) -> None:
    rig, voice = speaking
    rig.begin()
    rig.robot.key(K.Key_F8)
    rig.robot.until(lambda: len(voice.said) > 0, "the welcome")
    focus = rig.focus
    rig.robot.key(key)
    assert getattr(rig.visit.preferences, field) == by
    note = rig.robot.find("note")
    assert re.search(r"\d of \d", note.accessibleName())
    assert rig.focus == focus


def test_the_page_lists_every_key_of_every_profile() -> None:
    text = PAGE.read_text(encoding="utf-8")
    names = {"Pad+Period": ".", "Pad+Asterisk": "*", "Pad+Slash": "/", "Pad+Plus": "+", "Pad+Minus": "-"}
    missing = []
    for profile, table in PROFILES.items():
        for key in table:
            # The number pad without its lock, and the second Enter, go without saying.
            if (key.startswith("Pad+") and not (key in names or key[-1].isdigit())) or key == "Enter":
                continue
            said = "volume keys" if key.startswith("Volume") else names.get(key, key.removeprefix("Pad+"))
            if not re.search(rf"\| [^|]*(?<!\w){re.escape(said)}(?!\w)", text):
                missing.append(f"{profile}: {key}")
    assert missing == []
