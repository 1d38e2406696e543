"""A screen that nobody sees with the system's accessibility bus on it, the kiosk as its own process, and
hands that know it only as a screen reader does: through AT-SPI, the protocol of Linux's accessibility tree.

Roles, states and relations are numbers on the bus: org.a11y.atspi of at-spi2-core, `atspi-constants.h`.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from jeepney import DBusAddress, MatchRule, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg
from msgspec import Struct

from kiosk.clock import today
from kiosk.commands.demo_site import Site

PROGRAMS = {
    "Xvfb": ("/usr/bin/Xvfb", "xvfb"),
    "dbus-daemon": ("/usr/bin/dbus-daemon", "dbus-daemon"),
    "the accessibility bus": ("/usr/libexec/at-spi-bus-launcher", "at-spi2-core"),
}
"""What a desktop needs, where Debian puts it, and the package that brings it."""
SCREEN = "1080x1920x24"
PATIENCE_S = 30.0
ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = "/org/a11y/atspi/accessible/root"
STATES = {
    4: "checked",
    7: "editable",
    8: "enabled",
    11: "focusable",
    12: "focused",
    16: "modal",
    24: "sensitive",
    25: "showing",
    30: "visible",
    41: "checkable",
}
RELATIONS = {1: "label-for", 2: "labelled-by", 17: "description-for", 18: "described-by"}
LEAVES = ("push button", "radio button", "check box", "label", "heading", "graphic")
WITHOUT_MORE = ("filler", "label", "heading", "tool bar")
"""Roles whose children, or description, are not asked for: a page has hundreds of things."""


def missing() -> list[str]:
    """Packages without which there is no such desktop."""
    return [package for path, package in PROGRAMS.values() if not Path(path).exists()]


class Node(Struct, frozen=True):
    """One thing in the tree, as it was when it was read."""

    bus: str
    path: str
    role: str
    name: str
    description: str
    states: frozenset[str]
    children: tuple["Node", ...]

    def all(self) -> Iterator["Node"]:
        """This and all under it, in the tree's order."""
        yield self
        for child in self.children:
            yield from child.all()

    def find(self, role: str, name: str = "") -> "Node":
        """What shows with this role, and a name that begins so."""
        for one in self.all():
            if one.role == role and one.name.startswith(name) and "showing" in one.states:
                return one
        raise LookupError(f"no {role} {name!r} in:\n{self.shown()}")

    def has(self, role: str, name: str = "") -> bool:
        """Whether such a thing shows."""
        try:
            self.find(role, name)
        except LookupError:
            return False
        return True

    def named(self, role: str) -> list[str]:
        """Names of all that show with a role."""
        return [one.name for one in self.all() if one.role == role and "showing" in one.states]

    def shown(self, depth: int = 0) -> str:
        """The tree, to be read by people."""
        line = f"{'  ' * depth}{self.role} {self.name!r} {self.description!r} {sorted(self.states)}\n"
        return line + "".join(one.shown(depth + 1) for one in self.children if "showing" in one.states)


class Reader:
    """Reads the tree of one application and acts in it, as assistive technology does."""

    def __init__(self, session: str, application: str) -> None:
        with open_dbus_connection(bus=session) as bus:
            address = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (at,) = bus.send_and_get_reply(new_method_call(address, "GetAddress"), timeout=10).body
        self._bus: DBusConnection = open_dbus_connection(bus=at)
        self._application = application

    def close(self) -> None:
        self._bus.close()

    def call(self, bus: str, path: str, interface: str, method: str, *args: object, form: str = "") -> tuple:
        """Call a method on the bus; `form` is the signature of its arguments. Gives what it answers."""
        address = DBusAddress(path, bus, interface)
        reply = self._bus.send_and_get_reply(
            new_method_call(address, method, form or None, args if form else ()), timeout=10
        )
        return unwrap_msg(reply)

    def _property(self, bus: str, path: str, name: str) -> object:
        message = Properties(DBusAddress(path, bus, ACCESSIBLE)).get(name)
        return unwrap_msg(self._bus.send_and_get_reply(message, timeout=10))[0][1]

    # -- reading -------------------------------------------------------------------------------------

    def tree(self) -> Node:
        """All of the application that shows now. Raises LookupError where it is not on the bus."""
        (apps,) = self.call("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren")
        for bus, path in apps:
            if self._property(bus, path, "Name") == self._application:
                return self._node(bus, path)
        raise LookupError(f"{self._application} is not on the accessibility bus")

    def _node(self, bus: str, path: str) -> Node:
        (role,) = self.call(bus, path, ACCESSIBLE, "GetRoleName")
        ((low, high),) = self.call(bus, path, ACCESSIBLE, "GetState")
        bits = low | high << 32
        states = frozenset(name for bit, name in STATES.items() if bits >> bit & 1)
        name = description = ""
        children: list[tuple[str, str]] = []
        if role != "filler":
            name = str(self._property(bus, path, "Name"))
        if role not in WITHOUT_MORE:
            description = str(self._property(bus, path, "Description"))
        if "showing" in states and role not in LEAVES:
            (children,) = self.call(bus, path, ACCESSIBLE, "GetChildren")
        below = tuple(self._node(*one) for one in children if not one[1].endswith("/null"))
        return Node(bus, path, role, name, description, states, below)

    def relations(self, node: Node) -> dict[str, list[tuple[str, str]]]:
        """What a thing is to others: the other ends by the kind of relation."""
        (found,) = self.call(node.bus, node.path, ACCESSIBLE, "GetRelationSet")
        return {RELATIONS.get(kind, str(kind)): list(others) for kind, others in found}

    def text(self, node: Node) -> str:
        """What stands in a box."""
        return str(self.call(node.bus, node.path, "org.a11y.atspi.Text", "GetText", 0, -1, form="ii")[0])

    def until(self, true: Callable[[Node], bool], what: str) -> Node:
        """Read until something is so."""
        end, tree = time.monotonic() + PATIENCE_S, None
        while time.monotonic() < end:
            try:
                tree = self.tree()
                # Once more: it may have been read while it changed.
                if true(tree) and true(tree := self.tree()):
                    return tree
            except (LookupError, DBusErrorResponse):
                pass  # not there yet, or it went while it was read
            time.sleep(0.05)
        raise LookupError(f"never came: {what}; the tree:\n{tree.shown() if tree else 'none'}")

    # -- acting --------------------------------------------------------------------------------------

    def press(self, node: Node) -> None:
        """Do a thing's first action: press, or toggle."""
        self.call(node.bus, node.path, "org.a11y.atspi.Action", "DoAction", 0, form="i")

    def go(self, role: str, name: str) -> None:
        """Press what has a name as soon as it shows."""
        self.press(self.until(lambda tree: tree.has(role, name), name).find(role, name))

    def write(self, node: Node, text: str) -> None:
        """Put text into a box."""
        self.call(node.bus, node.path, "org.a11y.atspi.EditableText", "SetTextContents", text, form="s")

    def focus(self, node: Node) -> None:
        """Give the focus to a thing."""
        self.call(node.bus, node.path, "org.a11y.atspi.Component", "GrabFocus")

    @contextmanager
    def listening(self, interface: str, member: str) -> Iterator[Callable[[], list[tuple]]]:
        """Note the application's events of one kind; what comes out gives their bodies so far."""
        rule = MatchRule(type="signal", interface=interface, member=member)
        self.call(
            "org.a11y.atspi.Registry",
            "/org/a11y/atspi/registry",
            "org.a11y.atspi.Registry",
            "RegisterEvent",
            f"{interface.rsplit('.', 1)[-1].lower()}:{member}",
            form="s",
        )
        unwrap_msg(self._bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=10))
        seen: list[tuple] = []
        with self._bus.filter(rule, bufsize=500) as queue:

            def so_far() -> list[tuple]:
                self.tree()  # whatever was sent before its answers has come in by then
                while queue:
                    seen.append(queue.popleft().body)
                return seen

            yield so_far


