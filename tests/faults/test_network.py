"""Whatever the network does, everything saved arrives exactly once, and nothing is called sent before."""

import contextlib
import datetime
import ipaddress
import random
import ssl
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fault_proxy import FAULTS, Proxy, Request, answering, page
from ground import CALM, IMPATIENT, SEED, SOAK, Ground, Server, Some, Watched, agent

import sync.delivery
from kiosk.clock import moment
from kiosk.envelope import open_envelope, seal
from kiosk.given_up import GivenUp
from kiosk.item import OutboxState
from kiosk.outbox import Outbox
from kiosk.store import Store
from sync.backoff import Backoff
from sync.courier import Fault, Kind, Reply, Verdict
from sync.wire import PROBLEM_PREFIX

HARMLESS = {"none", "latency", "narrow", "sliced", "slow-close", "twice", "both"}
"""The item is delivered at the first try all the same."""
SLOW = {"timeout", "half-open", "late"}
"""Each costs the kiosk its patience."""
ITEMS = 8
ITEMS_SLOW = 3
QUEUE = 200
"""Items that wait at a time when it may take longer."""


@pytest.fixture(scope="module")
def grounds(in_memory: Path) -> Ground:
    """What is tried here is the line between them, and neither's disk."""
    return Ground(in_memory)


def drain(ground: Ground, store: Store, council: Any, passes: int, *, account: bool = False) -> None:
    """Send until nothing waits. `account`: look at it after each pass."""
    sending = agent(store, council)
    for _ in range(passes):
        sending.once()
        assert not account or ground.wrong(store) == []
        if not Outbox(store).counts().unsent:
            return


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_item_arrives_exactly_once(ground: Ground, server: Server, store: Store, fault: str) -> None:
    number = ITEMS_SLOW if fault in SLOW else ITEMS
    saved = ground.save(store, number)
    plan = Some(fault, SEED, chance=0.4)
    patience = IMPATIENT if fault in SLOW else CALM
    with Proxy(server.port, plan) as proxy, ground.client(proxy.url, patience) as client:
        watched = Watched(ground, store, client)
        drain(ground, store, watched, 3 * number)
    assert proxy.refused == [], "the council itself was well"
    assert watched.wrong == []
    assert ground.wrong(store) == []
    assert ground.unsent(store) == []
    assert sorted(ground.arrived()) == sorted(saved), "all of them, once, and nothing else"
    met = {name for name, _ in proxy.hit}
    assert met or fault == "none", "the fault was met"
    rest = [one for one in ground.arrived() if one not in met]
    assert rest == [one for one in saved if one not in met], "the others came in their order"
    wasted = 0 if fault in HARMLESS else len(proxy.hit)
    puts = sum(request.method == "PUT" for request in proxy.seen)
    assert puts == number + wasted, "each fault costs one request more, and no request is idle"


def test_all_faults_at_once(ground: Ground, server: Server, store: Store) -> None:
    chance = random.Random(SEED)
    names = sorted(FAULTS.keys() - SLOW)
    saved = ground.save(store, 16)

    def plan(request: Request) -> str:
        return chance.choice(names) if request.method == "PUT" and chance.random() < 0.6 else ""

    with Proxy(server.port, plan) as proxy, ground.client(proxy.url) as client:
        watched = Watched(ground, store, client)
        drain(ground, store, watched, 400)
    assert watched.wrong == []
    assert ground.unsent(store) == []
    assert sorted(ground.arrived()) == sorted(saved)


# -- the controls: without the protection the same account does not balance ---------------------------------


def any_200(submission_id: str, sha256: str, reply: Reply | Fault, now: datetime.datetime) -> Verdict:
    """A courier that takes every 200 for an acknowledgement."""
    if isinstance(reply, Reply) and reply.status in (200, 201):
        return Verdict(kind=Kind.DELIVERED, reason="acknowledged", received_at=now)
    return Verdict(kind=Kind.BUSY, reason="busy")


