"""What a finger did, from times and places alone."""

from ui.controller.taps import PAUSE_S, TAP_S, Did, Taps


def tap(taps: Taps, now: float, x: float = 0.0) -> Did:
    taps.down(now, x, 0.0)
    return taps.up(now + 0.1)


def test_two_taps_soon_after_each_other_are_one_double_tap() -> None:
    taps = Taps(20)
    assert [tap(taps, 1.0), tap(taps, 1.4, 500.0), tap(taps, 1.8)] == [Did.TAPPED, Did.TWICE, Did.TAPPED]


def test_two_taps_with_a_pause_are_two() -> None:
    taps = Taps(20)
    assert [tap(taps, 1.0), tap(taps, 1.0 + 0.2 + PAUSE_S)] == [Did.TAPPED, Did.TAPPED]


def test_a_finger_that_rests_or_slides_has_not_tapped() -> None:
    taps = Taps(20)
    taps.down(1.0, 0, 0)
    assert taps.up(1.0 + 2 * TAP_S) is Did.FELT
    taps.down(3.0, 0, 0)
    assert not taps.move(15, 0)
    assert taps.move(15, 20)
    assert taps.up(3.1) is Did.FELT
    assert tap(taps, 3.2) is Did.TAPPED


def test_a_trembling_finger_still_taps() -> None:
    taps = Taps(20)
    taps.down(1.0, 0, 0)
    taps.move(10, 10)
    assert taps.up(1.2) is Did.TAPPED
