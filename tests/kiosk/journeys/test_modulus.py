"""Do a sort code and an account number go together? Each rule with a table made up for it.

The weights are ours, and small enough to add up by hand; the industry's table is not here.
"""

from decimal import Decimal

import pytest

from kiosk.journeys.modulus import COLUMNS, WEIGHTS, goes_together, lines_for
from kiosk.journeys.values import Account

ONES = "0 0 0 0 0 0 1 1 1 1 1 1 1 1"
"""The sum of the account number's digits."""
LAST = "0 0 0 0 0 0 0 0 0 0 0 0 0 1"


def row(algorithm: str, weights: str, exception: int | None = None, line: int = 1) -> dict[str, object]:
    return {
        "line": Decimal(line),
        "start": "100000",
        "end": "199999",
        "algorithm": algorithm,
        **{name: Decimal(weight) for name, weight in zip(WEIGHTS, weights.split(), strict=True)},
        "exception": None if exception is None else Decimal(exception),
    }


def told(rows: list[dict[str, object]], number: str, sort_code: str = "123456") -> bool | None:
    return goes_together(Account(sort_code, number), rows)


@pytest.mark.parametrize(
    ("algorithm", "weights", "number", "wanted"),
    [
        ("MOD10", ONES, "00000055", True),
        ("MOD10", ONES, "00000056", False),
        ("MOD11", ONES, "00000056", True),
        ("MOD11", ONES, "00000055", False),
        # 2 × 9 is 18, of which the digits make 9; and 1.
        ("DBLAL", "0 0 0 0 0 0 0 0 0 0 0 0 2 1", "00000091", True),
        ("DBLAL", "0 0 0 0 0 0 0 0 0 0 0 0 2 1", "00000092", False),
        # The digits of the sort code count too: 1 + 2 + 3 + 4 + 5 + 6 are 21.
        ("MOD10", "1 1 1 1 1 1 0 0 0 0 0 0 0 1", "00000009", True),
        ("MOD10", "1 1 1 1 1 1 0 0 0 0 0 0 0 1", "00000008", False),
    ],
)
def test_each_way_to_add_up(algorithm: str, weights: str, number: str, wanted: bool) -> None:
    assert told([row(algorithm, weights)], number) is wanted


def test_weights_may_be_less_than_nothing() -> None:
    rows = [row("MOD11", "0 0 0 0 0 0 0 0 0 0 0 0 1 -1")]
    assert told(rows, "00000044") is True
    assert told(rows, "00000045") is False


def test_a_sort_code_without_a_line_cannot_be_told() -> None:
    assert told([row("MOD10", ONES)], "00000056", "200000") is None
    assert told([row("MOD10", ONES)], "00000056", "099999") is None
    assert told([], "00000056") is None


@pytest.mark.parametrize("sort_code", ["100000", "199999"])
def test_both_ends_of_a_range_belong_to_it(sort_code: str) -> None:
    assert told([row("MOD10", ONES)], "00000056", sort_code) is False


def test_two_lines_must_both_hold() -> None:
    rows = [row("MOD10", ONES, line=1), row("MOD11", LAST, line=2)]
    assert told(rows, "00000190") is True
    assert told(rows, "00000055") is False
    assert told(rows, "00000100") is False


@pytest.mark.parametrize("exception", [2, 5, 9, 77])
def test_an_exception_that_needs_more_than_the_table_cannot_be_told(exception: int) -> None:
    assert told([row("MOD11", LAST, exception)], "00000001") is None


def test_exception_1_adds_27() -> None:
    assert told([row("DBLAL", LAST, 1)], "00000003") is True
    assert told([row("DBLAL", LAST, 1)], "00000000") is False


def test_exception_3_drops_the_second_check_where_the_third_digit_is_6_or_9() -> None:
    rows = [row("MOD11", LAST, line=1), row("DBLAL", ONES, 3, line=2)]
    assert told(rows, "00600000") is True
    assert told(rows, "00900000") is True
    assert told(rows, "00500000") is False
    assert told(rows, "00600001") is False, "the first check stays"


def test_exception_4_compares_the_remainder_with_the_last_two_digits() -> None:
    rows = [row("MOD11", "0 0 0 0 0 0 1 0 0 0 0 9 0 0", 4)]
    assert told(rows, "10000110") is True, "1 + 9 × 1 is 10"
    assert told(rows, "10000111") is False
    assert told(rows, "20000102") is False
    assert told(rows, "20000100") is True, "2 + 9 is 11, which leaves nothing"


def test_exception_6_leaves_foreign_accounts_alone() -> None:
    rows = [row("MOD10", LAST, 6)]
    assert told(rows, "40000011") is None
    assert told(rows, "90000011") is False
    assert told(rows, "40000021") is False
    assert told(rows, "40000020") is True


def test_exception_7_leaves_out_the_beginning_where_the_seventh_digit_is_9() -> None:
    rows = [row("MOD10", "1 0 0 0 0 0 0 1 0 0 0 0 0 1", 7)]
    assert told(rows, "05000090") is True, "neither the 1 of the sort code nor the 5 counts"
    assert told(rows, "05000080") is False
    assert told(rows, "05000084") is True


def test_exception_8_takes_another_sort_code() -> None:
    rows = [row("MOD10", "1 1 1 1 1 1 0 0 0 0 0 0 0 1", 8)]
    assert told(rows, "00000002") is True, "090126 makes 18"
    assert told(rows, "00000009") is False


def test_exceptions_10_and_11_need_one_of_two() -> None:
    rows = [row("MOD11", "1 0 0 0 0 0 0 0 0 0 0 0 0 1", 10, 1), row("DBLAL", ONES, 11, 2)]
    assert told(rows, "00000091") is True, "by the second: 9 + 1"
    assert told(rows, "09000090") is True, "by the first: the 1 of the sort code does not count"
    assert told(rows, "99000090") is True
    assert told(rows, "08000090") is False


def test_exceptions_12_and_13_need_one_of_two() -> None:
    rows = [row("MOD11", LAST, 12, 1), row("MOD10", ONES, 13, 2)]
    assert told(rows, "00000010") is True
    assert told(rows, "00000055") is True
    assert told(rows, "00000011") is False


def test_exception_14_tries_without_the_last_digit_where_it_is_0_1_or_9() -> None:
    rows = [row("MOD11", "0 0 0 0 0 0 0 0 0 0 0 0 1 2", 14)]
    assert told(rows, "00000001") is True, "shifted: nothing but noughts"
    assert told(rows, "00000011") is False, "neither 1 + 2 nor, shifted, 2"
    assert told(rows, "00000008") is False, "8 is no such digit"
    assert told(rows, "00000095") is False, "nor is 5"
    assert told(rows, "00000091") is True, "9 + 2"


def test_a_line_that_cannot_be_read_is_no_reason_to_refuse_anybody() -> None:
    broken = {**row("MOD10", ONES), "g": None}
    assert lines_for("123456", [broken]) is None
    assert told([broken], "00000056") is None
    assert told([row("MOD97", ONES)], "00000056") is None


def test_lines_come_in_the_order_of_the_table() -> None:
    found = lines_for("123456", [row("MOD11", ONES, line=10), row("MOD10", ONES, line=9)])
    assert found is not None
    assert [line.algorithm for line in found] == ["MOD10", "MOD11"]


def test_the_columns_are_those_of_the_table() -> None:
    assert list(COLUMNS) == ["line", "start", "end", "algorithm", *"uvwxyzabcdefgh", "exception"]
