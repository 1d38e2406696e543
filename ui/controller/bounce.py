"""A key pressed twice by a trembling hand counts once. Pure: the time is an argument, seconds.

Source: EN 301 549 5.8, an identical key again is not taken for a time that can be set to 0.5 s and more.
"""

from collections.abc import Hashable


class Bounce:
    """Remembers the last key and when it was let go."""

    def __init__(self) -> None:
        self._last: Hashable = None
        self._until = 0.0

    def accepts(self, key: Hashable, now: float, least_s: float) -> bool:
        """Whether a press of `key` is a new one. Another key is at once; the same one `least_s` after it
        was pressed or let go."""
        if key == self._last and now < self._until:
            self._until = now + least_s
            return False
        self._last, self._until = key, now + least_s
        return True

    def let_go(self, key: Hashable, now: float, least_s: float) -> None:
        """`key` was released: the time counts from here."""
        if key == self._last:
            self._until = now + least_s
