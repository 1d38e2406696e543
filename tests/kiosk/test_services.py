"""The register of services: what it says, what it refuses, how it fits the journeys, and that it adds up."""

from datetime import date
from pathlib import Path

import pytest

from kiosk.assets import assets_dir
from kiosk.errors import KnownError
from kiosk.journeys.load import Catalogue, load_files
from kiosk.journeys.source import Finding
from kiosk.language import NAMES
from kiosk.register import check_register, load_register, read_register
from kiosk.services import Register

GOOD = """\
total:
  services: 5
  source: Minutes of a meeting.

groups:
- id: bins
  icon: recycle
  home: big
  title:
    en: Bins
    cy: Biniau
  summary:
    en: All about bins
- id: animals
  icon: house
  title:
    en: Animals
  summary:
    en: Cats and dogs

services:
- id: missed-bin
  status: live
  groups: [bins]
  index:
    en: Missed bin, Rubbish
  words:
    en: bin men, dust
      cart
    ar: قمامة، نفايات
- id: lost-cat
  status: handoff
  groups: [animals, bins]
  index:
    en: Cats
- id: both-at-once
  counted: false
  status: live
  groups: [bins]
  index:
    en: Both
- id: dog-licence
  status: planned
  groups: [animals]
  title:
    en: Dog licence
  owner: council
  codes: {lgsl: 12, lgil: 8}
  source: Minutes.

seasons:
- service: missed-bin
  from: 12-20
  until: 01-05
  reason:
    en: Christmas
  source: A meeting.
- service: lost-cat
  from: 2026-10-01
  until: 2026-10-31
  reason:
    en: A month of cats
    cy: Mis y cathod
  source: A meeting.
"""
JOURNEY = """\
journey: {id}
title: A title
version: 1
status: {status}
owner: council
offline: {offline}
class: 1
steps:
- note: one
  title: One
  body: One.
done:
  title: Done
"""


def read(text: str) -> tuple[Register, list[Finding]]:
    register, findings = read_register(text.encode())
    assert register is not None
    return register, findings


def seeded(old: str, new: str) -> list[str]:
    assert old in GOOD
    return [str(one) for one in read(GOOD.replace(old, new, 1))[1]]


@pytest.fixture(scope="module")
def good() -> Register:
    register, findings = read(GOOD)
    assert findings == []
    return register


def catalogue(folder: Path, **journeys: tuple[str, str]) -> Catalogue:
    """Journeys by id: status and offline class."""
    (folder / "shared.yaml").write_text("organisations: [council]\n", encoding="utf-8")
    for name, (status, offline) in journeys.items():
        text = JOURNEY.format(id=name, status=status, offline=offline)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = load_files(folder)
    assert found.errors == (), [str(one) for one in found.errors]
    return found


FITTING = {
    "missed-bin": ("live", "information"),
    "lost-cat": ("live", "handoff"),
    "both-at-once": ("live", "information"),
}


# What it says


def test_groups_keep_their_order_and_their_services(good: Register) -> None:
    assert [group.id for group in good.groups] == ["bins", "animals"]
    assert good.services_in("bins") == ("missed-bin", "lost-cat", "both-at-once")
    assert good.services_in("animals") == ("lost-cat", "dog-licence")


def test_a_text_without_translation_falls_back_to_english(good: Register) -> None:
    assert good.groups[0].title_in("cy") == "Biniau"
    assert good.groups[0].summary_in("cy") == "All about bins"


def test_phrases_are_parted_by_commas_of_either_script_and_may_go_over_lines(good: Register) -> None:
    words = good.by_id["missed-bin"].words
    assert words == {"en": ("bin men", "dust cart"), "ar": ("قمامة", "نفايات")}


def test_the_first_group_of_a_service_gives_it_its_picture(good: Register) -> None:
    group = good.group_of("lost-cat")
    assert group is not None
    assert group.id == "animals"
    assert good.group_of("nothing") is None


def test_the_count_adds_up_and_invents_nothing(good: Register) -> None:
    count = good.count
    assert (count.live, count.handoff, count.test, count.planned, count.unnamed) == (1, 1, 0, 1, 2)
    assert count.live + count.handoff + count.test + count.planned + count.unnamed == count.total == 5
    assert count.offered == 2


