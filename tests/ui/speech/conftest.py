"""A kiosk that speaks into a list, and headphones that are plugged in when told."""

from collections.abc import Callable

import pytest

from ui.speech.jack import Headphones
from ui.speech.speaker import Speaker
from ui.speech.voice import RecordingVoice, Said


class Listener:
    """Somebody with headphones at a kiosk (`rig`)."""

    def __init__(self, make_kiosk: Callable, *, voice: RecordingVoice, ears: Headphones, **more) -> None:
        self.voice, self.ears = voice, ears
        self.rig = make_kiosk(sound=lambda: (self.voice, self.ears), **more)
        self.rig.start()
        self.kept: list[Said] = []
        found = self.rig.app.speech.get_ready()
        assert isinstance(found, Speaker)
        self.speaker = found

    def settle(self) -> None:
        self.rig.robot.settle()

    def hear(self) -> list[str]:
        """What was said since the last time, once all has been said."""
        self.settle()
        if self.voice.quick:
            self.rig.robot.until(lambda: not self.speaker._queue.speaking, "the end of what is said")
        heard = self.voice.texts
        self.voice.said.clear()
        self.voice.steps.clear()
        return heard

    def press(self, name: str) -> None:
        """Choose a thing as one does who listens: one touch would only say what it is."""
        self.rig.robot.find(name).click()
        self.settle()

    def type(self, text: str) -> None:
        """Type on the keyboard that shows."""
        for key in self.rig.window.keyboard.keys_for(text):
            self.press(key)

    def hear_on(self) -> None:
        """Let all be said, and keep it in `kept`."""
        self.settle()
        self.rig.robot.until(lambda: not self.speaker._queue.speaking, "the end of what is said")
        self.kept += [one for one in self.voice.said if one not in self.kept]

    def listen(self) -> list[str]:
        """Plug in the headphones and hear what that starts."""
        self.ears.put(True)
        return self.hear()

    def changes(self) -> list[str]:
        """What the speaker says by itself of what has changed on the page."""
        self.settle()
        self.speaker._follower.look()
        return self.hear()

    def key(self, key) -> list[str]:
        """What is said after a key."""
        self.rig.robot.key(key)
        return self.hear()


@pytest.fixture
def make_listener(make_kiosk) -> Callable[..., Listener]:
    """Makes kiosks with a voice; headphones are not plugged in yet."""

    def make(
        *,
        quick: bool = True,
        plugged: bool = False,
        speaker: bool = False,
        voice: RecordingVoice | None = None,
        ears: Headphones | None = None,
        **more,
    ) -> Listener:
        voice = voice or RecordingVoice(quick=quick)
        ears = ears or Headphones(plugged=plugged, speaker=speaker)
        return Listener(make_kiosk, voice=voice, ears=ears, **more)

    return make


@pytest.fixture
def listener(make_listener) -> Listener:
    """A kiosk at its attract screen, headphones beside it."""
    return make_listener()
