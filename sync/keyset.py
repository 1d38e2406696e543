"""Fetching the council's keyset: signed, never older than the one here, kept whole; the last good one stays.

Whose signature counts is `content.keys` of the settings, or else what the council told at the enrolment.
When to ask is `agent`, the network `client`.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from kiosk.clock import Moment, moment
from kiosk.errors import UNREADABLE, ContentError, KeysetError
from kiosk.signed_keyset import KeysetFiles, SignedKeyset, opened_keyset
from sync.courier import Fault, Reply
from sync.journal import Journal
from sync.step import Content, Step

EVERY_SECONDS = 3600.0


class Council(Protocol):
    """The council as it is asked for its keyset; `sync.client.Client` is the real one."""

    def get_keyset(self, etag: str) -> Reply | Fault:
        """The signed keyset, or 304 when it is the one named."""
        ...


class KeysetFetcher:
    """Keeps the kiosk's keyset up to date. Belongs to the agent's thread."""

    def __init__(
        self,
        files: KeysetFiles,
        council: Council,
        keys: Callable[[], Sequence[str]],
        *,
        journal: Journal | None = None,
        clock: Callable[[], Moment] = moment,
    ) -> None:
        self._files = files
        self._council = council
        self._keys = keys
        self._journal = journal or Journal()
        self._clock = clock
        self._etag = ""
        self._again_at = 0.0

    def step(self) -> Step | None:
        """Ask, when it is time to; None when it is not."""
        if self._clock().monotonic < self._again_at:
            return None
        reply = self._council.get_keyset(self._etag)
        if isinstance(reply, Fault) or reply.status not in (200, 304):
            return Step(reached=False)
        self._again_at = self._clock().monotonic + EVERY_SECONDS
        if reply.status == 304:
            return Step(reached=bool(self._etag))
        try:
            self._take(msgspec.json.decode(reply.body, type=SignedKeyset))
        except UNREADABLE:
            return Step(reached=False)
        except ContentError as error:
            self._journal("keyset-refused", self._clock().utc, reason=error.reason)
        except OSError:
            self._journal("keyset-refused", self._clock().utc, reason="disk")
        else:
            self._etag = reply.etag
        return Step(reached=True)

    def _take(self, signed: SignedKeyset) -> None:
        keyset = opened_keyset(signed, self._keys())
        try:
            here = self._files.read()
        except KeysetError:
            here = None
        if here is not None and here.issued and keyset.issued and keyset.issued < here.issued:
            raise ContentError("the keyset is older than the one here", "older")
        if keyset != here:
            self._files.keep(keyset)
            self._journal("keyset-adopted", self._clock().utc, keys=len(keyset.keys))


class KeysetFirst:
    """What the agent fetches: the keyset when it is time, else a piece of content."""

    def __init__(self, keyset: KeysetFetcher, content: Content | None, healthy: Callable[[], bool]) -> None:
        self._keyset = keyset
        self._content = content
        self._healthy = healthy

    def step(self) -> Step:
        """Do one bounded piece of work."""
        step = self._keyset.step()
        if step is not None and (not step.reached or self._content is None):
            return step
        return self._content.step() if self._content else Step(self._healthy())
