"""The council releases new content while somebody is at the kiosk: they finish what they began."""

import re
import time

import pytest

from kiosk.commands.run import renew
from ui.background import Background


@pytest.fixture
def loader():
    worker = Background("content")
    yield worker
    worker.close()


@pytest.fixture
def council(site, content):
    """The site's council with the small content of the tests; its kiosk trusts the key."""
    content.data = site.council_data
    content.load_homes(12)
    content.publish()
    text = site.config.read_text(encoding="utf-8")
    text = re.sub(r"(?s)\[content\].*", f'[content]\nkeys = ["{content.key}"]\n', text)
    site.config.write_text(text, encoding="utf-8")
    site.start_council()
    return content


def wait_for(site) -> None:
    until = time.monotonic() + 20
    while not site.reachable() and time.monotonic() < until:
        time.sleep(0.05)


def fetch(site) -> None:
    """The agent asks the council, in a process of its own."""
    site.command("kiosk", "agent", "--once", "--config", site.config)


def begin(resident) -> None:
    resident.choose("animals", "cat-facts")
    resident.robot.type("ZZ9 1AA")
    resident.robot.touch("address:find")


def end(resident, home: str) -> None:
    resident.robot.touch(f"option:{home}")
    resident.robot.touch("main")


def test_a_visit_ends_with_the_content_it_began_with_and_the_next_has_the_new(
    site, council, come, loader
) -> None:
    wait_for(site)
    fetch(site)
    resident = come()
    robot = resident.robot
    begin(resident)
    assert robot.has("option:12")

    council.say("Cats purr now.")
    council.load_homes(3)
    council.publish()
    fetch(site)
    for _ in range(3):
        # What `kiosk run` does every few seconds.
        renew(resident.app, resident.desk, loader)
        robot.settle()

    end(resident, "12")
    assert robot.sees("Cats sleep all day.")
    robot.touch("main")
    robot.until(lambda: robot.has("begin"), "the attract screen")

    def taken_up() -> bool:
        renew(resident.app, resident.desk, loader)
        return len(resident.desk.data.find("homes", "", {}, 50)) == 3

    robot.until(taken_up, "the new release")
    begin(resident)
    assert not robot.has("option:12")
    end(resident, "3")
    assert robot.sees("Cats purr now.")
