"""`kiosk run` itself is killed while residents send: what the screen had called saved is there, once."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from call_back import site
from ground import SEED, SOAK
from PIL import Image, UnidentifiedImageError

from kiosk.settings import read_settings
from kiosk.store import Store
from printers.lock import Lock

HANDS = Path(__file__).with_name("sending_hands.py")
SCREEN = Path(__file__).parents[1] / "screen.json"
KILLS = 20 * SOAK


class Residents:
    """`kiosk run` with hands, again and again, and what its screens have said."""

    def __init__(self, folder: Path, control: str = "") -> None:
        self.config = site(folder)
        self.settings = read_settings(self.config)
        self.receipts = folder / "receipts"
        self.sends, self.kills = 0, 0
        self.said: list[str] = []
        self._environment = {
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={SCREEN}",
            "CONTROL": control,
        }

    def killed(self, word: str, times: int, seconds: float) -> None:
        """Started, and killed so long after the word was said so often."""
        # As staff do who have looked at what the printer was left with.
        Lock(self.settings.state_dir).clear()
        process = subprocess.Popen(
            [sys.executable, str(HANDS), str(self.config)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment,
        )
        assert process.stdout is not None
        lines: list[str] = []
        # It is read to its end beside: the kill waits for nothing.
        kill = threading.Timer(seconds, process.send_signal, [signal.SIGKILL])
        for line in process.stdout:
            lines.append(line)
            if sum(one.startswith(word) for one in lines) == times and kill.ident is None:
                kill.start()
        process.stdout.close()
        assert process.wait(10) == -signal.SIGKILL, process.stderr and process.stderr.read()[-2000:]
        if process.stderr is not None:
            process.stderr.close()
        self.kills += 1
        # The last word may have been cut off by the kill.
        words = [line.split() for line in lines if line.endswith("\n")]
        self.sends += sum(one == ["send"] for one in words)
        self.said += [one[1] for one in words if one[0] == "saved"]

    def held(self) -> list[str]:
        """The references in the queue. The file is opened as at a start."""
        with Store.open(self.settings.database) as store:
            return [reference for (reference,) in store.rows("SELECT reference FROM outbox ORDER BY seq")]

    def wrong(self) -> list[str]:
        """Each promise that is broken."""
        held = self.held()
        found = [f"saved and gone: {one}" for one in self.said if one not in held]
        found += [f"paper without an item: {one}" for one in self.papers() if one not in held]
        if len(held) != len(set(held)) or len(held) > self.sends:
            found.append("more items than were sent")
        if len(held) - len(self.said) > self.kills:
            found.append("more than the one in hand for each kill")
        return found

    def papers(self) -> list[str]:
        """The references on the paper that came out whole."""
        import zxingcpp

        found = []
        for path in sorted(self.receipts.glob("*.png")):
            try:
                with Image.open(path) as picture:
                    codes = zxingcpp.read_barcodes(picture.convert("L"))
            except (UnidentifiedImageError, OSError):
                # It was being written.
                continue
            found += [code.text.rpartition("ref=")[2] for code in codes]
        return found


@pytest.mark.soak(only=True)
@pytest.mark.timeout(600 + 60 * KILLS)
def test_soak_the_screens_themselves_are_killed(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(1 << 32) if SOAK > 1 else SEED
    chance = random.Random(seed)
    residents = Residents(tmp_path)
    for number in range(KILLS):
        # Most between the pressing of Send and the word on the screen; some with the paper half-way.
        word, most = (("send", 0.02), ("send", 0.08), ("paper", 0.3), ("saved", 1.0))[number % 4]
        residents.killed(word, chance.randint(1, 2), chance.uniform(0.0, most))
        assert residents.wrong() == [], f"seed {seed}, kill {number}"
    held = residents.held()
    assert residents.said
    assert residents.papers()
    print(
        f"kill -9 of `kiosk run`: {residents.kills} kills, {residents.sends} sent, "
        f"{len(residents.said)} called saved, {len(held) - len(residents.said)} more there, "
        f"{len(residents.papers())} papers, 0 lost, 0 twice, seed {seed}"
    )


@pytest.mark.soak(only=True)
def test_control_screens_that_say_saved_too_early_are_found_out(tmp_path: Path) -> None:
    residents = Residents(tmp_path, control="early")
    residents.killed("saved", 2, 0.0)
    assert sum(one.startswith("saved and gone") for one in residents.wrong()) == 2
