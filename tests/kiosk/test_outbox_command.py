"""`kiosk outbox`, `kiosk store` and `kiosk audit`, as staff at the kiosk use them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.clock import moment
from kiosk.envelope import Envelope, Header
from kiosk.outbox import Outbox
from kiosk.store import Store


class Site:
    """A kiosk's folder, and its command."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.database = folder / "state" / "kiosk.db"
        (folder / "kiosk.toml").write_text('[site]\nstate_dir = "state"\n')

    def says(self, *words: str) -> tuple[int, str, str]:
        """Exit code, and what it wrote to the two outputs."""
        self._capsys.readouterr()
        try:
            code = main([*words, "--config", str(self.folder / "kiosk.toml")])
        except SystemExit as error:
            code = int(str(error.code))
        return code, *self._capsys.readouterr()

    def tells(self, *words: str) -> object:
        code, out, _ = self.says(*words, "--json")
        assert code == 0
        return json.loads(out)

    def add(self, number: int) -> str:
        item = f"00000000-0000-4000-8000-{number:012d}"
        with Store.open(self.database) as store:
            header = Header(v=1, id=item, kiosk="demo-1", kid="0" * 16)
            Outbox(store).add([(Envelope(header, bytes([number]) * 9000), f"K7MF4T2Q9XW{number}")], moment())
        return item

    def refuse(self, item: str) -> None:
        with Store.open(self.database) as store:
            Outbox(store).start(item, moment())
            Outbox(store).quarantine(item, "other-content")


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(tmp_path, capsys)


def test_status_tells_what_the_heartbeat_tells(site: Site) -> None:
    items = [site.add(number) for number in (1, 2)]
    site.refuse(items[0])
    found = site.tells("outbox", "status")
    assert isinstance(found, dict)
    assert (found["waiting"], found["quarantined"], found["kept"], found["sound"]) == (1, 1, 0, None)
    assert found["oldest_age_s"] >= 0
    assert found["room"] in ("enough", "low", "none")
    code, out, _ = site.says("outbox", "status")
    assert code == 0
    assert "1 waiting" in out
    assert "1 refused by the council" in out
    assert "not yet checked" in out


def test_looking_at_a_kiosk_that_saved_nothing_makes_nothing(site: Site) -> None:
    assert site.says("outbox", "status")[:2] == (0, "This kiosk has saved nothing yet.\n")
    assert site.tells("outbox", "status") is None
    assert site.says("outbox", "empty")[:2] == (0, "nothing waits to be sent\n")
    assert site.tells("audit", "list") == []
    assert site.says("outbox", "retry", "--all", "--by", "Sam")[0] == 2
    assert not site.database.exists()


def test_a_kiosk_is_empty_only_when_the_council_has_everything(site: Site) -> None:
    item = site.add(1)
    assert site.says("outbox", "empty")[:2] == (1, "1 not sent: keep this kiosk until they are\n")
    site.refuse(item)
    assert site.says("outbox", "empty")[0] == 1, "what the council refused is not there either"
    with Store.open(site.database) as store:
        outbox = Outbox(store)
        outbox.retry(item, moment(), "staff-1")
        outbox.start(item, moment())
        assert site.says("outbox", "empty")[0] == 1, "nor what is on its way"
        outbox.delivered(item, moment(), "2026-11-22T12:00:05Z")
    assert site.says("outbox", "empty")[:2] == (0, "nothing waits to be sent\n")


def test_staff_send_what_was_refused_again_by_name(site: Site) -> None:
    items = [site.add(number) for number in (1, 2, 3)]
    for item in items:
        site.refuse(item)
    assert site.says("outbox", "retry", items[0], "--by", "Sam")[:2] == (0, "1 to be sent again\n")
    assert site.says("outbox", "retry", "k7mf 4t2q 9xw2", "--by", "Sam")[0] == 0
    assert site.says("outbox", "retry", "--all", "--by", "Kim")[:2] == (0, "1 to be sent again\n")
    listed = site.tells("outbox", "list")
    assert isinstance(listed, list)
    assert [one["state"] for one in listed] == ["queued"] * 3
    noted = site.tells("audit", "list")
    assert isinstance(noted, list)
    assert [(one["event"], one["who"], one["fields"]["item"]) for one in noted] == [
        ("outbox-retried", "Sam", items[0]),
        ("outbox-retried", "Sam", items[1]),
        ("outbox-retried", "Kim", items[2]),
    ]