@pytest.mark.parametrize(
    ("day", "pinned"),
    [
        (date(2026, 12, 19), []),
        (date(2026, 12, 20), ["missed-bin"]),
        (date(2027, 1, 5), ["missed-bin"]),
        (date(2027, 1, 6), []),
        (date(2026, 10, 1), ["lost-cat"]),
        (date(2026, 10, 31), ["lost-cat"]),
        (date(2027, 10, 1), []),
    ],
)
def test_a_season_pins_its_service_and_the_dated_one_does_not_come_back(
    good: Register, day: date, pinned: list[str]
) -> None:
    assert [season.service for season in good.pinned(day)] == pinned


def test_the_reason_of_a_season_is_told_in_the_residents_language(good: Register) -> None:
    season = next(good.pinned(date(2026, 10, 9)))
    assert (season.reason_in("cy"), season.reason_in("pl")) == ("Mis y cathod", "A month of cats")


# What it refuses


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("services: 5", "services: many", "services.yaml:2: error: wrong-value: a whole number"),
        ("services: 5", "services: 2", "services.yaml:1: error: wrong-total: 3 services are named"),
        ("  icon: recycle", "  icone: recycle", "services.yaml:7: error: unknown-key: 'icone'"),
        ("  home: big", "  home: huge", "services.yaml:8: error: wrong-value: 'huge' may not stand here"),
        ("    en: Bins\n", "", "services.yaml:10: error: missing-key: the text in 'en' is missing"),
        (
            "- id: animals",
            "- id: bins",
            "services.yaml:14: error: duplicate: the group 'bins' stands already",
        ),
        (
            "- id: lost-cat",
            "- id: missed-bin",
            "error: duplicate: the service 'missed-bin' stands already at line 22",
        ),
        ("status: planned", "status: someday", "error: wrong-value: 'someday' may not stand here"),
        (
            "groups: [animals, bins]",
            "groups: [animal]",
            "error: not-found: there is no group 'animal'. Did you mean",
        ),
        ("groups: [animals, bins]", "groups: []", "error: wrong-value: a service needs at least one group."),
        ("until: 01-05", "until: 2027-01-05", "error: wrong-value: 'from' and 'until' are both dates"),
        ("until: 2026-10-31", "until: 2026-09-30", "error: wrong-value: 'until' comes before 'from'."),
        ("from: 12-20", "from: 12-32", "error: wrong-value: '12-32' is no day"),
        ("- service: lost-cat", "- service: lost-cart", "error: not-found: there is no service 'lost-cart'."),
        ("  source: A meeting.\n", "", "error: missing-key: a season needs the key 'source'."),
        ("    en: Cats\n- id: both", "    english: Cats\n- id: both", "'english' is no language"),
        ("  icon: recycle", "  icon: Recycle!", "may hold small letters, figures"),
        ("groups:\n- id: bins", "groups: none\nservices_:\n- id: bins", "'groups' is a list"),
        ("  status: live", "  status: live\n  status: test", "error: duplicate-key: 'status' stands already"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, told: str) -> None:
    found = seeded(old, new)
    assert any(told in one for one in found), found


def test_a_group_with_nothing_in_it_is_told() -> None:
    assert seeded("groups: [animals, bins]", "groups: [bins]") == [], "one service is still in it"
    found = [
        str(one) for one in read(GOOD.replace("[animals, bins]", "[bins]").replace("[animals]", "[bins]"))[1]
    ]
    assert found == [
        "services.yaml:14: error: empty-group: no service is in the group 'animals'. "
        "Give it one or take it out."
    ]


def test_a_bad_register_is_one_line_for_the_operator(tmp_path: Path) -> None:
    path = tmp_path / "services.yaml"
    path.write_text(GOOD.replace("status: live", "status: alive", 1), encoding="utf-8")
    with pytest.raises(KnownError, match=r"services\.yaml:23: error: wrong-value: 'alive' .*live") as caught:
        load_register(path)
    assert "\n" not in str(caught.value)


def test_a_register_that_is_missing_or_no_yaml_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"services\.yaml: cannot be read"):
        load_register(tmp_path / "services.yaml")
    (tmp_path / "services.yaml").write_text("groups: [", encoding="utf-8")
    with pytest.raises(KnownError, match=r"services\.yaml:2: error: unreadable"):
        load_register(tmp_path / "services.yaml")


# How it fits the journeys


