"""How much room there is to keep another submission: the rules, without looking at any disk.

The figures come from `store` (the disk) and `outbox` (what waits). A form that could not be saved at its end
must not begin, so the rules close early.
"""

from enum import StrEnum

from msgspec import Struct

MIB = 1024 * 1024


class Room(StrEnum):
    """What the kiosk may still take on."""

    ENOUGH = "enough"
    LOW = "low"
    """Everything works, but staff should make room."""
    NONE = "none"
    """No journey is begun that ends in something to save."""


class Limits(Struct, frozen=True):
    """From when on the kiosk takes nothing new: bytes and share free for it, of which so many on the disk
    itself for SQLite's journal; items and bytes waiting. Below `warn_share` staff are told. `ballast_bytes`
    are held back for bad days (0: none)."""

    free_bytes: int = 64 * MIB
    journal_bytes: int = 16 * MIB
    items: int = 10_000
    waiting_bytes: int = 1024 * MIB
    free_share: float = 0.05
    warn_share: float = 0.15
    ballast_bytes: int = 4 * MIB


class Space(Struct, frozen=True):
    """A disk: bytes that this user may still fill, of how many; and bytes that are empty inside the database,
    which does not shrink when the queue drains and takes its own room again first."""

    free: int
    total: int
    reusable: int = 0

    @property
    def share(self) -> float:
        """The part that is free for the kiosk, 0 to 1."""
        return (self.free + self.reusable) / self.total if self.total else 0.0


def shortage(space: Space, limits: Limits) -> str:
    """Why the disk has no room for another submission, in words for an operator; '' where it has."""
    free = f"only {space.free // MIB} MB are free on this disk"
    if space.free < limits.journal_bytes or space.free + space.reusable < limits.free_bytes:
        return f"{free}, and {limits.free_bytes // MIB} MB are needed. Free some space"
    if space.share < limits.free_share:
        return f"{free}, less than {limits.free_share:.0%} of it. Free some space"
    return ""


def crowding(waiting: int, waiting_bytes: float, limits: Limits) -> str:
    """Why the queue has no room for another submission, in words for an operator; '' where it has."""
    if waiting < limits.items and waiting_bytes < limits.waiting_bytes:
        return ""
    return (
        f"{waiting} submissions wait to be sent, and no more can be kept. Check the connection to the council"
    )


def room_of(space: Space, waiting: int, waiting_bytes: float, limits: Limits) -> Room:
    """All rules together."""
    if shortage(space, limits) or crowding(waiting, waiting_bytes, limits):
        return Room.NONE
    return Room.LOW if space.share < limits.warn_share else Room.ENOUGH
