"""A key pair of the council, a database, and a submission by a person who does not exist."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.clock import Moment
from kiosk.keyset import Keyset, PublicKey, encode_key, kid_of
from kiosk.store import Store
from kiosk.submission import Submission

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def noon() -> Moment:
    return Moment(NOON, 1000.0, "boot-a")


@pytest.fixture(scope="session")
def private_key() -> X25519PrivateKey:
    return X25519PrivateKey.generate()


@pytest.fixture(scope="session")
def keyset(private_key: X25519PrivateKey) -> Keyset:
    raw = private_key.public_key().public_bytes_raw()
    return Keyset(
        (
            PublicKey(
                kid=kid_of(raw),
                public=encode_key(raw),
                not_before=NOON - timedelta(days=10),
                not_after=NOON + timedelta(days=400),
            ),
        )
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "state" / "kiosk.db") as opened:
        yield opened


@pytest.fixture
def submission() -> Submission:
    return Submission(
        journey="missed-bin",
        version=3,
        hash="0" * 64,
        language="en",
        today="2026-11-22",
        answers={"full_name": "Sam Example", "phone": "+447700900123", "bins": ["refuse"]},
    )
