"""What the screens are given to find a service with: shipped register and journeys, on a certain day."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.assets import assets_dir
from kiosk.clock import moment
from kiosk.commands.parts import OutboxCounter, ServiceDesk
from kiosk.contact import Contact
from kiosk.language import NAMES
from kiosk.settings import Settings
from kiosk.store import Store

NOVEMBER, JULY, MARCH, NEW_YEAR = (
    date(2026, 11, 20),
    date(2027, 7, 1),
    date(2027, 3, 15),
    date(2028, 1, 3),
)


@pytest.fixture(scope="module")
def desk_on(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., ServiceDesk]:
    """A desk on a day, with the shipped content or with journeys of its own."""

    def made(day: date, journeys: Path | None = None) -> ServiceDesk:
        settings = Settings(folder=str(tmp_path_factory.mktemp("state")))
        settings = replace(settings, site=replace(settings.site, state_dir="state"))
        if journeys is not None:
            settings = replace(settings, content=replace(settings.content, journeys=str(journeys)))
        return ServiceDesk(settings, lambda: day)

    return made


@pytest.fixture(scope="module")
def desk(desk_on: Callable[..., ServiceDesk]) -> ServiceDesk:
    made = desk_on(NOVEMBER)
    made.prepare()
    return made


def test_the_big_groups_and_the_urgent_one(desk: ServiceDesk) -> None:
    assert [one.title for one in desk.groups("cy")] == [
        "Treth gyngor",
        "Budd-daliadau",
        "Biniau ac ailgylchu",
        "Trwyddedu tacsis",
    ]
    urgent = desk.urgent("en")
    assert urgent is not None
    assert (urgent.id, urgent.title) == ("crisis", "Help in a crisis")


def test_the_home_page_needs_no_journey(desk_on: Callable[..., ServiceDesk]) -> None:
    desk = desk_on(NOVEMBER)
    desk.groups("en")
    desk.urgent("en")
    assert desk.pinned("en", NOVEMBER) == ()
    assert not desk.has_journeys


@pytest.mark.parametrize(
    ("day", "pinned"),
    [(NOVEMBER, "bin-day"), (MARCH, "council-tax-question"), (NEW_YEAR, "bin-day"), (JULY, "")],
)
def test_the_season_pins_a_service_with_its_reason(desk: ServiceDesk, day: date, pinned: str) -> None:
    assert desk.has_journeys
    found = desk.pinned("en", day)
    assert [one.id for one in found] == ([pinned] if pinned else [])
    assert all(one.body and one.title for one in found)


def test_every_offered_service_is_in_a_group_and_under_a_letter(desk: ServiceDesk) -> None:
    offered = {name for name, one in desk.catalogue.journeys.items() if one.offered(NOVEMBER)}
    in_groups = {entry.id for group in desk.more("en") for entry in desk.group(group.id, "en")}
    assert in_groups == offered
    for language in NAMES:
        under = {entry.id for section in desk.alphabet(language) for entry in section.entries}
        assert under == offered


def test_a_list_shows_the_title_and_the_first_line(desk: ServiceDesk) -> None:
    entry = next(one for one in desk.group("recycling", "cy") if one.id == "missed-bin")
    assert entry.title == "Rhoi gwybod am fin heb ei gasglu"
    assert entry.body == "Dywedwch wrthym os na wnaethom wagio bin, bocs neu sach."
    assert (entry.owner, entry.translated) == ("", True)


def test_first_lines_are_short_enough_for_a_card(desk: ServiceDesk) -> None:
    long = {one.id: one.body for one in desk.group("all", "en") if len(one.body) > 80 or not one.body}
    assert long == {}


def test_a_hand_off_says_who_runs_it_and_what_is_in_english_says_so(desk: ServiceDesk) -> None:
    entry = next(one for one in desk.group("parking", "cy") if one.id == "blue-badge")
    assert entry.owner.startswith("Yn cael ei redeg gan: ")
    assert not entry.translated


def test_the_welsh_letters_come_in_their_order(desk: ServiceDesk) -> None:
    letters = [section.letter for section in desk.alphabet("cy")]
    assert letters.index("Ff") == letters.index("E") + 1
    assert letters.index("Ll") > letters.index("H")
    assert "F" not in letters, "Ffyrdd stands under Ff"


def test_a_service_stands_under_words_one_looks_up_not_under_its_verb(desk: ServiceDesk) -> None:
    under_b = next(section for section in desk.alphabet("en") if section.letter == "B")
    found = {entry.title: entry for entry in under_b.entries}
    assert found["Bins not emptied"].id == "missed-bin"
    assert found["Bins not emptied"].body == "Report a missed bin"


def test_a_search_in_vain_leads_to_groups_and_to_a_person(desk: ServiceDesk) -> None:
    found = desk.search("xylophone", "en")
    assert found.services == ()
    assert [one.id for one in found.groups] == ["council_tax", "benefits", "recycling", "taxi"]
    assert [one.id for one in found.person] == ["call-back"]
    assert desk.search("  ", "en").groups == ()


def test_what_is_not_offered_today_is_nowhere(desk_on: Callable[..., ServiceDesk], tmp_path: Path) -> None:
    assets = assets_dir()
    shutil.copytree(assets / "journeys", tmp_path / "journeys")
    shutil.copy(assets / "services.yaml", tmp_path)
    for name, old, new in (
        ("pests", "status: live", "status: test"),
        ("bin-day", "status: live", f"status: live\nfrom: {NOVEMBER + timedelta(days=1)}"),
    ):
        path = tmp_path / "journeys" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    desk = desk_on(NOVEMBER, tmp_path / "journeys")
    gone = {"pests", "bin-day"}
    assert gone & {one.id for one in desk.group("all", "en")} == set()
    assert gone & {one.id for section in desk.alphabet("en") for one in section.entries} == set()
    assert gone & {one.id for one in desk.search("rats bin day", "en").services} == set()
    assert desk.pinned("en", NOVEMBER) == ()
    assert desk.entries(["pests"], "en") == ()


def test_a_first_page_knows_all_that_the_journey_says(desk: ServiceDesk) -> None:
    service = desk.service("missed-bin", "en")
    assert service.minutes == desk.journey("missed-bin").minutes > 0
    assert service.needs.startswith("- The address that we missed")
    assert (service.offline, service.sends, service.safety) == ("warn", True, False)
    assert service.hours
    elsewhere = desk.service("blue-badge", "en")
    assert (elsewhere.offline, elsewhere.sends, elsewhere.hours) == ("handoff", False, "")
    assert desk.service("homeless", "en").safety


@pytest.mark.parametrize(("minutes", "online"), [(0, True), (14, True), (16, False)])
def test_the_council_is_in_reach_while_it_answered_lately(
    tmp_path: Path, desk: ServiceDesk, minutes: int, online: bool
) -> None:
    settings = Settings(folder=str(tmp_path))
    settings = replace(settings, site=replace(settings.site, state_dir="."))
    counter = OutboxCounter(settings, desk)
    assert not counter.online(), "it never answered"
    now = moment()
    then = replace(now, utc=now.utc - timedelta(minutes=minutes), monotonic=now.monotonic - 60 * minutes)
    store = Store.open(settings.database)
    Contact(store).reached(then)
    store.close()
    assert counter.online() is online
    counter._store.close()