def test_staff_give_up_what_was_refused_by_name_and_reason(site: Site) -> None:
    item = site.add(1)
    site.refuse(item)
    assert site.says("outbox", "discard", item, "--by", "Sam", "--reason", "known-otherwise")[0] == 0
    with Store.open(site.database) as store:
        assert store.rows("SELECT state, envelope FROM outbox") == [("discarded", None)]
    assert "outbox-discarded  by Sam" in site.says("audit", "list")[1]
    assert "(known-otherwise)" in site.says("outbox", "list")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("discard", "nothing", "--by", "Sam", "--reason", "test"), "there is no such item"),
        (("discard", "{item}", "--by", "Sam", "--reason", "test"), "only what the council refused"),
        (("retry", "{item}", "--by", "Sam"), "is queued"),
        (("discard", "{item}", "--by", "Sam"), "--reason"),
        (("discard", "{item}", "--reason", "test"), "--by"),
        (("discard", "{item}", "--by", " ", "--reason", "test"), "1 to 60 characters"),
        (("discard", "{item}", "--by", "Sam", "--reason", "Sam Example rang"), "invalid choice"),
        (("retry", "--by", "Sam"), "--all"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_changes_nothing(
    site: Site, words: tuple[str, ...], said: str
) -> None:
    item = site.add(1)
    code, _, error = site.says("outbox", *(word.replace("{item}", item) for word in words))
    assert code == 2
    assert said in error
    assert "Traceback" not in error
    with Store.open(site.database) as store:
        assert store.rows("SELECT state FROM outbox") == [("queued",)]
    assert site.tells("audit", "list") == []


def test_a_sound_file_is_said_to_be_sound_and_when_it_was_checked(site: Site) -> None:
    site.add(1)
    assert site.says("store", "check")[:2] == (0, "sound\n")
    assert site.tells("store", "check") == {"sound": True, "problem": None}
    assert "sound, checked" in site.says("outbox", "status")[1]


def test_a_damaged_file_stops_every_verb_with_the_one_line_that_names_what_to_do(site: Site) -> None:
    for number in (1, 2, 3):
        site.add(number)
    data = bytearray(site.database.read_bytes())
    envelope = data.index(bytes([2]) * 4000)
    data[envelope : envelope + 4000] = bytes(4000)
    site.database.write_bytes(data)
    code, out, _ = site.says("store", "check", "--json")
    assert code == 1
    assert json.loads(out)["sound"] is False
    assert "kiosk store salvage --by" in json.loads(out)["problem"]
    site.database.write_bytes(b"no database" * 1000)
    code, out, error = site.says("outbox", "list")
    assert (code, out) == (2, "")
    assert error.count("\n") == 1
    assert "kiosk store salvage --by YOUR-NAME" in error
    site.database.write_bytes(data)

    code, out, _ = site.says("store", "salvage", "--by", "Sam")
    assert code == 1, "something is lost"
    assert "3 items read, 2 kept, 1 lost" in out
    assert "state/salvage/" in out
    assert site.says("store", "check")[0] == 0
    noted = site.tells("audit", "list")
    assert isinstance(noted, list)
    assert [(one["event"], one["who"]) for one in noted] == [("store-salvaged", "Sam")]


def test_the_agent_does_not_start_on_a_damaged_file_and_says_what_to_run(site: Site) -> None:
    site.add(1)
    site.database.write_bytes(b"no database" * 1000)
    words = [sys.executable, "-m", "kiosk", "agent", "--once", "--config", str(site.folder / "kiosk.toml")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "kiosk store salvage --by YOUR-NAME" in done.stderr
    assert site.database.read_bytes() == b"no database" * 1000


def test_a_missing_database_is_not_made_again_by_looking(site: Site) -> None:
    site.add(1)
    site.database.unlink()
    for words in (("outbox", "list"), ("outbox", "empty"), ("audit", "list"), ("outbox", "status")):
        code, _, error = site.says(*words)
        assert code == 2
        assert "it is gone, but this kiosk had one" in error
    assert site.says("store", "check")[0] == 1
    assert not site.database.exists()
    code, out, _ = site.says("store", "salvage", "--by", "Sam", "--json")
    assert (code, json.loads(out)["whole"]) == (1, False)
    assert site.tells("outbox", "list") == []


def test_while_the_kiosk_runs_nothing_is_salvaged(site: Site) -> None:
    site.add(1)
    with Store.open(site.database):
        code, _, error = site.says("store", "salvage", "--by", "Sam")
    assert code == 2
    assert "Stop the kiosk and its agent first" in error
