"""Accounts, sessions and the audit in the database, on SQLite and PostgreSQL alike."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from council.database import Database
from council.desk.accounts import Account, Accounts
from council.desk.audit import Audit, Event
from council.desk.roles import Role
from council.desk.sessions import DEVICE, IDLE, LONGEST, Sessions, Stage
from council.tables import staff_sessions
from kiosk.errors import CouncilError

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def opened(database: str) -> Iterator[Database]:
    if database.startswith("postgresql"):
        Database.migrate(database)
    made = Database.open(database)
    yield made
    made.close()


def account(opened: Database, name: str = "kim", role: Role = Role.VIEW) -> Account:
    accounts = Accounts(opened)
    accounts.add(name, role, NOW)
    return accounts.needed(name)


def test_an_account_goes_through_its_life(opened: Database) -> None:
    accounts = Accounts(opened)
    code = accounts.add("kim", Role.OPERATE, NOW)
    assert not accounts.sign_up("kim", "AAAA-AAAA-AAAA-AAAA", "hash", NOW)
    assert not accounts.sign_up("sam", code, "hash", NOW)
    assert accounts.sign_up("kim", f" {code.lower()} ", "hash", NOW)
    assert not accounts.sign_up("kim", code, "other", NOW), "once"
    kim = accounts.needed("kim")
    accounts.keep_factor(kim, b"sealed", 7, ["one", "two"])
    kim = accounts.needed("kim")
    assert (kim.password, kim.factor, kim.factor_step, kim.signup_until) == ("hash", b"sealed", 7, None)
    assert accounts.use_recovery(kim, "ONE")
    assert not accounts.use_recovery(kim, "one")
    assert accounts.recovery_left(kim) == 1
    accounts.disable("kim", NOW)
    assert accounts.needed("kim").disabled
    fresh = accounts.reset("kim", NOW)
    kim = accounts.needed("kim")
    assert (kim.password, kim.factor, kim.disabled) == (None, None, True), "a reset switches nobody on"
    assert not accounts.sign_up("kim", fresh, "hash", NOW)
    accounts.enable("kim")
    assert accounts.sign_up("kim", fresh, "hash", NOW)


@pytest.mark.parametrize(
    "name", ["", "K", "Kim", "kim example", "kim@example.org", "../kim", "k" * 41, "<b>kim", "kim\n"]
)
def test_a_name_that_will_not_do_is_said(opened: Database, name: str) -> None:
    with pytest.raises(CouncilError, match="cannot be a name") as error:
        Accounts(opened).add(name, Role.VIEW, NOW)
    assert "\n" not in str(error.value)


def test_a_name_is_there_once(opened: Database) -> None:
    account(opened)
    with pytest.raises(CouncilError, match="council staff reset kim"):
        Accounts(opened).add("kim", Role.VIEW, NOW)


def test_a_step_of_the_second_factor_is_used_once_by_many_at_once(opened: Database) -> None:
    accounts, kim = Accounts(opened), account(opened)
    ready = threading.Barrier(8)
    taken: list[bool] = []

    def use() -> None:
        ready.wait()
        taken.append(accounts.use_step(kim, 100))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 7 + [True]
    assert not accounts.use_step(kim, 99), "nor an earlier one"
    assert accounts.use_step(kim, 101)


def test_sessions_end(opened: Database) -> None:
    sessions, kim = Sessions(opened), account(opened)
    key = sessions.begin(kim, Stage.OPEN, NOW)
    found = sessions.find(key, NOW)
    assert found is not None
    assert (found.account, found.stage) == (kim, Stage.OPEN)
    assert sessions.find(key + "x", NOW) is None
    assert sessions.find("", NOW) is None
    assert sessions.find(key, NOW + IDLE) is None
    assert sessions.find(key, NOW) is None, "once it rested too long it is gone"
    old = sessions.begin(kim, Stage.OPEN, NOW)
    sessions.begin(kim, Stage.OPEN, NOW + LONGEST)
    with opened.read() as connection:
        assert len(connection.execute(staff_sessions.select()).all()) == 1, "what is over is tidied away"
    assert sessions.find(old, NOW) is None


def test_devices_are_known_for_their_owner_and_not_for_ever(opened: Database) -> None:
    sessions, kim, sam = Sessions(opened), account(opened), account(opened, "sam")
    device = sessions.know_device(kim, NOW)
    assert sessions.knows_device(kim, device, NOW)
    assert not sessions.knows_device(sam, device, NOW)
    assert not sessions.knows_device(kim, device, NOW + DEVICE)
    sessions.end_all(kim)
    assert not sessions.knows_device(kim, device, NOW)


def test_whoever_the_provider_vouches_for_has_one_account(opened: Database) -> None:
    accounts = Accounts(opened)
    first = accounts.from_openid("https://a.example", "1", "kim@a.example", Role.VIEW, NOW)
    again = accounts.from_openid("https://a.example", "1", "kim@a.example", Role.OPERATE, NOW)
    other = accounts.from_openid("https://b.example", "1", "kim@a.example", Role.VIEW, NOW)
    assert (again.id, again.role) == (first.id, Role.OPERATE)
    assert other.id != first.id
    assert other.name != first.name
    with pytest.raises(CouncilError, match="council's own accounts"):
        accounts.reset("kim@a.example", NOW)


# -- audit --------------------------------------------------------------------------------------------------


def test_the_audit_is_in_order_and_in_pieces(opened: Database) -> None:
    audit = Audit(opened)
    for number in range(5):
        audit.note(Event.LOOKED, NOW, "kim", str(number), "192.0.2.1")
    assert [entry.about for entry in audit.entries()] == ["4", "3", "2", "1", "0"]
    newest = audit.entries(2)
    assert [entry.about for entry in audit.entries(2, newest[-1].seq)] == ["2", "1"]
    assert newest[0].at == NOW


@pytest.mark.parametrize(
    "attack",
    ["UPDATE staff_audit SET actor = 'sam'", "DELETE FROM staff_audit", "TRUNCATE staff_audit"],
)
def test_the_database_itself_keeps_the_audit_as_it_is(opened: Database, attack: str) -> None:
    with opened.read() as connection:
        dialect = connection.dialect.name
    if dialect == "sqlite" and attack.startswith("TRUNCATE"):
        attack = "DELETE FROM staff_audit WHERE 1"
    audit = Audit(opened)
    audit.note(Event.SIGNED_IN, datetime.now(UTC), "kim")
    with pytest.raises(DBAPIError, match="only ever added to"), opened.write() as connection:
        connection.execute(text(attack))
    assert [entry.actor for entry in audit.entries()] == ["kim"]


def test_without_its_rule_the_audit_could_be_changed(opened: Database) -> None:
    """The control: it is the rule in the database that refuses, nothing else."""
    audit = Audit(opened)
    audit.note(Event.SIGNED_IN, datetime.now(UTC), "kim")
    with opened.write() as connection:
        names = ("staff_audit_no_change", "staff_audit_no_removal")
        on = ""
        if connection.dialect.name == "postgresql":
            names, on = ("staff_audit_keep", "staff_audit_whole"), " ON staff_audit"
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}{on}"))
        connection.execute(text("DELETE FROM staff_audit"))
    assert audit.entries() == ()


def test_after_13_months_entries_may_go(opened: Database) -> None:
    audit, now = Audit(opened), datetime.now(UTC)
    audit.note(Event.SIGNED_IN, now - timedelta(days=800), "old")
    audit.note(Event.SIGNED_IN, now - timedelta(days=380), "young")
    with opened.write() as connection:
        connection.execute(text("DELETE FROM staff_audit WHERE actor = 'old'"))
    with pytest.raises(DBAPIError), opened.write() as connection:
        connection.execute(text("DELETE FROM staff_audit WHERE actor = 'young'"))
    assert [entry.actor for entry in audit.entries()] == ["young"]
