"""The outbox against a model of it: whatever happens in whatever order, nothing is lost and order holds."""

import itertools
import shutil
import tempfile
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.audit import Audit
from kiosk.clock import Moment, iso
from kiosk.envelope import Envelope, Header
from kiosk.errors import BugError, IllegalTransitionError, StoreFullError
from kiosk.given_up import GivenUp
from kiosk.item import TRANSITIONS, UNSENT, Event, OutboxState, Resent
from kiosk.outbox import CRASHES_BEFORE_LAST, Outbox
from kiosk.receipt import State
from kiosk.room import Limits
from kiosk.store import Store

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MEMORY = Path("/dev/shm")
RECEIVED = NOON + timedelta(seconds=5)
LOOKS_FOR_ITS_ITEMS = (Event.RECOVER, Event.RESTORE)
"""Events of whichever items they concern; the others are of one that is named."""


def envelope(size: int = 1200) -> Envelope:
    header = Header(v=1, id=str(uuid.uuid4()), kiosk="demo-1", kid="0" * 16)
    return Envelope(header, uuid.uuid4().bytes * (size // 16))


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


@pytest.fixture
def item(outbox: Outbox, noon: Moment) -> str:
    sealed = envelope()
    outbox.add([(sealed, "K7MF4T2Q9XW3")], noon)
    return sealed.header.id


def later(now: Moment, seconds: float) -> Moment:
    return Moment(now.utc + timedelta(seconds=seconds), now.monotonic + seconds, now.boot)


def happen(outbox: Outbox, event: Event, item: str, now: Moment) -> None:
    match event:
        case Event.START:
            outbox.start(item, now)
        case Event.ACKNOWLEDGE:
            outbox.delivered(item, now, "2026-11-22T12:00:05Z")
        case Event.PUT_BACK:
            outbox.put_back(item, now, reason="http-503", wait=5)
        case Event.REJECT:
            outbox.quarantine(item, "other-content")
        case Event.RETRY:
            outbox.retry(item, now, "staff-1")
        case Event.DISCARD:
            outbox.discard(item, now, "staff-1", GivenUp.KNOWN)
        case Event.RECOVER:
            outbox.recover()
        case Event.RESTORE:
            outbox.lost_since(RECEIVED - timedelta(hours=1), now, restored_at=RECEIVED + timedelta(hours=1))


WAY_TO = {
    OutboxState.QUEUED: (),
    OutboxState.SENDING: (Event.START,),
    OutboxState.DELIVERED: (Event.START, Event.ACKNOWLEDGE),
    OutboxState.QUARANTINED: (Event.START, Event.REJECT),
    OutboxState.DISCARDED: (Event.START, Event.REJECT, Event.DISCARD),
}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(OutboxState, Event)))
def test_the_table_holds_and_everything_else_changes_nothing(
    outbox: Outbox, store: Store, item: str, noon: Moment, state: OutboxState, event: Event
) -> None:
    for step in WAY_TO[state]:
        happen(outbox, step, item, noon)
    after = TRANSITIONS.get((state, event))
    before = store.rows("SELECT * FROM outbox")
    if after is None and event in LOOKS_FOR_ITS_ITEMS:
        happen(outbox, event, item, noon)
    elif after is None:
        with pytest.raises(IllegalTransitionError):
            happen(outbox, event, item, noon)
    else:
        happen(outbox, event, item, noon)
        found = outbox.state(item)
        assert found is not None
        assert found.state is after
        return
    assert store.rows("SELECT * FROM outbox") == before


def held(store: Store) -> set[str]:
    """Ids of the items whose envelope is still there."""
    return {item_id for (item_id,) in store.rows("SELECT id FROM outbox WHERE envelope IS NOT NULL")}


def deliver(outbox: Outbox, noon: Moment, received: datetime = RECEIVED) -> Envelope:
    sealed = envelope()
    outbox.add([(sealed, "K7MF4T2Q9XW3")], noon)
    outbox.start(sealed.header.id, noon)
    outbox.delivered(sealed.header.id, later(noon, 9), iso(received))
    return sealed


