"""Every sound there is but speech: its notes, and what the screen shows that says the same.

EN 301 549 5.1.5 asks that no sound says what is not seen (A-26), 5.1.3.10 that none lies over speech for more
than 3 seconds (A-12). When one is heard is `chime`.
"""

from msgspec import Struct

MOST_MS = 600
"""No sound is longer: it marks a moment."""


class Note(Struct, frozen=True):
    """One tone of `hertz` for `ms` milliseconds."""

    hertz: float
    ms: int


class Sound(Struct, frozen=True):
    """`seen` is the object name of what shows the same in words."""

    notes: tuple[Note, ...]
    seen: str

    @property
    def ms(self) -> int:
        """How long it is."""
        return sum(note.ms for note in self.notes)


SOUNDS = {
    "saved": Sound((Note(523.25, 120), Note(783.99, 220)), seen="banner"),
    "problem": Sound((Note(311.13, 140), Note(261.63, 240)), seen="error-summary"),
    "not-saved": Sound((Note(311.13, 140), Note(261.63, 140), Note(207.65, 260)), seen="banner"),
}
"""Told apart by their way up or down and by the number of notes, not by loudness."""
