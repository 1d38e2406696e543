"""`kiosk submit` and `kiosk outbox list`, as an operator or a script uses them."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.__main__ import main
from kiosk.envelope import open_envelope
from kiosk.keyset import Keyset
from kiosk.outbox import Outbox
from kiosk.reference import grouped, parse
from kiosk.store import Store

JOURNEY = """\
journey: note
title: Leave a note
version: 2
status: live
owner: council
codes: {lgsl: 524, lgil: 17}
offline: queue
class: 2
languages: [en]
send: notes/new
steps:
- ask: full_name
  type: name
  title: Full name
- ask: urgent
  type: yesno
  title: Is it urgent
- exit: phone_us
  when: urgent
  title: Phone us
  body: This cannot wait.
- check: answers
  short: Send
done:
  title: We have your note
  body: We will read it.
"""


@pytest.fixture
def kiosk(tmp_path: Path, keyset: Keyset) -> Path:
    journeys = tmp_path / "journeys"
    journeys.mkdir()
    (journeys / "note.yaml").write_text(JOURNEY)
    (journeys / "shared.yaml").write_text("organisations: [council]\n")
    wide = msgspec.structs.replace(
        keyset.keys[0],
        not_before=keyset.keys[0].not_before.replace(year=2020),
        not_after=keyset.keys[0].not_after.replace(year=2100),
    )
    (tmp_path / "keyset.json").write_bytes(msgspec.json.encode(Keyset((wide,))))
    (tmp_path / "kiosk.toml").write_text('[site]\nstate_dir = "state"\n[content]\njourneys = "journeys"\n')
    return tmp_path


def submit(kiosk: Path, answers: object, *options: str, journey: str = "note") -> int:
    file = kiosk / "answers.json"
    file.write_text(json.dumps(answers))
    return main(["submit", journey, "--answers", str(file), "--config", str(kiosk / "kiosk.toml"), *options])


def items(kiosk: Path) -> int:
    if not (kiosk / "state").exists():
        return 0
    with Store.open(kiosk / "state" / "kiosk.db") as store:
        return len(Outbox(store).items())


def test_it_prints_id_reference_and_state_of_what_is_durable(
    kiosk: Path, capsys: pytest.CaptureFixture[str], private_key: X25519PrivateKey
) -> None:
    assert submit(kiosk, {"full_name": "Sam Example", "urgent": False}, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said.keys() == {"id", "reference", "state"}
    assert said["state"] == "saved"
    with Store.open(kiosk / "state" / "kiosk.db") as store:
        ((item_id, reference, kid, data),) = store.rows("SELECT id, reference, kid, envelope FROM outbox")
    assert (said["id"], said["reference"]) == (item_id, reference)
    record = open_envelope(data, {kid: private_key})
    assert record.submission.answers == {"full_name": "Sam Example", "urgent": False}
    assert (record.service, record.route, record.lgsl) == ("Leave a note", "notes/new", 524)


def test_a_journey_may_be_given_by_its_path(kiosk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(kiosk / "journeys" / "note.yaml")
    assert submit(kiosk, {"full_name": "Sam Example", "urgent": False}, journey=path) == 0
    said = capsys.readouterr().out
    assert "not sent yet" in said
    assert parse(said.rpartition("Reference ")[2].rstrip(".\n"))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"full_name": "Sam Example"}, "urgent: breaks the rule 'required'"),
        ({"full_name": "Sam Example", "urgent": True}, "nothing is sent: these answers end at 'phone_us'"),
        (["Sam Example"], "must be a JSON object"),
    ],
)
def test_answers_that_do_not_make_a_submission_are_refused_in_one_line(
    kiosk: Path, capsys: pytest.CaptureFixture[str], answers: object, said: str
) -> None:
    assert submit(kiosk, answers) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.count("\n") == 1
    assert "Sam" not in told.err
    assert items(kiosk) == 0


def test_an_answer_that_is_not_asked_is_named_and_left_out(
    kiosk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert submit(kiosk, {"full_name": "Sam Example", "urgent": False, "colour": "teal"}) == 0
    told = capsys.readouterr().err
    assert "colour: is not asked" in told
    assert "teal" not in told


@pytest.mark.parametrize("missing", ["keyset.json", "kiosk.toml", "journeys/note.yaml"])
def test_what_is_missing_is_named_and_nothing_is_saved(
    kiosk: Path, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    (kiosk / missing).unlink()
    assert submit(kiosk, {"full_name": "Sam Example", "urgent": False}) == 2
    assert Path(missing).stem in capsys.readouterr().err
    assert items(kiosk) == 0


def test_the_outbox_is_listed_in_order(kiosk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("Sam Example", "Alex Sample"):
        submit(kiosk, {"full_name": name, "urgent": False}, "--json")
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    listing = ["outbox", "list", "--config", str(kiosk / "kiosk.toml")]
    assert main([*listing, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [item["id"] for item in shown] == [one["id"] for one in said]
    assert {(item["state"], item["sent_at"], item["attempts"]) for item in shown} == {("queued", None, 0)}
    assert main(listing) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:14] for line in lines] == [grouped(one["reference"]) for one in said]


def test_listing_a_kiosk_that_has_saved_nothing_makes_no_file(
    kiosk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["outbox", "list", "--config", str(kiosk / "kiosk.toml")]) == 0
    assert capsys.readouterr().out == "The outbox is empty.\n"
    assert not (kiosk / "state").exists()


def test_submitting_loads_nothing_that_it_does_not_need(kiosk: Path) -> None:
    code = (
        "import json, sys; from kiosk.__main__ import main; code = main(sys.argv[1:]);"
        "heavy = {'PySide6', 'httpx', 'sqlite_utils', 'babel', 'escpos', 'qrcode', 'litestar'};"
        "print(code, sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    (kiosk / "answers.json").write_text('{"full_name": "Sam Example", "urgent": false}')
    line = ["submit", "note", "--answers", str(kiosk / "answers.json"), "--config", str(kiosk / "kiosk.toml")]
    found = subprocess.run([sys.executable, "-c", code, *line], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "0 []"
