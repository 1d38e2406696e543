"""The door to the network: what the world does there comes back as facts, and it cannot be led astray."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.errors import AgentError
from sync.client import Client, Patience
from sync.courier import Fault, Reply

ID = "c7ce7c47-38a0-4722-8113-cc7b69818a00"


@pytest.mark.parametrize(
    "base", ["http://council.example", "http://192.0.2.1:8321", "http://127.0.0.1.example"]
)
def test_without_https_only_this_machine_is_talked_to(base: str) -> None:
    with pytest.raises(AgentError, match="write https://"):
        Client(base)


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://council.example"]
)
def test_these_addresses_may_be_used(base: str) -> None:
    Client(base).close()


def test_nobody_listening_is_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with Client(f"http://127.0.0.1:{port}") as client:
        assert client.put_submission(ID, b"x") is Fault.CONNECT
        assert not client.healthy()


def test_a_name_that_cannot_be_looked_up_is_no_connection() -> None:
    with Client("https://council.invalid") as client:
        assert client.put_submission(ID, b"x") is Fault.CONNECT


def test_a_server_that_says_nothing_is_a_timeout() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        Client(f"http://127.0.0.1:{silent.getsockname()[1]}", patience=Patience(read=0.1)) as client,
    ):
        assert client.put_submission(ID, b"x") is Fault.TIMEOUT


@pytest.fixture
def dripping() -> Iterator[str]:
    """A server whose answer comes a byte at a time, for ever."""
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        with suppress(OSError):
            peer, _ = listener.accept()
            with peer:
                peer.recv(65536)
                peer.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
                while not stop.wait(0.01):
                    peer.sendall(b" ")

    thread = threading.Thread(target=drip)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    stop.set()
    listener.close()
    thread.join()


def test_an_answer_that_drips_is_given_up(dripping: str) -> None:
    with Client(dripping, patience=Patience(answer=0.2)) as client:
        assert client.put_submission(ID, b"x") is Fault.TIMEOUT


def test_redirects_are_facts_and_are_not_followed(impostor: Any) -> None:
    with impostor(200, {}, b"") as elsewhere:
        with impostor(307, {"location": elsewhere.url}, b"") as server, Client(server.url) as client:
            reply = client.put_submission(ID, b"x")
        assert isinstance(reply, Reply)
        assert reply.status == 307
        assert elsewhere.asked == []


def test_a_proxy_of_the_machine_is_not_used(impostor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with impostor(200, {}, b"") as proxy, impostor(204, {}, b"") as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        with Client(server.url) as client:
            client.put_submission(ID, b"x")
        assert proxy.asked == []
        assert server.asked == [f"PUT /v1/submissions/{ID}"]


@pytest.mark.parametrize(
    ("status", "body", "healthy"),
    [
        (200, b'{"status": "ok", "time": "2026-11-22T12:00:00Z"}', True),
        (200, b'{"status": "ok", "time": "2026-11-22T12:00:00Z", "later": 1}', True),
        (200, b"<html>Welcome to Library WiFi</html>", False),
        (200, b"{}", False),
        (503, b'{"status": "ok", "time": "2026-11-22T12:00:00Z"}', False),
        (204, b"", False),
    ],
)
def test_only_the_councils_own_health_counts(impostor: Any, status: int, body: bytes, healthy: bool) -> None:
    with impostor(status, {}, body) as server, Client(server.url) as client:
        assert client.healthy() is healthy
        assert server.asked == ["GET /v1/health"]


# -- TLS --------------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[str]:
    """A TLS server that answers one request with 204."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            peer, _ = listener.accept()
            with context.wrap_socket(peer, server_side=True) as wrapped:
                while not wrapped.recv(65536).endswith(b"x"):
                    pass
                wrapped.sendall(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()
    thread.join()


def test_a_certificate_nobody_vouches_for_is_no_connection(secure: str) -> None:
    with Client(secure) as client:
        assert client.put_submission(ID, b"x") is Fault.CONNECT


def test_a_certificate_that_is_vouched_for_is_talked_to(secure: str, certificate: Path) -> None:
    trusted = ssl.create_default_context(cafile=str(certificate))
    with Client(secure, verify=trusted) as client:
        reply = client.put_submission(ID, b"x")
    assert isinstance(reply, Reply)
    assert reply.status == 204


# -- who asks ---------------------------------------------------------------------------------------------


class Tokens:
    """Credentials that give these tokens, one after another, and remember how often they were renewed."""

    def __init__(self, *tokens: str | Fault | None) -> None:
        self.tokens = tokens
        self.renewed = 0

    def authorization(self) -> str | Fault | None:
        return self.tokens[min(self.renewed, len(self.tokens) - 1)]

    def renew(self) -> None:
        self.renewed += 1


def test_without_credentials_nothing_is_proved(impostor: Any) -> None:
    with impostor(200, {}, b"") as server, Client(server.url) as client:
        client.put_submission(ID, b"x")
        assert "authorization" not in server.headers[0]


def test_a_token_goes_with_what_is_sent_but_not_with_a_look_at_health_or_a_form(impostor: Any) -> None:
    tokens = Tokens("Bearer one")
    with impostor(200, {}, b"") as server, Client(server.url, credentials=tokens) as client:
        client.put_submission(ID, b"x")
        client.post_json("/v1/heartbeat", b"{}")
        client.get_manifest("")
        client.get_piece("a" * 64, 0, 10)
        client.healthy()
        client.post_form("/v1/token", {"grant_type": "client_credentials"})
        shown = [headers.get("authorization") for headers in server.headers]
    assert shown == ["Bearer one"] * 4 + [None, None]


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_refused_is_renewed_once(impostor: Any, status: int) -> None:
    tokens = Tokens("Bearer old", "Bearer new", "Bearer never")
    with impostor(status, {}, b"") as server, Client(server.url, credentials=tokens) as client:
        reply = client.put_submission(ID, b"x")
        assert isinstance(reply, Reply)
        assert reply.status == status
        assert [headers["authorization"] for headers in server.headers] == ["Bearer old", "Bearer new"]


def test_without_a_network_for_the_token_nothing_is_asked(impostor: Any) -> None:
    tokens = Tokens(Fault.CONNECT)
    with impostor(200, {}, b"") as server, Client(server.url, credentials=tokens) as client:
        assert client.put_submission(ID, b"x") is Fault.CONNECT
        assert server.asked == []
