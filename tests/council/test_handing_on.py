"""`council deliver`, `held`, `quarantine` and `submissions`, as an operator runs them, with a back office on
this machine."""

import base64
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest
from office import Office, Reply
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from standardwebhooks import Webhook as Receiver

from council.__main__ import main
from council.deliveries import Deliveries
from council.delivery import State
from council.intake import Arrival, examine
from council.keys import KeyRing, keys_in
from council.store import CouncilStore
from council.tables import deliveries, staff_audit
from council.targets import read_targets
from council.vault import vault_in
from kiosk.envelope import Envelope
from kiosk.envelope import seal as seal_record
from kiosk.submission import Record

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
Sealer = Callable[..., Envelope]
Captured: TypeAlias = pytest.CaptureFixture[str]


class Site:
    """A council's folder with one back office."""

    def __init__(self, folder: Path, database: str, office: Office) -> None:
        self.data = folder / "data"
        self.database = database
        self.data.mkdir(exist_ok=True)
        (self.data / "crm.secret").write_text(SECRET)
        (self.data / "crm.secret").chmod(0o600)
        (self.data / "council.toml").write_text(
            f'[targets.crm]\nkind = "webhook"\nurl = "{office.url}/in"\nsource = "https://exampleton.example"\n'
            'secret_file = "crm.secret"\nroutes = ["waste/*"]\n'
        )

    def open(self) -> CouncilStore:
        return CouncilStore.open(self.database, vault_in(self.data), read_targets(self.data).of)

    def keep(self, keys: KeyRing, *envelopes: Envelope) -> None:
        with closing(self.open()) as store:
            for envelope in envelopes:
                found = examine(envelope.header.id, envelope.data, keys.private, NOW)
                assert isinstance(found, Arrival)
                store.keep(found)

    def run(self, *words: str) -> int:
        return main([*words, "--data", str(self.data), "--database", self.database])

    def audited(self) -> list[tuple[str, str]]:
        with closing(self.open()) as store, store.database.read() as connection:
            return [(row.event, row.about) for row in connection.execute(select(staff_audit)).all()]


def test_what_is_due_is_handed_on_once_and_the_log_names_nobody(
    database: str,
    tmp_path: Path,
    keys: KeyRing,
    sealed: Sealer,
    capfd: Captured,
) -> None:
    with Office() as office:
        site = Site(tmp_path, database, office)
        envelopes = [sealed() for _ in range(3)]
        site.keep(keys, *envelopes, sealed(route="streets/problem"))
        assert site.run("deliver", "--once") == 0
        assert site.run("deliver", "--once") == 0
        got = [Receiver(SECRET).verify(asked.body, asked.headers) for asked in office.asked]
    assert sorted(one["id"] for one in got) == sorted(envelope.header.id for envelope in envelopes)
    told = capfd.readouterr()
    assert "3 accepted" in told.out
    assert "nothing due" in told.out
    logged = [json.loads(line) for line in told.err.splitlines()]
    assert {line["event"] for line in logged} == {"accept"}
    assert "Sam" not in told.err + told.out
    assert SECRET not in told.err + told.out


def test_a_process_that_was_killed_leaves_nothing_behind_once_its_lease_has_ended(
    tmp_path: Path, keys: KeyRing, sealed: Sealer
) -> None:
    with Office() as office:
        site = Site(tmp_path, f"sqlite:///{tmp_path / 'data' / 'council.db'}", office)
        envelopes = [sealed() for _ in range(12)]
        site.keep(keys, *envelopes)
        line = [sys.executable, "-m", "council", "deliver", "--data", str(site.data)]
        first = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert first.stderr is not None
        for _ in range(3):
            first.stderr.readline()
        first.kill()
        first.communicate()
        second = subprocess.run([*line, "--once"], capture_output=True, text=True, check=True)
        with closing(site.open()) as store, store.database.write() as connection:
            connection.execute(deliveries.update().values(leased_until="2026-11-22T12:00:00Z"))
        subprocess.run([*line, "--once"], capture_output=True, check=True)
    assert "Sam" not in second.stderr
    arrived = [asked.headers["webhook-id"] for asked in office.asked]
    # What was in hand at the kill may be sent a second time, with the same id.
    assert set(arrived) == {envelope.header.id for envelope in envelopes}
    assert len(arrived) <= len(envelopes) + 1
    with closing(site.open()) as store:
        (count,) = Deliveries(store.database).counts()
    assert (count.state, count.number) == (State.DONE, len(envelopes))


