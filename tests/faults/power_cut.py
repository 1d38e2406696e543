"""A disk as it may look after the power went, rebuilt from a record of the calls that wrote to it.

What was synced is whole. Of what was not, each write is there, is missing, or is torn at sectors of 512
bytes; each truncation is there or missing; of the changes of names in folders that were not synced yet, the
first few are as they were made, and what lies in a folder that is not there is gone. No disk is as bad as
this all the time, and that is meant.
"""

import hashlib
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, structs

SECTOR = 512
_HEAD = re.compile(rb"([a-z]+) (\d+) (\d+) (\d+) (\S+) (\S+)\n")


class Call(Struct, frozen=True):
    """One call as it was recorded: `at` is an offset, or the size of a truncation."""

    op: str
    inode: int
    at: int
    name: str
    other: str
    data: bytes


def read_record(path: Path) -> list[Call]:
    """All calls, in the order in which they took effect."""
    log, position, found = path.read_bytes(), 0, []
    while position < len(log):
        head = _HEAD.match(log, position)
        assert head, "the record is whole"
        op, inode, at, length, name, other = head.groups()
        position = head.end() + int(length)
        data = log[head.end() : position]
        found.append(Call(op.decode(), int(inode), int(at), name.decode(), other.decode(), data))
    return found


class File:
    """One file: what is on the disk for certain, and what was asked for since."""

    def __init__(self) -> None:
        self.synced = bytearray()
        self.since: list[Call] = []

    def sync(self) -> None:
        for call in self.since:
            _apply(self.synced, call, call.data)
        self.since.clear()

    def after_a_cut(self, chance: random.Random) -> bytes:
        if not self.since:
            return bytes(self.synced)
        content = bytearray(self.synced)
        for call in self.since:
            fate = chance.random()
            if call.op == "truncate" or fate < 0.4:
                if fate < 0.5:
                    _apply(content, call, call.data)
            elif fate < 0.7:
                _apply_torn(content, call, chance)
        return bytes(content)


def _apply(content: bytearray, call: Call, data: bytes) -> None:
    if call.op == "truncate":
        del content[call.at :]
        content.extend(bytes(call.at - len(content)))
        return
    content.extend(bytes(max(0, call.at - len(content))))
    content[call.at : call.at + len(data)] = data


def _apply_torn(content: bytearray, call: Call, chance: random.Random) -> None:
    """Some sectors of it, whichever they are."""
    start, end = call.at, call.at + len(call.data)
    while start < end:
        edge = min(end, (start // SECTOR + 1) * SECTOR)
        if chance.random() < 0.5:
            sector = call.data[start - call.at : edge - call.at]
            _apply(content, structs.replace(call, at=start), sector)
        start = edge


class Disk:
    """The folder with the folders in it, call by call. `before` has the synced files that it begins with:
    inode, name and content."""

    def __init__(self, before: Mapping[int, tuple[str, bytes]] | None = None) -> None:
        self._files: dict[int, File] = {}
        self._names: dict[str, File] = {}
        self._folders = {"."}
        self._made = {"."}
        self._since: list[tuple[Call, File | None]] = []
        for inode, (name, content) in (before or {}).items():
            self._files[inode] = self._names[name] = File()
            self._names[name].synced = bytearray(content)

    def happens(self, call: Call) -> None:
        """The next call of the record."""
        match call.op:
            case "create":
                self._files[call.inode] = File()
                self._since.append((call, self._files[call.inode]))
            case "mkdir":
                self._made.add(call.name)
                self._since.append((call, None))
            case "write" | "truncate":
                self._files[call.inode].since.append(call)
            case "sync" if call.name in self._made:
                mine = [one for one in self._since if call.name in _touched(one[0])]
                self._since = [one for one in self._since if call.name not in _touched(one[0])]
                _rename_all(self._names, self._folders, mine)
            case "sync":
                self._files[call.inode].sync()
            case "unlink" | "rename":
                self._since.append((call, None))
            case _:
                raise AssertionError(call.op)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """Name: content of every file that is there when the power is back. Folders end with a slash."""
        names, folders = dict(self._names), set(self._folders)
        _rename_all(names, folders, self._since[: chance.randint(0, len(self._since))])
        files = {name: file.after_a_cut(chance) for name, file in names.items() if _is_reached(name, folders)}
        return files | {f"{one}/": b"" for one in folders - {"."} if _is_reached(one, folders)}


def _folder_of(name: str) -> str:
    return name.rpartition("/")[0] or "."


def _is_reached(name: str, folders: set[str]) -> bool:
    folder = _folder_of(name)
    return folder == "." or (folder in folders and _is_reached(folder, folders))


def _touched(call: Call) -> set[str]:
    """The folders in which a call changes names."""
    return {_folder_of(call.name), _folder_of(call.other)} if call.op == "rename" else {_folder_of(call.name)}


def _rename_all(names: dict[str, File], folders: set[str], changes: list[tuple[Call, File | None]]) -> None:
    for call, file in changes:
        if file is not None:
            names[call.name] = file
        elif call.op == "mkdir":
            folders.add(call.name)
        elif call.op == "unlink":
            names.pop(call.name, None)
        elif call.name in names:
            names[call.other] = names.pop(call.name)


def cuts(
    calls: list[Call], how_many: int, seed: int, leave_out: str, disk: Disk | None = None
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """After how many calls the power went, and the disk then, that many times at random places, in order."""
    chance = random.Random(seed)
    places = sorted(chance.randint(1, len(calls)) for _ in range(how_many))
    disk, done = disk or Disk(), 0
    for place in places:
        for call in calls[done:place]:
            if call.name != leave_out:
                disk.happens(call)
        done = place
        yield place, disk.after_a_cut(chance)


def every_cut(
    calls: list[Call], seeds: range, leave_out: str, disk: Disk | None = None
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """The same after each single call, once for each seed."""
    disk = disk or Disk()
    for place, call in enumerate(calls, 1):
        if call.name != leave_out:
            disk.happens(call)
            for seed in seeds:
                yield place, disk.after_a_cut(random.Random(f"{place} {seed}"))


def fingerprint(files: dict[str, bytes]) -> bytes:
    """The same for the same disk."""
    digest = hashlib.blake2b()
    for name in sorted(files):
        digest.update(f"{name} {len(files[name])} ".encode())
        digest.update(files[name])
    return digest.digest()
