"""The council's releases of content: put together, looked through, signed, kept to be fetched.

    content/files/SHA256       packed files, by the hash of the packed bytes
    content/releases/7.json    the signed manifest of release 7
    content/current.json       the manifest that kiosks are given

Files only: whoever serves this folder serves content, and kiosks trust the signature alone.
"""

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from kiosk.content.check import Mistake, mistakes_in
from kiosk.content.place import DATASETS, JOURNEYS, REGISTER
from kiosk.content.release import MOST_FILE_BYTES, Manifest, ReleaseFile, SignedManifest, read_signed, sign
from kiosk.durable import write_whole
from kiosk.errors import UNREADABLE, ContentError, CouncilError

SERVED = 10
"""So many of the newest releases can be fetched; a kiosk in the middle of an older one asks anew."""
LEVEL = 6
"""Of gzip: more takes far longer and gains little."""


class Published(Struct, frozen=True):
    """What came of publishing: the release that kiosks get now, and whether it is new; or why it is none."""

    manifest: Manifest | None
    new: bool = False
    mistakes: tuple[Mistake, ...] = ()


class Releases:
    """The releases in the council's folder. May be used by several threads and processes."""

    def __init__(self, data: Path) -> None:
        """`data` is the council's folder, in which datasets are loaded too."""
        self.data = data
        self.folder = data / "content"
        self._files = self.folder / "files"
        self._releases = self.folder / "releases"

    def current(self) -> SignedManifest | None:
        """What kiosks are given; None before the first release. Raises CouncilError."""
        path = self.folder / "current.json"
        try:
            return read_signed(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ContentError):
            raise CouncilError(f"{path}: cannot be read. Publish again: council content publish") from None

    def manifest(self) -> Manifest | None:
        """The current release, as this council made it."""
        signed = self.current()
        return None if signed is None else _read(signed)

    def all(self) -> tuple[Manifest, ...]:
        """Every release, the oldest first."""
        found = (_read(read_signed(path.read_bytes())) for path in self._releases.glob("*.json"))
        return tuple(sorted(found, key=lambda one: one.version))

    def packed(self, sha256: str) -> Path | None:
        """The packed file with that hash, if there is one."""
        path = self._files / sha256
        return path if re.fullmatch("[0-9a-f]{64}", sha256) and path.is_file() else None

    def publish(
        self,
        journeys: Path,
        register: Path,
        datasets: Mapping[str, Path],
        key: Ed25519PrivateKey,
        now: datetime,
        *,
        try_out: bool = True,
    ) -> Published:
        """Release these files under the next version, unless they are what kiosks have already.

        With a mistake nothing is released. Raises CouncilError when files cannot be read or written.
        """
        from filelock import FileLock

        try:
            for folder in (self._files, self._releases):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.folder / "lock"), tempfile.TemporaryDirectory(dir=self.folder) as made:
                tree = Path(made)
                _gather(tree, journeys, register, datasets)
                mistakes = mistakes_in(tree, try_out=try_out)
                if mistakes:
                    return Published(None, mistakes=mistakes)
                return self._release(tree, key, now)
        except OSError as error:
            name = error.filename or self.folder
            raise CouncilError(f"{name}: cannot be released: {error.strerror}") from None

    def _release(self, tree: Path, key: Ed25519PrivateKey, now: datetime) -> Published:
        files = tuple(self._pack(tree, path) for path in _paths(tree))
        earlier = self.manifest()
        if earlier is not None and earlier.files == files:
            return Published(earlier)
        version = max((int(path.stem) for path in self._releases.glob("*.json")), default=0) + 1
        manifest = Manifest(version=version, created=now.replace(microsecond=0), files=files)
        signed = msgspec.json.encode(sign(manifest, key))
        write_whole(self._releases / f"{version}.json", signed)
        write_whole(self.folder / "current.json", signed)
        self._tidy()
        return Published(manifest, new=True)

    def _tidy(self) -> None:
        """Throw away packed files of releases that are served no more. Their manifests stay, as a record."""
        needed = {file.packed_sha256 for one in self.all()[-SERVED:] for file in one.files}
        for path in self._files.iterdir():
            if path.name not in needed:
                path.unlink()

    def _pack(self, tree: Path, path: Path) -> ReleaseFile:
        whole = path.read_bytes()
        name = path.relative_to(tree).as_posix()
        if len(whole) > MOST_FILE_BYTES:
            raise CouncilError(f"{name}: has {len(whole):,} bytes; {MOST_FILE_BYTES:,} are the most")
        # Without a time in it, the same file is the same packed file.
        packed = gzip.compress(whole, LEVEL, mtime=0)
        sha256 = hashlib.sha256(packed).hexdigest()
        if self.packed(sha256) is None:
            write_whole(self._files / sha256, packed)
        return ReleaseFile(
            name=name,
            size=len(whole),
            sha256=hashlib.sha256(whole).hexdigest(),
            packed_size=len(packed),
            packed_sha256=sha256,
        )


def _gather(tree: Path, journeys: Path, register: Path, datasets: Mapping[str, Path]) -> None:
    (tree / JOURNEYS).mkdir()
    (tree / DATASETS).mkdir()
    if not journeys.is_dir():
        raise CouncilError(f"{journeys}: there is no such folder of journeys")
    for path in sorted(journeys.glob("*.yaml")):
        shutil.copyfile(path, tree / JOURNEYS / path.name)
    shutil.copyfile(register, tree / REGISTER)
    for path in datasets.values():
        os.link(path, tree / DATASETS / path.name)


def _paths(tree: Path) -> Iterable[Path]:
    return sorted(path for path in tree.rglob("*") if path.is_file())


def _read(signed: SignedManifest) -> Manifest:
    try:
        return msgspec.json.decode(signed.plain, type=Manifest)
    except (ValueError, *UNREADABLE):
        raise CouncilError(
            "the council's release cannot be read. Publish again: council content publish"
        ) from None