def test_the_next_item_starts_in_the_commit_that_holds_the_acknowledgement(
    outbox: Outbox, item: str, noon: Moment
) -> None:
    following = envelope()
    outbox.add([(following, "")], noon)
    outbox.start(item, noon)
    parcel = outbox.delivered(item, noon, "2026-11-22T12:00:05Z", then=following.header.id)
    assert parcel is not None
    assert (parcel.id, parcel.attempts) == (following.header.id, 1)
    assert [one.state for one in outbox.items()] == ["delivered", "sending"]


def test_where_the_next_item_cannot_start_the_acknowledgement_is_not_stored_either(
    outbox: Outbox, item: str, noon: Moment
) -> None:
    """Then it is asked for again, which does no harm."""
    following = envelope()
    outbox.add([(following, "")], noon)
    for one in (item, following.header.id):
        outbox.start(one, noon)
    with pytest.raises(IllegalTransitionError):
        outbox.delivered(item, noon, "2026-11-22T12:00:05Z", then=following.header.id)
    assert [one.state for one in outbox.items()] == ["sending", "sending"]


def test_a_delivered_envelope_is_erased_from_the_file_once_the_council_has_a_backup(
    outbox: Outbox, store: Store, noon: Moment
) -> None:
    sealed = deliver(outbox, noon)
    now = later(noon, 60)
    assert outbox.backed_up(None, now) == outbox.backed_up(RECEIVED, now) == 0
    assert sealed.data[:64] in store.path.read_bytes()
    assert outbox.backed_up(RECEIVED + timedelta(seconds=1), now) == 1
    assert sealed.data[:16] not in store.path.read_bytes()
    found = outbox.state(sealed.header.id)
    assert found is not None
    assert found.shown is State.SENT
    assert found.sent_at == later(noon, 9).utc
    assert found.received_at == RECEIVED


def test_a_delivered_envelope_is_kept_for_a_day_at_most(outbox: Outbox, store: Store, noon: Moment) -> None:
    sealed = deliver(outbox, noon)
    jumped = msgspec.structs.replace(later(noon, 100), utc=noon.utc + timedelta(days=4000))
    assert outbox.backed_up(None, jumped) == 0, "by the monotonic clock it is not yet a day"
    assert outbox.backed_up(None, later(noon, 24 * 3600)) == 0
    assert held(store) == {sealed.header.id}
    assert outbox.backed_up(None, later(noon, 24 * 3600 + 9)) == 1
    assert held(store) == set()


def test_after_a_reboot_into_the_past_nothing_is_kept_for_ever(
    outbox: Outbox, store: Store, noon: Moment
) -> None:
    deliver(outbox, noon)
    assert outbox.backed_up(None, Moment(datetime(1970, 1, 1, tzinfo=UTC), 5.0, "boot-b")) == 1
    assert held(store) == set()


def test_where_the_disk_runs_low_a_delivered_envelope_is_erased_at_once(tmp_path: Path, noon: Moment) -> None:
    with Store.open(tmp_path / "low" / "kiosk.db", Limits(warn_share=1.0)) as store:
        deliver(Outbox(store), noon)
        assert held(store) == set()


def test_what_a_restored_council_lost_goes_again_and_is_saved_not_sent(
    outbox: Outbox, store: Store, noon: Moment
) -> None:
    before, lost, after = (deliver(outbox, noon, RECEIVED + timedelta(hours=hour)) for hour in (0, 2, 4))
    now = later(noon, 60)
    backup, restored = RECEIVED + timedelta(hours=1), RECEIVED + timedelta(hours=3)
    assert outbox.lost_since(backup, now, restored_at=restored) == Resent(again=1, gone=0)
    assert outbox.due(now) == (lost.header.id,)
    found = outbox.state(lost.header.id)
    assert found is not None
    assert (found.shown, found.saved_at, found.sent_at) == (State.SAVED, noon.utc, None)
    assert outbox.oldest_unsent_age(now) == 60
    assert outbox.start(lost.header.id, now).data == lost.data
    outbox.delivered(lost.header.id, now, iso(restored + timedelta(seconds=30)))
    assert outbox.lost_since(backup, now, restored_at=restored) == Resent(again=0, gone=0), "said twice"
    assert held(store) == {before.header.id, lost.header.id, after.header.id}


