"""council.toml: read whole, checked once, and wrong with one clear line."""

import base64
import os
from pathlib import Path

import pytest

from council.adapters.notify import Notify
from council.adapters.open311 import Open311
from council.adapters.webhook import Webhook
from council.targets import read_targets
from kiosk.errors import CouncilError
from kiosk.submission import Record, Submission

SERVICE, SECRET = "0b6a1f0e-2c3d-4e5f-8a9b-c0d1e2f3a4b5", "7d0f3c2e-5b1a-4c8e-9f60-1d2a3b4c5d6e"
WHOLE = """
[targets.crm]
kind = "webhook"
url = "https://crm.exampleton.example/kiosk"
source = "https://exampleton.example/kiosks"
secret_file = "secrets/crm"
routes = ["waste/*", "contact/complaint"]

[targets.streets]
kind = "open311"
url = "https://open311.exampleton.example/v2"
jurisdiction = "exampleton.example"
api_key_file = "secrets/streets"
id_attribute = "KIOSK_ID"

[targets.streets.services."streets/fly-tipping"]
code = "FLY"
description = ["what", "where"]
attributes = {SIZE = "size"}

[targets.told]
kind = "notify"
key_file = "secrets/told"
routes = ["*"]
email = {en = "11111111-0000-4000-8000-000000000001"}
"""


def site(folder: Path, text: str = WHOLE) -> Path:
    (folder / "council.toml").write_text(text)
    (folder / "secrets").mkdir(exist_ok=True)
    secrets = {
        "crm": "whsec_" + base64.b64encode(os.urandom(32)).decode() + "\n",
        "streets": "a-key\n",
        "told": f"kiosk-{SERVICE}-{SECRET}\n",
    }
    for name, secret in secrets.items():
        (folder / "secrets" / name).write_text(secret)
        (folder / "secrets" / name).chmod(0o600)
    return folder


def record(route: str) -> Record:
    submission = Submission(journey="x", version=1, hash="", language="en", today="2026-11-22", answers={})
    return Record(
        id="",
        reference="",
        kiosk="demo-1",
        place="",
        captured_at="",
        service="",
        route=route,
        sensitivity=1,
        app_version="",
        submission=submission,
    )


def test_a_record_goes_where_its_route_says(tmp_path: Path) -> None:
    targets = read_targets(site(tmp_path))
    assert targets.of(record("waste/missed-bin")) == ("crm", "told")
    assert targets.of(record("streets/fly-tipping")) == ("streets", "told")
    assert targets.of(record("contact/complaint")) == ("crm", "told")
    assert targets.of(record("streets/problem")) == ("told",)


def test_the_adapters_are_made_with_their_secrets(tmp_path: Path) -> None:
    targets = read_targets(site(tmp_path))
    made = [targets.adapter(name) for name in targets.names]
    assert [type(one) for one in made] == [Webhook, Open311, Notify]
    for one in made:
        one.close()


def test_without_a_file_there_are_no_targets(tmp_path: Path) -> None:
    targets = read_targets(tmp_path)
    assert targets.names == ()
    assert targets.of(record("waste/missed-bin")) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "webhook"', 'kind = "fax"', "kind"),
        ('url = "https://crm.', 'url = "http://crm.', "targets.crm.url: must begin with https"),
        ('url = "https://crm.', 'url = "https://me:word@crm.', "must hold no password"),
        ("secret_file =", "secret =", "secret"),
        ('routes = ["*"]', "routes = []", "routes"),
        ('email = {en = "11111111-0000-4000-8000-000000000001"}', "", "name a template"),
        ('code = "FLY"', "", "code"),
        ("[targets.crm]", "[targets.CRM]", "targets"),
        ("[targets.crm]", "[targets.crm", "council.toml"),
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in WHOLE
    with pytest.raises(CouncilError) as caught:
        read_targets(site(tmp_path, WHOLE.replace(old, new)))
    assert said in str(caught.value)
    assert "word@" not in str(caught.value)


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    targets = read_targets(site(tmp_path))
    (tmp_path / "secrets" / "crm").chmod(0o644)
    with pytest.raises(CouncilError, match="chmod 600"):
        targets.adapter("crm")


@pytest.mark.parametrize("name", ["crm", "streets", "told"])
def test_a_secret_that_is_missing_is_said(tmp_path: Path, name: str) -> None:
    targets = read_targets(site(tmp_path))
    (tmp_path / "secrets" / name).unlink()
    with pytest.raises(CouncilError, match=f"secret of {name} cannot be read"):
        targets.adapter(name)
