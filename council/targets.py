"""Which submissions are handed on to whom: one TOML file, read whole and checked once.

Intake needs only names and routes; the adapters with their secrets are made by whoever sends (`deliver`).
docs/council.md shows a file with every key.
"""

import stat
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from council.adapters.open311 import Format, Service
from council.adapters.parcel import Adapter
from kiosk.errors import CouncilError
from kiosk.submission import Record

FILE = "council.toml"
Url = Annotated[str, Meta(min_length=8, max_length=500)]
Routes = Annotated[tuple[str, ...], Meta(min_length=1)]
Read = TypeVar("Read")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Webhook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="webhook", tag_field="kind"):
    """`adapters.webhook`."""

    url: Url
    source: Url
    secret_file: str
    routes: Routes
    ca_file: str = ""


class Open311(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="open311", tag_field="kind"):
    """`adapters.open311`. Its routes are those of `services`."""

    url: Url
    format: Format = "json"
    jurisdiction: str = ""
    api_key_file: str = ""
    id_attribute: str = ""
    contact: bool = False
    services: Annotated[dict[str, Service], Meta(min_length=1)]
    ca_file: str = ""

    @property
    def routes(self) -> tuple[str, ...]:
        """The routes that are filed."""
        return tuple(self.services)


class Notify(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="notify", tag_field="kind"):
    """`adapters.notify`. Templates by language."""

    url: Url = "https://api.notifications.service.gov.uk"
    key_file: str
    routes: Routes
    email: dict[str, str] = {}
    text: dict[str, str] = {}
    ca_file: str = ""


Target: TypeAlias = Webhook | Open311 | Notify


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    targets: dict[Annotated[str, Meta(pattern="^[a-z0-9-]{1,40}$")], Target] = {}


class Targets:
    """The targets of one file. `folder` is what relative file names are relative to."""

    def __init__(self, targets: dict[str, Target], folder: Path) -> None:
        self._targets = targets
        self._folder = folder

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self._targets)

    def of(self, record: Record) -> tuple[str, ...]:
        """The targets that a record is for, by its route. `*` stands for anything."""
        return tuple(
            name
            for name, target in self._targets.items()
            if any(fnmatchcase(record.route, route) for route in target.routes)
        )

    def adapter(self, name: str) -> Adapter:
        """What sends to a target, with its secrets. Raises CouncilError."""
        from council.adapters import door, notify, open311, webhook

        target = self._targets[name]
        exit_ = door.Door(self._path(target.ca_file) if target.ca_file else None)
        if isinstance(target, Webhook):
            secrets = self._secret(name, target.secret_file, webhook.secrets_of)
            return webhook.Webhook(target.url, target.source, secrets, exit_)
        if isinstance(target, Notify):
            key = self._secret(name, target.key_file, notify.key_of)
            return notify.Notify(target.url, key, target.email, target.text, exit_)
        return open311.Open311(
            target.url,
            target.services,
            exit_,
            form=target.format,
            jurisdiction=target.jurisdiction,
            api_key=self._secret(name, target.api_key_file, str.strip) if target.api_key_file else "",
            id_attribute=target.id_attribute,
            contact=target.contact,
        )

    def _path(self, name: str) -> Path:
        return self._folder / name

    def _secret(self, target: str, name: str, parse: Callable[[str], Read]) -> Read:
        path = self._path(name)
        try:
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise CouncilError(f"{path}: others can read this secret: chmod 600 {path}")
            text = path.read_text(encoding="ascii")
        except OSError as error:
            raise CouncilError(f"{path}: the secret of {target} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise CouncilError(f"{path}: the secret of {target} is not plain text") from None
        try:
            return parse(text)
        except CouncilError as error:
            raise CouncilError(f"{path}: {error}") from None


def read_targets(data: Path) -> Targets:
    """The targets of council.toml in the council's folder; none where there is no such file.

    Raises CouncilError with the place of the first mistake.
    """
    file = data / FILE
    try:
        found = msgspec.toml.decode(file.read_bytes(), type=_File)
    except FileNotFoundError:
        return Targets({}, data)
    except OSError as error:
        raise CouncilError(f"{file}: cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise CouncilError(f"{file}: {error}") from None
    for name, target in found.targets.items():
        _check(file, name, target)
    return Targets(found.targets, data)


def _check(file: Path, name: str, target: Target) -> None:
    parts = urlsplit(target.url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname:
        raise CouncilError(f"{file}: targets.{name}.url: must begin with https://")
    if parts.username or parts.password or parts.fragment:
        raise CouncilError(f"{file}: targets.{name}.url: must hold no password, and nothing behind a #")
    if isinstance(target, Notify) and not (target.email or target.text):
        raise CouncilError(f"{file}: targets.{name}: name a template in email or text")