def test_what_was_erased_before_the_council_lost_it_is_counted_once(
    outbox: Outbox, store: Store, noon: Moment
) -> None:
    deliver(outbox, noon)
    outbox.backed_up(RECEIVED + timedelta(hours=1), noon)
    later_one = deliver(outbox, noon, RECEIVED + timedelta(minutes=1))
    hour = timedelta(hours=1)
    assert outbox.lost_since(RECEIVED - hour, noon, restored_at=RECEIVED + hour) == Resent(again=1, gone=1)
    assert outbox.due(noon) == (later_one.header.id,)
    assert outbox.lost_since(RECEIVED - hour, noon, restored_at=RECEIVED + hour) == Resent(again=0, gone=0)
    (entry,) = Audit(store).entries()
    assert (entry.event, entry.who) == ("outbox-sent-again", "")
    assert (entry.fields["again"], entry.fields["gone"]) == (1, 1)


def test_the_parcel_is_what_was_saved(outbox: Outbox, noon: Moment) -> None:
    sealed = envelope()
    outbox.add([(sealed, "K7MF4T2Q9XW3")], noon)
    parcel = outbox.start(sealed.header.id, noon)
    assert (parcel.id, parcel.sha256, parcel.data) == (sealed.header.id, sealed.sha256, sealed.data)
    assert parcel.attempts == 1


def test_an_item_is_saved_until_the_council_has_it(outbox: Outbox, item: str, noon: Moment) -> None:
    for event in (None, Event.START, Event.REJECT):
        if event:
            happen(outbox, event, item, noon)
        found = outbox.state(item)
        assert found is not None
        assert (found.shown, found.saved_at) == (State.SAVED, noon.utc)


def test_an_unknown_item_has_no_state(outbox: Outbox, noon: Moment) -> None:
    assert outbox.state("nothing") is None
    with pytest.raises(BugError):
        outbox.start("nothing", noon)


def test_order_is_priority_then_first_saved(outbox: Outbox, noon: Moment) -> None:
    ids = []
    for priority in (0, 5, 0, 5):
        sealed = envelope()
        outbox.add([(sealed, "")], noon, priority)
        ids.append(sealed.header.id)
    assert outbox.due(noon) == (ids[1], ids[3], ids[0], ids[2])
    assert outbox.due(noon, limit=2) == (ids[1], ids[3])


def test_an_item_whose_sending_kills_the_agent_goes_last(outbox: Outbox, noon: Moment) -> None:
    ids = []
    for _ in range(2):
        sealed = envelope()
        outbox.add([(sealed, "")], noon)
        ids.append(sealed.header.id)
    for _ in range(CRASHES_BEFORE_LAST):
        assert outbox.due(noon)[0] == ids[0]
        outbox.start(ids[0], noon)
        assert outbox.recover() == 1
    assert outbox.due(noon) == (ids[1], ids[0])


def test_a_wait_is_kept_within_this_boot_only(outbox: Outbox, item: str, noon: Moment) -> None:
    outbox.start(item, noon)
    outbox.put_back(item, noon, reason="http-503", wait=60)
    assert outbox.due(noon) == ()
    assert outbox.due(noon, everything=True) == (item,)
    assert outbox.next_due(noon) == 60
    assert outbox.due(later(noon, 60)) == (item,)
    assert outbox.next_due(later(noon, 61)) == 0
    rebooted = Moment(noon.utc, 1.0, "boot-b")
    assert outbox.due(rebooted) == (item,)


