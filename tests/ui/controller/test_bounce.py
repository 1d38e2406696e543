"""Trembling presses."""

from ui.controller.bounce import Bounce


def test_without_a_time_every_press_counts() -> None:
    bounce = Bounce()
    assert [bounce.accepts("a", now, 0.0) for now in (1.0, 1.0, 1.01)] == [True, True, True]


def test_the_same_key_again_too_soon_is_no_press() -> None:
    bounce = Bounce()
    assert bounce.accepts("a", 1.0, 0.5)
    assert not bounce.accepts("a", 1.4, 0.5)
    assert bounce.accepts("a", 2.0, 0.5)


def test_another_key_counts_at_once() -> None:
    bounce = Bounce()
    assert bounce.accepts("a", 1.0, 0.5)
    assert bounce.accepts("b", 1.1, 0.5)


def test_the_time_counts_from_letting_go() -> None:
    bounce = Bounce()
    assert bounce.accepts("a", 1.0, 0.5)
    bounce.let_go("a", 3.0, 0.5)
    assert not bounce.accepts("a", 3.4, 0.5)


def test_a_long_tremble_is_one_press() -> None:
    bounce = Bounce()
    assert [bounce.accepts("a", 1.0 + n * 0.3, 0.5) for n in range(6)] == [True, *[False] * 5]
