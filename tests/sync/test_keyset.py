"""Keys are renewed while kiosks are offline: what they saved still opens, and no older keyset comes back."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from council.content_keys import signing_keys
from council.keys import FILE, kept_until, keys_in, retire, rotate
from council.store import CouncilStore
from kiosk.clock import Moment
from kiosk.content.release import LABEL as CONTENT_LABEL
from kiosk.errors import CouncilError, KeysetError
from kiosk.keyset import MAX_AGE, Keyset, encode_key
from kiosk.signed import signature_of
from kiosk.signed_keyset import KeysetFiles, SignedKeyset, sign_keyset
from kiosk.store import Store
from kiosk.submit import KioskFacts, Submitter
from sync.agent import Agent
from sync.courier import Fault, Reply
from sync.journal import Journal
from sync.keyset import EVERY_SECONDS, KeysetFetcher, KeysetFirst
from sync.step import Step

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Clock:
    def __init__(self) -> None:
        self.monotonic = 0.0

    def __call__(self) -> Moment:
        return Moment(NOW, self.monotonic, "boot")


class Offering:
    """A council that offers this keyset."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keyset = keys_in(folder, NOW).public_on(NOW)
        self.key = signing_keys(folder).newest
        self.instead: Reply | Fault | None = None
        self.asked: list[str] = []

    def get_keyset(self, etag: str) -> Reply | Fault:
        self.asked.append(etag)
        if self.instead is not None:
            return self.instead
        return self.reply(sign_keyset(self.keyset, self.key), etag)

    def reply(self, signed: SignedKeyset, etag: str = "") -> Reply:
        if etag == signed.etag:
            return Reply(status=304, etag=etag)
        return Reply(status=200, body=msgspec.json.encode(signed), etag=signed.etag)


class Kiosk:
    def __init__(self, folder: Path, council: Offering) -> None:
        self.files = KeysetFiles(folder / "given.json", folder / "fetched.json")
        self.keys: tuple[str, ...] = signing_keys(council.folder).public
        self.clock = Clock()
        self.lines: list[str] = []
        self.fetcher = KeysetFetcher(
            self.files, council, lambda: self.keys, journal=Journal(self.lines.append), clock=self.clock
        )

    def fetch(self) -> Step | None:
        self.clock.monotonic += EVERY_SECONDS
        return self.fetcher.step()


@pytest.fixture
def council(tmp_path: Path) -> Offering:
    return Offering(tmp_path / "council")


@pytest.fixture
def kiosk(tmp_path: Path, council: Offering) -> Kiosk:
    return Kiosk(tmp_path, council)


def test_a_keyset_is_fetched_kept_and_not_fetched_again(kiosk: Kiosk, council: Offering) -> None:
    assert kiosk.fetch() == Step(reached=True)
    assert kiosk.files.read() == council.keyset
    assert kiosk.fetcher.step() is None, "not before it is time"
    assert kiosk.fetch() == Step(reached=True)
    assert council.asked[0] == ""
    assert council.asked[1] != ""
    assert sum("keyset-adopted" in line for line in kiosk.lines) == 1


def test_a_keyset_that_somebody_else_signed_is_refused(kiosk: Kiosk, council: Offering) -> None:
    kiosk.fetch()
    good, council.key = council.keyset, Ed25519PrivateKey.generate()
    rotate(council.folder, NOW)
    council.keyset = keys_in(council.folder).public_on(NOW + DAY)
    assert kiosk.fetch() == Step(reached=True)
    assert kiosk.files.read() == good
    assert '"reason": "unknown-key"' in kiosk.lines[-1]
    # The control: with that key trusted it is taken.
    kiosk.keys = (encode_key(council.key.public_key().public_bytes_raw()),)
    kiosk.fetch()
    assert kiosk.files.read() == council.keyset


def changed(signed: SignedKeyset) -> SignedKeyset:
    return msgspec.structs.replace(signed, payload=signed.payload[:-4] + "AAAA")


def of_a_release(signed: SignedKeyset, key: Ed25519PrivateKey) -> SignedKeyset:
    payload, kid, signature = signature_of(signed.plain, CONTENT_LABEL, key)
    return SignedKeyset(payload=payload, kid=kid, signature=signature)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda signed, _: changed(signed), "bad-signature"),
        (of_a_release, "bad-signature"),
        (lambda _, key: sign_keyset(Keyset(()), key), "unreadable"),
    ],
    ids=["changed", "signed as a release", "empty"],
)
def test_a_spoiled_keyset_is_refused_and_the_last_good_one_stays(
    kiosk: Kiosk,
    council: Offering,
    spoil: Callable[[SignedKeyset, Ed25519PrivateKey], SignedKeyset],
    reason: str,
) -> None:
    kiosk.fetch()
    council.instead = council.reply(spoil(sign_keyset(council.keyset, council.key), council.key))
    kiosk.fetch()
    assert f'"reason": "{reason}"' in kiosk.lines[-1]
    assert kiosk.files.read() == council.keyset