def test_a_jump_of_the_wall_clock_moves_no_wait(outbox: Outbox, item: str, noon: Moment) -> None:
    outbox.start(item, noon)
    outbox.put_back(item, noon, reason="http-503", wait=60)
    for years in (-56, 10):
        jumped = msgspec.structs.replace(noon, utc=noon.utc + timedelta(days=365 * years))
        assert outbox.due(jumped) == ()
        assert outbox.oldest_unsent_age(msgspec.structs.replace(jumped, monotonic=1030.0)) == 30


def test_being_unknown_to_the_council_counts_as_no_attempt(outbox: Outbox, item: str, noon: Moment) -> None:
    outbox.start(item, noon)
    outbox.put_back(item, noon, reason="http-401", counted=False)
    found = outbox.state(item)
    assert found is not None
    assert (found.attempts, found.reason) == (0, "http-401")


def test_the_oldest_age_counts_all_the_council_does_not_have(outbox: Outbox, noon: Moment) -> None:
    assert outbox.oldest_unsent_age(noon) is None
    ids = []
    for number in range(3):
        sealed = envelope()
        outbox.add([(sealed, "")], later(noon, number))
        ids.append(sealed.header.id)
    now = later(noon, 100)
    outbox.start(ids[0], now)
    outbox.quarantine(ids[0], "other-content")
    assert outbox.oldest_unsent_age(now) == 100
    outbox.discard(ids[0], now, "staff-1", GivenUp.KNOWN)
    assert outbox.oldest_unsent_age(now) == 99
    after_reboot = Moment(now.utc, 3.0, "boot-b")
    assert outbox.oldest_unsent_age(after_reboot) == 99


def test_closed_rows_are_forgotten_and_no_others(outbox: Outbox, noon: Moment) -> None:
    ids = []
    for _ in range(3):
        sealed = envelope()
        outbox.add([(sealed, "")], noon)
        ids.append(sealed.header.id)
        outbox.start(sealed.header.id, noon)
    outbox.delivered(ids[0], noon, "2026-11-22T12:00:05Z")
    outbox.quarantine(ids[1], "other-content")
    assert outbox.forget(noon.utc + timedelta(days=30)) == 0, "what is kept for a restore is not forgotten"
    outbox.backed_up(noon.utc + timedelta(minutes=1), noon)
    assert outbox.forget(noon.utc) == 0
    assert outbox.forget(noon.utc + timedelta(days=30)) == 1
    assert [found.id for found in outbox.items()] == ids[1:]


def test_a_full_queue_is_told_before_a_form_starts(tmp_path: Path, noon: Moment) -> None:
    with Store.open(tmp_path / "items" / "kiosk.db", Limits(free_bytes=1, journal_bytes=0, items=2)) as store:
        outbox = Outbox(store)
        for _ in range(2):
            outbox.check_room()
            outbox.add([(envelope(), "")], noon)
        with pytest.raises(StoreFullError, match="2 submissions wait"):
            outbox.check_room()
        for waiting in outbox.due(noon):
            outbox.start(waiting, noon)
            outbox.delivered(waiting, noon, "2026-11-22T12:00:05Z")
        outbox.check_room()
    with Store.open(
        tmp_path / "bytes" / "kiosk.db", Limits(free_bytes=1, journal_bytes=0, waiting_bytes=1000)
    ) as store:
        outbox = Outbox(store)
        outbox.add([(envelope(1600), "")], noon)
        with pytest.raises(StoreFullError):
            outbox.check_room()


