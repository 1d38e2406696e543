"""What the screens work with: whole releases, taken up between visits, held while in use."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from council.releases import Releases
from kiosk.commands.parts import ServiceDesk
from kiosk.content.check import mistakes_in
from kiosk.content.release import read_signed
from kiosk.content.shelf import Shelf
from kiosk.errors import KnownError
from kiosk.language import words_for
from kiosk.settings import Content, Settings, Site

TODAY = date(2026, 11, 22)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(site=Site(state_dir=str(tmp_path / "state")), folder=str(tmp_path))


@pytest.fixture
def bring(content: Any, settings: Settings) -> Callable[[], int]:
    """Publish what there is and put it into the kiosk's shelf, as the agent would."""
    shelf = Shelf(settings.content_dir)

    def publish() -> int:
        import gzip

        done = content.publish()
        assert done.manifest is not None, done.mistakes
        releases = Releases(content.data)
        shelf.begin()
        for file in done.manifest.files:
            packed = releases.packed(file.packed_sha256)
            assert packed is not None
            data = gzip.decompress(packed.read_bytes())
            shelf.keep(file.sha256, lambda path, data=data: path.write_bytes(data) and None)
        signed = read_signed((releases.folder / "current.json").read_bytes())
        shelf.adopt(done.manifest, signed, mistakes_in)
        return int(done.manifest.version)

    return publish


def ending(desk: ServiceDesk) -> str:
    walk = desk.walk("cat-facts", "en", words_for("en"), TODAY)
    walk.answer("home", {"text": "1 Cat Street"})
    return walk.page().body


def test_without_a_release_the_shipped_content_is_used(settings: Settings) -> None:
    desk = ServiceDesk(settings)
    assert "missed-bin" in desk.catalogue.journeys
    assert desk.data.row("contacts", "waste") is not None
    assert not desk.refresh()


def test_a_release_replaces_journeys_register_and_datasets_together(
    content: Any, settings: Settings, bring: Callable[[], int]
) -> None:
    content.load_homes(12)
    bring()
    desk = ServiceDesk(settings)
    assert set(desk.catalogue.journeys) == {"cat-facts"}
    assert [group.id for group in desk.register.groups] == ["animals"]
    assert desk.data.made("homes") == date(2026, 11, 20)
    assert len(desk.data.find("homes", "zz91aa", {}, 50)) == 12
    assert desk.data.row("contacts", "waste") is None, "sample data never stands in for a council's own"


def test_a_visit_keeps_what_it_began_with_and_the_next_one_has_the_new(
    content: Any, settings: Settings, bring: Callable[[], int]
) -> None:
    content.load_homes(3)
    bring()
    desk = ServiceDesk(settings)
    visit = desk.walk("cat-facts", "en", words_for("en"), TODAY)
    content.say("Cats purr.")
    content.load_homes(5)
    for _ in range(3):
        content.say(f"Cats purr {_} times.")
        bring()
    # The agent has thrown old releases away, but not the one this visit stands on.
    assert len(visit.find("home", "zz9", 50)) == 3
    assert desk.journey("cat-facts") is visit.journey
    visit.answer("home", "3")
    assert "Cats sleep all day." in visit.page().body
    assert desk.refresh()
    desk.get_ready()
    assert desk.journey("cat-facts") is visit.journey, "ready, but not yet taken up"
    assert not desk.refresh()
    assert "Cats purr 2 times." in ending(desk)
    assert len(desk.data.find("homes", "", {}, 50)) == 5


def test_what_is_no_longer_used_is_free_to_go(
    content: Any, settings: Settings, bring: Callable[[], int]
) -> None:
    bring()
    desk = ServiceDesk(settings)
    assert desk.catalogue.journeys
    content.say("Cats purr.")
    bring()
    desk.refresh()
    desk.get_ready()
    desk.refresh()
    desk.refresh()
    for fact in ("Cats climb.", "Cats hunt."):
        content.say(fact)
        bring()
    kept = {path.name for path in (settings.content_dir / "releases").iterdir()}
    assert kept == {"2", "3", "4"}, "2 is in use, 3 and 4 are the last two"


def test_asking_costs_nothing_when_nothing_changed_and_is_asked_for_once(
    content: Any, settings: Settings, bring: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    bring()
    desk = ServiceDesk(settings)
    assert desk.catalogue.journeys
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", lambda _: pytest.fail("read a file"))
        assert [desk.refresh() for _ in range(5)] == [False] * 5
    content.say("Cats purr.")
    bring()
    assert [desk.refresh() for _ in range(3)] == [True, False, False]


def test_a_release_that_cannot_be_used_leaves_the_one_in_use(
    content: Any, settings: Settings, bring: Callable[[], int]
) -> None:
    bring()
    desk = ServiceDesk(settings)
    assert desk.catalogue.journeys
    content.say("Cats purr.")
    bring()
    # The disk spoils the register; its size stays.
    register = settings.content_dir / "current" / "services.yaml"
    size = register.stat().st_size
    register.unlink()
    register.write_bytes(b"[" * size)
    assert desk.refresh()
    with pytest.raises(KnownError):
        desk.get_ready()
    assert not desk.refresh()
    assert "Cats sleep all day." in ending(desk)


def test_it_is_made_ready_beside_the_screens(
    content: Any, settings: Settings, bring: Callable[[], int]
) -> None:
    content.load_homes(3)
    bring()
    desk = ServiceDesk(settings)
    assert desk.catalogue.journeys
    content.load_homes(4)
    bring()
    assert desk.refresh()
    loader = threading.Thread(target=desk.get_ready)
    loader.start()
    loader.join()
    desk.refresh()
    assert len(desk.data.find("homes", "cat", {}, 50)) == 4


def test_folders_of_the_settings_come_before_any_release(
    content: Any, settings: Settings, bring: Callable[[], int], tmp_path: Path
) -> None:
    from msgspec.structs import replace

    bring()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "homes.csv").write_text("uprn,text,postcode\n7,7 Own Street,ZZ9 1AA\n")
    (tmp_path / "mine" / "homes.toml").write_text('made = "2026-11-20"\n')
    desk = ServiceDesk(replace(settings, content=Content(datasets="mine")))
    assert set(desk.catalogue.journeys) == {"cat-facts"}
    assert desk.data.row("homes", "7") is not None