def test_an_older_keyset_is_refused(kiosk: Kiosk, council: Offering) -> None:
    newest = council.keyset
    kiosk.fetch()
    council.keyset = keys_in(council.folder).public_on(NOW - DAY)
    kiosk.fetch()
    assert '"reason": "older"' in kiosk.lines[-1]
    assert kiosk.files.read() == newest


@pytest.mark.parametrize(
    "reply",
    [
        Fault.CONNECT,
        Reply(status=401),
        Reply(status=503),
        Reply(status=200, body=b"<html>"),
        Reply(status=304),
    ],
    ids=str,
)
def test_without_the_councils_answer_it_is_asked_again_at_once(
    kiosk: Kiosk, council: Offering, reply: Reply | Fault
) -> None:
    council.instead = reply
    assert kiosk.fetch() == Step(reached=False)
    assert not kiosk.files.fetched.exists()


def test_what_was_issued_later_counts(kiosk: Kiosk, council: Offering) -> None:
    with pytest.raises(KeysetError):
        kiosk.files.read()
    ring = keys_in(council.folder)
    old, new = ring.public_on(NOW), ring.public_on(NOW + DAY)
    before = kiosk.files.stamp()
    kiosk.files.given.write_bytes(msgspec.json.encode(new))
    kiosk.files.keep(old)
    assert kiosk.files.stamp() != before
    assert kiosk.files.read() == new
    kiosk.files.given.write_bytes(msgspec.json.encode(Keyset(old.keys)))
    assert kiosk.files.read() == old
    kiosk.files.fetched.write_bytes(b"damaged")
    assert kiosk.files.read() == Keyset(old.keys)


def test_an_old_keyset_stops_forms_before_they_start(tmp_path: Path, council: Offering) -> None:
    facts = KioskFacts("demo-1", "Exampleton Library", "0.1.0")
    with Store.open(tmp_path / "kiosk.db") as store:

        def ready(later: timedelta) -> None:
            at = Moment(NOW.replace(hour=0) + later, 0.0, "boot")
            Submitter(store, council.keyset, facts, clock=lambda: at).check_ready()

        ready(MAX_AGE)
        with pytest.raises(KeysetError, match="days old"):
            ready(MAX_AGE + timedelta(seconds=1))


# -- at the council --------------------------------------------------------------------------------------


def test_a_new_key_is_sealed_to_at_once_and_those_before_end_in_time(tmp_path: Path) -> None:
    first = keys_in(tmp_path, NOW).public_on(NOW).usable(NOW).kid
    second = rotate(tmp_path, NOW)
    third = rotate(tmp_path, NOW)
    keyset = keys_in(tmp_path).public_on(NOW)
    assert [key.kid for key in keyset.keys] == [first, second, third]
    assert keyset.usable(NOW).kid == third
    assert [key.not_after <= NOW + MAX_AGE for key in keyset.keys] == [True, True, False]
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_private_key_is_kept_until_nothing_can_be_on_its_way(tmp_path: Path) -> None:
    first = keys_in(tmp_path, NOW).public_on(NOW).keys[0].kid
    rotate(tmp_path, NOW)
    until = kept_until(keys_in(tmp_path).public_on(NOW).keys[0])
    assert until == NOW + 2 * MAX_AGE
    assert retire(tmp_path, until - timedelta(seconds=1)) == ()
    assert retire(tmp_path, until) == (first,)
    assert first not in keys_in(tmp_path).private


def test_the_last_key_is_never_thrown_away(tmp_path: Path) -> None:
    keys_in(tmp_path, NOW)
    with pytest.raises(CouncilError, match="rotate"):
        retire(tmp_path, NOW + timedelta(days=10_000))
    assert keys_in(tmp_path).private


def test_a_server_that_runs_knows_a_new_key(tmp_path: Path) -> None:
    running = keys_in(tmp_path)
    kid = rotate(tmp_path, datetime.now(UTC))
    assert kid in running.private
    assert kid in [key.kid for key in running.public.keys]


def test_after_two_renewals_while_a_kiosk_was_offline_its_queue_still_opens(
    site: Any, server: Any, store: Store, tmp_path: Path
) -> None:
    lines: list[str] = []
    files = KeysetFiles(site.folder / "keyset.json", tmp_path / "fetched.json")
    saved = []
    with site.client(server.url) as client:
        fetcher = KeysetFetcher(files, client, lambda: signing_keys(site.council).public)
        agent = Agent(
            store,
            client,
            content=KeysetFirst(fetcher, None, client.healthy),
            journal=Journal(lines.append),
        )
        agent.begin()
        for _ in range(2):
            site.keyset = files.read()
            saved.append(site.submit(store).id)
            line = [sys.executable, "-m", "council", "keyset", "rotate", "--data", str(site.council)]
            subprocess.run(line, check=True, capture_output=True)
        agent.fetch()
        site.keyset = files.read()
        assert len(site.keyset.keys) == 3
        saved.append(site.submit(store).id)
        agent.once()
    with closing(CouncilStore.open(f"sqlite:///{site.council / 'council.db'}")) as council:
        held = {entry.id: entry.fault for entry in council.entries()}
    assert [held[one] for one in saved] == [None] * 3
    assert files.fetched.exists()
