"""One council for all faults of a file, and a kiosk whose queue is empty at the start of each test."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ground import Ground, Server

from kiosk.store import Store


@pytest.fixture(scope="session")
def preloadable(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A C file of this folder as a library to preload."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler to build what is preloaded with: apt-get install gcc libc6-dev")
    folder = tmp_path_factory.mktemp("preloaded")

    def build(name: str) -> Path:
        library = (folder / name).with_suffix(".so")
        source = Path(__file__).with_name(name)
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        return library

    return build


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture(scope="module")
def server(grounds: Ground) -> Iterator[Server]:
    server = Server(grounds)
    yield server
    server.stop()


@pytest.fixture
def ground(grounds: Ground) -> Ground:
    """Nothing is saved yet; the council may hold what earlier tests sent."""
    grounds.begin()
    return grounds


@pytest.fixture
def store(ground: Ground) -> Iterator[Store]:
    with ground.open() as opened:
        yield opened