def no_echo(submission_id: str, sha256: str, reply: Reply | Fault, now: datetime.datetime) -> Verdict:
    """A courier that takes every acknowledgement for its own, whatever bytes it is about."""
    if isinstance(reply, Reply) and reply.content_type == "application/json" and b'"sha256"' in reply.body:
        return Verdict(kind=Kind.DELIVERED, reason="acknowledged", received_at=now)
    return Verdict(kind=Kind.BUSY, reason="busy")


@pytest.mark.parametrize(
    ("courier", "fault"), [(any_200, "portal-page"), (any_200, "portal-json"), (no_echo, "cached")]
)
def test_control_a_courier_that_believes_too_much_is_found_out(
    ground: Ground,
    server: Server,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    courier: Any,
    fault: str,
) -> None:
    monkeypatch.setattr(sync.delivery, "judge", courier)
    ground.save(store, 4)
    with Proxy(server.port, Some(fault, SEED)) as proxy, ground.client(proxy.url) as client:
        watched = Watched(ground, store, client)
        drain(ground, store, watched, 8)
    assert any("the council has it not" in one for one in watched.wrong)
    assert len(ground.arrived()) < 4


def test_control_a_new_id_for_each_try_is_found_out(ground: Ground, server: Server, store: Store) -> None:
    from council.keys import keys_in

    private = keys_in(ground.council).private
    saved = ground.save(store, 4)
    with Proxy(server.port, Some("lost", SEED)) as proxy, ground.client(proxy.url) as client:

        class NewIds:
            """What a kiosk would do that names a submission when it sends it."""

            def put_submission(self, submission_id: str, data: bytes) -> Reply | Fault:
                record = msgspec.structs.replace(open_envelope(data, private), id=str(uuid.uuid4()))
                again = seal(record, ground.keyset, datetime.datetime.now(datetime.UTC))
                reply = client.put_submission(record.id, again.data)
                if isinstance(reply, Fault) or reply.status not in (200, 201):
                    return reply
                body = reply.body.replace(record.id.encode(), submission_id.encode())
                ((sha256,),) = store.rows("SELECT sha256 FROM outbox WHERE id = :id", id=submission_id)
                return msgspec.structs.replace(
                    reply, body=body.replace(again.sha256.encode(), sha256.encode())
                )

            def healthy(self) -> bool:
                return client.healthy()

        drain(ground, store, NewIds(), 12)
    assert proxy.hit
    assert len(ground.arrived()) > len(saved), "the same submission is there more than once"


# -- one that always fails ----------------------------------------------------------------------------------


def own_refusal(item_id: str) -> bytes:
    body = f'{{"type":"{PROBLEM_PREFIX}other-content","title":"No","status":422,"submission":"{item_id}"}}'
    return page("422 Unprocessable Content", body.encode(), "application/problem+json")


@contextlib.contextmanager
def running(ground: Ground, url: str) -> Iterator[None]:
    """The agent's own loop in a thread of its own."""
    stop = threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with ground.open() as own, ground.client(url, IMPATIENT) as client:
                agent(own, client, stop=stop, backoff=Backoff(first=0.05, most=1.0)).run()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
    assert failed == []


def eventually(what: Any, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.03)
    return False


@pytest.mark.parametrize("fault", ["500", "404", "reset", "lost", "wrong-hash", "half-open"])
def test_one_that_always_fails_holds_nothing_up(
    ground: Ground, server: Server, store: Store, fault: str
) -> None:
    poison, *good = ground.save(store, 4)

    def plan(request: Request) -> str:
        return fault if request.name == poison else ""

    with Proxy(server.port, plan) as proxy, running(ground, proxy.url):
        assert eventually(lambda: [item.id for item in ground.unsent(store)] == [poison])
        assert [one for one in ground.arrived() if one != poison] == good
    (left,) = ground.unsent(store)
    assert left.state in (OutboxState.QUEUED, OutboxState.SENDING)
    assert ground.wrong(store) == []


