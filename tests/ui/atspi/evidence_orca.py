"""A screen reader that we did not make reads a journey: `make evidence` writes what it says to docs/evidence.

Orca speaks through speech-dispatcher, whose voice here is a file. Keys are real keys, sent to the screen. Not
among the tests: what Orca says is Orca's, and changes with it.
"""

import platform
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6 import __version__ as qt

from kiosk import __version__
from kiosk.clock import today

EVIDENCE = Path(__file__).parents[3] / "docs" / "evidence" / "orca-missed-bin.txt"
NEEDED = {"/usr/bin/orca": "orca", "/usr/lib/speech-dispatcher-modules/sd_generic": "speech-dispatcher"}
SPEECHD = """\
LogLevel 1
AudioOutputMethod "libao"
AddModule "file" "sd_generic" "file.conf"
DefaultModule file
DefaultLanguage "en"
DefaultPunctuationMode "none"
"""
VOICE = """\
GenericExecuteSynth "echo '$DATA' >> {spoken}"
GenericLanguage "en" "en" "utf-8"
AddVoice "en" "male1" "file"
GenericRecodeFallback "?"
"""
KEYS = {"Tab": 0xFF09, "Space": 0x20}
SYM, STRING = 3, 4
"""How a key is given: by its symbol, or as text (`AtspiKeySynthType`)."""
SETTLE_S, PAGE_S = 0.5, 3.0
"""Time to speak before the next key, and of a page: a key stops what is being said."""
TABS = 60


class Hands:
    """Keys of a keyboard, and an ear at the voice."""

    def __init__(self, reader, spoken: Path) -> None:
        self._reader, self._spoken = reader, spoken
        self.lines: list[str] = []
        self._heard = 0

    def key(self, name: str) -> None:
        """Press a key and let the screen reader speak."""
        self._send(KEYS[name], "", SYM)
        self._hear(f"[{name}]")

    def write(self, text: str) -> None:
        """Type a text, sign by sign."""
        for sign in text:
            self._send(0, sign, STRING)
            time.sleep(0.1)
        self._hear(f"[types {text}]")

    def to(self, name: str) -> None:
        """Tab until something with this name has the focus."""
        for _ in range(TABS):
            tree = self._reader.tree()
            if any("focused" in one.states and one.name.startswith(name) for one in tree.all()):
                return
            self.key("Tab")
        raise LookupError(f"Tab never came to {name!r}; the tree:\n{self._reader.tree().shown()}")

    def page(self, name: str) -> None:
        """Wait for a page."""
        self._reader.until(lambda tree: tree.has("frame", name), name)
        self._hear(f"-- {name}", PAGE_S)

    def _send(self, code: int, text: str, kind: int) -> None:
        path = "/org/a11y/atspi/registry/deviceeventcontroller"
        self._reader.call(
            "org.a11y.atspi.Registry",
            path,
            "org.a11y.atspi.DeviceEventController",
            "GenerateKeyboardEvent",
            code,
            text,
            kind,
            form="isu",
        )

    def _hear(self, what: str, patience: float = SETTLE_S) -> None:
        time.sleep(patience)
        said = self._spoken.read_text(encoding="utf-8").splitlines() if self._spoken.exists() else []
        self.lines.append(what)
        self.lines += [f"    {line.strip()}" for line in said[self._heard :] if line.strip()]
        self._heard = len(said)


def version(*line: str) -> str:
    """The first line of what a program says of its version."""
    return subprocess.run(line, capture_output=True, text=True, check=False).stdout.splitlines()[0].strip()


@pytest.mark.timeout(600)
def test_orca_reads_a_journey(desktop, site) -> None:
    lacking = [package for path, package in NEEDED.items() if not Path(path).exists()]
    if lacking:
        pytest.skip(f"no screen reader here: apt-get install --no-install-recommends {' '.join(lacking)}")
    spoken = desktop.folder / "spoken.txt"
    settings = desktop.folder / ".config" / "speech-dispatcher"
    (settings / "modules").mkdir(parents=True)
    (settings / "speechd.conf").write_text(SPEECHD)
    (settings / "modules" / "file.conf").write_text(VOICE.format(spoken=spoken))
    desktop.start("/usr/bin/orca", "--replace")
    time.sleep(5)
    reader = desktop.kiosk(site)
    hands = Hands(reader, spoken)
    hands.page("Tendring")
    hands.to("Touch to start")
    hands.key("Space")
    hands.page("What would you like to do?")
    hands.to("Search for a service")
    hands.key("Space")
    hands.page("What is it about?")
    hands.write("bin")
    hands.to("Report a missed bin")
    hands.key("Space")
    hands.page("Report a missed bin")
    hands.to("Start now")
    hands.key("Space")
    hands.page("Which address did we miss?")
    hands.to("Continue")
    hands.key("Space")
    hands.page("Error: Which address did we miss?")
    hands.to("My address is not in the list")
    hands.key("Space")
    hands.write("1 Example Street")
    hands.to("Town or city")
    hands.write("Exampleton")
    hands.to("Continue")
    hands.key("Space")
    hands.page("What did we miss?")
    hands.to("Black bin")
    hands.key("Space")
    hands.to("Continue")
    hands.key("Space")
    day = today() - timedelta(days=1)
    hands.page("Black bin: what day")
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        hands.to(f"{reader.tree().find('frame').name} {part}")
        hands.write(str(number))
    hands.to("Continue")
    hands.key("Space")
    for page, choice in (
        ("Black bin: was it out on time?", "Yes"),
        ("Black bin: is there a tag", "No"),
        ("Did we empty", "I do not know"),
        ("Where is it now?", "At the back"),
        ("Do we usually fetch", "No"),
        ("How should we tell you", "I do not need an answer"),
    ):
        hands.page(page)
        hands.to(choice)
        hands.key("Space")
        hands.to("Continue")
        hands.key("Space")
    hands.page("Check your answers")
    hands.to("Send my report")
    hands.key("Space")
    hands.page("Your missed bin report")
    hands.to("Print a receipt")
    hands.key("Space")
    time.sleep(2)
    hands.to("Finish")
    hands.key("Space")
    hands.page("Tendring")
    reader.close()
    said = "\n".join(hands.lines)
    for words in (
        "Which address did we miss?",
        "There is a problem",
        "check box not checked",
        "radio button",
        "Saved on this kiosk",
        "Take your receipt",
    ):
        assert words in said, f"Orca never said {words!r}:\n{said}"
    orca, dispatcher = (
        version("/usr/bin/orca", "--version"),
        version("/usr/bin/speech-dispatcher", "--version"),
    )
    head = f"""\
Orca reads the journey "Report a missed bin" from the first screen to the last, worked by keys alone.

Made by `make evidence` on {today()}: kiosk {__version__}, Qt {qt}, Orca {orca}, {dispatcher},
{platform.freedesktop_os_release()["PRETTY_NAME"]}.
Keys are in [brackets], pages after --; what Orca said is indented. People and addresses are made up.

"""
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    EVIDENCE.write_text(head + said + "\n", encoding="utf-8")
