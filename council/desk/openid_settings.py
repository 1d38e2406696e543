"""Where the council's own accounts are, and what their owners may do here: `openid.toml` in the council's
folder, checked once at the start. Without the file there is no such way in."""

import stat
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from council.desk.roles import Role
from kiosk.errors import CouncilError

FILE = "openid.toml"
BACK = "/sign-in/openid/back"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Word = Annotated[str, Meta(min_length=1, max_length=200)]


class OpenIdSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`title` is what staff call their accounts. `redirect` is our address as the provider knows it.
    `roles` says which values of the claim `claim` give which role; the largest counts."""

    title: Word
    issuer: Word
    client_id: Word
    redirect: Word
    roles: Annotated[dict[Role, tuple[Word, ...]], Meta(min_length=1)]
    claim: Word = "groups"
    scopes: tuple[Word, ...] = ("openid", "profile", "email")
    secret_file: str = ""
    ca_file: str = ""
    folder: str = ""

    def role_of(self, claims: dict[str, object]) -> Role | None:
        """What the provider's claims about somebody allow here."""
        said = claims.get(self.claim)
        values = {said} if isinstance(said, str) else set(said) if isinstance(said, list) else set()
        found = [role for role in Role if values & set(self.roles.get(role, ()))]
        return found[-1] if found else None

    def secret(self) -> str:
        """What we prove ourselves to the provider with; '' where PKCE alone does. Raises CouncilError."""
        if not self.secret_file:
            return ""
        path = Path(self.folder) / self.secret_file
        try:
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise CouncilError(f"{path}: others can read this secret: chmod 600 {path}")
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CouncilError(f"{path}: the secret cannot be read ({type(error).__name__})") from None


def read_openid(folder: Path) -> OpenIdSettings | None:
    """What `openid.toml` in `folder` says, if it is there. Raises CouncilError with the first mistake."""
    path = folder / FILE
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=OpenIdSettings)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CouncilError(f"{path}: cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CouncilError(f"{path}: {error}") from None
    for name in ("issuer", "redirect"):
        if not is_safe(getattr(found, name)):
            raise CouncilError(f"{path}: {name}: must begin with https://")
    if urlsplit(found.redirect).path != BACK:
        raise CouncilError(f"{path}: redirect: must end with {BACK}")
    if "openid" not in found.scopes:
        raise CouncilError(f"{path}: scopes: must hold 'openid'")
    found = msgspec.structs.replace(found, folder=str(folder.resolve()))
    found.secret()
    return found


def is_safe(address: str) -> bool:
    """Whether an address goes by TLS, or does not leave this machine."""
    parts = urlsplit(address)
    here = parts.scheme == "http" and parts.hostname in LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or here) and not parts.username