def test_one_that_the_council_refuses_is_held_and_can_be_sent_again_or_given_up(
    ground: Ground, server: Server, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = ground.save(store, 2)
    good = ground.save(store, 2)
    for number, one in enumerate(refused):
        monkeypatch.setitem(FAULTS, f"refuse-{number}", answering(own_refusal(one)))
    names = {one: f"refuse-{number}" for number, one in enumerate(refused)}
    with (
        Proxy(server.port, lambda request: names.get(request.name, "")) as proxy,
        ground.client(proxy.url) as client,
    ):
        drain(ground, store, Watched(ground, store, client), 1)
        assert [item.id for item in ground.unsent(store)] == refused
        assert all(item.state is OutboxState.QUARANTINED for item in ground.unsent(store))
        outbox = Outbox(store)
        outbox.retry(refused[0], moment(), "Alex Staff")
        outbox.discard(refused[1], moment(), "Alex Staff", GivenUp.KNOWN)
        names.clear()
        drain(ground, store, Watched(ground, store, client), 2)
    assert ground.unsent(store) == []
    assert ground.arrived() == [*good, refused[0]]
    assert ground.wrong(store) == []


# -- TLS and names ------------------------------------------------------------------------------------------


def certificate(folder: Path, *, days: int, name: str = "127.0.0.1") -> Path:
    """A certificate for an address, with its key, that began long ago and ends so many days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=90))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}-{days}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(
    ("days", "name", "trusted", "sent"),
    [
        (30, "127.0.0.1", True, True),
        (-1, "127.0.0.1", True, False),
        (30, "127.0.0.2", True, False),
        (30, "127.0.0.1", False, False),
    ],
    ids=["right", "expired", "other-name", "unknown"],
)
def test_only_a_certificate_that_holds_is_sent_to(
    ground: Ground,
    server: Server,
    store: Store,
    tmp_path: Path,
    days: int,
    name: str,
    trusted: bool,
    sent: bool,
) -> None:
    ground.save(store, 2)
    file = certificate(tmp_path, days=days, name=name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    verify = ssl.create_default_context(cafile=str(file)) if trusted else True
    with Proxy(server.port, tls=context) as proxy, ground.client(proxy.url, verify=verify) as client:
        watched = Watched(ground, store, client)
        drain(ground, store, watched, 3)
    assert (len(ground.arrived()) == 2) is sent
    assert watched.wrong == []
    if not sent:
        assert proxy.seen == [], "nothing of a submission was given away"
        assert ground.unsent(store)[0].reason == "connect"
        assert watched.requests == 1, "then only asks whether the council is back"


def test_a_name_that_nobody_knows_loses_nothing(ground: Ground, server: Server, store: Store) -> None:
    ground.save(store, 2)
    with ground.client("https://council.invalid") as client:
        watched = Watched(ground, store, client)
        drain(ground, store, watched, 3)
    assert (watched.wrong, watched.requests, len(ground.unsent(store))) == ([], 1, 2)
    with ground.client(server.url) as client:
        drain(ground, store, Watched(ground, store, client), 1)
    assert ground.arrived() == ground.saved


# -- longer -------------------------------------------------------------------------------------------------


@pytest.mark.soak(only=True)
@pytest.mark.timeout(2 * 3600)
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_soak_each_fault(ground: Ground, server: Server, store: Store, fault: str) -> None:
    """A queue at a time, so that looking at all of it after every pass stays cheap."""
    seed = random.SystemRandom().randrange(1 << 32) if SOAK > 1 else SEED
    queues, number = (SOAK, 100) if fault in SLOW else (5 * SOAK, QUEUE)
    patience = IMPATIENT if fault in SLOW else CALM
    lost = twice = unsent = 0
    with (
        Proxy(server.port, Some(fault, seed, chance=0.3)) as proxy,
        ground.client(proxy.url, patience) as client,
    ):
        for _ in range(queues):
            ground.begin()
            saved = ground.save(store, number)
            drain(ground, store, client, 3 * number, account=True)
            arrived = ground.arrived()
            lost += len(set(saved) - set(arrived))
            twice += len(arrived) - len(set(arrived))
            unsent += len(ground.unsent(store))
    print(
        f"network {fault}: {queues * number} items, {len(proxy.hit)} faults met, "
        f"{lost} lost, {twice} twice, {unsent} unsent, seed {seed}"
    )
    assert (lost, twice, unsent) == (0, 0, 0)
