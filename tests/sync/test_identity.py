"""The kiosk's half of its identity, against the real council server: the key stays, whatever the time."""

import json
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from council.database import Database
from council.enrolments import Enrolments
from council.kiosk_keys import KioskKeys
from kiosk.clock import Moment
from kiosk.device_key import DeviceKey
from kiosk.enrolment_code import new_code
from kiosk.errors import IdentityError
from kiosk.outbox import Outbox
from kiosk.store import Store
from sync.agent import Agent
from sync.client import Client
from sync.courier import Fault, Reply
from sync.enrolment import enrol, rotate
from sync.identity import Identity, IdentityFolder
from sync.journal import Journal
from sync.tokens import Credentials
from sync.wire import KEYSET, TOKEN

NOW = datetime.now(UTC)


class Clock:
    """A clock of the kiosk that a test sets."""

    def __init__(self, utc: datetime) -> None:
        self.utc = utc
        self.monotonic = 1000.0

    def __call__(self) -> Moment:
        return Moment(self.utc, self.monotonic, "boot")


class Listening:
    """What a council hears of a kiosk that asks for tokens, and answers as told."""

    def __init__(self, *replies: Reply | Fault) -> None:
        self.replies = list(replies)
        self.asked: list[dict[str, str]] = []

    def post_form(self, path: str, fields: dict[str, str]) -> Reply | Fault:
        assert path == TOKEN
        self.asked.append(fields)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def token_reply(seconds: int = 600) -> Reply:
    body = {"access_token": "one", "token_type": "Bearer", "expires_in": seconds, "scope": ""}
    return Reply(status=200, content_type="application/json", body=json.dumps(body).encode())


