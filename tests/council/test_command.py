"""The `council` command: what it refuses, and what it prints."""

import json
import socket
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from council.__main__ import main
from council.intake import Arrival, examine
from council.keys import KeyRing
from council.serve import listen
from council.store import CouncilStore
from council.vault import vault_in
from kiosk.envelope import Envelope
from kiosk.errors import CouncilError
from kiosk.keyset import parse_keyset
from kiosk.reference import grouped

Sealer = Callable[..., Envelope]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "2001:db8::1"])
def test_other_machines_are_listened_to_with_tls_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    assert main(["serve", "--host", host, "--port", "0", "--data", str(tmp_path / "data")]) == 2
    told = capsys.readouterr().err
    assert "--tls-cert and --tls-key" in told
    assert told.count("\n") == 1
    assert not (tmp_path / "data").exists()


def test_a_host_that_is_no_address_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "council.example"]) == 2
    assert "is not an address" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.8.9.1"])
def test_this_machine_is_listened_on(host: str) -> None:
    with listen(host, 0) as listener:
        assert listener.getsockname()[0].startswith("127.")


def test_a_port_in_use_is_said_plainly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CouncilError, match=f"{port} on 127.0.0.1"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_port_that_is_none_is_said_plainly(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", f"--port={port}"])
    assert "from 0 to 65535" in capsys.readouterr().err


def test_the_keyset_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keyset", "--data", str(tmp_path / "data")]) == 0
    printed = capsys.readouterr().out.encode()
    assert main(["keyset", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "keyset.json")]) == 0
    assert parse_keyset(printed) == parse_keyset((tmp_path / "keyset.json").read_bytes())


def test_submissions_are_listed_without_names_and_whole_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sealed: Sealer, keys: KeyRing
) -> None:
    data = tmp_path / "data"
    listing = ["submissions", "--data", str(data)]
    assert main(listing) == 0
    assert capsys.readouterr().out == "No submissions yet.\n"
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    opened, shut = sealed(reference="K7MF4T2Q9XW3", service="Bins\x1b[31m"), sealed()
    with closing(CouncilStore.open(f"sqlite:///{data / 'council.db'}", vault_in(data))) as store:
        for envelope, held in ((opened, keys.private), (shut, {})):
            found = examine(envelope.header.id, envelope.data, held, now)
            assert isinstance(found, Arrival)
            store.keep(found)
    assert main(listing) == 0
    first, second = capsys.readouterr().out.splitlines()
    for part in (opened.header.id, grouped("K7MF4T2Q9XW3"), "demo-1", "Bins", "2026-11-22T12:00:00Z"):
        assert part in first
    assert "\x1b" not in first
    assert "not opened" in second
    assert "Sam" not in first + second
    assert main([*listing, "--json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert records[0]["submission"]["answers"] == {"full_name": "Sam Example", "phone": "+447700900123"}
    assert (records[0]["reference"], records[0]["opened"], records[1]["opened"]) == (
        "K7MF4T2Q9XW3",
        True,
        False,
    )
