"""How long to wait before trying again. Pure: the random number is handed in.

Full jitter: anything from 0 to a doubling limit, so that many kiosks do not return from an outage at the
same moment.
"""

from msgspec import Struct


class Backoff(Struct, frozen=True):
    """`first` is the limit in seconds after one failure, doubled with each further one up to `most`."""

    first: float = 2.0
    most: float = 300.0

    def limit(self, failures: int) -> float:
        """The longest wait in seconds after so many failures in a row; 0 after none."""
        if failures <= 0:
            return 0.0
        doublings = min(failures - 1, 30)
        return min(self.most, self.first * 2.0**doublings)

    def wait(self, failures: int, chance: float) -> float:
        """The wait in seconds; `chance` is a random number from 0 up to 1."""
        return self.limit(failures) * chance
