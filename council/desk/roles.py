"""What the council's staff may do. Each role may all that the one before it may."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody may do, the least first."""

    VIEW = "view"
    """Look at counts, kiosks, and what is held."""
    OPERATE = "operate"
    """Try again or give up what is held."""
    ADMINISTER = "administer"
    """Let kiosks and colleagues in, and read the audit."""

    def covers(self, needed: "Role") -> bool:
        """Whether this role may what `needed` may."""
        return _RANK[self] >= _RANK[needed]


_RANK = {role: rank for rank, role in enumerate(Role)}
