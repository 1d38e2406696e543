"""Loading: a bad journey is not offered and the others are; the last good version stays."""

import shutil
from pathlib import Path

import pytest

from kiosk.errors import JourneyError
from kiosk.journeys.keep import good_folder, remember
from kiosk.journeys.load import load_folder, load_journey

FIXTURES = Path(__file__).parent / "fixtures"
SHORT = """\
journey: short
title: A short one
version: 1
status: live
owner: council
offline: information
class: 1
steps:
- note: hello
  title: Hello
done:
  title: That was all
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "journeys"
    shutil.copytree(FIXTURES, made, ignore=shutil.ignore_patterns("data", "change.yaml"))
    (made / "short.yaml").write_text(SHORT, encoding="utf-8")
    return made


def spoil(path: Path, old: str = "class: 3", new: str = "class: nine") -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_folder_gives_its_journeys_by_id(folder: Path) -> None:
    found = load_folder(folder)
    assert list(found.journeys) == ["clean", "short"]
    assert found.problems == ()
    assert set(found.datasets) == {"addresses", "rounds", "offices", "holidays"}


def test_what_a_journey_says_of_itself(folder: Path) -> None:
    clean = load_journey(folder / "clean.yaml")
    assert clean.title_in("en") == "Tell us about your bins"
    assert clean.title_in("cy") == "Dywedwch wrthym am eich biniau"
    assert clean.title_in("fr") == "Tell us about your bins"
    assert clean.body_in("cy") == "Mae hyn yn cymryd 3 munud."
    assert (clean.offline, clean.sensitivity, clean.send, clean.owner) == (
        "warn",
        3,
        "waste/clean",
        "council",
    )
    assert (clean.lgsl, clean.lgil, clean.version) == (524, 17, 2)
    assert clean.uses == {"addresses": 45, "rounds": 2, "offices": 42, "holidays": 395}
    short = load_journey(folder / "short.yaml")
    assert short.body_in("en") == ""
    assert short.languages == ("en",)


def test_a_bad_journey_is_not_offered_and_the_others_are(folder: Path) -> None:
    spoil(folder / "clean.yaml")
    found = load_folder(folder)
    assert list(found.journeys) == ["short"]
    assert [(one.file, one.rule) for one in found.errors] == [("clean.yaml", "wrong-value")]
    with pytest.raises(JourneyError) as error:
        load_journey(folder / "clean.yaml")
    assert error.value.problems == found.errors
    assert "clean.yaml" in str(error.value)


def test_a_bad_overlay_is_a_bad_journey(folder: Path) -> None:
    spoil(folder / "clean.cy.yaml", "rooms.title: ", "rooms.titel: ")
    assert list(load_folder(folder).journeys) == ["short"]


def test_bad_shared_files_stop_every_journey(folder: Path) -> None:
    spoil(folder / "shared.yaml", "[uprn]", "[urpn]")
    assert load_folder(folder).journeys == {}


def test_a_journey_that_turns_bad_stays_as_it_was(folder: Path, tmp_path: Path) -> None:
    before = load_folder(folder)
    remember(before, tmp_path)
    spoil(folder / "clean.yaml")
    after = load_folder(folder, good=good_folder(tmp_path))
    assert after.journeys["clean"].hash == before.journeys["clean"].hash
    assert after.journeys.keys() == {"clean", "short"}
    assert [one.rule for one in after.errors] == ["wrong-value"]
    # Mended, the new one is taken.
    spoil(folder / "clean.yaml", "class: nine", "class: 4")
    assert load_folder(folder, good=good_folder(tmp_path)).journeys["clean"].sensitivity == 4


def test_a_journey_that_is_taken_away_is_gone(folder: Path, tmp_path: Path) -> None:
    remember(load_folder(folder), tmp_path)
    (folder / "short.yaml").unlink()
    assert list(load_folder(folder, good=good_folder(tmp_path)).journeys) == ["clean"]


def test_shared_files_that_turn_bad_keep_every_journey_as_it_was(folder: Path, tmp_path: Path) -> None:
    before = load_folder(folder)
    remember(before, tmp_path)
    spoil(folder / "shared.yaml", "[uprn]", "[urpn]")
    after = load_folder(folder, good=good_folder(tmp_path))
    assert {name: one.hash for name, one in after.journeys.items()} == {
        name: one.hash for name, one in before.journeys.items()
    }
    assert after.datasets == before.datasets
    assert after.errors


def test_the_last_good_version_outlives_a_restart(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    good = load_folder(folder)
    remember(good, state)
    spoil(folder / "clean.yaml")
    after = load_folder(folder, good=good_folder(state))
    assert after.journeys["clean"].hash == good.journeys["clean"].hash
    assert [one.rule for one in after.errors] == ["wrong-value"]
    # What is bad now is never remembered over what was good.
    remember(after, state)
    assert load_folder(folder, good=good_folder(state)).journeys["clean"].hash == good.journeys["clean"].hash


def test_what_is_remembered_follows_what_is_good(folder: Path, tmp_path: Path) -> None:
    remember(load_folder(folder), tmp_path)
    kept = good_folder(tmp_path) / "clean" / "clean.yaml"
    stamp = kept.stat().st_mtime_ns
    remember(load_folder(folder), tmp_path)
    assert kept.stat().st_mtime_ns == stamp, "what has not changed is not written again"
    spoil(folder / "clean.yaml", "class: 3", "class: 4")
    remember(load_folder(folder), tmp_path)
    assert "class: 4" in kept.read_text(encoding="utf-8")
    assert {path.name for path in good_folder(tmp_path).iterdir()} == {"clean", "short"}


@pytest.mark.parametrize(
    ("file", "old", "new", "changes"),
    [
        ("clean.yaml", "Your home", "Your house", True),
        ("clean.cy.yaml", "Eich cartref", "Eich tŷ", True),
        ("clean.other.yaml", "do they have", "have they", True),
        ("shared.yaml", "Black bin", "Grey bin", True),
        ("shared.yaml", "Full name", "Whole name", True),
        ("shared.cy.yaml", "Bin du", "Bin llwyd", True),
        ("shared.yaml", "[council, parks]", "[council, parks, roads]", False),
    ],
)
def test_the_hash_covers_all_that_a_journey_takes(
    folder: Path, file: str, old: str, new: str, changes: bool
) -> None:
    before = load_folder(folder).journeys
    spoil(folder / file, old, new)
    after = load_folder(folder).journeys
    assert (after["clean"].hash != before["clean"].hash) is changes
    assert after["short"].hash == before["short"].hash
    assert before["clean"].hash.startswith("sha256:")


def test_when_a_journey_is_offered(folder: Path) -> None:
    from datetime import date

    day = date(2026, 11, 23)
    assert load_journey(folder / "short.yaml").offered(day)
    spoil(folder / "short.yaml", "status: live", "status: live\nfrom: 2026-11-24\nuntil: 2026-11-30")
    short = load_journey(folder / "short.yaml")
    assert [short.offered(date(2026, 11, one)) for one in (23, 24, 30)] == [False, True, True]
    assert not short.offered(date(2026, 12, 1))
    for status, normal, test in (("test", False, True), ("withdrawn", False, False)):
        (folder / "short.yaml").write_text(SHORT.replace("live", status), encoding="utf-8")
        short = load_journey(folder / "short.yaml")
        assert (short.offered(day), short.offered(day, test=True)) == (normal, test)


def test_a_planned_journey_needs_little(folder: Path) -> None:
    planned = "journey: short\ntitle: To come\nversion: 1\nstatus: planned\nowner: council\n"
    (folder / "short.yaml").write_text(planned, encoding="utf-8")
    assert load_folder(folder).problems == ()
    from datetime import date

    assert not load_journey(folder / "short.yaml").offered(date(2026, 11, 23), test=True)


def test_files_of_other_names_are_told_of(folder: Path) -> None:
    (folder / "Some Journey.yaml").write_text(SHORT, encoding="utf-8")
    found = load_folder(folder)
    assert [one.rule for one in found.errors] == ["wrong-file"]
    assert list(found.journeys) == ["clean", "short"]


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"just text", b"[1, 2]", b"- a\n- b", b"\x00", b"a: [" * 3000]
)
def test_any_content_is_a_finding_and_not_a_crash(folder: Path, content: bytes) -> None:
    (folder / "short.yaml").write_bytes(content)
    found = load_folder(folder)
    assert list(found.journeys) == ["clean"]
    assert found.errors


def test_no_folder_is_an_error_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(JourneyError, match="no such folder"):
        load_folder(tmp_path / "none")
    with pytest.raises(JourneyError):
        load_journey(tmp_path / "none.yaml")