class Desktop:
    """A screen, a session bus, and the processes that run on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND"))},
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "QT_QPA_PLATFORM": "xcb",
            "LC_ALL": "C.UTF-8",
        }
        self._processes: list[subprocess.Popen[bytes]] = []
        reads, writes = os.pipe()
        self.start(PROGRAMS["Xvfb"][0], "-displayfd", str(writes), "-screen", "0", SCREEN, keep=(writes,))
        os.close(writes)
        with os.fdopen(reads) as told:
            self.environment["DISPLAY"] = f":{told.readline().strip()}"
        self.session = f"unix:path={folder}/bus"
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.session
        self.start(PROGRAMS["dbus-daemon"][0], "--session", "--nofork", f"--address={self.session}")
        end = time.monotonic() + PATIENCE_S
        while not (folder / "bus").exists() and time.monotonic() < end:
            time.sleep(0.02)

    def start(self, *line: str, keep: tuple[int, ...] = (), **environment: str) -> subprocess.Popen[bytes]:
        """Start a program that runs until the end. What it says goes into a file."""
        log = self.folder / f"{Path(line[0]).name}-{len(self._processes)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                line,
                env={**self.environment, **environment},
                stdout=out,
                stderr=out,
                pass_fds=keep,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def kiosk(self, site: Site) -> Reader:
        """The kiosk as it runs at a site, and its reader once its first screen shows."""
        line = (sys.executable, "-m", "kiosk", "run", "--config", str(site.config))
        self._kiosk = len(self._processes)
        self.running = self.start(*line, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")
        reader = Reader(self.session, "kiosk")
        reader.until(lambda tree: tree.has("push button", "Touch to start"), "the attract screen")
        return reader

    def kiosk_ended(self) -> tuple[int, str]:
        """End the kiosk as the system does: its exit code, and what it had to complain about."""
        self.running.terminate()
        code = self.running.wait(timeout=PATIENCE_S)
        said = (self.folder / f"{Path(sys.executable).name}-{self._kiosk}.log").read_text().splitlines()
        # Whoever reads a page as it goes asks for things that have gone.
        return code, "\n".join(line for line in said if not line.startswith("qt.accessibility"))

    def stop(self) -> None:
        """End what was started here, the last first."""
        for process in reversed(self._processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """A desktop with the accessibility bus; skips where the system has none."""
    lacking = missing()
    if lacking:
        pytest.skip(f"no accessibility bus here: apt-get install {' '.join(lacking)}")
    # The address of a socket must be short.
    folder = Path(tmp_path_factory.mktemp("at"))
    made = Desktop(folder)
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demo's site, without council or agent: what is saved waits."""
    folder = tmp_path_factory.mktemp("site")
    return Site(folder, folder / "receipts", today())


@pytest.fixture
def make_reader(desktop: Desktop) -> Iterator[Callable[[], Reader]]:
    """Makes readers of whatever calls itself the kiosk; each is closed at the end."""
    made: list[Reader] = []

    def make() -> Reader:
        made.append(Reader(desktop.session, "kiosk"))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def reader(desktop: Desktop, site: Site) -> Iterator[Reader]:
    """Reads the kiosk that runs."""
    made = desktop.kiosk(site)
    yield made
    made.close()
    assert desktop.kiosk_ended() == (0, "")
