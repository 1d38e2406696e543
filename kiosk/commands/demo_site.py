"""The demo's site: folders, settings, sample data and the three real processes it needs.

The council and the agent run as processes of their own, started by the same commands as at a real site.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from kiosk.commands.demo_enrolment import enrol_here
from kiosk.errors import KnownError
from kiosk.settings import Settings, read_settings

SETTINGS = """\
[site]
kiosk = "demo-1"
place = "Walton Library"
state_dir = "kiosk"

[council]
name = "Tendring District Council"
phone = "01632 960 100"
hours = {{en = "Monday to Friday, 9am to 5pm", cy = "Dydd Llun i ddydd Gwener, 9am i 5pm"}}
web = "https://www.example.org/kiosk"
api = "http://127.0.0.1:{port}"
keyset = "keyset.json"

[printer]
kind = "png"
folder = "{receipts}"

[content]
datasets = "datasets"
"""
START_S = 20.0


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Site:
    """One made-up site in a folder that is thrown away. `receipts` is where the printer's pictures go."""

    def __init__(self, folder: Path, receipts: Path, today: date) -> None:
        from kiosk.sample import write_sample

        self.folder = folder
        self.port = free_port()
        self.config = folder / "kiosk.toml"
        self.council_data = folder / "council"
        self.receipts = receipts
        receipts.mkdir(parents=True, exist_ok=True)
        (folder / "datasets").mkdir()
        write_sample(folder / "datasets", today)
        text = SETTINGS.format(port=self.port, receipts=receipts.resolve().as_posix())
        self.config.write_text(text, encoding="utf-8")
        self._processes: list[subprocess.Popen[bytes]] = []
        self.command("council", "keyset", "--data", self.council_data, "--out", folder / "keyset.json")
        site = self.settings().site
        enrol_here(self.council_data, self.state_dir, site.kiosk, site.place, self.settings().council.api)

    @property
    def url(self) -> str:
        """The council's page."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def state_dir(self) -> Path:
        """Where the kiosk keeps its files."""
        return self.settings().state_dir

    def settings(self) -> Settings:
        """The kiosk's settings."""
        return read_settings(self.config)

    def command(self, module: str, *arguments: object) -> str:
        """Run a command to its end and give what it printed."""
        line = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(line, capture_output=True, text=True, check=False)  # noqa: S603  our own command
        if done.returncode != 0:
            raise KnownError(f"{' '.join([module, str(arguments[0])])} failed: {done.stderr.strip()}")
        return done.stdout

    def start(self, module: str, *arguments: object) -> subprocess.Popen[bytes]:
        """Start a process that runs until `stop`."""
        line = [sys.executable, "-m", module, *map(str, arguments)]
        log = (self.folder / f"{module}-{len(self._processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(line, stdout=log, stderr=log)  # noqa: S603  our own command
        self._processes.append(process)
        return process

    def start_agent(self) -> subprocess.Popen[bytes]:
        """The kiosk's agent."""
        return self.start("kiosk", "agent", "--config", self.config)

    def start_council(self) -> subprocess.Popen[bytes]:
        """The council's server."""
        return self.start("council", "serve", "--port", self.port, "--data", self.council_data)

    def reachable(self) -> bool:
        """Whether the council answers."""
        with socket.socket() as probe:
            probe.settimeout(0.2)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """End all processes in order, the last first."""
        for process in reversed(self._processes):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self._processes):
            try:
                process.wait(timeout=START_S)
            except subprocess.TimeoutExpired:
                process.kill()
        self._processes.clear()


@contextmanager
def demo_site(receipts: Path, today: date) -> Iterator[Site]:
    """A site that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-demo-"))
    site = None
    try:
        site = Site(folder, receipts, today)
        yield site
    finally:
        if site is not None:
            site.stop()
        shutil.rmtree(folder, ignore_errors=True)