@contextmanager
def councils(site: Any) -> Iterator[Database]:
    with closing(Database.open(f"sqlite:///{site.council / 'council.db'}")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> IdentityFolder:
    """Of a kiosk that is enrolled at a made-up council."""
    made = IdentityFolder(tmp_path / "state")
    made.keep(Identity(kiosk="demo-1", api="http://x", issuer="urn:x", signing_keys=(), key=DeviceKey.make()))
    return made


def new_kiosk(site: Any, server: Any, tmp_path: Path, name: str) -> IdentityFolder:
    """A kiosk of its own that is let in at the site's council."""
    folder = IdentityFolder(tmp_path / name)
    with councils(site) as database, Client(server.url) as client:
        enrolments = Enrolments(database)
        code = enrolments.create(name, "Exampleton Hall", datetime.now(UTC))
        done = enrol(folder, client, name, server.url, code)
        enrolments.confirm(name, done.identity.key.fingerprint, datetime.now(UTC))
    return folder


def asks(folder: IdentityFolder, url: str, **parts: Any) -> tuple[str | Reply | Fault | None, str]:
    with Client(url) as client:
        credentials = Credentials(folder, client, **parts)
        return credentials.authorization(), credentials.trouble


# -- files -----------------------------------------------------------------------------------------------


def test_the_key_lies_in_a_file_for_this_user_alone(folder: IdentityFolder) -> None:
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    (file,) = folder.path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_key_never_leaves_the_kiosk(site: Any, server: Any, tmp_path: Path) -> None:
    """All bytes on the way of an enrolment and a token, looked through for the private half."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def tap() -> None:
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer, socket.create_connection(("127.0.0.1", server.port)) as there:
                    threading.Thread(target=pump, args=(there, peer, []), daemon=True).start()
                    pump(peer, there, heard)

        def pump(source: socket.socket, target: socket.socket, kept: list[bytes]) -> None:
            try:
                while part := source.recv(65536):
                    kept.append(part)
                    target.sendall(part)
            except OSError:
                pass

        thread = threading.Thread(target=tap, daemon=True)
        thread.start()

        class Tapped:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"

        folder = new_kiosk(site, Tapped, tmp_path, "tapped")
        assert isinstance(asks(folder, Tapped.url)[0], str)
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    identity = folder.read()
    assert identity is not None
    said = b"".join(heard)
    private = json.loads(identity.key.to_json())["d"].encode()
    assert identity.key.public.x.encode() in said
    assert private not in said
    # The control: the search does find it where it is.
    assert private in (folder.path / "identity.json").read_bytes()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"secret", b'{"kiosk":"demo-1","api":"","key":{"d":"secret"}}']
)
def test_a_damaged_file_is_said_and_not_quoted(folder: IdentityFolder, content: bytes) -> None:
    (folder.path / "identity.json").write_bytes(content)
    with pytest.raises(IdentityError, match="kiosk enrol") as said:
        folder.read()
    assert "secret" not in str(said.value)
    credentials = Credentials(folder, Listening(Fault.CONNECT))
    assert credentials.authorization() is None
    assert credentials.trouble == "damaged"


def test_a_kiosk_that_is_not_enrolled_has_no_token_and_asks_for_none(tmp_path: Path) -> None:
    council, lines = Listening(token_reply()), list[str]()
    credentials = Credentials(IdentityFolder(tmp_path), council, journal=Journal(lines.append))
    assert credentials.authorization() is None
    assert credentials.trouble == "not-enrolled"
    assert council.asked == []
    assert '"event": "token-refused", "reason": "not-enrolled"' in lines[0]


# -- tokens ----------------------------------------------------------------------------------------------


def test_a_token_is_kept_until_shortly_before_its_end_by_the_monotonic_clock(folder: IdentityFolder) -> None:
    council, clock = Listening(token_reply(600)), Clock(NOW)
    credentials = Credentials(folder, council, clock=clock)
    assert credentials.authorization() == "Bearer one"
    clock.monotonic += 569
    # Whatever the wall clock does meanwhile.
    for jump in (timedelta(days=3650), timedelta(days=-20000)):
        clock.utc = NOW + jump
        assert credentials.authorization() == "Bearer one"
    assert len(council.asked) == 1
    clock.monotonic += 2
    credentials.authorization()
    assert len(council.asked) == 2


def test_a_refused_token_is_forgotten(folder: IdentityFolder) -> None:
    council = Listening(token_reply())
    credentials = Credentials(folder, council)
    credentials.authorization()
    credentials.renew()
    credentials.authorization()
    assert len(council.asked) == 2
    assert council.asked[0] != council.asked[1]


@pytest.mark.parametrize(
    "reply",
    [
        Fault.CONNECT,
        Fault.TIMEOUT,
        Reply(status=302),
        Reply(status=200, content_type="text/html", body=b"<html>Library WiFi</html>"),
        Reply(status=429, retry_after="5"),
        Reply(status=503),
        Reply(status=400, body=b'{"error": "of another kind"}'),
    ],
    ids=str,
)
def test_somebody_elses_answer_is_handed_on_as_it_is(folder: IdentityFolder, reply: Reply | Fault) -> None:
    assert Credentials(folder, Listening(reply)).authorization() == reply


def test_after_a_refusal_it_is_quiet_for_a_moment(folder: IdentityFolder) -> None:
    refusal = Reply(status=400, body=b'{"error": "unauthorized_client"}')
    council, clock, lines = Listening(refusal), Clock(NOW), list[str]()
    credentials = Credentials(folder, council, clock=clock, journal=Journal(lines.append))
    for _ in range(50):
        assert credentials.authorization() is None
        credentials.renew()
    assert len(council.asked) == 1
    clock.monotonic += 6
    credentials.authorization()
    assert len(council.asked) == 2
    assert credentials.trouble == "unauthorized_client"
    assert len(lines) == 1


@pytest.mark.parametrize(
    "utc",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        NOW + timedelta(days=3653),
        NOW - timedelta(hours=1),
        NOW + timedelta(hours=1),
    ],
    ids=["1970", "+10y", "-1h", "+1h"],
)
def test_a_kiosk_whose_clock_is_wrong_is_known_all_the_same(
    site: Any, server: Any, tmp_path: Path, utc: datetime
) -> None:
    folder = IdentityFolder(site.folder / "state")
    found, trouble = asks(folder, server.url, clock=Clock(utc))
    assert isinstance(found, str), trouble


def test_without_the_councils_time_a_wrong_clock_is_refused(site: Any, server: Any) -> None:
    """The control of the test above: it is the header Date that helps."""
    with Client(server.url) as client:

        class Timeless:
            def post_form(self, path: str, fields: dict[str, str]) -> Reply | Fault:
                reply = client.post_form(path, fields)
                assert isinstance(reply, Reply)
                return Reply(status=reply.status, content_type=reply.content_type, body=reply.body)

        wrong = Clock(datetime(1970, 1, 1, tzinfo=UTC))
        credentials = Credentials(IdentityFolder(site.folder / "state"), Timeless(), clock=wrong)
        assert credentials.authorization() is None
        assert credentials.trouble == "invalid_client"


def test_the_corrected_time_is_remembered(site: Any, server: Any) -> None:
    clock, asked = Clock(datetime(1970, 1, 1, tzinfo=UTC)), []
    with Client(server.url) as client:

        class Counting:
            def post_form(self, path: str, fields: dict[str, str]) -> Reply | Fault:
                asked.append(path)
                return client.post_form(path, fields)

        credentials = Credentials(IdentityFolder(site.folder / "state"), Counting(), clock=clock)
        credentials.authorization()
        assert len(asked) == 2
        credentials.renew()
        clock.monotonic += 100
        assert isinstance(credentials.authorization(), str)
        assert len(asked) == 3


# -- enrolment -------------------------------------------------------------------------------------------


def test_a_wrong_code_is_said_and_the_right_one_goes_on_with_the_same_key(
    site: Any, server: Any, tmp_path: Path
) -> None:
    folder = IdentityFolder(tmp_path / "state")
    with councils(site) as database, Client(server.url) as client:
        code = Enrolments(database).create("hall-1", "Exampleton Hall", datetime.now(UTC))
        with pytest.raises(IdentityError, match="does not take this code") as said:
            enrol(folder, client, "hall-1", server.url, new_code())
        assert code not in str(said.value)
        assert folder.read() is None
        begun = folder.enrolling()
        assert begun is not None
        done = enrol(folder, client, "hall-1", server.url, code)
    assert done.place == "Exampleton Hall"
    assert done.identity.key.thumbprint == begun.key.thumbprint
    assert [path.name for path in folder.path.iterdir()] == ["identity.json"]
    assert asks(folder, server.url) == (None, "authorization_pending")


def test_an_answer_that_is_lost_loses_no_key_and_no_code(
    site: Any, server: Any, wire: Any, tmp_path: Path
) -> None:
    folder = IdentityFolder(tmp_path / "state")
    with councils(site) as database, Client(wire.url) as client:
        code = Enrolments(database).create("hall-2", "Exampleton Hall", datetime.now(UTC))
        wire.faults = ["lost"]
        with pytest.raises(IdentityError, match="try again"):
            enrol(folder, client, "hall-2", "http://x", code)
        assert folder.read() is None
        done = enrol(folder, client, "hall-2", "http://x", code)
        Enrolments(database).confirm("hall-2", done.identity.key.fingerprint, datetime.now(UTC))
    assert isinstance(asks(folder, server.url)[0], str)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Fault.CONNECT, "cannot be reached"),
        (Fault.TIMEOUT, "try again"),
        (Reply(status=200, content_type="text/html", body=b"<html>"), "sign-in"),
        (Reply(status=302), "sign-in"),
        (
            Reply(
                status=429,
                retry_after="30",
                body=b'{"type":"urn:council-kiosk:problem:too-often","title":"","status":429}',
            ),
            "30 seconds",
        ),
    ],
    ids=str,
)
def test_whatever_happens_on_the_way_is_told_with_what_to_do(
    tmp_path: Path, reply: Reply | Fault, said: str
) -> None:
    class Answering:
        def post_json(self, path: str, data: bytes) -> Reply | Fault:
            return reply

    folder = IdentityFolder(tmp_path)
    with pytest.raises(IdentityError, match=said):
        enrol(folder, Answering(), "hall-3", "http://x", new_code())
    assert folder.read() is None


# -- another key -----------------------------------------------------------------------------------------


def test_another_key_takes_over_without_a_gap(site: Any, server: Any, tmp_path: Path) -> None:
    folder = new_kiosk(site, server, tmp_path, "rotating")
    with Client(server.url) as client:
        credentials = Credentials(folder, client)
        client.use(credentials)
        before = folder.read()
        credentials.authorization()
        rotate(folder, client)
        after = folder.read()
        assert before is not None
        assert after is not None
        assert after.key.thumbprint != before.key.thumbprint
        # The token of the old key counts until the new one is used.
        assert client._known("GET", KEYSET, headers={}).status == 200  # type: ignore[union-attr]  a Reply
        assert isinstance(asks(folder, server.url)[0], str)
        reply = client._known("GET", KEYSET, headers={})
        assert isinstance(reply, Reply)
        assert reply.status == 200, "the client has fetched a token with the new key"


@pytest.mark.parametrize("fault", ["lost", "reset"])
def test_a_rotation_whose_answer_is_lost_is_finished_by_itself(
    site: Any, server: Any, wire: Any, tmp_path: Path, fault: str
) -> None:
    folder = new_kiosk(site, server, tmp_path, f"rotating-{fault}")
    with Client(wire.url) as client:
        client.use(Credentials(folder, client))
        wire.faults = [fault]
        with pytest.raises(IdentityError, match="try again"):
            rotate(folder, client)
    key = folder.next_key()
    assert key is not None
    assert isinstance(asks(folder, server.url)[0], str)
    identity = folder.read()
    assert identity is not None
    # Registered: taken over. Not registered: the old one still serves, and the next is there for another go.
    assert (identity.key.thumbprint == key.thumbprint) == (fault == "lost")


# -- shut out --------------------------------------------------------------------------------------------


def test_a_revoked_kiosk_keeps_its_queue_and_sends_it_once_let_in_again(
    site: Any, server: Any, tmp_path: Path
) -> None:
    folder = new_kiosk(site, server, tmp_path, "lost-and-found")
    with Store.open(tmp_path / "kiosk.db") as store, Client(server.url) as client:
        saved = site.submit(store, "lost-and-found")
        lines: list[str] = []
        client.use(Credentials(folder, client, journal=Journal(lines.append)))
        agent = Agent(store, client, journal=Journal(lines.append))
        agent.begin()
        with councils(site) as database:
            KioskKeys(database).revoke("lost-and-found", "left on a bus", datetime.now(UTC))
        agent.once()
        agent.once()
        (item,) = Outbox(store).items()
        assert (item.state.value, item.attempts, item.reason) == ("queued", 0, "http-401")
        assert any('"reason": "unauthorized_client"' in line for line in lines)
        assert saved.id not in site.held()
    folder = new_kiosk(site, server, tmp_path, "lost-and-found")
    with Store.open(tmp_path / "kiosk.db") as store, Client(server.url) as client:
        client.use(Credentials(folder, client))
        agent = Agent(store, client, journal=Journal(lines.append))
        agent.begin()
        agent.once()
        (item,) = Outbox(store).items()
        assert item.state.value == "delivered"
    assert site.held().count(saved.id) == 1


def test_a_kiosk_cannot_hand_over_what_belongs_to_another(site: Any, server: Any, tmp_path: Path) -> None:
    folder = new_kiosk(site, server, tmp_path, "stranger")
    with Store.open(tmp_path / "kiosk.db") as store, Client(server.url) as client:
        saved = site.submit(store)
        client.use(Credentials(folder, client))
        agent = Agent(store, client, journal=Journal(lambda _: None))
        agent.begin()
        agent.once()
        (item,) = Outbox(store).items()
        assert (item.state.value, item.reason) == ("quarantined", "other-kiosk")
    assert saved.id not in site.held()


def test_an_agent_under_another_name_than_it_is_enrolled_by_sends_nothing(site: Any, server: Any) -> None:
    config = site.config(server.url)
    with Store.open(site.database) as store:
        site.submit(store, "demo-2")
    config.write_text(config.read_text().replace("[site]", '[site]\nkiosk = "demo-2"'))
    line = [sys.executable, "-m", "kiosk", "agent", "--once", "--config", str(config)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "enrolled as demo-1" in done.stderr
    assert site.items()[-1].state.value == "queued"
