"""Many assertions, each put to several servers on one database at the same moment: one token each."""

import os
import random
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from council.database import Database
from council.enrolments import Enrolments
from council.tokens import ASSERTION_TYPE, GRANT, TokenRefusedError, Tokens
from kiosk.device_key import DeviceKey, Use

SOAK = int(os.environ.get("SOAK", "1"))
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SERVERS = 3
AT_ONCE = 8


@pytest.fixture
def servers(database: str) -> Iterator[list[Database]]:
    opened = [Database.open(database) for _ in range(SERVERS)]
    yield opened
    for one in opened:
        one.close()


@pytest.mark.soak(only=True)
def test_no_assertion_ever_serves_twice(servers: list[Database]) -> None:
    seed = 11
    chance, key = random.Random(seed), DeviceKey.make()
    enrolments = Enrolments(servers[0])
    code = enrolments.create("demo-1", "Exampleton Library", NOW)
    enrolments.claim("demo-1", code, key.public, NOW)
    enrolments.confirm("demo-1", key.fingerprint, NOW)
    ends, at = [Tokens(one) for one in servers], int(NOW.timestamp())
    asked = given = twice = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(10 * SOAK):
            claims = {"iss": "demo-1", "sub": "demo-1", "aud": enrolments.issuer, "iat": at, "exp": at + 60}
            text = key.sign(
                Use.AUTHENTICATION, {**claims, "jti": str(uuid.UUID(int=chance.getrandbits(128)))}
            )
            form = {"grant_type": GRANT, "client_assertion_type": ASSERTION_TYPE, "client_assertion": text}

            def ask(end: Tokens, form: dict[str, str] = form) -> bool:
                try:
                    return bool(end.issue(*end.asks(form, NOW), NOW))
                except TokenRefusedError:
                    return False

            got = list(pool.map(ask, [chance.choice(ends) for _ in range(AT_ONCE)])).count(True)
            asked, given, twice = asked + AT_ONCE, given + bool(got), twice + (got > 1)
    print(f"replays: {asked} tries, {given} tokens, {twice} twice, {SERVERS} servers, seed {seed}")
    assert (given, twice) == (10 * SOAK, 0)
