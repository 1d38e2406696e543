"""One bounded piece of the work that the agent does beside delivering, and what came of it."""

from typing import Protocol

from msgspec import Struct


class Step(Struct, frozen=True):
    """What came of one piece of work: whether the council answered, and whether there is more to do now."""

    reached: bool
    more: bool = False


class Content(Protocol):
    """What fetches the council's content, piece by piece; `sync.content.Fetcher` is the real one."""

    def step(self) -> Step:
        """Do one bounded piece of work."""
        ...
