"""Why staff give up what was not delivered: a short list, the same at the kiosk and at the council.

A code stands in the audit instead of a sentence, because a sentence could tell something of a resident. Who
may give up what, and what is erased then, is for `outbox` and for the council.
"""

from enum import StrEnum


class GivenUp(StrEnum):
    """A reason, as it is written down."""

    KNOWN = "known-otherwise"
    TWICE = "sent-again"
    WITHDRAWN = "withdrawn"
    ELSEWHERE = "not-ours"
    DAMAGED = "damaged"
    TEST = "test"

    @property
    def words(self) -> str:
        """The reason for people."""
        return _WORDS[self]


_WORDS = {
    GivenUp.KNOWN: "The service knows it from elsewhere, by telephone for example",
    GivenUp.TWICE: "The resident sent it once more",
    GivenUp.WITHDRAWN: "The resident does not want it any more",
    GivenUp.ELSEWHERE: "It is for somebody else than this council",
    GivenUp.DAMAGED: "It is damaged, and nobody can read it",
    GivenUp.TEST: "It was a test",
}
LISTED = "; ".join(f"{reason.value}: {reason.words}" for reason in GivenUp)
"""All of them in one line, for the help of a command."""