class OutboxMachine(RuleBasedStateMachine):
    """Events in any order, with the agent dying and the machine rebooting in between."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.store = Store.open(self.folder / "state" / "kiosk.db", Limits(ballast_bytes=0))
        self.outbox = Outbox(self.store)
        self.model: dict[str, OutboxState] = {}
        self.sealed: dict[str, Envelope] = {}
        self.erased: set[str] = set()
        self.restores = 0
        self.boot = 0
        self.now = Moment(NOON, 0.0, "boot-0")

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def pick(self, state: OutboxState, number: int) -> str | None:
        found = [item for item, held in self.model.items() if held is state]
        return found[number % len(found)] if found else None

    @rule()
    def submit(self) -> None:
        sealed = envelope(64)
        self.outbox.add([(sealed, "")], self.now)
        self.model[sealed.header.id] = OutboxState.QUEUED
        self.sealed[sealed.header.id] = sealed

    @rule(
        event=st.sampled_from([event for event in Event if event not in LOOKS_FOR_ITS_ITEMS]),
        number=st.integers(0, 9),
    )
    def event(self, event: Event, number: int) -> None:
        if not self.model:
            return
        item = list(self.model)[number % len(self.model)]
        after = TRANSITIONS.get((self.model[item], event))
        if after is None:
            with pytest.raises(IllegalTransitionError):
                happen(self.outbox, event, item, self.now)
        else:
            happen(self.outbox, event, item, self.now)
            self.model[item] = after

    @precondition(lambda self: any(held is OutboxState.SENDING for held in self.model.values()))
    @rule()
    def agent_dies_and_comes_back(self) -> None:
        self.store.close()
        self.store = Store.open(self.folder / "state" / "kiosk.db", Limits(ballast_bytes=0))
        self.outbox = Outbox(self.store)
        sending = [item for item, held in self.model.items() if held is OutboxState.SENDING]
        assert self.outbox.recover() == len(sending)
        self.model.update(dict.fromkeys(sending, OutboxState.QUEUED))

    @rule()
    def the_council_has_a_backup(self) -> None:
        delivered = {item for item, held in self.model.items() if held is OutboxState.DELIVERED}
        assert self.outbox.backed_up(NOON + timedelta(minutes=1), self.now) == len(delivered - self.erased)
        self.erased |= delivered

    @rule()
    def the_council_comes_back_without_what_it_had(self) -> None:
        hour = timedelta(hours=1)
        delivered = {item for item, held in self.model.items() if held is OutboxState.DELIVERED}
        again = delivered - self.erased
        self.restores += 1
        restored_at = NOON + hour + timedelta(seconds=self.restores)
        found = self.outbox.lost_since(NOON - hour, self.now, restored_at=restored_at)
        assert found == Resent(len(again), len(delivered & self.erased))
        self.model.update(dict.fromkeys(again, OutboxState.QUEUED))

    @rule(seconds=st.integers(0, 600))
    def time_passes(self, seconds: int) -> None:
        self.now = later(self.now, seconds)

    @rule(days=st.integers(-20_000, 4_000))
    def the_wall_clock_jumps(self, days: int) -> None:
        self.now = msgspec.structs.replace(self.now, utc=NOON + timedelta(days=days))

    @rule()
    def the_machine_reboots(self) -> None:
        self.boot += 1
        self.now = Moment(self.now.utc, 0.0, f"boot-{self.boot}")

    @invariant()
    def nothing_is_lost(self) -> None:
        assert {item.id: item.state for item in self.outbox.items()} == self.model
        held = {
            item: data
            for item, data in self.store.rows("SELECT id, envelope FROM outbox")
            if data is not None
        }
        unsent = {item for item, state in self.model.items() if state in UNSENT}
        kept = {item for item, state in self.model.items() if state is OutboxState.DELIVERED} - self.erased
        assert held == {item: self.sealed[item].data for item in unsent | kept}
        counts = self.outbox.counts()
        assert (counts.unsent, counts.kept) == (len(unsent), len(kept))
        age = self.outbox.oldest_unsent_age(self.now)
        assert (age is None) == (not unsent)
        assert age is None or age >= 0

    @invariant()
    def everything_queued_is_due_once_waits_are_over(self) -> None:
        queued = [item for item, held in self.model.items() if held is OutboxState.QUEUED]
        assert sorted(self.outbox.due(later(self.now, 10))) == sorted(queued)


TestOutboxMachine = OutboxMachine.TestCase
TestOutboxMachine.settings = settings(
    max_examples=25, stateful_step_count=30, suppress_health_check=list(HealthCheck)
)
