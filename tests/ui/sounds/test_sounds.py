"""Sounds: short, soft, told apart, and none that says what is not seen."""

import io
import math
import wave
from array import array

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from kiosk.errors import SettingsError
from kiosk.settings import Settings, read_settings
from kiosk.visit import Preferences, Stage
from ui import intents
from ui.sounds.catalogue import MOST_MS, SOUNDS
from ui.sounds.chime import Moment, sound_of
from ui.sounds.player import ProgramPlayer, RecordingPlayer
from ui.sounds.tone import PEAK, RATE, wav

SPEECH_FREE_MS = 3000
"""EN 301 549 5.1.3.10: no other sound over speech for longer."""


def samples(made: bytes) -> array:
    with wave.open(io.BytesIO(made)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return array("h", file.readframes(file.getnframes()))


# -- the catalogue ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_is_short_soft_and_no_silence(name: str) -> None:
    made = samples(wav(SOUNDS[name]))
    ms = 1000 * len(made) / RATE
    assert ms == pytest.approx(SOUNDS[name].ms, abs=2)
    assert ms <= MOST_MS < SPEECH_FREE_MS
    assert max(made) <= 32_768 * PEAK
    assert math.sqrt(sum(one * one for one in made) / len(made)) > 1000
    assert abs(made[0]) < 50 > abs(made[-1])


def test_sounds_are_told_apart_by_more_than_loudness() -> None:
    shapes = {name: [note.hertz for note in one.notes] for name, one in SOUNDS.items()}
    assert len({tuple(one) for one in shapes.values()}) == len(SOUNDS)
    assert shapes["saved"][-1] > shapes["saved"][0]
    for name in ("problem", "not-saved"):
        assert shapes[name] == sorted(shapes[name], reverse=True)


# -- when ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "sound"),
    [
        (Moment(Stage.SAVING), Moment(Stage.FINISHED), "saved"),
        (Moment(Stage.FINISHED), Moment(Stage.FINISHED), ""),
        (Moment(Stage.SAVING), Moment(Stage.NOT_SAVED), "not-saved"),
        (Moment(Stage.NOT_SAVED), Moment(Stage.NOT_SAVED), ""),
        (Moment(Stage.ANSWERING), Moment(Stage.ANSWERING, problems=True), "problem"),
        (Moment(Stage.ANSWERING, problems=True), Moment(Stage.ANSWERING, problems=True), "problem"),
        (Moment(Stage.ANSWERING), Moment(Stage.ANSWERING), ""),
        (Moment(Stage.ATTRACT), Moment(Stage.CHOOSING), ""),
    ],
)
def test_what_is_new_is_heard_once(before: Moment, now: Moment, sound: str) -> None:
    assert sound_of(before, now) == sound


@pytest.fixture
def heard(make_kiosk):
    """A kiosk with a player that keeps what it plays, and the names of what was played."""
    player = RecordingPlayer()
    rig = make_kiosk(player=lambda: player)
    rig.start()
    names = {wav(one): name for name, one in SOUNDS.items()}
    return rig, player, lambda: [names[one] for one in player.played]


def test_each_sound_comes_with_words_that_are_seen(heard) -> None:
    rig, player, played = heard
    rig.begin()
    rig.robot.touch("main")
    assert played() == ["problem"]
    assert rig.robot.sees("There is a problem")
    assert rig.robot.find(SOUNDS["problem"].seen).isVisible()
    player.played.clear()
    rig.app.navigator.wipe()
    rig.counter.failures = [OSError("full")]
    rig.to_check()
    rig.robot.touch("main")
    rig.robot.until(lambda: rig.stage is Stage.NOT_SAVED, "not saved")
    rig.robot.settle()
    assert played() == ["not-saved"]
    assert rig.robot.find(SOUNDS["not-saved"].seen).accessibleName()
    assert rig.robot.sees("Nothing has been sent")
    player.played.clear()
    rig.robot.touch("main")
    rig.robot.until(lambda: rig.stage is Stage.FINISHED, "saved")
    rig.robot.settle()
    assert played() == ["saved"]
    assert rig.robot.find(SOUNDS["saved"].seen).accessibleName().startswith("Saved on this kiosk")
    rig.robot.touch("tool:size")
    assert played() == ["saved"]


def test_sounds_off_is_silent_and_goes_with_the_visit(heard) -> None:
    rig, player, played = heard
    rig.begin()
    rig.app.navigator.wanted(intents.Shows("options"))
    rig.robot.settle()
    rig.robot.touch("way:quiet")
    assert rig.visit.preferences.quiet
    rig.robot.touch("back")
    rig.robot.touch("main")
    assert rig.robot.has("error-summary")
    assert played() == []
    stops = player.stops
    rig.app.navigator.wipe()
    assert player.stops == stops + 1
    assert rig.visit.preferences == Preferences()
    rig.begin()
    rig.robot.touch("main")
    assert played() == ["problem"]


def test_while_the_kiosk_reads_aloud_there_is_no_sound_beside_it(heard, monkeypatch) -> None:
    rig, _, played = heard
    monkeypatch.setattr(rig.app._chime, "_speaks", lambda: True)
    rig.begin()
    rig.robot.touch("main")
    assert rig.robot.has("error-summary")
    assert played() == []


def test_a_service_that_nobody_near_should_notice_is_silent(heard) -> None:
    rig, _, played = heard
    rig.begin("safe-place")
    rig.robot.touch("main")
    assert rig.robot.has("error-summary")
    assert played() == []


def test_a_kiosk_without_a_player_offers_no_row_and_plays_nothing(kiosk) -> None:
    assert "quiet" not in kiosk.app.navigator.scene.ways
    assert kiosk.app._chime is None


# -- the player ------------------------------------------------------------------------------------------


@pytest.fixture
def plays(qapp):
    """Makes players by a program, each closed at the end."""
    made: list[ProgramPlayer] = []

    def make(*command: str) -> ProgramPlayer:
        made.append(ProgramPlayer(command))
        return made[-1]

    yield make
    for player in made:
        player.close()
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_the_program_gets_the_whole_sound(qtbot, plays, tmp_path) -> None:
    out = tmp_path / "heard.wav"
    player = plays("dd", f"of={out}")
    player.play(wav(SOUNDS["saved"]))
    qtbot.waitUntil(lambda: not player.playing, timeout=5000)
    assert out.read_bytes() == wav(SOUNDS["saved"])


def test_a_program_that_is_not_there_or_hangs_holds_up_nothing(qtbot, plays) -> None:
    player = plays("there-is-no-such-player")
    player.play(wav(SOUNDS["saved"]))
    qtbot.waitUntil(lambda: not player.playing, timeout=5000)
    player = plays("sleep", "60")
    player.play(b"")
    assert player.playing
    player.close()
    assert not player.playing


def test_a_player_that_is_not_installed_is_said_at_the_start(tmp_path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[sounds]\nplayer = ["there-is-no-such-player"]\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"sounds\.player: there is no program 'there-is-no-such-player'"):
        read_settings(path)
    assert Settings().sounds.player == ()
