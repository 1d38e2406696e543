"""Printer models, from the library's own list."""

import pytest

from kiosk.errors import PrinterError
from printers.profile import Profile, read_profile


def test_the_default_model_has_80_mm_paper_at_203_dpi_and_a_cutter() -> None:
    assert read_profile("TM-T20II") == Profile("TM-T20II", dots=576, dpi=203, cuts=True)


def test_points_become_dots_and_never_fewer() -> None:
    profile = read_profile("TM-T20II")
    assert [profile.points(size) for size in (14, 18)] == [40, 51]
    assert profile.mm(30) == 240


def test_a_model_of_another_resolution_keeps_the_size_on_paper() -> None:
    assert read_profile("TM-T88V").points(14) == 35


@pytest.mark.parametrize(("name", "why"), [("TM-T9999", "is not a model"), ("TM-U220", "cannot print our")])
def test_a_model_that_will_not_do_is_refused_with_those_that_do(name: str, why: str) -> None:
    with pytest.raises(PrinterError, match=f"printer.profile: '{name}' {why}.*choose one of .*TM-T20II"):
        read_profile(name)
