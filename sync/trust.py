"""Who vouches for the council's server: the certificates of a file, or those that this system trusts.

Councils often vouch for their own servers; their certificate is then in the system's store, or in a file
that `council.ca` names. Nothing here relaxes a check.
"""

import ssl
from pathlib import Path

from kiosk.errors import SettingsError


def trusted(ca: Path | None) -> ssl.SSLContext:
    """What TLS connections are checked by. Raises SettingsError when the file cannot serve."""
    if ca is None:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=ca)
    except ssl.SSLError:
        raise SettingsError(f"council.ca: {ca}: holds no certificates as PEM") from None
    except OSError as error:
        raise SettingsError(f"council.ca: {ca}: cannot be read: {error.strerror}") from None
