"""The council as the settings name it, asked by a client that proves who this kiosk is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.settings import Settings

if TYPE_CHECKING:
    from sync.client import Client
    from sync.tokens import Credentials


@contextmanager
def council_of(settings: Settings) -> "Iterator[tuple[Client, Credentials]]":
    """A client for the council's server, and the tokens it proves itself with. Raises AgentError where the
    address would let others answer, SettingsError where `council.ca` cannot serve."""
    from sync.client import Client
    from sync.identity import IdentityFolder
    from sync.journal import Journal
    from sync.tokens import Credentials
    from sync.trust import trusted

    with Client(settings.council.api, trusted(settings.ca)) as client:
        credentials = Credentials(IdentityFolder(settings.state_dir), client, journal=Journal())
        client.use(credentials)
        yield client, credentials