def test_a_register_that_fits_has_no_findings(good: Register, tmp_path: Path) -> None:
    assert check_register(good, catalogue(tmp_path, **FITTING)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"missed-bin": ("test", "information")},
            "wrong-status: 'missed-bin' is 'live' here, and its journey is 'test'",
        ),
        (
            {"missed-bin": ("live", "handoff")},
            "wrong-status: 'missed-bin' is 'live' here, and its journey is 'handoff'",
        ),
        (
            {"lost-cat": ("live", "information")},
            "wrong-status: 'lost-cat' is 'handoff' here, and its journey is 'live'",
        ),
        ({"lost-cat": ("withdrawn", "handoff")}, "wrong-status: 'lost-cat' is 'handoff' here"),
        ({"stray-dog": ("live", "information")}, "not-listed: nobody can find the journey 'stray-dog'"),
        ({"dog-licence": ("planned", "information")}, "told-twice: the journey 'dog-licence' has its title"),
    ],
)
def test_what_does_not_fit_the_journeys_is_told(
    good: Register, tmp_path: Path, change: dict[str, tuple[str, str]], told: str
) -> None:
    found = [str(one) for one in check_register(good, catalogue(tmp_path, **(FITTING | change)))]
    assert any(told in one for one in found), found


def test_a_live_service_without_a_journey_is_told_with_its_line(good: Register, tmp_path: Path) -> None:
    there = {name: facts for name, facts in FITTING.items() if name != "lost-cat"}
    found = [str(one) for one in check_register(good, catalogue(tmp_path, **there))]
    assert len(found) == 1
    assert found[0].startswith(
        "services.yaml:31: error: not-found: 'lost-cat' is 'handoff', but there is no such"
    )


def test_a_journey_that_is_bad_is_not_told_a_second_time_as_missing(good: Register, tmp_path: Path) -> None:
    catalogue(tmp_path, **FITTING)
    (tmp_path / "lost-cat.yaml").write_text("journey: lost-cat\n", encoding="utf-8")
    found = load_files(tmp_path)
    assert found.errors
    assert check_register(good, found) == []


def test_a_planned_service_says_its_title_owner_and_source(tmp_path: Path) -> None:
    text = GOOD.replace("  owner: council\n", "").replace("  source: Minutes.\n", "")
    found = [str(one) for one in check_register(read(text)[0], catalogue(tmp_path, **FITTING))]
    assert [one.partition("needs the key ")[2] for one in found] == ["'owner' here.", "'source' here."]


# The one that ships


@pytest.fixture(scope="module")
def shipped() -> Register:
    return load_register(assets_dir() / "services.yaml")


def test_the_shipped_register_fits_the_shipped_journeys(shipped: Register) -> None:
    found = check_register(shipped, load_files(assets_dir() / "journeys"))
    assert [str(one) for one in found] == []


def test_the_four_headline_groups_are_the_big_ones(shipped: Register) -> None:
    big = [group.id for group in shipped.groups if group.home == "big"]
    assert big == ["council_tax", "benefits", "recycling", "taxi"]
    assert [group.id for group in shipped.groups if group.home == "urgent"] == ["crisis"]


def test_every_picture_of_a_group_is_there(shipped: Register) -> None:
    icons = {path.stem for path in (assets_dir() / "icons").glob("*.svg")}
    assert {group.icon for group in shipped.groups} - icons == set()


@pytest.mark.parametrize("language", list(NAMES))
def test_every_offered_service_can_be_looked_up_and_found_in(shipped: Register, language: str) -> None:
    for service in shipped.services:
        if service.status in ("live", "handoff"):
            assert service.index.get(language), service.id
            assert len(service.words.get(language, ())) >= 4, service.id
    for group in shipped.groups:
        assert language in group.title, group.id
        assert language in group.summary, group.id
    for season in shipped.seasons:
        assert language in season.reason, season.service


def test_the_total_is_the_councils_own_figure_with_its_source(shipped: Register) -> None:
    assert shipped.total == 198
    assert "3 December 2020" in shipped.source
    count = shipped.count
    assert count.unnamed == 198 - sum(one.counted for one in shipped.services)
    assert count.unnamed > 0


def test_whatever_is_not_built_says_where_it_is_named(shipped: Register) -> None:
    planned = [one for one in shipped.services if one.status == "planned"]
    assert planned
    assert [one.id for one in planned if not one.source] == []
