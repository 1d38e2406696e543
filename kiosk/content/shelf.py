"""Where a kiosk keeps releases: each whole in a folder of its own, and one that is current.

    files/SHA256        every file once, by the hash of its content
    parts/SHA256.part   what is half fetched, by the hash of its packed bytes
    releases/7/         release 7: its tree of files (links into `files`) and manifest.json
    current             a link to the release in use

The agent adopts releases and throws old ones away; the screens hold the one they use, and what is held is
never thrown away. Each change is one rename: a power cut or kill at any moment leaves a whole release. What
a manifest says and whether it is to be trusted is `release`; whether a release can be used, `check`.
"""

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from kiosk.content.release import Manifest, SignedManifest, read_signed
from kiosk.durable import place, sync, write_whole
from kiosk.errors import UNREADABLE, ContentError

if TYPE_CHECKING:
    from kiosk.content.check import Mistake

MANIFEST = "manifest.json"


Check: TypeAlias = "Callable[[Path], Sequence[Mistake]]"
"""What looks a release's folder through before it is swapped in; `check.mistakes_in` is the real one."""


class Held:
    """A release in use. It is not thrown away until `close`, or until this process dies."""

    def __init__(self, version: int, folder: Path, descriptor: int) -> None:
        self.version = version
        self.folder = folder
        self._descriptor = descriptor

    def close(self) -> None:
        """Use it no longer."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Shelf:
    """The releases under `folder`. One process adopts, any number hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = folder / "files"
        self._parts = folder / "parts"
        self._releases = folder / "releases"

    # -- for the screens -------------------------------------------------------------------------------

    def version(self) -> int:
        """The current release's version, 0 if there is none. Cheap: to be asked again and again."""
        try:
            return int((self.folder / "current").readlink().name)
        except (OSError, ValueError):
            return 0

    def hold(self) -> Held | None:
        """The current release, kept from being thrown away; the newest whole one if that is damaged."""
        for version in [self.version(), *sorted(self._versions(), reverse=True)]:
            held = self._hold(version) if version else None
            if held is not None:
                return held
        return None

    def _hold(self, version: int) -> Held | None:
        folder = self._releases / str(version)
        try:
            descriptor = os.open(folder / MANIFEST, os.O_RDONLY)
        except OSError:
            return None
        try:
            # Waits for no longer than the agent needs to see that nobody holds it.
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            # It may have been thrown away between the two calls.
            if os.path.samestat(os.fstat(descriptor), (folder / MANIFEST).stat()) and self._whole(version):
                return Held(version, folder, descriptor)
        except OSError:
            pass
        os.close(descriptor)
        return None

    # -- for the agent ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """Put in order what an earlier agent left half done."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self._files, self._parts, self._releases):
            folder.mkdir(mode=0o700, exist_ok=True)
        for leftover in [*self._releases.glob("*.new"), *self._releases.glob("*.old")]:
            shutil.rmtree(leftover)
        for leftover in self._files.glob("*.new"):
            leftover.unlink()

    def manifest(self) -> Manifest | None:
        """The current release's manifest, which was trusted when it was adopted; None if there is no whole
        release, so that a damaged one is fetched again."""
        version = self.version()
        return self._manifest(version) if self._whole(version) else None

    def has(self, sha256: str) -> bool:
        """Whether the file with that hash is there."""
        return (self._files / sha256).exists()

    def part(self, packed_sha256: str) -> Path:
        """Where a file is gathered while it is fetched."""
        return self._parts / f"{packed_sha256}.part"

    def keep(self, sha256: str, write: Callable[[Path], None]) -> None:
        """Keep the file that `write` makes at the path it is given, when its hash is `sha256`.

        Raises ContentError when it is another.
        """
        fresh = self._files / f"{sha256}.new"
        fresh.unlink(missing_ok=True)
        try:
            write(fresh)
            if hash_of(fresh) != sha256:
                raise ContentError("a file of the release is not what its manifest says", "hash")
            place(fresh, self._files / sha256)
        finally:
            fresh.unlink(missing_ok=True)

    def adopt(self, manifest: Manifest, signed: SignedManifest, check: Check) -> None:
        """Put a release together, look it through, and make it the current one in one step.

        All its files must be here. Raises ContentError when the release is refused: then the current one
        stays as it was.
        """
        version = manifest.version
        if version < self.version() or (version == self.version() and self._whole(version)):
            raise ContentError(f"release {version} is not newer than {self.version()}", "older")
        tree = self._releases / f"{version}.new"
        shutil.rmtree(tree, ignore_errors=True)
        try:
            self._assemble(manifest, signed, tree)
            mistakes = check(tree)
            if mistakes:
                raise ContentError(f"release {version} is refused: {mistakes[0].text}", mistakes[0].reason)
            folder = self._releases / str(version)
            if folder.exists():
                self._discard(folder)
            tree.rename(folder)
            sync(self._releases)
        finally:
            shutil.rmtree(tree, ignore_errors=True)
        self._point(version)
        self.tidy()

    def tidy(self) -> None:
        """Throw away what no kept release needs: the current one stays, one before it, and what is held."""
        current = self.version()
        before = max((one for one in self._versions() if one < current), default=0)
        for version in self._versions():
            if version not in (current, before) and not self._held(version):
                self._discard(self._releases / str(version))
        needed = {
            file.sha256
            for version in self._versions()
            if (manifest := self._manifest(version)) is not None
            for file in manifest.files
        }
        for path in self._files.iterdir():
            if path.name not in needed:
                path.unlink()

    def drop_parts(self, but: frozenset[str] = frozenset()) -> None:
        """Throw away what was half fetched for a release that is not wanted any more."""
        for path in self._parts.glob("*.part"):
            if path.stem not in but:
                path.unlink()

    def _assemble(self, manifest: Manifest, signed: SignedManifest, tree: Path) -> None:
        folders = {tree}
        tree.mkdir(mode=0o700)
        for file in manifest.files:
            source, target = self._files / file.sha256, tree / file.name
            if not source.exists() or hash_of(source) != file.sha256:
                source.unlink(missing_ok=True)
                raise ContentError(f"{file.name} of the release is damaged on this disk", "hash")
            target.parent.mkdir(mode=0o700, exist_ok=True)
            os.link(source, target)
            folders.add(target.parent)
        write_whole(tree / MANIFEST, msgspec.json.encode(signed))
        for folder in folders:
            sync(folder)

    def _point(self, version: int) -> None:
        fresh = self.folder / "current.new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(Path("releases") / str(version))
        fresh.replace(self.folder / "current")
        sync(self.folder)

    def _versions(self) -> list[int]:
        if not self._releases.is_dir():
            return []
        return [int(path.name) for path in self._releases.iterdir() if re.fullmatch("[0-9]+", path.name)]

    def _manifest(self, version: int) -> Manifest | None:
        try:
            signed = read_signed((self._releases / str(version) / MANIFEST).read_bytes())
            return msgspec.json.decode(signed.plain, type=Manifest)
        except (OSError, ContentError, ValueError, *UNREADABLE):
            return None

    def _whole(self, version: int) -> bool:
        """Whether every file of a release is there, by its size: the hashes were seen when it was adopted."""
        manifest = self._manifest(version)
        folder = self._releases / str(version)
        try:
            return manifest is not None and all(
                (folder / file.name).stat().st_size == file.size for file in manifest.files
            )
        except OSError:
            return False

    def _held(self, version: int) -> bool:
        try:
            descriptor = os.open(self._releases / str(version) / MANIFEST, os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def _discard(self, folder: Path) -> None:
        """Out of the way in one step first: half a release must not look like one."""
        old = folder.with_name(f"{folder.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
        shutil.rmtree(old)


def hash_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
