"""From notes to a WAV file in memory: one channel, 16 bits. Pure."""

import io
import math
import sys
import wave
from array import array

from ui.sounds.catalogue import Note, Sound

RATE = 22_050
"""Samples a second."""
PEAK = 0.25
"""Of full scale: a quarter, 12 dB below the loudest, so that it startles nobody."""
FADE_MS = 12
"""Each note comes and goes in this time; at once it would click."""


def wav(sound: Sound) -> bytes:
    """The whole file."""
    samples = array("h", (one for note in sound.notes for one in _samples(note)))
    if sys.byteorder == "big":
        samples.byteswap()
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return made.getvalue()


def _samples(note: Note) -> list[int]:
    number, fade = RATE * note.ms // 1000, RATE * FADE_MS // 1000
    step = 2 * math.pi * note.hertz / RATE
    return [
        round(32_767 * PEAK * min(1.0, at / fade, (number - 1 - at) / fade) * math.sin(step * at))
        for at in range(number)
    ]
