"""Fetching content: the manifest by its ETag, missing files piece by piece, then one swap. Or nothing.

Each `step` does one bounded piece of work, so that a long download never holds up a delivery; what was
fetched before a restart is not fetched again. A release that is not signed by a trusted key, is older than
what is here, is not what its manifest says or has mistakes is refused whole, and the current one stays.

What a release is and whom to trust is `kiosk.content.release`, where it lies `kiosk.content.shelf`, the
network `client`, when to ask `agent`.
"""

import gzip
import shutil
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from kiosk.clock import Moment, moment
from kiosk.content.release import Manifest, ReleaseFile, SignedManifest, opened, read_signed
from kiosk.content.shelf import Check, Shelf, hash_of
from kiosk.durable import sync
from kiosk.errors import AgentError, ContentError
from sync.backoff import Backoff
from sync.courier import Fault, Reply
from sync.journal import Journal
from sync.step import Step
from sync.wire import MOST_PIECE_BYTES, PROBLEM_TYPE

FLOOR_BYTES = 64 * 1024 * 1024
"""Stays free on the disk, so that what residents send can always be saved."""
PIECE_BYTES = MOST_PIECE_BYTES
AGAIN = Backoff(first=600.0, most=24 * 3600.0)
"""How long a refused release is left alone: what is wrong with it may have been the way it came."""
LONGEST_DETAIL = 300
"""Characters of the log that say where a mistake is. They come from its files, never from people."""
UNREACHED = Step(reached=False)
REACHED = Step(reached=True)
MORE = Step(reached=True, more=True)


class Council(Protocol):
    """The council as the fetcher sees it; `sync.client.Client` is the real one."""

    def get_manifest(self, etag: str) -> Reply | Fault:
        """The signed manifest, or 304 when it is the one named."""
        ...

    def get_piece(self, packed_sha256: str, first: int, size: int) -> Reply | Fault:
        """Some bytes of a packed file."""
        ...


class Wanted(Struct, frozen=True):
    """A release that is being fetched."""

    manifest: Manifest
    signed: SignedManifest


def judge_manifest(signed: SignedManifest, keys: Sequence[str], current: Manifest | None) -> Wanted | None:
    """The new release; None where it is the current one. Raises ContentError where it is refused. Pure."""
    manifest = opened(signed, keys)
    if current is None or manifest.version > current.version:
        return Wanted(manifest, signed)
    if manifest.version < current.version:
        raise ContentError(f"release {manifest.version} is older than {current.version}", "older")
    if manifest != current:
        raise ContentError(f"release {manifest.version} is here with other files", "same-version")
    return None


