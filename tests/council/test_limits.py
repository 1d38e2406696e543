"""Tries are counted together, whoever counts, and are given back with time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import repeat

import pytest
from sqlalchemy import func, select

from council.database import Database
from council.limits import Limits
from council.tables import limits

NOW = 1_795_000_000.0


@pytest.fixture
def opened(database: str) -> Iterator[Database]:
    with closing(Database.open(database)) as made:
        yield made


@pytest.fixture
def counted(opened: Database) -> Limits:
    return Limits(opened)


@pytest.mark.parametrize("most", [1, 3, 7, 50])
def test_so_many_are_allowed_and_no_more(counted: Limits, most: int) -> None:
    said = [counted.allow("door", most, 60, NOW + 0.7) for _ in range(most + 2)]
    assert said == [True] * most + [False] * 2


def test_tries_come_back_evenly(counted: Limits) -> None:
    for _ in range(3):
        counted.allow("door", 3, 60, NOW)
    assert not counted.allow("door", 3, 60, NOW + 19)
    assert counted.allow("door", 3, 60, NOW + 20)
    assert not counted.allow("door", 3, 60, NOW + 21)


def test_a_refused_try_does_not_lengthen_the_wait(counted: Limits) -> None:
    for _ in range(50):
        counted.allow("door", 3, 60, NOW)
    assert counted.allow("door", 3, 60, NOW + 20)


def test_after_a_rest_all_tries_are_back_but_never_more(counted: Limits) -> None:
    counted.allow("door", 3, 60, NOW)
    assert [counted.allow("door", 3, 60, NOW + 9999) for _ in range(4)] == [True] * 3 + [False]


def test_keys_are_counted_apart(counted: Limits) -> None:
    assert counted.allow("one", 1, 60, NOW)
    assert counted.allow("other", 1, 60, NOW)
    assert not counted.allow("one", 1, 60, NOW)


def test_several_processes_count_together(database: str, opened: Database) -> None:
    with closing(Database.open(database)) as another:
        both = [Limits(opened), Limits(another)] * 20
        with ThreadPoolExecutor(8) as pool:
            said = list(pool.map(lambda one, key: one.allow(key, 7, 60, NOW), both, repeat("door")))
    assert said.count(True) == 7


def test_what_is_tried_is_not_written_down_and_full_buckets_leave_no_row(
    counted: Limits, opened: Database
) -> None:
    counted.allow("sign-in sam@example.org", 5, 60, NOW)
    with opened.read() as connection:
        rows = connection.execute(limits.select()).all()
    assert len(rows) == 1
    assert "sam" not in str(rows)
    counted.allow("other", 5, 60, NOW + 100)
    with opened.read() as connection:
        assert connection.execute(select(func.count()).select_from(limits)).scalar_one() == 1