def test_a_database_that_fails_for_a_moment_ends_nothing(
    tmp_path: Path, keys: KeyRing, sealed: Sealer, monkeypatch: pytest.MonkeyPatch, capfd: Captured
) -> None:
    lease = Deliveries.lease
    failures = [OperationalError("", {}, Exception("Sam Example"))] * 2

    def failing(self: Deliveries, *given: object) -> object:
        if failures:
            raise failures.pop()
        found = lease(self, *given)  # type: ignore[arg-type]  handed through
        if found is None:
            signal.raise_signal(signal.SIGTERM)
        return found

    monkeypatch.setattr(Deliveries, "lease", failing)
    monkeypatch.setattr("council.commands.deliver.PAUSE_S", 0.0)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    with Office() as office:
        site = Site(tmp_path, f"sqlite:///{tmp_path / 'data' / 'council.db'}", office)
        site.keep(keys, sealed())
        try:
            assert site.run("deliver") == 0
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        assert len(office.asked) == 1
    told = capfd.readouterr()
    assert told.err.count('"store-failed"') == 2
    assert "Sam" not in told.err


def test_without_anybody_to_hand_on_to_it_says_so(tmp_path: Path, capsys: Captured) -> None:
    assert main(["deliver", "--data", str(tmp_path / "data")]) == 2
    assert "council.toml" in capsys.readouterr().err


def test_what_is_held_is_listed_let_go_and_given_up_with_a_reason(
    database: str, tmp_path: Path, keys: KeyRing, sealed: Sealer, capsys: Captured
) -> None:
    with Office(lambda _: Reply(422)) as office:
        site = Site(tmp_path, database, office)
        site.keep(keys, sealed(reference="K7MF4T2Q9XW3"), sealed())
        site.run("deliver", "--once")
        capsys.readouterr()
        assert site.run("held", "list") == 0
        listed = capsys.readouterr().out
        assert "K7MF 4T2Q 9XW3" in listed
        assert "answered 422" in listed
        first, second = (line.split()[0] for line in listed.splitlines())
        assert site.run("held", "list", "--json") == 0
        assert {json.loads(line)["state"] for line in capsys.readouterr().out.splitlines()} == {"held"}
        assert site.run("held", "retry", first) == 0
        with pytest.raises(SystemExit):
            site.run("held", "discard", second, "--reason", "Mrs Example rang")
        assert site.run("held", "discard", second, "--reason", "known-otherwise") == 0
        assert site.run("held", "discard", second, "--reason", "known-otherwise") == 1
        assert f"not held: {second}" in capsys.readouterr().err
    assert site.audited() == [
        ("delivery-retried", first),
        ("delivery-discarded", f"{second}: known-otherwise"),
    ]


def test_what_did_not_open_is_listed_and_opened_once_the_key_is_there(
    database: str,
    tmp_path: Path,
    record: Callable[..., Record],
    keys: KeyRing,
    capsys: Captured,
) -> None:
    with Office() as office:
        site = Site(tmp_path, database, office)
        own = keys_in(site.data)
        envelope = seal_record(record(), own.public, datetime.now(UTC))
        site.keep(keys, envelope)
        assert site.run("quarantine", "list") == 0
        assert envelope.header.id in capsys.readouterr().out
        assert site.run("quarantine", "retry") == 0
        assert "Opened: 1. Still closed: 0." in capsys.readouterr().out
        assert site.run("quarantine", "list") == 0
        assert "Everything opened." in capsys.readouterr().out
        site.run("deliver", "--once")
        assert [asked.headers["webhook-id"] for asked in office.asked] == [envelope.header.id]


@pytest.mark.parametrize("number", [0, 1, 60])
def test_submissions_are_one_json_list_however_many(
    tmp_path: Path, keys: KeyRing, sealed: Sealer, capsys: Captured, number: int
) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'council.db'}"
    with Office() as office:
        site = Site(tmp_path, url, office)
        envelopes = [sealed() for _ in range(number)]
        site.keep(keys, *envelopes)
    assert site.run("submissions", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in found] == [envelope.header.id for envelope in envelopes]
