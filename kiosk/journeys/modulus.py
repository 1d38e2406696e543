"""Whether a sort code and an account number go together: the check digits of British bank accounts.

The industry publishes a table of weights and the rules to use them ("Validating account numbers"). The table
is not ours to give away: a council delivers it as the dataset `modulus`, one row a line of the table:

    line, start, end, algorithm, u, v, w, x, y, z, a, b, c, d, e, f, g, h, exception

`line` numbers the rows, `start` and `end` are sort codes, `algorithm` is MOD10, MOD11 or DBLAL; then come the
weights of the sort code's six and the account number's eight digits, and an exception's number or nothing. A
sort code that is in no line, and exceptions that need more than the table (2 with 9, and 5), cannot be told.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from kiosk.journeys.values import Account

DATASET = "modulus"
ALGORITHMS = ("MOD10", "MOD11", "DBLAL")
WEIGHTS = "uvwxyzabcdefgh"
COLUMNS = {
    "line": "number",
    "start": "text",
    "end": "text",
    "algorithm": "text",
    **dict.fromkeys(WEIGHTS, "number"),
    "exception": "number",
}
"""The dataset's columns and their kinds, as a `shared.yaml` declares them; its key is `line`."""
_A, _B, _C, _G, _H = (WEIGHTS.index(one) for one in "abcgh")
_UNTOLD = frozenset({2, 5, 9})
"""Exceptions that put other weights or sort codes in the place of these, by tables of their own."""
_EITHER = frozenset({10, 11, 12, 13})
"""Exceptions of two lines of which one is enough."""
_KNOWN = frozenset({0, 1, 3, 4, 6, 7, 8, 14}) | _EITHER
_SORT_CODE_8 = "090126"


class Line(Struct, frozen=True, kw_only=True):
    """One line of the table that holds for a sort code. `exception` is 0 for none."""

    algorithm: str
    weights: tuple[int, ...]
    exception: int


def lines_for(sort_code: str, rows: Sequence[Mapping[str, object]]) -> tuple[Line, ...] | None:
    """The table's lines for a sort code, in its order; None where one of them cannot be read."""
    mine = [row for row in rows if str(row.get("start")) <= sort_code <= str(row.get("end"))]
    found: list[Line] = []
    for row in sorted(mine, key=lambda row: _number(row.get("line")) or 0):
        weights = [_number(row.get(name)) for name in WEIGHTS]
        exception = _number(row.get("exception")) or 0
        if row.get("algorithm") not in ALGORITHMS or None in weights:
            return None
        known = tuple(one for one in weights if one is not None)
        found.append(Line(algorithm=str(row["algorithm"]), weights=known, exception=exception))
    return tuple(found)


def goes_together(account: Account, rows: Sequence[Mapping[str, object]]) -> bool | None:
    """Whether a sort code and an account number go together; None where that cannot be told."""
    lines = lines_for(account.sort_code, rows)
    if not lines:
        return None
    if any(line.exception in _UNTOLD or line.exception not in _KNOWN for line in lines):
        return None
    if any(line.exception == 6 for line in lines) and _foreign(account):
        return None
    results = [_holds(line, account) for line in lines if not _passed_over(line, account)]
    if any(line.exception in _EITHER for line in lines):
        return any(results)
    return all(results)


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, Decimal | int) else None


def _foreign(account: Account) -> bool:
    """Exception 6: accounts in foreign money have no check digit."""
    return account.number[0] in "45678" and account.number[6] == account.number[7]


def _passed_over(line: Line, account: Account) -> bool:
    """Exception 3: no second check where the third digit of the account number is 6 or 9."""
    return line.exception == 3 and account.number[2] in "69"


def _holds(line: Line, account: Account) -> bool:
    if line.exception == 8:
        account = Account(_SORT_CODE_8, account.number)
    digits = [int(one) for one in account.sort_code + account.number]
    if line.exception == 7 and digits[_G] == 9:
        line = _without_beginning(line)
    if line.exception == 10 and digits[_A] in (0, 9) and digits[_B] == 9 and digits[_G] == 9:
        line = _without_beginning(line)
    if line.exception == 4:
        # The last two digits are the remainder itself.
        return _total(line, digits) % 11 == digits[_G] * 10 + digits[_H]
    if _divides(line, digits):
        return True
    if line.exception == 14 and digits[_H] in (0, 1, 9):
        # An account number of seven digits that was written with one too many.
        return _divides(line, [*digits[:6], 0, *digits[6:13]])
    return False


def _without_beginning(line: Line) -> Line:
    """The weights of the sort code and of the first two digits do not count."""
    return replace(line, weights=(0,) * _C + line.weights[_C:])


def _divides(line: Line, digits: list[int]) -> bool:
    return _total(line, digits) % (11 if line.algorithm == "MOD11" else 10) == 0


def _total(line: Line, digits: list[int]) -> int:
    products = [weight * digit for weight, digit in zip(line.weights, digits, strict=True)]
    if line.algorithm != "DBLAL":
        return sum(products)
    return sum(sum(map(int, str(one))) for one in products) + (27 if line.exception == 1 else 0)
