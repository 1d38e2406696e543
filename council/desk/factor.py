"""The second factor: six digits that an app makes anew every 30 seconds (TOTP, RFC 6238), its QR code, and
codes on paper for somebody who lost the app."""

import secrets
from datetime import datetime

from markupsafe import Markup

from council.desk.codes import new_code

STEP_S = 30
DRIFT = 1
"""Steps that the app's clock may be ahead or behind (RFC 6238, 5.2)."""
RECOVERY_CODES = 10


def new_secret() -> bytes:
    """A secret for an app: 160 bits (RFC 4226, 4 R6)."""
    return secrets.token_bytes(20)


def step_of(secret: bytes, typed: str, now: datetime) -> int | None:
    """The step whose code was typed; None for a wrong one. Refusing a used step is the caller's business."""
    from pyotp import TOTP

    digits = "".join(typed.split())
    totp = TOTP(shown(secret))
    step = int(now.timestamp()) // STEP_S
    found = None
    for one in range(step - DRIFT, step + DRIFT + 1):
        # All are compared, so that the time says nothing.
        if secrets.compare_digest(totp.generate_otp(one).encode(), digits.encode("utf-8", "replace")):
            found = one
    return found


def shown(secret: bytes) -> str:
    """The secret as it is typed into an app that cannot read the QR code."""
    from base64 import b32encode

    return b32encode(secret).decode("ascii")


def address(secret: bytes, name: str, service: str) -> str:
    """What the QR code says: a key URI that apps understand."""
    from pyotp import TOTP

    return TOTP(shown(secret)).provisioning_uri(name=name, issuer_name=service)


def picture(text: str) -> Markup:
    """`text` as a QR code, an SVG element for a page: black on white whatever the page's colours are."""
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = len(rows)
    return Markup(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="QR code for your app">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{1}" fill="#000"/></svg>'
    ).format(size, dots)


def recovery_codes() -> tuple[str, ...]:
    """New codes to write down, each good for one sign-in."""
    return tuple(new_code() for _ in range(RECOVERY_CODES))
