"""A kiosk becomes known by a one-time code and by staff who compare fingerprints, and by nothing else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from council.database import Database
from council.enrolments import LONGEST, TRIES, Enrolments, State
from council.identity_routes import ENROLMENT_LIMIT
from council.kiosk_keys import KeyState, KioskKeys
from council.tables import enrolments as rows
from kiosk.device_key import DeviceKey
from kiosk.enrolment_code import new_code, shown, typed
from kiosk.errors import CouncilError, IdentityError

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=59)


@pytest.fixture
def opened(database: str) -> Iterator[Database]:
    with closing(Database.open(database)) as made:
        yield made


@pytest.fixture
def enrolments(opened: Database) -> Enrolments:
    return Enrolments(opened)


@pytest.fixture(scope="session")
def key() -> DeviceKey:
    return DeviceKey.make()


def test_a_code_lets_one_key_wait_which_staff_let_in(
    enrolments: Enrolments, opened: Database, key: DeviceKey
) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    waiting = enrolments.claim("demo-1", code, key.public, LATER)
    assert waiting is not None
    assert (waiting.state, waiting.place) == (State.WAITING, "Exampleton Library")
    assert KioskKeys(opened).find(key.thumbprint) is None
    enrolments.confirm("demo-1", key.fingerprint.lower().replace(" ", "-"), LATER)
    held = KioskKeys(opened).find(key.thumbprint)
    assert held is not None
    assert (held.kiosk, held.state) == ("demo-1", KeyState.CURRENT)


def test_a_code_serves_once(enrolments: Enrolments, key: DeviceKey) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    assert enrolments.claim("demo-1", code, key.public, NOW)
    assert enrolments.claim("demo-1", code, DeviceKey.make().public, NOW) is None


def test_the_same_key_again_gets_the_same_answer_as_its_first_may_be_lost(
    enrolments: Enrolments, key: DeviceKey
) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    first = enrolments.claim("demo-1", code, key.public, NOW)
    assert enrolments.claim("demo-1", code, key.public, NOW) == first


@pytest.mark.parametrize("late", [timedelta(hours=1), timedelta(days=400)])
def test_a_code_ends_after_an_hour(enrolments: Enrolments, key: DeviceKey, late: timedelta) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    assert enrolments.claim("demo-1", code, key.public, NOW + late) is None


def test_a_code_is_for_one_kiosk(enrolments: Enrolments, key: DeviceKey) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    enrolments.create("demo-2", "Exampleton Hall", NOW)
    assert enrolments.claim("demo-2", code, key.public, NOW) is None
    assert enrolments.claim("demo-3", code, key.public, NOW) is None


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Codes with so few tries that a test can use them up."""
    monkeypatch.setattr("council.enrolments.TRIES", 5)
    return 5


def test_one_address_cannot_use_up_a_code_and_all_together_do_not_guess_it() -> None:
    most, seconds = ENROLMENT_LIMIT
    of_one = most + most * LONGEST.total_seconds() / seconds
    assert 2 * of_one < TRIES
    assert TRIES / 31**11 < 1e-12


def test_the_right_code_as_the_last_try_is_taken(enrolments: Enrolments, key: DeviceKey, few: int) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    for _ in range(few - 1):
        assert enrolments.claim("demo-1", new_code(), key.public, NOW) is None
    assert enrolments.claim("demo-1", code, key.public, NOW)


def test_after_all_wrong_tries_the_right_code_is_refused(
    enrolments: Enrolments, key: DeviceKey, few: int
) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    for _ in range(few):
        assert enrolments.claim("demo-1", new_code(), key.public, NOW) is None
    assert enrolments.claim("demo-1", code, key.public, NOW) is None
    assert enrolments.all(NOW) == ()


@pytest.mark.usefixtures("few")
def test_several_at_once_have_no_more_tries_than_one(
    enrolments: Enrolments, opened: Database, key: DeviceKey
) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: enrolments.claim("demo-1", new_code(), key.public, NOW), range(16)))
    with opened.read() as connection:
        (row,) = connection.execute(rows.select()).all()
    assert (row.tries, row.state) == (0, "spent")
    assert enrolments.claim("demo-1", code, key.public, NOW) is None


def test_of_several_keys_with_the_right_code_one_waits(enrolments: Enrolments) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    keys = [DeviceKey.make() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda one: enrolments.claim("demo-1", code, one.public, NOW), keys))
    assert sum(one is not None for one in got) == 1


def test_the_code_itself_is_nowhere_in_the_database(enrolments: Enrolments, opened: Database) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    with opened.read() as connection:
        found = str(connection.execute(rows.select()).all())
    assert "demo-1" in found
    assert code not in found
    assert shown(code) not in found


def test_a_new_code_ends_the_one_before(enrolments: Enrolments, key: DeviceKey) -> None:
    first = enrolments.create("demo-1", "Exampleton Library", NOW)
    second = enrolments.create("demo-1", "Exampleton Library", NOW)
    assert enrolments.claim("demo-1", first, key.public, NOW) is None
    assert enrolments.claim("demo-1", second, key.public, NOW)


def test_another_fingerprint_is_not_let_in(enrolments: Enrolments, opened: Database, key: DeviceKey) -> None:
    """Somebody else used the code: staff at the kiosk see another fingerprint than the one that waits."""
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    thief = DeviceKey.make()
    enrolments.claim("demo-1", code, thief.public, NOW)
    with pytest.raises(CouncilError, match="somebody else used the code"):
        enrolments.confirm("demo-1", key.fingerprint, NOW)
    assert KioskKeys(opened).find(thief.thumbprint) is None
    enrolments.cancel("demo-1", NOW)
    with pytest.raises(CouncilError, match="waits"):
        enrolments.confirm("demo-1", thief.fingerprint, NOW)


def test_a_key_waits_a_day_at_most(enrolments: Enrolments, key: DeviceKey) -> None:
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    enrolments.claim("demo-1", code, key.public, NOW)
    with pytest.raises(CouncilError, match="waits"):
        enrolments.confirm("demo-1", key.fingerprint, NOW + timedelta(hours=24))


def test_enrolling_anew_ends_the_former_key_which_never_comes_back(
    enrolments: Enrolments, opened: Database, key: DeviceKey
) -> None:
    second = DeviceKey.make()
    for one in (key, second):
        code = enrolments.create("demo-1", "Exampleton Library", NOW)
        enrolments.claim("demo-1", code, one.public, NOW)
        enrolments.confirm("demo-1", one.fingerprint, NOW)
    keys = KioskKeys(opened)
    found = [keys.find(one.thumbprint) for one in (key, second)]
    assert [one and one.state for one in found] == [KeyState.RETIRED, KeyState.CURRENT]
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    with pytest.raises(CouncilError, match="in use before"):
        enrolments.claim("demo-1", code, key.public, NOW)


def test_nothing_to_cancel_is_said(enrolments: Enrolments) -> None:
    with pytest.raises(CouncilError, match="demo-9"):
        enrolments.cancel("demo-9", NOW)


def test_codes_are_long_enough_and_slips_are_noticed_before_they_are_sent() -> None:
    codes = {new_code() for _ in range(100)}
    assert len(codes) == 100
    # 31 symbols, eleven of them random.
    assert 31**11 > 2**50
    code = codes.pop()
    assert typed(shown(code).lower().replace(" ", "-")) == code
    for place in range(len(code)):
        slip = code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]
        with pytest.raises(IdentityError, match="no try was used up") as said:
            typed(slip)
        assert slip not in str(said.value)