class Fetcher:
    """Brings the kiosk's shelf up to the council's current release. Belongs to the agent's thread."""

    def __init__(
        self,
        shelf: Shelf,
        council: Council,
        keys: Sequence[str],
        check: Check,
        *,
        journal: Journal | None = None,
        clock: Callable[[], Moment] = moment,
    ) -> None:
        self._shelf = shelf
        self._council = council
        self._keys = keys
        self._check = check
        self._journal = journal or Journal()
        self._clock = clock
        self._etag = ""
        self._wanted: Wanted | None = None
        self._refused = ""
        self._refusals = 0
        self._again_at = 0.0
        try:
            shelf.begin()
        except OSError as error:
            raise AgentError(f"{shelf.folder}: content cannot be kept here: {error.strerror}") from None

    def step(self) -> Step:
        """Do one bounded piece of work."""
        try:
            return self._ask() if self._wanted is None else self._go_on(self._wanted)
        except OSError as error:
            # A disk that is full or fails: what is here stays, and is tried again.
            self._log("content-failed", kind=type(error).__name__)
            self._wanted, self._etag = None, ""
            return REACHED

    def _go_on(self, wanted: Wanted) -> Step:
        try:
            missing = next(self._to_fetch(wanted.manifest), None)
            if missing is not None:
                return self._fetch(missing)
            self._adopt(wanted)
        except ContentError as error:
            self._refuse(wanted.signed, wanted.manifest.version, error)
        return REACHED

    def _ask(self) -> Step:
        reply = self._council.get_manifest(self._etag)
        if isinstance(reply, Fault):
            return UNREACHED
        if reply.status == 304 and self._etag:
            return REACHED
        if reply.status != 200:
            # Before its first release the council says so itself.
            ours = reply.status == 404 and reply.media_type == PROBLEM_TYPE
            return REACHED if ours else UNREACHED
        try:
            signed = read_signed(reply.body)
        except ContentError:
            # A sign-in page of the network, most likely.
            return UNREACHED
        return self._told(signed, reply.etag)

    def _told(self, signed: SignedManifest, etag: str) -> Step:
        if signed.signature == self._refused and self._clock().monotonic < self._again_at:
            return REACHED
        try:
            found = judge_manifest(signed, self._keys, self._shelf.manifest())
        except ContentError as error:
            self._refuse(signed, 0, error)
            return REACHED
        if found is None:
            self._etag = etag
            return REACHED
        return self._begin(found, etag)

    def _begin(self, wanted: Wanted, etag: str) -> Step:
        files = list(self._to_fetch(wanted.manifest))
        room = sum(file.size + file.packed_size for file in files)
        if shutil.disk_usage(self._shelf.folder).free < room + FLOOR_BYTES:
            error = ContentError(f"the release needs {room >> 20} MB more on this disk", "no-room")
            self._refuse(wanted.signed, wanted.manifest.version, error)
            return REACHED
        self._shelf.drop_parts(but=frozenset(file.packed_sha256 for file in files))
        self._wanted = wanted
        self._etag = etag
        size = sum(file.packed_size for file in files)
        self._log("content-found", version=wanted.manifest.version, files=len(files), bytes=size)
        return MORE

    def _to_fetch(self, manifest: Manifest) -> Iterator[ReleaseFile]:
        return (file for file in manifest.files if not self._shelf.has(file.sha256))

    def _fetch(self, file: ReleaseFile) -> Step:
        """One more piece of a file; the last one is followed by unpacking."""
        part = self._shelf.part(file.packed_sha256)
        first = part.stat().st_size if part.exists() else 0
        if first < file.packed_size:
            size = min(PIECE_BYTES, file.packed_size - first)
            reply = self._council.get_piece(file.packed_sha256, first, size)
            if isinstance(reply, Fault) or reply.status != 206 or len(reply.body) > size or not reply.body:
                return self._interrupted(reply)
            with part.open("ab") as gathered:
                gathered.write(reply.body)
            if first + len(reply.body) < file.packed_size:
                return MORE
        self._unpack(file, part)
        return MORE

    def _interrupted(self, reply: Reply | Fault) -> Step:
        """The rest comes with the next try. A file that is gone was of a release that is gone: ask anew."""
        if isinstance(reply, Reply) and reply.status == 404:
            self._wanted, self._etag = None, ""
        return UNREACHED if isinstance(reply, Fault) or reply.status not in (206, 404) else REACHED

    def _unpack(self, file: ReleaseFile, part: Path) -> None:
        sync(part)
        try:
            if part.stat().st_size != file.packed_size or hash_of(part) != file.packed_sha256:
                raise ContentError(f"{file.name} did not arrive as its manifest says", "hash")
            self._shelf.keep(file.sha256, lambda out: _unpacked(part, out, file.size))
        finally:
            part.unlink()

    def _adopt(self, wanted: Wanted) -> None:
        self._shelf.adopt(wanted.manifest, wanted.signed, self._check)
        self._log("content-adopted", version=wanted.manifest.version)
        self._wanted, self._refused, self._refusals = None, "", 0

    def _refuse(self, signed: SignedManifest, version: int, error: ContentError) -> None:
        """Leave this release alone for a while, longer each time; any other is looked at at once."""
        self._refusals = self._refusals + 1 if signed.signature == self._refused else 1
        self._refused = signed.signature
        self._again_at = self._clock().monotonic + AGAIN.limit(self._refusals)
        self._wanted, self._etag = None, ""
        self._log("content-refused", version=version, reason=error.reason, detail=str(error)[:LONGEST_DETAIL])

    def _log(self, event: str, **fields: str | int | float) -> None:
        self._journal(event, self._clock().utc, **fields)


def _unpacked(part: Path, out: Path, size: int) -> None:
    """Unpack, but never more than the manifest says: a small file may unpack to one that fills the disk."""
    try:
        with gzip.open(part) as packed, out.open("wb") as whole:
            left = size + 1
            while left and (block := packed.read(min(left, PIECE_BYTES))):
                whole.write(block)
                left -= len(block)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise ContentError("a file of the release is not packed with gzip", "hash") from None
