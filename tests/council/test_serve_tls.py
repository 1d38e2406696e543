"""`council serve` with TLS, and a kiosk's client that trusts the council's own authority and nobody else."""

import datetime
import ipaddress
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from council.__main__ import main
from kiosk.errors import SettingsError
from sync.client import Client
from sync.courier import Fault, Reply
from sync.trust import trusted

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)
Key = ec.EllipticCurvePrivateKey


class Authority:
    """Somebody who vouches for servers."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        self.key = ec.generate_private_key(ec.SECP256R1())
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        made = (
            self._builder(self.name, self.key, NOW - 10 * DAY, NOW + 10 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def vouch(
        self, name: str, host: x509.GeneralName, until: datetime.datetime = NOW + DAY
    ) -> tuple[Path, Path]:
        """A certificate for a server, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        made = (
            self._builder(subject, key, NOW - 5 * DAY, until)
            .add_extension(x509.SubjectAlternativeName([host]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
            .sign(self.key, hashes.SHA256())
        )
        files = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
        files[1].touch(mode=0o600)
        files[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files

    def _builder(
        self, subject: x509.Name, key: Key, start: datetime.datetime, until: datetime.datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(until)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"), "council-ca")


HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
CERTIFICATES: dict[str, tuple[x509.GeneralName, datetime.datetime]] = {
    "right": (HERE, NOW + DAY),
    "expired": (HERE, NOW - DAY),
    "wrong-name": (x509.DNSName("council.example"), NOW + DAY),
}


@pytest.fixture(scope="module")
def servers(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A council's server for each certificate: its address, by name."""
    running, urls = [], {}
    for name, (host, until) in CERTIFICATES.items():
        certificate, key = authority.vouch(name, host, until)
        line = [sys.executable, "-m", "council", "serve", "--port", "0", "--host", "0.0.0.0"]
        line += ["--data", str(tmp_path_factory.mktemp(name)), "--host-name", "Kiosks.Example"]
        line += ["--tls-cert", str(certificate), "--tls-key", str(key)]
        running.append((name, subprocess.Popen(line, stdout=subprocess.PIPE, text=True)))
    for name, process in running:
        assert process.stdout is not None
        told = process.stdout.readline()
        assert told.startswith("council: listening on https://0.0.0.0:"), told
        urls[name] = f"https://127.0.0.1:{told.strip().rpartition(':')[2]}"
    yield urls
    for _, process in running:
        process.terminate()
        assert process.wait(15) == 0
        assert process.stdout is not None
        process.stdout.close()


def test_the_councils_own_authority_is_trusted_where_the_settings_say_so(
    servers: dict[str, str], authority: Authority
) -> None:
    with Client(servers["right"], trusted(authority.file)) as client:
        assert client.healthy()
        reply = client.get_keyset("")
    assert isinstance(reply, Reply)
    assert reply.status == 401, "and who has no token is still nobody"


@pytest.mark.parametrize("name", ["expired", "wrong-name"])
def test_a_certificate_that_is_not_right_is_no_connection(
    servers: dict[str, str], authority: Authority, name: str
) -> None:
    with Client(servers[name], trusted(authority.file)) as client:
        assert not client.healthy()
        assert client.put_submission("c7ce7c47-38a0-4722-8113-cc7b69818a00", b"x") is Fault.CONNECT


def test_another_authority_is_no_connection(servers: dict[str, str], tmp_path: Path) -> None:
    for context in (trusted(Authority(tmp_path, "other-ca").file), trusted(None)):
        with Client(servers["right"], context) as client:
            assert not client.healthy()


def test_the_systems_store_is_asked_where_the_settings_name_none(
    servers: dict[str, str], authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with Client(servers["right"], trusted(None)) as client:
        assert client.healthy()


def test_a_file_that_cannot_vouch_is_said(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no certificate")
    for name, said in (("text", "no certificates"), ("nothing", "cannot be read")):
        with pytest.raises(SettingsError, match=said):
            trusted(tmp_path / name)


def test_it_answers_to_the_name_it_was_given(servers: dict[str, str], authority: Authority) -> None:
    with Client(servers["right"], trusted(authority.file)) as client:
        for name, status in (("kiosks.example", 200), ("KIOSKS.example:443", 200), ("other.example", 421)):
            reply = client._ask("GET", "/v1/health", headers={"host": name})
            assert isinstance(reply, Reply)
            assert reply.status == status, name


def test_without_certificate_and_key_that_fit_nothing_is_served(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate, key = authority.vouch("one", HERE)
    other = authority.vouch("other", HERE)[1]
    open_key = tmp_path / "open.key"
    open_key.write_bytes(key.read_bytes())
    open_key.chmod(0o644)
    for options, said in (
        (["--tls-cert", certificate], "belong together"),
        (["--tls-cert", certificate, "--tls-key", other], "not a certificate and its key"),
        (["--tls-cert", certificate, "--tls-key", tmp_path / "none"], "--tls-key"),
        (["--tls-cert", certificate, "--tls-key", open_key], "chmod 600"),
    ):
        line = ["serve", "--port", "0", "--data", str(tmp_path / "data"), *map(str, options)]
        assert main(line) == 2
        told = capsys.readouterr().err
        assert said in told
        assert told.count("\n") == 1
    assert not (tmp_path / "data").exists()
